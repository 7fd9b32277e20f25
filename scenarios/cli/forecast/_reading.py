"""What every verb on demand asks of its file: one block of options, read in one way."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from twin.tables import JumeauError

if TYPE_CHECKING:
    from forecasting.series.extras import Extras
    from twin.contracts.forecasts import Demand

LONGEST = {"H": 28 * 24, "D": 366, "M": 24}
"""Periods ahead beyond which nothing is promised."""
SPOKEN = {"H": "heures", "D": "jours", "M": "mois"}


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file of demand is to be read, as typed; see the options of `_options`."""

    data: Path
    freq: str
    time: str
    id: str
    value: str
    date_format: str
    decimal: str
    total: bool
    absent_zero: bool
    join: bool
    zone: str
    department: str
    known: Path | None
    past: Path | None
    past_delay: int

    def read(self) -> Demand:
        """Read the series, not cleaned yet."""
        from forecasting.school_zones import where
        from forecasting.series.reading import read_demand

        where(self.department, self.zone)
        return read_demand(
            self.data, time=self.time, id=self.id, value=self.value,
            frequency=self.freq.strip().upper(), date_format=self.date_format,
            decimal=self.decimal, total=self.total, absent_is_zero=self.absent_zero,
        )  # fmt: skip

    def extras(self, demand: Demand, horizon: int) -> Extras | None:
        """Read the columns that explain demand: weather, influenza...; None where none is given."""
        if self.past_delay < 0:
            raise JumeauError(
                f"--past-delay {self.past_delay}", "un retard est positif.", "Exemple : 7."
            )
        if self.known is None and self.past is None:
            return None
        from forecasting.series.extras import read_extras

        return read_extras(
            demand, horizon, known=self.known, past=self.past, delay=self.past_delay,
            date_format=self.date_format, decimal=self.decimal,
        )  # fmt: skip


def asked_horizon(horizon: int | None, frequency: str, usual: Mapping[str, int]) -> int:
    """Give the periods ahead, or say that they are too few or too many."""
    asked = usual[frequency] if horizon is None else horizon
    if asked < 1:
        raise JumeauError(f"--horizon {asked}", "il faut au moins une période.", "Exemple : 28.")
    if asked > LONGEST[frequency]:
        raise JumeauError(
            f"--horizon {asked}",
            f"au plus {LONGEST[frequency]} {SPOKEN[frequency]}.",
            "Choisissez plus court, ou une période plus longue (--freq).",
        )
    return asked


def reads(command: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the options of reading; its first parameter is then a `Reading`."""
    shared = inspect.signature(_options, eval_str=True).parameters
    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]

    @wraps(command)
    def run(**words: Any) -> None:
        taken = {name: words.pop(name) for name in shared}
        command(_options(**taken), **words)

    data, *others = shared.values()
    every = [p.replace(kind=p.KEYWORD_ONLY) for p in (data, *own, *others)]
    run.__signature__ = inspect.Signature(every)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in every}
    # Else the bare signature of the verb would be seen behind this one.
    del run.__wrapped__
    return run


def _options(
    data: Annotated[
        Path,
        typer.Argument(metavar="FICHIER", help="CSV, XLSX ou Parquet : une ligne par période."),
    ],
    freq: Annotated[
        str, typer.Option("--freq", metavar="H|D|M", help="Heures, jours ou mois ; sinon trouvé.")
    ] = "",
    time: Annotated[str, typer.Option("--time", metavar="COLONNE", help="Colonne des dates.")] = "",
    id: Annotated[
        str,
        typer.Option("--id", metavar="COLONNE,...", help="Colonnes qui distinguent les séries."),
    ] = "",
    value: Annotated[
        str, typer.Option("--value", metavar="COLONNE,...", help="Colonnes à prévoir.")
    ] = "",
    date_format: Annotated[
        str,
        typer.Option("--date-format", metavar="FORMAT", help="Écriture des dates, « %d/%m/%Y »."),
    ] = "",
    decimal: Annotated[
        str, typer.Option("--decimal", metavar=",|.", help="Marque décimale, si rien ne tranche.")
    ] = "",
    total: Annotated[
        bool, typer.Option("--sum", help="Additionner les lignes de même série et période.")
    ] = False,
    absent_zero: Annotated[
        bool, typer.Option("--absent-zero", help="Une période sans ligne vaut zéro.")
    ] = False,
    join: Annotated[
        bool, typer.Option("--join", help="Réunir les sites fusionnés, scindés ou renommés.")
    ] = False,
    zone: Annotated[str, typer.Option("--zone", metavar="A|B|C", help="Zone scolaire.")] = "",
    department: Annotated[
        str,
        typer.Option(
            "--department", metavar="67", help="Département : jours fériés, zone, lumière."
        ),
    ] = "",
    known: Annotated[
        Path | None,
        typer.Option(
            "--known", metavar="FICHIER",
            help="Colonnes connues d'avance, par date (et série) : météo prévue, événements.",
        ),
    ] = None,
    past: Annotated[
        Path | None,
        typer.Option(
            "--past", metavar="FICHIER",
            help="Colonnes connues jusqu'au jour même, par date (et série) : grippe, pollution.",
        ),
    ] = None,
    past_delay: Annotated[
        int,
        typer.Option("--past-delay", metavar="N", help="Périodes avant publication de --past."),
    ] = 0,
) -> Reading:  # fmt: skip
    """Hold the options shared by the verbs that read demand."""
    return Reading(data, freq, time, id, value, date_format, decimal, total, absent_zero, join,
                   zone, department, known, past, past_delay)  # fmt: skip
