"""Numbers, dates and words as French and English readers write them."""

from __future__ import annotations

import math
import string

import pytest

from dashboards.numbers import day, interval, number, quantity
from dashboards.words import LANGS, WORDS, count, known_lang, say, typeset


@pytest.mark.parametrize(
    ("value", "decimals", "french", "english"),
    [
        (1234567.25, 1, "1\u202f234\u202f567,2", "1,234,567.2"),
        (-12.0, 0, "\u221212", "\u221212"),
        (-0.04, 1, "0,0", "0.0"),
        (math.nan, 0, "–", "–"),
    ],
)
def test_numbers_follow_the_language(value, decimals, french, english):
    assert number(value, decimals, "fr") == french
    assert number(value, decimals, "en") == english


def test_shares_are_shown_in_percent_and_their_differences_in_points():
    assert quantity(0.1527, "part", "fr", 1) == "15,3\u00a0%"
    assert quantity(0.013, "part", "fr", 1, gap=True) == "+1,3\u00a0points"
    assert interval(0.008, 0.016, "part", "fr", 1) == "[0,8\u00a0; 1,6]"


def test_dates_are_written_in_words():
    assert day("2026-11-01T09:30:00+00:00", "fr") == "1er\u00a0novembre\u00a02026"
    assert day("2026-11-20", "en") == "20\u00a0November\u00a02026"
    assert day("hier", "fr") == "hier"


@pytest.mark.parametrize("key", sorted(WORDS))
def test_both_languages_have_the_same_blanks(key):
    french, english = (
        {name for _, name, _, _ in string.Formatter().parse(text) if name} - {"colon"}
        for text in WORDS[key]
    )
    assert french == english, key


def test_punctuation_and_plurals():
    assert typeset("de 20 h à 8 h, « ici » ?") == (
        "de 20\u00a0h à 8\u00a0h, «\u202fici\u202f»\u202f?"
    )
    assert count("brief_worse", 0, "fr").startswith("0 indicateur se")
    assert count("brief_worse", 0, "en").startswith("0 indicators")
    assert count("brief_worse", 2, "fr").startswith("2 indicateurs")


def test_an_unknown_language_is_french():
    assert [known_lang(x) for x in ("en", "fr", "xx", None)] == ["en", "fr", "fr", "fr"]
    assert say("base", LANGS[0]) == "Référence"
