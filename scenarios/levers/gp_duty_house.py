"""Open a house of duty general practitioners: evenings, Saturday afternoons, Sundays."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from scenarios.area import Area
from scenarios.bounds import Factor, Number
from scenarios.dosed import DosedLever, Period
from scenarios.lever_days import dosed
from scenarios.lever_sites import centres_meant
from scenarios.uncertain import Count, Uncertain
from twin.contracts import CapacityChange, FactorChange, TwinInputs, WeeklyWindow
from twin.contracts.changes import Change

Hours = Literal["evenings", "saturday", "sunday"]
WINDOWS: dict[Hours, WeeklyWindow] = {
    "evenings": WeeklyWindow(20 * 60, 0),
    "saturday": WeeklyWindow(12 * 60, 20 * 60, (5,)),
    "sunday": WeeklyWindow(8 * 60, 20 * 60, (6,)),
}


class GpDutyHouse(DosedLever):
    """Open a house of duty GPs, reached through 15, at the hours of the permanence of care.

    More of the P2 and P3 files of the area are closed without a visit to an emergency department,
    and more people call before they come. GPs may be added to the regulation of the SAMU. Those
    whom the house receives are counted with those closed by advice, not with those seen by a GP on
    duty, and none of them is sent on to an emergency department. Patients who walk in without
    calling, and the visits that the offer itself creates, are not simulated: the presence of one's
    own GP is nil at those hours in the model and no dated change raises it. Public holidays are not
    counted as Sundays here.

    Notes
    -----
    Source: hours of the permanence of care, CSP R. 6315-1 (20:00 to 8:00, Saturday from noon,
    Sundays); most houses close at midnight (Le Quotidien du médecin on the first 180 houses; CNOM
    survey of houses near EDs: no single model). The house of Saint-Brieuc reported over 5,000
    consultations in 2004, half of which would have gone to the ED according to its president: no
    controlled measure. The two odds ratios are `assumed`.
    """

    label: ClassVar[str] = "Maison médicale de garde"

    kind: Literal["gp-duty-house"] = "gp-duty-house"
    area: Area = Field(
        description="Communes qu'elle sert.",
        examples=[{"departments": ["22"]}, {"communes": ["22001"]}],
    )
    hours: tuple[Hours, ...] = Field(
        ("evenings", "saturday", "sunday"),
        description="Soirs de 20 h à minuit (evenings), samedi après-midi (saturday), dimanche "
        "de 8 h à 20 h (sunday).",
    )
    advice: Factor = Field(
        Uncertain(1.2, 1.8),
        description="Cote des dossiers P2 et P3 clos sans passage aux urgences (assumed).",
    )
    calls: Factor = Field(
        Uncertain(1.0, 1.3), description="Cote d'appeler le 15 plutôt que de venir (assumed)."
    )
    regulators: Number = Field(
        Count(0, 0), description="Généralistes régulateurs de plus, à chaque SAMU concerné."
    )

    def changes(self, inputs: TwinInputs, period: Period, dose: float) -> tuple[Change, ...]:
        """Give, for each range of hours, the two odds and the regulators (or part of one)."""
        zones = self.area.zones(inputs.territory)
        found: list[Change] = []
        for window in (WINDOWS[hours] for hours in dict.fromkeys(self.hours)):
            for what, law in (("advice", self.advice), ("calls", self.calls)):
                factor = dosed(law.central, dose)
                if factor != 1.0:
                    found.append(FactorChange(what, factor, *period, window, zones))  # type: ignore[arg-type]
            more = self.regulators.number * dose
            for centre in centres_meant(inputs.territory, self.area) if more else ():
                found.append(
                    CapacityChange(centre.id, "gp_regulators", "add", more, *period, window)
                )
        return tuple(found)
