"""Send a mobile team to nursing homes: fewer of their residents come to emergency departments."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from scenarios.area import Area
from scenarios.bounds import Share
from scenarios.dosed import DosedLever, Period
from scenarios.lever_days import days_of
from scenarios.uncertain import share
from twin.contracts import BANDS, DemandChange, TwinInputs
from twin.contracts.changes import Change

OLDEST = BANDS.index("75+")


class EhpadMobileTeam(DosedLever):
    """Let a mobile team see residents of nursing homes on the spot, in an area.

    Part of the needs of those of 75 and over is met without a call nor a visit. The model does not
    know who lives in a nursing home: the share is that of the visits of this age, the same in
    all the communes of the area. The team's own posts and calls are not simulated.

    Notes
    -----
    Source: 14 % of the patients of 75 and over seen in emergency departments live in an
    institution (DREES, Études et Résultats n° 1007, survey of 11 June 2013). Of the transfers of
    nursing home residents, 4 to 55 % are judged inappropriate (Lemoyne et al., BMC Geriatrics 2019,
    77 articles) and up to a quarter could be prevented in Canada (Grant et al., CJEM 2020). What a
    French mobile team really avoids is not published: its interval is `assumed` below that quarter.
    """

    label: ClassVar[str] = "Équipe mobile en EHPAD"

    kind: Literal["ehpad-mobile-team"] = "ehpad-mobile-team"
    area: Area = Field(Area(), description="Communes des EHPAD suivis ; toutes par défaut.")
    residents: Share = Field(
        share(0.10, 0.18),
        description="Part des résidents d'EHPAD dans les recours des 75 ans et plus.",
    )
    avoided: Share = Field(
        share(0.05, 0.25), description="Part de leurs recours évités (assumed).", examples=[0.15]
    )

    def changes(self, inputs: TwinInputs, period: Period, dose: float) -> tuple[Change, ...]:
        """Lower the needs of those of 75 and over."""
        factor = 1.0 - self.residents.central * self.avoided.central * dose
        if factor == 1.0:
            return ()
        zones = self.area.zones(inputs.territory)
        return (DemandChange((), factor, *days_of(period), bands=(OLDEST,), zones=zones),)
