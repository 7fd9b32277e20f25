"""Whether each case follows a rule: met, pending at the end of the data, lifted, or violated."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pathways.conformance.case_ends import NEVER, Flags, Life, Times, rows_of
from pathways.conformance.conditions import meets
from pathways.conformance.rules import Rule
from twin.contracts.events import MICROSECONDS_S, EventLog

UNCONCERNED, MET, LIFTED, PENDING, VIOLATED = -1, 0, 1, 2, 3
"""Status of a case; where a rule is set off several times, the highest one."""
NONE = -1
Rows = npt.NDArray[np.int64]
Statuses = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """What a rule gives on each case, in the order of the log.

    Attributes
    ----------
    status
        `UNCONCERNED`, `MET`, `LIFTED` (the patient died before the time was over), `PENDING`
        (still open at the end of the data) or `VIOLATED`.
    dated
        All that set the rule off in the case happened early enough for its time to be over at
        the end of the data: chosen by date, not by what came of it.
    delays_s
        Seconds from each activating event to the expected one, where it came in time.
    delay_cases
        Rank of the case of each of these delays.
    """

    status: Statuses
    dated: Flags
    delays_s: npt.NDArray[np.float64]
    delay_cases: Rows


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """Obligations: one row each; times in microseconds."""

    case: Rows
    deadline: Times
    came: Rows
    kept: Flags


def evaluate(log: EventLog, rule: Rule, life: Life) -> Verdict:
    """Hold each case against a rule.

    Parameters
    ----------
    log
        Event log. Events of one instant are in the order of the file, and "after" means after
        in that order (unless `rule.same_time`).
    rule
        Rule of a reference pathway.
    life
        What is known of each case as a whole.
    """
    if rule.kind == "succession":
        return _both(log, rule, life)
    good = meets(log, rule.conditions)
    start = log.frame["start"].to_numpy()
    then = rows_of(log, rule.then)
    within = rule.within_us
    if rule.kind == "at_most":
        return _at_most(rule, life, good, start, then)
    if rule.kind == "precedence":
        return _precedence(log, rule, life, good & then, start)
    if not rule.when:
        set_off = life.first[good[life.first]]
        clock = start[set_off]
    else:
        set_off = np.flatnonzero(good & rows_of(log, rule.when))
        ends = log.frame["end"].fill_null(log.frame["start"]).to_numpy()
        clock = (ends if rule.clock == "end" else start)[set_off]
    deadline = clock + within if within is not None else np.full(len(set_off), NEVER, np.int64)
    case = life.of_row[set_off]
    if rule.kind == "chain_response":
        following = np.where(set_off < life.last[case], set_off + 1, NONE)
        came = np.where((following != NONE) & then[following], following, NONE)
        asked = _Asked(case, deadline, came, _in_time(came, start, deadline))
        wrong = (following != NONE) & ~asked.kept
        return _verdict(asked, life, len(life.first), start, clock, wrong)
    came = _occurrence(then, set_off, life, rule) if rule.when else _nth(then, set_off, life, rule)
    inside = _in_time(came, start, deadline)
    if rule.kind == "absence":
        return _forbidden(case, deadline, inside, life)
    asked = _Asked(case, deadline, came, inside)
    return _verdict(asked, life, len(life.first), start, clock, (came != NONE) & ~inside)


def _occurrence(then: Flags, set_off: Rows, life: Life, rule: Rule) -> Rows:
    """Give the row of the first expected event after each activating one; NONE if there is none."""
    rows = np.arange(len(then))
    ahead = np.minimum.accumulate(np.where(then, rows, len(then))[::-1])[::-1]
    ahead = np.r_[ahead[1:], len(then)][set_off]
    came = np.where(ahead <= life.last[life.of_row[set_off]], ahead, NONE)
    return came if not rule.same_time else _at_once(then, set_off, came, life)


def _at_once(then: Flags, set_off: Rows, came: Rows, life: Life) -> Rows:
    """Take an expected event of the very same instant, wherever the file has it."""
    instant = life.instants
    expected = np.flatnonzero(then)
    left = np.searchsorted(instant[expected], instant[set_off], "left")
    for step in (0, 1):  # the activating event may be one of the expected ones: not itself
        place = np.minimum(left + step, max(len(expected) - 1, 0))
        if len(expected):
            one = expected[place]
            same = (left + step < len(expected)) & (instant[one] == instant[set_off])
            came = np.where(same & (one != set_off), one, came)
    return came


def _nth(then: Flags, set_off: Rows, life: Life, rule: Rule) -> Rows:
    """Give the row of the n-th expected event of each case; NONE if it has fewer."""
    rows = np.flatnonzero(then)
    reach = np.searchsorted(rows, set_off) + max(rule.times, 1) - 1
    if not len(rows):
        return np.full(len(set_off), NONE, np.int64)
    found = rows[np.minimum(reach, len(rows) - 1)]
    last = life.last[life.of_row[set_off]]
    return np.where((reach < len(rows)) & (found <= last), found, NONE)


def _in_time(came: Rows, start: Times, deadline: Times) -> Flags:
    in_time: Flags = (came != NONE) & (start[came] <= deadline)
    return in_time


def _verdict(
    asked: _Asked, life: Life, cases: int, start: Times, clock: Times, wrong: Flags
) -> Verdict:
    """Judge obligations; `wrong`: those already missed, whatever the end of the data."""
    case, deadline = asked.case, asked.deadline
    # A time allowed is over by date only; the end of the case counts where there is none.
    past = np.where(deadline == NEVER, life.over[case], deadline <= life.watched_until[case])
    dead = life.died[case] < deadline
    status = np.select([asked.kept, wrong, dead, past], [MET, VIOLATED, LIFTED, VIOLATED], PENDING)
    delays = (start[asked.came] - clock) / MICROSECONDS_S
    return Verdict(
        _highest(case, status, cases),
        _all(case, past, cases),
        delays[asked.kept],
        case[asked.kept],
    )


def _forbidden(case: Rows, deadline: Times, inside: Flags, life: Life) -> Verdict:
    """Judge what must not happen: not seen so far is not yet never seen."""
    past = deadline <= life.watched_until[case]
    # Without any word on the end of cases, the whole log is taken as what there was to see.
    open_ended = (deadline == NEVER) & ~life.over[case] & life.ends_known
    dead = life.died[case] < deadline
    waiting = ((deadline != NEVER) & ~past) | (open_ended & ~dead)
    # A death before the end of the time allowed is no success of the rule.
    lifted = (deadline != NEVER) & dead
    status = np.select([inside, lifted, waiting], [VIOLATED, LIFTED, PENDING], MET)
    cases = len(life.first)
    dated = past | ((deadline == NEVER) & ~open_ended)
    return Verdict(_highest(case, status, cases), _all(case, dated, cases), *_no_delay())


def _at_most(rule: Rule, life: Life, good: Flags, start: Times, then: Flags) -> Verdict:
    rows = np.flatnonzero(then)
    n = rule.times
    cases = len(life.first)
    too_many = np.zeros(cases, bool)
    if len(rows) > n:
        early, late = rows[: len(rows) - n], rows[n:]
        same = life.of_row[early] == life.of_row[late]
        if rule.within_us is not None:
            same &= start[late] - start[early] <= rule.within_us
        too_many[life.of_row[late[same]]] = True
    waiting = ~life.over & life.ends_known & (life.died == NEVER)
    concerned = good[life.first]
    status = np.select([~concerned, too_many, waiting], [UNCONCERNED, VIOLATED, PENDING], MET)
    return Verdict(status.astype(np.int8), ~waiting, *_no_delay())


def _precedence(log: EventLog, rule: Rule, life: Life, active: Flags, start: Times) -> Verdict:
    set_off = np.flatnonzero(active)
    case = life.of_row[set_off]
    before = rows_of(log, rule.when)
    rows = np.arange(len(before))
    behind = np.maximum.accumulate(np.where(before, rows, NONE))
    behind = np.r_[NONE, behind[:-1]][set_off]
    came = np.where(behind >= life.first[case], behind, NONE)
    if rule.same_time:
        came = _at_once(before, set_off, came, life)
    kept = came != NONE
    if rule.within_us is not None:
        kept &= start[set_off] - start[came] <= rule.within_us
    status = np.where(kept, MET, VIOLATED)
    cases = len(life.first)
    delays = ((start[set_off] - start[came]) / MICROSECONDS_S)[kept]
    return Verdict(_highest(case, status, cases), np.ones(cases, bool), delays, case[kept])


def _both(log: EventLog, rule: Rule, life: Life) -> Verdict:
    after = evaluate(log, replace(rule, kind="response"), life)
    # The time allowed runs from the first of the two: a later repeat of the second is free.
    before = evaluate(log, replace(rule, kind="precedence", conditions=(), within_us=None), life)
    if rule.conditions:  # without its activation the second half of the rule asks nothing
        before = replace(
            before, status=np.where(after.status == UNCONCERNED, UNCONCERNED, before.status)
        )
    return replace(
        after, status=np.maximum(after.status, before.status), dated=after.dated & before.dated
    )


def _highest(case: Rows, status: npt.NDArray[np.int_], cases: int) -> Statuses:
    worst = np.full(cases, UNCONCERNED, np.int8)
    np.maximum.at(worst, case, status.astype(np.int8))
    return worst


def _all(case: Rows, flag: Flags, cases: int) -> Flags:
    every = np.ones(cases, bool)
    every[case[~flag]] = False
    return every


def _no_delay() -> tuple[npt.NDArray[np.float64], Rows]:
    return np.empty(0), np.empty(0, np.int64)
