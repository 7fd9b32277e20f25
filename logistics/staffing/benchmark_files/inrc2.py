"""Reads instances of the second international nurse rostering competition (INRC-II, 2015).

A folder holds a scenario (`Sc-*`), histories (`H0-*`) and weeks (`WD-*`); an instance is a
scenario, a history and a sequence of weeks. The problem and its weights are those of the rules
of the competition (Ceschia, Dang, De Causmaecker, Haspeslagh, Schaerf, 2015); the weights are
written from memory.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from logistics.staffing.benchmark_files.lines import Lines
from twin.tables import JumeauError

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Weights:
    """Cost of each unit of the soft constraints."""

    optimal_cover: int = 30
    run: int = 30
    days_off: int = 30
    same_shift: int = 15
    preference: int = 10
    complete_weekend: int = 30
    assignments: int = 20
    weekends: int = 30


@dataclass(frozen=True, slots=True)
class Contract:
    """Bounds of a contract, over the horizon or on consecutive days."""

    assignments: Pair
    run: Pair
    days_off: Pair
    weekends: int
    complete_weekend: bool


@dataclass(frozen=True, slots=True)
class Scenario:
    """What holds for all weeks."""

    name: str
    weeks: int
    skills: tuple[str, ...]
    shifts: dict[str, Pair]  # bounds of consecutive days on the same shift
    barred: dict[str, tuple[str, ...]]
    contracts: dict[str, Contract]
    nurses: dict[str, tuple[str, tuple[str, ...]]]  # contract, skills


@dataclass(frozen=True, slots=True)
class Before:
    """The past of a nurse: totals, and the runs under way."""

    assignments: int
    weekends: int
    last: str  # shift or "None"
    same_shift: int
    run: int
    days_off: int


@dataclass(frozen=True, slots=True)
class Week:
    """Needs by (shift, skill, day): minimum and optimum; unwanted (nurse, shift or Any, day)."""

    needs: dict[tuple[str, str, int], Pair]
    unwanted: tuple[tuple[str, str, int], ...]


def _words(lines: Lines, header: str) -> list[tuple[int, list[str]]]:
    """Give the lines that follow a header, up to the next one (KEY = ... or capitals alone)."""
    found: list[tuple[int, list[str]]] = []
    inside = False
    for number, text in lines.rows:
        if re.fullmatch(r"[A-Z_]+( = \S+)?", text):
            inside = text.split(" ")[0] == header
        elif inside:
            found.append((number, text.split()))
    return found


def _value(lines: Lines, key: str) -> str:
    for _, text in lines.rows:
        if text.startswith(f"{key} = "):
            return text.split(" = ")[1].strip()
    raise lines.fault(0, f"la clé « {key} » manque.")


def _pair(lines: Lines, number: int, text: str) -> Pair:
    match = re.fullmatch(r"\((\d{1,6}),(\d{1,6})\)", text)
    if match is None or int(match[1]) > int(match[2]):
        raise lines.fault(number, f"« {text} » n'est pas un couple (minimum,maximum).")
    return int(match[1]), int(match[2])


def _width(lines: Lines, number: int, words: Sequence[str], least: int) -> None:
    if len(words) < least:
        raise lines.fault(number, f"{least} mots attendus, {len(words)} lus.")


def read_scenario(path: Path) -> Scenario:
    """Read a scenario, or say where it is broken."""
    lines = Lines.of(path)
    skills = tuple(words[0] for _, words in _words(lines, "SKILLS"))
    shifts = {}
    for number, words in _words(lines, "SHIFT_TYPES"):
        _width(lines, number, words, 2)
        shifts[words[0]] = _pair(lines, number, words[1])
    barred = {}
    for number, words in _words(lines, "FORBIDDEN_SHIFT_TYPES_SUCCESSIONS"):
        _width(lines, number, words, 2)
        for name in (words[0], *words[2:]):
            lines.known(number, name, shifts, "le poste")
        barred[words[0]] = tuple(words[2:])
    contracts = {}
    for number, words in _words(lines, "CONTRACTS"):
        _width(lines, number, words, 6)
        total, run, rest = (_pair(lines, number, w) for w in words[1:4])
        most, both = lines.whole(number, words[4]), lines.whole(number, words[5], most=1)
        contracts[words[0]] = Contract(total, run, rest, most, both == 1)
    nurses = {}
    for number, words in _words(lines, "NURSES"):
        _width(lines, number, words, 4)
        lines.known(number, words[1], contracts, "le contrat")
        for name in words[3:]:
            lines.known(number, name, skills, "la compétence")
        if words[0] in nurses:
            raise lines.fault(number, f"l'identifiant « {words[0]} » est répété.")
        nurses[words[0]] = (words[1], tuple(words[3:]))
    weeks = lines.whole(0, _value(lines, "WEEKS"), least=1, most=53)
    if not (skills and shifts and contracts and nurses):
        raise lines.fault(0, "compétences, postes, contrats ou soignants manquent.")
    return Scenario(_value(lines, "SCENARIO"), weeks, skills, shifts, barred, contracts, nurses)


def read_history(path: Path, scenario: Scenario) -> dict[str, Before]:
    """Read the past of each nurse."""
    lines = Lines.of(path)
    found = {}
    for number, words in _words(lines, "NURSE_HISTORY"):
        _width(lines, number, words, 7)
        lines.known(number, words[0], scenario.nurses, "la personne")
        lines.known(number, words[3], (*scenario.shifts, "None"), "le poste")
        figures = [lines.whole(number, words[k], most=10_000) for k in (1, 2, 4, 5, 6)]
        total, weekends, same, run, off = figures
        if (words[3] == "None") != (run == 0) or same > run or (run > 0) == (off > 0):
            raise lines.fault(number, "dernière affectation et jours consécutifs se contredisent.")
        found[words[0]] = Before(total, weekends, words[3], same, run, off)
    missing = set(scenario.nurses) - set(found)
    if missing:
        raise lines.fault(0, f"l'historique de « {min(missing)} » manque.")
    return found


def read_week(path: Path, scenario: Scenario) -> Week:
    """Read the needs and the requests of a week."""
    lines = Lines.of(path)
    needs = {}
    for number, words in _words(lines, "REQUIREMENTS"):
        _width(lines, number, words, 9)
        lines.known(number, words[0], scenario.shifts, "le poste")
        lines.known(number, words[1], scenario.skills, "la compétence")
        for day, text in enumerate(words[2:9]):
            needs[words[0], words[1], day] = _pair(lines, number, text)
    unwanted = []
    for number, words in _words(lines, "SHIFT_OFF_REQUESTS"):
        _width(lines, number, words, 3)
        lines.known(number, words[0], scenario.nurses, "la personne")
        lines.known(number, words[1], (*scenario.shifts, "Any"), "le poste")
        lines.known(number, words[2], DAYS, "le jour")
        unwanted.append((words[0], words[1], DAYS.index(words[2])))
    if not needs:
        raise lines.fault(0, "les besoins (REQUIREMENTS) manquent.")
    return Week(needs, tuple(unwanted))


def read_folder(
    folder: Path, weeks: Sequence[int], history: int
) -> tuple[Scenario, dict[str, Before], list[Week]]:
    """Read a scenario with one of its histories and a sequence of weeks."""
    scenarios = sorted(folder.glob("Sc-*.txt"))
    if len(scenarios) != 1:
        raise JumeauError(
            str(folder), "il faut un seul fichier Sc-*.txt.", "Donnez le dossier d'une instance."
        )
    name = scenarios[0].stem.removeprefix("Sc-")
    scenario = read_scenario(scenarios[0])
    if len(weeks) != scenario.weeks:
        raise JumeauError(
            "--weeks",
            f"{scenario.weeks} semaines attendues, {len(weeks)} données.",
            "Donnez par exemple --weeks 5-4-1-2.",
        )
    before = read_history(folder / f"H0-{name}-{history}.txt", scenario)
    return scenario, before, [read_week(folder / f"WD-{name}-{w}.txt", scenario) for w in weeks]
