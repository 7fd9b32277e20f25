"""What contradicts itself in a problem, said all at once: place, value, remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo

from logistics.staffing.problem.need_days import is_selector, need_of_days
from logistics.staffing.problem.parts import DAY_MIN, REST, Lock, clock_min
from logistics.staffing.problem.problem import Problem
from twin.tables import JumeauError

Places = Mapping[tuple[str, int], str]


def faults_of(problem: Problem, path: Path, places: Places) -> list[JumeauError]:
    """Give the contradictions of a problem whose fields are each right."""

    def place(name: str, rank: int) -> str:
        return places.get((name, rank), f"{path}, {name} n° {rank + 1}")

    found: list[JumeauError] = []
    for check in (_zone, _persons, _shifts, _cycles, _known, _needs, _periods, _locks, _history):
        found += [JumeauError(place(*at) if isinstance(at, tuple) else f"{path}, {at}", what, how)
                  for at, what, how in check(problem)]  # fmt: skip
    return (
        found
        if found
        else [JumeauError(place(*at), what, how) for at, what, how in _headcount(problem)]
    )


type _Found = Iterator[tuple[tuple[str, int] | str, str, str]]


def _near(word: str, words: list[str]) -> str:
    close = get_close_matches(word, words, 1)
    return f"Vouliez-vous dire « {close[0]} » ? " if close else ""


def _fr(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _zone(problem: Problem) -> _Found:
    try:
        ZoneInfo(problem.zone)
    except (ValueError, OSError, KeyError):
        yield "zone", f"fuseau « {problem.zone} » inconnu.", "Écrivez Europe/Paris."


def _persons(problem: Problem) -> _Found:
    seen: dict[str, int] = {}
    skills = sorted({s for p in problem.person for s in p.skills})
    shifts = [s.id for s in problem.shift]
    for rank, person in enumerate(problem.person):
        at = ("person", rank)
        if person.id in seen:
            yield (at, f"deux contrats pour {person.id} (déjà l'agent n° {seen[person.id] + 1}).",
                   "Gardez un seul contrat par personne pour la période du tableau.")  # fmt: skip
        seen.setdefault(person.id, rank)
        ends = person.contract_to
        if person.contract_from and ends and ends < person.contract_from:
            yield at, f"contrat fini le {_fr(ends)} avant son début.", "Corrigez-le."
        for shift in person.shifts:
            if shift not in shifts:
                yield at, f"poste « {shift} » inconnu.", f"{_near(shift, shifts)}Postes : " + (
                    ", ".join(shifts) + ".")  # fmt: skip
        if person.cycle and person.cycle not in {c.name for c in problem.cycle}:
            yield at, f"trame « {person.cycle} » inconnue.", "Ajoutez-la à la table des trames."
    for rank, shift_type in enumerate(problem.shift):
        for skill in shift_type.skills:
            if skill not in skills:
                yield (("shift", rank), f"compétence « {skill} » que personne n'a.",
                       f"{_near(skill, skills)}Compétences : {', '.join(skills)}.")  # fmt: skip
    for rank, need in enumerate(problem.need):
        if need.skill and need.skill not in skills:
            yield (("need", rank), f"compétence « {need.skill} » que personne n'a.",
                   f"{_near(need.skill, skills)}Compétences : {', '.join(skills)}.")  # fmt: skip
    for rank, unit in enumerate(problem.unit):
        for skill in (unit.nurse_skill, unit.aide_skill):
            if skill not in skills:
                yield (("unit", rank), f"compétence « {skill} » que personne n'a.",
                       f"{_near(skill, skills)}Compétences : {', '.join(skills)}.")  # fmt: skip


def _shifts(problem: Problem) -> _Found:
    for name in ("person", "shift"):
        if not getattr(problem, name):
            yield name, "table vide ou absente.", f"Ajoutez [[{name}]], ou [files] {name} = ..."
    twice = [k for k, n in Counter(s.id for s in problem.shift).items() if n > 1]
    for rank, shift in enumerate(problem.shift):
        at = ("shift", rank)
        if shift.id in twice:
            yield at, f"le poste « {shift.id} » est défini plusieurs fois.", "Gardez-en un."
        if shift.id == REST:
            yield at, f"« {REST} » est le mot du jour sans poste.", "Choisissez un autre code."
        wrong = [w for pair in shift.parts or ((shift.start, shift.end),) for w in pair
                 if clock_min(w) is None]  # fmt: skip
        if wrong:
            yield at, f"heure « {wrong[0]} » illisible.", "Écrivez « 06:45 », ou « 08:30+1 »."
            continue
        if shift.parts and (shift.start or shift.end):
            yield at, "des vacations (parts) et des heures (start, end).", "Gardez l'un des deux."
        if shift.amplitude_min > DAY_MIN:
            hours = shift.amplitude_min / 60
            yield (at, f"le poste « {shift.id} » dure {hours:g} h : un poste tient en 24 h.",
                   "Corrigez ses heures, ou coupez-le en deux postes.")  # fmt: skip
        if shift.break_min >= shift.amplitude_min:
            yield at, f"pause de {shift.break_min} min plus longue que le poste.", "Corrigez-la."


def _cycles(problem: Problem) -> _Found:
    shifts = {s.id for s in problem.shift} | {REST}
    seen: set[tuple[str, int]] = set()
    for rank, cycle in enumerate(problem.cycle):
        for word in cycle.days:
            if word not in shifts:
                yield ("cycle", rank), f"poste « {word} » inconnu.", "Corrigez la trame."
        if (cycle.name, cycle.week) in seen:
            yield (
                ("cycle", rank),
                f"semaine {cycle.week} de {cycle.name} en double.",
                "Gardez-en une.",
            )
        seen.add((cycle.name, cycle.week))
    for name in {c.name for c in problem.cycle}:
        weeks = sorted(c.week for c in problem.cycle if c.name == name)
        if weeks != list(range(1, len(weeks) + 1)):
            yield "cycle", f"semaines {weeks} de la trame {name}.", "Numérotez-les 1, 2, 3..."


def _known(problem: Problem) -> _Found:
    """Check the persons and shifts that the other tables name."""
    persons, shifts = [p.id for p in problem.person], [s.id for s in problem.shift]
    named = [*(("request", r, x.person, x.shift) for r, x in enumerate(problem.request)),
             *(("absence", r, x.person, "") for r, x in enumerate(problem.absence)),
             *(("lock", r, x.person, x.shift) for r, x in enumerate(problem.lock)),
             *(("lock", r, x.like, "") for r, x in enumerate(problem.lock) if x.like),
             *(("history", r, x.person, x.shift) for r, x in enumerate(problem.history)),
             *(("counters", r, x.person, "") for r, x in enumerate(problem.counters))]  # fmt: skip
    for table, rank, person, shift in named:
        if person not in persons:
            how = f"{_near(person, persons)}Ajoutez-la aux agents, ou corrigez la ligne."
            yield (table, rank), f"personne « {person} » inconnue.", how
        if shift and shift not in (*shifts, REST):
            how = f"{_near(shift, shifts)}Postes : {', '.join(shifts)}."
            yield (table, rank), f"poste « {shift} » inconnu.", how
    twice = Counter(c.person for c in problem.counters)
    for rank, counters in enumerate(problem.counters):
        if twice[counters.person] > 1:
            yield ("counters", rank), f"compteurs de {counters.person} en double.", "Gardez-en un."


def _needs(problem: Problem) -> _Found:
    shifts = [s.id for s in problem.shift]
    for rank, need in enumerate(problem.need):
        at = ("need", rank)
        if not is_selector(need.day):
            yield (at, f"jour « {need.day} » inconnu.",
                   "Une date (2026-11-30), lundi à dimanche, semaine, week-end, férié, ou tous."
                   )  # fmt: skip
        if bool(need.shift) == bool(need.start or need.end):
            yield at, "un poste, ou des heures (début et fin).", "Donnez l'un des deux."
        elif need.shift and need.shift not in shifts:
            yield at, f"poste « {need.shift} » inconnu.", f"Postes : {', '.join(shifts)}."
        elif not need.shift and None in (clock_min(need.start), clock_min(need.end)):
            yield at, f"heures « {need.start} » à « {need.end} » illisibles.", "Écrivez « 07:00 »."
        if need.least is not None and need.least > need.need:
            yield at, f"minimum {need.least} plus haut que le besoin {need.need}.", "Corrigez-le."


def _periods(problem: Problem) -> _Found:
    for table in ("request", "absence"):
        for rank, row in enumerate(getattr(problem, table)):
            if row.end is not None and row.end < row.start:
                yield (
                    (table, rank),
                    f"fin le {_fr(row.end)}, avant le début le {_fr(row.start)}.",
                    "Corrigez-la.",
                )
            elif (row.end or row.start) < problem.known_from or row.start > problem.last_day:
                yield ((table, rank), f"le {_fr(row.start)} est hors du tableau "
                       f"(du {_fr(problem.start)} au {_fr(problem.last_day)}).",
                       "Retirez la ligne.")  # fmt: skip


def _locks(problem: Problem) -> _Found:
    cells: dict[tuple[str, date], tuple[int, Lock]] = {}
    away = {p.id: [(a.start, a.end or a.start) for a in problem.absence if a.person == p.id]
            for p in problem.person}  # fmt: skip
    for rank, lock in enumerate(problem.lock):
        at, key = ("lock", rank), (lock.person, lock.day)
        if not problem.start <= lock.day <= problem.last_day:
            yield at, f"le {_fr(lock.day)} est hors du tableau.", "Retirez la ligne."
        if bool(lock.shift) == bool(lock.like):
            yield at, "un poste, ou « comme » une personne.", "Donnez l'un des deux."
        if key in cells:
            yield at, f"deux verrous pour {lock.person} le {_fr(lock.day)}.", "Gardez-en un."
        if lock.shift not in ("", REST) and any(
            first <= lock.day <= last for first, last in away.get(lock.person, ())
        ):
            yield (
                at,
                f"{lock.person} est absent le {_fr(lock.day)}.",
                "Retirez le verrou ou l'absence.",
            )
        cells.setdefault(key, (rank, lock))
    circles: set[tuple[date, frozenset[str]]] = set()
    for (person, day), (rank, lock) in cells.items():
        chain, here = [person], lock
        while here.like and here.like not in chain:
            chain.append(here.like)
            following = cells.get((here.like, day))
            if following is None:
                yield (("lock", rank),
                       f"« comme {here.like} », qui n'a pas de verrou le {_fr(day)}.",
                       f"Donnez un poste à {here.like} ce jour-là.")  # fmt: skip
                break
            here = following[1]
        else:
            circle = frozenset(chain[chain.index(here.like) :]) if here.like else frozenset()
            if circle and (day, circle) not in circles:  # told once, not once a person
                circles.add((day, circle))
                yield (("lock", rank), f"verrous circulaires le {_fr(day)} : "
                       f"{' → '.join([*chain, here.like])}.",
                       "Donnez un poste à l'une de ces personnes.")  # fmt: skip


def _history(problem: Problem) -> _Found:
    seen: set[tuple[str, date]] = set()
    for rank, row in enumerate(problem.history):
        at, key = ("history", rank), (row.person, row.day)
        if row.day >= problem.start:
            yield (at, f"le {_fr(row.day)} est dans le tableau, qui commence le "
                   f"{_fr(problem.start)}.",
                   "Verrouillez la case, ou changez le premier jour.")  # fmt: skip
        if key in seen:
            yield at, f"deux postes pour {row.person} le {_fr(row.day)}.", "Gardez une ligne."
        seen.add(key)


def _headcount(problem: Problem) -> Iterator[tuple[tuple[str, int], str, str]]:
    """Refuse a need above what all the persons who may hold it can give."""
    told: set[int] = set()
    for _, rank, need in need_of_days(problem):
        if rank in told:
            continue
        able = [p for p in problem.person if (not need.skill or need.skill in p.skills)
                and (not need.shift or not p.shifts or need.shift in p.shifts)]  # fmt: skip
        asked = need.need if need.least is None else max(need.need, need.least)
        if asked > len(able):
            told.add(rank)
            who = f" « {need.skill} »" if need.skill else ""
            on = f" pour le poste « {need.shift} »" if need.shift else ""
            yield (("need", rank), f"besoin de {asked} personnes{who}{on} : l'équipe en compte "
                   f"{len(able)} qui peuvent le tenir.",
                   "Baissez le besoin, ou ajoutez des personnes.")  # fmt: skip
