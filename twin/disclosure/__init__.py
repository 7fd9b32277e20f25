"""The one gate through which every count goes before it is shown."""

from twin.disclosure.gate import THRESHOLD, Gate
from twin.disclosure.protect import protect
from twin.disclosure.relations import Relation
from twin.disclosure.statistics import rate, statistic
from twin.disclosure.tabulate import table

__all__ = ["THRESHOLD", "Gate", "Relation", "protect", "rate", "statistic", "table"]
