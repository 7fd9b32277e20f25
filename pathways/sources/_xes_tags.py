"""The tags of an XES file, put together into traces and events."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pathways.importing.limits import AGAIN, FOREIGN, Limits
from pathways.importing.rows import HELD_CHARACTERS
from pathways.importing.xml_stream import Tags
from twin.tables import JumeauError

VALUES = frozenset(("string", "date", "int", "float", "boolean", "id"))
GROUPS = frozenset(("list", "container"))
HEADS = frozenset(("extension", "global", "classifier", "values"))
NESTED = "/"
"""Between the key of an attribute and the key of one held inside it."""
REPEATED = " | "
"""Between the values of a key given several times (a list)."""
MOST_REPEATS = 10_000
HELD_EVENTS = 200_000
"""Events of one trace held before they are given (its name must be known by then)."""


@dataclass(slots=True)
class Event:
    """One event as read: its rank in the file, its attributes as text, what is wrong with it."""

    row: int
    cells: dict[str, str] = field(default_factory=dict)
    twice: str = ""
    """A key that plays a role, given several times with different values."""
    more: dict[str, list[str]] = field(default_factory=dict)
    """Further values of keys given several times."""

    def texts(self) -> dict[str, str]:
        """Give one text a key."""
        if not self.more:
            return self.cells
        joined = {k: REPEATED.join([self.cells[k], *v]) for k, v in self.more.items()}
        return self.cells | joined


@dataclass(slots=True)
class Trace:
    """One trace, or the part of it read so far."""

    cells: dict[str, str] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    twice: str = ""
    more: dict[str, list[str]] = field(default_factory=dict)
    given: int = 0
    """Events already handed over."""
    ended: bool = False

    def texts(self) -> dict[str, str]:
        """Give one text a key."""
        if not self.more:
            return self.cells
        joined = {k: REPEATED.join([self.cells[k], *v]) for k, v in self.more.items()}
        return self.cells | joined


class XesTags(Tags):
    """Gathers traces; `ready` holds those that wait to be taken.

    Parameters
    ----------
    path, limits
        See `Tags`.
    case_key
        Key that names a trace.
    roles
        Keys that play a role: given twice with different values, they cannot be believed.

    Attributes
    ----------
    log
        Attributes of the log.
    events
        Events met so far.
    strays
        Events found outside of any trace.
    unknown
        Names of the tags that XES does not have.
    unnamed
        Attributes without a key.
    """

    def __init__(self, path: Path, limits: Limits, case_key: str, roles: frozenset[str]) -> None:
        super().__init__(path, limits)
        self.case_key = case_key
        self.roles = roles
        self.ready: deque[Trace] = deque()
        self.log: dict[str, str] = {}
        self.events = 0
        self.strays: list[int] = []
        self.unknown: set[str] = set()
        self.unnamed = 0
        self._weight = 0
        self.rooted = False
        self._trace: Trace | None = None
        self._event: Event | None = None
        self._path: list[str] = []
        self._skipped = 0
        self._local: dict[str, str] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take an opening tag."""
        super().start(tag, attributes)
        name = self._local.get(tag) or self._learn(tag)
        if self._skipped:
            self._skipped += 1
        elif self.rooted and name in VALUES:
            self._value(attributes.get("key"), attributes.get("value"))
        elif not self.rooted:
            if name != "log":
                raise JumeauError(
                    f"{self.path}", f"la racine est <{name[:60]}> et non <log>.",
                    "Ce n'est pas un fichier XES : nommez son format avec --format.",
                )  # fmt: skip
            self.rooted = True
        elif name in GROUPS:
            self._value(attributes.get("key"), None)
        elif name == "event":
            self._open_event()
        elif name == "trace":
            self._open_trace()
        elif name == "log":
            raise self._misplaced(name)
        elif name == "values":
            self._path.append("")
        else:
            # What stands in <global>, <classifier>... describes the log: it is no event.
            if name not in HEADS and len(self.unknown) < self.limits.most_columns:
                self.unknown.add(name[:60])
            self._skipped = 1

    def end(self, tag: str) -> None:
        """Take a closing tag."""
        super().end(tag)
        if self._skipped:
            self._skipped -= 1
        elif self._path:
            self._path.pop()
        elif self._event is not None:
            if self._trace is None:
                self.strays.append(self._event.row)
            else:
                self._trace.events.append(self._event)
                if len(self._trace.events) >= HELD_EVENTS or self._weight > HELD_CHARACTERS:
                    self._hand_part(self._trace)
            self._event = None
        elif self._trace is not None:
            self._trace.ended = True
            self.ready.append(self._trace)
            self._trace = None
            self._weight = 0

    def close(self) -> None:
        """Take the end of the file."""

    def _learn(self, tag: str) -> str:
        """Give the name of a tag without its name space."""
        name = tag.rpartition("}")[2].lower()
        if len(self._local) < self.limits.most_columns:
            self._local[tag] = name
        return name

    def _open_trace(self) -> None:
        if self._trace is not None or self._event is not None or self._path:
            raise self._misplaced("trace")
        self._trace = Trace()

    def _open_event(self) -> None:
        if self._event is not None or self._path:
            raise self._misplaced("event")
        self.events += 1
        self._event = Event(self.events)

    def _misplaced(self, name: str) -> JumeauError:
        return JumeauError(
            f"{self.path}, événement {self.events}", f"balise <{name}> mal placée.", AGAIN
        )

    def _value(self, key: str | None, value: str | None) -> None:
        """Take an attribute of the event, of the trace or of the log, or one nested in another."""
        if key is None:
            self.unnamed += 1
        self._path.append(key or "")
        if not value:
            return
        if len(value) > self.limits.longest_field:
            raise JumeauError(
                f"{self.path}, événement {self.events}",
                f"attribut « {(key or '')[:60]} » de plus de {self.limits.longest_field} "
                "caractères.",
                FOREIGN,
            )
        name = key if len(self._path) == 1 else NESTED.join([s for s in self._path if s])
        holder: Event | Trace | None = self._event or self._trace
        self._weight += len(value)
        if self._weight > 2 * HELD_CHARACTERS:
            raise self._endless("texte dans un seul événement ou une seule trace")
        if holder is None:
            self._weight = 0
            if name and len(self.log) < self.limits.most_columns:
                self.log.setdefault(name, value)
            return
        if not name:
            # The attribute has no key: it was counted.
            return
        if name not in holder.cells:
            holder.cells[name] = value
            if len(holder.cells) > self.limits.most_columns:
                raise self._endless("attributs")
            return
        if name in self.roles and holder.cells[name] != value and not holder.twice:
            holder.twice = name
        further = holder.more.setdefault(name, [])
        further.append(value)
        if len(further) > MOST_REPEATS:
            raise self._endless("valeurs d'une même clé")

    def _endless(self, what: str) -> JumeauError:
        return JumeauError(f"{self.path}, événement {self.events}", f"trop de {what}.", FOREIGN)

    def _hand_part(self, trace: Trace) -> None:
        """Hand over the events of a trace that is not finished, so that memory stays bounded."""
        if self.case_key not in trace.cells:
            raise JumeauError(
                f"{self.path}",
                f"une trace de plus de {HELD_EVENTS} événements sans nom avant eux.",
                f"Placez « {self.case_key} » au début de chaque trace.",
            )
        self.ready.append(Trace(trace.cells, trace.events, trace.twice, trace.more, trace.given))
        trace.given += len(trace.events)
        trace.events = []
        self._weight = 0
