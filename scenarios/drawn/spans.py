"""Minutes of several ways side by side, leg by leg: one SVG file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pathways.pictures.numbers import number
from pathways.pictures.svg import INK, RULE, SOFT, fit, line, rectangle, text, wrap
from scenarios.drawn.frame import Key, label, picture
from scenarios.report.drawing import Scale, decimals_of
from twin.territory.quality.words import typeset

NAME, BAR, ROW, SAID = 300.0, 400.0, 26.0, 400.0


@dataclass(frozen=True, slots=True)
class Span:
    """One way: where each leg ends, minutes, in the order of the legs.

    Attributes
    ----------
    late
        End in nine cases of ten, minutes; None where there is none.
    told
        Written at its right.
    """

    said: str
    ends: tuple[float, ...]
    late: float | None
    told: str


@dataclass(frozen=True, slots=True)
class Group:
    """Ways compared on one axis.

    Attributes
    ----------
    limit
        Minutes not to pass; None where there is none.
    below
        Sentence under them; empty for none.
    """

    title: str
    spans: tuple[Span, ...]
    limit: float | None = None
    below: str = ""


def draw_spans(
    groups: Sequence[Group], legs: Sequence[tuple[str, str]], *, late: str, limit: str, title: str,
    notes: Sequence[str],
) -> str:  # fmt: skip
    """Draw the groups one below the other.

    Parameters
    ----------
    legs
        Words and colour of each leg.
    late, limit
        What the thin line and the dashes say in the legend.
    """
    body: list[str] = []
    y = 0.0
    for group in groups:
        pieces, tall = _group(group, [colour for _, colour in legs], y)
        body += pieces
        y += tall + 16
    keys = [Key(said, colour) for said, colour in legs]
    keys += [Key(late, INK, "line"), Key(limit, INK, "dash")]
    return picture(body, NAME + BAR + SAID, max(y - 16, ROW), keys, title, notes)


def _group(group: Group, colours: Sequence[str], top: float) -> tuple[list[str], float]:
    body: list[str] = []
    y = top
    for said in wrap(typeset(group.title), 13, NAME + BAR + SAID):
        body.append(text(0, y + 14, said, size=13, bold=True))
        y += 17
    for said in wrap(typeset(group.below), 11.5, NAME + BAR + SAID) if group.below else []:
        body.append(text(0, y + 13, said, size=11.5, fill=SOFT))
        y += 15
    if not group.spans:
        return body, y - top
    y += 4
    limit = [] if group.limit is None else [group.limit]
    ends = [v for s in group.spans for v in (*s.ends, s.late or 0.0)]
    scale = Scale([*ends, *limit], NAME, NAME + BAR - 10)
    bottom = y + ROW * len(group.spans)
    body += [line(scale.at(t), y, scale.at(t), bottom, RULE, 0.7) for t in scale.ticks()]
    for rank, one in enumerate(group.spans):
        at, begin = y + ROW * rank, 0.0
        body.append(text(NAME - 8, at + 17, fit(typeset(one.said), 12, NAME - 10), anchor="end"))
        for end, colour in zip(one.ends, colours, strict=True):
            left = scale.at(begin)
            body.append(rectangle(left, at + 6, max(scale.at(end) - left, 0.5), ROW - 12, colour,
                                  title=f"{number(begin)} à {number(end)} min"))  # fmt: skip
            begin = end
        if one.late is not None:
            body.append(line(scale.at(begin), at + 13, scale.at(one.late), at + 13, INK, 1.4))
            body.append(line(scale.at(one.late), at + 8, scale.at(one.late), at + 18, INK, 1.4))
        body.append(label(NAME + BAR + 6, at + 17, fit(typeset(one.told), 11.5, SAID - 8),
                          size=11.5))  # fmt: skip
    if group.limit is not None:
        at = scale.at(group.limit)
        body.append(line(at, y - 2, at, bottom + 4, INK, 1.6, "5 3"))
    body.append(line(NAME, bottom, NAME + BAR, bottom, INK, 1))
    digits = decimals_of(scale.step)
    ticks = scale.ticks()
    for tick in ticks[:: 1 if len(ticks) <= 7 else 2]:
        body.append(label(scale.at(tick), bottom + 15, number(tick, digits), anchor="middle",
                          size=10.5))  # fmt: skip
    body.append(label(NAME + BAR + 6, bottom + 15, "minutes", size=10.5))
    return body, bottom + 18 - top
