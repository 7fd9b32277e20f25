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
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.batch import Executor
    from scenarios.batch.run import Progress
    from scenarios.scenario import Scenario
    from scenarios.store import Store, StoredRun
    from scenarios.studies.shards import Parted
    from scenarios.studies.study import Study

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
        typer.Option(
            metavar="I/N", help="Une part sur N (tableaux SLURM) ; la dernière part rassemble."
        ),
    ] = None,
    gather: Annotated[
        bool,
        typer.Option("--gather", help="Rassemble ce que les parts ont laissé, sans rien calculer."),
    ] = False,
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
    from scenarios.store import Store

    part = _part(shard)
    if part is not None and dask is not None:
        raise JumeauError(
            "--shard", "ne va pas avec --dask.", "Choisissez l'un des deux modes de grappe."
        )
    if gather and (part is not None or dask is not None or workers is not None):
        raise JumeauError(
            "--gather", "ne va pas avec --shard, --dask ni --workers : il ne calcule rien.",
            "Lancez-le seul, quand les parts sont finies.",
        )  # fmt: skip
    changes = {"replications": replications, "draws": draws, "seed": seed, "days": days}
    store = Store.open(out)
    if _is_study(files):
        study = _study(files, changes)
        if part is not None or gather:
            _parted(study, store, workers, part, json, quiet)
        else:
            _whole(study, store, _executor(workers, dask), json, quiet)
        return
    asked = _scenarios(files, changes)
    if gather:
        _gather(asked, store, json)
        return
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


def _study(files: Sequence[str], changes: dict[str, int | None]) -> Study:
    """Read a study; refuse the options that only scenarios take."""
    from scenarios.studies.study import load_study

    said = [f"--{key}" for key, value in changes.items() if value is not None]
    if said:
        raise JumeauError(
            ", ".join(said),
            "ne s'applique pas à une étude.",
            "Écrivez ces valeurs dans le fichier de l'étude ou de ses scénarios.",
        )
    return load_study(Path(files[0]))


def _whole(study: Study, store: Store, executor: Executor, json: bool, quiet: bool) -> None:
    """Run a study: its scenarios, its design, its analyses."""
    from scenarios.studies.run import run_study

    def runner(asked: Sequence[Scenario], replications: int) -> tuple[StoredRun, ...]:
        return _run(asked, replications, store, executor, None, quiet, lasting=True)

    def step(name: str) -> None:
        if not quiet:
            typer.echo(f"Étape\u00a0: {name}", err=True)

    try:
        result = run_study(study, runner, progress=step)
    finally:
        executor.shutdown()
    kept = result.keep(store.root)
    if json:
        screen.show_json({"format": 1, "study": result.plain()})
        return
    for line in (*result.lines(), _place(kept)):
        typer.echo(line)


def _place(kept: Path) -> str:
    return f"Tout le résultat, point par point\u00a0: {kept}"


def _parted(
    study: Study,
    store: Store,
    workers: int | None,
    part: tuple[int, int] | None,
    json: bool,
    quiet: bool,
) -> None:
    """Do one part of a study, or none; gather it when every part is there."""
    from scenarios.batch import BatchFailed
    from scenarios.studies.shards import Parts, run_parted

    executor = None if part is None else _executor(workers, None)
    try:
        with _progress(quiet or part is None) as report:

            def told(done: int, total: int) -> None:
                if report and total:  # none of a step may be ours: that is not an end
                    report(done, total)

            parted = run_parted(study, Parts(store, part, executor, told))
    finally:
        if executor is not None:
            executor.shutdown()
    kept = None if parted.result is None else parted.result.keep(store.root)
    if json:
        plain = None if parted.result is None else parted.result.plain()
        shard = None if part is None else f"{part[0]}/{part[1]}"
        screen.show_json({"format": 1, "shard": shard, **parted.plain(), "study": plain})
    else:
        for line in (*_told(parted, part), *([] if kept is None else [_place(kept)])):
            typer.echo(line)
    if parted.failures:
        raise BatchFailed(parted.failures, ())
    if part is None and parted.result is None:
        raise typer.Exit(1)


def _told(parted: Parted, part: tuple[int, int] | None) -> Iterator[str]:
    """Say where a study in parts is: its answer, or what is awaited and what to do."""
    if part is not None:
        yield f"Part {part[0]}/{part[1]} faite."
    if parted.result is not None:
        yield from parted.result.lines()
        return
    for one in parted.waiting:
        yield f"Attend : {one.step} ({one.missing} calculs)."
    yield (
        "Quand les autres parts seront finies, relancez les mêmes parts (--shard) : certaines "
        "étapes dépendent de ces résultats. Ou sans --shard : tout ce qui manque sera fait ici."
    )


def _gather(asked: Sequence[Scenario], store: Store, json: bool) -> None:
    """Gather what shards have left of scenarios, and say what is missing."""
    from scenarios.studies.shards import Awaited, Parts

    try:
        runs = Parts(store)(asked, None)
    except Awaited as owed:
        raise JumeauError(
            "--gather",
            f"il manque {owed.missing} calculs.",
            "Relancez les parts (--shard), ou la même commande sans --gather, qui les fera.",
            exit_code=1,
        ) from None
    _show(runs, None, json)


def _show(runs: Sequence[StoredRun], part: tuple[int, int] | None, json: bool) -> None:
    """Show where the results are."""
    from scenarios.cli.studies import _kept

    if json:
        screen.show_json({"format": 1, "runs": [_kept(one) for one in runs]})
        return
    if part is not None:
        typer.echo(
            f"Part {part[0]}/{part[1]} faite. Quand toutes le sont, relancez avec --gather au lieu "
            "de --shard : les résultats seront rassemblés."
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
