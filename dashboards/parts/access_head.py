"""The top of the territory page: what is shown, the choices, the result in one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboards import ids
from dashboards.aria import labelled
from dashboards.atlas import Entry
from dashboards.choice import ALL, DAYS, Choice
from dashboards.numbers import number, quantity
from dashboards.parts import access_said as said
from dashboards.place import BY, Place, curve_threshold
from dashboards.words import count, say, typeset
from twin import access
from twin.access.aggregate import beyond

LONGEST = 80
"""Characters of an unknown address that are said back."""


def header(place: Place, lang: str) -> list[Any]:
    """Give the question, then what the territory holds."""
    territory = place.territory
    facts = [
        say("t_inhabitants", lang, n=number(float(territory.inhabitants), 0, lang)),
        count("t_communes", len(place.zones), lang),
        count("t_eds", len(territory.own("hospital")), lang),
        count("t_smur", len(territory.own("smur")), lang),
    ]
    if place.neighbours:
        facts.append(count("t_neighbours", len(place.neighbours), lang))
    return [
        html.P(say("t_eyebrow", lang), className="eyebrow"),
        html.H1(say("t_question", lang, name=territory.name)),
        html.Ul([html.Li(fact) for fact in facts], className="facts"),
        html.P(say("t_vintage", lang, vintage=typeset(territory.vintage)), className="compared"),
    ]


def notice(place: Place, asked: Mapping[str, Any], choice: Choice) -> list[Any]:
    """Say that what was asked for is not what is shown; nothing when it is."""
    lang, lines = choice.lang, []
    wanted = str(asked.get("territory") or "")
    if wanted and wanted != place.id:
        lines.append(say("t_unknown", lang, asked=_short(wanted)))
    indicator = str(asked.get("indicator") or "")
    if indicator in place.lacks and choice.indicator:
        shown = said.title_of(choice.one, lang)
        lines.append(
            say("t_lacking", lang, asked=said.title_of(access.find(indicator), lang), shown=shown)
        )
    return [html.P(line, className="warning notice") for line in lines]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def territory_select(entries: Mapping[str, Entry], chosen: str, lang: str) -> dmc.Select:
    """Give the choice of the territory: ids known to the server, nothing else."""
    labels = territory_labels(entries, lang)
    return dmc.Select(
        id=ids.T_TERRITORY,
        label=say("territory_label", lang),
        data=[{"value": key, "label": label} for key, label in labels.items()],
        value=chosen,
        allowDeselect=False,
    )


def territory_labels(entries: Mapping[str, Entry], lang: str) -> dict[str, str]:
    """Name each territory by its region; two of one name are told apart by their ids."""
    names = [entry.name for entry in entries.values() if entry.path is not None]
    labels = {}
    for key, entry in entries.items():
        if entry.path is None:
            labels[key] = say("t_pilot", lang, name=entry.name)
        else:
            labels[key] = entry.name if names.count(entry.name) == 1 else f"{entry.name} ({key})"
    return labels


def controls(entries: Mapping[str, Entry], place: Place, choice: Choice) -> html.Section:
    """Give the labelled choices, all within reach of the keyboard."""
    lang, hourly = choice.lang, choice.one.hourly
    listed = [{"value": ALL, "label": say("every_hour", lang).capitalize()}]
    listed += [
        {"value": value, "label": name.capitalize()}
        for value, name in zip(DAYS, said.days(lang), strict=True)
    ]
    return html.Section(
        [
            territory_select(entries, place.id, lang),
            dmc.Select(
                id=ids.T_INDICATOR,
                label=say("indicator_label", lang),
                data=indicator_options(place, lang),
                value=choice.indicator,
                allowDeselect=False,
                maxDropdownHeight=420,
            ),
            dmc.Select(
                id=ids.T_DAY,
                label=say("day_label", lang),
                data=listed,
                value=day_value(choice),
                allowDeselect=False,
                disabled=not hourly,
                maxDropdownHeight=320,
            ),
            html.Div(
                [
                    html.P(hour_label(choice), id=ids.T_HOUR_TEXT, className="slider-label"),
                    dmc.Slider(
                        id=ids.T_HOUR,
                        min=0,
                        max=23,
                        step=1,
                        value=choice.hour,
                        marks=[{"value": h, "label": str(h)} for h in (0, 6, 12, 18, 23)],
                        thumbLabel=say("hour_label", lang),
                        label=None,
                        disabled=not hour_enabled(choice),
                        updatemode="mouseup",
                    ),
                ],
                className="slider",
            ),
            dmc.TextInput(
                id=ids.T_DATE,
                label=say("date_label", lang),
                placeholder=say("date_hint", lang),
                value=date_value(choice),
                debounce=True,
                disabled=not hourly,
            ),
            html.P(hint(choice), id=ids.T_HINT, className="hint quiet"),
        ],
        className="controls access-controls",
        **labelled(say("controls", lang)),
    )


def indicator_options(place: Place, lang: str) -> list[dict[str, Any]]:
    """Give every indicator; those that lack data come greyed, with the reason."""
    ready, lacking = [], []
    for one in access.indicators():
        title = said.title_of(one, lang)
        if one.id in place.lacks:
            reason = typeset(place.lacks[one.id][0]).rstrip(".")
            lacking.append({"value": one.id, "label": f"{title} – {reason}", "disabled": True})
        else:
            ready.append({"value": one.id, "label": title})
    return [*ready, *lacking]


def by_select(place: Place, choice: Choice) -> dmc.Select:
    """Give the choice of the grouping; one that lacks data comes greyed, with the reason."""
    options = []
    for by in BY:
        label = say(f"by_{by}", choice.lang)
        option: dict[str, Any] = {"value": by, "label": label}
        if by in place.barred:
            reason = typeset(place.barred[by][0]).rstrip(".")
            option |= {"label": f"{label} – {reason}", "disabled": True}
        options.append(option)
    return dmc.Select(
        id=ids.T_BY,
        label=say("by_label", choice.lang),
        data=options,
        value=choice.by,
        allowDeselect=False,
    )


def lacks(place: Place, lang: str) -> list[Any]:
    """List the indicators without data, what is missing and the file to give."""
    if not place.lacks:
        return []
    lines = [
        html.Li(
            [
                html.Strong(said.title_of(access.find(name), lang)),
                html.Br(),
                html.Span(said.marked(f"{problem[:1].upper()}{problem[1:]} {remedy}"), lang="fr"),
            ]
        )
        for name, (problem, remedy) in place.lacks.items()
    ]
    return [
        html.Details(
            [html.Summary(count("lacks_title", len(lines), lang)), html.Ul(lines)],
            className="lacks",
        )
    ]


def day_value(choice: Choice) -> str:
    """Give what the day select shows."""
    return ALL if choice.weekday is None else DAYS[choice.weekday]


def date_value(choice: Choice) -> str:
    """Give what the date field shows."""
    return f"{choice.date:%d/%m/%Y}" if choice.date else ""


def hour_enabled(choice: Choice) -> bool:
    """Say whether the hour may be set."""
    return choice.one.hourly and choice.weekday is not None


def hour_label(choice: Choice) -> list[Any]:
    """Give the label of the slider, with the hour it shows."""
    text = f"{choice.hour}:00" if choice.lang == "en" else f"{choice.hour}\u00a0h"
    parts: list[Any] = [html.Span(said.lead("hour_label", choice.lang))]
    return [*parts, html.Strong(text if hour_enabled(choice) else "–")]


def hint(choice: Choice) -> str:
    """Say why a control of the moment is not enabled."""
    if not choice.one.hourly:
        return say("not_hourly", choice.lang)
    return "" if choice.weekday is not None else say("hour_hint", choice.lang)


def brief(place: Place, choice: Choice) -> list[Any]:
    """Say the result in a sentence, then what it leaves out and what makes it doubtful."""
    lang, one, moment = choice.lang, choice.one, choice.moment
    whole = place.whole(one.id, moment)
    colon = said.lead("t_eyebrow", lang).removeprefix(say("t_eyebrow", lang))
    text = []
    if one.thresholds:
        level = curve_threshold(one)
        people, share = said.beyond(whole, one, level)
        key = f"t_brief_{one.better}" if people else f"t_nobody_{one.better}"
        text.append(
            say(key, lang, people=said.people_text(people, lang),
                share=quantity(share, "part", lang, 1), when=said.when_text(choice),
                threshold=said.threshold_text(one, level, lang))
        )  # fmt: skip
    text.append(
        say("t_brief_mean", lang, mean=said.value_text(whole["mean"], one.unit, lang),
            median=said.value_text(whole["median"], one.unit, lang))
    )  # fmt: skip
    parts: list[Any] = [
        html.P([html.Strong(said.title_of(one, lang) + colon), " ".join(text)], className="lead")
    ]
    if whole["without_value"]:
        parts.append(html.P(_without(place, choice, whole), className="quiet"))
    if caveat := one.caveat(place.territory):
        parts.append(html.P(say("caveat", lang, text=typeset(caveat)), className="warning"))
    return parts


def _without(place: Place, choice: Choice, whole: Mapping[str, Any]) -> str:
    """Say who has no value and why, and what the share would be were they all beyond."""
    lang, one = choice.lang, choice.one
    rows = place.by_commune(one.id, choice.moment)
    reasons = rows.loc[rows["value"].isna() & (rows["inhabitants"] > 0), "reason"].unique()
    values = {"people": said.people_text(whole["without_value"], lang),
              "reasons": typeset("; ".join(map(str, reasons)))}  # fmt: skip
    if not one.thresholds:
        return say("t_without_plain", lang, **values)
    level = curve_threshold(one)
    known = rows["value"].notna()
    far = beyond(one, rows["value"].to_numpy(), level) | ~known.to_numpy()
    total = rows["inhabitants"].sum()
    share = float(rows.loc[far, "inhabitants"].sum() / total) if total else float("nan")
    return say("t_without", lang, **values, threshold=said.threshold_text(one, level, lang),
               share=quantity(share, "part", lang, 1))  # fmt: skip
