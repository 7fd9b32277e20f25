"""What may be said of a risk model, hidden figures already left out."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from pathways.breaks.clock import as_date
from pathways.breaks.sentences import spaced, window_words
from pathways.risk.protected import ANY, BIN, BINS, EVENTS, Guarded, bins
from pathways.risk.scoring import Interval
from pathways.risk.settings import BOOSTER, LEVEL, LOOKBACK_DAYS, MIN_LATER_PATIENTS, ROUNDS
from pathways.risk.splitting import PARTS, PARTS_FR, TEST
from pathways.risk.study import ALL, ALL_RECENT, RATES_FR, Study
from pathways.risk.subgroups import DIMENSIONS_FR

NOTHING = {"value": None, "low": None, "high": None}


def facts_of(found: Study, guarded: Guarded | None, *, public: bool) -> dict[str, Any]:
    """Give everything that a page or a card may say, ready for JSON.

    Parameters
    ----------
    found
        The study.
    guarded
        What may be shown of its counts; None where there are none.
    public
        The log was declared public.
    """
    rule, end = found.rule, found.breaks.end
    facts: dict[str, Any] = {
        "target": {
            "name": rule.name, "title": rule.title, "question": rule.question,
            "certainty": rule.certainty, "expectation": rule.expectation,
            "sources": list(rule.sources), "assumed": list(rule.assumed),
            "window_words": window_words(rule),
        },
        "state": found.state,
        "evaluable": found.breaks.evaluable,
        "missing": [spaced(t) for t in found.breaks.missing],
        "predictable": found.predictable,
        "why": [spaced(t) for t in found.why],
        "notes": [spaced(t) for t in found.breaks.notes],
        "data_end": as_date(end.day).isoformat() if end is not None else None,
        "split": None, "performance": None, "against": [], "reliability": [],
        "subgroups": [], "reasons": [], "drift": [],
        "model": {
            "features_tried": found.tried, "features": [], "calibration": None,
            "booster": {**BOOSTER, "rounds": ROUNDS}, "lookback_days": LOOKBACK_DAYS,
            "sha256": None,
        },
    }  # fmt: skip
    if guarded is None or found.split is None:
        return facts
    facts["split"] = _split(found, guarded)
    if found.performance is None:
        return facts
    shown = guarded.shows(TEST)
    facts["performance"] = {
        "brier": _round(found.performance.brier.value) if shown else None,
        "brier_interval": _interval(found.performance.brier, shown=shown),
        "auc": _round(found.performance.auc) if shown else None,
        "in_the_large": _interval(found.performance.in_the_large, shown=shown),
        "level": LEVEL,
        "hidden": not shown,
    }
    facts["against"] = _against(found, guarded, public=public)
    if found.model is None:
        return facts
    facts["reliability"] = _reliability(found, guarded)
    calibration = found.model.calibration
    facts["model"] |= {
        "features": [f.words for f in found.model.encoding.features],
        "calibration": {"method": calibration.method, "slope": _round(calibration.slope)},
    }
    facts["subgroups"] = _subgroups(found, guarded)
    facts["reasons"] = [
        {"words": r.words, "weight": _round(r.weight), "direction": r.direction}
        for r in found.reasons
    ]
    facts["drift"] = [
        {**asdict(d), "psi": _round(d.psi), "noise": _round(d.noise)} for d in found.drift
    ]
    return facts


def _round(value: float) -> float:
    return round(float(value), 6)


def _interval(one: Interval, *, shown: bool) -> dict[str, float | None]:
    return {k: _round(v) for k, v in asdict(one).items()} if shown else dict(NOTHING)


def _split(found: Study, guarded: Guarded) -> dict[str, Any]:
    """Give the parts: months, not days, since the first and last days are those of one patient."""
    assert found.split is not None
    parts = []
    for name in PARTS:
        rows = found.split.parts[name]
        period = found.split.period(name)
        events = int(rows["label"].sum()) if rows.height else 0
        shown = guarded.shows(name)
        parts.append(
            {
                "part": name, "words": PARTS_FR[name],
                "first_month": f"{period[0]:%Y-%m}" if period else None,
                "last_month": f"{period[1]:%Y-%m}" if period else None,
                "anchors": guarded.count(rows.height, name, ANY),
                "patients": guarded.count(rows["patient"].n_unique(), name, ANY),
                "events": guarded.count(events, name, EVENTS),
                "share": _round(events / rows.height) if shown and rows.height else None,
                "hidden": not shown,
            }
        )  # fmt: skip
    starts = found.split.starts
    return {
        "calibration_from": as_date(starts[0]).isoformat() if starts else None,
        "test_from": as_date(starts[1]).isoformat() if starts else None,
        "anchors": guarded.count(found.split.rows.height, "total"),
        "parts": parts,
        "left": [
            {"reason": reason, "anchors": guarded.count(n, "left", reason),
             "patients": guarded.count(people, "left", reason),
             "hidden": guarded.hidden["left", reason]}
            for reason, n, people in found.split.left()
        ],
    }  # fmt: skip


def _against(found: Study, guarded: Guarded, *, public: bool) -> list[dict[str, Any]]:
    """Give the constants; those of anchors that no part holds would betray how many these are."""
    assert found.performance is not None
    rows = []
    for name, one in found.performance.against.items():
        shown = guarded.shows(TEST) and all(guarded.shows(p) for p in PARTS)
        shown = shown and (public or name not in (ALL, ALL_RECENT))
        rows.append(
            {
                "constant": name, "words": RATES_FR[name],
                "rate": _round(one.rate) if shown else None,
                "brier": _round(one.brier) if shown else None,
                "gain": _interval(one.gain, shown=shown),
                "skill": _interval(one.skill, shown=shown),
                "beaten": one.gain.low > 0,
                "hidden": not shown,
            }
        )  # fmt: skip
    return rows


def _reliability(found: Study, guarded: Guarded) -> list[dict[str, Any]]:
    """Give mean probability and share observed in five equal groups of test anchors."""
    assert found.split is not None
    rank = bins(found.chance)
    label = found.split.parts[TEST]["label"].to_numpy()
    rows = []
    for i in range(BINS):
        here = rank == i
        shown = bool(here.any()) and guarded.shows(BIN, str(i))
        rows.append(
            {
                "group": i + 1,
                "anchors": guarded.count(int(here.sum()), BIN, str(i), ANY),
                "mean_risk": _round(found.chance[here].mean()) if shown else None,
                "share": _round(np.mean(label[here])) if shown else None,
                "hidden": not shown,
            }
        )
    return rows


def _subgroups(found: Study, guarded: Guarded) -> list[dict[str, Any]]:
    rows = []
    for g in found.subgroups:
        cell = (g.dimension, g.label)
        shown = guarded.shows(*cell)
        rows.append(
            {
                "dimension": g.dimension, "dimension_words": DIMENSIONS_FR[g.dimension],
                "label": g.label,
                "anchors": guarded.count(g.anchors, *cell, ANY),
                "patients": guarded.count(g.patients, *cell, ANY),
                "events": guarded.count(g.events, *cell, EVENTS),
                "brier": _interval(g.brier, shown=shown),
                "in_the_large": _interval(g.in_the_large, shown=shown),
                # An interval by patient says little where few patients have the outcome.
                "enough": min(g.event_patients, g.other_patients) >= MIN_LATER_PATIENTS
                if shown else None,
                "hidden": not shown,
            }
        )  # fmt: skip
    return rows
