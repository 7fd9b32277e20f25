"""Who goes where, from observed flows: a conditional logit with one constant a site.

    P(j | i) = exp(alpha_j - beta t_ij) / sum_k exp(alpha_k - beta t_ik)     n_i. visits given

fitted by maximum likelihood, which is the Poisson regression of n_ij on origin and site effects
and minutes (Guimaraes et al. 2003). The likelihood is concave. At its maximum each site has its
observed total and the mean travel time is the observed one: these prove nothing. What is held out
(a fifth of the origins, the model refitted without them) does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import minimize
from scipy.special import xlogy

from twin.choice.pairs import REACH_MIN
from twin.choice.sites import SiteTable
from twin.tables import JumeauError
from twin.territory.attraction import Floats, Mask
from twin.territory.travel import distance_km, road_minutes

HELD_OUT = 0.2


@dataclass(frozen=True, slots=True)
class Observed:
    """Flows as arrays: visits and minutes from each origin to each site.

    Attributes
    ----------
    origins, sites
        Codes of the rows and of the columns.
    counts, minutes
        Shape (origins, sites); minutes are infinite out of reach.
    lost
        Visits left out: origin or site unknown, or out of reach.
    """

    origins: tuple[str, ...]
    sites: tuple[str, ...]
    counts: Floats
    minutes: Floats
    lost: float = 0.0

    def part(self, rows: Mask) -> Observed:
        """Give some of the origins."""
        kept = tuple(o for o, k in zip(self.origins, rows, strict=True) if k)
        return Observed(kept, self.sites, self.counts[rows], self.minutes[rows])


@dataclass(frozen=True, slots=True)
class FlowModel:
    """The fitted logit: beta with its standard error, and the constant of each site.

    Attributes
    ----------
    decay, decay_error
        Of one minute; the error is that of the likelihood times the square root of the
        overdispersion.
    constants
        By site, mean 0; minus infinity for a site nobody came to.
    """

    decay: float
    decay_error: float
    constants: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class FlowDiagnostics:
    """What the fit is worth.

    Attributes
    ----------
    visits, origins, lost
        Visits and origins used, visits left out.
    deviance, degrees
        Of the Poisson model, and its degrees of freedom; their ratio is the overdispersion.
    pseudo_r2
        1 - L / L0, L0 the same sites without travel (McFadden).
    mean_minutes, mean_minutes_predicted
        Observed, and predicted on the held-out origins.
    common_share
        Part of the held-out visits put at the right site: sum min(n, predicted) / sum n.
    common_share_nearest
        The same when everyone goes to the nearest site.
    """

    visits: float
    origins: int
    lost: float
    deviance: float
    degrees: int
    pseudo_r2: float
    mean_minutes: float
    mean_minutes_predicted: float
    common_share: float
    common_share_nearest: float


def observed(
    flows: pd.DataFrame, zones: pd.DataFrame, table: SiteTable, communes: pd.DataFrame
) -> Observed:
    """Put flows on the map: the minutes of an origin are those of its communes' inhabitants.

    Parameters
    ----------
    flows
        `zone`, `finess`, `count`.
    zones
        `zone`, `insee`: the communes of each origin.
    table, communes
        Sites and communes with their points.

    Raises
    ------
    JumeauError
        When nothing is left.
    """
    named = zones.merge(communes[["insee", "lon", "lat", "population"]], on="insee")
    weight = np.maximum(named["population"].to_numpy(np.float64), 1.0)
    weighted = named.assign(w=weight, x=named["lon"] * weight, y=named["lat"] * weight)
    totals = weighted.groupby("zone")[["w", "x", "y"]].sum()
    came = set(flows["finess"])
    kept = np.array([f in came for f in table.finess], bool)
    sites = table.only(kept)
    road = road_minutes(
        distance_km(totals["x"] / totals["w"], totals["y"] / totals["w"], sites.lon, sites.lat)
    )
    minutes = np.where(road <= REACH_MIN, road, np.inf)
    row = {zone: i for i, zone in enumerate(totals.index)}
    column = {finess: j for j, finess in enumerate(sites.finess)}
    counts = np.zeros(minutes.shape)
    for zone, finess, count in flows[["zone", "finess", "count"]].itertuples(index=False):
        if zone in row and finess in column:
            counts[row[zone], column[finess]] += count
    counts = np.where(np.isfinite(minutes), counts, 0.0)
    some = counts.sum(axis=1) > 0
    if some.sum() < 2 or len(column) < 2:
        raise JumeauError(
            "flux", "moins de deux origines ou de deux sites reconnus.",
            "Vérifiez les codes insee et finess : ils doivent exister dans la table des urgences.",
        )  # fmt: skip
    lost = float(flows["count"].sum() - counts.sum())
    return Observed(tuple(np.array(totals.index)[some]), tuple(sites.finess), counts[some],
                    minutes[some], lost)  # fmt: skip


def fit(flows: Observed) -> FlowModel:
    """Fit beta and the constants by maximum likelihood (L-BFGS, exact gradient)."""
    came = flows.counts.sum(axis=0) > 0
    counts, minutes = flows.counts[:, came], flows.minutes[:, came]
    alpha, beta = _maximum(counts, minutes, travel=True)
    constants = np.full(len(flows.sites), -np.inf)
    constants[came] = alpha - alpha.mean()
    expected = counts.sum(axis=1, keepdims=True) * _shares(alpha, beta, minutes)
    deviance, degrees = _deviance(counts, expected, minutes)
    spread = max(deviance / max(degrees, 1), 1.0)
    error = float(np.sqrt(spread * _decay_variance(expected, minutes)))
    return FlowModel(beta, error, dict(zip(flows.sites, constants.tolist(), strict=True)))


def predict(model: FlowModel, flows: Observed) -> Floats:
    """Give the expected visits from each origin to each site, the origins' totals given."""
    alpha = np.array([model.constants[s] for s in flows.sites])
    shares = _shares(alpha, model.decay, flows.minutes)
    found: Floats = flows.counts.sum(axis=1, keepdims=True) * shares
    return found


