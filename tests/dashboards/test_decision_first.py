"""The figure that a scenario decides on comes first, and few replications are not "no effect"."""

from __future__ import annotations

import json

import pytest

from dashboards import views
from dashboards.gathering import Gaze, gather
from dashboards.library import Library
from dashboards.parts import cards, compare_cards
from dashboards.selection import Selection
from scenarios.unshown import NARROWER, REASONS, UNDETECTED_DRAWS
from tests.note_runs import OTHER, SITE, fill


def text_of(card):
    """Give a card as text."""
    return json.dumps(card.to_plotly_json(), default=lambda one: one.to_plotly_json(),
                      ensure_ascii=False)  # fmt: skip


@pytest.fixture
def library(tmp_path):
    """Give a store whose policy decides on the stay at a site that is not shown first."""
    fill(tmp_path, decision={"indicator": "ed_stay_median", "facility": SITE, "threshold": -15})
    return Library(tmp_path)


def test_the_decision_is_the_first_card_of_both_pages(library):
    found = gather(library, "")
    (study,) = found.studies
    single, _ = cards.cards(study, Selection.within(study, {}))
    several = compare_cards.cards(found, Gaze.within(found, {}))
    for first, second in (single[:2], several[:2]):
        assert "Ce qui décide, Hôpital A" in text_of(first)
        assert "Ce qui décide" not in text_of(second)


def test_the_decision_is_not_shown_twice_where_it_is_measured(library):
    found = gather(library, "")
    (study,) = found.studies
    at_site = Selection.within(study, {"site": SITE})
    names = [text_of(one) for part in cards.cards(study, at_site) for one in part]
    label = cards.label_of("ed_stay_median", "fr")
    assert sum(label in one for one in names) == 1
    shown = compare_cards.cards(found, Gaze.within(found, {"site": SITE}))
    assert sum(label in text_of(one) for one in shown) == 1


def test_nothing_detected_with_few_replications_is_inconclusive(library):
    (study,) = gather(library, "").studies
    row = views.at(study.rows, ("ed_stay_median", OTHER, "")).iloc[0]
    assert row["effect"] in ("none", "same")
    row = row.copy()
    row["effect"], row["n"] = "none", 6
    assert cards.verdict_words(row, "fr") == "Non concluant avec 6 répétitions"
    assert "Non concluant avec 6 répétitions" in compare_cards.sentence(row, "fr")
    row["n"] = 10
    assert "Non concluant" not in cards.verdict_words(row, "fr")


def test_a_param90_that_is_not_there_is_said(library):
    (study,) = gather(library, "").studies
    row = study.rows.iloc[0].copy()
    row["param90_flag"], row["year90_flag"] = UNDETECTED_DRAWS, NARROWER
    for name in ("param90", "year90"):
        row[f"{name}_low"] = row[f"{name}_high"] = float("nan")
    said = cards.unshown_words(row, "fr")
    assert any("variance entre tirages non détectée" in one for one in said)
    assert any("plus étroit que le bruit" in one for one in said)


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_its_words_in_both_languages(library, reason):
    (study,) = gather(library, "").studies
    row = study.rows.iloc[0].copy()
    row["param90_flag"] = reason
    french, english = (cards.unshown_words(row, lang)[0] for lang in ("fr", "en"))
    assert french.startswith("param90")
    assert english.startswith("param90: ")
    assert french != english
