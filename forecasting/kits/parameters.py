"""Numbers of the kits that no log gives: each with its source or marked assumed.

Kept here and not in `twin.parameters`: they weigh on no answer about access to care.
"""

from __future__ import annotations

from twin.parameters.sourced import Sourced

_JUDGED = "Jugement, faute de source publiée ; à régler avec le bloc"

FETCH_MIN = Sourced("kit_fetch_minutes", 1.0, "min", _JUDGED, "assumed",
                    "Ouvrir en cours d'intervention un article gardé prêt")  # fmt: skip
MINUTE_EUR = Sourced("kit_room_minute", 10.0, "€/min", _JUDGED, "assumed",
                     "Prix d'une minute de salle")  # fmt: skip
TYPE_CASES = Sourced("kit_type_cases", 20.0, "interventions", _JUDGED, "assumed",
                     "Interventions d'un type sans lesquelles rien n'est changé")  # fmt: skip
SURGEON_CASES = Sourced("kit_surgeon_cases", 20.0, "interventions", _JUDGED, "assumed",
                        "Interventions d'un chirurgien pour un kit à lui")  # fmt: skip
MOST_PRIOR = Sourced("kit_most_prior", 5.0, "interventions", _JUDGED, "assumed",
                     "Poids maximal des autres articles dans le risque d'un article")  # fmt: skip
SPARE = Sourced("kit_spare_units", 2.0, "unités", _JUDGED, "assumed",
                "Unités prêtes au plus au-delà de ce qui a jamais servi")  # fmt: skip

EVERY = (FETCH_MIN, MINUTE_EUR, TYPE_CASES, SURGEON_CASES, MOST_PRIOR, SPARE)
