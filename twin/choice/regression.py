"""A regression that minimises the very error that is published, with a ridge.

log q_j = b . z_j,    minimise  L(q) + ridge/n |b|^2      (L: `twin.choice.loss`)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from twin.choice.features import Scale
from twin.choice.loss import Rows, groups_of, percentage_loss
from twin.territory.attraction import Floats, Mask

RIDGE = 30.0
SMOOTH = 0.2


@dataclass(frozen=True, slots=True)
class Regression:
    """Coefficients of the standardised features."""

    scale: Scale
    coefficients: Floats

    def log_volumes(self, rows: Floats) -> Floats:
        """Give the logarithm of the volumes of sites, up to a constant."""
        found: Floats = self.scale.apply(rows) @ self.coefficients
        return found


def fit(
    rows: Floats,
    visits: Floats,
    regions: npt.NDArray[np.object_],
    train: Mask,
) -> Regression:
    """Fit the regression on the training sites.

    Parameters
    ----------
    rows
        Features, shape (sites, features).
    visits, regions
        Of every site.
    train
        Sites whose visits are used.
    """
    scale = Scale.of(rows[train])
    z, v = scale.apply(rows[train]), visits[train]
    groups = groups_of(regions[train], np.ones(len(v), bool))
    return Regression(scale, _coefficients(z, v, groups))


def _coefficients(z: Floats, visits: Floats, groups: Sequence[Rows]) -> Floats:
    count = len(visits)

    def objective(b: Floats) -> tuple[float, Floats]:
        value, by_log = percentage_loss(z @ b, visits, groups, SMOOTH)
        return value + RIDGE * float(b @ b) / count, z.T @ by_log + 2 * RIDGE * b / count

    start = np.linalg.lstsq(np.column_stack([np.ones(count), z]), np.log(visits), rcond=None)[0]
    found = minimize(objective, start[1:], jac=True, method="L-BFGS-B", options={"maxiter": 500})
    solution: Floats = found.x
    return solution
