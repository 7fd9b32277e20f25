"""Who is in bed at the start, planned stays, the day of discharge, and returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.contracts import Activity, LawKind, Outcome
from twin.engine.events import BACK_AGAIN, BED_END, PLANNED_DUE
from twin.engine.luck import Decision
from twin.engine.oracle.people import BOX, PLANNED, URGENT, WARDS, Patient, wait
from twin.engine.tables import (
    LAW_ELECTIVE,
    LAW_RETURN,
    LAW_STAY,
    MOST_PLANNED,
    PATIENT_BITS,
    PLANNED_STAYS,
    RETURNED,
    RETURNS,
)

if TYPE_CHECKING:
    from twin.engine.oracle.world import Oracle

_HOUR = 3_600_000
_FIRST_HOUR, _HOURS = 7, 4
_LOCAL = 16
_FOUND = 1 << 20
_PAEDIATRICS, _OBSTETRICS = 3, 4


def _usual_band(ward: int) -> int:
    """Give the age band of a planned patient of a ward."""
    return {_PAEDIATRICS: 1, _OBSTETRICS: 2}.get(ward, 3)


class Planned:
    """Stays that no need of the period begins, and how every stay ends."""

    def __init__(self, world: Oracle) -> None:
        self.w = world

    def _bed_pid(self, rank: int, site: int, ward: int, ordinal: int) -> int:
        """Give the identity of a patient of a ward: found there (0) or planned (1)."""
        sites = len(self.w.sites)
        stream = len(self.w.t.stream_gap) + (rank * sites + site) * WARDS + ward
        return (stream << PATIENT_BITS) + ordinal

    def fill_beds(self) -> None:
        """Fill the beds: as on an ordinary day, or as they were counted."""
        self._unscheduled()
        t = self.w.t
        for site, _ in enumerate(t.initial_planned):
            for ward in range(WARDS):
                for rank in range(int(t.initial_planned[site, ward])):
                    self._planned_in_bed(site, ward, _FOUND + rank)
                for rank in range(int(t.initial_waiting[site, ward])):
                    self._waits_for_bed(site, ward, _FOUND + rank)

    def _planned_in_bed(self, site: int, ward: int, rank: int) -> None:
        """Find a planned patient in bed."""
        w, pid = self.w, self._bed_pid(1, site, ward, rank)
        p = self._in_ward(pid, site, ward, w.causes + WARDS + ward, rank, _usual_band(ward))
        p.stage, p.began, p.planned = "in bed", 0, True
        w.sites[site].beds[ward][PLANNED] += 1
        w.write(p, Activity.ELECTIVE, 0, 0, -1, ward)
        stay = self._what_remains(p, LAW_ELECTIVE)
        if stay is not None:
            w.plan(self.moment(p, ward, 0, stay), pid, BED_END, w.wards.fit, p)

    def _waits_for_bed(self, site: int, ward: int, rank: int) -> None:
        """Find a patient who waits in a box for a bed."""
        w, pid = self.w, self._bed_pid(0, site, ward, rank)
        band = _usual_band(ward)
        if band == 3 and w.chance(pid, Decision.INITIAL_BAND) < 0.5:
            band = 5
        p = self._in_ward(pid, site, ward, w.causes + ward, rank, band)
        p.stage, p.bed_ward, p.door, p.asked = "waits for a bed", -1, 0, 0
        w.sites[site].busy[BOX] += 1
        wait(w.sites[site].wards[ward], p)

    def _unscheduled(self) -> None:
        """Fill the beds of unscheduled patients."""
        w, t = self.w, self.w.t
        for site, row in enumerate(t.initial_beds):
            for ward, number in enumerate(row):
                for rank in range(int(number)):
                    pid = self._bed_pid(0, site, ward, rank)
                    band = _usual_band(ward)
                    if band == 3 and w.chance(pid, Decision.INITIAL_BAND) < 0.5:
                        band = 5
                    p = self._in_ward(pid, site, ward, w.causes + ward, rank, band)
                    p.stage, p.began = "in bed", 0
                    w.sites[site].beds[ward][URGENT] += 1
                    w.write(p, Activity.BOARDING, 0, 0, -1, ward)
                    stay = self._what_remains(p, LAW_STAY)
                    if stay is not None:
                        w.plan(self.moment(p, ward, 0, stay), pid, BED_END, w.wards.fit, p)

    def _in_ward(self, pid: int, site: int, ward: int, cause: int, rank: int, band: int) -> Patient:
        ordinal = rank * _LOCAL + int(self.w.t.site_local[site])
        p = Patient(pid, int(self.w.t.site_zone[site]), cause, ordinal, band, site=site)
        p.ward = p.bed_ward = ward
        return p

    def _what_remains(self, p: Patient, first_law: int) -> int | None:
        """Draw what remains of a stay met at random: a part of a length-biased lognormal."""
        law = self.w.t.laws[first_law + p.ward].copy()
        part = 1.0
        if law[0] == LawKind.LOGNORMAL:
            law[1] += law[2] * law[2]
            part = self.w.chance(p.pid, Decision.INITIAL)
        whole = self.w.lasts(p.pid, Decision.STAY, law)
        return None if whole is None else int(float(whole) * part)

    def moment(self, p: Patient, ward: int, start: int, stay: int) -> int:
        """Give the moment of leaving a bed: by round, and seldom on rest days."""
        w, t = self.w, self.w.t
        due, days = start + stay, len(t.day_rest)
        if not t.by_round[ward] or due // _HOUR >= len(t.hour):
            return due
        day = int(t.hour[due // _HOUR, 1])
        always = w.happens(p, Decision.REST_DAY, t.rest_share)
        hour = w.drawn(p, Decision.DISCHARGE_HOUR, t.discharge_hour)
        past = int(w.chance(p.pid, Decision.DISCHARGE_MINUTE) * _HOUR)
        for one in (d for d in range(day, days) if always or not t.day_rest[d]):
            at = self._on_the_clock(one, hour) * _HOUR + past
            if at > start:
                return at
        return max(due, int(t.day_start[days]) * _HOUR)

    def _on_the_clock(self, day: int, hour: int) -> int:
        """Give the elapsed hour at which the clock shows an hour (the one before, if none does)."""
        first, after = int(self.w.t.day_start[day]), int(self.w.t.day_start[day + 1])
        shown = [(h, int(self.w.t.hour[h, 0]) % 24) for h in range(first, after)]
        return next((h for h, clock in shown if clock == hour), first + hour - 1)

    def plan_day(self, day: int) -> None:
        """Announce the planned admissions of a day."""
        w, t = self.w, self.w.t
        season = float(t.elective_season[t.day_month[day]])
        opens = self._on_the_clock(day, _FIRST_HOUR)
        for site in range(len(w.sites)):
            for ward in range(WARDS):
                first = t.factor_row[PLANNED_STAYS, t.day_start[day]]
                more = max(1.0, float(t.site_factor[first, site, ward]))
                rate = float(t.elective[site, ward, t.day_week[day]]) * season * more
                if rate <= 0:
                    continue
                last = self._bed_pid(1, site, ward, (day + 1) * MOST_PLANNED - 1)
                number = int(rate)
                number += w.chance(last, Decision.PLANNED) < rate - number
                for rank in range(min(number, MOST_PLANNED - 1)):
                    ordinal = day * MOST_PLANNED + rank
                    pid = self._bed_pid(1, site, ward, ordinal)
                    cause, band = w.causes + WARDS + ward, _usual_band(ward)
                    p = self._in_ward(pid, site, ward, cause, ordinal, band)
                    p.planned = True
                    due = int(w.chance(pid, Decision.PLANNED_TIME) * (_HOURS * _HOUR))
                    w.plan(opens * _HOUR + due, pid, PLANNED_DUE, self.due, p)

    def due(self, p: Patient) -> None:
        """Let a planned patient in, or cancel his stay: kept out, or for lack of a bed."""
        w = self.w
        let_in = w.times.of_site(PLANNED_STAYS, p.site, p.ward)
        kept_out = let_in < 1 and not w.happens(p, Decision.KEPT_OUT, let_in)
        if kept_out or not w.wards.free(p.site, p.ward, PLANNED):
            w.quit(p, w.now, Outcome.ELECTIVE_CANCELLED)
            return
        w.sites[p.site].beds[p.ward][PLANNED] += 1
        w.write(p, Activity.ELECTIVE, w.now, w.now, -1, p.ward)
        p.stage, p.began = "in bed", w.now
        late, _ = w.pharmacies.give(p, w.causes + WARDS + p.ward, in_ed=False)
        stay = w.perhaps(p, Decision.STAY, LAW_ELECTIVE + p.ward)
        if stay is not None:
            end = self.moment(p, p.ward, w.now, stay + late)
            w.plan(end, p.pid, BED_END, w.wards.fit, p)

    def leaves(self, p: Patient, asked: int, outcome: Outcome, after: int) -> None:
        """Let a patient go home; he may come back once, as another patient."""
        w = self.w
        w.quit(p, asked, outcome)
        if p.cause >= w.causes or p.pid & RETURNED:
            return
        chance = float(w.t.returns[after, p.cause, p.band])
        if outcome == Outcome.DISCHARGED:
            chance *= w.times.of_site(RETURNS, p.site)
        if w.happens(p, Decision.RETURN, chance):
            due = self._usual_hour(p, w.now + w.takes(p, Decision.RETURN_TIME, LAW_RETURN))
            again = Patient(p.pid + RETURNED, p.zone, p.cause, p.ordinal + RETURNED, p.band)
            w.plan(due, again.pid, BACK_AGAIN, self.back_again, again, w.now, after)

    def _usual_hour(self, p: Patient, due: int) -> int:
        """Move a return to an hour of its day at which people ask for care of that kind."""
        w, t = self.w, self.w.t
        if due // _HOUR >= len(t.hour):
            return due
        day = int(t.hour[due // _HOUR, 1])
        soonest = max(int(t.day_start[day]), w.now // _HOUR + 1)
        hours = range(soonest, int(t.day_start[day + 1]))
        if not hours:
            return due
        weights = [float(t.profile[p.cause, t.hour[hour, 0]]) for hour in hours]
        total = 0.0
        for weight in weights:
            total += weight
        reach, chosen = w.chance(p.pid, Decision.RETURN_HOUR) * total, hours[-1]
        for hour, weight in zip(hours, weights, strict=True):
            reach -= weight
            if reach < 0:
                chosen = hour
                break
        past = int(w.chance(p.pid, Decision.RETURN_MINUTE) * _HOUR)
        return chosen * _HOUR + past

    def back_again(self, p: Patient, left: int, after: int) -> None:
        """Let a patient come back to an ED within a month, by own means."""
        self.w.write(p, Activity.RETURN, left, self.w.now, -1, after)
        p.entered = self.w.now
        self.w.roads.go(p)
