"""Daily rests, rests after a long stretch, after a night duty and after a trip on call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise

from logistics.staffing.checking.facts import Block, Breach, Facts, clock_min, span_of

MINUTE = timedelta(minutes=1)


def _daily(rule: str, hours: Callable[[Facts], int]) -> Callable[[Facts], Iterator[Breach]]:
    """Ask for a rest between two days of work; trips on call have their own rule."""

    def check(facts: Facts) -> Iterator[Breach]:
        least = hours(facts) * 60
        for before, after in pairwise(b for b in facts.blocks() if not b.trip):
            yield from _gap(facts, rule, before, after, least)

    return check


def _gap(facts: Facts, rule: str, before: Block, after: Block, least: float) -> Iterator[Breach]:
    rest = (after.start - before.end) / MINUTE
    if 0 <= rest < least:
        yield facts.breach(
            rule, before.end, after.start, rest, least, "min",
            f"{span_of(rest)} de repos du {facts.said(before.end)} au {facts.said(after.start)}, "
            f"au lieu de {span_of(least)}",
        )  # fmt: skip


def fph_hours(facts: Facts) -> int:
    """Give the hours of daily rest of a non-medical agent (décret 2002-9, art. 6)."""
    return 11 if facts.problem.settings.daily_rest_11h else 12


def _senior_daily(facts: Facts) -> Iterator[Breach]:
    for before, after in pairwise(facts.stretches()):
        if (before.end - before.start) / MINUTE <= 13 * 60:
            yield from _gap(facts, "senior_daily_rest", before, after, 11 * 60)


def _senior_long(facts: Facts) -> Iterator[Breach]:
    """Ask, after more than 13 hours at a stretch, for a rest as long; never more than 24 hours."""
    stretches = facts.stretches()
    for block in stretches:
        yield from _too_long(facts, "senior_24h_equal_rest", block, 24)
    for before, after in pairwise(stretches):
        length = (before.end - before.start) / MINUTE
        if length > 13 * 60:
            yield from _gap(facts, "senior_24h_equal_rest", before, after, length)


def _too_long(facts: Facts, rule: str, block: Block, hours: int) -> Iterator[Breach]:
    real, shown = (block.end - block.start) / MINUTE, clock_min(facts, block.start, block.end)
    if max(real, shown) > hours * 60:
        added = shown <= hours * 60 < real
        yield facts.breach(
            rule, block.start, block.end, real if added else shown, hours * 60, "min",
            f"{span_of(max(real, shown))} d'affilée dès le {facts.said(block.start)}"
            + (" (nuit du changement d'heure)" if added else "") + f", {hours} h au plus",
            alert=added,
        )  # fmt: skip


def _intern_garde(facts: Facts) -> Iterator[Breach]:
    for block in facts.stretches():
        yield from _too_long(facts, "intern_garde_24h", block, 24)


def _intern_safety(facts: Facts) -> Iterator[Breach]:
    blocks = [b for b in facts.blocks() if not b.trip]
    for before, after in pairwise(blocks):
        nights = any(d.kind == "garde" and facts.night_min(d.spans) >= 180 for d in before.duties)
        if nights:
            yield from _gap(facts, "intern_safety_rest", before, after, 11 * 60)


def _after_trip(facts: Facts) -> Iterator[Breach]:
    least = (fph_hours(facts) if facts.person.status == "fph" else 11) * 60
    for before, after in pairwise(facts.blocks()):
        if before.trip and not after.trip:
            yield from _gap(facts, "rest_after_call_out", before, after, least)


CHECKS = {
    "fph_daily_rest": (("fph",), _daily("fph_daily_rest", fph_hours)),
    "private_daily_rest": (("private",), _daily("private_daily_rest", lambda facts: 11)),
    "senior_daily_rest": (("senior",), _senior_daily),
    "senior_24h_equal_rest": (("senior",), _senior_long),
    "intern_garde_24h": (("intern",), _intern_garde),
    "intern_safety_rest": (("intern",), _intern_safety),
    "rest_after_call_out": (("senior", "intern", "fph"), _after_trip),
}
