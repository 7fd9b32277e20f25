"""What a question on a log gives: JSON, a table, a picture; always past the disclosure gate."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from pathways.answers.asked import Asked
from pathways.pictures.numbers import cell, typeset

SCREEN_ROWS = 25
NOTHING = "–"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
PAGE = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body {{ font-family: "Segoe UI", "DejaVu Sans", Arial, sans-serif; margin: 1.5rem; }}
body {{ color: #1b1b1b; }}
figure {{ margin: 0; overflow-x: auto; }} svg {{ max-width: 100%; height: auto; }}
table {{ border-collapse: collapse; font-size: 0.9rem; margin-top: 1rem; }}
th, td {{ padding: 0.25rem 0.6rem; border-bottom: 1px solid #ddd; text-align: left; }}
td.n {{ text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }}
p.note {{ color: #444; font-size: 0.9rem; }}
</style></head><body><h1>{title}</h1>{lines}<figure>{svg}</figure>
<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>
{footer}</body></html>
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, ready to leave as JSON, CSV, picture, page or lines of the terminal.

    Attributes
    ----------
    kind
        Name of the question (`map`, `variants`...).
    title
        French title.
    asked
        Log, cohort and gate; written at the head of the JSON and under each picture.
    facts
        What the JSON says besides its header; hidden counts are already None.
    table
        Rows of the CSV (English column names, no hidden count left).
    heads
        French headings of the columns shown on screen, and the unit each is written in:
        `column -> (heading, unit)`; units are those of `pictures.numbers.cell`.
    lines
        French sentences shown above the table.
    draw
        Gives the SVG.
    after
        Sentences that a terminal shows under the table, in place of `lines` above it; None where
        `lines` are few.
    """

    kind: str
    title: str
    asked: Asked
    facts: Mapping[str, Any]
    table: pl.DataFrame
    heads: Mapping[str, tuple[str, str]]
    draw: Callable[[], str]
    lines: Sequence[str] = ()
    after: Sequence[str] | None = None

    def json(self) -> dict[str, Any]:
        """Give everything, ready for JSON."""
        return {"answer": self.kind, **self.asked.header(), **self.facts}

    def csv(self) -> str:
        """Give the table as CSV; a text that a spreadsheet would run as a formula is quoted."""
        texts = [c for c, t in self.table.schema.items() if t == pl.String]
        guarded = [
            pl.when(pl.col(c).str.contains(f"^[{''.join(FORMULA)}]".replace("-", r"\-")))
            .then("'" + pl.col(c))
            .otherwise(pl.col(c))
            .alias(c)
            for c in texts
        ]
        return self.table.with_columns(guarded).write_csv()

    def svg(self) -> str:
        """Give the picture."""
        return self.draw()

    def page(self) -> str:
        """Give one HTML page that stands alone: the picture, the table, the rule of disclosure."""
        heads, rows = self.screen_rows(most=500)
        numeric = [unit != "text" for _, unit in self.heads.values()]
        body = "".join(
            "<tr>"
            + "".join(
                f"<td{' class=n' if n else ''}>{html.escape(c)}</td>"
                for c, n in zip(row, numeric, strict=True)
            )
            + "</tr>"
            for row in rows
        )
        shown, every = len(rows), self.table.height
        caption = "" if shown == every else f"Les {shown} premières lignes sur {every}."
        return PAGE.format(
            title=html.escape(typeset(self.title)),
            lines="".join(f"<p>{html.escape(typeset(line))}</p>" for line in self.lines),
            svg=self.svg(),
            caption=caption,
            heads="".join(f"<th scope=col>{html.escape(h)}</th>" for h in heads),
            rows=body,
            footer="".join(f'<p class="note">{html.escape(typeset(t))}</p>' for t in self.footer()),
        )

    def screen_rows(self, most: int = SCREEN_ROWS) -> tuple[list[str], list[list[str]]]:
        """Give headings and rows as they are read in French, the first ones only."""
        heads = [heading for heading, _ in self.heads.values()]
        rows = [
            [self._cell(row, name, unit) for name, (_, unit) in self.heads.items()]
            for row in self.table.head(most).iter_rows(named=True)
        ]
        return heads, rows

    def _cell(self, row: Mapping[str, Any], name: str, unit: str) -> str:
        """Write a cell; what a public log does not have is a dash: nothing of it is hidden."""
        if row[name] is None and unit != "text" and self.asked.gate.public:
            return NOTHING
        return cell(row[name], unit)

    def footer(self) -> list[str]:
        """Give the sentences that go under every picture and table."""
        kept = [f"Filtre\u00a0: {words}." for words in self.asked.cohort.words()]
        return [*kept, self.asked.source_words(), self.asked.gate.words()]
