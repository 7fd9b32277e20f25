"""The note as one HTML file: no script, no outside resource, printable, from 390 px wide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from scenarios.compare import INTERVALS
from scenarios.report import figures
from scenarios.report.changes import ADJUSTED, EFFECT_FR, NAMES, Change
from scenarios.report.chart import MEANING, interval_chart
from scenarios.report.commune_map import CommuneMap, commune_map
from scenarios.report.contours import outlines
from scenarios.report.explained import INTERACTION, TOTAL, Attribution, waterfall
from scenarios.report.hypotheses import STATUS_FR, model_parameters, parameter_value
from scenarios.report.note import Note, Sheet
from scenarios.report.records import Record, records
from scenarios.report.studied import EXPECTED
from scenarios.targets import words as target_words
from twin.indicators import catalogue
from twin.territory.quality.markup import text
from twin.territory.quality.style import STYLE
from twin.territory.quality.words import NO_BREAK

TEMPLATE = "note.html.jinja"


def to_html(note: Note) -> str:
    """Give the whole page; every text that comes from a file is escaped."""
    page = environment().get_template(TEMPLATE)
    return page.render(
        note=note, views=[_view(sheet, rank) for rank, sheet in enumerate(note.sheets, 1)],
        style=Markup(STYLE), parameters=model_parameters(), said_of=parameter_value,
        status_fr=STATUS_FR, intervals=INTERVALS, target_words=target_words, figures=figures,
        several=len(note.sheets) > 1,
    )  # fmt: skip


def environment() -> Environment:
    """Give where templates are read: every value is escaped and set in French type."""
    env = Environment(
        loader=PackageLoader("scenarios.report"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, finalize=_set,
    )  # fmt: skip
    env.filters["cell"] = Cell
    return env


@pass_context
def _set(context: Context, value: Any) -> Any:
    """Give a text escaped, with commands marked and spaces that do not break.

    The context is unused: a finalizer that asks for it also sees the constants of a template.
    """
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    return Markup(text(figures.typeset_more(value)))


class Cell:
    """How one change is written in a table: all its numbers with the same decimals."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self.decimals = figures.decimals_for(change.difference, change.unit)

    @property
    def heading(self) -> str:
        """Give the name of the indicator, with its unit where the figures do not show it."""
        one = self.change
        return one.label if one.unit in ("part", "") else f"{one.label} ({one.unit})"

    def value(self, value: float | None) -> str:
        """Give a level."""
        unit = self.change.unit
        told = figures.plain(value, unit, self.decimals)
        return f"{told}\u00a0%" if unit == "part" and told != figures.DASH else told

    @property
    def base(self) -> str:
        """Give the level of the reference."""
        return self.value(self.change.base)

    @property
    def policy(self) -> str:
        """Give the level of the policy."""
        return self.value(self.change.policy)

    @property
    def moved(self) -> str:
        """Give the difference at central parameters."""
        return self._difference(self.change.difference)

    def _difference(self, value: float | None) -> str:
        unit = self.change.unit
        told = figures.plain(value, unit, self.decimals, signed=True)
        return f"{told}\u00a0pt" if unit == "part" and told != figures.DASH else told

    def range(self, name: str) -> str:
        """Give an interval under its name, after its mean where draws have their own."""
        found = self.change.ranges.get(name)
        if found is None:
            return figures.DASH
        told = figures.interval(found.low, found.high, self.change.unit, self.decimals)
        if found.flag:
            return f"{self._difference(found.difference)} ({found.flag})"
        if name in ("mc95", ADJUSTED) or told == figures.DASH:
            return told
        low, _, high = told.strip("[]").partition(f"{NO_BREAK}; ")
        if name == "param90" and low == high:
            return f"{self._difference(found.difference)} (n'en dépend pas)"
        return f"{self._difference(found.difference)} {told}"

    @property
    def ranges(self) -> list[tuple[str, str]]:
        """Give every interval that there is, with its name."""
        names = (ADJUSTED, *NAMES)
        return [(name, self.range(name)) for name in names if name in self.change.ranges]

    @property
    def side(self) -> str:
        """Give what a detected change means for patients."""
        return EFFECT_FR[self.change.effect]


