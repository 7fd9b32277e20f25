"""How good the forecast is for women and men, by age, by site, by deprivation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.risk.scoring import Interval, interval, resampled
from pathways.risk.settings import DEPRIVATION
from twin.contracts.events import ATTRIBUTE

DIMENSIONS_FR = {
    "sex": "sexe", "age_band": "âge", "site": "site", "deprivation": "défavorisation sociale",
}  # fmt: skip
UNKNOWN = "inconnu"


@dataclass(frozen=True, slots=True)
class Subgroup:
    """The forecast for some of the test anchors.

    Attributes
    ----------
    dimension, label
        `sex`, `age_band`, `site` or `deprivation`, and which group.
    anchors, patients, events, event_patients, other_patients
        Anchors, their patients, those with the outcome, and patients with and without it.
    brier
        Mean squared error.
    in_the_large
        Mean probability less share observed.
    """

    dimension: str
    label: str
    anchors: int
    patients: int
    events: int
    event_patients: int
    other_patients: int
    brier: Interval
    in_the_large: Interval


def deprivation_column(rows: pl.DataFrame) -> str | None:
    """Give the attribute of a log that measures deprivation, if it has one."""
    known = {c[len(ATTRIBUTE) :].casefold(): c for c in rows.columns if c.startswith(ATTRIBUTE)}
    return next((known[name] for name in DEPRIVATION if name in known), None)


def dimensions(rows: pl.DataFrame) -> dict[str, str]:
    """Give the dimensions that a log can be judged by, with their columns."""
    found = {name: name for name in ("sex", "age_band", "site")}
    deprivation = deprivation_column(rows)
    if deprivation:
        found["deprivation"] = deprivation
    return {d: c for d, c in found.items() if (rows[c].fill_null(UNKNOWN) != UNKNOWN).any()}


def by_subgroup(rows: pl.DataFrame, chance: npt.NDArray[np.float64]) -> list[Subgroup]:
    """Judge the forecast in each group of the test anchors."""
    label = rows["label"].to_numpy()
    patient = rows["patient"].to_numpy()
    error = chance - label
    found = []
    for dimension, column in dimensions(rows).items():
        words = rows[column].fill_null(UNKNOWN)
        for word in words.unique().sort():
            here = (words == word).to_numpy()
            draws = resampled(np.column_stack([error[here] ** 2, error[here]]), patient[here])
            event = here & (label == 1)
            found.append(
                Subgroup(
                    dimension, word, int(here.sum()), len(np.unique(patient[here])),
                    int(event.sum()), len(np.unique(patient[event])),
                    len(np.unique(patient[here & (label == 0)])),
                    interval(float((error[here] ** 2).mean()), draws[:, 0]),
                    interval(float(error[here].mean()), draws[:, 1]),
                )
            )  # fmt: skip
    return found
