"""`jumeau staff solve`: a legal roster, its cost, what is proven, checked before it is written."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from scenarios.cli.staff._words import say, show_findings
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.staff_solve import Planned

EVERY_S = 1.0
"""Seconds between two lines of progress."""
MOST_S = 86_400
INTERRUPTED = 130
"""Exit code of a program ended by Ctrl-C."""


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("solve", cls=FrenchCommand)(solve)


def solve(
    problem: Annotated[Path, typer.Argument(metavar="PROBLÈME", help="Le problème (.toml).")],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FICHIER", help="Où écrire : .xlsx, .csv, .iso.csv, .json."),
    ] = None,
    ics: Annotated[
        Path | None,
        typer.Option("--ics", metavar="DOSSIER", help="Un calendrier par personne."),
    ] = None,
    time: Annotated[float, typer.Option("--time", metavar="S", help="Secondes de calcul.")] = 60.0,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Graine du hasard.")] = 1,
    workers: Annotated[int, typer.Option("--workers", metavar="N", help="Processus légers.")] = 2,
    deterministic: Annotated[
        float | None,
        typer.Option("--deterministic", metavar="U",
                     help="Travail au lieu de secondes : même tableau à chaque fois."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Tout en JSON.")] = False,
) -> None:  # fmt: skip
    """Construit un planning : légal, vérifié à part, avec son coût et l'écart au mieux possible.

    Ctrl-C arrête la recherche et garde le meilleur. Code de sortie 1 quand aucun planning légal
    n'existe ou n'a été trouvé. Exemple : examples/equipe/equipe.toml.
    """
    limits = 0 < time <= MOST_S and 1 <= workers <= 64 and 0 <= seed < 2**31
    if not limits or (deterministic is not None and not 0 < deterministic <= MOST_S):
        raise JumeauError("--time, --deterministic, --workers, --seed", "hors limites.",
                          "De 1 à 86 400, de 1 à 64 processus, graine de 0 à 2 147 483 647."
                          )  # fmt: skip
    if ics is not None and ics.is_file():
        raise JumeauError(f"{ics}", "c'est un fichier.", "Donnez un dossier.")
    with stoppable() as stop:
        from logistics.staffing.problem.reading import read_problem
        from scenarios.staff_export import refuse_suffix
        from scenarios.staff_solve import plan

        if out is not None:
            refuse_suffix(out)
        given = read_problem(problem)
        planned = plan(
            given, seconds=time, seed=seed, workers=workers, deterministic=deterministic,
            progress=Follower(quiet=as_json), stop=stop,
        )  # fmt: skip
    if planned.verdict is None:
        _none(planned, problem, as_json=as_json)
        raise typer.Exit(1)
    made = _write(planned, out, ics) if planned.verdict.legal else []
    if as_json:
        screen.show_json({**summary(planned), **_table(planned), "written": made})
    else:
        _show(planned, made)
    if not planned.verdict.legal:
        raise typer.Exit(1)


class Follower:
    """Writes the incumbent and the bound on stderr, at most once a second."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet, self.last = quiet, -EVERY_S

    def __call__(self, cost: float | None, bound: float | None, seconds: float) -> None:
        """Say where the search is."""
        if self.quiet or seconds - self.last < EVERY_S:
            return
        self.last = seconds
        low = None if bound is None else max(bound, 0.0)
        say(f"{screen.number(seconds, 0)} s : coût {screen.number(cost, 0)}, "
            f"borne {screen.number(low, 0)}", err=True)  # fmt: skip


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """Give a question "stop?" that Ctrl-C answers; a second Ctrl-C leaves at once.

    Python runs its handlers in the main thread, which is inside a solver for most of the time: the
    interpreter is asked to write each signal to a socket, that a thread of ours reads.
    """
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    asked = threading.Event()

    def wait() -> None:
        while heard := ours.recv(1):
            if heard[0] != signal.SIGINT:
                continue
            if asked.is_set():
                os._exit(INTERRUPTED)  # nothing is being written while the search runs
            asked.set()
            say("arrêt demandé : le meilleur planning trouvé est gardé", err=True)

    usual = signal.signal(signal.SIGINT, lambda *_: None)
    before = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    try:
        yield asked.is_set
    finally:
        signal.set_wakeup_fd(before)
        signal.signal(signal.SIGINT, usual)
        theirs.close()
        thread.join()
        ours.close()


