"""The kits on the terminal: what was read, each kit line by line, the evaluation."""

from __future__ import annotations

from typing import Any

import typer

from scenarios.cli import screen

FEW = 5
SHOWN_KITS = 12
Row = dict[str, Any]


def show(body: dict[str, Any]) -> None:
    """Write the study."""
    _show_reading(body)
    for kit in body["kits"][:SHOWN_KITS]:
        _show_kit(kit, body["lines"])
    if len(body["kits"]) > SHOWN_KITS:
        _say(f"... et {len(body['kits']) - SHOWN_KITS} autres kits (--out ou --json les donnent).")
    _say("")
    _say(body["evaluation"]["sentence"])
    screen.out().print(_scores(body["evaluation"]["rows"]))
    for note in body["notes"]:
        _say(f"note : {note}")


def _show_reading(body: dict[str, Any]) -> None:
    _say("Colonnes lues : " + ", ".join(f"{r} = « {h} »" for r, h in body["columns"].items()))
    rows = body["rows"]
    _say(f"{rows['kept']} lignes gardées sur {rows['read']}, {body['interventions']} interventions "
         f"du {screen.day(body['first_day'])} au {screen.day(body['last_day'])}")  # fmt: skip
    for row in body["rejects"][:FEW]:
        _say(f"  refusée : ligne {row['line']}, {row['reason']}")
    if len(body["rejects"]) > FEW:
        _say(f"  ... et {len(body['rejects']) - FEW} autres (--json ou --out kits.xlsx)")


def _show_kit(kit: Row, lines: list[Row]) -> None:
    whose = f", {kit['surgeon']}" if kit["surgeon"] else ""
    _say("")
    _say(f"{kit['type']}{whose} — {kit['sentence']}")
    if kit["status"] != "proposé":
        return
    shown = [line for line in lines if _of(line, kit["type"], kit["surgeon"])]
    if kit["surgeon"]:
        # Only what differs from everyone's kit: the rest has just been read.
        common = {_content(line) for line in lines if _of(line, kit["type"], "")}
        shown = [line for line in shown if _content(line) not in common]
        _say("Comme le kit de tous" + (", sauf :" if shown else "."))
    for line in shown:
        if line["action"] != "hors du kit" or kit["surgeon"]:
            _say(f"- {line['name']} ({line['item']}), {line['action']} : {line['reason']}")
    carbon = "" if kit["saved_kg"] is None else f" et {_span(kit, 'saved_kg', 3)} kg CO2e"
    _say(
        f"Par intervention : {_span(kit, 'saved_eur', 2)} €{carbon} épargnés ; "
        f"{screen.number(kit['added_minutes'], 2)} min de plus pour ouvrir ce qui est prêt."
    )


def _of(line: Row, kind: str, surgeon: str) -> bool:
    return (line["type"], line["surgeon"]) == (kind, surgeon)


def _content(line: Row) -> tuple[str, int, int]:
    return line["item"], line["open_units"], line["ready_units"]


def _span(row: Row, name: str, decimals: int) -> str:
    mean, low, high = (screen.number(row[k], decimals)
                       for k in (name, f"{name}_low", f"{name}_high"))  # fmt: skip
    return f"{mean} [{low} ; {high}]"


def _scores(rows: list[Row]) -> Any:
    heads = ["Évaluation", "Jugées", "Gardées", "Manque", "Taux % [95 %]", "Hors liste",
             "€ épargnés [90 %]", "kg CO2e [90 %]"]  # fmt: skip
    cells = []
    for row in rows:
        seen = row["judged"] > 0
        rate = {"r": 100 * (row["missing_rate"] or 0), "r_low": 100 * row["missing_rate_low"],
                "r_high": 100 * row["missing_rate_high"]}  # fmt: skip
        name = row["type"].replace("[", r"\[") or "Ensemble"
        cells.append([
            name, str(row["judged"]), str(row["kept_as_is"]), str(row["missing"]),
            _span(rate, "r", 1).replace("[", r"\[") if seen else "–", str(row["unlisted"]),
            _span(row, "saved_eur", 2).replace("[", r"\[") if seen else "–",
            _span(row, "saved_kg", 3).replace("[", r"\[") if seen else "–",
        ])  # fmt: skip
    return screen.facts_table(heads, cells)


def _say(text: str) -> None:
    """Write one line; nothing in a file's words reaches the terminal as a command."""
    typer.echo("".join(c for c in text if c.isprintable() or c in "\u00a0\u202f"))
