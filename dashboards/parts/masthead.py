"""The top of the page: the question in words, the choices, the result in one line."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboards import ids, views
from dashboards.aria import HIDDEN, labelled
from dashboards.figures.choropleth import VIEWS
from dashboards.forms.naming import scenario_title
from dashboards.library import Library, Study
from dashboards.numbers import NARROW, day, number
from dashboards.parts.cards import SIGNS, label_of
from dashboards.selection import Selection, choices
from dashboards.words import count, say, told, typeset
from scenarios.unshown import FEW_REPLICATIONS

LONGEST = 80
"""Characters of an unknown address that are said back."""
WHOLE = "*"
"""Value of the site select that stands for the whole territory (a select has no empty value)."""


def header(study: Study, chosen: Selection) -> list[Any]:
    """Give the question, the baseline that it is compared to, and what was simulated."""
    lang, scenario, base = chosen.lang, study.scenario, study.base.scenario
    territory = study.policy.territory
    pairs = min(len(study.policy.replications), len(study.base.replications))
    facts = [
        territory.name,
        say("period", lang, days=number(scenario["days"], 0, lang),
            start=day(str(scenario["start"]), lang), warmup=scenario["warmup_days"]),
        say("replications", lang, n=number(pairs, 0, lang)),
        say("computed", lang, date=day(study.policy.created, lang)),
    ]  # fmt: skip
    return [
        html.P(scenario_title(scenario, lang), className="eyebrow"),
        html.H1(typeset(scenario.get("question") or say("no_question", lang))),
        html.Ul([html.Li(fact) for fact in facts], className="facts"),
        html.P(
            say("compared_to", lang, name=base["name"], title=told(base["title"], lang)),
            className="compared",
        ),
    ]


def notice(library: Library, asked: str, study: Study, lang: str) -> list[Any]:
    """Say that the run asked for is not the one shown, and why; nothing when it is."""
    if not asked or asked == study.ref:
        return []
    key = "run_alone" if asked in library.runs() else "run_unknown"
    named = asked if len(asked) <= LONGEST else f"{asked[:LONGEST]}…"
    shown = f"{scenario_title(study.scenario, lang)} ({study.ref})"
    return [html.P(say(key, lang, asked=named, shown=shown), className="warning notice")]


def controls(library: Library, study: Study, chosen: Selection) -> html.Section:
    """Give the labelled choices, all within reach of the keyboard."""
    return html.Section(
        [
            dmc.Select(
                id=ids.RUN,
                label=say("run_label", chosen.lang),
                data=run_options(library, chosen.lang),
                value=chosen.run,
                allowDeselect=False,
                className="wide",
            ),
            *(select(name, study, chosen) for name in ("site", "mapped", "view")),
        ],
        className="controls",
        **labelled(say("controls", chosen.lang)),
    )


def select(name: str, study: Study, chosen: Selection) -> dmc.Select:
    """Give one labelled choice."""
    return dmc.Select(
        id=getattr(ids, name.upper()),
        label=say(f"{name}_label", chosen.lang),
        data=options(name, study, chosen),
        value=value(name, chosen),
        allowDeselect=False,
        searchable=name == "site",
        clearSearchOnFocus=name == "site",
        nothingFoundMessage="–",
        disabled=name == "measure" and bool(chosen.site),
    )


def value(name: str, chosen: Selection) -> str | None:
    """Give what a select shows as chosen."""
    return getattr(chosen, name) or (WHOLE if name == "site" else None)


def options(name: str, study: Study, chosen: Selection) -> list[dict[str, str]]:
    """Give what one of the selects offers."""
    sites, zonal, measures = choices(study)
    lang = chosen.lang
    if name == "view":
        return [{"value": view, "label": say(view, lang)} for view in VIEWS]
    if name == "site":
        listed = [{"value": s, "label": study.places.site_name(s)} for s in sites]
        return [{"value": WHOLE, "label": say("every_site", lang)}, *listed]
    found = zonal if name == "mapped" else measures
    return [{"value": i, "label": label_of(i, lang)} for i in found]


def run_options(library: Library, lang: str) -> list[dict[str, str]]:
    """Give the stored policies, the newest first; two of one title are told apart by their date."""
    runs = library.policies()
    titles = [scenario_title(run.record.scenario, lang) for run in runs.values()]
    return [
        {
            "value": ref,
            "label": title
            if titles.count(title) == 1
            else f"{title} ({day(run.record.created, lang)}, {ref[-6:]})",
        }
        for (ref, run), title in zip(runs.items(), titles, strict=True)
    ]


def brief(study: Study, chosen: Selection) -> list[Any]:
    """Say how many indicators of the selection got worse, better, or did not move."""
    lang = chosen.lang
    rows = views.of_site(study.rows, chosen.site)
    counts, pairs = views.tally(rows), views.pairs(rows)
    where = study.places.site_name(chosen.site) if chosen.site else study.policy.territory.name
    colon = ": " if lang == "en" else f"{NARROW}: "
    parts: list[Any] = [html.Strong(f"{say('brief_title', lang)}, {where}{colon}")]
    for name in counts:
        if counts[name] or name == "worse":
            key = "brief_few" if name == "none" and pairs < FEW_REPLICATIONS else f"brief_{name}"
            text = count(key, counts[name], lang, many=number(pairs, 0, lang))
            parts.append(
                html.Span(
                    [html.Span(SIGNS[name], className="sign", **HIDDEN), text],
                    className=f"tally is-{name}",
                )
            )
    return parts
