"""What the command line shows: French numbers, tables, progress, faults."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from scenarios.cli import progress_file
from twin.tables import JumeauError

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console
    from rich.table import Table

    from scenarios.experiment import Progress as Report

NARROW = "\u202f"
NO_BREAK = "\u00a0"
MINUS = "\u2212"
PIPE_WIDTH = 150
SHARE_UNITS = ("part", "share")


def out() -> Console:
    """Give the console of results (stdout), wide when nobody watches it."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else PIPE_WIDTH, highlight=False)


def err() -> Console:
    """Give the console of messages (stderr)."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True)


def number(value: float | None, decimals: int = 1, *, signed: bool = False) -> str:
    """Give a number as it is written in French: 1 234,5."""
    if value is None or value != value:
        return "–"
    text = f"{abs(value):,.{decimals}f}".replace(",", NARROW).replace(".", ",")
    zero = float(f"{abs(value):.{decimals}f}") == 0
    sign = "" if zero else MINUS if value < 0 else "+" if signed else ""
    return sign + text


def quantity(value: float | None, unit: str, *, signed: bool = False) -> str:
    """Give a value with the precision its unit asks for; shares become percentages."""
    if value is None or value != value:
        return "–"
    if unit in SHARE_UNITS:
        mark = "pt" if signed else "%"
        return number(100 * value, 1, signed=signed) + NO_BREAK + mark
    return number(value, 1 if abs(value) < 1000 else 0, signed=signed)


def interval(low: float | None, high: float | None, unit: str) -> str:
    """Give an interval, "[1,2 ; 3,4]"."""
    if low is None or high is None or low != low or high != high:
        return "–"
    if unit in SHARE_UNITS:
        low, high = 100 * low, 100 * high
    decimals = 1 if max(abs(low), abs(high)) < 1000 else 0
    return f"[{number(low, decimals, signed=True)} ; {number(high, decimals, signed=True)}]"


def day(iso: str) -> str:
    """Give an ISO date as 12/01/2026."""
    return "/".join(reversed(iso.split("-")))


def comparison_table(rows: pd.DataFrame, labels: dict[str, str], places: dict[str, str]) -> Table:
    """Give paired differences as a table, one row an indicator, place and interval.

    Parameters
    ----------
    labels
        Name on screen of each indicator.
    places
        Name on screen of each facility and commune.
    """
    from rich.table import Table

    table = Table(header_style="bold")
    table.add_column("Indicateur", overflow="fold")
    for title in ("Référence", "Politique", "Écart", "Intervalle"):
        table.add_column(title, justify="right", overflow="fold")
    table.add_column("Lecture", overflow="fold")
    shown: tuple[str, str] = ("?", "?")
    for row in rows.to_dict("records"):
        place, indicator = str(row["zone"] or row["facility"]), str(row["indicator"])
        if place != shown[0]:
            table.add_section()
            table.add_row(f"[bold]{places.get(place, place) or 'Territoire'}[/bold]")
        unit = str(row["unit"])
        label = labels.get(indicator, indicator)
        same = (place, indicator) == shown
        table.add_row(
            "" if same else label if unit in SHARE_UNITS or not unit else f"{label} ({unit})",
            "" if same else quantity(row["base"], unit),
            quantity(row["policy"], unit),
            quantity(row["difference"], unit, signed=True),
            _named_interval(row, unit),
            "" if same else str(row["verdict"]),
        )
        shown = (place, indicator)
    return table


def _named_interval(row: dict[Any, Any], unit: str) -> str:
    """Give an interval with its name; one that is not shown says why."""
    if row.get("flag"):
        return f"{row['flag']} {row['interval']}"
    text = interval(row["low"], row["high"], unit)
    low, _, high = text.strip("[]").partition(" ; ")
    if row["interval"] == "param90" and low == high:
        return "n'en dépend guère param90"
    return f"{text} {row['interval']}"


def facts_table(
    titles: Sequence[str], rows: Iterable[Sequence[str]], whole: Sequence[int] = ()
) -> Table:
    """Give a plain table of texts; the columns of `whole` are never cut."""
    from rich.table import Table

    rows = list(rows)
    table = Table(header_style="bold")
    for rank, title in enumerate(titles):
        # Cut names cannot be copied into a command.
        least = max((len(row[rank]) for row in rows), default=0) if rank in whole else None
        table.add_column(title, overflow="fold", min_width=least)
    for row in rows:
        table.add_row(*row)
    return table


def show_json(value: Any) -> None:
    """Write JSON on stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False))


def show_fault(error: JumeauError) -> None:
    """Write each fault on one line of stderr: place, problem, remedy."""
    for fault in error.faults():
        typer.echo(f"erreur : {fault.place} : {fault.problem} {fault.remedy}", err=True)


@contextmanager
def progress(title: str) -> Iterator[Report | None]:
    """Give what reports progress: a bar on a terminal, a file on request, nothing elsewhere."""
    if not sys.stderr.isatty():
        kept = progress_file.asked()
        yield None if kept is None else kept.report
        return
    from rich import progress as bars

    columns = (bars.TextColumn("{task.description}"), bars.BarColumn(),
               bars.MofNCompleteColumn(), bars.TimeElapsedColumn())  # fmt: skip
    with bars.Progress(*columns, console=err(), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
