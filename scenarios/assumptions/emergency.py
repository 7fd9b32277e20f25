"""Inside the emergency department: work of its staff, delay of exams, patience."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scenarios.assumptions.assumption import RANGE, Assumption
from scenarios.assumptions.laws import longer, stretched
from twin.contracts import TwinInputs


def _with_ed(inputs: TwinInputs, **parts: Any) -> TwinInputs:
    ed = replace(inputs.pathways.ed, **parts)
    return replace(inputs, pathways=replace(inputs.pathways, ed=ed))


def _work(inputs: TwinInputs, value: float) -> TwinInputs:
    """Multiply what triage, nursing care and the physician's two meetings take."""
    ed = inputs.pathways.ed
    parts = {
        name: longer(getattr(ed, name), value)
        for name in ("triage_time", "first_contact", "care", "decision")
    }
    return _with_ed(inputs, **parts)


def _exams(inputs: TwinInputs, value: float) -> TwinInputs:
    return _with_ed(inputs, exam_delay=stretched(inputs.pathways.ed.exam_delay, value))


def _patience(inputs: TwinInputs, value: float) -> TwinInputs:
    return _with_ed(inputs, patience=stretched(inputs.pathways.ed.patience, value))


def _bed_search(inputs: TwinInputs, value: float) -> TwinInputs:
    """Multiply what passes between the decision to admit and the request of a bed."""
    wards = inputs.pathways.wards
    wards = replace(wards, bed_search=longer(wards.bed_search, value))
    return replace(inputs, pathways=replace(inputs.pathways, wards=wards))


ED_WORK = Assumption(
    "ed_work", "Temps de travail par patient aux urgences (tri, soins, médecin)", "x",
    0.85, 1.0, 1.15, "assumed", f"{RANGE} : partage des durées par étape non publié", _work,
)  # fmt: skip
EXAM_DELAY = Assumption(
    "exam_delay", "Délai des résultats de biologie et d'imagerie", "x", 0.8, 1.0, 1.25,
    "assumed", f"{RANGE} : à caler sur les journaux du laboratoire et de l'imagerie", _exams,
)  # fmt: skip
PATIENCE = Assumption(
    "patience", "Patience avant de partir sans être vu", "x", 0.7, 1.0, 1.4,
    "assumed", RANGE, _patience,
)  # fmt: skip
BED_SEARCH = Assumption(
    "bed_search", "De la décision d'hospitaliser à la demande du lit", "x", 0.7, 1.0, 1.4,
    "assumed", RANGE, _bed_search,
)  # fmt: skip
