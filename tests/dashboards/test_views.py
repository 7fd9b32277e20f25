"""What the page concludes from a comparison, checked on a few rows."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from dash import html

from dashboards import views
from dashboards.figures.choropleth import choropleth, nice_step
from dashboards.figures.sites import town_names
from dashboards.library import Library
from dashboards.parts.cards import cards, ends_text, gap_text, level_text
from dashboards.parts.masthead import brief
from dashboards.parts.table import grid, safe
from dashboards.selection import Selection
from dashboards.theme import DEFAULT
from scenarios.paired import ALL_EQUAL, DETECTED, NO_EFFECT, NOT_DETECTED, TOO_FEW
from scenarios.unshown import STILL

BETTER = {"stay": "low", "seen": "high", "visits": "neutral"}


def row(indicator, difference, verdict=DETECTED, zone="", facility="", interval="mc95", unit="min"):
    """Give one row of a comparison."""
    return {
        "indicator": indicator, "unit": unit, "zone": zone, "facility": facility,
        "period": "p", "base": 20.0, "policy": 20.0 + difference, "difference": difference,
        "interval": interval, "low": difference - 1, "high": difference + 1, "n": 8,
        "p_adjusted": 0.01, "verdict": verdict, "flag": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("indicator", "difference", "verdict", "effect"),
    [
        ("stay", 3.0, DETECTED, "worse"),
        ("stay", -3.0, DETECTED, "better"),
        ("seen", 3.0, DETECTED, "better"),
        ("seen", -3.0, DETECTED, "worse"),
        ("visits", -3.0, DETECTED, "changed"),
        ("unknown", 3.0, DETECTED, "changed"),
        ("stay", 3.0, NOT_DETECTED, "none"),
        ("stay", 0.0, NO_EFFECT, "same"),
        ("stay", 3.0, TOO_FEW, "unclear"),
        ("stay", 3.0, ALL_EQUAL, "untestable"),
    ],
)
def test_effect_follows_the_verdict_and_the_good_direction(indicator, difference, verdict, effect):
    frame = views.tidy(pd.DataFrame([row(indicator, difference, verdict)]), BETTER)
    assert frame["effect"].tolist() == [effect]


def test_each_interval_keeps_its_name():
    rows = [row("stay", 3.0), row("stay", 3.5, interval="param90")]
    frame = views.tidy(pd.DataFrame(rows), BETTER)
    assert len(frame) == 1
    assert views.ends(frame.iloc[0]) == {"mc95": (2.0, 4.0), "param90": (2.5, 4.5)}
    assert views.intervals_present(frame) == ["mc95", "param90"]
    assert frame.loc[0, "difference"] == 3.0


def test_losers_are_detected_and_worst_first():
    rows = [row("seen", -float(i), zone=f"{i:05d}") for i in range(1, 30)]
    rows.append(row("seen", -90.0, NOT_DETECTED, zone="90000"))
    rows.append(row("seen", 95.0, zone="95000"))
    frame = views.by_zone(views.tidy(pd.DataFrame(rows), BETTER), "seen")
    worst = views.losers(frame, "high")
    assert worst["zone"].tolist() == [f"{i:05d}" for i in range(29, 9, -1)]


def test_text_shows_no_false_precision():
    frame = views.tidy(pd.DataFrame([row("stay", 12.345)]), BETTER)
    line = frame.iloc[0]
    assert gap_text(line, "fr") == "+12,3\u00a0min"
    assert ends_text(line, "fr") == "[11,3\u00a0; 13,3]"
    assert level_text(line, "policy", "fr") == "32,3\u00a0min"


@pytest.mark.parametrize(("span", "step"), [(0.9, 1), (1.0, 1), (1.3, 2), (33, 50), (0, 1)])
def test_class_bounds_are_round(span, step):
    assert nice_step(span) == step


def zone_frame():
    """Give ten communes, the last two unchanged or without data."""
    rows = [row("stay", float(d), zone=f"{d + 10:05d}") for d in range(-4, 5) if d]
    rows.append(row("stay", 9.0, NOT_DETECTED, zone="99999") | {"n": 12})
    return views.by_zone(views.tidy(pd.DataFrame(rows), BETTER), "stay")


def test_only_detected_differences_are_coloured():
    drawn = choropleth(zone_frame(), "difference", "min", "low", DEFAULT, "fr")
    assert drawn.colours[drawn.rank["99999"]] == DEFAULT.unchanged
    assert drawn.colours[drawn.rank["00014"]] in DEFAULT.worse
    assert drawn.colours[drawn.rank["00006"]] in DEFAULT.better
    assert "pas de différence détectée" in drawn.text["99999"]
    reverse = choropleth(zone_frame(), "difference", "min", "high", DEFAULT, "fr")
    assert reverse.colours[reverse.rank["00014"]] in DEFAULT.better


def zones_of(effect, n, count=3):
    """Give communes where the simulation found nothing, with so many replications."""
    frame = zone_frame().head(count).copy()
    frame["effect"], frame["n"] = effect, n
    return frame


FEW = "trop peu de réplications pour conclure"


@pytest.mark.parametrize(("effect", "n", "words"), [
    ("none", 10, "pas de différence détectée"), ("none", 9, FEW), ("none", 2, FEW),
    ("unclear", 1, FEW), ("unclear", 12, "non testable"), ("untestable", 6, "non testable"),
    ("same", 6, "écart nul dans toutes les réplications"),
])  # fmt: skip
def test_the_legend_says_nothing_detected_only_where_it_could_have_been(effect, n, words):
    drawn = choropleth(zones_of(effect, n), "difference", "min", "low", DEFAULT, "fr")
    assert [swatch.text for swatch in drawn.legend] == [words, "aucune donnée"]
    if effect == "none":
        assert all(words in text for text in drawn.text.values())


def test_levels_share_their_classes_between_baseline_and_policy():
    frame = zone_frame()
    frame.loc[frame["zone"] == "99999", "policy"] = np.nan
    base = choropleth(frame, "base", "min", "low", DEFAULT, "fr")
    policy = choropleth(frame, "policy", "min", "low", DEFAULT, "fr")
    assert base.legend == policy.legend
    assert policy.rank["99999"] == 0
    assert policy.colours[0] == DEFAULT.unknown


def test_names_on_the_map_leave_room_for_one_another(pilot):
    names = [f["properties"]["name"] for f in town_names(pilot.zones)["features"]]
    assert {"Rennes", "Brest"} <= set(names)
    assert len(names) == len(set(names)) <= 8


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-2", "@x", "\tx"])
def test_no_cell_is_a_formula(cell):
    assert safe(cell) == f"'{cell}"


def untested(indicator, difference, **more):
    """Give the row of differences that are all equal."""
    return row(indicator, difference, ALL_EQUAL, **more) | {
        "low": np.nan, "high": np.nan, "p_adjusted": np.nan,
    }  # fmt: skip


@pytest.fixture
def shown(store_root):
    """Give a function that shows a few rows as a study, with its cards as text."""
    library = Library(store_root)
    real = library.study("suspension-nuit-carhaix/" + "b" * 16)

    def show(rows, lang="fr", **asked):
        frame = views.tidy(pd.DataFrame(rows), {"ed_stay_median": "low"})
        study = replace(real, rows=frame)
        chosen = Selection.within(study, {"lang": lang, **asked})
        drawn = html.Div([c for part in cards(study, chosen) for c in part]).to_plotly_json()
        text = json.dumps(drawn, default=lambda c: c.to_plotly_json(), ensure_ascii=False)
        return study, chosen, text

    return show


@pytest.mark.parametrize(
    ("lang", "words"),
    [("fr", "param90\u202f: n'en dépend pas"), ("en", "param90: does not depend on it")],
)
def test_a_param90_without_width_is_said_in_words(shown, lang, words):
    rows = [row("ed_stay_median", 331.7),
            row("ed_stay_median", 331.7, interval="param90")
            | {"low": np.nan, "high": np.nan, "flag": STILL},
            row("ed_stay_median", 331.7, interval="year90")]  # fmt: skip
    _, _, text = shown(rows, lang)
    assert words in text
    assert text.count("bar-interval") == 2
    assert "[332" not in text
    rows[1] |= {"low": 331.7, "high": 333.7, "flag": ""}
    _, _, text = shown(rows, lang)
    assert words not in text
    assert text.count("bar-interval") == 3


def test_differences_all_equal_are_said_to_be_untestable(shown):
    rows = [untested("ed_stay_median", 3.0), untested("ed_stay_median", 3.0, facility="290000256")]
    study, chosen, text = shown(rows)
    assert "Non testable (écarts tous égaux)" in text
    assert "détectée" not in text
    assert "bar-interval" not in text
    (record,), _ = grid(study, chosen)
    assert record["reading"] == "? Non testable (écarts tous égaux)"
    assert record["ends"] == "–"
    tallied = json.dumps(
        [c.to_plotly_json() for c in brief(study, chosen)], default=lambda c: c.to_plotly_json()
    )
    assert "1 non testable" in tallied


@pytest.mark.parametrize(("lang", "words"), [("fr", "non testable"), ("en", "not testable")])
def test_untestable_communes_have_their_own_colour(lang, words):
    rows = [untested("stay", 3.0, zone="29001"), row("stay", 4.0, zone="29002"),
            row("stay", 1.0, NOT_DETECTED, zone="29003")]  # fmt: skip
    frame = views.by_zone(views.tidy(pd.DataFrame(rows), BETTER), "stay")
    drawn = choropleth(frame, "difference", "min", "low", DEFAULT, lang)
    assert drawn.colours[drawn.rank["29001"]] == DEFAULT.untestable
    assert drawn.colours[drawn.rank["29002"]] in DEFAULT.worse
    assert words in drawn.text["29001"]
    assert "détectée" not in drawn.text["29001"]
    assert words in [s.text for s in drawn.legend]
    assert views.losers(frame, "low")["zone"].tolist() == ["29002"]
    usual = choropleth(zone_frame(), "difference", "min", "low", DEFAULT, lang)
    assert words not in [s.text for s in usual.legend]
