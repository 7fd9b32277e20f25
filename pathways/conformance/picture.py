"""Rules as bars: followed, still open, not followed; the words of each above its bar."""

from __future__ import annotations

from collections.abc import Sequence

from pathways.conformance.against_rules import RuleResult
from pathways.pictures.numbers import HIDDEN, number, share
from pathways.pictures.svg import BLUE, ORANGE, RULE, SOFT, YELLOW, framed, rectangle, text, wrap

WIDTH, ROW, BAR = 760.0, 66.0, 18.0
FIGURES = 130.0


def draw_rules(results: Sequence[RuleResult], title: str, notes: Sequence[str]) -> str:
    """Draw one bar a rule: its parts are shares of the cases that the rule concerns."""
    body: list[str] = []
    legend = ((BLUE, "respectée"), (YELLOW, "en attente ou décès"), (ORANGE, "non respectée"))
    for i, (color, word) in enumerate(legend):
        body.append(rectangle(170.0 * i, 2, 12, 12, color))
        body.append(text(170.0 * i + 18, 12, word, size=11.5, fill=SOFT))
    for i, result in enumerate(results):
        y = 30 + i * ROW
        said = result.words()
        lines = wrap(said, 12, WIDTH, most=2)
        top = y + 12 + 15 * (2 - len(lines))
        body += [text(0, top + 15 * k, part) for k, part in enumerate(lines)]
        body += _bar(result, said, y + 33)
    return framed(body, WIDTH, 30 + len(results) * ROW, title, notes)


def _bar(result: RuleResult, said: str, y: float) -> list[str]:
    room = WIDTH - FIGURES
    if result.met is None or result.violated is None or result.hidden:
        return [
            rectangle(0, y, room, BAR, "none", stroke=RULE, title=said),
            text(room + 10, y + 13, HIDDEN, size=11.5, fill=SOFT),
        ]
    if not result.evaluable:
        return [text(0, y + 13, "non évaluable avec ce journal", size=11.5, fill=SOFT)]
    concerned = result.concerned or 0
    if not concerned:
        return [text(0, y + 13, "aucun dossier concerné", size=11.5, fill=SOFT)]
    waiting = (result.pending or 0) + (result.lifted or 0)
    pieces, x = [], 0.0
    for count, color in ((result.met, BLUE), (waiting, YELLOW), (result.violated, ORANGE)):
        size = room * count / concerned
        if count:
            pieces.append(rectangle(x, y, size, BAR, color, title=f"{number(count)} : {said}"))
        x += size
    rate = "non jugé" if result.rate is None else f"{share(result.rate)} de respect"
    pieces.append(text(room + 10, y + 13, rate, size=11.5, fill=SOFT))
    return pieces
