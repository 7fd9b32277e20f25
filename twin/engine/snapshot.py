"""What an actor may know at the hour: who waits and which beds are free, nothing of the future."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from twin.contracts import AbsenceNotice, Snapshot
from twin.engine.state import (
    BED_BUSY,
    BED_EXTRA,
    BOARDING,
    LENGTH,
    Q_BACK,
    Q_BOX,
    SITE_QUEUES,
    State,
)
from twin.engine.tables import URGENT, WARD_COUNT, Ints, Tables


def snapshot(
    state: State,
    tables: Tables,
    hour: int,
    hospitals: Sequence[str],
    absences: tuple[AbsenceNotice, ...] = (),
) -> Snapshot:
    """Give what is seen of each hospital at an hour.

    Parameters
    ----------
    hour
        Elapsed hours lived.
    hospitals
        Ids, in the order of the tables.
    absences
        What the hospitals are told within the hour.
    """
    count, now = len(hospitals), min(hour, tables.hour.shape[0] - 1)
    queues = state.queues[: count * SITE_QUEUES, LENGTH].reshape(count, SITE_QUEUES)
    # Those who wait for a box and for the first contact: their queues follow each other.
    waiting = queues[:, Q_BOX:Q_BACK].sum(axis=1)
    beds = tables.ward_capacity[:, :, URGENT, now].astype(np.int64)
    wards = state.wards.reshape(count, WARD_COUNT, -1)
    free = beds + wards[:, :, BED_EXTRA + URGENT] - wards[:, :, BED_BUSY + URGENT]
    return Snapshot(
        hour=hour,
        waiting=_by_id(hospitals, waiting),
        boarding=_by_id(hospitals, state.sites[:, BOARDING]),
        beds_free=_by_id(hospitals, np.maximum(free, 0).sum(axis=1)),
        absences=absences,
    )


def _by_id(hospitals: Sequence[str], values: Ints) -> dict[str, int]:
    return dict(zip(hospitals, values.tolist(), strict=True))
