"""What forecasts would have been worth: made from past origins with what was known then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from forecasting import metrics
from forecasting.blend import Choice
from forecasting.calibrated import MEMORY, calibrate, period_kinds
from forecasting.coverage import Coverage, block_coverage, hard_days
from forecasting.rolling import RULES, Progress, Roller
from forecasting.series.extras import Extras
from forecasting.series.regime import Breaks, breaks
from twin.contracts.forecasts import LEVELS, Dates, Demand, Floats, Frequency
from twin.tables import JumeauError

TEST: dict[Frequency, int] = {"D": 364, "M": 12, "H": 56 * 24}
STEP: dict[Frequency, int] = {"D": 7, "M": 3, "H": 7 * 24 + 24}
REFIT: dict[Frequency, int] = {"D": 91, "M": 6, "H": 28 * 24}
LEAST: dict[Frequency, int] = {"D": 180, "M": 36, "H": 70 * 24}
"""Periods known before the first origin that is scored."""
MOST_POINTS = 1_500_000
LEVEL_90 = (LEVELS.index(0.05), LEVELS.index(0.95))


@dataclass(frozen=True, slots=True, eq=False)
class Backtest:
    """Forecasts of past origins, with what came.

    Attributes
    ----------
    ids
        Name of each series.
    ds
        Calendar of the series.
    origins
        Periods known at each origin scored, shape (O,).
    actual, expected
        What came and the forecast chosen, shape (O, series, H).
    quantiles
        Shape (O, series, H, Q).
    points
        Forecasts of every method, shape (O, series, H).
    scale
        Mean absolute seasonal change before the first origin, by series.
    choice
        Methods at the last origin.
    suspended
        Whether the model was suspended, shape (O, series).
    frequency
        Of the series.
    department
        Where they are counted.
    """

    ids: tuple[str, ...]
    ds: Dates
    origins: npt.NDArray[np.int64]
    actual: Floats
    expected: Floats
    quantiles: Floats
    points: dict[str, Floats]
    scale: Floats
    choice: Choice
    suspended: npt.NDArray[np.bool_]
    frequency: Frequency
    department: str = ""

    def scored(self) -> npt.NDArray[np.bool_]:
        """Say which points every method may be scored on."""
        kept = ~np.isnan(self.actual) & ~np.isnan(self.expected)
        for name in RULES[self.frequency]:
            kept &= ~np.isnan(self.points[name])
        flags: npt.NDArray[np.bool_] = kept
        return flags

    def mase(self, name: str = "", kept: npt.NDArray[np.bool_] | None = None) -> float:
        """Give the MASE of a method (the forecast chosen without a name) on the points scored."""
        values = self.points[name] if name else self.expected
        kept = self.scored() if kept is None else kept & self.scored()
        return metrics.mase(np.where(kept, self.actual, np.nan), values, self.scale[None, :, None])

    def ratio(self, kept: npt.NDArray[np.bool_] | None = None) -> float:
        """Give the MASE over that of the best plain rule on the same points.

        Not a number where a plain rule is never wrong: nothing can then be better.
        """
        best = min(self.mase(n, kept) for n in RULES[self.frequency])
        return self.mase(kept=kept) / best if best > 0 else float("nan")

    def interval(self) -> tuple[Floats, Floats]:
        """Give both ends of the 90 % interval, shape (O, series, H)."""
        return self.quantiles[..., LEVEL_90[0]], self.quantiles[..., LEVEL_90[1]]

    def coverage(self, kept: npt.NDArray[np.bool_] | None = None) -> Coverage:
        """Give the coverage of the 90 % interval, with its own interval (blocks of origins)."""
        kept = self.scored() if kept is None else kept & self.scored()
        low, high = self.interval()
        inside = kept & (self.actual >= low) & (self.actual <= high)
        return block_coverage(inside, kept, self.origins)

    def covered(self, kept: npt.NDArray[np.bool_] | None = None) -> tuple[int, int]:
        """Give points within the 90 % interval, and points scored."""
        kept = self.scored() if kept is None else kept & self.scored()
        low, high = self.interval()
        return metrics.covered(np.where(kept, self.actual, np.nan), low, high)

    def json(self) -> dict[str, Any]:
        """Give what the verb writes: figures, each beside the plain rules on the same points."""
        kept = self.scored()
        actual = np.where(kept, self.actual, np.nan)
        inside, n = self.covered()
        losses = metrics.crps(actual, self.quantiles, np.array(LEVELS))
        return {
            "mase": _number(self.mase()),
            "wape": _number(metrics.wape(actual, self.expected)),
            "crps": _number(float(np.nanmean(losses)) if n else float("nan")),
            "coverage90": _number(inside / n if n else float("nan")),
            "coverage90_interval": [_number(v) for v in self.coverage().interval],
            "coverage_parts": self._parts(),
            "points": n,
            "baselines": {
                name: {
                    "mase": _number(self.mase(name)),
                    "wape": _number(metrics.wape(actual, self.points[name])),
                }
                for name in RULES[self.frequency]
            },
            "ratio": _number(self.ratio()) if n else None,
            "origins": [str(self.ds[o - 1]) for o in self.origins],
            "horizons": [self._horizon(h) for h in range(self.actual.shape[2])],
            "series": self._series(),
        }

    def _parts(self) -> list[dict[str, Any]]:
        """Tell the coverage of days that are harder: Mondays, public holidays, winter."""
        ahead = self.origins[:, None] + np.arange(self.actual.shape[2])
        when = self.ds[np.minimum(ahead, len(self.ds) - 1)]
        rows = []
        for name, days in hard_days(when, self.frequency, self.department).items():
            found = self.coverage(np.broadcast_to(days[:, None, :], self.actual.shape))
            low, high = found.interval
            rows.append({"part": name, "n": found.n, "coverage90": _number(found.share),
                         "low": _number(low), "high": _number(high)})  # fmt: skip
        return rows

    def _horizon(self, h: int) -> dict[str, Any]:
        at = np.zeros(self.actual.shape, bool)
        at[:, :, h] = True
        kept = at & self.scored()
        actual = np.where(kept, self.actual, np.nan)
        found = self.coverage(at)
        return {
            "horizon": h + 1,
            "n": found.n,
            "mase": _number(self.mase(kept=at)),
            "wape": _number(metrics.wape(actual, self.expected)),
            "coverage90": _number(found.share),
            "coverage90_low": _number(found.interval[0]),
            "coverage90_high": _number(found.interval[1]),
            **{f"{name}_mase": _number(self.mase(name, at)) for name in RULES[self.frequency]},
        }

    def _series(self) -> list[dict[str, Any]]:
        methods = self.choice.french(self.suspended[-1])
        rows = []
        for s, name in enumerate(self.ids):
            at = np.zeros(self.actual.shape, bool)
            at[:, s] = True
            inside, n = self.covered(at)
            rows.append(
                {
                    "id": name,
                    "n": n,
                    "mase": _number(self.mase(kept=at)),
                    "best_rule_mase": _number(
                        min(self.mase(rule, at) for rule in RULES[self.frequency])
                    ),
                    "coverage90": _number(inside / n if n else float("nan")),
                    "method": methods[s],
                    "suspended_origins": int(self.suspended[:, s].sum()),
                }
            )
        return rows


def backtest(
    demand: Demand, horizon: int, *, test: int = 0, step: int = 0, refit: int = 0,
    department: str = "", zone: str = "", extras: Extras | None = None,
    progress: Progress | None = None,
) -> Backtest:  # fmt: skip
    """Forecast again from past origins, each with what was known then, and keep what came.

    Methods are chosen and intervals measured on origins earlier than each origin scored.

    Parameters
    ----------
    demand
        Series, cleaned.
    horizon
        Periods ahead.
    test
        Last periods scored (0: a year, or a third of what is known if that is less).
    step, refit
        Periods between origins, and between learnings.
    department, zone
        Where the series are counted.
    extras
        The user's columns.
    progress
        Told how many origins are done.

    Raises
    ------
    JumeauError
        Too little past.
    """
    frequency, count = demand.frequency, len(demand.ds)
    test = test or min(TEST[frequency], count // 3)
    step, refit = step or STEP[frequency], refit or REFIT[frequency]
    first = count - test
    if first < min(LEAST[frequency], 2 * count // 3) or test < horizon or horizon < 1:
        raise JumeauError(
            "horizon", f"{count} périodes connues ne suffisent pas pour rejouer {horizon} périodes "
            f"à l'avance sur {test} périodes.", "Réduisez --horizon ou donnez un passé plus long.",
        )  # fmt: skip
    scored = list(range(first, count - horizon + 1, step))
    earlier = warm_up(len(demand.ids), first, horizon, step, frequency)
    roller = Roller.of(demand, horizon, department=department, zone=zone, extras=extras)
    rolled = roller.roll([*earlier, *scored], refit, progress)
    stopped = stops(demand, breaks(demand))
    kinds = period_kinds(roller.calendar, frequency)
    found = [
        calibrate(
            {name: values[k] for name, values in rolled.points.items()},
            int(rolled.origins[k]), rolled, kinds, stopped, frequency,
        )
        for k in range(len(earlier), len(rolled.origins))
    ]  # fmt: skip
    kept = slice(len(earlier), None)
    season = roller.past.season.length
    return Backtest(
        demand.ids, demand.ds, rolled.origins[kept], rolled.actual[kept],
        np.stack([one.expected for one in found]), np.stack([one.quantiles for one in found]),
        {name: values[kept] for name, values in rolled.points.items()},
        metrics.scales(roller.past.y[:, :first], season), found[-1].choice,
        np.stack([one.suspended for one in found]), frequency, department,
    )  # fmt: skip


def warm_up(series: int, first: int, horizon: int, step: int, frequency: Frequency) -> list[int]:
    """Give the earlier origins that methods are chosen and intervals measured on, rising."""
    season = {"D": 7, "M": 12, "H": 168}[frequency]
    least = max(9 * season if season != 12 else 2 * season + 6, first - MEMORY[frequency] - horizon)
    most = max(4, MOST_POINTS // max(series * horizon, 1))
    last = first - horizon
    wide = max(step, (last - least) // most + 1)
    origins = list(range(last, least, -wide))[::-1]
    return origins or [max(last, 2)]


def stops(demand: Demand, found: Breaks) -> npt.NDArray[np.bool_]:
    """Say at the end of each period which series are suspended, shape (series, T)."""
    if demand.frequency != "H":
        return found.suspended
    # The state of a day is known when the day is over.
    day = np.searchsorted(found.ds, demand.ds.astype("datetime64[D]")) - 1
    flags: npt.NDArray[np.bool_] = found.suspended[:, np.clip(day, 0, None)] & (day >= 0)[None, :]
    return flags


def _number(value: float) -> float | None:
    return round(float(value), 6) if np.isfinite(value) else None
