"""The inputs as the kernel reads them: plain arrays, by elapsed hour where they change in time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]

# Resources of an ED, columns of `ed_capacity` and of the site state.
NURSE, BOX, PHYSICIAN, BED = (np.int64(rank) for rank in range(4))
# Resources of a SAMU centre, columns of `centre_capacity`.
ASSISTANT, REGULATOR = np.int64(0), np.int64(1)
# Kinds of units.
SMUR, AMBULANCE = np.int64(0), np.int64(1)

# Rows of `laws`.
(LAW_CALL, LAW_REGULATION, LAW_DEPARTURE, LAW_SCENE, LAW_HANDOVER, LAW_TRIAGE, LAW_FIRST, LAW_EXAMS,
 LAW_DECISION, LAW_STAY, LAW_PATIENCE, LAW_REDIRECTED, LAW_COUNT) = (
    0, 1, 2, 4, 6, 7, 8, 9, 10, 11, 14, 20, 21)  # fmt: skip

# A rate may rise to this many times its yearly mean: candidates are drawn at this ceiling and
# thinned, so that a change of demand never reshuffles the luck of those who come anyway.
CEILING = 4.0
FAR_FUTURE_MS = 1 << 60
PATIENT_BITS = 28
# Bases looked at for a mission, nearest first.
CANDIDATES = 12


class Tables(NamedTuple):
    """What a run reads and never writes.

    Shapes: Z zones, C causes, S hospitals, B bases of units, K SAMU centres, H elapsed hours,
    D days. Times are milliseconds.
    """

    hour: Ints  # (H, 2): hour of the week, day of the year
    stream_rate: Floats  # (Z*C, 3): episodes per ms by age group
    stream_gap: Floats  # (Z*C,): mean gap between candidates, ms (inf: nobody)
    stream_ceiling: Floats  # (Z*C,): ceiling of the intensity, per ms
    profile: Floats  # (C, 168)
    season: Floats  # (C, 366)
    call_share: Floats  # (C, 3)
    priority: Floats  # (C, 3, 4) cumulative
    response: Floats  # (4, 4) cumulative
    triage: Floats  # (C, 3, 6) cumulative
    admission: Floats  # (6, 3)
    exams: Floats  # (6,)
    ccmu: Floats  # (6, 2, 5) cumulative
    transported: Floats  # (2,)
    laws: Floats  # (LAW_COUNT, 3)
    choice: Floats  # (2, Z, S) cumulative probabilities, adults then children
    zone_site: Small  # (Z, S) ms
    zone_base: Small  # (Z, B) ms
    site_site: Small  # (S, S) ms
    site_base: Small  # (S, B) ms
    zone_centre: Small  # (Z,)
    site_zone: Small  # (S,)
    candidates: Small  # (Z, 2, CANDIDATES) ranks of bases, -1 where none
    base_info: Small  # (B, 2): kind, centre
    ed_capacity: Small  # (S, 4, H)
    base_capacity: Small  # (B, H)
    centre_capacity: Small  # (K, 2, H)
    access: Small  # (S, H, 3): minute from, minute until, row of `diversion`
    diversion: Floats  # (R, 4) cumulative: renounce, GP, other ED, come anyway
    initial_beds: Small  # (S,): patients in beds at the start
    thresholds: Floats  # (3,): waking levels of hospital, SAMU, SMUR agents (inf: never)
    destination_rule: int
    key: np.uint64  # of the seed and replication
