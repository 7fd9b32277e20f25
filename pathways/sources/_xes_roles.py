"""The keys of a XES log that play each role."""

from __future__ import annotations

from collections.abc import Mapping as Texts
from dataclasses import dataclass

from pathways.importing.mapping import Mapping

CASE_MARK = "case:"
"""Before the key of a trace, in a mapping and in the names of the attributes kept."""
LIFECYCLE = "lifecycle:transition"
PAIRED = "jumeau:pairs"
PERIODS = "jumeau:periods/period"
USUAL = {
    "activity": ("concept:name",),
    "start": ("time:timestamp",),
    "end": ("jumeau:end",),
    "site": ("org:group",),
    "resource": ("org:resource",),
    "patient": ("jumeau:patient",),
    "zone": ("jumeau:zone",),
}
"""Standard extensions (concept, time, organizational), and the keys of our own export."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Which key says what.

    Attributes
    ----------
    case
        Key of a trace that names it.
    roles
        Keys of the other roles (several for an activity made of several texts).
    asked_pairs
        The user wants a `start` and its `complete` as one event.
    kept, left
        Attributes wanted (None: all), and not wanted.
    """

    case: str
    roles: dict[str, tuple[str, ...]]
    asked_pairs: bool
    kept: frozenset[str] | None
    left: frozenset[str]

    @property
    def end(self) -> str:
        """Key that holds the end of an event."""
        return self.roles["end"][0]

    def pairs(self, log: Texts[str, str]) -> bool:
        """Tell whether starts and completes are to be paired (asked, or our own export)."""
        return self.asked_pairs or log.get(PAIRED) == "true"

    def names(self) -> frozenset[str]:
        """Give every key that plays a role."""
        every = {n.removeprefix(CASE_MARK) for names in self.roles.values() for n in names}
        return frozenset(every | {self.case})

    def keeps(self, name: str) -> bool:
        """Tell whether an attribute is wanted."""
        return name not in self.left and (self.kept is None or name in self.kept)

    def fields(self) -> dict[str, str]:
        """Give the words that name each role in the reject file."""
        return {role: " + ".join(n) for role, n in self.roles.items()} | {
            "case": f"{CASE_MARK}{self.case}"
        }


def keys_of(mapping: Mapping | None) -> Keys:
    """Give the keys: those of the standard, replaced by those of the mapping."""
    if mapping is None:
        return Keys("concept:name", dict(USUAL), False, None, frozenset())
    played = mapping.columns.played()
    pairs = played.get("end") == (LIFECYCLE,)
    roles = USUAL | {k: v for k, v in played.items() if k in USUAL and not (k == "end" and pairs)}
    case = played.get("case", ("concept:name",))[0].removeprefix(CASE_MARK)
    kept = None if mapping.attributes is None else frozenset(mapping.attributes)
    return Keys(case, roles, pairs, kept, frozenset(mapping.ignore))
