"""Learn from a log: shares and durations by cause and age, small cells leaning on their parent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import polars as pl

from pathways.learning.model import Branching, Duration, Group, PathwayModel
from pathways.learning.shrink import (
    PRIOR_FREEDOM,
    Floats,
    between,
    design_effect,
    pooled,
    strength,
)
from pathways.learning.steps import ALL, steps
from twin.contracts.events import EventLog
from twin.disclosure import Gate

HALF = 0.5
"""Jeffreys' prior, in observations, on each way on seen at least once in the whole log."""


def learn(
    log: EventLog, *, cause: str | None = None, age: str | None = None, gate: Gate | None = None
) -> PathwayModel:
    """Learn where patients go next and after how long.

    Everybody first, then each cause, then each cause and age: a group leans on its parent with a
    weight that the log itself gives (empirical Bayes). A group of fewer patients than the gate's
    threshold takes its parent's numbers, and a step that so few patients ever took is left out.

    Parameters
    ----------
    log
        Observed or simulated.
    cause, age
        Attributes that hold them (see `steps`).
    gate
        Rule of the log; its own by default.
    """
    gate = gate or Gate.of(log.about)
    rows = steps(log, cause, age)
    arcs = rows.group_by("from", "to").agg(pl.col("patient").n_unique().alias("n"))
    least = 1 if gate.public else gate.threshold
    rows = rows.join(arcs.filter(pl.col("n") >= least), on=["from", "to"], how="semi")
    by_cause = rows.with_columns(pl.lit(ALL).alias("age"))
    levels = [by_cause.with_columns(pl.lit(ALL).alias("cause"))]
    levels += [by_cause.filter(pl.col("cause") != ALL), rows.filter(pl.col("age") != ALL)]
    branching: dict[Group, dict[str, Branching]] = {}
    durations: dict[Group, dict[tuple[str, str], Duration]] = {}
    for level in levels:
        for (activity,), part in level.sort("from", "to", "cause", "age").group_by(
            "from", maintain_order=True
        ):
            for group, found in _shares(part, str(activity), branching, least):
                branching.setdefault(group, {})[str(activity)] = found
        timed = level.filter(pl.col("gap_s").is_not_null() & (pl.col("gap_s") >= 0))
        for (a, b), part in timed.sort("from", "to", "cause", "age").group_by(
            "from", "to", maintain_order=True
        ):
            for group, time in _times(part, (str(a), str(b)), durations, least):
                durations.setdefault(group, {})[str(a), str(b)] = time
    about = {
        "log": log.digest() if log.cases.height else "",
        "origin": log.about.origin,
        "public": gate.public,
        "rule": gate.words(),
        "cause": cause or "",
        "age": age or "",
        "patients": log.patient_count() if not gate.hides(log.patient_count()) else None,
        "steps_left_out": int((arcs["n"] < least).sum()),
    }
    return PathwayModel(branching, durations, about)


def _parent(group: Group) -> Group | None:
    if group == (ALL, ALL):
        return None
    return (ALL, ALL) if group[1] == ALL or group[0] == ALL else (group[0], ALL)


def _shares(
    part: pl.DataFrame,
    activity: str,
    known: Mapping[Group, Mapping[str, Branching]],
    least: int,
) -> Iterable[tuple[Group, Branching]]:
    """Give the shares of each group of one level, after one activity."""
    everybody = known.get((ALL, ALL), {}).get(activity)
    ways = everybody.to if everybody else tuple(part["to"].unique().sort().to_list())
    effect = _effect(part)
    counts: dict[Group, Floats] = {}
    people: dict[Group, Floats] = {}
    patients: dict[Group, int] = {}
    for (c, a), rows in part.group_by("cause", "age", maintain_order=True):
        group = (str(c), str(a))
        taken = rows.group_by("to").agg(pl.len(), pl.col("patient").n_unique())
        found = {way: (times, who) for way, times, who in taken.iter_rows()}
        both = np.array([found.get(w, (0, 0)) for w in ways], float)
        counts[group], people[group] = both[:, 0] / effect, both[:, 1]
        patients[group] = rows["patient"].n_unique()
    if everybody is None:
        alpha = counts[ALL, ALL] + HALF
        yield (ALL, ALL), Branching(ways, tuple(alpha.tolist()), patients[ALL, ALL])
        return
    shown = [g for g in counts if patients[g] >= least]
    families: dict[Group, list[Group]] = {}
    for group in shown:
        families.setdefault(_parent(group) or (ALL, ALL), []).append(group)
    for parent, children in families.items():
        base = known.get(parent, {}).get(activity, everybody)
        mean = np.array(base.alpha) / sum(base.alpha)
        for group in children:
            counts[group] = pooled(counts[group], people[group], mean, least)
        # The parent is itself known no better than its own observations.
        weight = min(strength(np.array([counts[g] for g in children]), mean), sum(base.alpha))
        for group in children:
            alpha = counts[group] + weight * mean
            yield group, Branching(ways, tuple(alpha.tolist()), patients[group])


