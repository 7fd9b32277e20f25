"""Care breaks: rules as data, judged with censoring and competing events.

`anchors(log, rule)` gives who is counted, without reading what follows; `evaluate(log, rule)`
gives one row an anchor with its status. A model of the risk of a break takes the anchors of
`Breaks.rows` whose `complete` is true, and only what was known at `time`.
"""

from pathways.breaks.anchors import Anchors, anchors
from pathways.breaks.evaluate import STATUSES, STATUSES_FR, Breaks, evaluate
from pathways.breaks.incidence import Estimate, Incidence, aalen_johansen
from pathways.breaks.rates import Rates, rates, rates_by
from pathways.breaks.rule import Rule
from pathways.breaks.rule_files import (
    every_rule,
    find_rule,
    read_rule,
    read_words,
    rule_names,
    rule_schema,
    with_words,
)

__all__ = [
    "STATUSES",
    "STATUSES_FR",
    "Anchors",
    "Breaks",
    "Estimate",
    "Incidence",
    "Rates",
    "Rule",
    "aalen_johansen",
    "anchors",
    "evaluate",
    "every_rule",
    "find_rule",
    "rates",
    "rates_by",
    "read_rule",
    "read_words",
    "rule_names",
    "rule_schema",
    "with_words",
]
