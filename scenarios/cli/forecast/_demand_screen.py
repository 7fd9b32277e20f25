"""What `jumeau forecast demand` shows on a terminal."""

from __future__ import annotations

import numpy as np

from scenarios.cli import screen
from scenarios.cli.forecast._demand_answer import DemandAnswer, iso

WEEKDAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
FIRST = {"H": 24, "D": 7, "M": 6}
"""Periods shown by series; all of them are in --out and --json."""
MOST_SERIES, MOST_NOTES = 6, 14
BANNER = "ÉVÉNEMENT EXCEPTIONNEL : modèle suspendu depuis le {day} pour {who} ; règle robuste seule"


def show(found: DemandAnswer) -> None:
    """Show banner, next periods, quality of the history, and what was decided."""
    console, forecast = screen.out(), found.forecast
    unit = f" ({found.demand.unit})" if found.demand.unit else ""
    console.print(
        f"[bold]Prévision après le {spoken(forecast.origin, weekday=False)}[/bold] : "
        f"{len(forecast.ids)} série(s), {len(forecast.ds)} période(s){_plain(unit)}"
    )
    for day in sorted({d for d in forecast.suspended_since if d}):
        who = [n for n, d in zip(forecast.ids, forecast.suspended_since, strict=True) if d == day]
        words = BANNER.format(day=screen.day(day[:10]), who=_listed(who))
        console.print(f"[bold white on red] {_plain(words)} [/]")
    _table(found)
    _quality(found)
    for note in found.notes[:MOST_NOTES]:
        console.print(f"- {_plain(note)}", style="dim")
    if len(found.notes) > MOST_NOTES:
        console.print(f"... et {len(found.notes) - MOST_NOTES} notes (--json).", style="dim")


def _table(found: DemandAnswer) -> None:
    forecast = found.forecast
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
                    "" if h else _plain(name),
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


def _quality(found: DemandAnswer) -> None:
    rows = [
        [_plain(name), found.grades[i].letter, _plain(found.forecast.method[i]),
         _plain(" ; ".join(found.grades[i].reasons)) or "historique long, entier, stable"]
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


def _plain(text: str) -> str:
    kept = "".join(c for c in text if c.isprintable() or c in "\u00a0\u202f")
    return kept.replace("[", r"\[")
