"""Usual ED visits by cause and age: what a share of all visits is worth on one cause.

Bulletins say which share of ED visits a wave or a heatwave brings; the model multiplies the needs
of a cause at an age. What lies between is computed here, on the rates of `needs2026` and the ages
of France.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from twin.parameters.demography2026 import MEN_2018, WOMEN_2018
from twin.parameters.needs2026 import BROAD_OF_BAND, CAUSES
from twin.parameters.sourced import Sourced

Floats = npt.NDArray[np.float64]
IDS = tuple(cause.id for cause in CAUSES)
CALLS_SENT = Sourced(
    "usual_visits_calls_sent", 0.5, "part",
    "Hypothèse de travail Jumeau 2026 : la moitié des appels P0 à P2 finit aux urgences, aucun P3",
    "assumed", "Appels comptés comme passages quand un bulletin donne une part des passages",
)  # fmt: skip


def usual_visits() -> Floats:
    """Give the relative ED visits of a usual year by cause and age band, total 1, (causes, 6)."""
    rate = np.array([cause.rate for cause in CAUSES]) * _persons()
    come = np.array([cause.contact[:, 2] for cause in CAUSES])
    serious = np.array([1 - cause.priority[3] for cause in CAUSES])[:, None]
    elsewhere = np.array([cause.gp for cause in CAUSES])[:, list(BROAD_OF_BAND)]
    visits = rate * (1 - elsewhere) * (come + CALLS_SENT.number * serious * (1 - come))
    shares: Floats = visits / visits.sum()
    return shares


def factor_for(causes: Sequence[str], band: int, extra: float) -> float:
    """Give the multiplier of some causes at an age that brings `extra`, in shares of all visits.

    Raises
    ------
    ValueError
        When these causes bring nobody of that age.
    """
    held = float(usual_visits()[[IDS.index(cause) for cause in causes], band].sum())
    if held <= 0:
        raise ValueError(f"{causes} bring no visit of band {band}")
    return 1.0 + extra / held


def share_of_band(band: int) -> float:
    """Give the share of all visits that an age band makes."""
    return float(usual_visits()[:, band].sum())


def _persons() -> Floats:
    """Give the people of France by age band."""
    fives = np.array(MEN_2018.series) + np.array(WOMEN_2018.series)
    teens = fives[3] / 5
    return np.array([
        fives[0], fives[1:3].sum() + 3 * teens, 2 * teens + fives[4:9].sum(), fives[9:13].sum(),
        fives[13:15].sum(), fives[15:].sum(),
    ])  # fmt: skip
