"""The points of a study in words: which value of which measure, in its unit, never by its path."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args

from pydantic import BaseModel

from scenarios.assumptions import by_id
from scenarios.english import Told, lang, say
from scenarios.lever import LeverModel, lever_kinds

NBSP = "\u00a0"
MINUS = "\u2212"
_PATH = r"(?:lever\.\d+|assumptions)\.[\w.]+"
_NUMBER = r"-?[\d,]+(?:e[+-]?\d+)?"
_VALUED = re.compile(
    rf"(?P<title>.+) \((?P<values>{_PATH} = {_NUMBER}(?: ; {_PATH} = {_NUMBER})*)\)", re.DOTALL
)
_ALONE = re.compile(r"(?P<title>.+) \(leviers (?P<ranks>[\d-]+) seuls\)", re.DOTALL)
_END = re.compile(r" \(| ?[:;] |\. |\.$")
_RANGE = re.compile(r", 0 (?:à|to) 1$")
_SHARE = re.compile(r"part\b|variation de l'effectif", re.IGNORECASE)
_FULL_TIME = "équivalents temps plein"


@dataclass(frozen=True, slots=True)
class Point:
    """A run of a study, read from the title that it was given.

    Attributes
    ----------
    title
        Of the scenario that the study varies, as its author wrote it.
    values
        Values fixed, by path; empty for a part of the measures.
    alone
        Whether only some of the measures are there, as the shares of each ask.
    """

    title: str
    values: tuple[tuple[str, float], ...] = ()
    alone: bool = False


def point_of(scenario: Mapping[str, Any]) -> Point | None:
    """Read the title of a scenario as a manifest holds it; None when it is no point of a study."""
    title = str(scenario.get("title", ""))
    found = _VALUED.fullmatch(title)
    if found is not None:
        pairs = (one.split(" = ") for one in found["values"].split(" ; "))
        try:
            values = tuple((path, float(value.replace(",", "."))) for path, value in pairs)
        except ValueError:
            return None
        return Point(found["title"], values)
    found = _ALONE.fullmatch(title)
    return None if found is None else Point(found["title"], alone=True)


def title_of(scenario: Mapping[str, Any]) -> str:
    """Give the title of a scenario, what a study made of it in words, in the language spoken.

    The title that its author wrote stays as it is.
    """
    point = point_of(scenario)
    if point is None:
        return str(scenario.get("title") or scenario.get("name", ""))
    kinds = kinds_of(scenario)
    gap = "; " if lang() == "en" else f"{NBSP}; "
    if point.alone:
        only = gap.join(measure_name(kind) for kind in kinds)
        told = f"{say('seulement')}{_colon()}{only}"
    else:
        told = gap.join(said_at(path, value, kinds) for path, value in point.values)
    return Told(f"{point.title} ({told})")


def said_at(path: str, value: float, kinds: Sequence[str]) -> str:
    """Say a value where it stands: « Lits armés ajoutés : 5 »."""
    return f"{value_name(path, kinds)}{_colon()}{value_said(path, value, kinds)}"


def kinds_of(scenario: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the kinds of the measures of a scenario, in order."""
    return tuple(str(lever.get("kind")) for lever in scenario.get("lever") or ())


def value_name(path: str, kinds: Sequence[str]) -> str:
    """Give the name of a value, that of its measure first, in the language spoken.

    The path itself where nothing is known of it.
    """
    what, _, rest = path.partition(".")
    if what == "assumptions":
        known = by_id().get(rest)
        return say(known.label) if known is not None else path
    place = _placed(path, kinds)
    if place is None:
        return path
    kind, key = place
    about = _about(kind, key)
    own = _RANGE.sub("", _END.split(say(about))[0].strip(" ,.")) if about else ""
    return _after_measure(path, kinds, measure_name(kind), own or key)


def measure_name(kind: str) -> str:
    """Give the name of a kind of measure in the language spoken, the kind where it has none."""
    model = _kinds().get(kind)
    return say(model.label) if model is not None and model.label else kind


def value_said(path: str, value: float, kinds: Sequence[str]) -> str:
    """Say a value in the unit of its key: a share in percent, a multiplier with its sign."""
    if path.startswith("assumptions."):
        known = by_id().get(path.removeprefix("assumptions."))
        unit = "" if known is None else known.unit
        text = _figure(value)
        return f"×{NBSP}{text}" if unit == "x" else f"{text}{NBSP}{unit}" if unit else text
    place = _placed(path, kinds)
    about = _about(*place) if place is not None else ""
    if _SHARE.match(about):
        return f"{_figure(100 * value)}%" if lang() == "en" else f"{_figure(100 * value)}{NBSP}%"
    return _figure(value) + (f"{NBSP}{say('ETP')}" if _FULL_TIME in about else "")


def _after_measure(path: str, kinds: Sequence[str], measure: str, name: str) -> str:
    """Give the name of a value after that of its measure; alone where it says it already.

    Of two measures of one kind, the number of the measure tells which.
    """
    rank, _, _ = path.removeprefix("lever.").partition(".")
    twice = rank.isdecimal() and list(kinds).count(kinds[int(rank) - 1]) > 1
    number = f"{say(f'mesure {rank}')}, " if twice else ""
    if measure.lower().startswith(name.lower()):
        return f"{number}{name}"
    return f"{measure}, {number}{_lowered(name)}"


def _figure(value: float) -> str:
    text = f"{value:.4g}".replace("-", MINUS)
    return text if lang() == "en" else text.replace(".", ",")


def _colon() -> str:
    return ": " if lang() == "en" else f"{NBSP}: "


def _lowered(name: str) -> str:
    """Give a name that follows another: its capital goes, unless it is that of an acronym."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _placed(path: str, kinds: Sequence[str]) -> tuple[str, str] | None:
    """Give the kind of measure and the key that a path means; None when it means none."""
    what, _, rest = path.partition(".")
    rank, _, key = rest.partition(".")
    if what != "lever" or not rank.isdecimal() or not 0 < int(rank) <= len(kinds) or not key:
        return None
    return kinds[int(rank) - 1], key


@lru_cache(maxsize=1)
def _kinds() -> dict[str, type[LeverModel]]:
    return lever_kinds()


@lru_cache(maxsize=512)
def _about(kind: str, key: str) -> str:
    """Give what the lever's own schema says of a key, of a table inside it too ("staff.share")."""
    model: type[BaseModel] | None = _kinds().get(kind)
    about = ""
    for part in key.split("."):
        fields = {} if model is None else model.model_fields
        named = {alias: one for name, one in fields.items() for alias in (name, one.alias or name)}
        field = named.get(part)
        if field is None:
            return ""
        about = field.description or ""
        inside = (field.annotation, *get_args(field.annotation))
        model = next((k for k in inside if isinstance(k, type) and issubclass(k, BaseModel)), None)
    return about
