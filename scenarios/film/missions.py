"""The way of each unit: base, patient's commune, hospital, base; leg by leg.

The log says when a unit is alerted, at the patient's side, gone with him, at the door and
released. The road out is drawn at the end of the time to the patient (the mobilisation delay comes
before it); the road back is not in the log: its length is the road's, drawn after the mean time
that a crew takes to leave.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.film import rows as log
from scenarios.film.film import PHASES, SEGMENTS, UNIT_KINDS
from scenarios.film.rows import Counts
from scenarios.film.stage import Stage
from twin.contracts import MS_PER_MINUTE, Activity

Floats = npt.NDArray[np.float64]
_HELICOPTER = UNIT_KINDS.index("helicopter")
_PHASE = {name: rank for rank, name in enumerate(PHASES)}


@dataclass(frozen=True, slots=True)
class Missions:
    """The missions of the day.

    Attributes
    ----------
    segments
        Columns `SEGMENTS`, times from the start of the run.
    out
        Units out (alerted, and not yet back at their base), shape (bases, moments).
    """

    segments: pd.DataFrame
    out: Counts


def missions(rows: pd.DataFrame, stage: Stage, moments: Counts) -> Missions:
    """Rebuild where every unit is over the moments given."""
    legs = [*_primary(rows, stage), *_transfers(rows, stage)]
    nothing = pd.DataFrame(np.zeros((0, len(SEGMENTS))), columns=list(SEGMENTS))
    table = pd.concat(legs, ignore_index=True) if legs else nothing
    table = table[table["end_ms"] > table["start_ms"]]
    span = table.groupby("mission").agg(
        place=("place", "first"), start=("start_ms", "min"), end=("end_ms", "max")
    )  # fmt: skip
    out = log.counted(
        span["start"].to_numpy(float), span["end"].to_numpy(float),
        span["place"].to_numpy(np.int64), len(stage.bases), moments,
    )  # fmt: skip
    during = span.index[(span["end"] > moments[0]) & (span["start"] < moments[-1])]
    kept = table[table["mission"].isin(during)].sort_values(["mission", "start_ms"], kind="stable")
    kept = kept.assign(mission=pd.factorize(kept["mission"])[0])
    return Missions(kept[list(SEGMENTS)].reset_index(drop=True), out)


def _primary(rows: pd.DataFrame, stage: Stage) -> list[pd.DataFrame]:
    """Give the legs of the missions to a patient, one a unit sent."""
    sent = log.of(rows, Activity.RESPONSE).reset_index(drop=True)
    if sent.empty:
        return []
    sent = sent.assign(kind=stage.base_kind[sent["unit"].to_numpy(np.int64)])
    scene = _own_or_any(sent, log.of(rows, Activity.SCENE))["end"]
    leave = np.fmax(sent["end"].to_numpy(float), scene)
    trip = _own_or_any(sent, log.of(rows, Activity.TRANSPORT))
    release = _own_or_any(sent, log.of(rows, Activity.HANDOVER))["end"]
    # Two units on the road go to the hospital together; a helicopter carries the patient alone.
    carrier = np.where(np.isnan(trip["unit"]), 0, trip["unit"]).astype(np.int64)
    by_air = stage.base_kind[carrier] == _HELICOPTER
    followed = ~np.isnan(trip["end"]) & (trip["own"] | ~by_air)
    door = np.where(followed, trip["end"], np.nan)
    # Without a HANDOVER row the crew is held until triage ends.
    triaged = log.first_of(rows, Activity.TRIAGE)["end"]
    until = triaged.reindex(sent["patient"]).to_numpy(float)
    release = np.fmax(np.where(np.isnan(release), np.fmax(until, door), release), door)
    base, zone = sent["unit"].to_numpy(np.int64), sent["zone"].to_numpy(np.int64)
    site = np.where(followed, trip["site"], 0).astype(np.int64)
    alerted, there = sent["start"].to_numpy(float), sent["end"].to_numpy(float)
    out_ms = stage.zone_base[zone, base] * MS_PER_MINUTE
    go = np.fmax(alerted, there - out_ms)
    homeward = np.where(followed, release + stage.handover_min * MS_PER_MINUTE, leave)
    road = np.where(followed, stage.hospital_base[site, base], stage.zone_base[zone, base])
    back = homeward + road * MS_PER_MINUTE
    at_base, at_patient = stage.base_points[base], stage.zone_points[zone]
    at_site = np.where(followed[:, None], stage.hospital_points[site], at_patient)
    make = _Legs(np.arange(len(sent)), base, sent["kind"].to_numpy(np.int64))
    return [
        make("ready", alerted, go, at_base, at_base),
        make("to_patient", go, there, at_base, at_patient),
        make("scene", there, leave, at_patient, at_patient),
        make("to_hospital", np.where(followed, leave, np.nan), door, at_patient, at_site),
        make("hospital", door, np.where(followed, homeward, np.nan), at_site, at_site),
        make("back", homeward, back, at_site, at_base),
    ]


def _transfers(rows: pd.DataFrame, stage: Stage) -> list[pd.DataFrame]:
    """Give the legs of the missions between hospitals; the way to the first one is estimated."""
    moved = log.of(rows, Activity.TRANSFER)
    came = _first_site(rows).reindex(moved["patient"]).to_numpy(float)
    known = ~np.isnan(came) & (moved["unit"].to_numpy() >= 0)
    moved, origin = moved[known], came[known].astype(np.int64)
    if moved.empty:
        return []
    base, site = moved["unit"].to_numpy(np.int64), moved["site"].to_numpy(np.int64)
    leave, there = moved["start"].to_numpy(float), moved["end"].to_numpy(float)
    ready = leave - stage.prepare_min * MS_PER_MINUTE
    go = ready - stage.hospital_base[origin, base] * MS_PER_MINUTE
    back = there + stage.hospital_base[site, base] * MS_PER_MINUTE
    at_base = stage.base_points[base]
    first, second = stage.hospital_points[origin], stage.hospital_points[site]
    number = -1 - np.arange(len(moved))
    make = _Legs(number, base, stage.base_kind[base])
    return [
        make("to_fetch", go, ready, at_base, first),
        make("hospital", ready, leave, first, first),
        make("transfer", leave, there, first, second),
        make("back", there, back, second, at_base),
    ]


@dataclass(frozen=True, slots=True)
class _Legs:
    """The missions whose legs are being made."""

    mission: Counts
    base: Counts
    kind: Counts

    def __call__(
        self, phase: str, start: Floats, end: Floats, here: Floats, there: Floats
    ) -> pd.DataFrame:
        """Give one leg of each mission that has it."""
        frame = pd.DataFrame(
            {
                "mission": self.mission, "place": self.base, "kind": self.kind,
                "phase": _PHASE[phase], "start_ms": start, "end_ms": end,
                "from_lon": here[:, 0], "from_lat": here[:, 1],
                "to_lon": there[:, 0], "to_lat": there[:, 1],
            }
        )  # fmt: skip
        return frame[~(np.isnan(start) | np.isnan(end))]


def _own_or_any(sent: pd.DataFrame, found: pd.DataFrame) -> dict[str, Floats]:
    """Give, for each unit sent, `end`, `site` and `unit` of its own row, else of its patient's row.

    `own` says which: of two units with one patient, one may have no row of its own.
    """
    keys, values = ["patient", "unit"], ["end", "site"]
    own = sent[keys].merge(found.drop_duplicates(keys)[[*keys, *values]], on=keys, how="left")
    any_row = found.drop_duplicates("patient").set_index("patient").reindex(sent["patient"])
    mine = own["end"].notna().to_numpy()
    picked = {
        name: np.where(mine, own[name], any_row[name].to_numpy(float)).astype(float)
        for name in (*values, "unit")
    }
    return picked | {"own": mine}


def _first_site(rows: pd.DataFrame) -> pd.Series:
    """Give the hospital where each patient was first received."""
    received = rows[
        rows["activity"].isin(
            [int(a) for a in (Activity.ARRIVAL, Activity.TRIAGE, Activity.FIRST_CONTACT,
                              Activity.DECISION, Activity.UHCD)]
        )
        & (rows["site"] >= 0)
    ]  # fmt: skip
    return received.drop_duplicates("patient").set_index("patient")["site"]
