"""Sites that split, merge or change name: some series end when others begin, the sum goes on.

Listed, and joined where asked; never joined in silence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from forecasting.series.grade import french
from forecasting.series.hygiene import clean
from twin.contracts.forecasts import Demand, Flag, Floats

NEAR_DAYS = 10
"""Ends and beginnings closer than this may be one event."""
SIDE_DAYS = 35
"""Days looked at on each side, past the first and last week which may be partial."""
SKIP_DAYS = 5
SAME = (0.75, 1.33)
"""Ratio of the sums after and before that counts as going on (assumed)."""
GAIN = 0.25
"""Relative change of a series that goes on, above which it took a part."""
SILENT_DAYS = 28
LEAST = 5.0


@dataclass(frozen=True, slots=True)
class Succession:
    """One event.

    Attributes
    ----------
    day
        First day of the new series, or first without the old ones (ISO).
    before, after
        Series that lost their patients, series that took them.
    ratio
        Sum after over sum before.
    """

    day: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    ratio: float

    def french(self) -> str:
        """Say it in one sentence."""
        return (
            f"le {french(self.day)}, {' + '.join(self.before)} semble(nt) devenir "
            f"{' + '.join(self.after)} (somme x {self.ratio:.2f})".replace(".", ",")
        )


def successions(demand: Demand) -> tuple[Succession, ...]:
    """Find splits, merges and changes of name in daily series flagged by `clean`."""
    if demand.frequency != "D" or len(demand.ids) < 2:
        return ()
    # A zero that hygiene kept is a quiet day, not the end of a site.
    alive = (demand.values > 0) | (demand.flags == Flag.GOOD)
    found: list[Succession] = []
    for day, ended, begun in _clusters(alive):
        before, after = _levels(demand, day - SIDE_DAYS, day - SKIP_DAYS), _levels(
            demand, day + SKIP_DAYS, day + SIDE_DAYS
        )  # fmt: skip
        change = np.where(np.isfinite(after), after, 0) - np.where(np.isfinite(before), before, 0)
        with np.errstate(invalid="ignore", divide="ignore"):
            relative = np.abs(change) / np.fmax(before, after)
        lost = [k for k in np.flatnonzero(change < 0).tolist() if k in ended or relative[k] > GAIN]
        won = [k for k in np.flatnonzero(change > 0).tolist() if k in begun or relative[k] > GAIN]
        if not {*lost} >= ended or not {*won} >= begun or not lost or not won:
            continue
        if -change[lost].sum() < LEAST:
            continue
        members = sorted({*lost, *won})
        ratio = float(np.nansum(after[members]) / np.nansum(before[members]))
        if SAME[0] <= ratio <= SAME[1]:
            names = demand.ids
            found.append(
                Succession(
                    str(demand.ds[day])[:10], tuple(names[k] for k in lost),
                    tuple(names[k] for k in won), ratio,
                )
            )  # fmt: skip
    return tuple(found)


def joined(demand: Demand, found: tuple[Succession, ...]) -> Demand:
    """Give the series of each succession as one, their sum, cleaned again."""
    for event in found:
        members = [k for k, name in enumerate(demand.ids) if name in {*event.before, *event.after}]
        if len(members) < 2:
            continue
        others = [k for k in range(len(demand.ids)) if k not in members]
        part = demand.values[members]
        day = int(np.searchsorted(demand.ds, np.datetime64(event.day, "D")))
        for row, flags in zip(part, demand.flags[members], strict=True):
            _nothing_outside(row, flags, day)
        total = part.sum(axis=0)
        name = " + ".join(demand.ids[k] for k in members)
        demand = replace(
            demand,
            ids=(*(demand.ids[k] for k in others), name),
            values=np.vstack([demand.values[others], total]),
            flags=np.vstack([
                demand.flags[others],
                np.where(np.isnan(total), Flag.MISSING, Flag.GOOD).astype(np.int8),
            ]),
            notes=(*demand.notes, f"séries réunies (demandé) : {event.french()}"),
        )  # fmt: skip
        demand = _again(demand)
    return demand


def _nothing_outside(row: Floats, flags: npt.NDArray[np.int8], day: int) -> None:
    """Count nothing (and not "unknown") on the side of the event where a series does not live."""
    for side in (slice(0, day), slice(day, None)):
        if not (row[side] > 0).any():
            row[side] = 0.0
    row[np.isin(flags, (Flag.BEFORE_OPENING, Flag.AFTER_CLOSING))] = 0.0


def _again(demand: Demand) -> Demand:
    """Clean once more, without saying twice what was said."""
    return replace(clean(replace(demand, notes=())), notes=demand.notes)


def _levels(demand: Demand, start: int, end: int) -> Floats:
    """Give the median of the good values of a stretch, not a number where too few."""
    good = demand.good()[:, max(0, start) : max(0, end)]
    found = np.full(len(good), np.nan)
    for k, row in enumerate(good):
        seen = row[np.isfinite(row)]
        if len(seen) >= 7:
            found[k] = np.median(seen)
    return found


def _clusters(alive: npt.NDArray[np.bool_]) -> list[tuple[int, set[int], set[int]]]:
    """Group the ends and the beginnings that fall together: day, who ends, who begins."""
    length = alive.shape[1]
    events: list[tuple[int, int, bool]] = []
    for k, row in enumerate(alive):
        days = np.flatnonzero(row)
        if not len(days):
            continue
        holes = np.flatnonzero(np.diff(days) > SILENT_DAYS)
        begins = [days[0], *days[holes + 1]]
        ends = [*days[holes], days[-1]]
        events += [(int(d), k, True) for d in begins if d >= SILENT_DAYS]
        events += [(int(d) + 1, k, False) for d in ends if d < length - SILENT_DAYS]
    events.sort()
    groups: list[tuple[int, set[int], set[int]]] = []
    for day, k, begins_here in events:
        if not groups or day - groups[-1][0] > NEAR_DAYS:
            groups.append((day, set(), set()))
        _, ended, begun = groups[-1]
        (begun if begins_here else ended).add(k)
    return groups
