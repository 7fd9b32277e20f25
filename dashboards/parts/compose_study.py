"""The form of a study: the figure that decides, what is asked, how precisely."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboards import compose_ids as ids
from dashboards.aria import HIDDEN, labelled
from dashboards.compose_points import MOST_OTHERS, asks_the_same, doses_offered
from dashboards.compose_study import CheckedStudy, StudyDraft, most_runs
from dashboards.forms.naming import factor_name
from dashboards.library import indicators
from dashboards.numbers import number, unit_of
from dashboards.parts import compose_file
from dashboards.parts.cards import label_of
from dashboards.parts.compose_field import WAIT_MS, Offer
from dashboards.words import count, say, typeset
from dashboards.workshop import OWN, models, scenario_of
from scenarios.assumptions import catalogue
from scenarios.scenario import Scenario

ORDER = ["label", "input", "description", "error"]
SHARES = ("part", "share")


def panel(draft: StudyDraft, offer: Offer, lang: str) -> html.Section:
    """Give the panel where a study is composed."""
    return html.Section(
        [
            html.H2(say("y_title", lang)),
            html.P(say("y_lead", lang), className="quiet"),
            html.Ul(id=ids.ASKED, className="faults"),
            dmc.MultiSelect(id=ids.OTHERS, label=say("y_others", lang), value=list(draft.others),
                            data=[{"value": one, "label": one.partition("/")[2]}
                                  for one in draft.others],
                            searchable=True, hidePickedOptions=True, nothingFoundMessage="–",
                            maxValues=MOST_OTHERS, description=say("y_others_note", lang),
                            inputWrapperOrder=ORDER),
            html.Div(_decision(draft, offer, lang), className="form-grid"),
            html.P(id=ids.UNIT, className="under"),
            _doses(draft, lang),
            _why(draft, lang),
            dmc.Checkbox(id=ids.SHARES, label=say("y_shares", lang), checked=draft.shares,
                         className="study-check"),
            html.Div(_precision(draft, lang), className="form-grid"),
            *compose_file.file_parts(compose_file.STUDY, "y", lang, shown=False),
        ],
        className="panel words compose", id="s-study",
    )  # fmt: skip


def skeleton() -> list[Any]:
    """Give bare components with every id that callbacks name, for Dash's own validation."""
    return [
        *(
            dmc.Select(id=name)
            for name in (ids.DECIDES, ids.FACILITY, ids.BETTER, ids.DOSE, ids.SECOND)
        ),
        *(dmc.NumberInput(id=name) for name in (ids.THRESHOLD, ids.HALF, ids.MOST)),
        *(dmc.Checkbox(id=name) for name in (ids.DOSED, ids.WHY, ids.SHARES)),
        *(dmc.TextInput(id=name) for name in (ids.DOSES, ids.SECONDS)),
        *(dmc.MultiSelect(id=name) for name in (ids.FACTORS, ids.OTHERS)),
        *(html.Div(id=name) for name in (ids.UNIT, ids.ASKED)),
        *compose_file.bare(compose_file.STUDY),
    ]


def _decision(draft: StudyDraft, offer: Offer, lang: str) -> list[Any]:
    measured = [{"value": i.id, "label": label_of(i.id, lang)} for i in indicators()]
    ways = [{"value": way, "label": say(f"v_{way}", lang)} for way in ("lower", "higher")]
    return [
        dmc.Select(id=ids.DECIDES, label=say("y_decides", lang), data=measured, searchable=True,
                   clearable=True, nothingFoundMessage="–", value=draft.decides or None,
                   inputWrapperOrder=ORDER),
        dmc.Select(id=ids.FACILITY, label=say("y_facility", lang), data=offer.sites,
                   searchable=True, clearable=True, nothingFoundMessage="–",
                   placeholder=say("y_facility_whole", lang), value=draft.facility or None),
        _number(ids.THRESHOLD, "y_threshold", draft.threshold, lang),
        dmc.Select(id=ids.BETTER, label=say("y_better", lang), data=ways, value=draft.better,
                   allowDeselect=False),
    ]  # fmt: skip


def _doses(draft: StudyDraft, lang: str) -> html.Fieldset:
    return _question(
        "y_dosed",
        ids.DOSED,
        draft.dosed,
        [
            dmc.Select(id=ids.DOSE, label=say("y_dose", lang), value=draft.dose or None,
                       data=[], nothingFoundMessage="–", inputWrapperOrder=ORDER,
                       className="wide-2"),
            dmc.TextInput(id=ids.DOSES, label=say("y_doses", lang), value=draft.doses,
                          description=say("y_doses_note", lang), inputWrapperOrder=ORDER,
                          debounce=WAIT_MS),
            dmc.Select(id=ids.SECOND, label=say("y_second", lang), value=draft.second or None,
                       data=[], clearable=True, nothingFoundMessage="–", className="wide-2",
                       description=say("y_second_note", lang), inputWrapperOrder=ORDER),
            dmc.TextInput(id=ids.SECONDS, label=say("y_seconds", lang), value=draft.seconds,
                          inputWrapperOrder=ORDER, debounce=WAIT_MS),
        ],
        lang,
    )  # fmt: skip


