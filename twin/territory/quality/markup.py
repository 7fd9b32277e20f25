"""Pieces of HTML that cannot be broken by what they hold: every text goes through `text`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from twin.territory.quality.words import typeset


class Cell(NamedTuple):
    """What a cell of a table shows; `html` is already markup."""

    html: str
    style: str = ""


def text(words: object) -> str:
    """Give a text as HTML: escaped, commands between backquotes, French no-break spaces."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(typeset(str(words)), quote=True))


def cell(words: object) -> Cell:
    """Give a cell of text; an empty one shows a dash."""
    return Cell(text(words)) if str(words) else Cell("–", "empty")


def figure(words: str) -> Cell:
    """Give a cell of figures, aligned on the right."""
    return Cell(text(words), "n")


def tag(kind: str, words: str) -> str:
    """Give a word in a coloured pill."""
    return f'<span class="tag {escape(kind)}">{text(words)}</span>'


def table(
    caption: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]], style: str = "stack"
) -> str:
    """Give a table whose first column names the rows.

    Parameters
    ----------
    caption
        What the table shows.
    style
        `stack`: rows become cards on a narrow screen.
    """
    figures = [at for at in range(len(heads)) if rows and all(row[at].style == "n" for row in rows)]
    head = "".join(
        f'<th scope="col" role="columnheader"{_style(Cell("", "n" if at in figures else ""))}>'
        f"{text(word)}</th>"
        for at, word in enumerate(heads)
    )
    body = "".join(_row(heads, row) for row in rows)
    return (
        f'<table class="{style}" role="table"><caption>{text(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>'
    )


def _row(heads: Sequence[str], row: Sequence[Cell]) -> str:
    first, *others = row
    cells = "".join(
        f'<td role="cell" data-label="{escape(typeset(head))}"{_style(one)}>{one.html}</td>'
        for head, one in zip(heads[1:], others, strict=True)
    )
    name = f'<th scope="row" role="rowheader"{_style(first)}>{first.html}</th>'
    return f'<tr role="row">{name}{cells}</tr>'


def _style(one: Cell) -> str:
    return f' class="{one.style}"' if one.style else ""


def definitions(pairs: Sequence[tuple[str, str]], style: str = "") -> str:
    """Give a list of terms; empty definitions are left out."""
    items = "".join(f"<dt>{text(term)}</dt><dd>{text(said)}</dd>" for term, said in pairs if said)
    return f'<dl class="{style}">{items}</dl>' if style else f"<dl>{items}</dl>"
