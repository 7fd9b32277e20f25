"""The command that runs many scenarios on this machine or a cluster, and can be killed any time."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.cli import screen
from scenarios.cli.studies import Json, Out
from scenarios.store import Store, StoredRun
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.batch import Executor
    from scenarios.batch.run import Progress
    from scenarios.scenario import Scenario

LINE_EVERY_S = 10.0
"""Seconds between two lines of progress where no terminal is watching."""

Quiet = Annotated[bool, typer.Option("--quiet", help="Sans lignes d'avancement.")]


def batch(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FICHIER...", help="Scénarios, ou une étude : fichiers ou noms."),
    ],
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processus (les cœurs de la machine).")
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(metavar="ADRESSE", help="Ordonnanceur Dask (tcp://...), ou « local »."),
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option(metavar="I/N", help="Une part sur N (tableaux SLURM) ; sans rassembler."),
    ] = None,
    replications: Annotated[int | None, typer.Option(min=1, help="Nombre de répétitions.")] = None,
    draws: Annotated[
        int | None, typer.Option(min=0, help="Tirages des valeurs données par intervalle.")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Graine.")] = None,
    days: Annotated[int | None, typer.Option(min=1, max=3660, help="Jours mesurés.")] = None,
    out: Out = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Calcule des scénarios, ou une étude, en parallèle ; reprend ce qui a été interrompu.

    La même commande, relancée après un arrêt quel qu'il soit, ne refait que ce qui manque.
    """
    part = _part(shard)
    if part is not None and dask is not None:
        raise JumeauError(
            "--shard", "ne va pas avec --dask.", "Choisissez l'un des deux modes de grappe."
        )
    changes = {"replications": replications, "draws": draws, "seed": seed, "days": days}
    store = Store.open(out)
    if _is_study(files):
        _study(files, changes, store, workers, dask, part, json, quiet)
        return
    asked = _scenarios(files, changes)
    runs = _run(asked, None, store, _executor(workers, dask), part, quiet)
    _show(runs, part, json)


def _scenarios(files: Sequence[str], changes: dict[str, int | None]) -> list[Scenario]:
    """Read every scenario, and refuse all that is wrong in any of them at once."""
    from scenarios.scenario import find_scenario
    from twin.tables import refuse

    found: list[Scenario] = []
    faults: list[JumeauError] = []
    for file in files:
        try:
            found.append(find_scenario(file).changed(**changes))
        except JumeauError as error:
            faults += error.faults()
    refuse(faults)
    return found


def _run(
    asked: Sequence[Scenario],
    replications: int | None,
    store: Store,
    executor: Executor,
    part: tuple[int, int] | None,
    quiet: bool,
    *,
    lasting: bool = False,
) -> tuple[StoredRun, ...]:
    from scenarios.batch import run_batch

    with _progress(quiet) as report:
        return run_batch(
            asked,
            store=store,
            replications=replications,
            executor=executor,
            progress=report,
            shard=part,
            lasting=lasting,
        )


def _executor(workers: int | None, dask: str | None) -> Executor:
    """Give what carries out the tasks: processes of this machine, or Dask when it is asked."""
    if dask is None:
        from scenarios.batch.processes import Processes

        return Processes(workers)
    from scenarios.batch.cluster import Dask

    return Dask(dask, workers)


def _part(shard: str | None) -> tuple[int, int] | None:
    """Read "i/n".

    Raises
    ------
    JumeauError
        When it is not two whole numbers, the first from 1 to the second.
    """
    if shard is None:
        return None
    first, slash, last = shard.partition("/")
    if slash and first.isdecimal() and last.isdecimal() and 1 <= int(first) <= int(last):
        return int(first), int(last)
    raise JumeauError(
        f"--shard {shard}",
        "part mal écrite.",
        "Écrivez par exemple --shard 3/10 : la troisième part sur dix "
        "(SLURM : --shard $SLURM_ARRAY_TASK_ID/10, tableau de 1 à 10).",
    )


