"""Observed pathways held against a reference: rules in TOML, or a model in BPMN."""

from pathways.conformance.against_model import ModelConformance, against_model
from pathways.conformance.against_rules import Conformance, RuleResult, against_rules
from pathways.conformance.case_ends import CaseEnd, Life, life_of
from pathways.conformance.evaluating import Verdict, evaluate
from pathways.conformance.reading import provided, read_reference
from pathways.conformance.rules import Condition, Reference, Rule

__all__ = [
    "CaseEnd",
    "Condition",
    "Conformance",
    "Life",
    "ModelConformance",
    "Reference",
    "Rule",
    "RuleResult",
    "Verdict",
    "against_model",
    "against_rules",
    "evaluate",
    "life_of",
    "provided",
    "read_reference",
]
