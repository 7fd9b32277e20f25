"""The words of a form: names of fields, of measures and of choices, from their own schema."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from dashboards.forms.fields import Field, lever_title
from dashboards.numbers import NARROW
from dashboards.words import WORDS, known_lang, say, told, typeset
from scenarios.english import speaking
from scenarios.point_words import kinds_of, said_at, title_of, value_name, value_said
from twin.contracts.wards import WARDS_FR

_FINESS = re.compile(
    r"^(?:FINESS|Code)s?(?: géographiques?)? (?:du |de la |de l'|des |d'un |of the )", re.I
)
_QUOTED = re.compile(r",?\s*(?:entre guillemets|between quotes|\"[^\"]*\"|« [^»]* »|“[^”]*”)")
LONGEST = 72


def label(field: Field, lang: str) -> str:
    """Give the name of a field: the title of its schema, a word of ours, or its description."""
    if field.title and lang != "en":
        return typeset(field.title)
    if f"f_{field.key}" in WORDS:
        return say(f"f_{field.key}", lang)
    plain = field.key.replace("_", " ").capitalize()
    if not field.about:
        return plain
    english = told(field.about, lang)
    if lang == "en" and english == field.about:
        return plain
    text = _FINESS.sub("", field.about if lang != "en" else english)
    text = re.split(r" \(| ?[:;] |\. |\.$", _QUOTED.sub("", text))[0].strip(" ,.")
    if not text or len(text) > LONGEST:
        text = text.split(",")[0]
    return typeset(text[:1].upper() + text[1:]) if 0 < len(text) <= LONGEST else plain


def about(field: Field, lang: str) -> str:
    """Give what is said under a field: its description where the name does not say it all."""
    if field.kind in ("site", "sites") or field.key == "territory":
        return ""  # the selector shows names, the description speaks of codes
    if field.kind == "table" and "{" in field.about:
        return ""  # how the file is written: the form writes it
    text, named = told(field.about, lang), label(field, lang)
    if text.startswith(named):
        rest = text[len(named):]  # fmt: skip
        if rest[:2] == " (" and rest.rstrip(".").endswith(")") and rest.count("(") == 1:
            rest = rest.rstrip(".")[2:-1]
        elif rest[:1] not in (",", ";", ":", ".", NARROW):
            return text
        text = rest.strip(f" ,;:.{NARROW}")
        text = text[:1].upper() + text[1:]
    if text.lower() == "assumed":
        return say("s_assumed", lang)
    return "" if not _QUOTED.sub("", text).strip(" .") else text


def kind_name(kind: str, lang: str) -> str:
    """Give the name of a measure: the title of its schema, a word of ours, or its kind."""
    if lever_title(kind) and (lang != "en" or f"l_{kind}" not in WORDS):
        return told(lever_title(kind), lang)
    if f"l_{kind}" in WORDS:
        return say(f"l_{kind}", lang)
    return kind.replace("-", " ").capitalize()


def choice_name(value: str, lang: str) -> str:
    """Give a value of a choice on screen."""
    if value in WARDS_FR:
        return told(WARDS_FR[value], lang)
    if f"v_{value}" in WORDS:
        return say(f"v_{value}", lang)
    return value.replace("_", " ")


def shape_name(shape: str, lang: str) -> str:
    """Give the name of a way of writing an uncertain value."""
    return say(f"s_shape_{shape}", lang) if f"s_shape_{shape}" in WORDS else shape


def key_name(key: str, lang: str) -> str:
    """Give the name of one number of an uncertain value."""
    return say(f"s_key_{key}", lang) if f"s_key_{key}" in WORDS else key


def factor_name(path: str, levers: Sequence[str], lang: str) -> str:
    """Give the name of a factor: a value of a measure, an assumption of the model."""
    with speaking(known_lang(lang)):
        return typeset(value_name(path, levers))


def factor_value(path: str, value: float, levers: Sequence[str], lang: str) -> str:
    """Give a value of a factor in its unit."""
    with speaking(known_lang(lang)):
        return value_said(path, value, levers)


def factor_at(path: str, value: float, levers: Sequence[str], lang: str) -> str:
    """Give a factor and its value: « Lits armés ajoutés : 5 »."""
    with speaking(known_lang(lang)):
        return typeset(said_at(path, value, levers))


def scenario_title(scenario: Mapping[str, Any], lang: str) -> str:
    """Give the title of a scenario; that of a point of a study says its values in words."""
    named = str(scenario.get("title") or scenario.get("name", ""))
    return _titled(named, kinds_of(scenario), lang)


@lru_cache(maxsize=4096)
def _titled(title: str, kinds: tuple[str, ...], lang: str) -> str:
    # Kept: a list of choices says the same hundreds of points at each opening.
    with speaking(known_lang(lang)):
        page = {"title": title, "lever": [{"kind": kind} for kind in kinds]}
        return typeset(title_of(page)) if lang != "en" else title_of(page)
