"""How much a series can be trusted to foresee anything: a grade from A to E, with its reasons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.series.regime import suspended_since
from twin.contracts.forecasts import FLAG_FR, Demand, Flag, Frequency

YEAR: dict[Frequency, int] = {"H": 8766, "D": 365, "M": 12}
LETTERS = "ABCDE"
LONG_ENOUGH_YEARS = (2.0, 1.0, 0.5, 0.15)
"""Years of good periods asked for A, B, C, D (two years: each season is seen twice)."""
WHOLE_ENOUGH = (0.98, 0.95, 0.85, 0.5)
"""Share of good periods over the last year asked for A, B, C, D."""
MONTHS_LONG_ENOUGH = (4.0, 3.0, 2.0, 1.0)
RECENT: dict[Frequency, int] = {"H": 28 * 24, "D": 28, "M": 3}
"""Last periods: at least one must be good for anything better than D."""
MISSED = (Flag.MISSING, Flag.PARTIAL, Flag.OUTLIER, Flag.CENSORED)


@dataclass(frozen=True, slots=True)
class Grade:
    """Quality of the history of one series.

    Attributes
    ----------
    letter
        A (long, whole, steady) to E (nothing serious can be foreseen).
    reasons
        What keeps it from A (French).
    """

    letter: str
    reasons: tuple[str, ...]


def grades(demand: Demand, since: tuple[str, ...] | None = None) -> tuple[Grade, ...]:
    """Grade each series by what was flagged in it.

    The bounds are conventions of this project (assumed), not a published scale.

    Parameters
    ----------
    demand
        Series flagged by `forecasting.series.hygiene.clean`.
    since
        Breaks still running, by series; found when not given.
    """
    since = suspended_since(demand) if since is None else since
    return tuple(_grade(demand, k, since[k]) for k in range(len(demand.ids)))


def _grade(demand: Demand, rank: int, since: str) -> Grade:
    flags, values = demand.flags[rank], demand.values[rank]
    frequency = demand.frequency
    good = flags == Flag.GOOD
    if not good.any():
        zero = bool(np.nansum(values == 0))
        return Grade("E", ("que des zéros" if zero else "aucune valeur retenue",))
    if not values[good].any():
        return Grade("E", ("que des zéros",))
    years = float(good.sum()) / YEAR[frequency]
    asked = MONTHS_LONG_ENOUGH if frequency == "M" else LONG_ENOUGH_YEARS
    worst, reasons = 0, []
    if (level := _level(years, asked)) > 0:
        worst = max(worst, level)
        reasons.append(f"historique court ({_length(int(good.sum()), frequency)})")
    begun = int(np.argmax(good))
    last = slice(max(begun, len(flags) - YEAR[frequency]), len(flags))
    share = float(good[last].mean())
    if (level := _level(share, WHOLE_ENOUGH)) > 0:
        worst = max(worst, level)
        causes = ", ".join(FLAG_FR[f] for f in MISSED if (flags[last] == f).any())
        reasons.append(
            f"{100 * (1 - share):.0f}\u00a0% de la dernière année écartés"
            + (f" ({causes})" if causes else "")
        )
    if not good[-RECENT[frequency] :].any():
        worst = max(worst, 3)
        reasons.append("rien de retenu récemment : série fermée ou transmission coupée")
    if since:
        worst = max(worst, 3)
        reasons.append(f"événement exceptionnel en cours depuis le {french(since)}")
    return Grade(LETTERS[worst], tuple(reasons))


def _level(value: float, asked: tuple[float, ...]) -> int:
    """Give the rank of the first bound reached (4 where none is)."""
    return next((k for k, bound in enumerate(asked) if value >= bound - 1e-9), len(asked))


def _length(periods: int, frequency: Frequency) -> str:
    words = {"H": "heure(s)", "D": "jour(s)", "M": "mois"}
    return f"{periods} {words[frequency]}"


def french(iso: str) -> str:
    """Give an ISO day (or month) as 12/01/2026."""
    return "/".join(reversed(iso[:10].split("-")))
