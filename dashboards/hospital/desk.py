"""A plan on the desk: the roster as it stands, cells decided, absences, what was before.

Beside the files of the plan: `etat.json` (locks and absences), `planning.csv` (the roster as it
stands), `avant.csv` (what changes are marked against), `proposition-N.csv` (not yet accepted).
"""

from __future__ import annotations

import csv
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboards.hospital.opening import Opened, open_folder
from dashboards.hospital.shelf import Deposit
from dashboards.jobs.folder import read_json
from logistics.staffing.problem.clock import duty_of
from logistics.staffing.problem.locks import locked
from logistics.staffing.problem.parts import REST, Absence, Lock, Person, days_of
from logistics.staffing.problem.problem import Problem
from logistics.staffing.problem.rosters import read_roster, roster_lines, roster_of
from scenarios.parts import write_json, write_whole
from twin.contracts.rosters import Duty, Roster
from twin.tables import JumeauError

STATE, NOW, BEFORE = "etat.json", "planning.csv", "avant.csv"
HEADS = ("agent", "jour", "poste", "debut", "fin", "heures_sup", "modifie_le", "motif", "sorties")
KIND = "absence imprévue"
WRITING = threading.Lock()
"""Held while a plan is read, changed and written: two windows never mix their changes."""

type Cells = dict[tuple[str, date], str]


@dataclass(frozen=True, slots=True)
class Desk:
    """A plan as it stands.

    Attributes
    ----------
    problem
        With the locks, the absences declared on the page and the persons lent for a repair.
    declared
        The absences declared on the page.
    roster, before
        As it stands; and what changes are marked against.
    """

    plan: Deposit
    problem: Problem
    declared: tuple[Absence, ...]
    roster: Roster
    before: Roster

    @property
    def locks(self) -> Cells:
        """Give the cells decided."""
        return {(lock.person, lock.day): lock.shift for lock in self.problem.lock}

    @property
    def holes(self) -> tuple[Absence, ...]:
        """Give the absences declared during which the person still holds a shift."""
        held = cells_of(self.roster)
        return tuple(
            a for a in self.declared
            if any((a.person, day) in held for day in days_of(a.start, a.end))
        )  # fmt: skip


def begin(plan: Deposit, opened: Opened) -> None:
    """Put a problem and its roster on the desk."""
    write_table(plan.folder / NOW, opened.roster)
    write_table(plan.folder / BEFORE, opened.roster)
    write_json(plan.folder / STATE, {
        "table": opened.table,
        "locks": [[p, f"{d}", s] for (p, d), s in locked(opened.problem).items()],
        "absences": [], "helpers": [],
    })  # fmt: skip


def desk_of(plan: Deposit) -> Desk:
    """Read a plan.

    Raises
    ------
    JumeauError
        Its files were changed by hand.
    """
    state = read_json(plan.folder / STATE)
    if state is None:
        raise JumeauError("Planning", "il n'est pas entier.", "Ouvrez-le à nouveau.")
    given = _given(plan.files, str(state["table"]))
    locks = tuple(Lock(person=p, day=date.fromisoformat(d), shift=s) for p, d, s in state["locks"])
    more = tuple(
        Absence(person=p, start=date.fromisoformat(a), end=date.fromisoformat(b), kind=kind)
        for p, a, b, kind in state["absences"]
    )
    helpers = tuple(Person.model_validate(one) for one in state["helpers"])
    problem = given.model_copy(
        update={"lock": locks, "absence": (*given.absence, *more),
                "person": (*given.person, *helpers)}
    )  # fmt: skip
    return Desk(plan, problem, more, read_table(plan.folder / NOW, problem),
                read_table(plan.folder / BEFORE, problem))  # fmt: skip


@lru_cache(maxsize=8)
def _given(folder: Path, table: str) -> Problem:
    """Read the problem of a plan: its own files never change."""
    return open_folder(folder, table).problem


