"""Open places of hospital at home (HAD): patients leave the wards sooner."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from scenarios.area import Area
from scenarios.bounds import Number, Share, Within
from scenarios.dosed import DosedLever, Period
from scenarios.lever_sites import centres_meant
from scenarios.lever_words import Ward, beds_line
from scenarios.uncertain import Uncertain
from twin.contracts import CapacityChange, FactorChange, TwinInputs
from twin.contracts.changes import Change
from twin.parameters.sourced import Sourced
from twin.tables import JumeauError
from twin.territory import Facility

OCCUPANCY = Sourced(
    "had_ward_occupancy", 0.9, "part", "ordre de grandeur des services de médecine", "assumed",
    "Occupation moyenne des lits non programmés dont les séjours se finissent à domicile",
)  # fmt: skip


class HospitalAtHome(DosedLever):
    """Open places of hospital at home in the departments of an area.

    The places are shared between departments by their inhabitants, and each is used once, for one
    of two effects. Shorter stays come first: a share of each unscheduled stay of some wards goes on
    at home, as far as the places go. A day at home takes a place for a day, so that the share is at
    most the places of the department over the occupied beds of those wards in its hospitals (their
    staffed unscheduled beds x `OCCUPANCY`, `assumed`). The places left make more intakes: divided
    by the length of a stay at home, they give the patients taken in each day, at the hours at which
    the department already takes them in (working days); those who wait for it in a bed wait less.
    With no place, neither moves; in a department where nobody waits for hospital at home, places
    with `shorter = 0` change nothing. A stay at home that starts straight from the emergency
    department or from town, without a bed, is not simulated, nor is who would newly need one.

    Notes
    -----
    Source: CSP L. 6125-2; in 2016, 16 293 places, 4.92 million days and 188 300 stays (DREES,
    *Panorama des établissements de santé* 2018), that is 26 days a stay; in 2014 two stays of three
    shortened or avoided a hospital stay (DREES, Panorama 2016). By how much the stays of medicine
    shorten is not published: the default interval is `assumed`, and so is that they come first.
    """

    label: ClassVar[str] = "Hospitalisation à domicile (HAD)"

    kind: Literal["hospital-at-home"] = "hospital-at-home"
    area: Area = Field(Area(), description="Communes desservies ; toutes par défaut.")
    beds: Number = Field(description="Places ouvertes, en tout.", examples=[60])
    stay_days: Annotated[Uncertain, Within(1, 365, "une durée en jours")] = Field(
        Uncertain(20, 30), description="Durée d'un séjour à domicile, jours (26 en 2016)."
    )
    shorter: Share = Field(
        Uncertain(0.0, 0.04),
        description="Part de la durée des séjours non programmés faite à domicile (assumed), "
        "dans la limite des places.",
    )
    wards: tuple[Ward, ...] = Field(
        ("medicine", "geriatrics"), description="Services dont les séjours raccourcissent."
    )

    def notes(self, start: date) -> tuple[str, ...]:
        """Say what places alone do."""
        if not self.beds.high or self.shorter.high:
            return ()
        return (
            "HAD avec shorter = 0 : seuls les patients qui attendent déjà une place dans un lit "
            "en profitent.",
        )

    def changes(self, inputs: TwinInputs, period: Period, dose: float) -> tuple[Change, ...]:
        """Write the shorter stays and the intakes of one step; no place, no change.

        Raises
        ------
        JumeauError
            When no department of the area takes anyone into hospital at home.
        """
        if self.beds.central == 0:
            return ()
        centres = [f for f in centres_meant(inputs.territory, self.area) if _a_week(f)]
        if not centres:
            raise JumeauError(
                "hospitalisation à domicile",
                "aucun département de la zone n'a d'entrées en HAD dans la référence.",
                "Donnez la ligne entrees_had des SAMU dans le fichier de capacités, ou élargissez "
                "la zone (area).",
            )
        people = _inhabitants(inputs, centres)
        found: list[Change] = []
        for centre in centres:
            places = self.beds.central * dose * people[centre.id]
            sites = tuple(
                f for f in inputs.territory.of_kind("hospital") if f.department == centre.department
            )
            occupied = _staffed(sites, self.wards) * OCCUPANCY.number
            home = min(self.shorter.central * dose * occupied, places)
            entries = 7 * (places - home) / self.stay_days.central
            if entries > 0:
                found.append(
                    CapacityChange(
                        centre.id, "had_intakes", "times", 1 + entries / _a_week(centre), *period
                    )
                )
            if home > 0:
                found.append(
                    FactorChange(
                        "stay", 1 - home / occupied, *period,
                        facilities=tuple(f.id for f in sites), wards=self.wards,
                    )
                )  # fmt: skip
        return tuple(found)


def _staffed(sites: tuple[Facility, ...], wards: tuple[Ward, ...]) -> float:
    """Give the beds that unscheduled patients can use in some wards, on average over the week."""
    lines = (site.line(beds_line(ward)) for site in sites for ward in dict.fromkeys(wards))
    return sum(sum(line.by_hour) / len(line.by_hour) for line in lines if line is not None)


def _a_week(centre: Facility) -> int:
    """Give the patients that a department takes into hospital at home in a week."""
    line = centre.line("had_intakes")
    return 0 if line is None else sum(line.by_hour)


def _inhabitants(inputs: TwinInputs, centres: list[Facility]) -> dict[str, float]:
    """Give the part of the inhabitants of some departments that live in each."""
    zones = inputs.territory.zones
    found = {
        centre.id: float(zones.loc[zones["dep"] == centre.department, "population"].sum())
        for centre in centres
    }
    total = sum(found.values())
    return {key: value / total if total else 1 / len(found) for key, value in found.items()}
