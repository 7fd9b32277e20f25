"""Words that several panels of the territory page share: values, moments, sources."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from typing import Any

from dash import html

from dashboards.access_words import DAYS_EN, DAYS_FR
from dashboards.choice import Choice
from dashboards.numbers import NO_BREAK, day, number, quantity
from dashboards.place import Place
from dashboards.words import say, typeset
from twin.access import AccessIndicator, threshold_name
from twin.territory.travel import MODEL


def title_of(one: AccessIndicator, lang: str) -> str:
    """Give the name of an indicator on screen."""
    return one.title_en if lang == "en" else typeset(one.title)


def days(lang: str) -> tuple[str, ...]:
    """Give the names of the days, Monday first."""
    return DAYS_EN if lang == "en" else DAYS_FR


def hour_text(hour_of_week: int, lang: str) -> str:
    """Write an hour of the week."""
    return say("at_hour", lang, day=days(lang)[hour_of_week // 24], hour=hour_of_week % 24)


def when_text(choice: Choice) -> str:
    """Write the moment of a choice."""
    moment, lang = choice.moment, choice.lang
    if moment.hour_of_week is None:
        return say("every_hour", lang)
    text = hour_text(moment.hour_of_week, lang)
    if moment.day is None:
        return text
    return say("at_date", lang, when=text, date=day(moment.day, lang))


def headed(choice: Choice) -> str:
    """Give the title of the indicator and, where sites open and close, the moment."""
    title = title_of(choice.one, choice.lang)
    if choice.one.unit != "min":
        return title
    return say("t_map_title", choice.lang, title=title, when=when_text(choice))


def value_text(value: float, unit: str, lang: str, *, unit_too: bool = True) -> str:
    """Write a value; infinite is out of reach."""
    if math.isinf(value):
        return say("out_of_reach", lang)
    if not unit_too or math.isnan(value):
        return number(value, places(unit), lang)
    return quantity(value, unit, lang, places(unit))


def places(unit: str) -> int:
    """Choose the decimals of a unit."""
    return 1 if unit == "min" else 2


def threshold_text(one: AccessIndicator, threshold: float, lang: str) -> str:
    """Write a threshold with its unit."""
    return quantity(threshold, one.unit, lang, 0 if threshold == int(threshold) else 1)


def beyond(whole: Mapping[str, Any], one: AccessIndicator, threshold: float) -> tuple[int, float]:
    """Give the people beyond a threshold, and their share of those who have a value."""
    name = threshold_name(one, threshold)
    return int(whole[f"people_{name}"]), float(whole[f"share_{name}"])


def people_text(people: float, lang: str) -> str:
    """Write a number of people."""
    return number(float(people), 0, lang)


def made_by(place: Place, lang: str) -> str:
    """Give the source and the date of every figure of a territory."""
    vintage = typeset(place.territory.vintage)
    version = _version()
    if not version:
        return say("made_by_plain", lang, vintage=vintage)
    return say("made_by", lang, version=version, vintage=vintage)


def road_text(place: Place, one: AccessIndicator, lang: str) -> str:
    """Say how good the minutes are; nothing where no road was computed."""
    if one.id.endswith("published") or "published" in one.id or one.id == "beds_per_1000":
        return ""
    travel = place.territory.travel
    text = (
        say("road_model", lang)
        if travel.model == MODEL
        else say("road_other", lang, model=travel.model)
    )
    if travel.overrides:
        text += " " + say("road_given", lang, n=number(float(travel.overrides), 0, lang))
    return text


def marked(text: str) -> list[Any]:
    """Give a French sentence, its commands (between backquotes) set as code."""
    parts = typeset(text).split("`")
    return [html.Code(part) if i % 2 else part for i, part in enumerate(parts)]


def lead(key: str, lang: str) -> str:
    """Give a word and its colon."""
    return say(key, lang) + (": " if lang == "en" else f"{NO_BREAK}: ")


@cache
def _version() -> str:
    try:
        return metadata.version("jumeau")
    except metadata.PackageNotFoundError:
        return ""
