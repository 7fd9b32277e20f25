"""How long a mission keeps a team out, on average: what coverage models call its service time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from twin.contracts.pathway import CallModel

Floats = npt.NDArray[np.float64]


def mission_min(calls: CallModel, kind: int, road_min: Floats) -> Floats:
    """Give the minutes from the departure order to the team being free again.

    As the twin lives a primary mission: mobilisation, road to the patient at the pace of that kind
    of unit (`CallModel.road`: sirens), time on scene, then home at the pace of a car; those taken
    to an ED (`CallModel.transported`) add the handover. Means of the laws. Left out: a detour by an
    ED that is not beside the base, the wait for a box at its door, and transfers.

    Parameters
    ----------
    kind
        Rank of the kind of unit (`twin.contracts.bases`): SMUR 0, VSAV 1, private ambulance 2.
    road_min
        Minutes of an ordinary car from the base to the patient.
    """
    fixed = calls.departure[kind].mean_min + calls.scene[kind].mean_min
    fixed += float(calls.transported[kind]) * calls.handover.mean_min
    found: Floats = fixed + (1.0 + calls.road[kind]) * road_min
    return found
