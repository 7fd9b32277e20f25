"""What the verbs on rosters share on screen: French dates, marks, the roster's problem."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer

from scenarios.cli import screen
from twin.tables import JumeauError

if TYPE_CHECKING:
    from logistics.staffing.problem.problem import Problem
    from logistics.staffing.verdict import Verdict

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def typeset(text: str) -> str:
    """Set French punctuation with no-break spaces; nothing of a file commands the terminal."""
    text = "".join(c for c in text if c.isprintable() or c in "\u00a0\u202f")
    for mark in ":;?!%»":
        text = text.replace(f" {mark}", f"{screen.NO_BREAK}{mark}")
    return text.replace("« ", f"«{screen.NO_BREAK}")


def say(text: str, *, err: bool = False) -> None:
    """Write a line in French."""
    typer.echo(typeset(text), err=err)


def day_said(day: date) -> str:
    """Give a day as it is read: jeudi 10/12/2026."""
    return f"{WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"


def a_day(text: str, option: str) -> date:
    """Read a day, ISO or French.

    Raises
    ------
    JumeauError
        When it is none.
    """
    from logistics.staffing.problem.tables import a_date

    found = a_date(text)
    if not isinstance(found, date):
        raise JumeauError(option, f"« {text} » n'est pas une date.",
                          "Écrivez 2026-11-30 ou 30/11/2026.")  # fmt: skip
    return found


def a_moment(text: str, zone: str) -> datetime:
    """Read a local moment, "2026-03-02 06:00".

    Raises
    ------
    JumeauError
        When it is none.
    """
    for form in ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), form).replace(tzinfo=ZoneInfo(zone))
        except ValueError:
            continue
    raise JumeauError("--at", f"« {text} » n'est pas un moment.", "Écrivez « 2026-03-02 06:00 ».")


def a_person(text: str, problem: Problem, option: str) -> str:
    """Give the identifier of a person named by identifier or by name.

    Raises
    ------
    JumeauError
        When nobody, or several, are called so.
    """
    from logistics.staffing.problem.tables import plain

    if problem.person_of(text):
        return text
    close = [p for p in problem.person if plain(text) and plain(text) in plain(p.said)]
    exact = [p for p in close if plain(p.said) == plain(text)]
    found = exact or close
    if len(found) == 1:
        return found[0].id
    if found:
        raise JumeauError(option, f"« {text} » : {len(found)} personnes ({_names(found[:5])}).",
                          "Donnez l'identifiant.")  # fmt: skip
    known = ", ".join(p.id for p in problem.person[:8])
    raise JumeauError(option, f"personne « {text} » inconnue.", f"Identifiants : {known}...")


def _names(found: list) -> str:  # type: ignore[type-arg]
    return ", ".join(f"{p.id} {p.said}" for p in found)


def read_beside(roster: Path, problem: Path | None) -> Problem:
    """Read the problem of a roster: the one given, else the only one of its folder.

    Raises
    ------
    JumeauError
        When there is none, or no roster.
    """
    from logistics.staffing.problem.foreign import problem_beside
    from logistics.staffing.problem.reading import read_problem

    if not roster.is_file():
        raise JumeauError(f"{roster}", "fichier introuvable.", "Vérifiez le chemin.")
    found = problem or problem_beside(roster)
    if found is None:
        raise JumeauError("--problem", "le problème manque.",
                          "Donnez le fichier .toml avec --problem.")  # fmt: skip
    return read_problem(found)


def show_findings(verdict: Verdict, most: int = 12) -> None:
    """Write the hard breaches, then the alerts, then the notes."""
    space = screen.NO_BREAK
    names = {p.id: p.said for p in verdict.problem.person}
    for severity, word in (("hard", "REFUSÉ"), ("alert", "alerte")):
        rows = [f for f in verdict.findings if f.severity == severity]
        for found in rows[:most]:
            who = names.get(found.breach.person, "")
            say(f"{word}{space}: {f'{who}, ' if who else ''}{found.breach.words} "
                f"[{found.rule.id}]")  # fmt: skip
        if len(rows) > most:
            say(f"... et {len(rows) - most} autres (staff check --all)")
    for note in verdict.notes:
        say(f"note : {note}")
