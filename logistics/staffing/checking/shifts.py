"""Length of the day, split days, breaks, periods of a duty, nights that are no longer held."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from logistics.staffing.checking.facts import Block, Breach, Facts, clock_min, span_of
from twin.contracts.rosters import Span

MINUTE = timedelta(minutes=1)


def _days(facts: Facts) -> list[Block]:
    return [b for b in facts.blocks() if not b.trip]


def _is_night(facts: Facts, block: Block) -> bool:
    """Say whether at least half of a day of work lies between 21:00 and 6:00."""
    spans = tuple(s for d in block.duties for s in d.spans)
    present = sum((b - a) / MINUTE for a, b in spans)
    return facts.person.night_only or 2 * facts.night_min(spans) >= present


def _worked(block: Block) -> int:
    return sum(d.worked_min for d in block.duties)


def _clock_added(facts: Facts, block: Block) -> float:
    """Give the minutes that the clock change adds to a day of work."""
    return (block.end - block.start) / MINUTE - clock_min(facts, block.start, block.end)


def _fph_length(facts: Facts) -> Iterator[Breach]:
    """9 h by day, 10 h by night; 12 h from first to last minute where it was decided."""
    for block in _days(facts):
        added = _clock_added(facts, block)
        if facts.problem.settings.shift_12h:
            shown, most, what = clock_min(facts, block.start, block.end), 720, "d'amplitude"
        else:
            shown = _worked(block) - added
            most, what = (600 if _is_night(facts, block) else 540), "de travail"
        yield from _longer(facts, "fph_shift_length", block, shown, added, most, what)


def _private_length(facts: Facts) -> Iterator[Breach]:
    for block in _days(facts):
        added = _clock_added(facts, block)
        most = 480 if _is_night(facts, block) else 600
        most = 720 if facts.problem.settings.private_12h else most
        shown = _worked(block) - added
        yield from _longer(facts, "private_day_10h", block, shown, added, most, "de travail")


def _longer(
    facts: Facts, rule: str, block: Block, shown: float, added: float, most: int, what: str
) -> Iterator[Breach]:
    if shown > most or (added > 0 and shown + added > most):
        alert = shown <= most
        yield facts.breach(
            rule, block.start, block.end, shown + (added if alert else 0), most, "min",
            f"{span_of(shown + (added if alert else 0))} {what} dès le {facts.said(block.start)}"
            + (" (nuit du changement d'heure)" if alert else "") + f", {span_of(most)} au plus",
            alert=alert,
        )  # fmt: skip


def _joined(block: Block) -> list[Span]:
    """Give the spells of a day, those that touch joined."""
    found: list[tuple[datetime, datetime]] = []
    for begin, end in sorted(s for d in block.duties for s in d.spans):
        if found and found[-1][1] >= begin:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def _split(facts: Facts) -> Iterator[Breach]:
    for block in _days(facts):
        spells = _joined(block)
        if len(spells) < 2:
            continue
        lengths = [clock_min(facts, a, b) for a, b in spells]
        whole = clock_min(facts, block.start, block.end)
        at = facts.said(block.start)
        if whole > 630:
            yield facts.breach("fph_split_shift", block.start, block.end, whole, 630, "min",
                               f"journée coupée de {span_of(whole)} dès le {at}, 10 h 30 au plus"
                               )  # fmt: skip
        if len(spells) > 2:
            yield facts.breach("fph_split_shift", block.start, block.end, len(spells), 2,
                               "vacations", f"{len(spells)} vacations dès le {at}, 2 au plus"
                               )  # fmt: skip
        if min(lengths) < 180:
            yield facts.breach("fph_split_shift", block.start, block.end, min(lengths), 180, "min",
                               f"vacation de {span_of(min(lengths))} dès le {at}, 3 h au moins"
                               )  # fmt: skip


def _break(facts: Facts) -> Iterator[Breach]:
    """Ask for 20 minutes in a spell above 6 hours; a shift that we do not know is not judged."""
    for duty in facts.work:
        shift = facts.problem.shift_of(duty.shift)
        if shift is None:
            continue
        for begin, end in duty.spans:
            length = clock_min(facts, begin, end)
            if length > 360 and shift.break_min < 20:
                yield facts.breach(
                    "fph_break", begin, end, shift.break_min, 20, "min",
                    f"{shift.break_min} min de pause en {span_of(length)} dès le "
                    f"{facts.said(begin)}, 20 min sont dues",
                )  # fmt: skip


def _period(facts: Facts) -> Iterator[Breach]:
    for duty in facts.work:
        for begin, end in duty.spans:
            length = clock_min(facts, begin, end)
            if length > 840:
                yield facts.breach(
                    "senior_period_14h", begin, end, length, 840, "min",
                    f"période de {span_of(length)} dès le {facts.said(begin)}, 14 h au plus",
                )  # fmt: skip


def _no_night(rule: str) -> Callable[[Facts], Iterator[Breach]]:
    def check(facts: Facts) -> Iterator[Breach]:
        since = facts.person.no_night_from
        for duty in facts.work:
            if since is None or duty.day < since:
                continue
            nights = facts.night_min(duty.spans)
            if nights >= 180:
                yield facts.breach(
                    rule, duty.start, duty.end, nights, 180, "min",
                    f"poste de nuit le {duty.day:%d/%m/%Y}, plus de nuit dès le {since:%d/%m/%Y}",
                )  # fmt: skip

    return check


CHECKS = {
    "fph_shift_length": (("fph",), _fph_length),
    "private_day_10h": (("private",), _private_length),
    "fph_split_shift": (("fph",), _split),
    "fph_break": (("fph",), _break),
    "senior_period_14h": (("senior",), _period),
    "fph_no_night": (("fph", "private"), _no_night("fph_no_night")),
    "intern_no_night": (("intern",), _no_night("intern_no_night")),
}