def _effect(part: pl.DataFrame) -> float:
    """Give the design effect of one activity: what the same patients add is not all new."""
    table = part.group_by("patient", "to").len().sort("patient", "to")
    patient, way = (
        table[c].rank("dense").to_numpy().astype(np.int64) - 1 for c in table.columns[:2]
    )
    return design_effect(patient, way, table["len"].to_numpy().astype(float))


def _times(
    part: pl.DataFrame,
    arc: tuple[str, str],
    known: Mapping[Group, Mapping[tuple[str, str], Duration]],
    least: int,
) -> Iterable[tuple[Group, Duration]]:
    """Give how long one step takes in each group of one level."""
    raw = {
        group: found
        for (c, a), rows in part.group_by("cause", "age", maintain_order=True)
        if (found := _measured(rows, group := (str(c), str(a)), least)) is not None
    }
    families: dict[Group | None, list[Group]] = {}
    for group in raw:
        families.setdefault(_parent(group), []).append(group)
    for parent, children in families.items():
        base = known.get(parent, {}).get(arc) if parent else None
        base = base or known.get((ALL, ALL), {}).get(arc)
        if base is None:
            for group in children:
                yield group, raw[group]
            continue
        means = np.array([raw[g].log_mean for g in children])
        spread = between(means, np.array([raw[g].error for g in children]))
        # One child alone says nothing of how children differ: it keeps its own mean.
        spread = spread if len(children) > 1 else np.inf
        for group in children:
            yield group, _leaning(raw[group], base, spread)


def _measured(rows: pl.DataFrame, group: Group, least: int) -> Duration | None:
    """Measure the durations of one group; None if too few patients."""
    gaps = rows["gap_s"].to_numpy()
    positive = rows.filter(pl.col("gap_s") > 0)
    patients = rows["patient"].n_unique()
    if patients < least or positive["patient"].n_unique() < max(least, 2):
        return None
    logs = np.log(positive["gap_s"].to_numpy())
    mean, sd = float(logs.mean()), float(logs.std(ddof=1))
    people = positive["patient"].rank("dense").to_numpy().astype(int) - 1
    sums = np.bincount(people, weights=logs - mean)
    n = len(sums)
    error = float(np.sqrt((sums**2).sum() * n / (n - 1)) / len(logs))
    return Duration(
        nil=float((gaps == 0).mean()),
        log_mean=mean,
        log_sd=max(sd, 1e-6),
        error=max(error, 1e-9),
        freedom=float(n - 1),
        patients=patients,
    )


def _leaning(own: Duration, parent: Duration, spread: float) -> Duration:
    """Give a group's durations, leaning on its parent's as far as the groups look alike."""
    trust = 1.0 if np.isinf(spread) else spread / (spread + own.error**2)
    freedom = own.freedom + PRIOR_FREEDOM
    squares = own.freedom * own.log_sd**2 + PRIOR_FREEDOM * parent.log_sd**2
    # What leans on the parent is as uncertain as the parent and as groups differ.
    error = np.sqrt(trust * own.error**2 + (1 - trust) ** 2 * parent.error**2)
    return Duration(
        nil=own.nil,
        log_mean=trust * own.log_mean + (1 - trust) * parent.log_mean,
        log_sd=float(np.sqrt(squares / freedom)),
        error=float(max(error, 1e-9)),
        freedom=freedom,
        patients=own.patients,
    )
