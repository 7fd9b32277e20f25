"""`jumeau replay`: run a result again from its manifest, and say whether it is reproduced."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.studies import Workers
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.replay import Origin, Replay

NOT_REPRODUCED = 1
MOST = 100_000
SHOWN = 5


def replay(
    manifest: Annotated[
        str, typer.Argument(metavar="MANIFESTE", help="manifest.json, son dossier, ou un nom.")
    ],
    replications: Annotated[
        str, typer.Option(metavar="1,3|all", help="Réplications à refaire (all : toutes).")
    ] = "all",
    out: Annotated[
        Path | None, typer.Option("--out", help="Dossier qui garde le nouveau calcul.")
    ] = None,
    territory: Annotated[
        Path | None, typer.Option("--territory", help="Dossier du territoire, s'il a bougé.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Dire seulement ce qui diffère, sans calculer.")
    ] = False,
    workers: Workers = None,
    runs: Annotated[
        Path | None,
        typer.Option("--runs", help="Dossier des résultats ($JUMEAU_RUNS, sinon ./runs)."),
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Résultat en JSON sur la sortie standard.")
    ] = False,
) -> None:
    """Recalcule un résultat et dit si ses empreintes sont retrouvées (0 : oui, 1 : non)."""
    from scenarios.replay import differences, origin_of
    from scenarios.replay import replay as run_again
    from scenarios.store import Store

    chosen = numbers(replications)
    origin = origin_of(manifest, Store.open(runs), territory)
    told = differences(origin)
    if not json:
        _before(origin)
    if check:
        if json:
            rows = [{"topic": d.topic, "then": d.then, "now": d.now} for d in told]
            screen.show_json({"format": 1, "differences": rows})
        raise typer.Exit(NOT_REPRODUCED if told else 0)
    with screen.progress("Calcul") as report:
        done = run_again(origin, chosen, out=out, workers=workers, progress=report)
    if json:
        screen.show_json(done.plain())
    else:
        _after(done)
    raise typer.Exit(0 if done.reproduced else NOT_REPRODUCED)


def numbers(said: str) -> tuple[int, ...] | None:
    """Give the replications that an option names: "all", "3", "1,4,7" or "1-5".

    Raises
    ------
    JumeauError
        When it names none.
    """
    if said.strip().lower() in ("all", "toutes", "tout"):
        return None
    found: list[int] = []
    for part in said.split(","):
        first, dash, last = part.strip().partition("-")
        if not (first.isdecimal() and (last.isdecimal() if dash else not last)):
            raise JumeauError("--replications", f"« {said} » illisible.",
                              "Écrivez all, 3, 1,4,7 ou 1-5.")  # fmt: skip
        low, high = int(first), int(last or first)
        if not 1 <= low <= high <= MOST:
            raise JumeauError("--replications", f"« {part.strip()} » n'est pas possible.",
                              "La première est 1 ; de la plus petite à la grande.")  # fmt: skip
        found += range(low, high + 1)
    return tuple(found)


def _before(origin: Origin) -> None:
    """Say what is about to be run again, and what is no longer as it was."""
    from scenarios.replay import differences

    record = origin.record
    kept = sorted({r.replication for r in origin.run.records()})
    typer.echo(
        f"{origin.run.title} ({origin.run.name}/{origin.run.path.name}), "
        f"réplications {kept[0] if kept else 0} à {kept[-1] if kept else 0}, "
        f"tirages : {record.draws}, graine {record.seed}"
    )
    told = differences(origin)
    if not told:
        typer.echo("Avant de calculer : même code, mêmes versions, même territoire.")
        return
    typer.echo("Avant de calculer, ce qui n'est plus pareil :")
    for one in told:
        typer.echo(f"  {one.topic} : {one.then} au calcul, {one.now} ici")
    typer.echo("Les empreintes peuvent donc changer.")


def _after(done: Replay) -> None:
    """Say what came out."""
    same = sum(log.same for log in done.logs)
    typer.echo(f"Journaux retrouvés à l'octet près : {same} sur {len(done.logs)}")
    for log in [log for log in done.logs if not log.same][:SHOWN]:
        typer.echo(f"  tirage {log.draw}, réplication {log.replication} : {log.then[:16]} au "
                   f"calcul, {log.now[:16]} ici")  # fmt: skip
    if not done.inputs_same:
        typer.echo("Les entrées reconstruites n'ont pas l'empreinte du manifeste.")
    scope = "toutes les réplications" if done.whole else "ces réplications"
    if done.then is None:
        typer.echo("Indicateurs : le premier calcul n'est plus à côté du manifeste, non comparés.")
    else:
        word = "retrouvés" if done.then == done.now else "DIFFÉRENTS"
        typer.echo(f"Indicateurs de {scope} : {word} ({done.now[:16]})")
    if done.path is not None:
        typer.echo(f"Gardé dans {done.path}")
    typer.echo("Reproduit." if done.reproduced else "NON reproduit.")
