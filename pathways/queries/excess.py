"""The time lost between steps: what passes beyond what the same step takes when it goes well."""

from __future__ import annotations

import numpy as np
import polars as pl

from pathways.queries.follows import pair_codes
from pathways.queries.performance import between, dense
from pathways.queries.quantiles import EXACT_UP_TO, approximate, exact, packed
from pathways.queries.steps import Steps
from twin.contracts.events import MICROSECONDS_S
from twin.parameters.sourced import Sourced

REFERENCE = Sourced(
    name="pathways_reference_quantile",
    value=0.25,
    unit="part",
    source="Choix de la maison : le quart le plus rapide des mêmes passages, dans le même journal.",
    status="assumed",
    label="Quantile de la durée d'une étape qui sert de référence sans perte de temps",
)


def excess(
    log: Steps, *, reference: float = REFERENCE.number, exact_up_to: int = EXACT_UP_TO
) -> pl.DataFrame:
    """Give the time lost in each succession.

    Parameters
    ----------
    log
        The log.
    reference
        Quantile of the same succession taken as time without loss.
    exact_up_to
        Successions above which this quantile is approximate.

    Returns
    -------
    polars.DataFrame
        `from, to` (codes), `count`, `reference_s` (that quantile), `total_s` (all the time
        spent), `lost_s` (sum of what passes beyond the reference).
    """
    n = max(1, len(log.names))
    codes = pair_codes(log)
    inside = np.flatnonzero(codes < n * n)
    gaps = between(log)[inside]
    found, groups = dense(codes[inside], n * n)
    sizes = np.bincount(groups, minlength=len(found))
    begins = np.concatenate([[0], np.cumsum(sizes)]).astype(np.intp)
    if not len(gaps):
        marks = np.empty(0)
    elif len(gaps) <= exact_up_to:
        marks = exact(packed(groups, gaps, len(found)), begins, [reference])[:, 0]
    else:
        marks = approximate(groups, gaps, len(found), [reference])[:, 0]
    beyond = np.maximum(gaps - marks[groups], 0.0) if len(gaps) else np.empty(0)
    return pl.DataFrame(
        {
            "from": found // n,
            "to": found % n,
            "count": sizes,
            "reference_s": marks / MICROSECONDS_S,
            "total_s": np.bincount(groups, gaps, minlength=len(found)) / MICROSECONDS_S,
            "lost_s": np.bincount(groups, beyond, minlength=len(found)) / MICROSECONDS_S,
        },
        schema_overrides={"from": pl.UInt32, "to": pl.UInt32, "count": pl.Int64},
    )
