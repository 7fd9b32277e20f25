"""Differences between two runs that shared their luck, and the intervals that go with them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.percentiles import ends_of, independent_cases
from scenarios.unshown import FEW_REPLICATIONS, withheld

PLACE = ["indicator", "unit", "zone", "facility", "period"]
ALPHA = 0.05
COLUMNS = (*PLACE, "base", "policy", "difference", "interval", "low", "high", "n", "p_adjusted",
           "verdict", "flag")  # fmt: skip
DETECTED = "différence détectée"
NOT_DETECTED = "pas de différence détectée"
NO_EFFECT = "écart nul dans toutes les réplications"
"""Out of reach, or too rare to have been met: zeros do not tell which."""
TOO_FEW = "intervalle impossible (moins de 2 réplications)"
ALL_EQUAL = "non testable (écarts tous égaux)"
NOT_COMPARABLE = "non comparable (valeur absente d'un côté)"
ROUNDING = 1e-9
"""Spread, in share of their mean, under which differences differ by the rounding of floats only."""
_INCONCLUSIVE = "non concluant avec "
Asked = tuple[str, str, str]
"""Indicator, facility ("": none) and commune ("": none) of the figure that decides."""
Floats = npt.NDArray[np.float64]


def paired_differences(
    base: pd.DataFrame,
    policy: pd.DataFrame,
    headline: Sequence[str],
    acted_on: Sequence[str] = (),
    asked: Asked | None = None,
) -> pd.DataFrame:
    """Give the difference policy - base for each indicator and place, replication by replication.

    Parameters
    ----------
    base, policy
        Tidy indicators; draw 0 of each is paired by replication number. The draws of the policy
        meet those of the reference, draw by draw, or its draw 0 when it has none.
    headline
        Indicators whose tests make one family (the others make another).
    acted_on
        Sites that the levers name: what is asked of them was said beforehand, so that their
        tests are a family apart from those of all the other sites.
    asked
        The figure that the answer turns on, chosen beforehand: tested with the headline
        indicators of its place, a commune's too.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`, one row an indicator, place and interval. `mc95` is the Student
        interval of the mean paired difference (simulation noise at fixed parameters; `n`
        pairs); `param90` and `year90` come where the policy has parameter draws (`n` draws).
        `p_adjusted`: paired t-test adjusted within its family; the verdict follows it. By Holm
        (no false detection in 95 % of studies) for the territory, the sites acted on and the
        other sites, headline or not; by Benjamini and Hochberg (at most 5 % of the detections
        false on average) for the map of an indicator by commune, where a thousand tests stand
        side by side. A difference that is exactly zero everywhere is not a test. Where nothing is
        detected with few replications, the verdict is that they are too few. An interval that
        would mislead has no ends; `flag` then says why (`scenarios.unshown`), else it is empty.
    """
    from scipy.special import stdtrit

    pairs = pd.concat(
        {"base": _by_replication(base, 0), "policy": _by_replication(policy, 0)}, axis=1
    )
    pairs["difference"] = pairs["policy"] - pairs["base"]
    groups = pairs.dropna().groupby(level=PLACE, sort=False)
    order = list(dict.fromkeys(pairs.index.droplevel("replication")))
    rows = pd.DataFrame(index=pd.MultiIndex.from_tuples(order, names=PLACE))
    for column in ("base", "policy", "difference"):
        rows[column] = groups[column].mean()
    rows["n"] = groups.size().reindex(rows.index, fill_value=0)
    spread = groups["difference"].std(ddof=1).reindex(rows.index)
    ends = groups["difference"].agg(["min", "max"]).reindex(rows.index)
    zero = ends.abs().max(axis=1) == 0
    rows["interval"] = "mc95"
    half = stdtrit(rows["n"] - 1, 1 - ALPHA / 2) * spread / np.sqrt(rows["n"])
    # Differences all equal and not zero say nothing of their noise: neither interval nor test.
    stuck = (rows["n"] > 1) & ~zero
    stuck &= (ends["max"] - ends["min"]).le(ROUNDING * rows["difference"].abs())
    half = half.mask(stuck)
    rows["low"], rows["high"] = rows["difference"] - half, rows["difference"] + half
    p_value = _p_values(rows["difference"], spread, rows["n"])
    rows["p_adjusted"] = p_value.where(~zero & ~stuck)
    rows = rows.reset_index()
    decides = rows_of(rows, asked)
    by_commune = (rows["zone"] != "") & ~decides
    level = np.select([rows["facility"].isin(acted_on), rows["facility"] != ""], [1, 2], 0)
    for _, family in rows[~by_commune].groupby(
        [level[~by_commune], (rows["indicator"].isin(headline) | decides)[~by_commune]]
    ):
        rows.loc[family.index, "p_adjusted"] = holm(family["p_adjusted"].to_numpy())
    for _, family in rows[by_commune].groupby("indicator"):
        rows.loc[family.index, "p_adjusted"] = benjamini_hochberg(family["p_adjusted"].to_numpy())
    rows["verdict"] = [
        ALL_EQUAL if same else _verdict(n, null, p)
        for n, null, same, p in zip(rows["n"], zero, stuck, rows["p_adjusted"], strict=True)
    ]
    drawn = _drawn(rows, base, policy)
    every = pd.concat([rows, drawn]).sort_index(kind="stable") if len(drawn) else rows
    return withheld(every)[list(COLUMNS)].reset_index(drop=True)


def rows_of(frame: pd.DataFrame, asked: Asked | None) -> pd.Series:
    """Say which rows are those of the figure that decides (none without one)."""
    if asked is None:
        return pd.Series(False, frame.index)
    name, facility, zone = asked
    found: pd.Series = (
        (frame["indicator"] == name) & (frame["facility"] == facility) & (frame["zone"] == zone)
    )
    return found


def holm(p_values: Floats) -> Floats:
    """Give Holm's adjusted p-values; NaN stays out of the family."""
    adjusted = np.full(len(p_values), np.nan)
    tested = np.flatnonzero(~np.isnan(p_values))
    order = tested[np.argsort(p_values[tested], kind="stable")]
    steps = p_values[order] * np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(steps)) if len(order) else steps
    return adjusted


