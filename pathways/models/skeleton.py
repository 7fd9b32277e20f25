"""Log skeleton: what always goes with what, whatever the order of the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pathways.models.effort import DEFAULT_LIMIT_S, Effort
from pathways.models.limited import whole_or_part
from pathways.models.variants import Variants
from twin.tables import JumeauError

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Relations that hold in (nearly) every pathway that has the first activity (Verbeek).

    Each is a sorted list of pairs (first activity, second activity).

    Attributes
    ----------
    equivalence
        The second occurs in the pathway as many times as the first.
    always_after
        Each time the first occurs, the second comes later.
    always_before
        Each time the first occurs, the second came earlier.
    never_together
        The pathway does not have the second.
    directly_follows
        Each time the first occurs, the second comes next.
    occurrences
        Numbers of times that each activity occurs in a pathway.
    effort
        What part of the log it was computed on.
    noise
        Share of exceptions allowed.
    support
        Of each relation (name, first, second): pathways where it holds, pathways that have the
        first activity.
    """

    equivalence: Pairs
    always_after: Pairs
    always_before: Pairs
    never_together: Pairs
    directly_follows: Pairs
    occurrences: tuple[tuple[str, tuple[int, ...]], ...]
    effort: Effort
    noise: float = 0.0
    support: Mapping[tuple[str, str, str], tuple[int, int]] = field(default_factory=dict)


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
    """Discover the skeleton of a log.

    `noise` is the share of exceptions allowed (0 to 1) among the pathways that have the first
    activity of a relation.
    """
    if not 0 <= noise <= 1:
        raise JumeauError("--noise", f"{noise:g} n'est pas entre 0 et 1", "donnez par exemple 0.05")
    said, effort = whole_or_part({"task": "skeleton", "noise": noise}, variants, limit_s)
    pairs = {name: tuple((a, b) for a, b, _, _ in said[name]) for name in RELATIONS}
    return Skeleton(
        **pairs,
        occurrences=tuple((name, tuple(times)) for name, times in said["occurrences"]),
        effort=effort,
        noise=noise,
        support={(name, a, b): (held, n) for name in RELATIONS for a, b, held, n in said[name]},
    )
