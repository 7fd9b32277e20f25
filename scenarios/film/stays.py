"""Who is in each ED at each moment, and what he waits for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from scenarios.film import rows as log
from scenarios.film.film import STATES
from scenarios.film.rows import Counts
from twin.contracts import Activity, Outcome

OUTLYING, TRANSFERRED, THROUGH_UHCD = 16, 32, 64
"""Marks in the `detail` of a BOARDING row, beside the ward (its four lowest bits)."""
WARD_BITS = 15
_FROM_ED = (int(Outcome.HOME), int(Outcome.LEFT_WITHOUT_BEING_SEEN))
_MEDICAL = (Activity.ARRIVAL, Activity.TRIAGE, Activity.FIRST_CONTACT, Activity.CARE,
            Activity.EXAMS, Activity.DECISION)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stays:
    """The counts of the EDs.

    Attributes
    ----------
    counts
        `STATES`, `present` and `uhcd`, each of shape (hospitals, moments).
    unknown, still_there
        See `Film`.
    """

    counts: dict[str, Counts]
    unknown: int
    still_there: int


def stays(rows: pd.DataFrame, sites: int, moments: Counts) -> Stays:
    """Rebuild who is in each ED at each moment.

    A patient is present from the door until he leaves, enters a bed (UHCD beds included, counted
    apart), or starts for another hospital.

    Parameters
    ----------
    rows
        Rows of the two days before the day, of the day and of the 48 h after it.
    sites
        Number of hospitals.
    moments
        Elapsed milliseconds.
    """
    visits, unknown = _visits(rows, int(moments[0]))
    site = visits["site"].to_numpy(np.int64)
    door, leave = visits["door"].to_numpy(float), visits["leave"].to_numpy(float)
    triage, triaged = visits["triage"].to_numpy(float), visits["triaged"].to_numpy(float)
    seen, decided = visits["seen"].to_numpy(float), visits["decided"].to_numpy(float)
    last = np.where(np.isnan(leave), np.inf, leave)
    # A stage without a row: it never came (he left before), or it ended before these days.
    decided = np.fmin(np.where(np.isnan(decided), last, decided), last)
    before = np.where(np.isnan(seen), np.nan, door)
    seen = np.fmin(np.where(np.isnan(seen), decided, seen), last)
    triaged = np.fmin(np.where(np.isnan(triaged), np.fmin(before, seen), triaged), last)
    triage = np.fmin(np.where(np.isnan(triage), triaged, triage), last)
    uhcd = visits["through_uhcd"].to_numpy(bool)
    spans = {
        "waiting_triage": (door, triage, site),
        "in_triage": (triage, triaged, site),
        "waiting_physician": (triaged, seen, site),
        "in_care": (seen, decided, site),
        "boarding": (decided[~uhcd], last[~uhcd], site[~uhcd]),
        "waiting_uhcd": (decided[uhcd], last[uhcd], site[uhcd]),
    }
    counts = {name: log.counted(*spans[name], places=sites, moments=moments) for name in STATES}
    counts["present"] = np.sum([counts[name] for name in STATES], axis=0)
    beds = log.of(rows, Activity.UHCD)
    counts["uhcd"] = log.counted(
        beds["start"].to_numpy(float), beds["end"].to_numpy(float),
        beds["site"].to_numpy(np.int64), sites, moments,
    )  # fmt: skip
    lasting = np.isnan(leave) & (door <= moments[-1])
    return Stays(counts, unknown, int(lasting.sum()))


def _visits(rows: pd.DataFrame, first_ms: int) -> tuple[pd.DataFrame, int]:
    """Give one line a patient of an ED, and how many of the day could not be placed."""
    part = {a: log.first_of(rows, a) for a in (*_MEDICAL, Activity.BOARDING, Activity.UHCD,
                                               Activity.TRANSFER, Activity.EXIT)}  # fmt: skip
    boarding, leaving = part[Activity.BOARDING], part[Activity.EXIT]
    # Patients found in a bed at the start did not come through the door.
    boarding = boarding[(boarding["requested"] > 0) | (boarding["end"] > 0)]
    known = [part[a].index for a in (*_MEDICAL, Activity.UHCD)]
    by_exit = leaving[leaving["detail"].isin(_FROM_ED) & (leaving["site"] >= 0)]
    everyone = pd.Index(np.unique(np.concatenate([*known, boarding.index, by_exit.index])))
    at = {a: frame.reindex(everyone) for a, frame in part.items()}
    board, away = boarding.reindex(everyone), at[Activity.TRANSFER]
    out, short = leaving.reindex(everyone), at[Activity.UHCD]
    moved = board["detail"].fillna(0).astype(int)
    here = board["site"].where((moved & TRANSFERRED) == 0)
    site = at[Activity.ARRIVAL]["site"]
    for column in (*(at[a]["site"] for a in _MEDICAL), short["site"], here,
                   out["site"].where(out["detail"].isin(_FROM_ED))):  # fmt: skip
        site = site.where(site.notna() & (site >= 0), column)
    through = short["start"].notna() | ((moved & THROUGH_UHCD) > 0)
    # The row of a UHCD stay that ended before these days is not here: the ED stay is over too.
    before = board["start"].where(through & short["start"].isna())
    ends = pd.concat([away["start"], short["start"], before, board["end"], out["end"]], axis=1)
    door = at[Activity.ARRIVAL]["end"]
    for column in (at[Activity.TRIAGE]["requested"], at[Activity.FIRST_CONTACT]["requested"],
                   board["requested"], out["requested"].where(out["detail"].isin(_FROM_ED)),
                   at[Activity.CARE]["requested"], at[Activity.DECISION]["requested"]):  # fmt: skip
        door = door.where(door.notna(), column)
    visits = pd.DataFrame(
        {
            "site": site.fillna(-1),
            "door": door,
            "leave": ends.min(axis=1),
            "triage": at[Activity.TRIAGE]["start"],
            "triaged": at[Activity.TRIAGE]["end"],
            "seen": at[Activity.FIRST_CONTACT]["start"],
            "decided": _decided(at, board, short),
            "through_uhcd": through,
        }
    )
    lost = (visits["site"] < 0) | visits["door"].isna()
    of_the_day = visits["leave"].isna() | (visits["leave"] > first_ms)
    return visits[~lost], int((lost & of_the_day).sum())


def _decided(
    at: dict[Activity, pd.DataFrame], board: pd.DataFrame, short: pd.DataFrame
) -> pd.Series:
    """Give when each patient starts to wait for a bed; no number for those who go home.

    Those whose decision is written and who have not left yet wait for a bed: the others leave at
    once.
    """
    admitted = short["requested"].where(short["requested"].notna(), board["start"])
    still = at[Activity.EXIT]["end"].isna()
    return admitted.where(admitted.notna(), at[Activity.DECISION]["end"].where(still))
