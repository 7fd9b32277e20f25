"""Process models: discovered from variants, read from BPMN, and measured, under a time limit.

Only plain values come out of here. `miner.py` alone imports pm4py, in a process of its own that
is killed at the limit, so that nothing it prints can reach our output.
"""

from pathways.models.alignments import Alignments, align
from pathways.models.bpmn import read_bpmn, write_bpmn
from pathways.models.converting import net_of
from pathways.models.declared import DeclareModel, DeclareRule, discover_declare
from pathways.models.effort import DEFAULT_LIMIT_S, Effort
from pathways.models.nets import Diagram, Flow, Net, NetModel, Node, Transition, discover
from pathways.models.precision import Precision, precision
from pathways.models.skeleton import Skeleton, discover_skeleton
from pathways.models.temporal import TemporalProfile, temporal_profile
from pathways.models.variants import Variants, variants_of

__all__ = [
    "DEFAULT_LIMIT_S",
    "Alignments",
    "DeclareModel",
    "DeclareRule",
    "Diagram",
    "Effort",
    "Flow",
    "Net",
    "NetModel",
    "Node",
    "Precision",
    "Skeleton",
    "TemporalProfile",
    "Transition",
    "Variants",
    "align",
    "discover",
    "discover_declare",
    "discover_skeleton",
    "net_of",
    "precision",
    "read_bpmn",
    "temporal_profile",
    "variants_of",
    "write_bpmn",
]
