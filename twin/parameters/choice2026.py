"""Which ED people choose: the gravity model fitted on the visits of metropolitan France.

Fitted on the 2025 visits (SAE) of the sites of twelve regions with beds and over 1,000 visits,
regional totals given, by `twin.choice.gravity` with the features that a `Facility` declares
(`python -m benchmarks.choice --parameters` prints them anew). Each feature is centred and scaled
by the fixed constants below, so that a coefficient is the effect of about one standard deviation.
"""

from __future__ import annotations

from twin.parameters.sourced import Sourced

_SOURCE = (
    "Ajustement Jumeau sur les passages SAE 2025 des 529 sites jugés de douze régions de France "
    "métropolitaine (erreur moyenne, chaque région prédite par les autres : 27,3 %)"
)


def _fitted(name: str, value: float, unit: str, label: str) -> Sourced:
    return Sourced(f"choice_{name}", value, unit, _SOURCE, "measured", label)


DECAY = _fitted("decay_per_min", 0.164, "1/min", "Dissuasion d'une minute de trajet")
SIZE = _fitted("size", 0.461, "log-attrait", "Attrait : lits de MCO, par écart type")
SHORT_STAY = _fitted("short_stay", 0.199, "log-attrait", "Attrait : lits d'UHCD, par écart type")
CRITICAL = _fitted("critical", -0.010, "log-attrait", "Attrait : log(1 + lits de réanimation)")
PRIVATE = _fitted("private", -0.324, "log-attrait", "Attrait : établissement privé")
TEACHING = _fitted("teaching", -0.322, "log-attrait", "Attrait : CHU")
ARMY = _fitted("army", -0.490, "log-attrait", "Attrait : hôpital des armées")
CHILD_ONLY = _fitted("child_only", 2.005, "log-attrait",
                     "Attrait, pour les enfants, d'un site qui ne reçoit qu'eux")  # fmt: skip

_SCALES = "Constantes fixes de l'échelle : moyenne et écart type des sites de France, arrondis"
SIZE_OFFSET = Sourced("choice_size_offset", 10.0, "lits", _SCALES, "measured",
                      "Taille : log(lits de MCO + ce nombre)")  # fmt: skip
SIZE_SCALE = Sourced("choice_size_scale", (5.2, 0.85), "log(lits)", _SCALES, "measured",
                     "Taille : moyenne, écart type")  # fmt: skip
SHORT_STAY_SCALE = Sourced("choice_short_stay_scale", (2.05, 0.59), "log(1 + lits)", _SCALES,
                           "measured", "UHCD : moyenne, écart type")  # fmt: skip
SHORT_STAY_FROM_SIZE = Sourced(
    "choice_short_stay_from_size", (-0.683, 0.530), "log(1 + lits)",
    "Régression Jumeau sur les sites de France qui déclarent les deux (SAE 2025)", "measured",
    "UHCD non déclarée : log(1 + lits) = a + b log(lits de MCO + 10)",
)  # fmt: skip
REGULATED_SHARE = Sourced(
    "choice_regulated_share", 0.5, "part",
    "Hypothèse Jumeau 2026 : une heure régulée (appel au 15 d'abord) vaut cette part d'une heure "
    "ouverte ; à remplacer par les passages avant et après une régulation", "assumed",
    "Attrait d'une heure d'accès régulé, relatif à une heure ouverte",
)  # fmt: skip