class View:
    """What the template asks of one policy: its drawings, its records, its pieces of text."""

    def __init__(self, sheet: Sheet, rank: int) -> None:
        self.sheet, self.rank = sheet, rank
        self.key = f"p{rank}"
        record = sheet.subject.policy.record
        self.record, self.scenario = record, record.scenario
        self.first, self.last = (figures.day(d) for d in record.period.split("/"))
        self.drawn = record.draws >= 2
        self.interval_names = [n for n in NAMES if n in sheet.decisive.ranges]
        self.chart = Markup(
            interval_chart(sheet.decisive, sheet.decision.threshold, f"{self.key}-chart")
        )
        self.meaning: Mapping[str, str] = MEANING
        self.maps = _maps(sheet, self.key)
        self.waterfalls = [
            _waterfall(sheet, one, f"{self.key}-waterfall{rank}")
            for rank, one in enumerate(sheet.attributions, 1)
        ]
        self.expected_flips = EXPECTED
        self.records: tuple[Record, ...] = records(sheet)

    def name(self, place: str) -> str:
        """Give the name of a place."""
        return self.sheet.names.get(place, place) or self.record.territory.name

    def moved(self, change: Change) -> Cell:
        """Give how a change is written."""
        return Cell(change)

    @property
    def neighbours(self) -> list[Change]:
        """Give the visits of the other sites where a difference was detected, most moved first."""
        found = [
            c
            for c in self.sheet.changes
            if c.indicator == "ed_visits" and c.facility and c.facility not in self.sheet.acted
            and c.effect in ("worse", "better", "changed")
        ]  # fmt: skip
        return sorted(found, key=lambda c: -abs(c.difference or 0))[:5]


def _view(sheet: Sheet, rank: int) -> View:
    return View(sheet, rank)


def _maps(sheet: Sheet, key: str) -> list[CommuneMap]:
    """Draw the map of each indicator that is measured by commune."""
    place = sheet.subject.territory
    shapes = None if place is None else outlines(place)
    sites = []
    if place is not None:
        acted = set(sheet.acted)
        sites = [(f.name, f.lon, f.lat, f.id in acted) for f in place.own("hospital")]
        sites.sort(key=lambda site: site[3])
    found = (
        commune_map(sheet.changes, name, sheet.names, shapes, sites, f"{key}-map{rank}")
        for rank, name in enumerate(sheet.mapped, 1)
    )
    return [one for one in found if one is not None]


@dataclass(frozen=True, slots=True)
class Split:
    """The split of one indicator by lever: drawing, title, rows of its table."""

    drawing: Markup
    title: str
    rows: Sequence[tuple[str, ...]]


def _waterfall(sheet: Sheet, found: Attribution, name: str) -> Split:
    """Draw the split by lever, with the rows of its table."""
    known = {one.id: (one.label, one.better) for one in catalogue()}
    label, better = known.get(found.indicator, (found.indicator, "neutral"))
    place = sheet.names.get(found.place, found.place)

    def told(value: float | None) -> str:
        return figures.quantity(value, found.unit, figures.decimals_for(value, found.unit),
                                signed=True)  # fmt: skip

    rows = [
        (p.lever, told(p.alone), told(p.shapley),
         figures.interval(p.low, p.high, found.unit, figures.decimals_for(p.drawn, found.unit)))
        for p in found.parts
    ]  # fmt: skip
    if found.interaction is not None:
        rows.append((INTERACTION, told(found.interaction), figures.DASH, figures.DASH))
    exact = any(p.shapley is not None for p in found.parts)
    rows.append((TOTAL, told(found.total), told(found.total if exact else None), figures.DASH))
    title = f"{label}, {place}" if place else label
    return Split(Markup(waterfall(found, title, better, name)), title, rows)
