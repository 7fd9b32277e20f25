"""Forecasts beside the plain rules, on the same points in the same run.

Run by `make bench-forecast`. Methods are chosen and intervals measured on origins earlier than
each origin scored; nothing is tuned on the periods judged. Seconds are of CPU (user and system,
one thread). `ratio` is the MASE over the best of the seasonal naive and the median of the last
eight same weekdays; `q50_ratio` the same for the middle quantile, which the verbs show. Coverage
rows: `within` is 90 +- max(2, 300 sqrt(0.09 / n)) points, as if points were independent; `low` and
`high` are the 95 % block-bootstrap interval (`forecasting.coverage`), `contains90` whether it holds
90. The one origin of the monthly set leaves its months' own luck out of that interval.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import forecast_sets as sets
from benchmarks.forecast_peers import peers
from forecasting import metrics
from forecasting.backtest import Backtest, backtest
from forecasting.calendar import public
from forecasting.demand import forecast_demand
from forecasting.metrics import tolerance
from twin.contracts.forecasts import LEVELS

RESULTS = Path(__file__).parent / "results" / "forecast.json"
PEERS = ("hospital", "pharmacy")
CONTINUOUS = 0.05
"""A site is continuous when at most so much of its history is not good, at each date of the set."""


def main() -> None:
    """Fill the table and write it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", default="", help="sets, comma-separated (default: all)")
    asked.add_argument("--series", type=int, default=10_000)
    options = asked.parse_args()
    only = set(filter(None, options.only.split(",")))
    figures: dict[str, Any] = {}
    coverage: list[dict[str, Any]] = []
    for name, load in (
        ("hospital", sets.hospital),
        ("samu", sets.samu),
        ("ed", sets.emergency),
        ("pharmacy", sets.pharmacy),
    ):
        if only and name not in only:
            continue
        judged = load()
        start = time.process_time()
        found = backtest(
            judged.demand, judged.horizon, test=judged.test, department=judged.department
        )
        seconds = time.process_time() - start
        figures |= scores(name, judged, found)
        figures[f"{name}_s"] = seconds
        coverage += covered(name, judged, found)
        sys.stderr.write(f"{name}: {found.mase():.4f} ratio {found.ratio():.4f} {seconds:.0f} s\n")
        if name in PEERS:
            figures |= peers(name, judged, found)
    if not only or "speed" in only:
        figures |= speed(options.series)
    figures["coverage"] = coverage
    for row in coverage:
        if not row["within"]:
            sys.stderr.write(
                f"coverage outside: {row['set']} {row['horizon']} {row['share']:.1f} % "
                f"(90 +- {tolerance(row['n']):.1f}, n {row['n']})\n"
            )
    if not only or "stock" in only:
        figures |= stock()
    rounded = _rounded(figures)
    if not only:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(rounded) + "\n")


def scores(name: str, judged: sets.Set, found: Backtest) -> dict[str, Any]:
    """Give the figures of one set, each beside its plain rules."""
    said = found.json()
    best = min(row["mase"] for row in said["baselines"].values())
    figures = {
        f"{name}_mase": said["mase"],
        f"{name}_crps": said["crps"],
        f"{name}_rules": {key: row["mase"] for key, row in said["baselines"].items()},
        f"{name}_suspended": float(found.suspended.mean()),
        f"{name}_q50_ratio": _middle(found) / best,
    }
    if name == "hospital":
        return figures
    figures[f"{name}_ratio"] = found.ratio()
    if name == "ed":
        steady = continuous(judged)
        kept = np.broadcast_to(steady[None, :, None], found.actual.shape)
        figures["ed_all_ratio"], figures["ed_all_mase"] = found.ratio(), said["mase"]
        figures["ed_all_rules"] = figures["ed_rules"]
        figures["ed_rules"] = {key: found.mase(key, kept) for key in said["baselines"]}
        figures["ed_ratio"], figures["ed_mase"] = found.ratio(kept), found.mase(kept=kept)
        figures["ed_continuous"] = [judged.demand.ids[k] for k in np.flatnonzero(steady)]
    return figures


def _middle(found: Backtest) -> float:
    """Give the MASE of the middle quantile."""
    actual = np.where(found.scored(), found.actual, np.nan)
    middle = found.quantiles[..., LEVELS.index(0.5)]
    return metrics.mase(actual, middle, found.scale[None, :, None])


def continuous(judged: sets.Set) -> np.ndarray:
    """Say which sites transmitted almost every day before the periods judged, and in them."""
    bad = np.isnan(judged.demand.good())
    split = bad.shape[1] - judged.test
    steady = (bad[:, :split].mean(axis=1) <= CONTINUOUS) & (
        bad[:, split:].mean(axis=1) <= CONTINUOUS
    )
    return np.asarray(steady)


def covered(name: str, judged: sets.Set, found: Backtest) -> list[dict[str, Any]]:
    """Give coverage by horizon bucket, then Mondays, holidays and winter apart (all horizons)."""
    shape, horizon = found.actual.shape, found.actual.shape[2]
    ahead = np.arange(horizon)
    week = 7 if horizon > 7 and judged.demand.frequency == "D" else 1
    rows = []
    for b in range(0, horizon, week):
        kept = np.broadcast_to((ahead >= b) & (ahead < b + week), shape)
        label = str(b + 1) if week == 1 else f"{b + 1}-{b + week}"
        rows.append(_row(name, label, found, kept))
    if judged.demand.frequency != "D":
        return rows
    rank = found.origins[:, None] + ahead
    ds = judged.demand.ds
    when = ds[np.minimum(rank, len(ds) - 1)].astype("datetime64[D]")
    weekday = (when.astype(int) + 3) % 7
    month = when.astype("datetime64[M]").astype(int) % 12 + 1
    holiday = public(when.ravel(), department=judged.department).reshape(when.shape)
    for label, days in (
        ("lundis", weekday == 0),
        ("fériés", holiday),
        ("hiver", np.isin(month, (12, 1, 2))),
    ):
        rows.append(_row(name, label, found, np.broadcast_to(days[:, None, :], shape)))
    return rows


def _row(name: str, label: str, found: Backtest, kept: np.ndarray) -> dict[str, Any]:
    inside, n = found.covered(kept)
    share = 100 * inside / n if n else float("nan")
    low, high = (100 * end for end in found.coverage(kept).interval)
    return {
        "set": name,
        "horizon": label,
        "n": n,
        "covered": inside,
        "share": share,
        "within": bool(n and abs(share - 90) <= tolerance(n)),
        "low": low,
        "high": high,
        "contains90": bool(low <= 90 <= high),
    }


def speed(count: int) -> dict[str, float]:
    """Time many daily product series, learned and forecast 28 days ahead."""
    demand = sets.thousands(count)
    start = time.process_time()
    forecast_demand(demand, 28)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    sys.stderr.write(f"{count} series: {seconds:.0f} s, {peak:.1f} GiB\n")
    return {"ten_thousand_s": seconds, "ten_thousand_gib": peak, "ten_thousand_series": count}


def stock() -> dict[str, Any]:
    """Replay the stock policy, where its benchmark (`benchmarks/forecast_stock.py`) is."""
    if find_spec("benchmarks.forecast_stock") is None:
        sys.stderr.write("stock_replay: benchmarks/forecast_stock.py is not there\n")
        return {}
    return {"stock_replay": import_module("benchmarks.forecast_stock").stock_replay()}


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    if isinstance(value, float):
        return round(value, 4) if np.isfinite(value) else None
    return value


if __name__ == "__main__":
    main()
