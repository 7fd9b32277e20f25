"""Who loses: the communes worst hit, and how many people they hold.

The worst of a thousand communes is worst partly by luck: only communes where a loss is detected
are listed (Benjamini and Hochberg over all of them), with intervals widened for having been
chosen (Benjamini and Yekutieli, Journal of the American Statistical Association 100, 2005): of k
communes shown among m, each has an interval at 1 - 5 % k / m. What is chosen is what is shown: all
communes may lose, and the twenty worst still be so by luck.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from scenarios.compare import compare
from scenarios.paired import ALPHA, DETECTED, Asked, rows_of
from scenarios.store import StoredRun
from twin.indicators import catalogue
from twin.territory import Territory

ACCESS = "ed_access_mean"


class Losers(BaseModel):
    """Which communes to list."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    indicator: str = Field(ACCESS, description="Indicateur compté par commune.")
    number: int = Field(20, strict=True, ge=1, le=1000, description="Communes à citer.")
    loss: float = Field(
        10.0, ge=0, allow_inf_nan=False,
        description="Perte au-delà de laquelle les habitants sont comptés (unité).",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Loser:
    """A commune that loses.

    Attributes
    ----------
    loss
        Mean paired difference, positive when worse.
    low, high
        Its mc95 adjusted for the choice of the communes shown.
    p_adjusted
        Benjamini and Hochberg over the communes.
    """

    zone: str
    name: str
    inhabitants: float
    loss: float
    low: float
    high: float
    p_adjusted: float


@dataclass(frozen=True, slots=True)
class Loss:
    """The communes that lose, and the people concerned.

    Attributes
    ----------
    worst
        At most the number asked, worst first.
    tested, detected
        Communes compared; those where a loss is detected.
    inhabitants
        People of the communes where a loss is detected.
    beyond, surely_beyond
        People of those whose mean loss exceeds the one asked; of those whose whole interval does.
    """

    indicator: str
    unit: str
    asked: float
    worst: tuple[Loser, ...]
    tested: int
    detected: int
    inhabitants: float
    beyond: float
    surely_beyond: float

    @property
    def text(self) -> str:
        """Give the finding in French."""
        if not self.tested:
            return "Communes perdantes\u00a0: l'indicateur n'est compté dans aucune commune."
        if not self.detected:
            return f"Aucune perte détectée dans les {self.tested} communes comparées."
        asked, many = f"{self.asked:g}".replace(".", ","), "communes"[: 7 + (self.detected > 1)]
        far = f"nulle part plus de {asked} {self.unit} en moyenne"
        if self.beyond:
            far = (
                f"plus de {asked} {self.unit} en moyenne pour {_people(self.beyond)} habitants, "
                f"dont {_people(self.surely_beyond)} où tout l'intervalle de la commune (mc95 "
                "ajusté, bruit de simulation seul) est au-delà"
            )
        return (
            f"Perte détectée dans {self.detected} {many} sur {self.tested} "
            f"({_people(self.inhabitants)} habitants) ; {far}."
        )

    def plain(self) -> dict[str, Any]:
        """Give the losers as JSON values."""
        return {
            "indicator": self.indicator, "unit": self.unit, "loss_asked": self.asked,
            "tested": self.tested, "detected": self.detected, "inhabitants": self.inhabitants,
            "inhabitants_beyond": self.beyond, "inhabitants_surely_beyond": self.surely_beyond,
            "communes": [
                {"zone": c.zone, "name": c.name, "inhabitants": c.inhabitants, "loss": c.loss,
                 "low": c.low, "high": c.high, "interval": "mc95 ajusté (choix des communes)",
                 "p_adjusted": c.p_adjusted}
                for c in self.worst
            ],
            "text": self.text,
        }  # fmt: skip


def losers(base: StoredRun, policy: StoredRun, territory: Territory, asked: Losers) -> Loss:
    """Give the communes worst hit by a policy."""
    found = compare(base, policy, zones=True)
    people = territory.population.persons
    own = people.reshape(len(people), -1).sum(axis=1)
    zones = territory.zones
    return losing(
        found.rows,
        dict(zip(zones["insee"], own.astype(float), strict=True)),
        dict(zip(zones["insee"], zones["nom"], strict=True)),
        asked,
        found.decides,
    )


def losing(
    rows: pd.DataFrame,
    inhabitants: Mapping[str, float],
    names: Mapping[str, str],
    asked: Losers,
    decides: Asked | None = None,
) -> Loss:
    """Give the communes worst hit, from the rows of a comparison commune by commune.

    Parameters
    ----------
    decides
        The figure of the decision: a commune named beforehand was not chosen for its loss, and
        keeps its own mc95.
    """
    from scipy.special import stdtrit

    one = next((i for i in catalogue() if i.id == asked.indicator), None)
    better: Literal["low", "high", "neutral"] = one.better if one else "low"
    way = -1.0 if better == "high" else 1.0
    kept = rows[
        (rows["indicator"] == asked.indicator) & (rows["zone"] != "") & (rows["interval"] == "mc95")
    ]
    loss = way * kept["difference"]
    hit = kept.assign(loss=loss)[(kept["verdict"] == DETECTED) & (loss > 0)]
    hit = hit.sort_values(["loss", "zone"], ascending=[False, True])
    tested = int(kept["p_adjusted"].notna().sum())
    named = rows_of(hit, decides).to_numpy()
    shown = int((~named[: asked.number]).sum())
    level = np.where(named, ALPHA, ALPHA * shown / tested if tested else ALPHA)
    degrees = hit["n"].to_numpy(np.float64) - 1
    usual = (hit["high"] - hit["low"]).to_numpy(np.float64) / 2
    half = usual * stdtrit(degrees, 1 - level / 2) / stdtrit(degrees, 1 - ALPHA / 2)
    found = tuple(
        Loser(zone, names.get(zone, ""), inhabitants.get(zone, 0.0), mean, mean - h, mean + h, p)
        for zone, mean, h, p in zip(
            hit["zone"], map(float, hit["loss"]), map(float, half), map(float, hit["p_adjusted"]),
            strict=True,
        )
    )  # fmt: skip
    return Loss(
        asked.indicator, one.unit if one else "", asked.loss, found[: asked.number],
        len(kept), len(found), sum(c.inhabitants for c in found),
        sum(c.inhabitants for c in found if c.loss > asked.loss),
        sum(c.inhabitants for c in found if c.low > asked.loss),
    )  # fmt: skip


def _people(number: float) -> str:
    return f"{number:,.0f}".replace(",", "\u202f")