def _why(draft: StudyDraft, lang: str) -> html.Fieldset:
    return _question(
        "y_why",
        ids.WHY,
        draft.why,
        [
            dmc.MultiSelect(id=ids.FACTORS, label=say("y_factors", lang),
                            value=list(draft.factors), data=[], searchable=True,
                            hidePickedOptions=True, nothingFoundMessage="–",
                            description=say("y_factors_note", lang), inputWrapperOrder=ORDER,
                            className="field-wide"),
        ],
        lang,
    )  # fmt: skip


def _question(key: str, name: str, on: bool, inside: list[Any], lang: str) -> html.Fieldset:
    return html.Fieldset(
        [
            dmc.Checkbox(id=name, label=say(key, lang), checked=on,
                         description=say(f"{key}_note", lang), className="study-check"),
            html.Div(inside, className="form-grid"),
        ],
        **labelled(say(key, lang)),
    )  # fmt: skip


def _precision(draft: StudyDraft, lang: str) -> list[Any]:
    return [
        _number(ids.HALF, "y_half", draft.half_width, lang, "y_half_note"),
        _number(ids.MOST, "y_most", draft.most, lang, "y_most_note"),
    ]


def _number(name: str, key: str, value: Any, lang: str, about: str = "") -> dmc.NumberInput:
    return dmc.NumberInput(
        id=name,
        label=say(key, lang),
        value="" if value is None else value,
        description=say(about, lang) if about else None,
        inputWrapperOrder=ORDER,
        decimalSeparator="." if lang == "en" else ",",
        clampBehavior="none",
        hideControls=True,
        debounce=WAIT_MS,
    )


def dose_options(scenario: Scenario, lang: str) -> list[dict[str, str]]:
    """Give the numbers of the measures that may be varied, by name."""
    kinds = [lever.kind for lever in scenario.lever]
    return [{"value": path, "label": factor_name(path, kinds, lang)}
            for path in doses_offered(scenario)]  # fmt: skip


def other_options(
    runs: Path, scenario: Scenario | None, picked: Sequence[str], lang: str
) -> list[dict[str, Any]]:
    """Give the scenarios that answer the same question, and those picked whatever they are."""
    groups: dict[str, list[dict[str, str]]] = {}
    offered = []
    for where, ref, title in models(runs):
        other = scenario_of(runs, ref)
        fits = scenario is not None and other is not None and asks_the_same(scenario, other)
        if fits or ref in picked:
            offered.append((where, ref, title))
    titles = [title for _, _, title in offered]
    for where, ref, title in offered:
        # Two of one title are told apart by the name of their file.
        more = f" ({ref.partition('/')[2]})" if titles.count(title) > 1 else ""
        groups.setdefault(where, []).append({"value": ref, "label": typeset(title) + more})
    known = {item["value"] for items in groups.values() for item in items}
    gone = [{"value": ref, "label": ref.partition("/")[2]} for ref in picked if ref not in known]
    if gone:
        groups.setdefault(OWN, []).extend(gone)
    return [{"group": say(f"s_group_{where}", lang), "items": items}
            for where, items in groups.items()]  # fmt: skip


def factor_options(scenario: Scenario, lang: str) -> list[dict[str, str]]:
    """Give what the answer may depend on: uncertain values of the measures, the model's own."""
    kinds = [lever.kind for lever in scenario.lever]
    own = [f"lever.{rank}.{key}" for rank, lever in enumerate(scenario.lever, 1)
           for key in lever.intervals()]  # fmt: skip
    paths = [*own, *(f"assumptions.{one.id}" for one in catalogue())]
    return [{"value": path, "label": factor_name(path, kinds, lang)} for path in paths]


def verdict(checked: CheckedStudy | None, lang: str) -> list[Any]:
    """Say whether the study can be run."""
    if checked is None:
        return [html.Span("■ ", **HIDDEN), say("y_no_scenario", lang)]
    if checked.study is not None:
        return [html.Span("● ", **HIDDEN), say("y_valid", lang)]
    return [html.Span("■ ", **HIDDEN), count("s_faults", max(1, len(checked.faults)), lang)]


def effort(checked: CheckedStudy | None, lang: str) -> list[Any]:
    """Say how many simulations it takes at most."""
    if checked is None or checked.study is None:
        return []
    asked = checked.study.loaded
    runs = number(most_runs(checked.study, asked), 0, lang)
    return [html.P(count("y_effort", asked[0].days, lang, runs=runs))]


def errors(checked: CheckedStudy | None, places: Sequence[Any], lang: str) -> list[str | None]:
    """Give what is wrong at each field, None for nothing; all is quiet without a scenario."""
    found: list[str | None] = []
    for where in places:
        said = checked.at(where) if checked is not None else []
        texts = [typeset(text) if text else say("s_missing", lang) for text in said]
        found.append(" ".join(texts) or None)
    return found


def unit_words(indicator: str, lang: str) -> str:
    """Say in what unit the threshold and the precision are written."""
    unit = next((one.unit for one in indicators() if one.id == indicator), None)
    if unit is None:
        return ""
    if unit in SHARES:
        return say("y_unit_share", lang)
    return say("y_unit", lang, unit=unit_of(unit).text(lang))


def own_decision(scenario: Scenario | None, lang: str) -> str:
    """Say which figure decides when none is chosen here, "" when the scenario names none."""
    own = None if scenario is None else scenario.decision
    return "" if own is None else say("y_decides_own", lang, name=label_of(own.indicator, lang))
