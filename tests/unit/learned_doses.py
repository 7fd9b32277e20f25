"""Learned models for the lever `learned-pathways`: one that has learned nothing, one that has."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from twin.contracts.learned import LearnedPathways

SITE = "220000012"
FOLDER = Path(tempfile.mkdtemp(prefix="jumeau-"))
EMPTY, FULL = str(FOLDER / "rien.json"), str(FOLDER / "appris.json")
CAUSE = "fall"


def _write() -> None:
    nothing = LearnedPathways.nothing((CAUSE, "stroke"))
    nothing.save(Path(EMPTY))
    triage = nothing.shares["triage"].copy()
    triage[0] = 5.0
    factor = np.full_like(nothing.factors["stay_factor"], np.nan)
    factor[0] = np.log(2), 0.1
    replace(
        nothing,
        shares={**nothing.shares, "triage": triage},
        factors={**nothing.factors, "stay_factor": factor},
        sites=(SITE,), source="journal d'essai", visits=120,
    ).save(Path(FULL))  # fmt: skip


_write()
LEARNED = {"learned-pathways": ({"model": EMPTY}, {"model": FULL, "sites": [SITE]})}
"""By kind: the zero dose and a real one."""
UNDATED = ("learned-pathways",)
"""Levers that describe how hospitals work, not a decision: they take no dates."""
