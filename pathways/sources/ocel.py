"""OCEL 2.0 (JSON, XML, SQLite), flattened on one type of object: its life is the case.

An event that concerns several objects of that type is repeated in each of their cases
(convergence); events of one name may then concern different other objects within a case
(divergence). Both are counted and said: totals of events are inflated by the first, and the
order of events is unsure with the second.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pathways.importing.limits import first_bytes
from pathways.importing.mapping import Mapping
from pathways.importing.rows import Rows, attribute
from pathways.importing.settling import Settler
from pathways.importing.source import Ask, Batch, Report
from pathways.importing.xml_stream import root_tag
from pathways.sources._ocel_sqlite import MAGIC, OcelSqlite
from pathways.sources._ocel_things import Deed, Ocel, OcelJson, Thing
from pathways.sources._ocel_xml import OcelXml
from twin.tables import JumeauError

NAME = "ocel"
TITLE_FR = "Journal centré objets OCEL 2.0 (JSON, XML, SQLite), mis à plat sur un type d'objet"
EVENT_ID = "ocel:eid"
JOINED = " | "
PATIENT = "patient"
"""Type of object that is a person: never kept as an attribute, where no key would hide it."""
ROLES = ("site", "resource", "zone", "patient")
FIELDS = {"case": "objet", "activity": "type", "start": "time"}


def recognises(path: Path) -> bool:
    """Tell whether the file is OCEL 2.0, by its first bytes."""
    if not path.is_file():
        return False
    head = first_bytes(path)
    if head.startswith(MAGIC):
        return b"event_object" in head or path.name.lower().endswith((".sqlite", ".db", ".ocel"))
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        named = path.name.lower().removesuffix(".gz").endswith((".jsonocel", ".ocel.json"))
        keys = (b'"objectTypes"', b'"eventTypes"', b'"ocel:global-log"')
        return named or any(key in head for key in keys)
    return b"object-type" in head.replace(b"\0", b"") and root_tag(path) == "log"


def read(path: Path, ask: Ask, report: Report) -> Iterator[Batch]:
    """Give one event a pair (event, object of the chosen type), chunk by chunk.

    Raises
    ------
    JumeauError
        No type of object chosen (those of the file are listed), or a file that is not OCEL 2.0.
    """
    file = _file(path, ask)
    things = _Things(path, ask)
    things.learn(file, ask.object_type)
    report.note(f"OCEL : mis à plat sur le type d'objet « {things.chosen} ».")
    flat = _Flat(path, ask, report, things)
    for rank, deed in enumerate(file.deeds(), 1):
        flat.take(rank, deed)
        if flat.rows.full(ask.chunk_rows):
            yield flat.batch()
    yield flat.batch()
    flat.say()


def _file(path: Path, ask: Ask) -> Ocel:
    head = first_bytes(path, 4096)
    if head.startswith(MAGIC):
        return OcelSqlite(path, ask.limits)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return OcelJson(path, ask.limits)
    return OcelXml(path, ask.limits)


class _Things:
    """Type of every object, and attributes of those chosen."""

    def __init__(self, path: Path, ask: Ask) -> None:
        self.path = path
        self.kinds: dict[str, str] = {}
        self.attributes: dict[str, dict[str, str]] = {}
        self.chosen = ""
        self.changed = 0
        self.twice = 0

    def learn(self, file: Ocel, asked: str) -> None:
        """Read the objects, and settle the type chosen."""
        words: dict[str, str] = {}
        held: dict[str, dict[str, str]] = {}
        for thing in file.things():
            kind = words.setdefault(thing.kind, thing.kind)
            if self.kinds.setdefault(thing.name, kind) != kind:
                self.twice += 1
                continue
            if thing.attributes and (not asked or kind == asked):
                held[thing.name] = self._first(thing)
        self.chosen = self._settle(asked)
        self.attributes = {n: a for n, a in held.items() if self.kinds[n] == self.chosen}

    def _first(self, thing: Thing) -> dict[str, str]:
        """Give the first value of each attribute (the earliest written); changes are counted."""
        first: dict[str, str] = {}
        for name, _, value in sorted(thing.attributes, key=lambda a: a[1]):
            if name in first:
                self.changed += first[name] != value
            elif name and value:
                first[name] = value
        return first

    def _settle(self, asked: str) -> str:
        counts = Counter(self.kinds.values())
        if asked in counts:
            return asked
        listed = ", ".join(f"{k} ({n})" for k, n in counts.most_common(20)) or "aucun"
        if not asked and len(counts) == 1:
            return next(iter(counts))
        problem = (
            f"type d'objet « {asked} » inconnu." if asked
            else "un type d'objet est à choisir : sa vie fera le parcours."
        )  # fmt: skip
        raise JumeauError(
            f"{self.path}", problem, f"Types du fichier : {listed}. Nommez-en un : --object TYPE."
        )


class _Flat:
    """Rows of the flattened log, and what has to be said of them."""

    def __init__(self, path: Path, ask: Ask, report: Report, things: _Things) -> None:
        self.things = things
        self.report = report
        self.rows = Rows(path, ask.limits)
        self.settler = Settler(ask, report, FIELDS)
        self.roles = _roles(ask.mapping)
        self.shared_events = self.extra_rows = self.unknown = self.alone = 0
        self.crowded = 0
        self.others: dict[tuple[str, str], int] = {}
        self.diverging: set[tuple[str, str]] = set()

    def take(self, rank: int, deed: Deed) -> None:
        """Take one event."""
        kinds = self.things.kinds
        named = dict.fromkeys(o for o in deed.objects if o)
        self.unknown += sum(o not in kinds for o in named)
        mine = [o for o in named if kinds.get(o) == self.things.chosen]
        others: dict[str, list[str]] = {}
        for o in named:
            kind = kinds.get(o, "")
            if kind and kind != self.things.chosen:
                others.setdefault(kind, []).append(o)
        self.report.rows_in += max(1, len(mine))
        if deed.wrong or not mine:
            self.alone += not deed.wrong
            self.report.reject(
                rank, "objets", deed.name,
                deed.wrong or f"aucun objet du type « {self.things.chosen} »",
            )  # fmt: skip
            if deed.wrong and len(mine) > 1:
                self.report.rows_in -= len(mine) - 1
            return
        self.shared_events += len(mine) > 1
        self.extra_rows += len(mine) - 1
        cells = self._cells(deed, others)
        company = hash(frozenset((k, *v) for k, v in others.items()))
        for case in mine:
            about = {
                attribute(f"case:{k}"): v for k, v in self.things.attributes.get(case, {}).items()
            }
            key = (case, deed.kind or "")
            if self.others.setdefault(key, company) != company:
                self.diverging.add(key)
            identity = f"{deed.name}{JOINED}{case}" if deed.name else None
            self.rows.add(rank, {**about, **cells, "case": case, "#id": identity})

    def _cells(self, deed: Deed, others: dict[str, list[str]]) -> dict[str, str | None]:
        said: dict[str, str] = {}
        for name, value in deed.attributes:
            if name and value:
                said[name] = f"{said[name]}{JOINED}{value}" if name in said else value
        cells: dict[str, str | None] = {
            "activity": deed.kind,
            "start": deed.time,
            attribute(EVENT_ID): deed.name,
        }
        for kind, names in others.items():
            if kind.lower() != PATIENT:
                cells[attribute(f"ocel:{kind}")] = JOINED.join(names)
            elif len(names) > 1:
                self.crowded += 1
        for role in ROLES:
            name = self.roles.get(role, "")
            if name in said:
                cells[role] = said.pop(name)
            elif len(found := others.get(name) or others.get(name.capitalize(), [])) == 1:
                cells[role] = found[0]
        for name, value in said.items():
            cells[attribute(name)] = value
        return cells

    def batch(self) -> Batch:
        """Give what is held."""
        return Batch(self.settler.events(self.rows.take(("case", "activity", "start"))))

    def say(self) -> None:
        """Note what the flattening did."""
        notes = (
            (self.shared_events, "convergence : {} événement(s) concernent plusieurs objets du "
             f"type choisi et sont répétés ({self.extra_rows} lignes de plus)."),
            (len(self.diverging), "divergence : {} couple(s) (parcours, activité) dont les "
             "événements concernent d'autres objets différents ; leur ordre est peu sûr."),
            (self.alone, "{} événement(s) sans objet du type choisi : au fichier des rejets."),
            (self.crowded, "{} événement(s) concernent plusieurs patients : le parcours en tient "
             "lieu."),
            (self.unknown, "{} lien(s) vers des objets absents du fichier."),
            (self.things.changed, "{} changement(s) de valeur d'attributs d'objets : la première "
             "valeur est gardée."),
            (self.things.twice, "{} objet(s) déclarés sous deux types : le premier est gardé."),
        )  # fmt: skip
        for count, sentence in notes:
            if count:
                self.report.note("OCEL : " + sentence.format(count))


def _roles(mapping: Mapping | None) -> dict[str, str]:
    """Give the attribute (or the type of object) that plays each role."""
    played = mapping.columns.played() if mapping else {}
    return {"patient": PATIENT} | {r: played[r][0] for r in ROLES if r in played}
