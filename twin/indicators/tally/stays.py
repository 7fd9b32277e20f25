"""The visits that ended in a day: when each came through the door, when he left, which way."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
WAYS = ("home", "direct", "uhcd")
HOME, DIRECT, THROUGH_UHCD = 0, 1, 2
# Of the `detail` of a BOARDING row: the ward, then marks.
WARD, OUTLYING, TRANSFERRED, AFTER_UHCD = 15, 16, 32, 64


class Stays(NamedTuple):
    """Visits that ended, patients who left without being seen set aside; one entry a visit.

    Attributes
    ----------
    site
        ED of the visit; for a transferred patient the one he left, not the one he went to.
    zone, cause, band
        Commune, need and age band.
    door, out
        Moments of arrival and of departure: home, into the bed (through the UHCD: at the end of
        it), or with the team of the transfer.
    way
        `WAYS`: home, admitted straight to a ward, through the UHCD (then home or a ward).
    asked
        When a ward's bed was asked for, from the ED or from the UHCD; -1 where none was.
    """

    site: Ints
    zone: Ints
    cause: Ints
    band: Ints
    door: Ints
    out: Ints
    way: Ints
    asked: Ints

    @classmethod
    def room(cls, visits: int) -> Stays:
        """Give room for so many visits."""
        return cls(*np.empty((len(cls._fields), visits), np.int64))
