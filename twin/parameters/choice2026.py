"""Which ED people choose: the gravity model fitted on Bretagne.

Fitted in-sample on the 2025 visits (SAE) of the 29 sites: r 0.91, mean absolute percentage error
26 % with the regional total given (`make bench-house`); on another region (Occitanie, unseen)
r 0.81 and 51 %. "Proportional to beds" does as well for volumes (0.93, 28 %): the model serves
flows and what-ifs.
"""

from __future__ import annotations

from twin.parameters.sourced import Sourced

_SOURCE = (
    "Ajustement Jumeau sur les passages SAE 2025 des 29 sites bretons "
    "(r 0,91 ; erreur moyenne 26 %)"
)

DECAY = Sourced("choice_decay_per_min", 0.098, "1/min", _SOURCE, "measured",
                "Dissuasion d'une minute de trajet")  # fmt: skip
SIZE_EXPONENT = Sourced("choice_size_exponent", 0.62, "sans unité", _SOURCE, "measured",
                        "Attrait : (lits + 20) à cette puissance")  # fmt: skip
SIZE_OFFSET = Sourced("choice_size_offset", 20.0, "lits", _SOURCE, "measured",
                      "Attrait d'un site sans lits")  # fmt: skip