def read_table(path: Path, problem: Problem) -> Roster:
    """Read a roster that `write_table` wrote; an empty one is none the less a roster."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return read_roster(path, problem) if len(lines) > 1 else roster_of(problem, [])


def write_table(path: Path, roster: Roster) -> None:
    """Write a roster with all that its duties hold, the days before the table included."""
    lines = roster_lines(replace(roster, start=roster.first_known))

    def write(at: Path) -> None:
        with at.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, HEADS)
            writer.writeheader()
            writer.writerows(lines)

    write_whole(path, write)


def cells_of(roster: Roster) -> Cells:
    """Give the shift of each person and day of the table; days off are left out."""
    found: Cells = {}
    for duty in roster.duties:
        if duty.day >= roster.start:
            held = found.get((duty.person, duty.day))
            found[duty.person, duty.day] = duty.shift if held is None else f"{held}+{duty.shift}"
    return found


def changed(before: Roster, after: Roster) -> set[tuple[str, date]]:
    """Give the cells whose shift is not the same."""
    old, new = cells_of(before), cells_of(after)
    return {cell for cell in old.keys() | new.keys() if old.get(cell) != new.get(cell)}


def put(desk: Desk, person: str, day: date, shift: str, reason: str, now: datetime) -> None:
    """Give a cell another shift (or a rest); a published roster keeps when and why.

    Raises
    ------
    JumeauError
        The cell is locked, or the shift is none of the problem.
    """
    problem = desk.problem
    kind = problem.shift_of(shift)
    if shift != REST and kind is None:
        raise JumeauError("Poste", f"« {shift} » n'est pas décrit.", "Choisissez-en un autre.")
    if desk.locks.get((person, day), shift) != shift:
        raise JumeauError("Case verrouillée", "elle a été décidée.", "Déverrouillez-la d'abord.")
    kept = [d for d in desk.roster.duties if (d.person, d.day) != (person, day)]
    if kind is not None:
        duty = duty_of(kind, person, day, problem.zone)
        kept.append(_marked(duty, problem, reason, now))
    duties = tuple(sorted(kept, key=lambda d: (d.start, d.person)))
    write_table(desk.plan.folder / NOW, replace(desk.roster, duties=duties))


def _marked(duty: Duty, problem: Problem, reason: str, now: datetime) -> Duty:
    if problem.published_on is None or now.date() < problem.published_on:
        return duty
    return replace(duty, changed_at=now.replace(second=0, microsecond=0), change_reason=reason)


def toggle(desk: Desk, person: str, day: date) -> None:
    """Lock a cell on what it holds, or unlock it."""
    locks = desk.locks
    if locks.pop((person, day), None) is None:
        held = cells_of(desk.roster).get((person, day), REST)
        if held != REST and desk.problem.shift_of(held) is None:
            raise JumeauError("Case", f"le poste « {held} » n'est pas décrit.",
                              "Changez-la, puis verrouillez-la.")  # fmt: skip
        locks[person, day] = held
    _keep(desk.plan, locks=locks)


def absent(desk: Desk, person: str, first: date, last: date, kind: str = KIND) -> None:
    """Declare an absence; the shifts locked for that person in these days are unlocked.

    Raises
    ------
    JumeauError
        Nobody, or no day of the table.
    """
    problem = desk.problem
    if problem.person_of(person) is None:
        raise JumeauError("Absence", "personne inconnue.", "Choisissez-la dans la liste.")
    if last < first:
        raise JumeauError("Absence", "elle finit avant de commencer.", "Corrigez les jours.")
    if last < problem.start or first > problem.last_day:
        raise JumeauError(
            "Absence", "elle est hors du planning.",
            f"Du {problem.start:%d/%m/%Y} au {problem.last_day:%d/%m/%Y}.",
        )  # fmt: skip
    away = {(person, day) for day in days_of(first, last)}
    locks = {c: shift for c, shift in desk.locks.items() if c not in away or shift == REST}
    rows = [*desk.declared, Absence(person=person, start=first, end=last, kind=kind)]
    _keep(desk.plan, locks=locks, absences=_rows(dict.fromkeys(rows)))


def back(desk: Desk, rank: int) -> None:
    """Take back an absence declared on the page."""
    rows = [one for at, one in enumerate(desk.declared) if at != rank]
    _keep(desk.plan, locks=desk.locks, absences=_rows(rows))


def _rows(absences: Iterable[Absence]) -> list[list[str]]:
    return [[a.person, f"{a.start}", f"{a.end or a.start}", a.kind] for a in absences]


def accept(
    desk: Desk, proposal: Path, digest: str, helpers: Sequence[Mapping[str, Any]] = ()
) -> None:
    """Take a proposal; changes are marked against the roster of before.

    Parameters
    ----------
    digest
        Of the roster that the proposal was made from.
    helpers
        Persons of the proposal who are not of the problem (agency).

    Raises
    ------
    JumeauError
        The roster is no longer the one that the proposal was made from.
    """
    if desk.roster.digest() != digest:
        raise JumeauError("Proposition", "le planning a changé depuis qu'elle a été calculée.",
                          "Calculez-la à nouveau.")  # fmt: skip
    taken = read_table(proposal, with_helpers(desk.problem, helpers))
    write_table(desk.plan.folder / BEFORE, desk.roster)
    state = read_json(desk.plan.folder / STATE) or {}
    known = {one["id"] for one in state["helpers"]}
    more = [dict(one) for one in helpers if one["id"] not in known]
    _keep(desk.plan, locks=desk.locks, helpers=[*state["helpers"], *more])
    write_table(desk.plan.folder / NOW, taken)


def with_helpers(problem: Problem, helpers: Sequence[Mapping[str, Any]]) -> Problem:
    """Give a problem with persons lent; those it already has are not doubled."""
    known = {p.id for p in problem.person}
    more = [Person.model_validate(dict(one)) for one in helpers if one["id"] not in known]
    return problem.model_copy(update={"person": (*problem.person, *more)})


def forget(desk: Desk) -> None:
    """Mark changes from now on."""
    write_table(desk.plan.folder / BEFORE, desk.roster)


def undo(desk: Desk) -> None:
    """Come back to the roster that changes are marked against."""
    write_table(desk.plan.folder / NOW, desk.before)


def _keep(plan: Deposit, locks: Mapping[tuple[str, date], str], **more: Any) -> None:
    state = read_json(plan.folder / STATE) or {}
    rows = [[p, f"{d}", s] for (p, d), s in locks.items()]
    write_json(plan.folder / STATE, {**state, "locks": rows, **more})


def moment() -> datetime:
    """Give the present instant."""
    return datetime.now(UTC)
