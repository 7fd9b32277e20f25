"""Slow the exams of some emergency departments: imaging or biology down, reagents lacking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from scenarios.area import Area
from scenarios.bounds import Factor
from scenarios.claims import Claim
from scenarios.dosed import Period
from scenarios.hourly import DosedHourlyLever
from scenarios.lever_sites import hospitals_meant, named
from scenarios.lever_words import Code
from scenarios.uncertain import Uncertain
from twin.contracts import FactorChange, TwinInputs
from twin.contracts.changes import Change


class EquipmentShortage(DosedHourlyLever):
    """Lengthen the exams of some emergency departments at some hours, when equipment is lacking.

    The engine knows one delay of exams by site: a scanner that is down, an analyser, or reagents
    lacking lengthen it on average over all the exams. Give the mean factor: where a third of the
    exams take three times as long, 1.7. Patients sent to another site for their scan are
    not simulated; a lack of medicines is `product-shortage`.

    Notes
    -----
    Source: a scanner moved away from a department delayed scans by 27 to 36 min (Cabilan et al.,
    Emerg Med Australas 2022;34:370-375), to be set against a median of 51 min for a laboratory
    result (BMC Emerg Med 2023, s12873-022-00763-w, one hospital): a factor of about 1.5. A machine
    down is not measured: the default interval is `assumed`.
    """

    label: ClassVar[str] = "Imagerie ou biologie en panne"

    kind: Literal["equipment-shortage"] = "equipment-shortage"
    sites: tuple[Code, ...] = Field(
        (), description="FINESS des hôpitaux ; aucun : tous ceux de la zone.",
        examples=[["220000012"], ["290000256"]],
    )  # fmt: skip
    area: Area = Field(Area(), description="Zone des hôpitaux, si aucun n'est nommé.")
    exams: Factor = Field(
        Uncertain(1.3, 2.0), description="Multiplie le délai moyen des examens (assumed)."
    )

    def hospitals(self) -> Mapping[str, str]:
        """Give the hospitals named."""
        return named(self.sites)

    def claims(self) -> tuple[Claim, ...]:
        """Hold the exams of the hospitals named."""
        if not self.weekdays or (self.exams.fixed and self.exams.central == 1):
            return ()
        window = self.window()
        return tuple(
            Claim(f"examens/{site}", "ralentit", self.moments(), window) for site in self.sites
        )

    def changes(self, inputs: TwinInputs, period: Period, dose: float) -> tuple[Change, ...]:
        """Write the delay of one step; a factor of 1 changes nothing."""
        factor = 1 + (self.exams.central - 1) * dose
        if factor == 1:
            return ()
        places = hospitals_meant(inputs.territory, self.sites, self.area)
        lived, window = self.lived(period), self.window()
        ids = tuple(f.id for f in places)
        return (FactorChange("exams", factor, *lived, window, facilities=ids),)
