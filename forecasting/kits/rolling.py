"""Kits judged as they would have been used: decided on the past, scored on what came next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from forecasting.kits.log import Use, by_kind
from forecasting.kits.proposal import PROPOSED, Kit, Rule, kit_of, propose
from forecasting.kits.savings import Saving, draws, saving

SURE = 0.95


@dataclass(frozen=True, slots=True)
class Judged:
    """One later intervention, under the kit decided before it.

    Attributes
    ----------
    day, case, kind
        The intervention.
    missing
        Whether an item of the list was needed beyond what is open and ready.
    unlisted
        Whether an item that the past of this type never names was needed.
    saved_eur, saved_kg
        Against what was opened that day (prices and grams of the past).
    fetches
        Items of the kit opened in the course of the intervention.
    """

    day: date
    case: str
    kind: str
    missing: bool
    unlisted: bool
    saved_eur: float
    saved_kg: float
    fetches: int


@dataclass(frozen=True, slots=True)
class Score:
    """The judgement of a type, or of all ("").

    Attributes
    ----------
    kind
        Type of intervention.
    judged, missing, unlisted
        Interventions.
    kept
        Later interventions whose kit was kept as it is, not judged.
    rate, low, high
        Share with a missing item, and its 95 % interval (Clopper-Pearson).
    eur, kg
        Saved an intervention.
    fetches
        Fetches an intervention.
    """

    kind: str
    judged: int
    kept: int
    missing: int
    unlisted: int
    rate: float
    low: float
    high: float
    eur: Saving
    kg: Saving
    fetches: float


def roll(uses: Sequence[Use], rule: Rule, horizon_days: int) -> tuple[list[Judged], dict[str, int]]:
    """Judge kits from the middle of the log on, redecided every `horizon_days`.

    Returns
    -------
    list of Judged
        Interventions under a proposed kit.
    dict
        By type, the later interventions whose kit was kept as it is.
    """
    days = sorted({u.day for u in uses})
    origin = days[0] + (days[-1] - days[0]) / 2
    judged: list[Judged] = []
    kept: dict[str, int] = {}
    while origin <= days[-1]:
        end = origin + timedelta(days=horizon_days)
        past = [u for u in uses if u.day < origin]
        after = [u for u in uses if origin <= u.day < end]
        if past and after:
            kits = kit_of(propose(past, rule))
            for kind, cases in by_kind(after).items():
                lines: dict[str, list[Use]] = {}
                for use in after:
                    if use.kind == kind:
                        lines.setdefault(use.case, []).append(use)
                for case, surgeon in zip(cases.ids, cases.surgeons, strict=True):
                    kit = kits.get((kind, surgeon)) or kits.get((kind, ""))
                    if kit is None or kit.status != PROPOSED:
                        kept[kind] = kept.get(kind, 0) + 1
                    else:
                        judged.append(judge(kit, lines[case]))
        origin = end
    return judged, kept


def judge(kit: Kit, lines: Sequence[Use]) -> Judged:
    """Judge a kit on one intervention."""
    place = {item: at for at, item in enumerate(kit.cases.items)}
    used = np.zeros(len(place), dtype=np.int64)
    opened = np.zeros_like(used)
    unlisted = False
    for use in lines:
        if use.item in place:
            used[place[use.item]] += use.used
            opened[place[use.item]] += use.opened
        else:
            unlisted = unlisted or use.used > 0
    units = np.maximum(opened - used, 0) - np.maximum(kit.choice.opened - used, 0)
    return Judged(
        lines[0].day, lines[0].case, lines[0].kind,
        bool((used > kit.choice.opened + kit.choice.ready).any()), unlisted,
        float(units @ kit.cases.price_eur),
        float(units @ np.nan_to_num(kit.cases.grams)) / 1000.0,
        int((used > kit.choice.opened).sum()),
    )  # fmt: skip


def scores(judged: Sequence[Judged], kept: dict[str, int]) -> list[Score]:
    """Give the score of all interventions (""), then of each type."""
    kinds = sorted({j.kind for j in judged} | set(kept))
    found = [_score("", judged, sum(kept.values()))]
    found += [_score(k, [j for j in judged if j.kind == k], kept.get(k, 0)) for k in kinds]
    return found


def _score(kind: str, judged: Sequence[Judged], kept: int) -> Score:
    count, missing = len(judged), sum(j.missing for j in judged)
    if not count:
        none = Saving(0.0, 0.0, 0.0)
        return Score(kind, 0, kept, 0, 0, float("nan"), 0.0, 1.0, none, none, 0.0)
    low, high = interval(missing, count)
    weights = draws(count)
    return Score(
        kind, count, kept, missing, sum(j.unlisted for j in judged), missing / count, low, high,
        saving(np.array([j.saved_eur for j in judged]), weights),
        saving(np.array([j.saved_kg for j in judged]), weights),
        sum(j.fetches for j in judged) / count,
    )  # fmt: skip


def interval(hits: int, count: int) -> tuple[float, float]:
    """Give the exact 95 % interval of a share (Clopper and Pearson 1934)."""
    from scipy.stats import beta

    tail = (1 - SURE) / 2
    low = 0.0 if hits == 0 else float(beta.ppf(tail, hits, count - hits + 1))
    high = 1.0 if hits == count else float(beta.ppf(1 - tail, hits + 1, count - hits))
    return low, high
