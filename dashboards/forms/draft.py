"""A scenario being composed: its frame and its levers, as the form holds them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dashboards.forms.fields import lever_fields, scenario_fields
from dashboards.forms.values import Raw, data_of, paths_of, raw_of, shape_of
from scenarios.lever import lever_kinds
from scenarios.toml_text import toml_text

FRAME = "frame"
FRESH: Mapping[str, Any] = {"start": "2026-01-12", "days": 28, "replications": 10, "draws": 8}
"""A new scenario: four winter weeks, with draws, because a decision needs them."""


@dataclass(frozen=True, slots=True)
class Part:
    """One lever being composed: its name in the page, its kind, what its form holds.

    The name tells the kind, "2:suspend-ed", so that the page holds nothing but its fields.
    """

    id: str
    kind: str
    raw: Raw

    @property
    def number(self) -> int:
        """Give the number of its name, which no other lever of the draft has."""
        return int(self.id.partition(":")[0])


def _part(number: int, kind: str, data: Mapping[str, Any]) -> Part:
    return Part(f"{number}:{kind}", kind, raw_of(lever_fields(kind), data))


@dataclass(frozen=True, slots=True)
class Draft:
    """The form of a whole scenario."""

    frame: Raw
    levers: tuple[Part, ...] = ()

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Draft:
        """Give the form that shows a scenario (`Scenario.plain()`)."""
        levers = [
            _part(rank, str(lever["kind"]), lever)
            for rank, lever in enumerate(data.get("lever", ()))
        ]
        return cls(raw_of(scenario_fields(), data), tuple(levers))

    @classmethod
    def fresh(cls) -> Draft:
        """Give an empty scenario: the reference, before any lever."""
        return cls.of(FRESH)

    @classmethod
    def gathered(cls, fields: Iterable[tuple[Mapping[str, str], Any]]) -> Draft:
        """Give the draft that the page holds: each control by its id, in the order of the page."""
        frame: Raw = {}
        parts: dict[str, Raw] = {}
        for name, value in fields:
            of, path = str(name.get("of")), str(name.get("path"))
            if of == FRAME:
                frame[path] = value
            elif re.fullmatch(r"\d{1,4}:.+", of) and of.partition(":")[2] in lever_kinds():
                parts.setdefault(of, {})[path] = value
        levers = (Part(name, name.partition(":")[2], raw) for name, raw in parts.items())
        return cls(frame, tuple(levers))

    def data(self) -> dict[str, Any]:
        """Give the scenario as a file would hold it, faults included."""
        page = {"format": 1, **data_of(scenario_fields(), self.frame)}
        levers = [{"kind": p.kind, **data_of(lever_fields(p.kind), p.raw)} for p in self.levers]
        return {**page, "lever": levers} if levers else page

    def text(self) -> str:
        """Give the file that the command line runs."""
        data = self.data()
        return toml_text(data, str(data.get("question", "")))

    def controls(self) -> set[tuple[str, str]]:
        """Give the fields that the form shows: the part and the path of each."""
        held = [(FRAME, scenario_fields(), self.frame)]
        held += [(p.id, lever_fields(p.kind), p.raw) for p in self.levers]
        found = set()
        for part, fields, raw in held:
            for path, field in paths_of(fields, raw).items():
                if field.kind == "uncertain":
                    shape = shape_of(field, raw.get(f"{path}:shape"))
                    found |= {(part, f"{path}:{key}") for key in shape.keys or ("value",)}
                elif field.kind != "table":
                    found.add((part, path))
        return found

    def with_lever(self, kind: str) -> Draft:
        """Give the draft with one more lever, at its defaults; an unknown kind adds none."""
        if kind not in lever_kinds():
            return self
        number = 1 + max((p.number for p in self.levers), default=-1)
        return Draft(self.frame, (*self.levers, _part(number, kind, {})))

    def without(self, identifier: str) -> Draft:
        """Give the draft with one lever less."""
        return Draft(self.frame, tuple(p for p in self.levers if p.id != identifier))
