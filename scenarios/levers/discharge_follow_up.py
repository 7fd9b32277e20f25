"""Follow patients up after they leave: fewer come back within thirty days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from scenarios.bounds import Factor, Share
from scenarios.dosed import DosedLever, Period
from scenarios.lever_days import dosed
from scenarios.lever_sites import named
from scenarios.lever_words import Code
from scenarios.uncertain import Uncertain, share
from twin.contracts import FactorChange, TwinInputs
from twin.contracts.changes import Change


class DischargeFollowUp(DosedLever):
    """Follow up a share of the patients who go home after an unscheduled stay (as PRADO does).

    Their probability of a return within thirty days falls; the model does not tell who is included.
    Those whom the emergency department sends home without a stay come back as before. Deaths, the
    use of drugs and the work of nurses in town do not change.

    Notes
    -----
    Source: 44 trials of care transition centred on patients and families, readmissions x 0.86 (95 %
    interval 0.75 to 0.98), little effect on ED visits, hence stays only (systematic review,
    PMC10750974, 2023); a single telephone contact has no measured effect (13 studies, PMC11884509,
    2025). In France the evaluation of PRADO for heart failure (6,500 matched pairs, 2015-2017,
    Assurance maladie 2019) found slightly MORE returns for heart failure at 30 days (8.7 % against
    7.2 %): the default interval therefore goes up to 1, and 8.8 % of the stays for heart failure of
    Île-de-France were included (Abassade 2023), whence the share.
    """

    label: ClassVar[str] = "Suivi après la sortie"

    kind: Literal["discharge-follow-up"] = "discharge-follow-up"
    sites: tuple[Code, ...] = Field(
        (), description="FINESS des hôpitaux ; aucun : tous.", examples=[["220000012"]]
    )
    covered: Share = Field(
        share(0.05, 0.30),
        description="Part des sortants d'hospitalisation suivis (assumed).",
        examples=[0.2],
    )
    returns: Factor = Field(
        Uncertain(0.75, 1.0),
        description="Multiplicateur des retours à 30 jours de ceux qui sont suivis.",
    )

    def hospitals(self) -> Mapping[str, str]:
        """Give the hospitals that follow their patients up."""
        return named(self.sites)

    def changes(self, inputs: TwinInputs, period: Period, dose: float) -> tuple[Change, ...]:
        """Lower the returns after a stay, by what those followed up no longer come back."""
        factor = dosed(self.returns.central, self.covered.central * dose)
        if factor == 1.0:
            return ()
        return (FactorChange("returns", factor, *period, facilities=self.sites),)
