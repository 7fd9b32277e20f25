"""Each patient's luck: random numbers that depend on who and what is decided, never on the order.

A draw is a hash of (seed, replication, patient, decision, ordinal). Two scenarios with the same
seed therefore share every patient's luck, whatever a policy adds or removes elsewhere.

The hash is the finaliser of SplitMix64 with the constants of its variant 13 (Steele, Lea, Flood,
"Fast splittable pseudorandom number generators", OOPSLA 2014; D. Stafford, "Better bit mixing",
2011), applied once a word absorbed, words spread by odd multipliers.
"""

from __future__ import annotations

import math
from enum import IntEnum

import numpy as np

from twin.contracts import LawKind
from twin.engine.compiled import entry, inline, inner


class Decision(IntEnum):
    """What is being decided; each has its own stream."""

    GAP = 0
    THIN = 1
    FIRST_CONTACT = 2
    CHOICE = 3
    DIVERSION = 4
    OTHER_SITE = 5
    REDIRECTED = 6
    CALL_TIME = 7
    PRIORITY = 8
    REGULATION_TIME = 9
    RESPONSE = 10
    DEPARTURE = 11
    SCENE = 12
    TRANSPORTED = 13
    DESTINATION = 14
    HANDOVER = 15
    TRIAGE_TIME = 16
    TRIAGE = 17
    PATIENCE = 18
    FIRST_TIME = 19
    EXAMS = 20
    EXAM_DELAY = 21
    DECISION_TIME = 22
    ADMISSION = 23
    CCMU = 24
    STAY = 25
    INITIAL = 26
    OWN_GP = 27
    GP_TIME = 28
    GP_REFERS = 29
    CALL_PATIENCE = 30
    HANG_UP = 31
    RECALL = 32
    GENERAL = 33
    GP_ON_DUTY = 34
    VSAV_TOO = 35
    DEPARTURE_2 = 36
    DEPARTURE_TRANSFER = 37
    PREPARE = 38
    ORIENTED = 39
    CARE_TIME = 40
    UHCD_TIME = 41
    UHCD_ADMITTED = 42
    WARD = 43
    REST_DAY = 44
    DISCHARGE_HOUR = 45
    DISCHARGE_MINUTE = 46
    DOWNSTREAM = 47
    RETURN = 48
    RETURN_TIME = 49
    PLANNED = 50
    PLANNED_TIME = 51
    HANDOVER_MOST = 52
    HANDOVER_2 = 53
    HANDOVER_TRANSFER = 54
    WEATHER = 55
    INITIAL_BAND = 56
    SCENE_2 = 57
    BED_SEARCH = 58
    REPORT = 59
    RETURN_HOUR = 60
    RETURN_MINUTE = 61
    KEPT_OUT = 62
    ADVICE = 63
    OTHER_ANSWER = 64
    CASUALTY = 65
    CASUALTY_BAND = 66
    CASUALTY_ON_FOOT = 67
    # Of a pharmacy, product by product and day by day.
    LEAD_TIME = 200
    DELIVERY = 201
    # Of a rank in a team, on a day.
    STAFF_AWAY = 202
    STAFF_AWAY_DAYS = 203
    # Of a patient; one number a product from here on, at the ED, then in the wards.
    USED_IN_ED = 256
    USED_IN_WARD = 512


_PATIENT = np.uint64(0x9E3779B97F4A7C15)
_DECISION = np.uint64(0xD1342543DE82EF95)
_REPLICATION = np.uint64(0xAEF17502108EF2D9)
_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31 = np.uint64(30), np.uint64(27), np.uint64(31)
_S11, _S32 = np.uint64(11), np.uint64(32)
_LOW32 = np.uint64(0xFFFFFFFF)
_TWO_PI = 2.0 * math.pi

NEVER = int(LawKind.NEVER)
CONSTANT = int(LawKind.CONSTANT)
EXPONENTIAL = int(LawKind.EXPONENTIAL)


@inline
def _mix(x):
    x = (x ^ (x >> _S30)) * _M1
    x = (x ^ (x >> _S27)) * _M2
    return x ^ (x >> _S31)


@entry
def run_key(seed, replication):
    """Give the 64-bit key of one replication of one seed."""
    return _mix(_mix(np.uint64(seed) + _PATIENT) + np.uint64(replication + 1) * _REPLICATION)


@inline
def bits(key, patient, decision):
    """Give 64 random bits for one decision about one patient."""
    x = _mix(np.uint64(key) ^ (np.uint64(patient + 1) * _PATIENT))
    return _mix(x + np.uint64(decision + 1) * _DECISION)


@inline
def uniform(key, patient, decision):
    """Give a number in (0, 1) for one decision about one patient."""
    return (np.float64(bits(key, patient, decision) >> _S11) + 0.5) * (1.0 / 9007199254740992.0)


@inner
def duration_ms(key, patient, decision, law):
    """Give a duration in whole milliseconds, -1 for a duration without end.

    Parameters
    ----------
    law
        Row (kind, a, b) of the compiled laws: mean in ms for the constant and exponential
        families; location and scale of the logarithm (of ms) for the lognormal.
    """
    kind = int(law[0])
    if kind == NEVER:
        return np.int64(-1)
    if kind == CONSTANT:
        return np.int64(law[1] + 0.5)
    if kind == EXPONENTIAL:
        return np.int64(-law[1] * math.log(uniform(key, patient, decision)) + 0.5)
    draw = bits(key, patient, decision)
    u = (np.float64(draw >> _S32) + 0.5) * (1.0 / 4294967296.0)
    v = (np.float64(draw & _LOW32) + 0.5) * (1.0 / 4294967296.0)
    normal = math.sqrt(-2.0 * math.log(u)) * math.cos(_TWO_PI * v)
    return np.int64(math.exp(law[1] + law[2] * normal) + 0.5)


@inline
def pick(cumulative, u):
    """Give the first rank whose cumulative probability exceeds u; the last at most."""
    last = cumulative.shape[0] - 1
    for rank in range(last):
        if u < cumulative[rank]:
            return rank
    return last