def summary(planned: Planned) -> dict[str, object]:
    """Give what the search found, for a program."""
    found = planned.solution
    return {
        "format": 1, "problem": planned.problem.name, "status": found.status, "cost": found.cost,
        "bound": found.bound, "gap": found.gap, "proven": found.proven,
        "seconds": round(found.seconds, 2), "persons": len(planned.problem.person),
        "days": planned.problem.days, "parts": planned.parts,
    }  # fmt: skip


def _table(planned: Planned) -> dict[str, object]:
    from scenarios.staff_export import roster_json

    assert planned.verdict is not None  # asked with a roster only
    verdict = planned.verdict
    return {"hard": verdict.count("hard"), "alerts": verdict.count("alert"), **roster_json(verdict)}


def _write(planned: Planned, out: Path | None, ics: Path | None) -> list[str]:
    from scenarios.staff_export import write_roster
    from scenarios.staff_ics import write_calendars

    made: list[Path] = []
    assert planned.verdict is not None  # written with a roster only
    if out is not None:
        write_roster(out, planned.verdict, more=summary(planned))
        made.append(out)
    if ics is not None:
        made += write_calendars(ics, planned.problem, planned.verdict.roster, datetime.now(UTC))
    return [str(path) for path in made]


def _none(planned: Planned, path: Path, *, as_json: bool) -> None:
    """Say that there is no roster, and why."""
    from scenarios.cli.staff._conflict import conflict_of, show_conflict

    proof = planned.solution.status == "infeasible"
    told = conflict_of(planned.problem, seconds=20.0) if proof else None
    if as_json:
        screen.show_json({**summary(planned), "legal": False,
                          "conflict": None if told is None else told.rows()})  # fmt: skip
        return
    if told is not None:
        say("Impossible, prouvé : aucun planning ne respecte toutes les règles dures.")
        show_conflict(told)
        return
    say(f"Aucun planning trouvé en {screen.number(planned.solution.seconds, 0)} s ; rien n'est "
        f"prouvé. Donnez plus de temps (--time), ou lancez : jumeau staff explain {path}"
        )  # fmt: skip


def _show(planned: Planned, made: list[str]) -> None:
    found, problem = planned.solution, planned.problem
    assert planned.verdict is not None  # shown with a roster only
    assert found.cost is not None  # as above
    verdict = planned.verdict
    duties = sum(d.day >= problem.start for d in verdict.roster.duties)
    say(f"{problem.title or problem.name} : {len(problem.person)} personnes, {duties} postes, du "
        f"{problem.start:%d/%m/%Y} au {problem.last_day:%d/%m/%Y}")  # fmt: skip
    bound = "aucune borne" if found.bound is None else (
        f"aucun planning ne coûte moins de {screen.number(max(found.bound, 0.0), 0)}, "
        f"écart {screen.quantity(found.gap, 'share')}"
    )  # fmt: skip
    proof = "optimal, prouvé" if found.proven else bound
    say(f"Coût {screen.number(found.cost, 0)} points ({proof}) en "
        f"{screen.number(found.seconds, 0)} s")  # fmt: skip
    for row in planned.parts:
        say(f"  {row['cause']} : {screen.number(row['cost'], 0)} points ({row['times']} fois)")
    show_findings(verdict)
    hard = verdict.count("hard")
    say("Planning légal selon le contrôle indépendant : aucune règle dure enfreinte." if not hard
        else f"Planning REFUSÉ par le contrôle indépendant : {hard} manquement(s) à une règle "
        "dure ; rien n'est écrit.")  # fmt: skip
    if made:
        others = f" et {len(made) - 1} fichiers" if len(made) > 1 else ""
        say(f"Écrit : {made[0]}{others}")
