"""Pieces of SVG: texts measured and wrapped, and the frame that every picture shares."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from pathways.pictures.numbers import typeset

FONT = "'Segoe UI', 'DejaVu Sans', Arial, sans-serif"
INK, SOFT, RULE, PAPER = "#1b1b1b", "#4a4a4a", "#c9ced6", "#ffffff"
BLUE, ORANGE, GREEN, PURPLE, SKY, YELLOW = (
    "#0072B2", "#D55E00", "#009E73", "#9A4C80", "#56B4E9", "#E69F00",
)  # fmt: skip
"""Colours told apart by readers with any colour vision (Okabe and Ito 2008, jfly.uni-koeln.de);
the purple is darkened to keep 4.5:1 on white."""
NARROW_LETTERS = "iljtfrI.,:;'|!()[] \u202f\u00a0"
WIDE_LETTERS = "mwMWO@%ŒÀÂÉÈ→"
MARGIN = 18


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Estimate the pixels a text takes (a little more than most sans-serif fonts)."""
    ems = sum(
        0.34 if c in NARROW_LETTERS else 0.9 if c in WIDE_LETTERS else 0.72 if c.isupper() else 0.61
        for c in text
    )
    return ems * size * (1.07 if bold else 1.0)


def wrap(text: str, size: float, width: float, *, most: int | None = None) -> list[str]:
    """Cut a text into lines that fit; the last of `most` lines ends with an ellipsis."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if most and len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [fit(line, size, width) for line in lines] if most else lines


def fit(text: str, size: float, width: float) -> str:
    """Shorten a text with an ellipsis until it fits."""
    if text_width(text, size) <= width:
        return text
    while len(text) > 1 and text_width(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def text(
    x: float, y: float, words: str, *, size: float = 12, anchor: str = "start", fill: str = INK,
    bold: bool = False, halo: bool = False,
) -> str:  # fmt: skip
    """Write a text; a halo keeps it readable over a line."""
    style = ' font-weight="600"' if bold else ""
    if halo:
        style += f' stroke="{PAPER}" stroke-width="4" paint-order="stroke" stroke-linejoin="round"'
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" '
        f'fill="{fill}"{style}>{clean(words)}</text>'
    )


def rectangle(
    x: float, y: float, width: float, height: float, fill: str, *, stroke: str = "none",
    radius: float = 0, title: str = "",
) -> str:  # fmt: skip
    """Draw a rectangle; its title is shown on hover and read aloud."""
    said = f"<title>{clean(title)}</title>" if title else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'rx="{radius:g}" fill="{fill}" stroke="{stroke}">{said}</rect>'
    )


def line(
    x: float, y: float, to_x: float, to_y: float, color: str = RULE, width: float = 1,
    dash: str = "",
) -> str:  # fmt: skip
    """Draw a straight line."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{color}" '
        f'stroke-width="{width:g}"{dashed}/>'
    )


def clean(words: str) -> str:
    """Write a text of a log so that it is only text: no markup, no control character."""
    return escape("".join(c if c.isprintable() or c in "\u00a0\u202f" else " " for c in words))


def framed(
    body: Sequence[str], width: float, height: float, title: str, notes: Sequence[str]
) -> str:
    """Give the whole picture: title above, notes (filters, source, disclosure) below.

    Parameters
    ----------
    body
        Pieces drawn from (0, 0) to (width, height).
    notes
        Sentences, each wrapped to the width.
    """
    wide = max(width, 560)
    title, notes = typeset(title), [typeset(note) for note in notes]
    heads = wrap(title, 17, wide)
    lines = [part for note in notes for part in wrap(note, 11.5, wide)]
    top = MARGIN + 22 * len(heads) + 8
    full_width, full_height = wide + 2 * MARGIN, top + height + 14 + 16 * len(lines) + MARGIN
    said = [
        text(MARGIN, MARGIN + 15 + 22 * i, head, size=17, bold=True) for i, head in enumerate(heads)
    ]
    under = [
        text(MARGIN, top + height + 22 + 16 * i, part, size=11.5, fill=SOFT)
        for i, part in enumerate(lines)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {full_width:.0f} {full_height:.0f}" '
        f'width="{full_width:.0f}" height="{full_height:.0f}" role="img" '
        f'font-family="{FONT}" lang="fr"><title>{clean(title)}</title>'
        f"<desc>{clean(' '.join(notes))}</desc>"
        f'<rect width="100%" height="100%" fill="{PAPER}"/>'
        f'<g>{"".join(said)}</g><g transform="translate({MARGIN + (wide - width) / 2:.1f} {top})">'
        f"{''.join(body)}</g><g>{''.join(under)}</g></svg>"
    )