def _is_study(files: Sequence[str]) -> bool:
    """Tell whether the file given is a study; refuse one among others."""
    from scenarios.study_file import is_study

    studies = [file for file in files if Path(file).suffix == ".toml" and is_study(Path(file))]
    if studies and len(files) > 1:
        raise JumeauError(
            studies[0], "une étude se lance seule.", "Donnez un seul fichier d'étude à la fois."
        )
    return bool(studies)


def _study(
    files: Sequence[str],
    changes: dict[str, int | None],
    store: Store,
    workers: int | None,
    dask: str | None,
    part: tuple[int, int] | None,
    json: bool,
    quiet: bool,
) -> None:
    """Run a study: its scenarios, its design, its analyses."""
    from scenarios.studies.run import run_study
    from scenarios.studies.study import load_study

    if part is not None:
        raise JumeauError(
            "--shard",
            "une étude décide de ses calculs au fur et à mesure et ne se découpe pas.",
            "Utilisez --workers ou --dask, ou lancez ses scénarios avec --shard d'abord.",
        )
    said = [f"--{key}" for key, value in changes.items() if value is not None]
    if said:
        raise JumeauError(
            ", ".join(said),
            "ne s'applique pas à une étude.",
            "Écrivez ces valeurs dans le fichier de l'étude ou de ses scénarios.",
        )

    study, executor = load_study(Path(files[0])), _executor(workers, dask)

    def runner(asked: Sequence[Scenario], replications: int) -> tuple[StoredRun, ...]:
        return _run(asked, replications, store, executor, None, quiet, lasting=True)

    try:
        result = run_study(study, runner)
    finally:
        executor.shutdown()
    result.keep(store.root)
    if json:
        screen.show_json({"format": 1, "study": result.plain()})
        return
    for line in result.lines():
        typer.echo(line)


def _show(runs: Sequence[StoredRun], part: tuple[int, int] | None, json: bool) -> None:
    """Show where the results are."""
    from scenarios.cli.studies import _kept

    if json:
        screen.show_json({"format": 1, "runs": [_kept(one) for one in runs]})
        return
    if part is not None:
        typer.echo(
            f"Part {part[0]}/{part[1]} faite. Quand toutes le sont, relancez sans --shard : les "
            "résultats seront rassemblés."
        )
        return
    for one in runs:
        typer.echo(f"{one.name} : {len(one.records())} calculs, gardés dans {one.path}")


@contextmanager
def _progress(quiet: bool) -> Iterator[Progress | None]:
    """Give what reports progress: a bar with the time left on a terminal, else plain lines."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _bar() as report:
            yield report
    else:
        yield Lines()


@contextmanager
def _bar() -> Iterator[Progress]:
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns: tuple[Any, ...] = (
        TextColumn("Calculs"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        TextColumn("reste"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=screen.err(), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


class Lines:
    """Progress as plain lines, at most one every few seconds, with an estimate of what is left."""

    def __init__(self, every_s: float = LINE_EVERY_S) -> None:
        self._every_s = every_s
        self._last = time.monotonic()
        self._first: tuple[int, float] | None = None

    def __call__(self, done: int, total: int) -> None:
        """Say where the batch is."""
        now = time.monotonic()
        if 0 < done < total and now - self._last < self._every_s:
            return
        self._last = now
        # The first run waits for the compiler: the pace is that of those that follow.
        if done and self._first is None:
            self._first = done, now
        since = (0, now) if self._first is None else self._first
        if total == 0:
            text = "Rien à calculer : tout est déjà gardé."
        elif done == 0:
            text = f"0/{total} calculs"
        elif done == since[0] < total:
            text = f"{done}/{total} calculs"
        else:
            pace = (now - since[1]) / max(1, done - since[0])
            text = f"{done}/{total} calculs, {_left(pace * (total - done))}"
        typer.echo(text, err=True)


def _left(seconds: float) -> str:
    """Say how much time is left."""
    if seconds < 1:
        return "fini"
    if seconds < 90:
        return f"reste environ {seconds:.0f} s"
    minutes = seconds / 60
    return (
        f"reste environ {minutes:.0f} min"
        if minutes < 90
        else f"reste environ {screen.number(minutes / 60)} h"
    )
