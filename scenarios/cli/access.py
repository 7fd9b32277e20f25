"""`jumeau territory access`: who is far from care, where, at which hour, by which definition."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.access_moment import moment
from scenarios.cli.access_report import by_commune, plain, report
from scenarios.cli.access_screen import show
from scenarios.cli.where import opened
from scenarios.words import near
from twin.tables import JumeauError, said

if TYPE_CHECKING:
    from twin.access import AccessIndicator, Measure
    from twin.territory import Territory

HOURLY_OF = {"ed_minutes": "ed_open_minutes"}
"""The indicator that answers at an hour what another answers with every site open."""


def access(
    where: Annotated[
        str, typer.Argument(metavar="DOSSIER|pilote", help="Territoire, ou fichiers sources.")
    ] = "pilote",
    indicator: Annotated[
        str | None, typer.Option("--indicateur", help="Son nom ; --liste les donne tous.")
    ] = None,
    hour: Annotated[
        str | None,
        typer.Option("--heure", help="« lundi 3h », ou 0 à 167 ; sinon tout est ouvert."),
    ] = None,
    day: Annotated[
        str | None, typer.Option("--date", help="Jour des règles d'accès, 2026-01-12.")
    ] = None,
    by: Annotated[
        str, typer.Option("--par", help="region, departement, epci, densite, defavorisation.")
    ] = "departement",
    threshold: Annotated[
        float | None, typer.Option("--seuil", help="Un seuil de plus, dans l'unité.")
    ] = None,
    week: Annotated[
        bool, typer.Option("--semaine", help="Montrer aussi les 168 heures de la semaine.")
    ] = False,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Écrire la valeur de chaque commune.")
    ] = None,
    listing: Annotated[
        bool, typer.Option("--liste", help="Montrer les indicateurs, et ce qui leur manque.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Écrire du JSON sur la sortie standard.")
    ] = False,
) -> None:
    """Mesurer l'accès aux soins : par zone, au-delà de seuils, à une heure, avec l'équité."""
    from twin import access as rooms
    from twin.access.groups import FRENCH

    if by not in FRENCH:
        hint = near(by, list(FRENCH))
        raise JumeauError("--par", f"« {by} » inconnu.", f"{hint}Choix : {', '.join(FRENCH)}.")
    if threshold is not None and not (math.isfinite(threshold) and threshold > 0):
        raise JumeauError(
            "--seuil",
            f"{threshold:g} n'est pas positif.",
            "Donnez un nombre positif, dans l'unité de l'indicateur.",
        )
    when = moment(hour, day)
    chosen = _chosen(indicator, hourly=week or when.hour_of_week is not None)
    for option, used in (("--heure", when.hour_of_week is not None), ("--semaine", week)):
        if used and not chosen.hourly:
            other = HOURLY_OF.get(chosen.id)
            remedy = f"Prenez --indicateur {other}." if other else f"Retirez {option}."
            raise JumeauError(option, f"{chosen.id} ne dépend pas de l'heure.", remedy)
    territory = opened(where)
    if listing:
        _list(territory, as_json)
        return
    measured = rooms.measure(chosen, territory, when)
    page = report(territory, measured, FRENCH[by], threshold, week)
    if csv is not None:
        _write_csv(csv, territory, measured)
    if as_json:
        screen.show_json(plain(page))
        return
    show(page, measured)
    if csv is not None:
        typer.echo(f"Table par commune écrite dans {csv}")


def _chosen(identifier: str | None, *, hourly: bool) -> AccessIndicator:
    """Give the indicator asked for; without a name, access to EDs."""
    from twin.access import find

    if identifier is None:
        return find("ed_open_minutes" if hourly else "ed_minutes")
    return find(identifier)


def _write_csv(path: Path, territory: Territory, measured: Measure) -> None:
    if not path.parent.is_dir():
        raise JumeauError("--csv", f"le dossier {path.parent} n'existe pas.", "Créez-le d'abord.")
    try:
        by_commune(territory, measured).to_csv(path, index=False, float_format="%.4f")
    except OSError as error:
        raise JumeauError(
            f"{path}", f"écriture impossible ({said(error)}).", "Vérifiez les droits."
        ) from None


def _list(territory: Territory, as_json: bool) -> None:
    from twin.access import indicators

    rows = [
        {"id": one.id, "title": one.title, "unit": one.unit, "hourly": one.hourly,
         "definition": one.definition, "formula": one.formula, "source": one.source,
         "lacks": one.lacks(territory).replace(" | ", " "), "caveat": one.caveat(territory)}
        for one in indicators()
    ]  # fmt: skip
    if as_json:
        screen.show_json({"indicators": rows})
        return
    cells = [
        (str(r["id"]), str(r["title"]), str(r["unit"]), "oui" if r["hourly"] else "non",
         str(r["lacks"] or r["caveat"] or "calculable"))
        for r in rows
    ]  # fmt: skip
    screen.out().print(
        screen.facts_table(("indicateur", "titre", "unité", "selon l'heure", "état"), cells)
    )
