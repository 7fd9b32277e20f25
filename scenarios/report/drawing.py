"""Small drawings as SVG text: no script, no outside font, a title and a description in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from scenarios.english import lang, say
from twin.territory.quality.words import typeset

WIDTH = 400
"""Units across: about one CSS pixel each on the narrowest screen, so that words stay readable."""
INK, MUTED, LINE, PAPER = "#14212e", "#4c5b6b", "#b9c3cd", "#ffffff"
WORSE, BETTER, NEUTRAL = "#9c4f05", "#542788", "#12577e"
COLOURS = {"worse": WORSE, "better": BETTER, "changed": NEUTRAL}


def svg(
    name: str, title: str, described: str, height: float, body: Sequence[str], width: float = WIDTH
) -> str:
    """Give a drawing that a screen reader reads by its title and description.

    Parameters
    ----------
    name
        Identifier, single in the page.
    """
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" '
        f'aria-labelledby="{name}-t {name}-d" class="drawing" id="{name}">'
        f'<title id="{name}-t">{_text(title)}</title><desc id="{name}-d">{_text(described)}</desc>'
        f"{''.join(body)}</svg>"
    )


def words(
    x: float, y: float, said: str, *, anchor: str = "start", size: float = 13, fill: str = INK,
    bold: bool = False, halo: bool = False,
) -> str:  # fmt: skip
    """Give a line of text; with a halo, what lies behind it does not cross it."""
    weight = ' font-weight="600"' if bold else ""
    weight += ' paint-order="stroke" stroke="#fff" stroke-width="4"' if halo else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size:g}" '
        f'fill="{fill}"{weight}>{_text(said)}</text>'
    )


def line(
    x1: float, y1: float, x2: float, y2: float, *, stroke: str = LINE, width: float = 1,
    dashes: str = "",
) -> str:  # fmt: skip
    """Give a straight line."""
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{stroke}" '
        f'stroke-width="{width:g}"{dashed}/>'
    )


def box(x: float, y: float, width: float, height: float, fill: str, stroke: str = "none") -> str:
    """Give a rectangle, never thinner than a hair."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 1.5):.1f}" height="{height:.1f}" '
        f'fill="{fill}" stroke="{stroke}"/>'
    )


def dot(x: float, y: float, radius: float, fill: str) -> str:
    """Give a point with a white rim."""
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{fill}" stroke="{PAPER}" '
        'stroke-width="1.5"/>'
    )


class Scale:
    """Values to places along an axis that always shows zero.

    Parameters
    ----------
    values
        Finite values that must be seen.
    left, right
        Places of the ends.
    """

    def __init__(self, values: Sequence[float], left: float, right: float) -> None:
        low, high = min(0.0, *values), max(0.0, *values)
        if low == high:
            low, high = -1.0, 1.0
        step = nice_step((high - low) / 4)
        self.low, self.high = math.floor(low / step) * step, math.ceil(high / step) * step
        self.left, self.right, self.step = left, right, step

    def at(self, value: float) -> float:
        """Give the place of a value."""
        share = (value - self.low) / (self.high - self.low)
        return self.left + share * (self.right - self.left)

    def ticks(self) -> list[float]:
        """Give the round values along the axis."""
        many = round((self.high - self.low) / self.step)
        return [self.low + k * self.step for k in range(many + 1)]


def nice_step(rough: float) -> float:
    """Give the round number (1, 2 or 5 times a power of ten) at or above a rough step."""
    power = 10.0 ** math.floor(math.log10(rough))
    return float(next(k for k in (1, 2, 5, 10) if k * power >= rough * (1 - 1e-9)) * power)


def decimals_of(step: float) -> int:
    """Give the decimals that the ticks of a scale need."""
    return max(0, -math.floor(math.log10(step) + 1e-9))


def _text(said: str) -> str:
    return escape(said_in_type(said), quote=True)


def said_in_type(text: str) -> str:
    """Give a text in the language of the note, with the spaces of its typography."""
    return say(text) if lang() == "en" else typeset(text)
