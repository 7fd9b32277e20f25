"""From pathways, the territory's and those learned for some hospitals, to the kernel's arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from twin.contracts.pathway import LocalModel, PathwayModel
from twin.engine.tables import Floats, Small
from twin.tables import JumeauError
from twin.territory.facility import Facility


class LocalTables(NamedTuple):
    """The fields of `Tables` that may differ from one hospital to the next, model by model."""

    site_model: Small
    triage: Floats
    disposition: Floats
    uhcd_admitted: Floats
    exams: Floats
    exam_factor: Floats
    ward: Floats
    stay_factor: Floats


def local_tables(
    path: PathwayModel, hospitals: Sequence[Facility], site_ward: Small
) -> LocalTables:
    """Give the arrays of the territory's model (first), then of each local one.

    Raises
    ------
    JumeauError
        When a local model names a hospital that the territory has not.
    """
    rank = {f.id: i for i, f in enumerate(hospitals)}
    site_model = np.zeros(len(hospitals), np.int32)
    for number, local in enumerate(path.local, start=1):
        for site in local.sites:
            if site not in rank:
                raise JumeauError(
                    f"parcours appris, hôpital {site}",
                    "il n'est pas dans le territoire.",
                    "Nommez un hôpital du territoire (FINESS géographique).",
                )
            site_model[rank[site]] = number
    models = [LocalModel.of(path, ()), *path.local]
    return LocalTables(
        site_model=site_model,
        triage=cumulative(np.stack([m.triage for m in models])),
        disposition=cumulative(np.stack([m.disposition for m in models])),
        uhcd_admitted=_plain([m.uhcd_admitted for m in models]),
        exams=cumulative(np.stack([m.exams for m in models])),
        exam_factor=_plain([m.exam_factor for m in models]),
        ward=cumulative(np.stack([_existing(m.ward, site_ward) for m in models])),
        stay_factor=_plain([m.stay_factor for m in models]),
    )


def cumulative(rows: Floats) -> Floats:
    """Give running sums along the last axis."""
    return np.ascontiguousarray(np.cumsum(rows, axis=-1), np.float64)


def _plain(arrays: Sequence[Floats]) -> Floats:
    return np.ascontiguousarray(np.stack(arrays), np.float64)


def _existing(shares: Floats, site_ward: Small) -> Floats:
    """Send to medicine the patients of a ward that no hospital of the territory has."""
    kept = shares.copy()
    missing = np.asarray(~site_ward.astype(bool).any(axis=0), bool)
    missing[0] = False
    kept[:, :, 0] += kept[:, :, missing].sum(axis=2)
    kept[:, :, missing] = 0.0
    return kept
