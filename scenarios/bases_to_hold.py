"""Tables of the bases to hold: which SMUR bases must have a team when n teams are free.

For each department and each n, the n bases that cover most calls (MCLP, `logistics.samu.siting`):
the relocation problem of Gendreau, Laporte and Semet (2006), one n at a time and without its limit
on how many teams change place from one n to the next.
"""

from __future__ import annotations

import numpy as np

from logistics.samu.siting.cover import cover_of
from logistics.samu.siting.coverage_models import most_covered
from logistics.samu.siting.limits import Limits
from scenarios.siting_ground import Floats, Ground, ground
from twin.contracts import TwinInputs
from twin.contracts.regulation import BasesToHold

SECONDS = 5.0
"""Time left to each model; a dozen bases take milliseconds."""


def bases_to_hold(inputs: TwinInputs, standard_min: float) -> tuple[BasesToHold, ...]:
    """Give the table of each department that has a SAMU and at least two SMUR bases."""
    place = ground(inputs)
    territory = inputs.territory
    department = {f.id: f.department for f in territory.facilities}
    mine_of_zone = territory.zones["dep"].astype(str).to_numpy()
    found = []
    for centre in territory.of_kind("samu"):
        bases = [int(j) for j in place.bases
                 if department[place.places[j].base] == centre.department
                 and place.teams[j].max() > 0]  # fmt: skip
        here = mine_of_zone == centre.department
        if len(bases) >= 2 and here.any():
            found.append(BasesToHold(centre.department, _rows(place, bases, here, standard_min)))
    return tuple(found)


def _rows(
    place: Ground, bases: list[int], here: np.ndarray, standard_min: float
) -> tuple[tuple[str, ...], ...]:
    calls: Floats = place.calls[here].mean(axis=1)
    reach = place.minutes[here][:, bases] <= standard_min
    cover = cover_of(reach, calls)
    rows = []
    for free in range(1, len(bases) + 1):
        opened = most_covered(cover, Limits(count=free), seconds=SECONDS).opened
        # Bases that add nothing within the standard come last, to have one a team.
        alone = sorted(range(len(bases)), key=lambda j: (-float(calls[reach[:, j]].sum()), j))
        order = [j for j in alone if j in opened] + [j for j in alone if j not in opened]
        order = order[:free]
        rows.append(tuple(place.places[bases[j]].base for j in order))
    return tuple(rows)
