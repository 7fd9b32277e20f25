"""Declare: the rules that most pathways follow, found without being given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pathways.models.effort import DEFAULT_LIMIT_S, Effort
from pathways.models.limited import whole_or_part
from pathways.models.variants import Variants
from twin.disclosure import Gate
from twin.tables import JumeauError

TEMPLATES_FR = {
    "existence": "« {0} » a lieu",
    "exactly_one": "« {0} » a lieu une fois et une seule",
    "init": "« {0} » vient en premier",
    "absence": "« {0} » n'a pas lieu",
    "responded_existence": "si « {0} » a lieu, « {1} » aussi",
    "response": "après « {0} » vient un jour « {1} »",
    "precedence": "« {1} » n'a lieu qu'après « {0} »",
    "succession": "« {0} » et « {1} » vont ensemble, dans cet ordre",
    "altresponse": "après chaque « {0} » vient « {1} » avant le suivant",
    "altprecedence": "avant chaque « {1} » vient « {0} » depuis le précédent",
    "altsuccession": "« {0} » et « {1} » alternent",
    "chainresponse": "juste après « {0} » vient « {1} »",
    "chainprecedence": "juste avant « {1} » vient « {0} »",
    "chainsuccession": "« {0} » et « {1} » se suivent immédiatement",
    "coexistence": "« {0} » et « {1} » ont lieu tous deux ou pas du tout",
    "noncoexistence": "« {0} » et « {1} » n'ont pas lieu tous deux",
    "nonsuccession": "« {1} » ne vient pas après « {0} »",
    "nonchainsuccession": "« {1} » ne suit pas immédiatement « {0} »",
}


@dataclass(frozen=True, slots=True)
class DeclareRule:
    """One rule, and how many cases it concerns and holds in.

    Attributes
    ----------
    template, first, second
        Declare template and its activities (`second` empty for the rules on one).
    active
        Cases that the rule concerns (pm4py calls it support); None where it is hidden.
    kept
        Those of them where it holds (pm4py calls it confidence); None where it is hidden.
    """

    template: str
    first: str
    second: str
    active: int | None
    kept: int | None

    def words(self) -> str:
        """Say the rule in French."""
        form = TEMPLATES_FR.get(self.template, self.template + " (« {0} », « {1} »)")
        return (
            form.format(self.first, self.second).replace("« ", "«\u00a0").replace(" »", "\u00a0»")
        )


@dataclass(frozen=True, slots=True)
class DeclareModel:
    """Rules found, the most often kept first.

    Attributes
    ----------
    rules
        Rules that pass both thresholds.
    support, confidence
        Least share of the cases concerned; least share of those where the rule holds.
    hidden
        Rules whose counts are hidden (small cells).
    effort
        What part of the log it was computed on.
    """

    rules: tuple[DeclareRule, ...]
    support: float
    confidence: float
    hidden: int
    effort: Effort


def discover_declare(
    variants: Variants,
    gate: Gate,
    *,
    support: float | None = None,
    confidence: float | None = None,
    limit_s: float = DEFAULT_LIMIT_S,
) -> DeclareModel:
    """Discover the Declare rules that the cases follow.

    Parameters
    ----------
    variants
        Variants with their counts.
    gate
        A rule's counts are hidden when 1 to 10 patients are concerned, not concerned, follow
        it or do not follow it: each could be had from the others.
    support, confidence
        Thresholds, 0 to 1; chosen from the best rule where neither is given, as pm4py does.
    limit_s
        Seconds allowed.
    """
    for name, value in (("--support", support), ("--confidence", confidence)):
        if value is not None and not 0 <= value <= 1:
            raise JumeauError(name, f"{value:g} n'est pas entre 0 et 1", "donnez par exemple 0.8")
    request = {
        "task": "declare",
        "support": support,
        "confidence": confidence,
        "who": not gate.public,
    }
    said, effort = whole_or_part(request, variants, limit_s)
    rules, hidden = [], 0
    for template, first, second, active, kept, active_bits, kept_bits in said["rules"]:
        small = not gate.public and _small(variants, effort, active_bits, kept_bits, gate)
        hidden += small
        counts = (None, None) if small else (active, kept)
        rules.append(DeclareRule(template, first, second, *counts))
    return DeclareModel(tuple(rules), said["support"], said["confidence"], hidden, effort)


def _small(variants: Variants, effort: Effort, active: str, kept: str, gate: Gate) -> bool:
    """Tell whether a count of a rule, or what completes it, concerns 1 to 10 patients."""
    used = effort.variants_used
    looked = variants.of_case < used
    of_case = variants.of_case[looked]
    patients = variants.patients[looked]
    is_active = _bits(active, used)[of_case]
    is_kept = _bits(kept, used)[of_case]
    groups = (is_active, ~is_active, is_kept, is_active & ~is_kept)
    return any(gate.hides(len(np.unique(patients[g]))) for g in groups)


def _bits(text: str, size: int) -> npt.NDArray[np.bool_]:
    packed = np.frombuffer(bytes.fromhex(text), np.uint8)
    return np.unpackbits(packed, count=size).astype(bool)
