"""Commands on what is kept: list, show, export, clean, verify."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand, FrenchGroup
from scenarios.cli.studies import Json, Out
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.store import StoredRun

store_app = typer.Typer(
    cls=FrenchGroup, help="Liste, montre, exporte, vérifie et range les résultats gardés."
)
Ref = Annotated[str, typer.Argument(help="Résultat : nom, nom/empreinte, fichier ou dossier.")]
MEBIBYTE = 1 << 20
MOST_SHOWN = 100
"""Results that a table shows unless all are asked: thousands take seconds to draw."""


class Format(StrEnum):
    """What an export looks like."""

    csv_fr = "csv-fr"
    csv = "csv"
    parquet = "parquet"


@store_app.command("list", cls=FrenchCommand)
def list_runs(
    out: Out = None,
    every: Annotated[
        bool, typer.Option("--all", help="Tous, même au-delà des 100 derniers.")
    ] = False,
    json: Json = False,
) -> None:
    """Liste les résultats gardés, le dernier d'abord (--json les donne tous)."""
    from scenarios.store import Store

    store = Store.open(out)
    runs = store.list()
    if json:
        screen.show_json({"format": 1, "runs": [_line(run) for run in runs]})
        return
    if not runs:
        typer.echo(f"Aucun résultat dans {store.root}. Lancez `jumeau demo`.")
        return
    titles = ("Résultat", "Période", "Territoire", "Réplications", "Créé (UTC)")
    shown = [
        (f"{run.name}/{run.path.name}", run.head.period, run.head.territory.name,
         str(run.head.central), run.head.created[:16].replace("T", " "))
        for run in (runs if every else runs[:MOST_SHOWN])
    ]  # fmt: skip
    screen.out().print(screen.facts_table(titles, shown))
    if len(shown) < len(runs):
        typer.echo(f"Les {len(shown)} derniers résultats sur {len(runs)}\u00a0; tous\u00a0: --all.")


def _line(run: StoredRun) -> dict[str, object]:
    head = run.head
    return {
        "name": run.name,
        "title": run.title,
        "digest": head.digest,
        "path": str(run.path),
        "period": head.period,
        "territory": head.territory.name,
        "replications": head.central,
        "draws": head.draws,
        "seed": head.seed,
        "created": head.created,
    }


@store_app.command("show", cls=FrenchCommand)
def show(result: Ref, out: Out = None, json: Json = False) -> None:
    """Montre un résultat : sa question, ses données, sa preuve."""
    from scenarios.store import Store

    run = Store.open(out).get(result)
    record = run.record
    if json:
        screen.show_json({"format": 1, **_line(run), "manifest": run.manifest})
        return
    draws = f", {record.draws} tirages" if record.draws else ""
    lines = (
        ("Résultat", f"{run.name}/{run.path.name}"),
        ("Titre", run.title),
        ("Question", str(record.scenario["question"])),
        ("Territoire", f"{record.territory.name}, données {record.territory.vintage}"),
        ("Période", record.period),
        ("Calculs", f"{len(run.records())} ({run.head.central} réplications{draws})"),
        ("Graine", str(record.seed)),
        ("Empreinte des résultats", record.result_hash),
        ("Empreinte des données", record.inputs_digest),
        ("Empreinte du code", record.code_digest),
        ("Temps de calcul", f"{screen.number(record.seconds)} s"),
        ("Créé (UTC)", record.created[:19].replace("T", " ")),
        ("Dossier", str(run.path)),
    )
    screen.out().print(screen.facts_table(("Quoi", "Valeur"), lines))


