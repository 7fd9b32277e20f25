"""Log skeleton: what always goes with what, whatever the order of the rest."""

from __future__ import annotations

from dataclasses import dataclass

from pathways.models.effort import DEFAULT_LIMIT_S, Effort
from pathways.models.limited import whole_or_part
from pathways.models.variants import Variants
from twin.tables import JumeauError

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Relations that hold in (nearly) every pathway (Verbeek), each a sorted list of pairs.

    Attributes
    ----------
    equivalence
        The two occur as often as each other.
    always_after
        Each time the first occurs, the second comes later.
    always_before
        Each time the first occurs, the second came earlier.
    never_together
        No pathway has both.
    directly_follows
        Each time the first occurs, the second comes next.
    occurrences
        Numbers of times that each activity occurs in a pathway.
    effort
        What part of the log it was computed on.
    """

    equivalence: Pairs
    always_after: Pairs
    always_before: Pairs
    never_together: Pairs
    directly_follows: Pairs
    occurrences: tuple[tuple[str, tuple[int, ...]], ...]
    effort: Effort


RELATIONS = (
    "equivalence",
    "always_after",
    "always_before",
    "never_together",
    "directly_follows",
)


def discover_skeleton(
    variants: Variants, *, noise: float = 0.0, limit_s: float = DEFAULT_LIMIT_S
) -> Skeleton:
    """Discover the skeleton of a log; `noise` is the share of exceptions allowed (0 to 1)."""
    if not 0 <= noise <= 1:
        raise JumeauError("--noise", f"{noise:g} n'est pas entre 0 et 1", "donnez par exemple 0.05")
    said, effort = whole_or_part({"task": "skeleton", "noise": noise}, variants, limit_s)
    pairs = {name: tuple((a, b) for a, b in said[name]) for name in RELATIONS}
    return Skeleton(
        **pairs,
        occurrences=tuple((name, tuple(times)) for name, times in said["occurrences"]),
        effort=effort,
    )
