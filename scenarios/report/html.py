"""The note as one HTML file: no script, no outside resource, printable, from 390 px wide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from scenarios.compare import INTERVALS
from scenarios.decision_words import named
from scenarios.english import Told, english_whole, lang, speaking
from scenarios.english.speech import Lang
from scenarios.report import figures
from scenarios.report.changes import ADJUSTED, EFFECT_FR, NAMES, Change
from scenarios.report.chart import MEANING, interval_chart
from scenarios.report.commune_map import CommuneMap, commune_map
from scenarios.report.contours import outlines
from scenarios.report.explained import INTERACTION, TOTAL, Attribution, Range, waterfall
from scenarios.report.hypotheses import STATUS_FR, model_parameters, parameter_value
from scenarios.report.limits import limits_in
from scenarios.report.note import Note, Sheet
from scenarios.report.records import Record, records
from scenarios.report.spoken import Spoken, in_english
from scenarios.report.studied import EXPECTED, unswept
from scenarios.targets import words as target_words
from twin.indicators import catalogue
from twin.parameters.sourced import Sourced
from twin.territory.quality.markup import text
from twin.territory.quality.style import STYLE
from twin.territory.quality.words import NO_BREAK

TEMPLATE = "note.html.jinja"
OURS = ("Hypothèse", "Forme", "Calcul Jumeau", "Calée", "À vérifier")
"""First words of the sources of values that no publication gives."""


def to_html(note: Note, chosen: Lang = "fr") -> str:
    """Give the whole page in a language; every text that comes from a file is escaped.

    What the author of the scenario wrote (title, question, reasons, sources) is quoted as it is.
    """
    with speaking(chosen, quoted_in(note)):
        return _page(note)


def _page(note: Note) -> str:
    page = environment(lang()).get_template(TEMPLATE)
    said = page.render(
        note=note, limits=limits_in(lang()),
        views=[_view(sheet, rank) for rank, sheet in enumerate(note.sheets, 1)],
        style=Markup(STYLE), parameters=model_parameters(), said_of=parameter_value,
        label_of=parameter_label,
        status_fr=STATUS_FR, intervals=INTERVALS, target_words=target_words, figures=figures,
        several=len(note.sheets) > 1,
    )  # fmt: skip
    return said.replace('<html lang="fr">', f'<html lang="{lang()}">', 1)


def quoted_in(note: Note) -> frozenset[str]:
    """Give the texts of a note that are not ours: those of the scenario, names, publications."""
    found = {note.title, note.version} if len(note.sheets) == 1 else {note.version}
    for sheet in note.sheets:
        record = sheet.subject.policy.record
        found |= {sheet.subject.policy.title, record.territory.name,
                  str(record.scenario.get("question", "")), *sheet.names.values()}  # fmt: skip
        found |= {text for lever in sheet.levers for text in (lever.reason, lever.source)}
        found |= {row.source for row in sheet.calibration.rows if not ours(row.source)}
        found |= {point.label for point in sheet.studied.flips}
        for source in record.territory.sources:
            found |= {str(value) for value in source.values()}
    found |= {one.source for one in model_parameters() if not ours(one.source)}
    return frozenset(found - {"", "assumed"})


def ours(source: str) -> bool:
    """Say whether a source is Jumeau's own word on a value, not a publication."""
    return source.startswith(OURS)


def parameter_label(one: Sourced) -> str:
    """Give the name of a parameter; in English, its own where the catalogue has none."""
    if lang() == "fr":
        return one.label
    return Told(english_whole(one.label) or one.name.replace("_", " ").capitalize())


def environment(chosen: Lang = "fr") -> Environment:
    """Give where templates are read: every value is escaped and set in the type of its language."""
    env = Environment(
        loader=PackageLoader("scenarios.report"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, finalize=_set,
        extensions=[Spoken] if chosen == "en" else [],
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
    if lang() == "en":
        return Markup(in_english(value))
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
            alone = name in ("mc95", ADJUSTED)
            return found.flag if alone else f"{self._difference(found.difference)} ({found.flag})"
        if name in ("mc95", ADJUSTED) or told == figures.DASH:
            return told
        low, _, high = told.strip("[]").partition(f"{NO_BREAK}; ")
        if name == "param90" and low == high:
            return f"{self._difference(found.difference)} (n'en dépend guère)"
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
        self.expected_flips = tuple(EXPECTED)
        self.not_swept = not_swept(sheet)
        self.records: tuple[Record, ...] = records(sheet)

    def name(self, place: str) -> str:
        """Give the name of a place."""
        return self.sheet.names.get(place, place) or self.record.territory.name

    def label(self, indicator: str) -> str:
        """Give the name of an indicator on screen."""
        return named(indicator)[0]

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


def not_swept(sheet: Sheet) -> tuple[str, ...]:
    """Give what a study of this policy should have swept and did not."""
    own = {one.name for lever in sheet.levers for one in lever.values}
    return unswept([one.path for one in sheet.studied.flips], own)


@dataclass(frozen=True, slots=True)
class Split:
    """The split of one indicator by lever: drawing, title, heads, rows, draws, replications."""

    drawing: Markup
    title: str
    heads: Sequence[str]
    rows: Sequence[tuple[str, ...]]
    draws: int
    replications: int


def _waterfall(sheet: Sheet, found: Attribution, name: str) -> Split:
    """Draw the split by lever, with the rows of its table."""
    known = {one.id: (one.label, one.better) for one in catalogue()}
    label, better = known.get(found.indicator, (found.indicator, "neutral"))
    place = sheet.names.get(found.place, found.place)

    def told(value: float | None) -> str:
        return figures.quantity(value, found.unit, figures.decimals_for(value, found.unit),
                                signed=True)  # fmt: skip

    def noise(one: Range, value: float | None) -> str:
        return figures.interval(
            one.low, one.high, found.unit, figures.decimals_for(value, found.unit)
        )

    def ranged(one: Range, value: float | None) -> tuple[str, ...]:
        if not found.draws:
            return ()
        return (one.flag or noise(one, value),)

    rows = [
        (p.lever, told(p.alone), told(p.shapley),
         figures.interval(p.low, p.high, found.unit, figures.decimals_for(p.drawn, found.unit)),
         *ranged(p.param90, p.drawn))
        for p in found.parts
    ]  # fmt: skip
    if found.interaction is not None:
        rows.append((INTERACTION, told(found.interaction), figures.DASH,
                     noise(found.interaction_mc95, found.interaction),
                     *ranged(found.interaction_param90, found.interaction)))  # fmt: skip
    exact = any(p.shapley is not None for p in found.parts)
    rows.append((TOTAL, told(found.total), told(found.total if exact else None),
                 noise(found.total_mc95, found.total),
                 *ranged(found.total_param90, found.total)))  # fmt: skip
    title = f"{label}, {place}" if place else label
    heads = ["Levier", "Seul", "Part (Shapley)", "Intervalle mc95"]
    if found.draws:
        heads.append("Intervalle param90")
    return Split(Markup(waterfall(found, title, better, name)), title, heads, rows, found.draws,
                 found.replications)  # fmt: skip
