"""The inputs as the kernel reads them: plain arrays, by elapsed hour where they change in time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from twin.contracts.wards import WARDS

Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
Short = npt.NDArray[np.int16]
Floats = npt.NDArray[np.float64]

# Resources of an ED, columns of `ed_capacity` and of the site state.
NURSE, CARE, BOX, PHYSICIAN, UHCD = (np.int64(rank) for rank in range(5))
ED_RESOURCES = 5
# Pools of beds of a ward: for unscheduled admissions, for planned stays.
URGENT, PLANNED = np.int64(0), np.int64(1)
WARD_COUNT = len(WARDS)
WARD_MEDICINE, ADULT_WARDS = np.int64(0), 3
FIRST_CRITICAL = 6  # usic, unv, rea, usip come last in `WARDS`
# Resources of a SAMU centre, columns of `centre_capacity`.
ASSISTANT, REGULATOR, GENERALIST = np.int64(0), np.int64(1), np.int64(2)
CENTRE_RESOURCES = 3
# Kinds of units, and queues of missions (a helicopter answers SMUR missions).
SMUR, VSAV, PRIVATE, HELICOPTER = (np.int64(kind) for kind in range(4))
MISSIONS = 3
INTAKES = 3

# Rows of `laws`.
(LAW_CALL, LAW_REGULATION, LAW_REGULATION_GP, LAW_PATIENCE_CALL, LAW_RECALL, LAW_GP_VISIT,
 LAW_DEPARTURE, LAW_SCENE, LAW_HANDOVER, LAW_HANDOVER_MOST, LAW_PREPARE, LAW_REDIRECTED,
 LAW_TRIAGE, LAW_FIRST, LAW_CARE, LAW_DECISION, LAW_EXAMS, LAW_PATIENCE, LAW_UHCD, LAW_RETURN,
 LAW_STAY, LAW_ELECTIVE, LAW_BED_SEARCH, LAW_REPORT,
 LAW_COUNT) = (
    0, 1, 2, 3, 4, 5,
    6, 10, 14, 15, 16, 17,
    18, 19, 20, 21, 22, 25, 31, 32,
    33, 43, 53, 54,
    55)  # fmt: skip

FAR_FUTURE_MS = 1 << 60
PATIENT_BITS = 28
# A patient who comes back is another patient: same stream, ordinal raised by this.
RETURNED = 1 << 27
# Bases looked at for a mission, nearest first.
CANDIDATES = 12
# Free teams in reach of a commune told apart; more add nothing to its cover.
MOST_IN_REACH = np.int64(32)
# Planned admissions of one ward of one hospital in a day, at most.
MOST_PLANNED = 256
# Rows of `factor_row`: what dated changes multiply, by commune, then by hospital (and ward).
TRAVEL, GP_THERE, CALLING, ADVICE, EXAM_DELAYS, WORK, PLANNED_STAYS, RETURNS, STAYS_BEGUN = (
    np.int64(rank) for rank in range(9)
)
FACTORS, ZONE_FACTORS = 9, 4
# Ordinals of a commune and cause: blocks of this many bits; the first holds the candidates up to
# the ceiling, the next ones those of further layers (so many a day at most), the last ones the
# casualties of accidents.
BLOCK_BITS = 22
A_DAY_BITS = 12
FIRST_CASUALTY_BLOCK, MOST_BLOCKS = 24, 32
# What a plan decides for a casualty (-1: nothing), column of `further` before his hospital's.
ON_FOOT, IN_AMBULANCE, WITH_SMUR, IN_VSAV = (np.int64(way) for way in range(4))
# Columns of `diversion`: five cumulative fates, share received when oriented, regulated or not.
FATES, ORIENTED_IN, REGULATED, DIVERSION_COLUMNS = 5, 5, 6, 7
# Row of `diversion` of an access that the ARS regulates by itself.
BY_ARS = 1


class Tables(NamedTuple):
    """What a run reads and never writes.

    Shapes: Z zones, C causes, A age bands, S hospitals, W wards, B bases of units, K SAMU
    centres, H elapsed hours, D days, M models of pathways. Times are milliseconds.
    """

    hour: Ints  # (H, 2): lived hour of the week, day of the run
    day_start: Ints  # (D + 1,): first elapsed hour of each day
    day_rest: Ints  # (D,): 1 on Saturdays, Sundays and public holidays
    day_week: Ints  # (D,): day of the week, public holidays as Sundays
    day_month: Ints  # (D,): month, 0 to 11
    day_factor: Floats  # (C, D): season and holidays
    demand_row: Small  # (D,): row of `demand`, 0 where nothing is changed
    demand_group: Small  # (Z,): communes changed alike, second axis of `demand`
    demand: Floats  # (R, G, C, A): multipliers of the intensity
    further: Ints  # (E, 7): needs drawn beforehand: time ms, zone, cause, ordinal, band, way, site
    further_first: Ints  # (H + 1,): first of `further` in each hour
    factor_row: Small  # (FACTORS, H): row of the factors in force, 0 where nothing is changed
    zone_factor: Floats  # (R, Z)
    site_factor: Floats  # (R, S, W)
    presence: Floats  # (Z, 12)
    stream_rate: Floats  # (Z*C, A): episodes per ms by age band
    stream_gap: Floats  # (Z*C,): mean gap between candidates, ms (inf: nobody)
    stream_ceiling: Floats  # (Z*C,): ceiling of the intensity, per ms
    profile: Floats  # (C, 168)
    gp: Floats  # (C, A)
    gp_there: Floats  # (Z, 168)
    gp_refers: Floats  # (C, A)
    contact: Floats  # (C, A, 3)
    far: Floats  # (Z,)
    priority: Floats  # (C, A, 4) cumulative
    general: Floats  # (4,)
    response: Floats  # (4, 6) cumulative
    gp_on_duty: Floats  # (168,)
    hangup: Floats  # (3,) cumulative
    transported: Floats  # (4,)
    required: Ints  # (C,): ward that P0 and P1 patients need, where `specialised`, -1
    site_model: Small  # (S,): which model of pathways each hospital follows, first axis M
    triage: Floats  # (M, C, A, 6) cumulative
    disposition: Floats  # (M, C, 6, A, 3) cumulative
    uhcd_admitted: Floats  # (M, C, A)
    exams: Floats  # (M, C, 6, A, 4) cumulative
    exam_factor: Floats  # (M, C, A)
    ccmu: Floats  # (6, 2, 5) cumulative
    pace: Floats  # (S,)
    ward: Floats  # (M, C, A, W) cumulative
    search_factor: Floats  # (A,)
    stay_factor: Floats  # (M, C, A)
    elective: Floats  # (S, W, 7)
    elective_season: Floats  # (12,)
    by_round: Ints  # (W,)
    discharge_hour: Floats  # (24,) cumulative
    downstream: Floats  # (W, A, 4) cumulative
    returns: Floats  # (2, C, A)
    laws: Floats  # (LAW_COUNT, 3)
    choice: Floats  # (2, Z, S) cumulative probabilities, adults then children
    zone_site: Small  # (Z, S) ms
    zone_air: Small  # (Z, S) ms by helicopter
    zone_base: Small  # (Z, B) ms
    base_zone: Small  # (B,): commune of the base
    site_site: Small  # (S, S) ms
    site_air: Small  # (S, S) ms by helicopter
    site_base: Small  # (S, B) ms
    site_order: Small  # (S, S): hospitals from the nearest, itself first
    site_ward: Small  # (S, W): 1 where the hospital has the ward at some hour
    zone_centre: Small  # (Z,)
    mission_centre: Small  # (Z, MISSIONS): centre at which a mission waits
    site_zone: Small  # (S,)
    site_local: Small  # (S,): rank of the hospital among those of its commune
    road: Floats  # (4,): time to the patient over a car's, by kind of unit
    candidates: Small  # (Z, MISSIONS, CANDIDATES) ranks of bases, -1 where none
    base_info: Small  # (B, 2): kind, centre
    ed_capacity: Short  # (S, 5, H)
    ward_capacity: Short  # (S, W, 2, H)
    base_capacity: Short  # (B, H)
    centre_capacity: Short  # (K, 3, H)
    intakes: Short  # (K, 3, H)
    has_intake: Small  # (K, 3): 1 where the department has this kind of follow-up care
    access: Short  # (S, H, 3): minute from, minute until, row of `diversion`
    diversion: Floats  # (R, 7)
    initial_beds: Small  # (S, W): patients in beds at the start, unscheduled
    initial_planned: Small  # (S, W): planned patients in beds at the start
    initial_waiting: Small  # (S, W): patients who wait in the ED for a bed of the ward at the start
    thresholds: Floats  # (THRESHOLDS,): waking levels of the actors (inf: never)
    vsav_with_smur: float
    rest_share: float
    followed: int
    lying: int
    outlying_ms: int
    transfer_ms: int
    doctors: int  # physicians whose patients are told apart, by hospital
    dispatch_rule: Short  # (H,)
    destination_rule: Short  # (H,)
    specialised: Short  # (H,): 1 where P0 and P1 go straight to the ward required
    # Finer rules of the SAMU: R rows of settings, G groups of communes reached alike.
    dispatch_limit: (
        Ints  # (H, 4): by priority, latest arrival of a unit that is not the nearest, ms
    )
    dispatch_cover: Short  # (H,): row of `cover_first`
    departure_ms: Ints  # (4,): mean mobilisation, by kind of unit
    cover_first: Ints  # (R, B + 1): first of `cover_group` of each base
    cover_group: Ints  # groups that each base reaches
    group_first: Ints  # (G + 1,): first of `group_base` of each group
    group_base: Ints  # bases that reach each group
    cover_weight: Floats  # (168, G): calls an hour that ask for a SMUR
    cover_gain: Floats  # (R, MOST_IN_REACH + 1): worth of one more team, by number of the others
    offload: Ints  # (H, 3): detour allowed, mean hold of a box, longest hold of a unit, ms
    plan_row: Short  # (H,): row of `plan`
    plan: Small  # (R, Z, C): hospital kept for the adults carried, -1 the nearest open one
    replan: Ints  # (R, 2): minutes between two plans, 0 for a fixed one; digest of the planner
    move_rule: Short  # (H,)
    move_row: Short  # (H,): row of `cover_first` or of `compliance`
    move_most: Ints  # (H,): longest road to another base, ms
    compliance: Small  # (R, K, N, L): bases to hold with N free teams, -1 after the last
    lend: Small  # (B,): teams that a base may lend
    # Pharmacies: P products, R rows of use, X substitutes, V rows of shortages; empty without.
    look_hour: Ints  # (D,): elapsed hour at which pharmacies look, that day
    review: Small  # (D, P): 1 on the days when a product is ordered
    product: Ints  # (P, 2): units in a box, 1 where patients are sent to a hospital that has it
    level: Ints  # (12, S*P): order-up-to level by month, units
    starting: Ints  # (S*P,): units on the shelf at the start
    lead: Floats  # (P, L) cumulative probability of a delivery 1, 2... days after the order
    use_first: Ints  # (C + 2 W + 1,): first row of use of causes, wards, wards of planned stays
    use: Ints  # (R, 2): product, units
    use_share: Floats  # (R,)
    use_most: int  # rows of use of one place, at most
    swap_first: Ints  # (P + 1,)
    swap: Ints  # (X, 2): product that replaces, kind
    swap_ratio: Floats  # (X,)
    supply_row: Small  # (D,): row of the shortages in force, 0 where none is
    supply_lost: Floats  # (V, S*P): probability that what is due does not come
    supply_agreed: Small  # (V, S*P): 1 where alternatives of kind 3 are agreed
    supply_ms: Ints  # (V, S*P, 2): delay where found elsewhere, delay where replaced
    loans: int  # 1 where a lack without a shortage is made up for at once
    key: np.uint64  # of the seed and replication


# Rows of `thresholds`.
(WAKE_CALL_IN, WAKE_SURGE, WAKE_DIVERSION, WAKE_TENSION, WAKE_REGULATE, WAKE_CALLS, WAKE_FILES,
 WAKE_UNITS, WAKE_BASE, THRESHOLDS) = range(10)  # fmt: skip
