"""From communes to areas: means, quantiles, and the people beyond each threshold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from twin.access.groups import By, grouping
from twin.access.indicator import AccessIndicator, Floats, Measure, persons
from twin.territory.territory import Territory

FIXED = ("group", "label", "communes", "inhabitants", "without_value", "mean", "median", "p90")


def threshold_name(indicator: AccessIndicator, threshold: float) -> str:
    """Give the end of the columns of a threshold: "over_30_min", "under_2_5"."""
    side = "over" if indicator.better == "low" else "under"
    number = f"{threshold:g}".replace(".", "_")
    return f"{side}_{number}" + ("_min" if indicator.unit == "min" else "")


def beyond(indicator: AccessIndicator, values: Floats, threshold: float) -> npt.NDArray[np.bool_]:
    """Say which communes are on the wrong side of a threshold; out of reach always is."""
    found: npt.NDArray[np.bool_] = (
        values > threshold if indicator.better == "low" else values < threshold
    )
    return found


def quantile(values: Floats, weights: Floats, level: float) -> float:
    """Give the least value that `level` of the people do not exceed.

    Parameters
    ----------
    values, weights
        One a commune; finite weights.
    level
        0.5 is the median.
    """
    if weights.sum() <= 0:
        return float("nan")
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    # A hair below, so that a rounding of level x total does not step over a commune.
    at = np.searchsorted(reached, level * reached[-1] * (1 - 1e-12), side="left")
    return float(values[order][min(int(at), len(order) - 1)])


def area_table(
    territory: Territory,
    measured: Measure,
    by: By = "department",
    thresholds: Sequence[float] | None = None,
) -> pd.DataFrame:
    """Give one row an area, the same columns whatever the grouping.

    Parameters
    ----------
    territory
        Its ring is left out.
    measured
        What `measure` gave.
    by
        Grouping.
    thresholds
        Those of the indicator if None.

    Returns
    -------
    pandas.DataFrame
        `FIXED`, then `people_...` and `share_...` for each threshold. `inhabitants` counts
        everyone, `without_value` those whose commune has no value; mean, quantiles and shares are
        of the others. The mean is weighted by inhabitants, or as the indicator says (APL:
        standardised population). Infinite: out of reach.
    """
    indicator = measured.indicator
    wanted = indicator.thresholds if thresholds is None else tuple(thresholds)
    people = persons(territory)
    weight = people if indicator.weight is None else indicator.weight(territory)
    own = ~territory.in_ring
    areas = grouping(territory, by)
    rows = []
    for key, label in areas.labels.items():
        here = own & (areas.key == key)
        if here.any():
            rows.append(
                {"group": key, "label": label}
                | _row(indicator, measured.by_zone[here], people[here], weight[here], wanted)
            )
    names = [threshold_name(indicator, t) for t in wanted]
    ends = [f"{what}_{name}" for name in names for what in ("people", "share")]
    return pd.DataFrame(rows, columns=[*FIXED, *ends])


def _row(
    indicator: AccessIndicator,
    values: Floats,
    people: Floats,
    weight: Floats,
    thresholds: Sequence[float],
) -> dict[str, Any]:
    known = ~np.isnan(values)
    x, w = values[known], people[known]
    heavy = np.nan_to_num(weight[known])
    row: dict[str, Any] = {
        "communes": len(values),
        "inhabitants": int(people.sum()),
        "without_value": int(people[~known].sum()),
        "mean": _mean(x, heavy),
        "median": quantile(x, w, 0.5),
        "p90": quantile(x, w, 0.9),
    }
    for threshold in thresholds:
        name = threshold_name(indicator, threshold)
        far = float(w[beyond(indicator, x, threshold)].sum())
        row[f"people_{name}"] = int(far)
        row[f"share_{name}"] = far / float(w.sum()) if w.sum() > 0 else float("nan")
    return row


def _mean(values: Floats, weights: Floats) -> float:
    """Give the weighted mean of the communes that weigh something."""
    counted = weights > 0
    if not counted.any():
        return float("nan")
    return float(values[counted] @ weights[counted] / weights[counted].sum())
