"""A case typed, its grade and its ranked options, and what is decided of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboards import ids
from dashboards.aria import labelled
from dashboards.library import Library
from dashboards.parts.samu_confirm import decisions, fields
from dashboards.parts.samu_frame import fault, foot, territory_select
from dashboards.parts.samu_options import answer
from dashboards.samu.book import CASE, Book
from dashboards.samu.casing import EXAMPLE, house_rules
from dashboards.words import say, typeset
from logistics.samu.grading.case import NEEDS
from scenarios.samu_telling import NOTES
from twin.contracts.bands import BANDS
from twin.tables import JumeauError

MOST_LISTED = 100


def panel(library: Library, query: Mapping[str, Any], lang: str) -> list[Any]:
    """Give the form, filled as the case of the address was, and its answer."""
    name = str(query.get("cas", ""))
    held = Book.beside(library.root).proposal(name, CASE) if name else None
    form: dict[str, str] = {**EXAMPLE, **(held["form"] if held else {})}
    known = library.territories()
    territory = str(form.get("territory") or query.get("territory", ""))
    territory = territory if territory in known else next(iter(known))
    try:
        zones = library.place(territory).zones
    except JumeauError as error:
        return [territory_select(library, territory, lang), fault(error)]
    listed = [{"value": str(code), "label": f"{nom} ({dep})"} for code, nom, dep in zip(
        zones["insee"], zones["nom"], zones["dep"], strict=True)]  # fmt: skip
    town = str(zones.sort_values("population", ascending=False)["insee"].iloc[0])
    form.setdefault("commune", town)
    lost = [html.P(say("sa_case_lost", lang), className="warning")] if name and not held else []
    return [
        dcc.Store(id=ids.SA_PLACE, data=territory),
        dcc.Store(id=ids.SA_CASE, data=name if held else ""),
        html.Section(
            [
                html.H2(say("sa_case", lang)),
                html.P(say("sa_case_how", lang)),
                html.Div([territory_select(library, territory, lang),
                          *_form(form, sorted(listed, key=_label), lang)],
                         className="form-grid"),
                _places(form, lang),
                html.Div(html.Button(say("sa_refer", lang), id=ids.SA_REFER, type="button",
                                     className="button"), className="file-actions"),
                html.Div(lost, id=ids.SA_CASE_SAID, role="status"),
            ],
            className="panel words",
        ),
        html.Div(answered(library, name, held, lang), id=ids.SA_ANSWER),
        foot([typeset(note) for note in NOTES[1:]], lang, french=True),
    ]  # fmt: skip


def answered(library: Library, name: str, held: Mapping[str, Any] | None, lang: str) -> list[Any]:
    """Give the answer of a case with the fields of its decision; nothing before there is one."""
    if held is None:
        return []
    row = held["cases"][0]
    ranks = [{"value": str(o["rank"]), "label": f"{o['rank']}. {o['destination']}"}
             for o in row["options"]]  # fmt: skip
    more = [dmc.Select(id=ids.SA_OPTION, label=say("sa_option", lang), data=ranks,
                       value=ranks[1]["value"] if len(ranks) > 1 else None)]  # fmt: skip
    try:
        told = decisions(Book.beside(library.root).decisions(name), lang, share=False)
    except JumeauError as error:
        told = [fault(error)]
    return [
        *answer(held, house_rules(), name, lang),
        html.Section(
            [
                html.H2(say("sa_decide", lang)),
                html.P(say("sa_decide_case", lang)),
                *fields("case", more, lang),
                html.Div(told, id=ids.SA_DECISIONS),
            ],
            className="panel words",
        ),
    ]


def _label(one: Mapping[str, str]) -> str:
    return one["label"]


def _id(name: str) -> dict[str, str]:
    return {"type": ids.SA_FORM, "name": name}


def _form(form: Mapping[str, str], communes: list[dict[str, str]], lang: str) -> list[Any]:
    rules = house_rules()
    motives = [{"value": key, "label": name} for key, name in rules.motives.items()]
    signs = [{"value": key, "label": typeset(name)} for key, name in rules.signs.items()]
    needs = [{"value": key, "label": rules.needs[key].name} for key in NEEDS if key != "emergency"]
    date = say("sa_date_what", lang)
    return [
        dmc.Select(id=_id("commune"), label=say("commune", lang), data=communes,
                   value=form.get("commune"), searchable=True, limit=MOST_LISTED,
                   allowDeselect=False, nothingFoundMessage="–"),
        dmc.Select(id=_id("motif"), label=say("sa_motive", lang), data=motives,
                   value=form.get("motif"), searchable=True, allowDeselect=False),
        dmc.MultiSelect(id=_id("signes"), label=say("sa_signs", lang), data=signs,
                        value=_split(form.get("signes")), searchable=True, clearable=True),
        dmc.Select(id=_id("age"), label=say("sa_age", lang), value=form.get("age"),
                   data=[{"value": b, "label": say("sa_years", lang, band=b)} for b in BANDS],
                   allowDeselect=False),
        dmc.TextInput(id=_id("appel"), label=say("sa_called", lang), value=form.get("appel"),
                      description=date),
        dmc.TextInput(id=_id("debut"), label=say("sa_onset", lang), value=form.get("debut"),
                      description=say("sa_onset_what", lang)),
        dmc.MultiSelect(id=_id("besoins"), label=say("sa_needs", lang), data=needs,
                        value=_split(form.get("besoins")), clearable=True,
                        description=say("sa_needs_what", lang)),
    ]  # fmt: skip


def _split(text: str | None) -> list[str]:
    return [word for word in (text or "").split("+") if word]


def _places(form: Mapping[str, str], lang: str) -> html.Details:
    """Give the free places that may be told, folded: without them nothing is said to be full."""
    return html.Details(
        [
            html.Summary(say("sa_places", lang)),
            html.P(say("sa_places_what", lang)),
            dmc.Textarea(id=_id("places"), value=form.get("places", ""), autosize=True, minRows=3,
                         maxRows=10, placeholder="site;besoin;places;releve",
                         **labelled(say("sa_places", lang))),
        ],
        open=bool(form.get("places")),
    )  # fmt: skip
