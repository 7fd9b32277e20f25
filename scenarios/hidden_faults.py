"""What is wrong in a lever that its own model already refused: sites, communes, dates, rules.

Without it, a site that does not exist would only be said once the shares beside it are mended.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from scenarios.area import Area
from scenarios.lever import UNCHECKED, lever_kinds
from scenarios.lever_words import parted
from scenarios.scenario_faults import Fault, date_faults
from scenarios.words import near

if TYPE_CHECKING:
    from scenarios.scenario import Scenario
    from twin.territory import Territory

SITE_KEYS = ("site", "to", "sites")
INNER_KEYS = ("staff",)
"""Tables that name a site under `to`."""


def hidden_faults(
    scenario: Scenario,
    levers: Mapping[int, Any],
    territory: Territory | None,
    *,
    dated: bool = True,
) -> list[Fault]:
    """Give the other faults of levers left out because something in them is refused.

    Parameters
    ----------
    levers
        Table of each of these levers as the file holds it, by its rank from 0.
    territory
        None leaves sites and communes unchecked.
    dated
        False leaves the dates unchecked (the period itself is refused).
    """
    found: list[Fault] = []
    for rank, table in levers.items():
        kind = table.get("kind") if isinstance(table, Mapping) else None
        if not isinstance(table, Mapping):
            continue
        known = isinstance(kind, str) and kind in lever_kinds()
        own = [*_dates(scenario, table)] if dated else []
        if territory is not None:
            own += _sites(str(kind) if known else "", table, territory)
            own += _areas(str(kind), table, territory) if known else ()
        own += _together(scenario, str(kind), table, dated=dated) if known else ()
        found += [
            (("lever", rank, *(part for part in key.split(".") if part)), text, remedy)
            for key, text, remedy in own
        ]
    return found


def _dates(scenario: Scenario, table: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    days = {key: table.get(key) for key in ("start", "end")}
    plain = {
        key: day if isinstance(day, date) and not isinstance(day, datetime) else None
        for key, day in days.items()
    }
    yield from date_faults(scenario, SimpleNamespace(**plain))


def _sites(
    kind: str, table: Mapping[str, Any], territory: Territory
) -> Iterator[tuple[str, str, str]]:
    """Give the codes that are those of no facility of the territory, whatever is asked of it.

    A kind that nobody knows ("") has none of its keys checked against its own form.
    """
    known = [f.id for f in territory.facilities]
    fields = {*SITE_KEYS, *INNER_KEYS}
    if kind:
        fields = {info.alias or name for name, info in lever_kinds()[kind].model_fields.items()}
    inner = {f"{key}.to": table[key].get("to") for key in INNER_KEYS
             if key in fields and isinstance(table.get(key), Mapping)}  # fmt: skip
    said = {key: table.get(key) for key in SITE_KEYS if key in fields}
    for key, value in {**said, **inner}.items():
        codes = {key: value} if isinstance(value, str) else {}
        if isinstance(value, list):
            codes = {f"{key}.{i}": one for i, one in enumerate(value) if isinstance(one, str)}
        for at, code in codes.items():
            if code and code not in known:
                yield (at, f"site « {code} » inconnu de {territory.name}.",
                       f"{near(code, known)}Voyez `jumeau territory show`.")  # fmt: skip


def _areas(
    kind: str, table: Mapping[str, Any], territory: Territory
) -> Iterator[tuple[str, str, str]]:
    for name, info in lever_kinds()[kind].model_fields.items():
        key = info.alias or name
        if (info.annotation is not Area and key != "commune") or key not in table:
            continue
        held = {"communes": [table[key]]} if key == "commune" else table[key]
        try:
            area = Area.model_validate(held)
        except ValidationError:
            continue  # its own model says what is wrong in it
        for inner, text, remedy in area.faults(territory):
            yield f"{key}.{inner}", text, remedy


def _together(
    scenario: Scenario, kind: str, table: Mapping[str, Any], *, dated: bool
) -> Iterator[tuple[str, str, str]]:
    """Give what is wrong in several values of a lever together, whatever else is refused in it.

    A refused value is left out, and nothing is said of the rules that count on its key, nor on one
    that an unknown key may stand for.
    """
    model = lever_kinds()[kind]
    fields = {info.alias or name: info for name, info in model.model_fields.items()}
    rest, out = dict(table), set[str]()
    try:
        lever = model.model_validate(rest, context=UNCHECKED)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            key = str(one["loc"][0])
            rest.pop(key, None)
            out |= {key, *difflib.get_close_matches(key, fields, 3, 0.6)}
            if key in fields and fields[key].is_required():
                rest[key] = (fields[key].examples or [None])[0]
        try:
            lever = model.model_validate(rest, context=UNCHECKED)
        except ValidationError:
            return
    for keys, text in lever.contradictions():
        if out.isdisjoint(keys):
            yield "", *parted(text)
    if dated and not [*date_faults(scenario, lever)] and out.isdisjoint(("start", "end")):
        for key, text, remedy in lever.beyond(scenario.start, scenario.last_day):
            if key not in out:
                yield key, text, remedy
