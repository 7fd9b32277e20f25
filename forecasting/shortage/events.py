"""From dated files to events, each known from the first file that shows it."""

from __future__ import annotations

from dataclasses import dataclass

from forecasting.shortage.files import BACK, SHORT, STOP
from forecasting.shortage.store import Snapshot


@dataclass(frozen=True, slots=True)
class Event:
    """One declaration of a product.

    Attributes
    ----------
    cis
        The product.
    kind
        `short`, `stop` or `back`.
    known
        Day from which it counts as known (ordinal): first file that shows it; for those of the
        very first file, the start that it tells (`rebuilt`).
    spans
        Periods [from, to) during which the files show it, the last one open (none) if it is in
        the last file.
    rebuilt
        True when the day is told by the first file and not seen: closed events were forgotten.
    """

    cis: str
    kind: str
    known: int
    spans: tuple[tuple[int, int | None], ...]
    rebuilt: bool

    def active(self, day: int) -> bool:
        """Say whether the files dated up to a day show it as going on."""
        return any(start <= day and (end is None or day < end) for start, end in self.spans)


@dataclass(frozen=True, slots=True)
class History:
    """Events of all files, by the day they became known, and the days of the files."""

    events: tuple[Event, ...]
    days: tuple[int, ...]
    unseen: int
    """Products seen available again whose shortage no file showed: not counted as declarations."""

    @property
    def first(self) -> int:
        """Give the day of the first file."""
        return self.days[0]


@dataclass(slots=True)
class _Spell:
    known: int
    starts: set[int]
    spans: list[list[int | None]]
    rebuilt: bool


def build(snapshots: tuple[Snapshot, ...]) -> History:
    """Build the events of a series of files.

    A product still short in the next file goes on with the same event, whatever start the file
    now tells; one that disappears and comes back with a start already told is the same event; a
    new start is a new event. An event that later files forget stays in the history.
    """
    spells: dict[tuple[str, str], list[_Spell]] = {}
    unseen = 0
    for rank, shot in enumerate(snapshots):
        present: dict[tuple[str, str], set[int]] = {}
        for line in shot.lines:
            if line.kind == STOP and line.cip13:
                continue  # One pack ends, not the product.
            starts = present.setdefault((line.cis, line.kind), set())
            if line.start is not None:
                starts.add(line.start)
        for key, starts in present.items():
            mine = spells.setdefault(key, [])
            going = next((s for s in mine if s.spans[-1][1] is None), None)
            again = next((s for s in mine if starts and starts <= s.starts), None)
            if going is not None:
                going.starts |= starts
            elif again is not None:
                again.spans.append([shot.day, None])
            else:
                unseen += key[1] == BACK and rank > 0 and not spells.get((key[0], SHORT))
                known = min([*starts, shot.day]) if rank == 0 else shot.day
                mine.append(_Spell(known, set(starts), [[known, None]], rank == 0))
        for key, mine in spells.items():
            if key not in present:
                for spell in mine:
                    if spell.spans[-1][1] is None:
                        spell.spans[-1][1] = shot.day
    events = [
        Event(cis, kind, s.known, tuple((a or 0, b) for a, b in s.spans), s.rebuilt)
        for (cis, kind), mine in spells.items()
        for s in mine
    ]
    events.sort(key=lambda e: (e.known, e.cis, e.kind))
    return History(tuple(events), tuple(s.day for s in snapshots), unseen)


__all__ = ["BACK", "SHORT", "STOP", "Event", "History", "build"]
