"""Ask of a target whether it can be foreseen: fit on the past, judge on what came later."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.breaks.evaluate import Breaks
from pathways.breaks.rule import Rule
from pathways.risk.booster import Trees
from pathways.risk.calibration import calibrate
from pathways.risk.drift import Drift, drift_of, drifts
from pathways.risk.encoding import Encoding, Matrix, choose
from pathways.risk.model import Model, digest_of
from pathways.risk.reasons import Reason, main_reasons
from pathways.risk.scoring import Performance, perform
from pathways.risk.settings import MIN_LATER_PATIENTS, MIN_TRAIN_PATIENTS
from pathways.risk.splitting import CALIBRATION, PARTS_FR, TEST, TRAIN, Split, split
from pathways.risk.subgroups import Subgroup, by_subgroup
from pathways.risk.target import judged
from twin.contracts.events import EventLog

State = Literal["not_evaluable", "too_few", "not_predictable", "predictable"]
OWN, OWN_RECENT = "parts", "calibration"
ALL, ALL_RECENT = "known", "known_recent"
RATES_FR = {
    OWN: "taux des parties apprentissage et calibration",
    OWN_RECENT: "taux de la partie calibration",
    ALL: "taux de toutes les ancres dont l'issue était connue au début du test",
    ALL_RECENT: "taux des plus récentes d'entre elles",
}


@dataclass(frozen=True, slots=True)
class Study:
    """Whether a target can be foreseen, and the model if it can.

    Attributes
    ----------
    rule
        The target.
    breaks
        The target judged on the whole log.
    state
        `predictable`, or why there is no model to show.
    why
        French sentences on what is too few; empty otherwise.
    split
        Anchors by part; None where the target cannot be judged.
    performance
        Out of time; None without a model.
    model
        None unless predictable.
    subgroups, reasons, drift
        Empty unless predictable.
    chance
        Probability of each test anchor.
    tried
        Number of columns of the model tried.
    """

    rule: Rule
    breaks: Breaks
    state: State
    why: tuple[str, ...] = ()
    split: Split | None = None
    performance: Performance | None = None
    model: Model | None = None
    subgroups: tuple[Subgroup, ...] = ()
    reasons: tuple[Reason, ...] = ()
    drift: tuple[Drift, ...] = ()
    chance: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    tried: int = 0

    @property
    def predictable(self) -> bool:
        """Tell whether the outcome can be foreseen with these data."""
        return self.state == "predictable"


def study(log: EventLog, rule: Rule, until: date | None = None) -> Study:
    """Fit a model of the risk of an outcome, and say whether it is worth anything.

    Trees are grown on the first anchors, calibrated on the next ones, and judged once on the last
    ones. The model is kept only if its Brier score beats every constant that was known when test
    begins: the lower bound of each gain (95 %, bootstrap by patient) is above zero.

    Parameters
    ----------
    log
        Event log with its people.
    rule
        Care-break rule or target.
    until
        Last day to believe; by default what the rule says.
    """
    found = judged(log, rule, until)
    if not found.evaluable:
        return Study(rule, found, "not_evaluable", found.missing)
    cut = split(log, rule, found) if found.rows.height else None
    if cut is None:
        return Study(rule, found, "too_few", ("aucune ancre dans ce journal",))
    few = _too_few(cut)
    if few:
        return Study(rule, found, "too_few", few, cut)
    encoding, table = choose(log, rule, cut.parts[TRAIN])
    if not encoding.features:
        return Study(rule, found, "too_few", ("rien n'est connu des patients à l'ancre",), cut)
    return _judge(log, rule, found, cut, encoding, table)


def _judge(
    log: EventLog, rule: Rule, found: Breaks, cut: Split, encoding: Encoding, table: Matrix
) -> Study:
    """Fit on the first part, calibrate on the second, judge on the third."""
    labels = {name: part["label"].to_numpy().astype(np.int8) for name, part in cut.parts.items()}
    trees = Trees.grow(table, labels[TRAIN], encoding.features)
    middle = encoding.table(log, cut.parts[CALIBRATION])
    calibration = calibrate(trees.margin(middle), labels[CALIBRATION])
    model = Model(rule.name, digest_of(rule), encoding, trees, calibration)
    last = encoding.table(log, cut.parts[TEST])
    margin = trees.margin(last)
    chance = calibration.probability(margin)
    patient = cut.parts[TEST]["patient"].to_numpy()
    performance = perform(chance, labels[TEST], patient, _rates(cut, labels), margin)
    columns = len(encoding.features)
    if not performance.predictable:
        return Study(
            rule, found, "not_predictable", (), cut, performance, chance=chance, tried=columns
        )
    parts, _ = trees.parts(last)
    reasons = main_reasons(parts, last, encoding.features)
    moved = (
        drift_of("risque prévu", model.chance(middle), chance),
        *drifts(table, last, encoding.features, [r.column for r in reasons]),
    )
    return Study(
        rule, found, "predictable", (), cut, performance, model,
        tuple(by_subgroup(cut.parts[TEST], chance)), tuple(reasons), moved, chance, columns,
    )  # fmt: skip


def _rates(cut: Split, labels: dict[str, npt.NDArray[np.int8]]) -> dict[str, float]:
    """Give the constants that the model must beat, all known when test begins."""
    both = np.concatenate([labels[TRAIN], labels[CALIBRATION]])
    rates = {OWN: float(both.mean()), OWN_RECENT: float(labels[CALIBRATION].mean())}
    if cut.base_rate is not None:
        rates[ALL] = cut.base_rate
    if cut.recent_rate is not None:
        rates[ALL_RECENT] = cut.recent_rate
    return rates


def _too_few(cut: Split) -> tuple[str, ...]:
    """Say which parts hold too few patients with the outcome, or without it."""
    said = []
    for name, part in cut.parts.items():
        least = MIN_TRAIN_PATIENTS if name == TRAIN else MIN_LATER_PATIENTS
        for value, words in ((1, "avec"), (0, "sans")):
            people = part.filter(pl.col("label") == value)["patient"].n_unique()
            if people < least:
                said.append(
                    f"moins de {least} patients {words} l'issue dans la partie {PARTS_FR[name]}"
                )
    return tuple(said)
