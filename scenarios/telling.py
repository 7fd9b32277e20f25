"""A scenario told in French: what is asked, when, and what each lever does with which values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from math import isinf
from typing import Any

from pydantic import BaseModel, ValidationError

from scenarios.area import Area
from scenarios.decision_words import movement
from scenarios.lever import LeverModel
from scenarios.lever_days import EVER
from scenarios.scenario import Scenario
from scenarios.uncertain import Uncertain
from twin.contracts.wards import WARDS_FR

LAWS_FR = {"normal": "loi normale", "lognormal": "loi lognormale", "beta": "loi bêta"}
COMMON = ("kind", "reason", "source", "start", "end")
"""Keys of every lever, told apart."""


def told(value: Uncertain) -> str:
    """Say a value and what we know about it: "entre 0,02 et 0,1 (toutes se valent)"."""
    if value.law is not None:
        text = f"{LAWS_FR[value.law]}, moyenne {_number(value.mean)}, écart-type "
        text += _number(value.sd)
        low = "" if isinf(value.low) else f" au moins {_number(value.low)}"
        high = "" if isinf(value.high) else f" au plus {_number(value.high)}"
        return f"{text}{',' if low or high else ''}{low}{',' if low and high else ''}{high}"
    if value.fixed:
        return _number(value.low)
    if value.mode is None:
        return f"entre {_number(value.low)} et {_number(value.high)} (toutes se valent)"
    return (
        f"{_number(value.mode)} le plus probable, entre {_number(value.low)} et "
        f"{_number(value.high)} (loi triangulaire)"
    )


def notes_of(plain: Mapping[str, Any]) -> tuple[str, ...]:
    """Give what the reader must know of the levers of a scenario kept in a manifest.

    A scenario kept by a version whose levers were written otherwise has no note.
    """
    try:
        return Scenario.model_validate(plain).notes()
    except ValidationError:
        return ()


def heading(scenario: Scenario) -> list[str]:
    """Give the title, the question, where, when, and how many times."""
    times = f"{scenario.replications} répétitions"
    if scenario.precision is not None:
        wanted = scenario.precision
        width = _number(100 * wanted.half_width) + " %" if wanted.relative else _number(
            wanted.half_width
        )  # fmt: skip
        times = (
            f"de {wanted.least} à {wanted.most} répétitions, jusqu'à ± {width} sur "
            f"{wanted.indicator}"
        )
    if scenario.draws:
        times += f", {scenario.draws} tirages des valeurs incertaines"
    where = "territoire pilote" if scenario.territory == "pilote" else scenario.territory
    lines = [
        scenario.title,
        scenario.question,
        f"Où et quand : {where}, du {_day(scenario.start)} au {_day(scenario.last_day)} "
        f"({scenario.days} jours mesurés, {scenario.warmup_days} simulés avant) ; {times} ; "
        f"graine {scenario.seed}.",
    ]
    if scenario.decision is not None:
        asked = scenario.decision
        place = asked.facility or asked.zone or "tout le territoire"
        lines.append(f"Ce qui décide : {asked.indicator} ({place}) {movement(asked)}.")
    lines += [f"Hypothèse {key} : {told(law)}." for key, law in scenario.assumptions.items()]
    if not scenario.lever:
        lines.append("Aucun levier : c'est la référence.")
    return lines


def lever_heading(
    rank: int, lever: LeverModel, scenario: Scenario, places: Mapping[str, str]
) -> str:
    """Give the lever, where and from when to when, on one line; `rank` counts from 1."""
    sites = [_place(site, places) for site in lever.hospitals().values()]
    sites += [_place(site, places) for _, site in lever.places().values()]
    areas = [area.plain_french() for area in lever.areas().values() if not area.everywhere]
    where = ", ".join(dict.fromkeys([*sites, *areas]))
    held = lever.starting(scenario.start)
    until = f"au {_day(held.end)}" if held.end else "à la fin"
    since = _day(held.start or scenario.start)
    when = f"du {since} {until}" if held.start != EVER else "toute la période"
    name = lever.label or lever.kind
    return f"{rank}. {name} ({lever.kind}){f' : {where}' if where else ''}, {when}"


def lever_lines(lever: LeverModel, places: Mapping[str, str]) -> list[str]:
    """Give the values of a lever with their meaning, then why and where they come from."""
    lines = [
        f"{key} : {WARDS_FR.get(str(value)) or _shown(value, places)} — {meaning}"
        for key, value, meaning in _fields(lever, "")
        if key not in COMMON
    ]
    return [*lines, f"Pourquoi : {lever.reason}", f"Source : {lever.source}"]


def _fields(model: BaseModel, before: str) -> Iterator[tuple[str, Any, str]]:
    for name, info in type(model).model_fields.items():
        value, key = getattr(model, name), before + (info.alias or name)
        if isinstance(value, BaseModel) and not isinstance(value, Area):
            yield from _fields(value, f"{key}.")
        elif not (isinstance(value, Area) and value.everywhere):
            plain = value
            if not isinstance(value, Uncertain | Area):
                plain = model.model_dump(mode="json", include={name})[name]
            yield key, plain, (info.description or "")


def _shown(value: Any, places: Mapping[str, str]) -> str:
    if isinstance(value, Uncertain):
        return told(value)
    if isinstance(value, Area):
        return value.plain_french()
    if isinstance(value, bool):
        return "oui" if value else "non"
    if value is None or value in ([], ""):
        return "rien"
    if isinstance(value, list):
        return ", ".join(_shown(one, places) for one in value)
    if isinstance(value, int | float):
        return _number(value)
    return "aucune" if value == "none" else _place(str(value), places)


def _place(code: str, places: Mapping[str, str]) -> str:
    return f"{places[code]} ({code})" if code in places else code


def _number(value: float) -> str:
    return f"{value:.6g}".replace(".", ",")


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
