"""The table itself: published in time, changed with a reason, cycles, part time, the team's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from logistics.staffing.checking.facts import DAY, Breach, Facts, span_of
from twin.contracts.rosters import Duty

MINUTE = timedelta(minutes=1)
REASONS = ("volontaire", "impératif", "imperatif")
ANYONE = ("fph", "senior", "intern", "private")


def _change(facts: Facts) -> Iterator[Breach]:
    for duty in facts.duties:
        if duty.changed_at is None:
            continue
        before = (duty.start - duty.changed_at) / MINUTE
        if before < 48 * 60 and not _motivated(duty.change_reason):
            reason = f"motif « {duty.change_reason} »" if duty.change_reason else "sans motif"
            yield facts.breach(
                "change_48h", duty.changed_at, duty.start, before, 48 * 60, "min",
                f"poste {duty.shift} du {duty.day:%d/%m/%Y} changé {span_of(max(0.0, before))} "
                f"avant, {reason} : volontaire, ou impératif et sa raison",
            )  # fmt: skip


def _motivated(reason: str) -> bool:
    word, _, rest = reason.strip().lower().replace(":", " ").partition(" ")
    return word == "volontaire" or (word in REASONS[1:] and len(rest.strip()) >= 3)


def _notice(facts: Facts) -> Iterator[Breach]:
    told, start = facts.problem.published_on, facts.roster.start
    if told is not None and (start - told).days < 15:
        yield facts.breach(
            "fph_notice_15_days", facts.at(told), facts.at(start), (start - told).days, 15,
            "jours", f"tableau connu {(start - told).days} jours avant, 15 sont attendus",
        )  # fmt: skip


def _cycle(facts: Facts) -> Iterator[Breach]:
    weeks = sum(c.name == facts.person.cycle for c in facts.problem.cycle)
    if facts.person.cycle and weeks > 12:
        start, end = facts.at(facts.roster.start), facts.at(facts.roster.end)
        yield facts.breach("fph_cycle_length", start, end, weeks, 12, "semaines",
                           f"trame {facts.person.cycle} de {weeks} semaines, 12 au plus"
                           )  # fmt: skip


def _part_time(facts: Facts) -> Iterator[Breach]:
    if facts.person.percent < 50:
        start, end = facts.at(facts.roster.start), facts.at(facts.roster.end)
        yield facts.breach("fph_part_time", start, end, facts.person.percent, 50, "%",
                           f"quotité de {facts.person.percent} %, 50 % au moins")  # fmt: skip


def _one_place(facts: Facts) -> Iterator[Breach]:
    spans = sorted((s, d.shift) for d, s in facts.presence())
    reach, shift = None, ""
    for (begin, end), code in spans:
        if reach is not None and begin < reach:
            both = (min(end, reach) - begin) / MINUTE
            yield facts.breach(
                "team_one_place", begin, min(end, reach), both, 0, "min",
                f"{shift} et {code} se recouvrent de {span_of(both)} le {facts.said(begin)}",
            )  # fmt: skip
        if reach is None or end > reach:
            reach, shift = end, code


def _skills(facts: Facts) -> Iterator[Breach]:
    own = set(facts.person.skills)
    for duty in _table(facts):
        shift = facts.problem.shift_of(duty.shift)
        lacking = sorted(set(shift.skills) - own) if shift else []
        if lacking:
            yield facts.breach("team_skills", duty.start, duty.end, 0, len(lacking),
                               "compétences", f"poste {duty.shift} du {duty.day:%d/%m/%Y} sans "
                               f"la compétence {', '.join(lacking)}")  # fmt: skip
        if facts.person.shifts and duty.shift not in facts.person.shifts:
            yield facts.breach("team_skills", duty.start, duty.end, 0, 1, "postes",
                               f"poste {duty.shift} du {duty.day:%d/%m/%Y} hors de ses postes "
                               f"({', '.join(facts.person.shifts)})")  # fmt: skip


def _table(facts: Facts) -> list[Duty]:
    return [d for d in facts.duties if d.day >= facts.roster.start]


def _away(facts: Facts) -> dict[date, str]:
    return {
        a.start + k * DAY: a.kind
        for a in facts.problem.absence if a.person == facts.person.id
        for k in range(((a.end or a.start) - a.start).days + 1)
    }  # fmt: skip


def _absences(facts: Facts) -> Iterator[Breach]:
    away, person = _away(facts), facts.person
    for duty in _table(facts):
        day = duty.day
        last = facts.local(duty.end - timedelta(microseconds=1)).date()
        gone = next((d for d in (day, last) if d in away), None)
        if gone is not None:
            # A night that ends on the first morning away is common: signalled, not refused.
            yield facts.breach(
                "team_absences", duty.start, duty.end, 1, 0, "postes",
                f"poste {duty.shift} du {day:%d/%m/%Y}, absence le {gone:%d/%m/%Y} "
                f"({away[gone]})", alert=gone != day,
            )  # fmt: skip
        begun, ended = person.contract_from, person.contract_to
        if (begun and day < begun) or (ended and day > ended):
            yield facts.breach("team_absences", duty.start, duty.end, 1, 0, "postes",
                               f"poste {duty.shift} du {day:%d/%m/%Y} hors du contrat"
                               )  # fmt: skip


def _locks(facts: Facts) -> Iterator[Breach]:
    rows = {(k.person, k.day): k for k in facts.problem.lock}
    held: dict[date, set[str]] = {}
    for duty in _table(facts):
        held.setdefault(duty.day, set()).add(duty.shift)
    for (who, day), row in rows.items():
        if who != facts.person.id:
            continue
        wanted = row
        while wanted.like and (wanted.like, day) in rows:
            wanted = rows[wanted.like, day]
        here = held.get(day, set())
        if here != (set() if wanted.shift == "repos" else {wanted.shift}):
            yield facts.breach(
                "team_locks", facts.at(day), facts.at(day + DAY), 1, 0, "cases",
                f"le {day:%d/%m/%Y} : {' + '.join(sorted(here)) or 'repos'} au lieu de "
                f"{wanted.shift}, verrouillé",
            )  # fmt: skip


CHECKS = {
    "change_48h": (("fph",), _change),
    "fph_notice_15_days": (("fph",), _notice),
    "fph_cycle_length": (("fph",), _cycle),
    "fph_part_time": (("fph",), _part_time),
    "team_one_place": (ANYONE, _one_place),
    "team_skills": (ANYONE, _skills),
    "team_absences": (ANYONE, _absences),
    "team_locks": (ANYONE, _locks),
}
