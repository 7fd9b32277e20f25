"""What the buttons of the page do to a plan: open, change a cell, solve, repair, accept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dashboards import ids
from dashboards.hospital import desk as desks
from dashboards.hospital import opening, working
from dashboards.hospital.shelf import PLAN, Deposit, Shelf
from dashboards.hospital.wording import worded
from dashboards.jobs.folder import OPEN
from dashboards.numbers import day
from dashboards.words import say
from twin.tables import JumeauError

MOTIVES = ("volontaire", "impératif", "imperatif")
MOST_S, USUAL_S = 3600, 60


def open_plan(shelf: Shelf, files: str, table: str) -> Deposit:
    """Make a plan of some files; nothing is left of it where they cannot be read.

    Raises
    ------
    JumeauError
        Any fault of the files.
    """
    sources = shelf.sources(files)
    plan = shelf.new("planning", sort=PLAN, **{"from": files})
    try:
        plan.files.mkdir(mode=0o700)
        opening.gather(sources, plan.files)
        found = opening.open_folder(plan.files, table)
        desks.begin(plan, found)
    except JumeauError as error:
        told = worded(str(error), plan.files)
        shelf.remove(plan)
        raise JumeauError("Fichiers", told, "") from None
    title = f"{found.problem.title or found.problem.name}, {day(found.problem.start, 'fr')}"
    return shelf.rename(plan, title)


def move(
    plan: Deposit, cause: str, chosen: tuple[str, date] | None, shift: str, reason: str
) -> None:  # fmt: skip
    """Change the plan as a button asks; one window at a time.

    Raises
    ------
    JumeauError
        No cell is chosen, or the change is refused.
    """
    with desks.WRITING:
        desk = desks.desk_of(plan)
        if cause == ids.HO_CLEAR:
            desks.forget(desk)
        elif cause == ids.HO_UNDO:
            desks.undo(desk)
        elif chosen is None:
            raise JumeauError(say("ho_cell", "fr"), say("ho_choose_first", "fr"), "")
        elif cause == ids.HO_LOCK:
            desks.toggle(desk, *chosen)
        else:
            desks.put(desk, *chosen, shift, _reason(reason), desks.moment())


def _reason(text: str) -> str:
    """Check a reason: volunteered, or imperative with its own reason; none is a reason too.

    Raises
    ------
    JumeauError
        Anything else.
    """
    if text and not text.lower().startswith(MOTIVES):
        raise JumeauError("Motif", f"« {text} » ne convient pas.",
                          "Écrivez « volontaire », ou « impératif : » et la raison.")  # fmt: skip
    return text


def do_it(
    plan: Deposit, cause: Mapping[str, Any], option: int | None, typed: Mapping[str, Any]
) -> bool:  # fmt: skip
    """Do what a button asks of a plan; say whether the page stays as it is.

    Raises
    ------
    JumeauError
        What was typed cannot be read, or the plan refuses it.
    """
    desk, do = desks.desk_of(plan), cause.get("verb")
    if do == "stop":
        working.stop(plan)
        return True
    if plan.state() in OPEN:
        raise JumeauError("Calcul", "un calcul est en cours.", "Attendez sa fin, ou arrêtez-le.")
    if cause["type"] == ids.HO_BACK:
        desks.back(desk, int(cause["rank"]))
    elif do == "accept":
        options = plan.told().get("options", [])
        if option is None or option >= len(options):
            raise JumeauError("Proposition", "aucune n'est ouverte.", "Choisissez-en une.")
        one = options[option]
        desks.accept(desk, plan.folder / one["file"], plan.told()["digest"], one["helpers"])
        working.clear(plan)
    elif do == "refuse":
        working.clear(plan)
    elif do == "declare":
        desks.absent(desk, str(typed["who"] or ""), _day(typed["begin"]),
                     _day(typed["end"] or typed["begin"]))  # fmt: skip
    elif do == "repair":
        if not desk.holes:
            raise JumeauError("Absences", "aucun poste à remplacer.",
                              "Déclarez d'abord une absence.")  # fmt: skip
        working.start(plan, {"do": "repair", "at": _moment(typed["at"], desk.problem.zone),
                             "motive": _reason(str(typed["motive"] or "").strip())})  # fmt: skip
    elif do == "price":
        if desk.problem.person_of(str(typed["person"] or "")) is None:
            raise JumeauError(say("ho_cell", "fr"), say("ho_choose_first", "fr"), "")
        working.start(plan, {"do": "price", "person": str(typed["person"]),
                             "day": f"{_day(typed['day'])}"})  # fmt: skip
    elif do in ("solve", "explain"):
        working.start(plan, {"do": do, "from": f"{_day(typed['first'])}",
                             "seconds": _seconds(typed["seconds"])})  # fmt: skip
    return False


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(str(value or ""))
    except ValueError:
        raise JumeauError("Jour", "il manque.", "Choisissez-le dans la liste.") from None


def _seconds(value: Any) -> int:
    said = str(value or "")
    return int(said) if said.isdecimal() and len(said) < 5 and 1 <= int(said) <= MOST_S else USUAL_S


def _moment(text: Any, zone: str) -> str:
    try:
        found = datetime.fromisoformat(str(text or "").strip())
    except ValueError:
        raise JumeauError("Moment", f"« {text} » n'en est pas un.",
                          "Écrivez 2026-12-02 06:00.") from None  # fmt: skip
    return found.replace(tzinfo=ZoneInfo(zone)).isoformat()
