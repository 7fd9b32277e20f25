"""What the panel of bases shows, as the address holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboards.library import Library
from dashboards.samu.trial import Trial, read_trial

HOURS = {"jour": 24 + 14, "nuit": 24 + 3}
"""Hour of the week that the map shows: Tuesday 14:00, Tuesday 3:00."""
WITHIN_MIN, MOST_WITHIN = 30.0, 120.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What the panel shows, as the address holds it.

    Attributes
    ----------
    within_min
        Reach, minutes from the departure order to the patient.
    communes
        Whether any commune may host a base.
    proposed
        Trial that the page proposed; empty where people made it all.
    """

    territory: str
    within_min: float
    communes: bool
    hour: str
    trial: Trial
    proposed: str

    @classmethod
    def within(cls, library: Library, query: Mapping[str, Any]) -> Asked:
        """Keep what can be shown, a good default elsewhere.

        Raises
        ------
        JumeauError
            The trial of the address is not one.
        """
        known = library.territories()
        territory = str(query.get("territory", ""))
        hour = str(query.get("heure", ""))
        proposed = str(query.get("propose", ""))
        read_trial(proposed)
        return cls(
            territory if territory in known else next(iter(known)), reach(query.get("portee")),
            query.get("communes") in ("1", True), hour if hour in HOURS else "jour",
            read_trial(str(query.get("essai", ""))), proposed,
        )  # fmt: skip

    def fields(self) -> dict[str, str]:
        """Give what the address holds."""
        return {"territory": self.territory, "portee": f"{self.within_min:g}",
                "communes": "1" if self.communes else "", "heure": self.hour,
                "essai": self.trial.text(), "propose": self.proposed}  # fmt: skip


def reach(value: Any) -> float:
    """Read a reach; what is not one is the default."""
    try:
        found = float(str(value).replace(",", "."))
    except ValueError:
        return WITHIN_MIN
    return found if 1 <= found <= MOST_WITHIN else WITHIN_MIN
