"""How much a model allows that no pathway did."""

from __future__ import annotations

from dataclasses import dataclass

from pathways.models.effort import DEFAULT_LIMIT_S, Effort
from pathways.models.limited import whole_or_part
from pathways.models.nets import Net, net_to
from pathways.models.variants import Variants

PRECISION_MEANS = (
    "précision = 1 - suites permises par le modèle et jamais vues / suites permises, après chaque "
    "début de parcours que le modèle sait rejouer (ETC, rejeu de jetons) ; les débuts qu'il ne "
    "sait pas rejouer ne comptent pas, à la différence des tables publiées"
)


@dataclass(frozen=True, slots=True)
class Precision:
    """Escaping-edges precision (ETC), by token replay of each beginning of a pathway.

    Attributes
    ----------
    value
        1 - escaping / allowed (1 where nothing is allowed).
    escaping, allowed
        Next activities that the model allows and the log never shows; that the model allows;
        both summed over the cases.
    effort
        What part of the log was replayed.
    """

    value: float
    escaping: int
    allowed: int
    effort: Effort


def precision(variants: Variants, net: Net, *, limit_s: float = DEFAULT_LIMIT_S) -> Precision:
    """Measure the precision of a model on the variants of a log."""
    request = {"task": "precision", "net": net_to(net)}
    said, effort = whole_or_part(request, variants, limit_s)
    allowed, escaping = said["allowed"], said["escaping"]
    return Precision(1 - escaping / allowed if allowed else 1.0, escaping, allowed, effort)
