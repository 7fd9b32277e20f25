"""When an ED receives whom: the dated calendar of access of each site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt

from twin.territory.facility import HOURS_A_WEEK, Facility

Form = Literal["regulated", "suspended", "antenna", "closed"]
FRENCH: dict[str, Form] = {
    "regule": "regulated",
    "suspendu": "suspended",
    "antenne": "antenna",
    "ferme": "closed",
}
"""The word of each form in a user's file (CSP R.6123-18-2, decree 2023-1374, R.6123-6-1)."""
CLOSED, REGULATED, OPEN = 0, 1, 2


@dataclass(frozen=True, slots=True)
class AccessRule:
    """Hours at which an ED is not freely open, between two dates.

    Attributes
    ----------
    site
        Geographic FINESS number of the hospital.
    form
        `regulated`: received after a call to 15 or a nurse's orientation; `suspended`, `closed`:
        nobody is received; `antenna`: a SMUR team on site, no reception of the public.
    start, end
        First and last day in force; None is "since ever", "without end".
    weekdays
        Days on which the hours start (0 is Monday).
    from_hour, until_hour
        Local hours; `until_hour` at most `from_hour` is the next day's.
    source
        Where it comes from (order of the ARS, user's file).
    """

    site: str
    form: Form
    start: date | None
    end: date | None
    weekdays: tuple[int, ...]
    from_hour: int
    until_hour: int
    source: str = ""

    def in_force(self, day: date | None) -> bool:
        """Say whether the rule holds on a day; without a day, only rules without an end do."""
        if day is None:
            return self.end is None
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def hours_of_week(self) -> tuple[int, ...]:
        """Give the hours of the week concerned, Monday 0:00 first."""
        length = (self.until_hour - self.from_hour) % 24 or 24
        first = [24 * day + self.from_hour for day in self.weekdays]
        return tuple(sorted({(at + h) % HOURS_A_WEEK for at in first for h in range(length)}))


def access_by_hour(
    hospitals: Sequence[Facility], rules: Sequence[AccessRule], day: date | None = None
) -> npt.NDArray[np.int8]:
    """Say at each hour of the week whether each hospital is open (2), regulated (1), closed (0).

    Parameters
    ----------
    hospitals
        Sites with an ED.
    rules
        Rules of access; where two overlap the more closed wins.
    day
        Day whose rules hold; None keeps the rules without an end.

    Returns
    -------
    ndarray
        Shape (hospitals, 168).
    """
    status = np.full((len(hospitals), HOURS_A_WEEK), OPEN, dtype=np.int8)
    row = {hospital.id: i for i, hospital in enumerate(hospitals)}
    for rule in rules:
        if rule.site in row and rule.in_force(day):
            value = REGULATED if rule.form == "regulated" else CLOSED
            hours = list(rule.hours_of_week())
            status[row[rule.site], hours] = np.minimum(status[row[rule.site], hours], value)
    return status
