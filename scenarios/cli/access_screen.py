"""How `jumeau territory access` looks on screen: the definition first, then the figures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from scenarios.cli import screen
from scenarios.cli.access_moment import DAYS

if TYPE_CHECKING:
    from twin.access import Measure, Moment

_CLASSES = {"density": "Densité", "deprivation": "Défavorisation,"}
_HEADS = ("zone", "habitants", "sans valeur", "moyenne", "médiane", "P90")


def show(report: dict[str, Any], measured: Measure) -> None:
    """Show the definition, then the figures, then what they must be read beside."""
    one, out = measured.indicator, screen.out()
    when = f", {_when(measured.moment)}" if one.unit == "min" else ""
    lines = [
        f"{one.title} ({one.unit}) – {report['territory']['name']}{when}",
        f"Définition : {one.definition}",
        f"Formule : {one.formula}",
        f"Source : {one.source}",
    ]
    if report["caveat"]:
        lines.append(f"Réserve : {report['caveat']}")
    for line in lines:
        out.print(line, markup=False)
    shares = [name for name in report["groups"][0] if name.startswith("share_")]
    rows = [_cells(row, shares) for row in report["groups"]]
    whole = report | {"label": report["territory"]["name"]}
    if report["by"] != "region":
        rows.append(_cells(whole, shares))
    out.print(screen.facts_table((*_HEADS, *(_head(s, one.unit) for s in shares)), rows))
    if report["by_note"]:
        out.print(f"{_CLASSES[report['by']]} {report['by_note']}.", markup=False)
    for row in report["without_value_reasons"]:
        _show_absent(row)
    own, wide = (report[f"share_over_30_min_ed{end}"] for end in ("", "_with_neighbours"))
    if one.urgent and own is not None and own != wide:
        out.print(f"À plus de 30 min des urgences : {screen.quantity(wide, 'part')} ; "
                  f"{screen.quantity(own, 'part')} si l'on ne compte que les sites du territoire, "
                  "sans ceux des voisins.")  # fmt: skip
    low_high = report["share_over_30_min_ed_range"]
    if one.urgent and low_high and low_high[0] != low_high[1]:
        high = screen.quantity(low_high[1], "part")
        out.print(f"S'ils étaient tous à plus de 30 min des urgences, la part serait {high}.")
    _show_equity(measured, report["equity"])
    if "week" in report:
        _show_week(report["week"], measured)
    if one.urgent:
        _show_national(report["national"])


def _show_absent(row: dict[str, Any]) -> None:
    title = "Hors d'atteinte, comptés au-delà de tout seuil" if row["counted"] else "Sans valeur"
    people, communes = (screen.number(row[name], 0) for name in ("inhabitants", "communes"))
    screen.out().print(
        f"{title} : {people} habitants, {communes} communes : {row['reason']}.", markup=False
    )


def _cells(row: dict[str, Any], shares: list[str]) -> tuple[str, ...]:
    figures = (_figure(row[name]) for name in ("mean", "median", "p90"))
    counts = (screen.number(row[name], 0) for name in ("inhabitants", "without_value"))
    return (
        str(row["label"]),
        *counts,
        *figures,
        *(screen.quantity(row[s], "part") for s in shares),
    )


def _figure(value: float) -> str:
    return "hors d'atteinte" if math.isinf(value) else screen.number(value, 1)


def _head(name: str, unit: str) -> str:
    side, _, rest = name.removeprefix("share_").partition("_")
    number = rest.removesuffix("_min").replace("_", ",")
    return f"{'> ' if side == 'over' else '< '}{number}{' min' if unit == 'min' else ''}"


def _when(when: Moment) -> str:
    if when.hour_of_week is None:
        return "tous les sites ouverts"
    day = "" if when.day is None else f", règles du {when.day:%d/%m/%Y}"
    return f"{DAYS[when.hour_of_week // 24]} {when.hour_of_week % 24} h{day}"


def _show_equity(measured: Measure, found: dict[str, Any]) -> None:
    text = f"Équité entre habitants : Gini {screen.number(found['gini'], 3)}"
    if found["ranked_by"]:
        gap = screen.number(found["slope"], 1, signed=True)
        text += (
            f" ; selon la {found['ranked_by']} : écart entre extrêmes (SII) {gap} "
            f"{measured.indicator.unit}, rapport (RII) {screen.number(found['relative'], 2)}, "
            f"indice de concentration {screen.number(found['concentration'], 3, signed=True)}"
        )
    else:
        text += " ; ni défavorisation ni surface connues : pas d'indice de pente"
    people = screen.number(found["inhabitants"], 0)
    screen.out().print(f"{text}. Calculé sur {people} habitants.", markup=False)


def _show_week(week: dict[str, Any], measured: Measure) -> None:
    """Show the share at each hour, a row a day, consecutive equal hours together."""
    shares, rows = week["share_by_hour"], []
    for day, name in enumerate(DAYS):
        hours = [screen.quantity(s, "part") for s in shares[24 * day : 24 * day + 24]]
        starts = [h for h in range(24) if h == 0 or hours[h] != hours[h - 1]]
        spans = zip(starts, [*starts[1:], 24], strict=True)
        rows.append((name, " ; ".join(f"{a}-{b} h : {hours[a]}" for a, b in spans)))
    side = "au-delà" if measured.indicator.better == "low" else "au-dessous"
    head = f"part {side} de {week['threshold']:g} {measured.indicator.unit}"
    screen.out().print(screen.facts_table(("jour", head), rows))


def _show_national(national: dict[str, Any]) -> None:
    low, high = (national[f"people_over_30_min_{end}"] / 1e6 for end in ("low", "high"))
    out = screen.out()
    out.print(
        f"France, à plus de 30 min des urgences : {screen.number(low)} à {screen.number(high)} "
        "millions de personnes selon les publications.",
        markup=False,
    )
    rows = [
        (screen.number(f["people"] / 1e6, 1), f["label"], f["source"]) for f in national["figures"]
    ]
    out.print(screen.facts_table(("millions", "quoi", "source"), rows))
    out.print(f"Pourquoi tant d'écart : {national['why_they_differ']}", markup=False)
