"""The fold over the event log that films a day."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from scenarios.film import rows as log
from scenarios.film.film import CALLS, FRAMES, STATES, WARD_GROUPS, Film
from scenarios.film.missions import missions
from scenarios.film.rows import Counts
from scenarios.film.stage import Stage
from scenarios.film.stays import OUTLYING, TRANSFERRED, WARD_BITS, stays
from twin.contracts import MS_PER_HOUR, MS_PER_MINUTE, Activity, Calendar, EventBlock, TwinInputs
from twin.contracts.checkpoint import Fold
from twin.contracts.wards import WARDS

STEP_MIN = 10
BEFORE_DAYS, AFTER_DAYS = 2, 2
_BEDS = tuple(
    int(a) for a in (Activity.BOARDING, Activity.TRANSFER, Activity.ELECTIVE, Activity.BED)
)
_GROUPS = tuple(WARD_GROUPS)
_GROUP_OF = np.array([next(i for i, g in enumerate(_GROUPS) if ward in WARD_GROUPS[g])
                      for ward in WARDS])  # fmt: skip


def film_day(calendar: Calendar, first: int) -> int:
    """Choose the day to film: the first working Monday that has two days after it.

    Monday is the busiest day of emergency departments; reference and policy film the same one.
    Without such a day, the first measured day.

    Parameters
    ----------
    first
        First measured day, from the start of the run.
    """
    dates = calendar.dates()
    for day in range(first, calendar.days - AFTER_DAYS):
        if dates[day].weekday() == 0 and not calendar.rest[day]:
            return day
    return first


def film_of(
    blocks: Iterable[EventBlock],
    inputs: TwinInputs,
    calendar: Calendar,
    day: int,
    step_min: int = STEP_MIN,
) -> Film | None:
    """Film one day of a log.

    Parameters
    ----------
    blocks
        The daily blocks from the start of the run, in order.
    inputs
        Inputs of the run.
    calendar
        The whole simulated period, warm-up included.
    day
        Day to film, from the start of the run.
    step_min
        Minutes between two frames.

    Returns
    -------
    Film or None
        None when the day is not among the blocks.
    """
    fold = FilmFold(inputs, calendar, day, step_min)
    for block in blocks:
        fold.observe(block)
    return fold.film()


class FilmFold:
    """Keeps the rows of five days, and the occupied beds before them; then makes the film.

    A row is written when its stage ends: the state at a moment is that of rows that end later. The
    rows of the day and of the 48 h after it are kept, with those of the two days before. What is
    lost is said in the film (`unknown`, `still_there`) and is: a UHCD stay that ends more than
    48 h after the day (its patient is then counted as waiting), and the way of a patient who came
    more than 48 h before. Beds are exact: each entry and each discharge since the start of the
    run is counted.
    """

    def __init__(
        self, inputs: TwinInputs, calendar: Calendar, day: int, step_min: int = STEP_MIN
    ) -> None:
        self.inputs, self.calendar, self.day, self.step_min = inputs, calendar, day, step_min
        self._kept: list[EventBlock] = []
        sites = len(inputs.territory.of_kind("hospital"))
        self._beds = np.zeros((sites, len(_GROUPS)), np.int64)
        self._seen = False

    def observe(self, block: EventBlock) -> None:
        """Take one day's rows in."""
        if block.day < self.day:
            site, group, sign, _ = _moves(log.gathered([_only(block, _BEDS)]))
            np.add.at(self._beds, (site, group), sign)
        if self.day - BEFORE_DAYS <= block.day <= self.day + AFTER_DAYS:
            self._kept.append(block)
        self._seen |= block.day == self.day

    def saved(self) -> dict[str, Counts]:
        """Give what the days seen so far have left: occupied beds, rows kept."""
        found = {"beds": self._beds, "seen": np.array([self._seen], np.int64)}
        for block in self._kept:
            found |= {f"kept.{block.day}.{name}": rows for name, rows in block.columns.items()}
        return found

    def restore(self, saved: Fold) -> None:
        """Take back what `saved` gave, and go on from there."""
        self._beds[...] = saved["beds"]
        self._seen = bool(saved["seen"][0])
        kept: dict[int, dict[str, Counts]] = {}
        for key, rows in saved.items():
            if key.startswith("kept."):
                _, day, name = key.split(".", 2)
                kept.setdefault(int(day), {})[name] = rows
        self._kept = [EventBlock(day, columns) for day, columns in sorted(kept.items())]

    def film(self) -> Film | None:
        """Give the film; None when the day never came."""
        if not self._seen:
            return None
        calendar, stage = self.calendar, Stage.of(self.inputs)
        first, last = (calendar.first_hour(d) * MS_PER_HOUR for d in (self.day, self.day + 1))
        after = calendar.first_hour(min(self.day + 1 + AFTER_DAYS, calendar.days)) * MS_PER_HOUR
        moments = np.arange(first, last + 1, self.step_min * MS_PER_MINUTE)
        rows = log.gathered(self._kept)
        seen, way = stays(rows, len(stage.hospitals), moments), missions(rows, stage, moments)
        hospitals, centres = len(stage.hospitals), len(stage.centres)
        # The last frame is midnight: it has the capacities of the last hour.
        hours = np.minimum(moments, last - 1) // MS_PER_HOUR
        staffed = stage.staffed(calendar, hours)
        tables = {name: (0, seen.counts[name]) for name in ("present", *STATES, "uhcd")}
        tables |= {name: (0, table) for name, table in self._occupied(rows, moments).items()}
        tables |= {name: (0, staffed[name]) for name in ("boxes", "uhcd_beds")}
        tables |= {f"staffed_{g}": (0, staffed[f"staffed_{g}"]) for g in _GROUPS}
        tables["access"] = (0, stage.access(calendar, np.minimum(moments, last - 1)))
        frames = [_long(name, table, offset) for name, (offset, table) in tables.items()]
        calls = _calls(rows, centres, moments)
        frames += [_long(name, table, hospitals) for name, table in calls.items()]
        units = {"out": way.out, "staffed": staffed["units"]}
        frames += [_long(name, table, hospitals + centres) for name, table in units.items()]
        segments = way.segments.assign(
            place=way.segments["place"] + hospitals + centres,
            start_ms=(way.segments["start_ms"] - first).round().astype("int64"),
            end_ms=(way.segments["end_ms"] - first).round().astype("int64"),
        )
        return Film(
            calendar.dates()[self.day], self.step_min, _clock(calendar, moments, last),
            last - first, (after - last) // MS_PER_HOUR, seen.unknown, seen.still_there,
            stage.places, pd.concat(frames, ignore_index=True)[list(FRAMES)], segments,
        )  # fmt: skip

    def _occupied(self, rows: pd.DataFrame, moments: Counts) -> dict[str, Counts]:
        """Give the beds occupied by ward group: those at the start of the day, then each move."""
        day = rows[(rows["end"] >= moments[0]) & (rows["end"] <= moments[-1])]
        site, group, sign, when = _moves(day[day["activity"].isin(_BEDS)])
        change = np.zeros((*self._beds.shape, len(moments) + 1), np.int64)
        np.add.at(change, (site, group, np.searchsorted(moments, when, "left")), sign)
        total = self._beds[:, :, None] + change.cumsum(axis=2)[:, :, :-1]
        return {f"beds_{name}": total[:, i] for i, name in enumerate(_GROUPS)}


