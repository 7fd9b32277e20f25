"""`jumeau forecast demand`: what is expected in the next hours, days or months, with quantiles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.cli.forecast._demand_answer import DemandAnswer

LONGEST = {"H": 28 * 24, "D": 366, "M": 24}
"""Periods ahead beyond which nothing is promised."""
SPOKEN = {"H": "heures", "D": "jours", "M": "mois"}
USUAL_HORIZON = {"H": 48, "D": 28, "M": 12}

Data = Annotated[
    Path, typer.Argument(metavar="FICHIER", help="CSV, XLSX ou Parquet : une ligne par période.")
]
Time = Annotated[str, typer.Option("--time", metavar="COLONNE", help="Colonne des dates.")]
Id = Annotated[
    str,
    typer.Option("--id", metavar="COLONNE,...", help="Colonnes qui distinguent les séries."),
]
Value = Annotated[str, typer.Option("--value", metavar="COLONNE,...", help="Colonnes à prévoir.")]
Freq = Annotated[
    str, typer.Option("--freq", metavar="H|D|M", help="Heures, jours ou mois ; sinon trouvé.")
]
DateFormat = Annotated[
    str,
    typer.Option("--date-format", metavar="FORMAT", help="Écriture des dates, « %d/%m/%Y »."),
]
Decimal = Annotated[
    str, typer.Option("--decimal", metavar=",|.", help="Marque décimale, si rien ne tranche.")
]
Total = Annotated[
    bool, typer.Option("--sum", help="Additionner les lignes de même série et période.")
]
AbsentZero = Annotated[
    bool, typer.Option("--absent-zero", help="Une période sans ligne vaut zéro.")
]
Join = Annotated[
    bool, typer.Option("--join", help="Réunir les sites fusionnés, scindés ou renommés.")
]
Zone = Annotated[str, typer.Option("--zone", metavar="A|B|C", help="Zone scolaire.")]
Department = Annotated[
    str,
    typer.Option("--department", metavar="67", help="Département : jours fériés, zone, lumière."),
]


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("demand", cls=FrenchCommand)(demand)


def demand(
    data: Data,
    horizon: Annotated[
        int | None,
        typer.Option("--horizon", metavar="N", help="Périodes à prévoir (28 jours, 12 mois...)."),
    ] = None,
    freq: Freq = "",
    time: Time = "",
    id: Id = "",
    value: Value = "",
    date_format: DateFormat = "",
    decimal: Decimal = "",
    total: Total = False,
    absent_zero: AbsentZero = False,
    join: Join = False,
    zone: Zone = "",
    department: Department = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FICHIER", help="Écrire les quantiles en CSV.")
    ] = None,
    picture: Annotated[
        Path | None, typer.Option("--picture", metavar="FICHIER", help="Écrire une image .svg.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Écrire du JSON sur la sortie standard.")
    ] = False,
) -> None:
    """Prévoit la demande des prochains jours (heures, mois), avec son incertitude."""
    if picture is not None and picture.suffix.lower() != ".svg":
        raise JumeauError(f"--picture {picture}", "seul le .svg est écrit.", "Donnez un .svg.")
    if horizon is not None and horizon < 1:
        raise JumeauError(f"--horizon {horizon}", "il faut au moins une période.", "Exemple : 28.")
    from forecasting.school_zones import where
    from forecasting.series.reading import read_demand
    from scenarios.cli.forecast._demand_answer import answer

    where(department, zone)
    with screen.progress("Lecture et prévision"):
        read = read_demand(
            data, time=time, id=id, value=value, frequency=freq.strip().upper(),
            date_format=date_format, decimal=decimal, total=total, absent_is_zero=absent_zero,
        )  # fmt: skip
        asked = horizon or USUAL_HORIZON[read.frequency]
        if asked > LONGEST[read.frequency]:
            raise JumeauError(
                f"--horizon {asked}",
                f"au plus {LONGEST[read.frequency]} {SPOKEN[read.frequency]}.",
                "Choisissez plus court, ou une période plus longue (--freq).",
            )
        found = answer(read, asked, join=join, department=department, zone=zone)
    _write(found, out, picture)
    if as_json:
        screen.show_json(found.json())
        return
    from scenarios.cli.forecast._demand_screen import show

    show(found)
    for kind, path in (("Quantiles", out), ("Image", picture)):
        if path is not None:
            screen.err().print(f"{kind} : {path}", markup=False)


def _write(found: DemandAnswer, out: Path | None, picture: Path | None) -> None:
    from scenarios.cli.pathways._common import keep

    if out is not None:
        keep(out, "\ufeff" + found.csv())
    if picture is not None:
        from scenarios.cli.forecast._fan import fan

        keep(picture, fan(found))
