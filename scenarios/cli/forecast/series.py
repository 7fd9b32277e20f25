"""`jumeau forecast series`: counts by hour, day or month out of a log, ready to be forecast."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from scenarios.cli.pathways import _common as common
from twin.tables import JumeauError

if TYPE_CHECKING:
    from pathways.answers.asked import Asked
    from scenarios.log_series import LogSeries, What
    from twin.contracts.forecasts import Frequency

WHAT = ("arrivals", "admissions", "occupancy", "calls", "files")
BY = ("site", "age", "department")
HEADS = {"department": "departement"}
FREQUENCIES = ("H", "D", "M")


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("series", cls=FrenchCommand)(series)


def series(
    log: common.Log,
    what: Annotated[
        str,
        typer.Option(
            "--what",
            metavar="QUOI",
            help="arrivals (passages), admissions, occupancy (présents en fin de période), calls "
            "(appels au 15 présentés) ou files (dossiers de régulation médicale).",
        ),
    ] = "arrivals",
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="site,age",
            help="Une série par site (department pour les appels et dossiers), par âge ; ou rien.",
        ),
    ] = None,
    freq: Annotated[str, typer.Option("--freq", metavar="H|D|M", help="Heures, jours, mois.")] = (
        "D"
    ),
    ages: Annotated[
        str, typer.Option("--ages", metavar="A,B,...", help="Premiers âges des classes.")
    ] = "15,45,65,75",
    activity: Annotated[
        list[str] | None,
        typer.Option("--activity", metavar="ACTIVITÉ", help="Compter celle-ci (à répéter)."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FICHIER", help="Fichier CSV à écrire.")
    ] = None,
    where: common.Where = None,
    period: common.Period = None,
    site: common.Site = None,
    public: common.Public = False,
    threshold: common.Threshold = common.DEFAULT_THRESHOLD,
    override: common.Override = "",
    as_json: common.Json = False,
) -> None:
    """Compte, dans un journal ou des RPU, ce que `forecast demand` saura prévoir."""
    _check(what, by, freq)
    edges = _ages(ages)
    if out is None and not as_json:
        raise JumeauError("--out", "fichier non donné.", "Exemple : --out passages.csv.")
    common.check_written(log, out=out)
    from scenarios.log_series import log_series

    asked = common.opened(
        log, where, period, site, public=public, threshold=threshold, override=override
    )
    found = log_series(
        asked.log,
        cast("What", what),
        by=None if by is None else _listed(by),
        frequency=cast("Frequency", freq.upper()),
        activities=activity or (),
        ages=edges,
    )
    _guard(found, asked)
    if out is not None:
        common.leave([asked], "series")
        common.keep(out, "\ufeff" + _csv(found))
    notes = [*found.notes, asked.gate.words()]
    if as_json:
        screen.show_json({**asked.header(), "series": _rows(found), "notes": notes})
        return
    names = [c for c in found.frame.columns if c in BY]
    count = found.frame.select(names).n_unique() if names else 1
    console = screen.out()
    console.print(
        f"{count} série(s), {found.frame.height} lignes, "
        f"{screen.number(float(found.frame['y'].sum()), 0)} {found.value} : {out}",
        markup=False,
    )
    for note in notes:
        console.print(f"- {note}", markup=False, style="dim")


def _check(what: str, by: str | None, freq: str) -> None:
    if what not in WHAT:
        raise JumeauError(f"--what {what}", "inconnu.", f"Choix : {', '.join(WHAT)}.")
    if strange := [one for one in _listed(by or "") if one not in BY]:
        raise JumeauError(f"--by {strange[0]}", "inconnu.", f"Choix : {', '.join(BY)}.")
    if freq.upper() not in FREQUENCIES:
        raise JumeauError(
            f"--freq {freq}", "fréquence inconnue.", "H (heures), D (jours) ou M (mois)."
        )


def _listed(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _ages(text: str) -> list[int]:
    parts = _listed(text)
    if not parts or not all(p.isdigit() and 0 < int(p) < 120 for p in parts):
        raise JumeauError(f"--ages {text}", "des âges entiers sont attendus.", "Exemple : 15,75.")
    return [int(p) for p in parts]


def _guard(found: LogSeries, asked: Asked) -> None:
    """Refuse counts of 1 to 10 patients of a log that is not public."""
    small = sum(asked.gate.hides(int(y)) for y in found.frame["y"].unique())
    if small:
        cells = sum(asked.gate.hides(int(y)) for y in found.frame["y"])
        raise JumeauError(
            "diffusion",
            f"{cells} case(s) sur {found.frame.height} comptent 1 à {asked.gate.threshold - 1} "
            "patients d'un journal non public.",
            "Comptez par jour ou par mois, sans l'âge ; ou gardez le fichier sous votre "
            'responsabilité, inscrite au registre : --threshold 1 --override "MOTIF".',
        )


def _rows(found: LogSeries) -> list[dict[str, Any]]:
    return [
        {"ds": row["ds"].isoformat(), "site": row.get("site", ""), "age": row.get("age", ""),
         "department": row.get("department", ""), "y": row["y"]}
        for row in found.frame.iter_rows(named=True)
    ]  # fmt: skip


def _csv(found: LogSeries) -> str:
    """Write the series as `jumeau forecast demand` and a French spreadsheet read them."""
    frame = found.frame
    hours = frame["ds"].dt.hour().n_unique() > 1
    page = io.StringIO()
    writer = csv.writer(page, delimiter=";", lineterminator="\r\n")
    names = [c for c in frame.columns if c in BY]
    writer.writerow(("date", *(HEADS.get(name, name) for name in names), found.value))
    for row in frame.iter_rows(named=True):
        when = row["ds"].strftime("%d/%m/%Y %H:%M" if hours else "%d/%m/%Y")
        cells = [f"'{row[c]}" if row[c][:1] in ("=", "+", "-", "@") else row[c] for c in names]
        writer.writerow((when, *cells, row["y"]))
    return page.getvalue()
