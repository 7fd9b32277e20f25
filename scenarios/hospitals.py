"""The minutes from communes to hospitals, in the order of the hospitals."""

from __future__ import annotations

import numpy as np

from twin.contracts import TwinInputs


def minutes_to_hospitals(inputs: TwinInputs) -> np.ndarray:
    """Give the travel minutes from communes to hospitals."""
    rank = {f.id: i for i, f in enumerate(inputs.territory.facilities)}
    sites = [rank[f.id] for f in inputs.territory.of_kind("hospital")]
    minutes: np.ndarray = inputs.territory.travel.minutes[:, sites]
    return minutes