def diagnose(flows: Observed, *, seed: int = 20260101) -> FlowDiagnostics:
    """Fit, fit again without a fifth of the origins, and say what each is worth."""
    whole, counts, minutes = fit(flows), flows.counts, flows.minutes
    expected = predict(whole, flows)
    deviance, degrees = _deviance(counts, expected, minutes)
    came = counts.sum(axis=0) > 0
    alone, _ = _maximum(counts[:, came], minutes[:, came], travel=False)
    shares = _shares(alone, 0.0, minutes[:, came])
    null = float(xlogy(counts[:, came], np.where(shares > 0, shares, 1.0)).sum())
    full = float(xlogy(counts, np.maximum(expected, 1e-300)).sum())
    full -= float(xlogy(counts.sum(axis=1), counts.sum(axis=1)).sum())
    rng = np.random.default_rng(seed)
    held = np.zeros(len(flows.origins), bool)
    size = max(1, round(HELD_OUT * len(held)))
    held[rng.choice(len(held), size, replace=False)] = True
    test = flows.part(held)
    guess = predict(fit(flows.part(~held)), test)
    near = np.zeros_like(test.counts)
    near[np.arange(len(near)), test.minutes.argmin(axis=1)] = test.counts.sum(axis=1)
    return FlowDiagnostics(
        float(counts.sum()), len(counts), flows.lost, deviance, degrees, 1 - full / null,
        _mean_minutes(test.counts, test.minutes), _mean_minutes(guess, test.minutes),
        float(np.minimum(guess, test.counts).sum() / test.counts.sum()),
        float(np.minimum(near, test.counts).sum() / test.counts.sum()),
    )  # fmt: skip


def _shares(alpha: Floats, beta: float, minutes: Floats) -> Floats:
    reached = np.isfinite(minutes)
    utility = np.where(reached, alpha - beta * np.where(reached, minutes, 0.0), -np.inf)
    top = utility.max(axis=1, keepdims=True)
    weight = np.exp(utility - np.where(np.isfinite(top), top, 0.0))
    found: Floats = weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-300)
    return found


def _maximum(counts: Floats, minutes: Floats, *, travel: bool) -> tuple[Floats, float]:
    """Maximise the likelihood over the constants, and beta too when asked."""
    total, sites = counts.sum(), counts.shape[1]
    origin = counts.sum(axis=1, keepdims=True)
    road = np.where(np.isfinite(minutes), minutes, 0.0)

    def objective(v: npt.NDArray[np.float64]) -> tuple[float, Floats]:
        shares = _shares(v[:sites], float(v[sites]), minutes)
        log = np.log(np.where(shares > 0, shares, 1.0))
        gap = origin * shares - counts
        gradient = np.append(gap.sum(axis=0), -(gap * road).sum() if travel else 0.0)
        return -float((counts * log).sum()) / total, gradient / total

    start = np.append(np.log(counts.sum(axis=0)), 0.1 if travel else 0.0)
    start[:sites] -= start[:sites].mean()
    found = minimize(objective, start, jac=True, method="L-BFGS-B",
                     options={"maxiter": 2000, "ftol": 1e-14, "gtol": 1e-9})  # fmt: skip
    return found.x[:sites], float(found.x[sites])


def _deviance(counts: Floats, expected: Floats, minutes: Floats) -> tuple[float, int]:
    reached = np.isfinite(minutes)
    ratio = counts / np.where(expected > 0, expected, 1.0)
    terms = xlogy(counts, np.where(counts > 0, ratio, 1.0)) - (counts - expected)
    degrees = int(reached.sum()) - counts.shape[0] - counts.shape[1]
    return float(2 * terms[reached].sum()), max(degrees, 1)


def _decay_variance(expected: Floats, minutes: Floats) -> float:
    """Give the variance of beta: the inverse information, origins and constants set aside.

    Minutes are first cleared of origin and site effects by weighted alternate projections.
    """
    left = np.where(np.isfinite(minutes), minutes, 0.0)
    for _ in range(200):
        left = left - (expected * left).sum(1, keepdims=True) / expected.sum(1, keepdims=True)
        shift = (expected * left).sum(0) / np.maximum(expected.sum(0), 1e-300)
        left = left - shift
        if np.abs(shift).max() < 1e-9:
            break
    return 1.0 / float((expected * left**2).sum())


def _mean_minutes(counts: Floats, minutes: Floats) -> float:
    return float((counts * np.where(counts > 0, minutes, 0.0)).sum() / counts.sum())
