"""An observed log beside a simulated one: their distances with what chance gives, both maps."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.logs.answering import DRAWS, Answers
from dashboards.logs.asking import Question
from dashboards.logs.serving import SIDES
from dashboards.parts.pathways_answer import (
    FRENCH,
    download,
    footer,
    grid,
    picture,
    screen_rows,
    sentences,
)
from dashboards.words import say, typeset

TITLES = {
    "map": "Carte : part des passages à déplacer",
    "variants": "Variantes : part des étapes à réécrire",
    "length_s": "Durée du parcours",
    "gap_s": "Durée du passage",
}
HEADS = ("Mesure", "Écart", "Intervalle à 90 %", "Plancher du hasard", "Lecture")
NOTE = (
    "Plancher : écart que 95 % des paires de moitiés du journal observé ne dépassent pas, donc ce "
    "que donne le hasard seul. Au-dessus, les deux journaux diffèrent ; au-dessous, rien ne le "
    f"montre. Patients retirés au sort {DRAWS} fois."
)


def sides(answers: Answers, question: Question, lang: str) -> list[Any]:
    """Give both logs side by side.

    Raises
    ------
    JumeauError
        One of them cannot be used.
    """
    found = answers.sides(question)
    answered = (found.observed, found.simulated)
    titles = [f"p_{answer.asked.log.about.origin}" for answer in answered]
    both = zip(answered, found.names, SIDES, titles, strict=True)
    rows = [_row(one) for one in found.distances.distances]
    return [
        html.Section(
            [
                html.Div([html.H2(say("p_t_distances", lang)),
                          download(question, "distances", lang)], className="panel-head"),
                *grid(say("p_t_distances", lang), [typeset(h) for h in HEADS],
                      [False, True, True, True, False], rows, len(rows), lang),
                html.P(typeset(NOTE), className="source", **FRENCH),
                html.P(typeset(found.distances.gate), **FRENCH),
            ],
            className="panel words",
        ),
        html.Div(
            [
                html.Section(
                    [
                        html.H2(f"{say(title, lang)}, {name}"),
                        *sentences(answer.lines),
                        *picture(answers, answer, question, lang, side,
                                 f"{answer.title}, {say(title, lang)}, {name}"),
                        html.Details(
                            [html.Summary(say("p_t_map", lang)),
                             *grid(say(title, lang), *screen_rows(answer), lang),
                             download(question, side, lang)]
                        ),
                    ],
                    className="panel words",
                )
                for answer, name, side, title in both
            ],
            className="two-maps",
        ),
        footer([*found.observed.footer(), *found.simulated.footer()], lang),
    ]  # fmt: skip


def _row(one: Any) -> list[str]:
    from pathways.pictures.numbers import HIDDEN, duration, number

    def figure(value: float | None) -> str:
        if value is None:
            return HIDDEN
        return duration(value) if one.name.endswith("_s") else number(value, 3)

    step = f", {one.step[0]} → {one.step[1]}" if one.step else ""
    if one.apart is None:
        verdict = "non communiqué" if one.value is None else "non évaluable"
    else:
        verdict = "au-dessus du hasard" if one.apart else "pas plus que le hasard"
    ends = "" if one.low is None else f"{figure(one.low)} à {figure(one.high)}"
    return [typeset(TITLES[one.name] + step), figure(one.value), ends, figure(one.floor), verdict]