@store_app.command("export", cls=FrenchCommand)
def export(
    result: Ref,
    file: Annotated[Path, typer.Argument(help="Fichier à écrire (jamais écrasé).")],
    form: Annotated[
        Format,
        typer.Option("--format", help="csv-fr (tableur français), csv, ou parquet."),
    ] = Format.csv_fr,
    out: Out = None,
) -> None:
    """Écrit les indicateurs d'un résultat, vérifiés, dans un fichier."""
    from scenarios.parts import write_table, write_whole
    from scenarios.store import Store

    wanted = ".parquet" if form is Format.parquet else ".csv"
    if file.suffix.lower() != wanted:
        other = " --format parquet" if file.suffix.lower() == ".parquet" else ""
        remedy = f"Ajoutez{other}." if other else f"Écrivez {file.stem}{wanted}."
        raise JumeauError(
            f"{file}", f"ce nom ne finit pas par {wanted}, comme le format {form.value}.", remedy
        )
    frame = Store.open(out).get(result).indicators()
    if file.exists():
        raise JumeauError(f"{file}", "ce fichier existe déjà.", "Donnez un autre nom.")
    if form is Format.parquet:
        write_table(file, frame)
    elif form is Format.csv:
        write_whole(file, lambda path: frame.to_csv(path, index=False, encoding="utf-8"))
    else:
        # A French spreadsheet splits at semicolons, and knows UTF-8 by its byte-order mark.
        write_whole(
            file,
            lambda path: frame.to_csv(path, index=False, sep=";", decimal=",",
                                      encoding="utf-8-sig"),
        )  # fmt: skip
    typer.echo(f"{len(frame)} lignes dans {file}")


@store_app.command("seal", cls=FrenchCommand)
def seal(out: Out = None, json: Json = False) -> None:
    """Rassemble les calculs terminés que des parts (--shard) ou un arrêt ont laissés épars."""
    from scenarios.batch.gathering import gather_all
    from scenarios.store import Store

    runs = gather_all(Store.open(out))
    if json:
        screen.show_json({"format": 1, "runs": [_line(run) for run in runs]})
        return
    for run in runs:
        typer.echo(f"{run.name} : {len(run.records())} calculs, gardés dans {run.path}")
    if not runs:
        typer.echo("Rien à rassembler.")


@store_app.command("gc", cls=FrenchCommand)
def clean(
    days: Annotated[
        float, typer.Option(min=0, help="Âge des calculs jamais finis à effacer, en jours.")
    ] = 7.0,
    other_code: Annotated[
        bool, typer.Option("--other-code", help="Aussi les résultats d'autres versions du code.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Montrer seulement, sans rien effacer.")
    ] = False,
    out: Out = None,
    json: Json = False,
) -> None:
    """Efface les restes : fichiers temporaires abandonnés, calculs anciens jamais finis."""
    from scenarios.store import Store
    from scenarios.store_care import litter, remove

    store = Store.open(out)
    found = litter(store, days=days, other_code=other_code)
    if not dry_run:
        remove(store, found)
    if json:
        rows = [{"path": str(f.path), "reason": f.reason, "bytes": f.size} for f in found]
        screen.show_json({"format": 1, "removed": not dry_run, "files": rows})
        return
    for one in found:
        typer.echo(f"{one.path} : {one.reason}")
    total = screen.number(sum(one.size for one in found) / MEBIBYTE)
    word = "à effacer" if dry_run else "effacés"
    typer.echo(f"{len(found)} restes {word}, {total} Mio.")


@store_app.command("verify", cls=FrenchCommand)
def check(out: Out = None, json: Json = False) -> None:
    """Recalcule toutes les sommes de contrôle et nomme ce qui est corrompu."""
    from scenarios.store import Store
    from scenarios.store_care import verify

    store = Store.open(out)
    if not store.root.is_dir():  # a folder mistyped is no proof that all is whole
        raise JumeauError(f"{store.root}", "ce dossier de résultats n'existe pas.",
                          "Vérifiez --out, ou $JUMEAU_RUNS.")  # fmt: skip
    read, damages = verify(store)
    if json:
        rows = [{"path": str(d.path), "problem": d.problem} for d in damages]
        screen.show_json({"format": 1, "files": read, "damaged": rows})
    else:
        for one in damages:
            typer.echo(f"erreur : {one.path} : {one.problem}", err=True)
        typer.echo(f"{read} fichiers lus, {len(damages)} corrompus.")
        if damages:
            typer.echo(
                "Relancez les mêmes commandes : ce qui est corrompu sera recalculé.", err=True
            )
    if damages:
        raise typer.Exit(1)
