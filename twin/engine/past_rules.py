"""The finer rules of the SAMU in the hours already lived, and when those of two futures part."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np

from twin.contracts.regulation import MoveUpRule
from twin.engine.tables import Tables

_BY_HOUR = (
    "dispatch_limit", "dispatch_cover", "offload", "plan_row", "move_rule", "move_row", "move_most",
)  # fmt: skip


def finer_rules(tables: Tables, hours: int) -> list[np.ndarray]:
    """Give a digest of the rules in force at each of the first hours, whatever their rows' numbers.

    Where none has been in force, there is nothing to give.
    """
    told = _told(tables)[:hours]
    return [told.view(np.uint8)] if (told != b"").any() else []


def first_finer_rule(one: Tables, other: Tables) -> int:
    """Give the first hour at which the rules differ; the number of hours when none does."""
    differs = _told(one) != _told(other)
    return int(differs.argmax()) if differs.any() else len(differs)


def _told(tables: Tables) -> np.ndarray:
    """Give the digest of the rules of each hour, empty where there is none."""
    columns = [getattr(tables, name).reshape(len(tables.hour), -1) for name in _BY_HOUR]
    several, row = np.unique(np.hstack(columns), axis=0, return_inverse=True)
    first = {int(rank): int(at) for at, rank in reversed(list(enumerate(row.reshape(-1))))}
    digests = np.array([_digest(tables, first[rank]) for rank in range(len(several))], "S64")
    found: np.ndarray = digests[row.reshape(-1)]
    return found


def _digest(tables: Tables, hour: int) -> bytes:
    """Give the digest of what holds at one hour."""
    h, any_rule = hashlib.sha256(), False
    for part in _parts(tables, hour):
        h.update(f"{part.dtype}{part.shape}".encode() + np.ascontiguousarray(part).tobytes())
        any_rule = True
    return h.hexdigest().encode() if any_rule else b""


def _parts(tables: Tables, hour: int) -> Iterator[np.ndarray]:
    if tables.dispatch_cover[hour]:
        yield tables.dispatch_limit[hour]
        yield from _cover(tables, int(tables.dispatch_cover[hour]))
    if tables.offload[hour].any():
        yield tables.offload[hour]
    if tables.plan_row[hour]:
        yield tables.plan[tables.plan_row[hour]]
        if tables.replan[tables.plan_row[hour]].any():
            yield tables.replan[tables.plan_row[hour]]
    rule = int(tables.move_rule[hour])
    if rule != MoveUpRule.HOME:
        yield np.array([rule, int(tables.move_most[hour])])
        yield tables.lend
        if rule == MoveUpRule.DMEXCLP:
            yield from _cover(tables, int(tables.move_row[hour]))
        else:
            # A table is as tall as the tallest: what follows its last row repeats it.
            yield tables.compliance[tables.move_row[hour]]


def _cover(tables: Tables, row: int) -> Iterator[np.ndarray]:
    """Give what a way of counting cover depends on, its groups numbered from 0."""
    first = tables.cover_first[row]
    reached = tables.cover_group[first[0] : first[-1]]
    ids, whose = np.unique(reached, return_inverse=True)
    yield tables.cover_gain[row]
    yield first - first[0]
    yield whose.reshape(-1)
    yield tables.cover_weight[:, ids]
    for group in ids:
        yield tables.group_base[tables.group_first[group] : tables.group_first[group + 1]]