def benjamini_hochberg(p_values: Floats) -> Floats:
    """Give the adjusted p-values of Benjamini and Hochberg (JRSS B 57, 1995); NaN stays out."""
    adjusted = np.full(len(p_values), np.nan)
    tested = np.flatnonzero(~np.isnan(p_values))
    order = tested[np.argsort(p_values[tested], kind="stable")]
    if len(order):
        steps = p_values[order] * len(order) / np.arange(1, len(order) + 1)
        adjusted[order] = np.minimum(1.0, np.minimum.accumulate(steps[::-1])[::-1])
    return adjusted


def parameter_means(differences: Floats) -> Floats:
    """Give the mean difference of each draw, simulation noise removed.

    Draws share their replications (common random numbers), so what a replication adds to all
    draws alike is not noise between draws: the noise of a draw's mean is the draw by
    replication interaction of the analysis of variance, divided by the replications. Means are
    drawn in around their own mean by sqrt(max(0, 1 - noise / observed variance)).

    Parameters
    ----------
    differences
        Paired differences, shape (draws, replications), both at least 2.
    """
    draws, replications = differences.shape
    means = differences.mean(axis=1)
    residual = differences - means[:, None] - differences.mean(axis=0)[None, :] + differences.mean()
    noise = float((residual**2).sum()) / ((draws - 1) * (replications - 1)) / replications
    observed = float(means.var(ddof=1))
    shrink = np.sqrt(max(0.0, 1 - noise / observed)) if observed > 0 else 0.0
    drawn_in: Floats = means.mean() + shrink * (means - means.mean())
    return drawn_in


def parameter_interval(differences: Floats) -> tuple[float, float] | None:
    """Give the 5-95 % interval of the mean difference across draws, simulation noise removed.

    None where the variance between draws is not detected: an interval without width would read
    as a certainty. Draws that are the same replication by replication have one, without width:
    the difference does not depend on them.

    Parameters
    ----------
    differences
        Paired differences, shape (draws, replications), both at least 2.
    """
    means = parameter_means(differences)
    noise = float(np.ptp(differences))
    # Against the noise, not against zero: a variance of nothing but rounding is no variance.
    spread = np.ptp(means) > max(1e-12 * max(1.0, float(np.abs(means).max())), 1e-6 * noise)
    if not spread and np.ptp(differences, axis=0).max() > 0:
        return None
    return ends_of(means, len(means))


def period_interval(differences: Floats) -> tuple[float, float]:
    """Give the 5-95 % interval of one period to come: draws and replications together.

    Parameters
    ----------
    differences
        Paired differences, shape (draws, replications); NaN where one is missing.
    """
    known = ~np.isnan(differences)
    whole = differences[:, known.all(axis=0)]
    cases = independent_cases(whole) if whole.size else float(known.any(axis=0).sum())
    return ends_of(differences[known], cases)


