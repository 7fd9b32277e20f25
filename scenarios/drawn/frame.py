"""What every picture shares: its legend, its definitions, and the sentence that it must carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from pathways.pictures.svg import INK, PAPER, SOFT, framed, line, rectangle, text, text_width
from scenarios.samu_words import NOT_A_DEVICE
from twin.territory.quality.words import typeset

Shape = Literal["area", "line", "dash", "disc", "ring", "square", "diamond", "cross"]
KEY_SIZE, KEY_ROW = 12.0, 20.0


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of a legend: how it is drawn, and what that says."""

    said: str
    colour: str
    shape: Shape = "area"


def symbol(shape: Shape, x: float, y: float, colour: str, size: float = 6, tip: str = "") -> str:
    """Draw a mark centred on a point; its tip is shown on hover and read aloud."""
    said = f"<title>{tidy(tip)}</title>" if tip else ""
    rim = f'stroke="{PAPER}" stroke-width="1.5"'
    if shape == "disc":
        return (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:g}" fill="{colour}" {rim}>{said}</circle>'
        )
    if shape == "ring":
        return (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:g}" fill="{PAPER}" stroke="{colour}" '
                f'stroke-width="2.5">{said}</circle>')  # fmt: skip
    if shape == "square":
        return (f'<rect x="{x - size:.1f}" y="{y - size:.1f}" width="{2 * size:g}" '
                f'height="{2 * size:g}" fill="{colour}" {rim}>{said}</rect>')  # fmt: skip
    if shape == "diamond":
        r = 1.35 * size
        path = f"M{x:.1f} {y - r:.1f}l{r:g} {r:g} {-r:g} {r:g} {-r:g} {-r:g}z"
        return f'<path d="{path}" fill="{colour}" {rim}>{said}</path>'
    if shape == "cross":
        path = f"M{x - size:.1f} {y - size:.1f}l{2 * size:g} {2 * size:g}m0 {-2 * size:g}" \
               f"l{-2 * size:g} {2 * size:g}"  # fmt: skip
        return (f'<path d="{path}" fill="none" stroke="{PAPER}" stroke-width="6"/>'
                f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="3">{said}'
                "</path>")  # fmt: skip
    if shape == "area":
        return rectangle(x - 9, y - 6, 18, 12, colour, stroke="#8a94a0", title=tip)
    return line(x - 10, y, x + 10, y, colour, 2.5, "5 3" if shape == "dash" else "")


def legend(keys: Sequence[Key], top: float, width: float) -> tuple[list[str], float]:
    """Give the legend in as many rows as it takes, and its height."""
    pieces, x, y = [], 0.0, top
    for key in keys:
        said = typeset(key.said)
        takes = 28 + text_width(said, KEY_SIZE) + 18
        if x and x + takes > width:
            x, y = 0.0, y + KEY_ROW
        pieces.append(symbol(key.shape, x + 10, y + 9, key.colour))
        pieces.append(text(x + 26, y + 13, said, size=KEY_SIZE, fill=INK))
        x += takes
    return pieces, y + KEY_ROW - top if keys else 0.0


def picture(
    body: Sequence[str], width: float, height: float, keys: Sequence[Key], title: str,
    notes: Sequence[str],
) -> str:  # fmt: skip
    """Give a whole picture: title, drawing, legend, then definitions and the sentence.

    Parameters
    ----------
    body
        Pieces drawn from (0, 0) to (width, height).
    notes
        Definitions and limits; "aide à la planification..." is added where it is not among them.
    """
    entries, tall = legend(keys, height + 8, width)
    told = list(notes) if NOT_A_DEVICE in notes else [*notes, NOT_A_DEVICE]
    return framed([*body, *entries], width, height + 8 + tall, title, told) + "\n"


def tidy(words: str) -> str:
    """Write a text so that it is only text, with the spaces of French typography."""
    plain = "".join(c if c.isprintable() or c == "\u00a0" else " " for c in words)
    return escape(typeset(plain), quote=True)


def label(x: float, y: float, words: str, *, anchor: str = "start", size: float = 12) -> str:
    """Write a quiet text beside a drawing."""
    return text(x, y, typeset(words), anchor=anchor, size=size, fill=SOFT)
