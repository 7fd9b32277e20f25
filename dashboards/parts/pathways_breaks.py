"""Care breaks, rule by rule: who is counted, what became of them, both rates, never a ranking."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.logs.answering import Answers
from dashboards.logs.asking import Question
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

MOST_STEPS = 120
STATUSES = {"met": "Règle tenue", "broken": "Ruptures", "censored": "Interrompues",
            "competing": "Concurrents"}  # fmt: skip


def breaks(answers: Answers, question: Question, lang: str) -> list[Any]:
    """Give the rules that the log can answer, then those that it cannot and why.

    Raises
    ------
    JumeauError
        The question has no answer.
    """
    answer = answers.answer(question)
    rules = answer.facts["rules"]
    able = [rule for rule in rules if rule["evaluable"]]
    unable = [rule for rule in rules if not rule["evaluable"]]
    heads, numeric, rows, _ = screen_rows(answer)
    titles = {rule["rule"]: typeset(rule["title"]) for rule in rules}
    told = [
        [titles.get(record["rule"], row[0]), *row[1:]]
        for row, record in zip(rows, answer.table.iter_rows(named=True), strict=False)
        if record["state"] != "not_evaluable"
    ]
    return [
        html.P(typeset(answer.facts["caution"]), className="warning notice", **FRENCH),
        *(html.P(typeset(fault), className="warning notice", role="status", **FRENCH)
          for fault in answers.rules()[1]),
        *([] if able else [html.P(say("p_no_rule", lang), className="notice")]),
        html.Section(
            [
                html.Div(
                    [html.H2(say("p_t_breaks", lang)), download(question, "ruptures", lang)],
                    className="panel-head",
                ),
                *grid(say("p_t_breaks", lang), heads, numeric, told, len(told), lang),
            ],
            className="panel words",
        ),
        *(_rule(answers, rule, question, lang, alone=len(able) == 1) for rule in able),
        _missing(unable, lang),
        footer(answer.footer(), lang),
    ]  # fmt: skip


def _rule(
    answers: Answers, rule: dict[str, Any], question: Question, lang: str, *, alone: bool
) -> html.Details:
    """Give one rule, unfolded where it is the only one."""
    values = tuple((k, rule["rule"] if k == "rule" else v) for k, v in question.values)
    own = Question(question.log, question.view, values)
    one = answers.answer(own)
    facts = one.facts["rules"][0]
    said = [facts["question"], facts["window_words"], facts["data_end_words"]]
    if facts["assumed"]:
        said.append(f"Supposé, à vérifier : {' ; '.join(facts['assumed'])}.")
    curve = facts["curve"]
    drawn = picture(answers, one, own, lang, title=facts["title"]) if curve else [
        html.P(say("p_no_curve", lang), className="quiet")]  # fmt: skip
    return html.Details(
        [
            html.Summary(html.H2(typeset(facts["title"])), **FRENCH),
            html.P(_certainty(facts), className="quiet", **FRENCH),
            *sentences([line for line in (*said, *facts["notes"]) if line]),
            html.H3(say("p_denominators", lang)),
            *_counts(facts, lang),
            *_left_out(facts, lang),
            *drawn,
            *(_curve(curve, own, lang) if curve else []),
        ],
        open=alone,
        className="panel words break-rule",
    )


def _certainty(facts: dict[str, Any]) -> str:
    from pathways.breaks.sentences import CERTAINTY_FR

    return f"{CERTAINTY_FR[facts['certainty']].capitalize()}. {' ; '.join(facts['sources'])}."


def _counts(facts: dict[str, Any], lang: str) -> list[Any]:
    """Give counts then rates: all anchors, those whose window is over, each group."""
    from pathways.breaks.incidence import Estimate
    from pathways.breaks.sentences import interval
    from pathways.pictures.numbers import cell

    rows = []
    for row in (facts["total"], *facts["groups"]):
        label = row["label"] or "Ensemble"
        rates = [
            interval(Estimate(**row[kind]["broken"]), shown=not row[f"{kind}_hidden"])
            for kind in ("crude", "incidence")
        ]
        rows.append([f"{label}, toutes les ancres", cell(row["anchors"], "count"),
                     *(cell(row[s], "count") for s in STATUSES), rates[1]])  # fmt: skip
        early = row["early"]
        rows.append([f"{label}, fenêtre échue", cell(early["anchors"], "count"),
                     *(cell(early[s], "count") for s in STATUSES), rates[0]])  # fmt: skip
    heads = ["Qui est compté", "Ancres", *STATUSES.values(),
             "Taux de rupture [95 %]"]  # fmt: skip
    note = ("Toutes les ancres : taux d'Aalen-Johansen, qui tient compte des observations "
            "interrompues et des événements concurrents. Fenêtre échue : taux brut, les ancres "
            "datées d'au moins une fenêtre avant la fin des données, les interrompues au "
            "dénominateur.")  # fmt: skip
    numeric = [False, *[True] * (len(heads) - 1)]
    return [*grid(typeset(facts["title"]), [typeset(h) for h in heads], numeric, rows, len(rows),
                  lang),
            html.P(typeset(note), className="source", **FRENCH)]  # fmt: skip


def _left_out(facts: dict[str, Any], lang: str) -> list[Any]:
    from pathways.pictures.numbers import cell

    if not facts["left_out"]:
        return []
    items = [f"{one['reason']} : {cell(one['anchors'], 'count')}" for one in facts["left_out"]]
    return [
        html.Details(
            [
                html.Summary(say("p_left_out", lang)),
                html.Ul([html.Li(typeset(item), **FRENCH) for item in items]),
            ]
        )
    ]


def _curve(curve: list[dict[str, Any]], question: Question, lang: str) -> list[Any]:
    """Give the points of the curve: the text alternative of the picture."""
    from pathways.pictures.numbers import number, share

    every = max(1, -(-len(curve) // MOST_STEPS))
    steps = [*curve[::every], *([curve[-1]] if (len(curve) - 1) % every else [])]
    rows = [
        [number(step["day"], 1), *(share(step[k]) for k in ("event", "competing", "nothing"))]
        for step in steps
    ]
    heads = ["Jour", "Événement de la règle", "Événement concurrent", "Ni l'un ni l'autre"]
    return [
        html.Details(
            [
                html.Summary(say("p_curve", lang)),
                *grid(f"{say('p_curve', lang)}, {question['rule']}", heads, [True] * 4, rows,
                      len(curve), lang),
                download(question, "courbes", lang),
            ]
        )
    ]  # fmt: skip


def _missing(unable: list[dict[str, Any]], lang: str) -> html.Section:
    if not unable:
        return html.Section([])
    return html.Section(
        [
            html.H2(say("p_unable", lang, n=len(unable))),
            html.Ul(
                [
                    html.Li([html.Strong(typeset(r["title"])),
                             html.Span(typeset(" : " + " ; ".join(r["missing"])) + ".")])
                    for r in unable
                ],
                className="missing", **FRENCH,
            ),
        ],
        className="panel words",
    )  # fmt: skip