def reference_of_draws(base: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of the reference that the draws of a policy are paired with.

    A reference that has draws (uncertain assumptions) meets them draw by draw; draw 0 of one that
    has none serves them all (its rows then have no column `draw`).
    """
    drawn = base[base["draw"] > 0]
    return drawn if len(drawn) else base[base["draw"] == 0].drop(columns="draw")


def _by_replication(frame: pd.DataFrame, draw: int) -> pd.Series:
    """Give the values of one draw by place and replication."""
    rows = frame[frame["draw"] == draw]
    return rows.set_index([*PLACE, "replication"])["value"].astype(float)


def _p_values(mean: pd.Series, spread: pd.Series, n: pd.Series) -> pd.Series:
    """Give the two-sided p-values of the paired t-test; NaN under two pairs."""
    from scipy.special import stdtr

    with np.errstate(divide="ignore", invalid="ignore"):
        t = (mean.abs() / (spread / np.sqrt(n))).to_numpy()
    return pd.Series(2 * stdtr(n - 1, -t), index=mean.index)


def _verdict(n: int, null: bool, p_adjusted: float) -> str:
    """Give the words of one row: what was detected, never which is best."""
    if n == 0:
        return NOT_COMPARABLE
    if n < 2:
        return TOO_FEW
    if null:
        return NO_EFFECT
    if p_adjusted < ALPHA:
        return DETECTED
    return NOT_DETECTED if n >= FEW_REPLICATIONS else inconclusive(n)


def inconclusive(n: int) -> str:
    """Give the verdict where nothing was detected and replications were few."""
    return f"{_INCONCLUSIVE}{n} répétitions"


def undetected(verdict: str) -> bool:
    """Say whether a verdict is that nothing was detected, replications few or not."""
    return verdict == NOT_DETECTED or verdict.startswith(_INCONCLUSIVE)


def _drawn(rows: pd.DataFrame, base: pd.DataFrame, policy: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of `param90` and `year90`, under the index of their `mc95` row."""
    drawn = policy[policy["draw"] > 0]
    if drawn["draw"].nunique() < 2:
        return rows.iloc[:0]
    met = reference_of_draws(base)
    keys = [*PLACE, "replication", *(["draw"] if "draw" in met else [])]
    joined = drawn.merge(met[[*keys, "value"]], on=keys, suffixes=("", "_base"))
    joined["difference"] = joined["value"] - joined["value_base"]
    usual = joined.groupby(PLACE, sort=False)["value_base"].mean()
    base_means = usual.reindex(pd.MultiIndex.from_frame(rows[PLACE])).to_numpy()
    cube, known = _cube(rows, joined)
    parts: dict[str, list[tuple[int, float, float]]] = {"param90": [], "year90": []}
    nothing = (np.nan, np.nan)
    means, draws = np.full(len(rows), np.nan), np.zeros(len(rows), np.int64)
    for at in known:
        cells = cube[at][~np.isnan(cube[at]).all(axis=1)]
        means[at], draws[at] = np.nanmean(cells), len(cells)
        bounds = {"year90": period_interval(cells)}
        whole = cells[:, ~np.isnan(cells).any(axis=0)]
        if min(whole.shape) >= 2:
            bounds["param90"] = parameter_interval(whole) or nothing
        for name, (low, high) in bounds.items():
            parts[name].append((at, low, high))
    found = []
    for name, part in parts.items():
        chosen = np.array([at for at, _, _ in part], np.int64)
        found.append(
            rows.iloc[chosen].assign(
                interval=name,
                low=[low for _, low, _ in part],
                high=[high for _, _, high in part],
                n=draws[chosen],
                base=base_means[chosen],
                difference=means[chosen],
                policy=base_means[chosen] + means[chosen],
            )
        )
    every: pd.DataFrame = pd.concat(found)
    return every


def _cube(rows: pd.DataFrame, joined: pd.DataFrame) -> tuple[Floats, list[int]]:
    """Give the differences by place, draw and replication (NaN: absent), and the places met.

    One array for all the places: a region has thousands, too many for a table each.
    """
    places = pd.MultiIndex.from_frame(rows[PLACE])
    at = places.get_indexer(pd.MultiIndex.from_frame(joined[PLACE]))
    draw, draws = pd.factorize(joined["draw"])
    replication, replications = pd.factorize(joined["replication"])
    cube = np.full((len(rows), len(draws), len(replications)), np.nan)
    kept = (at >= 0) & joined["difference"].notna().to_numpy()
    cube[at[kept], draw[kept], replication[kept]] = joined["difference"].to_numpy()[kept]
    return cube, sorted({int(i) for i in at[kept]})
