"""Hide small counts, and the others without which a subtraction would give them back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from twin.disclosure.gate import Gate
from twin.disclosure.relations import Mask, Relation, checked


def protect(
    counts: npt.ArrayLike,
    relations: Sequence[Relation],
    gate: Gate,
    *,
    units: npt.ArrayLike | None = None,
    places: Sequence[Sequence[tuple[str, ...]]] = (),
    loss: npt.ArrayLike | None = None,
) -> Mask:
    """Tell which counts of a page must be hidden.

    A count is small when 1 to 10 patients are behind it (`gate`). Other counts are hidden with
    them, as little as possible, until a reader who knows every shown count, every sum of
    `relations`, that zeros are shown (so that a hidden count is at least 1) and that counts are
    whole numbers, still finds at least `threshold` + 1 possible values for each small count: at
    least one of them is not small. Each guarantee is a pair of whole tables that look the same
    from outside and whose small count differs by at least the threshold.

    Parameters
    ----------
    counts
        Every count of the page and every total a reader can compute or knows.
    relations
        Every sum between them.
    gate
        Rule of the log.
    units
        Distinct patients behind each count (an arc crossed 40 times by 3 patients is hidden);
        the counts themselves if not given.
    places
        For a crossed table only, which is then protected faster: the place of each cell in each
        of its hierarchies (its values, coarsest first; empty for the total).
    loss
        What is lost when each count is hidden, at least 0: companions of the small counts are
        chosen to lose the least. The counts themselves if not given.

    Returns
    -------
    Mask
        True where the count is hidden.
    """
    whole, people = checked(counts, relations, units)
    if gate.public:
        return np.zeros(len(whole), bool)
    least = np.minimum(people, whole)
    small = (least >= 1) & (least < gate.threshold)
    if not small.any() or not relations:
        return small
    # scipy's solvers are heavy to load: only where there is something to protect.
    from twin.disclosure.secondary import complete

    lost = whole if loss is None else np.asarray(loss)
    return complete(whole, relations, small, gate.threshold, places, lost.astype(np.float64))
