"""Reads shift-scheduling instances in the text format of Curtois and Qu (2014).

The format is described with the instances (schedulingbenchmarks.org): one shift a day at most,
hard rules a person, soft requests and soft cover. A run that touches the first or the last day is
never too short; day 0 is a Monday; a weekend counts if its Saturday or Sunday is worked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from logistics.staffing.benchmark_files.lines import Lines
from logistics.staffing.forms import (
    FREE,
    OFF,
    Clause,
    Cover,
    History,
    Instance,
    RestRun,
    Run,
    Succession,
    Weekends,
    Window,
)

SECTIONS = (
    "HORIZON", "SHIFTS", "STAFF", "DAYS_OFF", "SHIFT_ON_REQUESTS", "SHIFT_OFF_REQUESTS", "COVER",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """A line of SECTION_STAFF; minutes and numbers of days."""

    id: str
    most_shifts: tuple[tuple[str, int], ...]
    most_min: int
    least_min: int
    most_run: int
    least_run: int
    least_rest: int
    most_weekends: int


@dataclass(frozen=True, slots=True)
class NrpFile:
    """What the file says, as it says it."""

    name: str
    days: int
    shifts: tuple[tuple[str, int, tuple[str, ...]], ...]
    staff: tuple[Member, ...]
    days_off: tuple[tuple[str, int], ...]
    shift_on: tuple[tuple[str, int, str, int], ...]
    shift_off: tuple[tuple[str, int, str, int], ...]
    cover: tuple[tuple[int, str, int, int, int], ...]


def read(path: Path) -> NrpFile:
    """Read a file, or say where it is broken."""
    sections: dict[str, list[tuple[int, str]]] = {}
    lines = Lines.of(path)
    inside = ""
    for number, text in lines.rows:
        if text.startswith("#"):
            continue
        if text.startswith("SECTION_"):
            inside = text.removeprefix("SECTION_")
            if inside not in SECTIONS or inside in sections:
                raise lines.fault(number, f"la section « {text} » est inconnue ou répétée.")
            sections[inside] = []
        elif not inside:
            raise lines.fault(number, "une ligne précède la première section.")
        else:
            sections[inside].append((number, text))
    for name in ("HORIZON", "SHIFTS", "STAFF", "COVER"):
        if not sections.get(name):
            raise lines.fault(0, f"la section SECTION_{name} manque ou est vide.")
    return _content(lines, {name: sections.get(name, []) for name in SECTIONS})


def _content(lines: Lines, sections: dict[str, list[tuple[int, str]]]) -> NrpFile:
    """Read each section, checking ids and days."""
    number, text = sections["HORIZON"][0]
    days = lines.whole(number, text, least=1, most=3660)
    shifts = []
    for number, text in sections["SHIFTS"]:
        name, length, follow = lines.fields(number, text, 3)
        minutes = lines.whole(number, length, least=0, most=1440)
        shifts.append((name, minutes, _split(follow)))
    known = lines.unique(sections["SHIFTS"], [s[0] for s in shifts])
    for (number, _), (_, _, after) in zip(sections["SHIFTS"], shifts, strict=True):
        for other in after:
            lines.known(number, other, known, "le poste")
    staff = []
    for number, text in sections["STAFF"]:
        name, limits, *figures = lines.fields(number, text, 8)
        pairs = []
        for item in _split(limits):
            shift, _, most = item.partition("=")
            lines.known(number, shift, known, "le poste")
            pairs.append((shift, lines.whole(number, most)))
        staff.append(Member(name, tuple(pairs), *(lines.whole(number, f) for f in figures)))
    people = lines.unique(sections["STAFF"], [m.id for m in staff])

    def requests(section: str) -> tuple[tuple[str, int, str, int], ...]:
        found = []
        for number, text in sections[section]:
            person, day, shift, weight = lines.fields(number, text, 4)
            lines.known(number, person, people, "la personne")
            lines.known(number, shift, known, "le poste")
            at = lines.whole(number, day, least=0, most=days - 1)
            found.append((person, at, shift, lines.whole(number, weight)))
        return tuple(found)

    days_off = []
    for number, text in sections["DAYS_OFF"]:
        person, *when = [part.strip() for part in text.split(",")]
        lines.known(number, person, people, "la personne")
        days_off += [(person, lines.whole(number, d, least=0, most=days - 1)) for d in when]
    cover = []
    for number, text in sections["COVER"]:
        day, shift, need, under, over = lines.fields(number, text, 5)
        lines.known(number, shift, known, "le poste")
        at = lines.whole(number, day, least=0, most=days - 1)
        numbers = [lines.whole(number, v) for v in (need, under, over)]
        cover.append((at, shift, numbers[0], numbers[1], numbers[2]))
    return NrpFile(
        lines.path.stem, days, tuple(shifts), tuple(staff), tuple(days_off),
        requests("SHIFT_ON_REQUESTS"), requests("SHIFT_OFF_REQUESTS"), tuple(cover),
    )  # fmt: skip


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


def instance(file: NrpFile) -> Instance:
    """Write the file in the forms of the solvers."""
    persons = tuple(m.id for m in file.staff)
    shifts = tuple(s[0] for s in file.shifts)
    shape = (len(persons), file.days, len(shifts))
    cost, off_cost = np.zeros(shape, np.int64), np.zeros(shape[:2], np.int64)
    fixed = np.full(shape[:2], FREE, np.int16)
    for person, day in file.days_off:
        fixed[persons.index(person), day] = OFF
    for person, day, shift, weight in file.shift_on:
        p, s = persons.index(person), shifts.index(shift)
        off_cost[p, day] += weight
        cost[p, day, np.arange(len(shifts)) != s] += weight
    for person, day, shift, weight in file.shift_off:
        cost[persons.index(person), day, shifts.index(shift)] += weight
    allowed = np.ones(shape, np.bool_)
    for p, member in enumerate(file.staff):
        for shift, most in member.most_shifts:
            if most == 0:
                allowed[p, :, shifts.index(shift)] = False
    everyone = np.ones(len(persons), np.bool_)
    cover = tuple(
        Cover(f"{shift} day {day}", ((day, shifts.index(shift), 1),), everyone, need, under, over)
        for day, shift, need, under, over in file.cover
    )
    return Instance(
        days=file.days,
        persons=persons,
        shifts=shifts,
        allowed=allowed,
        cost=cost,
        off_cost=off_cost,
        fixed=fixed,
        history=tuple(History() for _ in persons),
        cover=cover,
        clauses=tuple(c for p, m in enumerate(file.staff) for c in _clauses(file, p, m, shifts)),
        name=file.name,
    )


def _clauses(file: NrpFile, p: int, member: Member, shifts: Sequence[str]) -> Iterable[Clause]:
    everything = frozenset(range(len(shifts)))
    minutes = np.tile(np.array([s[1] for s in file.shifts], np.int64), (file.days, 1))
    last = file.days - 1
    for name, _, after in file.shifts:
        if after:
            yield Succession(
                name=f"after {name}", person=p, first=frozenset({shifts.index(name)}),
                then=frozenset(shifts.index(a) for a in after),
            )  # fmt: skip
    for name, most in member.most_shifts:
        ones = np.zeros_like(minutes)
        ones[:, shifts.index(name)] = 1
        if 0 < most < file.days:
            yield Window(
                name=f"at most {most} {name}", person=p, weights=ones, first=0, last=last, most=most
            )
    yield Window(
        name="minutes", person=p, weights=minutes, first=0, last=last,
        least=member.least_min, most=member.most_min,
    )  # fmt: skip
    yield Run(
        name="consecutive shifts", person=p, shifts=everything, least=member.least_run,
        most=member.most_run, border="open",
    )  # fmt: skip
    yield RestRun(
        name="consecutive days off", person=p, shifts=everything, least=member.least_rest,
        border="open",
    )  # fmt: skip
    pairs = tuple(
        tuple(d for d in (sat, sat + 1) if d < file.days) for sat in range(5, file.days, 7)
    )
    yield Weekends(
        name="weekends", person=p, most=member.most_weekends, weekends=pairs, shifts=everything
    )


def cost_of(file: NrpFile, rows: Sequence[Sequence[str]]) -> tuple[int, list[str]]:
    """Give the cost and the broken rules of a roster of shift ids ("" for a day off).

    Counted from the file alone, without the forms: the check of the solvers on this family.
    """
    broken: list[str] = []
    lengths = {name: minutes for name, minutes, _ in file.shifts}
    barred = {name: set(after) for name, _, after in file.shifts}
    who = {m.id: row for m, row in zip(file.staff, rows, strict=True)}
    for m in file.staff:
        row = who[m.id]
        broken += [f"{m.id} {d}: {b} after {a}" for d, (a, b) in
                   enumerate(pairwise(row)) if a and b in barred[a]]  # fmt: skip
        broken += [f"{m.id}: more than {n} {s}" for s, n in m.most_shifts if row.count(s) > n]
        minutes = sum(lengths[s] for s in row if s)
        if not m.least_min <= minutes <= m.most_min:
            broken.append(f"{m.id}: {minutes} min")
        mask = "".join("w" if s else "." for s in row)
        inner = [r for r in mask.replace(".", " ").split()]
        broken += [f"{m.id}: run of {len(r)}" for r in inner if len(r) > m.most_run]
        middle = mask[1:-1] and mask.strip("w")  # runs at the borders are never too short
        broken += [f"{m.id}: run of {len(r)}" for r in middle.replace(".", " ").split()
                   if len(r) < m.least_run]  # fmt: skip
        rests = mask.strip(".").replace("w", " ").split()
        broken += [f"{m.id}: rest of {len(r)}" for r in rests if len(r) < m.least_rest]
        worked = sum("w" in mask[sat : sat + 2] for sat in range(5, file.days, 7))
        if worked > m.most_weekends:
            broken.append(f"{m.id}: {worked} weekends")
    broken += [f"{p} {d}: day off" for p, d in file.days_off if who[p][d]]
    total = sum(w for p, d, s, w in file.shift_on if who[p][d] != s)
    total += sum(w for p, d, s, w in file.shift_off if who[p][d] == s)
    for day, shift, need, under, over in file.cover:
        there = sum(row[day] == shift for row in rows)
        total += under * max(0, need - there) + over * max(0, there - need)
    return total, broken
