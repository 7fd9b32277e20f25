"""Counts and rates of a rule: the crude one and Aalen-Johansen's, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from pathways.breaks.evaluate import BROKEN, CENSORED, COMPETING, MET, STATUSES, Breaks
from pathways.breaks.incidence import NOTHING, Estimate, Incidence, aalen_johansen, clustered
from twin.contracts.events import ATTRIBUTE
from twin.tables import JumeauError

BY = {"site": "site", "age": "age_band", "zone": "zone", "sex": "sex"}


@dataclass(frozen=True, slots=True)
class Rates:
    """What a rule gives for some anchors.

    Attributes
    ----------
    label
        Site, age band, commune...; empty for all anchors.
    anchors, patients
        How many.
    counts
        Anchors by status.
    counts_patients
        Patients by status.
    early
        Anchors dated at most the end of the data less the window, by status: chosen by date.
    early_patients
        Their patients by status.
    crude
        Share of each status among the anchors of `early`. Those whose cover was lost stay in the
        denominator: leaving them out would choose by fate.
    incidence
        Share of each status but `censored` by Aalen-Johansen, on all anchors.
    """

    label: str
    anchors: int
    patients: int
    counts: dict[str, int]
    counts_patients: dict[str, int]
    early: dict[str, int]
    early_patients: dict[str, int]
    crude: dict[str, Estimate]
    incidence: dict[str, Estimate]


def rates(breaks: Breaks) -> Rates:
    """Give counts and rates of a rule for all its anchors."""
    return _rates(breaks, breaks.rows, "")


def rates_by(breaks: Breaks, by: str) -> tuple[Rates, ...]:
    """Give counts and rates by group, in alphabetical order: never a league table.

    Parameters
    ----------
    breaks
        A rule judged.
    by
        `site`, `age`, `sex`, `zone`, or an attribute of the log (a deprivation class...).
    """
    column = group_column(breaks, by)
    rows = breaks.rows.with_columns(pl.col(column).fill_null("inconnu"))
    labels = rows[column].unique().sort().to_list()
    return tuple(_rates(breaks, rows.filter(pl.col(column) == label), label) for label in labels)


def group_column(breaks: Breaks, by: str) -> str:
    """Give the column of a breakdown.

    Raises
    ------
    JumeauError
        Neither a known breakdown nor an attribute of the log.
    """
    column = BY.get(by, ATTRIBUTE + breaks.rule.words.attributes.get(by, by))
    if column not in breaks.rows.columns:
        own = [c.removeprefix(ATTRIBUTE) for c in breaks.rows.columns if c.startswith(ATTRIBUTE)]
        raise JumeauError(
            f"--by {by}",
            "ce n'est ni site, age, sex, zone, ni un attribut du journal.",
            f"Attributs du journal : {', '.join(own) or 'aucun'}.",
        )
    return column


def incidence_of(breaks: Breaks, rows: pl.DataFrame | None = None) -> Incidence:
    """Give the cumulative incidence curves of some anchors (all by default)."""
    rows = breaks.rows if rows is None else rows
    return aalen_johansen(rows["clock"].to_numpy(), rows["cause"].to_numpy(), breaks.window)


def _rates(breaks: Breaks, rows: pl.DataFrame, label: str) -> Rates:
    early = rows.filter("complete")
    return Rates(
        label=label,
        anchors=rows.height,
        patients=rows["patient"].n_unique() if rows.height else 0,
        counts=_by_status(rows, patients=False),
        counts_patients=_by_status(rows, patients=True),
        early=_by_status(early, patients=False),
        early_patients=_by_status(early, patients=True),
        crude=_crude(early),
        incidence=_incidence(breaks, rows),
    )


def _by_status(rows: pl.DataFrame, *, patients: bool) -> dict[str, int]:
    if not rows.height:
        return dict.fromkeys(STATUSES, 0)
    what = pl.col("patient").n_unique() if patients else pl.len()
    seen = dict(rows.group_by("status").agg(what.alias("n")).iter_rows())
    return {status: int(seen.get(status, 0)) for status in STATUSES}


def _crude(early: pl.DataFrame) -> dict[str, Estimate]:
    if not early.height:
        return dict.fromkeys(STATUSES, NOTHING)
    patient = early["patient"].to_numpy()
    found = {}
    for status in STATUSES:
        hit = (early["status"] == status).to_numpy().astype(float)
        share = float(hit.mean())
        found[status] = clustered(share, (hit - share) / len(hit), patient, len(np.unique(patient)))
    return found


def _incidence(breaks: Breaks, rows: pl.DataFrame) -> dict[str, Estimate]:
    wanted: Sequence[str] = (MET, BROKEN, COMPETING)
    curves = incidence_of(breaks, rows) if rows.height else None
    if curves is None or not curves.reached:
        return dict.fromkeys(wanted, NOTHING)
    patient = rows["patient"].to_numpy()
    told = rows.filter(pl.col("status") != CENSORED)["patient"].n_unique()
    event, other = float(curves.event[-1]), float(curves.other[-1])
    happened = clustered(event, curves.influence_event, patient, told)
    overtaken = clustered(other, curves.influence_other, patient, told)
    nothing = clustered(
        1 - event - other, -curves.influence_event - curves.influence_other, patient, told
    )
    if breaks.broken_cause is not None:
        return {MET: nothing, BROKEN: happened, COMPETING: overtaken}
    return {MET: happened, BROKEN: nothing, COMPETING: overtaken}
