"""Origins and the windows that follow them, split by time with nothing that looks ahead."""

from __future__ import annotations

from dataclasses import dataclass

from forecasting.shortage.events import History
from forecasting.shortage.labels import months_after
from forecasting.shortage.settings import MOST_TESTS, MOST_TRAIN, SLACK, SPACING_DAYS


@dataclass(frozen=True, slots=True)
class Window:
    """What is known on `start` and what came until `end` (ordinals).

    `rebuilt`: the start is before the first file, so that its state is told by starts in a file
    that forgot closed events (survivorship bias).
    """

    start: int
    end: int
    rebuilt: bool


@dataclass(frozen=True, slots=True)
class Split:
    """Windows to learn from, the latest one complete before the test, and the test."""

    train: tuple[Window, ...]
    latest: Window
    test: Window | None

    @property
    def rebuilt(self) -> bool:
        """Say whether anything is rebuilt from starts."""
        used = (*self.train, self.latest, *((self.test,) if self.test else ()))
        return any(window.rebuilt for window in used)


def windows(history: History, months: int) -> tuple[Window, ...]:
    """Give every complete window, seen in files, after those rebuilt from the first file.

    A window seen starts at a file and ends at the file nearest to its term, within the slack.
    """
    found = []
    for back in range(months, months + 2 * MOST_TRAIN + 1):
        start = months_after(history.first, -back)
        found.append(Window(start, months_after(start, months), True))
    kept: list[int] = []
    for day in reversed(history.days):
        if not kept or kept[-1] - day >= SPACING_DAYS:
            kept.append(day)
    for start in kept:
        term = months_after(start, months)
        end = min(history.days, key=lambda day: (abs(day - term), day))
        if end > start and abs(end - term) <= SLACK * (term - start):
            found.append(Window(start, end, False))
    return tuple(sorted(found, key=lambda w: w.start))


def split_before(day: int, every: tuple[Window, ...], test: Window | None) -> Split | None:
    """Give what may be learnt from on a day: windows complete by then, seen ones if they suffice.

    The calibration window is the latest one; trees learn from those complete when it starts.
    """
    past = [w for w in every if w.end <= day]
    for choice in ([w for w in past if not w.rebuilt], past):
        if not choice:
            continue
        latest = choice[-1]
        train = [w for w in choice if w.end <= latest.start]
        if train:
            return Split(tuple(train[-MOST_TRAIN:]), latest, test)
    return None


def test_splits(every: tuple[Window, ...]) -> tuple[Split, ...]:
    """Give the latest test windows without overlap: seen in files, else one rebuilt."""
    seen = [w for w in every if not w.rebuilt]
    chosen: list[Window] = []
    for window in reversed(seen or every):
        if chosen and (window.end > chosen[-1].start or not seen or len(chosen) == MOST_TESTS):
            continue
        chosen.append(window)
    splits = [split_before(w.start, every, w) for w in chosen]
    told = [split for split in splits if split is not None]
    # An older test that needs rebuilt windows is worth less than the latest ones alone.
    clean = [split for split in told if not split.rebuilt]
    return tuple(clean or told)
