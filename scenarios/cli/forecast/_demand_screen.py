"""What `jumeau forecast demand` shows on a terminal."""

from __future__ import annotations

import numpy as np

from scenarios.cli import screen
from scenarios.cli.forecast._demand_answer import DemandAnswer, iso
from twin.contracts.forecasts import Forecast

WEEKDAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
FIRST = {"H": 24, "D": 7, "M": 6}
"""Periods shown by series; all of them are in --out and --json."""
MOST_SERIES, MOST_NOTES = 6, 14
LEVELS_FR = {"region": "région", "department": "département", "site": ""}
BANNER = "ÉVÉNEMENT EXCEPTIONNEL : modèle suspendu depuis le {day} pour {who} ; règle robuste seule"


def show(found: DemandAnswer) -> None:
    """Show banner, next periods, quality of the history, and what was decided."""
    console, forecast = screen.out(), found.forecast
    unit = f" ({found.demand.unit})" if found.demand.unit else ""
    console.print(
        f"[bold]Prévision après le {spoken(forecast.origin, weekday=False)}[/bold] : "
        f"{len(forecast.ids)} série(s), {len(forecast.ds)} période(s){plain(unit)}"
    )
    for day in sorted({d for d in forecast.suspended_since if d}):
        who = [n for n, d in zip(forecast.ids, forecast.suspended_since, strict=True) if d == day]
        words = BANNER.format(day=screen.day(day[:10]), who=_listed(who))
        console.print(f"[bold white on red] {plain(words)} [/]")
    quantile_table(found.forecast, found.levels)
    _quality(found)
    for note in found.notes[:MOST_NOTES]:
        console.print(f"- {plain(note)}", style="dim")
    if len(found.notes) > MOST_NOTES:
        console.print(f"... et {len(found.notes) - MOST_NOTES} notes (--json).", style="dim")


def quantile_table(forecast: Forecast, levels: tuple[str, ...] = ()) -> None:
    """Show the next periods of the first series: the median and nine chances in ten."""
    first = FIRST[forecast.frequency]
    quantiles = [forecast.quantile(level) for level in (0.05, 0.5, 0.95)]
    rows = []
    for i, name in enumerate(forecast.ids[:MOST_SERIES]):
        for h, day in enumerate(forecast.ds[:first]):
            low, middle, high = (float(q[i, h]) for q in quantiles)
            decimals = 1 if np.isfinite(high) and high < 20 else 0
            low_text, high_text = screen.number(low, decimals), screen.number(high, decimals)
            between = f"{low_text} à {high_text}" if np.isfinite(middle) else "–"
            rows.append(
                [
                    "" if h else plain(name) + _level(levels, i),
                    spoken(day),
                    screen.number(middle, decimals),
                    between,
                ]
            )
    titles = ("Série", "Période", "Attendu (médiane)", "9 chances sur 10 entre")
    screen.out().print(screen.facts_table(titles, rows))
    more = len(forecast.ids) - MOST_SERIES
    if more > 0 or len(forecast.ds) > first:
        words = f"{more} série(s) et " if more > 0 else ""
        screen.out().print(
            f"... {words}les périodes suivantes : --out FICHIER.csv ou --json.", style="dim"
        )


def _level(levels: tuple[str, ...], rank: int) -> str:
    """Name the level of a series, where there are several."""
    word = LEVELS_FR[levels[rank]] if len(set(levels)) > 1 else ""
    return f" ({word})" if word else ""


def _quality(found: DemandAnswer) -> None:
    rows = [
        [plain(name), found.grades[i].letter, plain(found.forecast.method[i]),
         plain(" ; ".join(found.grades[i].reasons)) or "historique long, entier, stable"]
        for i, name in enumerate(found.forecast.ids[: 4 * MOST_SERIES])
    ]  # fmt: skip
    titles = ("Série", "Historique (A à E)", "Méthode", "Pourquoi")
    screen.out().print(screen.facts_table(titles, rows))


def spoken(period: np.datetime64, *, weekday: bool = True) -> str:
    """Give a period in French: lun. 12/01/2026, 12/01/2026 08 h, 01/2026."""
    text = iso(period)
    if np.datetime_data(period.dtype)[0] == "M":
        return f"{text[5:7]}/{text[:4]}"
    day = screen.day(text[:10])
    if weekday:
        day = f"{WEEKDAYS[(int(np.datetime64(text[:10]).astype(int)) + 3) % 7]} {day}"
    return f"{day} {text[11:13]}\u00a0h" if "T" in text else day


def _listed(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" et {len(names) - 5} autres" if len(names) > 5 else "")


def plain(text: str) -> str:
    """Write a text of a file so that the terminal reads no markup in it."""
    kept = "".join(c for c in text if c.isprintable() or c in "\u00a0\u202f")
    return kept.replace("[", r"\[")
