"""XES event logs (IEEE 1849), plain or `.gz`: traces are cases, events are kept as they are.

Read as a stream of tags, in the encoding that the file declares. Every value stays text: an
identifier keeps its zeros and its sixty-four bits. Defaults that the log declares (`<global>`) are
not put in the place of missing values.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from pathways.importing.rows import Rows, attribute
from pathways.importing.settling import Settler, refused
from pathways.importing.source import MERGED, Ask, Batch, Report
from pathways.importing.xml_stream import root_tag, walk
from pathways.sources._xes_roles import CASE_MARK, LIFECYCLE, PERIODS, Keys, keys_of
from pathways.sources._xes_tags import REPEATED, Event, Trace, XesTags

NAME = "xes"
TITLE_FR = "Journal XES (norme IEEE 1849)"
STATED = "jumeau:"
"""First letters of the keys that `pathways.exports.xes` adds."""
OF_THE_CASE = ("patient", "zone")
"""Roles that the trace plays where its events do not."""
TWICE = "clé donnée plusieurs fois avec des valeurs différentes"
PAIRING = (LIFECYCLE, "concept:instance")
ATTRIBUTE_KEY = f"{STATED}@"
"""Before an attribute whose own key already means something in XES."""


def recognises(path: Path) -> bool:
    """Tell whether the file is XML whose root is `<log>` with XES inside (or named `.xes`)."""
    if not path.is_file():
        return False
    name = path.name.lower().removesuffix(".gz").removesuffix(".zip")
    if name.endswith((".xmlocel", ".ocel")):
        return False
    if name.endswith(".xes"):
        return True
    if root_tag(path) != "log":
        return False
    head = first_text(path)
    return "object-types" not in head and ("<trace" in head or "xes" in head or "concept:" in head)


def first_text(path: Path) -> str:
    """Give the first characters of a file, roughly, to recognise it."""
    from pathways.importing.limits import first_bytes

    return first_bytes(path).replace(b"\0", b"").decode("latin-1")


def read(path: Path, ask: Ask, report: Report) -> Iterator[Batch]:
    """Give the events of a XES file, chunk by chunk.

    The mapping may name other keys (`case:` before those of a trace). There,
    `end = "lifecycle:transition"` asks that a `start` and its `complete` be one event (same
    `concept:instance`, else the first open start of the activity); otherwise each stays an event.

    Raises
    ------
    JumeauError
        Not XML, not XES, or beyond the limits.
    """
    keys = keys_of(ask.mapping)
    tags = XesTags(path, ask.limits, keys.case, keys.names())
    reading = _Reading(path, ask, report, keys)
    for _ in walk(path, ask.limits, tags):
        while tags.ready:
            reading.trace(tags.ready.popleft(), paired=keys.pairs(tags.log))
            if reading.rows.full(ask.chunk_rows):
                yield reading.batch(tags)
    yield reading.batch(tags)
    reading.say(tags)


class _Reading:
    """Rows gathered from the traces, and what has to be said of them."""

    def __init__(self, path: Path, ask: Ask, report: Report, keys: Keys) -> None:
        self.report = report
        self.keys = keys
        self.rows = Rows(path, ask.limits)
        self.people = Rows(path, ask.limits)
        self.settler = Settler(ask, report, keys.fields())
        self.stated = 0
        self.empty = self.again = self.alone = self.differing = 0
        self.seen: set[int] = set()
        self.played = {name for names in keys.roles.values() for name in names}
        self.columns: dict[str, str] = {}
        marked = [n[len(CASE_MARK) :] for n in self.played if n.startswith(CASE_MARK)]
        of_the_case = [name for role in OF_THE_CASE for name in keys.roles[role]]
        self.naming = {keys.case, *marked, *of_the_case}

    def trace(self, trace: Trace, *, paired: bool) -> None:
        """Take one trace (or the part of a very long one)."""
        keys, own = self.keys, trace.texts()
        case = own.get(keys.case)
        if case is not None and not trace.given:
            self.again += hash(case) in self.seen
            self.seen.add(hash(case))
        if trace.ended and not trace.events and not trace.given:
            self.empty += 1
        doubtful = trace.twice if trace.twice in self.naming else ""
        if not doubtful:
            self._person(own, case)
        shared = {
            attribute(CASE_MARK + k): v
            for k, v in own.items()
            if k != keys.case and not k.startswith(STATED) and keys.keeps(CASE_MARK + k)
        }
        for event, last in self._paired(trace.events) if paired else _apart(trace.events):
            texts = event.texts()
            if last is not None:
                texts = self._joined(texts, last.texts())
            cells = self._cells(texts, own, case, shared, paired=paired)
            if doubtful:
                cells |= refused(doubtful, own[doubtful], TWICE)
            elif event.twice:
                cells |= refused(event.twice, texts[event.twice], TWICE)
            self.rows.add(event.row, cells)

    def _cells(
        self,
        texts: dict[str, str],
        own: dict[str, str],
        case: str | None,
        shared: dict[str, str],
        *,
        paired: bool,
    ) -> dict[str, str | None]:
        cells: dict[str, str | None] = dict(shared)
        for role, names in self.keys.roles.items():
            values = [
                own.get(n[len(CASE_MARK) :]) if n.startswith(CASE_MARK) else texts.get(n)
                for n in names
            ]
            if role in OF_THE_CASE and values == [None]:
                values = [own.get(names[0])]
            cells[role] = None if None in values else REPEATED.join(filter(None, values))
        cells["case"] = case
        # In pairs, these two have done their work; other steps of life are kept.
        spent: tuple[str, ...] = PAIRING if paired else ()
        if paired and texts.get(LIFECYCLE, "complete").lower() not in ("start", "complete"):
            spent = PAIRING[1:]
        for key, value in texts.items():
            column = self.columns.get(key)
            if column is None:
                column = self.columns[key] = self._column(key)
            if column and key not in spent:
                cells[column] = value
        return cells

    def _column(self, key: str) -> str:
        """Give the column of an attribute; nothing where it has a role or is not wanted."""
        if key in self.played or not self.keys.keeps(key):
            return ""
        return attribute(key.removeprefix(ATTRIBUTE_KEY))

    def _paired(self, events: list[Event]) -> Iterator[tuple[Event, Event | None]]:
        """Give each event with the `complete` that ends it, in the order of the starts."""
        ends: dict[int, Event] = {}
        waiting: dict[tuple[str, str], deque[Event]] = {}
        merged = set()
        for event in events:
            cells = event.cells
            name = REPEATED.join(cells.get(k, "") for k in self.keys.roles["activity"])
            key = (name, cells.get("concept:instance", ""))
            step = cells.get(LIFECYCLE, "").lower()
            if event.twice:
                continue
            if step == "start":
                waiting.setdefault(key, deque()).append(event)
            elif step == "complete" and waiting.get(key):
                ends[waiting[key].popleft().row] = event
                merged.add(event.row)
        self.alone += sum(len(queue) for queue in waiting.values())
        for event in events:
            if event.row not in merged:
                yield event, ends.get(event.row)
        self.report.counts[MERGED] = self.report.counts.get(MERGED, 0) + len(merged)

    def _joined(self, first: dict[str, str], last: dict[str, str]) -> dict[str, str]:
        """Give one event of a start and its complete: its end, and what only the last one says."""
        (when,) = self.keys.roles["start"][:1]
        plain = {k: v for k, v in last.items() if k not in (when, LIFECYCLE)}
        self.differing += any(first.get(k, v) != v for k, v in plain.items())
        return {**plain, **first, self.keys.end: last.get(when, "")}

    def _person(self, own: dict[str, str], case: str | None) -> None:
        name = own.get(self.keys.roles["patient"][0].removeprefix(CASE_MARK), case)
        said = {k: own.get(f"{STATED}{k}") for k in ("sex", "born", "died")}
        if name and (any(said.values()) or PERIODS in own or own.get(f"{STATED}patient")):
            self.people.add(0, {"name": name, **said, "periods": own.get(PERIODS)})

    def batch(self, tags: XesTags) -> Batch:
        """Give what is held."""
        strays, tags.strays = tags.strays, []
        if strays:
            self.report.reject(
                pl.Series("row", strays, dtype=pl.Int64), "event", None,
                "événement hors de toute trace : aucun parcours ne le porte",
            )  # fmt: skip
        self.report.rows_in += tags.events - self.stated
        self.stated = tags.events
        events = self.settler.events(self.rows.take(("case", "activity", "start")))
        people, periods = self.settler.people(self.people.take(("name",)))
        return Batch(events, people, periods)

    def say(self, tags: XesTags) -> None:
        """Note what was decided."""
        merged = self.report.counts.get(MERGED, 0)
        foreign = ", ".join(sorted(tags.unknown)[:5])
        notes = (
            (self.empty, "{} trace(s) sans événement : non reprises."),
            (self.again, "{} trace(s) portent un nom déjà vu : réunies au même parcours."),
            (merged, "{} événement(s) « complete » réunis à leur « start »."),
            (self.alone, "{} « start » sans « complete » : sans fin."),
            (self.differing, "{} paire(s) start/complete dont les attributs diffèrent : ceux du "
             "« start » sont gardés."),
            (tags.unnamed, "{} attribut(s) sans clé : laissés."),
            (len(tags.unknown), f"{{}} balise(s) étrangères à XES, laissées ({foreign})."),
        )  # fmt: skip
        for count, sentence in notes:
            if count:
                self.report.note("XES : " + sentence.format(count))


def _apart(events: list[Event]) -> Iterator[tuple[Event, Event | None]]:
    for event in events:
        yield event, None
