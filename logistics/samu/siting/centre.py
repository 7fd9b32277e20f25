r"""p-center: the least radius within which p places reach every point, proven.

The radius is one of the distances: it is searched by halves, each half a set cover with at most p
places (Minieka 1970, SIAM Review 12, 138).
"""

from __future__ import annotations

import time

import numpy as np

from logistics.samu.siting.cover import Floats, Ints, cover_of
from logistics.samu.siting.coverage_models import set_cover
from logistics.samu.siting.limits import Limits
from logistics.samu.siting.sited import Sited
from logistics.samu.siting.swap import medians


def p_center(
    minutes: Floats, count: int, *, kept: Ints | None = None, seconds: float = 60.0
) -> Sited:
    """Open places so that the farthest point is least far.

    Points that no place reaches (infinite minutes everywhere) are left out; the caller says so.

    Parameters
    ----------
    minutes
        From each place to each point, shape (points, places); infinite where there is no way.
    count
        Places opened, those kept included.
    kept
        Places that stay open.

    Raises
    ------
    ValueError
        When nothing can be reached, or `count` is impossible.
    """
    begun = time.monotonic()
    minutes = np.where(np.isnan(minutes), np.inf, np.asarray(minutes, np.float64))
    minutes = minutes[np.isfinite(minutes).any(axis=1)]
    held = np.zeros(0, np.int64) if kept is None else np.asarray(kept, np.int64)
    if not minutes.size or not max(1, len(held)) <= count <= minutes.shape[1]:
        raise ValueError("count must lie between the places kept and all of them")
    far = float(minutes[np.isfinite(minutes)].max())
    start, _ = medians(np.where(np.isfinite(minutes), minutes, 10 * far), count, kept=held)
    best = start
    radius = float(minutes[:, best].min(axis=1).max())
    levels = np.unique(minutes[np.isfinite(minutes)])
    low, high = 0, int(np.searchsorted(levels, min(radius, far)))
    proven, least, known = True, float(levels[0]), np.isfinite(radius)
    while low < high or not known:
        middle = (low + high) // 2
        left = seconds - (time.monotonic() - begun)
        if left <= 0:
            proven = False
            break
        limits = Limits(kept=held)
        found = set_cover(
            cover_of(minutes <= levels[middle], np.ones(len(minutes))), limits, seconds=left
        )
        whole = (minutes <= levels[middle]).any(axis=1).all()
        if whole and found.opened and len(found.opened) <= count:
            best, known = np.array(found.opened, np.int64), True
            high = int(np.searchsorted(levels, minutes[:, best].min(axis=1).max()))
        elif not whole or found.status in ("optimal", "infeasible") or found.bound > count + 1e-6:
            least = float(levels[min(middle + 1, len(levels) - 1)])
            if low == high:
                break
            low = middle + 1
        else:
            proven = False
            break
    if not known:
        nan = float("nan")
        return Sited((), nan, nan, nan, "infeasible", time.monotonic() - begun)
    radius = float(minutes[:, best].min(axis=1).max())
    bound = radius if proven else least
    gap = 0.0 if proven else (radius - bound) / max(radius, 1e-12)
    opened = tuple(int(j) for j in np.sort(best))
    status = "optimal" if proven else "feasible"
    return Sited(opened, radius, bound, gap, status, time.monotonic() - begun)
