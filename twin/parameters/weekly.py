"""From a day's shape and a week's shape to the 168 hours of a week."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_GRAIN = 2.0**-40


def weekly(by_hour: Sequence[float], by_day: Sequence[float]) -> npt.NDArray[np.float64]:
    """Give the relative intensity of each hour of the week, Monday 0:00 first.

    p(d, h) is proportional to by_day(d) x by_hour(h). Values are rounded to 2^-40 and the first
    takes what rounding leaves, so that the mean is 1 to the last bit.

    Parameters
    ----------
    by_hour
        24 relative weights, midnight first.
    by_day
        7 relative weights, Monday first.
    """
    product = np.outer(np.asarray(by_day, float), np.asarray(by_hour, float)).ravel()
    profile: npt.NDArray[np.float64] = np.round(product / product.mean() / _GRAIN) * _GRAIN
    profile[0] += len(profile) - profile.sum()
    return profile