def _only(block: EventBlock, activities: tuple[int, ...]) -> EventBlock:
    kept = np.isin(block["activity"], activities)
    return EventBlock(block.day, {name: table[kept] for name, table in block.columns.items()})


def _moves(rows: pd.DataFrame) -> tuple[Counts, Counts, Counts, Counts]:
    """Give each entry in a bed (1) and each discharge (-1): hospital, ward group, sign, moment."""
    detail = rows["detail"].to_numpy(np.int64)
    group = _GROUP_OF[np.clip(detail & WARD_BITS, 0, len(WARDS) - 1)]
    activity = rows["activity"].to_numpy(np.int64)
    entering = activity != int(Activity.BED)
    # Only adult wards take a patient of another ward.
    boarded = activity == int(Activity.BOARDING)
    group = np.where(boarded & ((detail & OUTLYING) > 0), _GROUPS.index("adults"), group)
    site, end = rows["site"].to_numpy(np.int64), rows["end"].to_numpy(np.int64)
    # Who is transferred enters a bed at the end of his TRANSFER row.
    kept = (site >= 0) & ~(boarded & ((detail & TRANSFERRED) > 0))
    return site[kept], group[kept], np.where(entering, 1, -1)[kept], end[kept]


def _calls(rows: pd.DataFrame, centres: int, moments: Counts) -> dict[str, Counts]:
    """Count the calls and files of each SAMU centre, by `CALLS`."""
    call, file = log.of(rows, Activity.CALL), log.of(rows, Activity.REGULATION)
    hung_up = log.of(rows, Activity.HANG_UP)

    def between(table: pd.DataFrame, start: str, end: str) -> Counts:
        return log.counted(
            table[start].to_numpy(float), table[end].to_numpy(float),
            table["unit"].to_numpy(np.int64), centres, moments,
        )  # fmt: skip

    found = (
        between(call, "requested", "start") + between(hung_up, "requested", "end"),
        between(call, "start", "end"),
        between(file, "requested", "start"),
        between(file, "start", "end"),
    )
    return {f"calls_{name}": table for name, table in zip(CALLS, found, strict=True)}


def _long(measure: str, table: Counts, offset: int) -> pd.DataFrame:
    """Give a table (places, frames) as rows."""
    places, frames = table.shape
    return pd.DataFrame(
        {
            "frame": np.tile(np.arange(frames), places),
            "place": np.repeat(np.arange(places), frames) + offset,
            "measure": measure,
            "value": table.ravel(),
        }
    )


def _clock(calendar: Calendar, moments: Counts, last: int) -> tuple[str, ...]:
    """Give the local time of each frame; the end of the day is 24:00."""
    said = []
    for moment in moments:
        if moment >= last:
            said.append("24:00")
            continue
        hour = int(calendar.hour_of_week[moment // MS_PER_HOUR]) % 24
        said.append(f"{hour:02d}:{moment % MS_PER_HOUR // MS_PER_MINUTE:02d}")
    return tuple(said)
