"""The judgement: each region in turn is left out, its total given, only its split judged.

    error_j = |p_j / v_j - 1|     over the judged sites of the region left out

Beside the model stand the two honest rules, fitted the same way: proportional to MCO beds, and a
log-linear regression on MCO and short-stay beds, paediatric authorisation and private status.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from twin.choice import gravity, hybrid
from twin.choice.gravity import Gravity
from twin.choice.hybrid import Country
from twin.choice.loss import scaled
from twin.choice.sites import SiteTable
from twin.tables import JumeauError
from twin.territory.attraction import Floats, Mask

BOOTSTRAP = 2000
METHODS = ("beds", "loglinear", "gravity", "hybrid")
Report = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Predictions of every judged site by models that never saw its region.

    Attributes
    ----------
    table
        Sites.
    predicted
        Visits by method, the observed regional total given; NaN for a site not judged.
    gravities
        The structural parameters fitted without each region.
    """

    table: SiteTable
    predicted: dict[str, Floats]
    gravities: dict[str, Gravity]

    def errors(self, method: str) -> Floats:
        """Give the error of each site by a method; NaN where it is not judged."""
        found: Floats = np.abs(self.predicted[method] / self.table.visits - 1.0)
        return found

    def region_rows(self) -> list[dict[str, float | int | str]]:
        """Give one row a region: its sites, and the mean error of each method over them."""
        rows: list[dict[str, float | int | str]] = []
        for region in self.regions:
            here = self._judged(region)
            means = {m: float(self.errors(m)[here].mean()) for m in METHODS}
            rows.append({"region": region, "sites": int(here.sum()), **means})
        return rows

    @property
    def regions(self) -> tuple[str, ...]:
        """Give the regions judged."""
        return tuple(sorted(self.gravities))

    def mean(self, method: str, region: str | None = None) -> float:
        """Give the mean error over sites, of a region or of all."""
        return float(self.errors(method)[self._judged(region)].mean())

    def mean_of_regions(self, method: str) -> float:
        """Give the mean over regions of their mean errors."""
        return float(np.mean([self.mean(method, region) for region in self.regions]))

    def interval(
        self, method: str, region: str | None = None, *, seed: int = 20260101
    ) -> tuple[float, float]:
        """Give the 95 % bootstrap interval of the mean error over sites."""
        errors = self.errors(method)[self._judged(region)]
        rng = np.random.default_rng(seed)
        means = errors[rng.integers(len(errors), size=(BOOTSTRAP, len(errors)))].mean(axis=1)
        low, high = np.quantile(means, [0.025, 0.975])
        return float(low), float(high)

    def worst(self, method: str) -> tuple[int, float]:
        """Give the row of the worst site, and the mean error of all the others: a diagnostic."""
        errors = np.where(self._judged(None), self.errors(method), np.nan)
        row = int(np.nanargmax(errors))
        errors[row] = np.nan
        return row, float(np.nanmean(errors))

    def _judged(self, region: str | None) -> Mask:
        here = np.isin(self.table.regions.astype(str), self.regions) & self.table.judged
        if region is None:
            return here
        if region not in self.regions:
            raise JumeauError(
                f"région {region}",
                "n'est pas jugée ici : ni lits ni passages déclarés dans ce fichier, ou hors de "
                "la métropole.",
                f"Régions jugées : {', '.join(self.regions)}.",
            )
        found: Mask = here & (self.table.regions == region)
        return found


def leave_one_region_out(
    country: Country, regions: tuple[str, ...] | None = None, report: Report | None = None
) -> Judgement:
    """Fit on every other region and predict each one.

    Parameters
    ----------
    country
        Sites and communes.
    regions
        Those to leave out in turn; every region that has a judged site when None.
    report
        Told how many regions are done, of how many.

    Raises
    ------
    JumeauError
        When fewer than two regions have judged sites, or one asked for has none.
    """
    table = country.table
    judged, known = table.judged, table.judged_regions
    if len(known) < 2:
        raise JumeauError(
            "fichier des urgences",
            f"sites jugés dans une seule région ({', '.join(known) or 'aucune'}).",
            "Donnez la table nationale : chaque région est jugée par les autres.",
        )
    wanted = known if regions is None else regions
    for region in wanted:
        if region not in known:
            raise JumeauError(
                f"région {region}", "aucun site jugé (lits déclarés, plus de 1 000 passages).",
                f"Régions possibles : {', '.join(known)}.",
            )  # fmt: skip
    found = {name: np.full(len(table), np.nan) for name in METHODS}
    gravities: dict[str, Gravity] = {}
    for done, region in enumerate(wanted):
        if report is not None:
            report(done, len(wanted))
        here, train = table.regions == region, judged & (table.regions != region)
        model = hybrid.fit(country, train)
        gravities[region] = model.gravity
        found["beds"][here] = np.nan_to_num(table.beds)[here]
        found["loglinear"][here] = loglinear(table, train)[here]
        received = gravity.volumes(model.gravity, table, country.pairs, country.openness)
        found["gravity"][here] = received[here]
        found["hybrid"][here] = hybrid.predict(model, country)[here]
    kept = judged & np.isin(table.regions.astype(str), wanted)
    return Judgement(
        table,
        {name: scaled(values, table.visits, table.regions, kept) for name, values in found.items()},
        gravities,
    )


def loglinear(table: SiteTable, train: Mask) -> Floats:
    """Give the visits by a log-linear rule: beds, short stay, paediatric, private."""
    rows = np.column_stack([
        np.ones(len(table)), np.log1p(np.nan_to_num(table.beds)),
        np.log1p(np.nan_to_num(table.uhcd)), table.paediatric | table.children_only,
        table.categories == "private",
    ]).astype(np.float64)  # fmt: skip
    solution = np.linalg.lstsq(rows[train], np.log(table.visits[train]), rcond=None)[0]
    found: Floats = np.exp(rows @ solution)
    return found


def transfer(country: Country, fitted_on: str) -> tuple[Gravity, dict[str, float]]:
    """Fit the structural model on one region and give its mean error on each.

    Parameters
    ----------
    country
        Sites and communes.
    fitted_on
        The region; its own error is in-sample, the others are not.
    """
    table = country.table
    judged = table.judged
    found = gravity.fit(
        table, country.pairs, judged & (table.regions == fitted_on), openness=country.openness
    )
    received = gravity.volumes(found, table, country.pairs, country.openness)
    errors = np.abs(scaled(received, table.visits, table.regions, judged) / table.visits - 1)
    return found, {
        region: float(errors[judged & (table.regions == region)].mean())
        for region in table.judged_regions
    }
