"""A conflict and its way out in French: days, needs, persons, rules with their articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from logistics.staffing.explaining.named import Group, NamedModel
from logistics.staffing.explaining.way_out import Step, WayOut
from logistics.staffing.forms import OFF, Cover
from logistics.staffing.law.book import rule_of
from logistics.staffing.problem.parts import REST, days_of

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
NUMBERS = ("aucune", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")
MOST_NAMES = 4


def day_said(day: date) -> str:
    """Give a day as it is read: jeudi 10/12/2026."""
    return f"{WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"


def counted(number: int) -> str:
    """Give a number of persons in words up to ten."""
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def group_said(model: NamedModel, group: Group) -> str:
    """Give a member of a conflict in words."""
    problem = model.problem
    when = problem.start + timedelta(days=group.day)
    who = problem.person[group.person].said if group.person >= 0 else ""
    if group.kind == "need":
        need = model.covers[group]
        several = "s" if (need.floor or 0) > 1 else ""
        return (f"{place_said(model, need)} : {counted(need.floor or 0)} personne{several} "
                f"{skills_said(model, need)}au minimum")  # fmt: skip
    if group.kind == "lock":
        held = "repos" if group.name == REST else f"poste {group.name}"
        return f"{who}, {day_said(when)} : {held} verrouillé"
    if group.kind == "absence":
        return f"{who} : {_absence_said(model, group)}"
    rule = rule_of(group.name)
    return f"{who} : {rule.title} ({rule.article})"


def members_said(model: NamedModel, members: Sequence[Group]) -> list[str]:
    """Give the members in lines: a rule that binds several persons is said once."""
    found: dict[object, list[Group]] = defaultdict(list)
    for group in members:
        found[group.name if group.kind == "rule" else group].append(group)
    lines = []
    for several in found.values():
        if len(several) == 1:
            lines.append(group_said(model, several[0]))
            continue
        rule = rule_of(several[0].name)
        names = [model.problem.person[g.person].said for g in several]
        lines.append(f"{rule.title} ({rule.article}) : {', '.join(names)}")
    return lines


def _absence_said(model: NamedModel, group: Group) -> str:
    person = model.problem.person[group.person]
    told = [
        f"{a.kind} du {a.start:%d/%m/%Y} au {(a.end or a.start):%d/%m/%Y}"
        for a in model.problem.absence if a.person == person.id
    ]  # fmt: skip
    if person.contract_from or person.contract_to:
        told.append("contrat qui ne couvre pas tout le tableau")
    return ", ".join(told)


def place_said(model: NamedModel, need: Cover) -> str:
    """Give when and where a need stands: its day and its shifts."""
    if not need.cells:
        return need.name
    problem = model.problem
    day = problem.start + timedelta(days=min(d for d, _, _ in need.cells))
    shifts = sorted({s for _, s, _ in need.cells})
    names = [problem.shift[s].label.lower() or problem.shift[s].id for s in shifts]
    return f"{day_said(day)}, {' ou '.join(names)}"


def skills_said(model: NamedModel, need: Cover) -> str:
    """Give the skill that a need asks for, where one tells its persons apart."""
    skills = {skill for p in model.problem.person for skill in p.skills}
    for skill in sorted(skills):
        holders = [skill in p.skills for p in model.problem.person]
        if np.array_equal(np.array(holders), need.persons) and not all(holders):
            return f"« {skill} » "
    return ""


def step_said(model: NamedModel, step: Step) -> str:
    """Give one thing to change in words."""
    who = model.problem.person[step.group.person].said if step.group.person >= 0 else ""
    if step.action == "hire":
        need = model.covers[step.group]
        several = "s" if step.amount > 1 else ""
        return (f"{place_said(model, need)} : {counted(step.amount)} personne{several} "
                f"{skills_said(model, need)}de plus (suppléance ou intérim), ou un minimum "
                "abaissé d'autant")  # fmt: skip
    if step.action == "unlock":
        return f"déverrouiller : {group_said(model, step.group)}"
    if step.action == "move_leave":
        return f"déplacer, avec son accord : {who}, {_absence_said(model, step.group)}"
    rule = rule_of(step.group.name)
    return (f"{who} : la règle « {rule.title} » ne peut pas être tenue, quoi qu'on fasse ; "
            "revoyez l'historique ou les verrous de cette personne")  # fmt: skip


def shortage_said(model: NamedModel, step: Step, out: WayOut) -> str:
    """Say how many are possible at a need that fails, and why not the others."""
    need = model.covers[step.group]
    floor = need.floor or 0
    several = "s" if floor > 1 else ""
    possible = floor - step.amount
    reasons = _reasons(model, need, out)
    told = " ; ".join(
        f"{why} : {', '.join(names[:MOST_NAMES])}" + _others(len(names) - MOST_NAMES)
        for why, names in reasons.items()
    )
    return (f"{place_said(model, need)} : {counted(floor)} personne{several} "
            f"{skills_said(model, need)}demandée{several}, {counted(possible)} possible"
            f"{'s' if possible > 1 else ''}" + (f" parce que {told}" if told else "")
            + ".")  # fmt: skip


def _away(model: NamedModel, person: str) -> set[date]:
    """Give the days on which a person is away."""
    return {
        day for a in model.problem.absence if a.person == person
        for day in days_of(a.start, a.end)
    }  # fmt: skip


def _others(number: int) -> str:
    return "" if number < 1 else " et une autre" if number == 1 else f" et {number} autres"


def _reasons(model: NamedModel, need: Cover, out: WayOut) -> dict[str, list[str]]:
    """Say of each person with the skill why she is not there, in the table of the way out."""
    found: dict[str, list[str]] = defaultdict(list)
    problem, real = model.problem, model.real
    cells = sorted({(d, s) for d, s, _ in need.cells})
    for p in map(int, np.flatnonzero(need.persons)):
        person = problem.person[p]
        if any(out.cells.get((p, d)) == s for d, s in cells):
            continue
        day = problem.start + timedelta(days=cells[0][0])
        if day in _away(model, person.id):
            found["absence"].append(person.said)
        elif not person.under_contract(day):
            found["hors contrat"].append(person.said)
        elif person.shifts and not any(problem.shift[s].id in person.shifts for _, s in cells):
            found["autres postes"].append(person.said)
        elif day + timedelta(days=1) in _away(model, person.id) and not any(
            real.allowed[p, d, s] for d, s in cells
        ):
            found["absence le lendemain"].append(person.said)
        elif not any(real.allowed[p, d, s] for d, s in cells):
            found[_excluding(model, p, cells)].append(person.said)
        else:
            found[_blocking(model, p, cells, out)].append(person.said)
    return dict(sorted(found.items(), key=lambda item: len(item[1])))


def _excluding(model: NamedModel, person: int, cells: list[tuple[int, int]]) -> str:
    """Name the rule that keeps a person out of these shifts, whatever the rest of her table."""
    rules = [model.causes[person, d, s] for d, s in cells if (person, d, s) in model.causes]
    return rule_of(rules[0]).title.lower() if rules else "case verrouillée"


def _blocking(
    model: NamedModel, person: int, cells: list[tuple[int, int]], out: WayOut
) -> str:  # fmt: skip
    """Name the rule that a person would break there, the rest of her table unchanged."""
    row = [out.cells.get((person, d), OFF) for d in range(model.real.days)]
    past = model.real.history[person].days
    own = [c for c in model.real.clauses if c.person == person and c.hard]
    for day, shift in cells:
        if not model.real.may(person, day, shift):
            continue
        if row[day] != OFF:
            return "déjà à un autre poste ce jour"
        tried = [*row[:day], shift, *row[day + 1 :]]
        for clause in own:
            before = sum(n for _, n in clause.measure(row, past))
            if sum(n for _, n in clause.measure(tried, past)) > before:
                return rule_of(clause.name).title.lower()
    return "manquerait ailleurs"
