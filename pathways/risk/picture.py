"""The picture of a risk study: the model against what was known, and its calibration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pathways.pictures.numbers import HIDDEN, number, share
from pathways.pictures.svg import BLUE, INK, RULE, SOFT, framed, line, rectangle, text

WIDTH, ROW, LABEL = 720.0, 26.0, 400.0
SIDE = 260.0


def draw_risk(facts: Mapping[str, Any], title: str, notes: list[str]) -> str:
    """Draw the Brier scores, and predicted against observed in five groups where shown."""
    body, height = _scores(facts)
    if any(not r["hidden"] for r in facts["reliability"]):
        more, below = _reliability(facts["reliability"], height + 26)
        body, height = body + more, height + 26 + below
    return framed(body, WIDTH, height, title, [facts["verdict"], *notes])


def _scores(facts: Mapping[str, Any]) -> tuple[list[str], float]:
    """Draw one bar a score: shorter is better."""
    told = facts["performance"]
    if told is None:
        return [text(0, 20, "Aucun modèle n'a pu être jugé.", size=13)], 34
    rows = [("Modèle, ancres du test", told["brier"], BLUE)]
    rows += [(a["words"].capitalize(), a["brier"], SOFT) for a in facts["against"]]
    most = max((r[1] for r in rows if r[1] is not None), default=1.0) or 1.0
    body = [text(0, 14, "Score de Brier hors période (plus court est meilleur)", size=12.5,
                 bold=True)]  # fmt: skip
    for i, (words, value, colour) in enumerate(rows):
        y = 24 + ROW * i
        body.append(text(0, y + 15, words, size=11.5))
        said = HIDDEN if value is None else number(value, 4)
        long = 0.0 if value is None else (WIDTH - LABEL - 70) * value / most
        body.append(rectangle(LABEL, y + 4, long, ROW - 10, colour, title=f"{words} : {said}"))
        body.append(text(LABEL + long + 6, y + 15, said, size=11.5))
    return body, 24 + ROW * len(rows)


def _reliability(rows: list[dict[str, Any]], top: float) -> tuple[list[str], float]:
    """Draw mean predicted risk against the share observed; the diagonal is a perfect model."""
    shown = [r for r in rows if not r["hidden"]]
    most = max(0.05, *(max(r["mean_risk"], r["share"]) for r in shown)) * 1.1
    left, foot = 60.0, top + 24 + SIDE
    body = [
        text(0, top + 12, "Risque prévu et part observée, par cinquième des ancres du test",
             size=12.5, bold=True),
        line(left, foot, left + SIDE, foot, INK), line(left, foot, left, foot - SIDE, INK),
        line(left, foot, left + SIDE, foot - SIDE, RULE, dash="4 4"),
        text(left + SIDE, foot + 16, f"{share(most)} prévu", size=11, anchor="end"),
        text(left - 6, foot - SIDE + 4, share(most), size=11, anchor="end"),
        text(left - 6, foot - SIDE + 18, "observé", size=11, anchor="end"),
        text(left - 6, foot + 4, "0", size=11, anchor="end"),
    ]  # fmt: skip
    for r in shown:
        x = left + SIDE * r["mean_risk"] / most
        y = foot - SIDE * r["share"] / most
        said = f"prévu {share(r['mean_risk'])}, observé {share(r['share'])}"
        body.append(rectangle(x - 5, y - 5, 10, 10, BLUE, radius=5, title=said))
    hidden = len(rows) - len(shown)
    if hidden:
        body.append(text(left + SIDE + 24, top + 40, f"{hidden} groupe(s) non communicable(s)",
                         size=11.5, fill=SOFT))  # fmt: skip
    return body, 24 + SIDE + 24
