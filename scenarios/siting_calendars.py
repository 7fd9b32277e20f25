"""Hours of the week at which a team that does not exist yet may be on duty."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenarios.closing import WEEKDAYS, clock
from scenarios.words import near
from twin.parameters.regulation2026 import DAY_TEAM
from twin.tables import JumeauError
from twin.territory.facility import HOURS_A_WEEK

DAY_FROM, DAY_UNTIL = (int(hour) for hour in DAY_TEAM.series)
ALL_DAYS = tuple(range(7))
_HOURS = re.compile(r"(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Shift:
    """Hours of a team.

    Attributes
    ----------
    word
        As it is asked for.
    from_hour, until_hour
        Local hours; alike for the whole day, the second before the first for a night.
    weekdays
        Days on which the hours start (0 is Monday).
    """

    word: str
    from_hour: int
    until_hour: int
    weekdays: tuple[int, ...] = ALL_DAYS

    @property
    def hours(self) -> npt.NDArray[np.bool_]:
        """Give the hours of the week on duty, shape (168,), Monday 0:00 first."""
        length = (self.until_hour - self.from_hour) % 24 or 24
        found = np.zeros(HOURS_A_WEEK, bool)
        for day in self.weekdays:
            first = 24 * day + self.from_hour
            found[np.arange(first, first + length) % HOURS_A_WEEK] = True
        return found

    @property
    def hours_a_week(self) -> int:
        """Give how many they are."""
        return int(self.hours.sum())

    @property
    def words(self) -> str:
        """Say the hours in French."""
        when = "jour et nuit"
        if self.from_hour % 24 != self.until_hour % 24:
            when = f"de {self.from_hour} h à {self.until_hour} h"
        if self.weekdays == ALL_DAYS:
            return when
        days = [WEEKDAYS[day] for day in self.weekdays]
        if len(days) > 2:
            return f"{when}, du {days[0]} au {days[-1]}"
        return f"{when}, {' et '.join(days)}"

    @property
    def lever(self) -> dict[str, object]:
        """Give the keys of a lever's hours; none where it holds at all of them."""
        said: dict[str, object] = {}
        if self.from_hour % 24 != self.until_hour % 24:
            said |= {
                "from": clock(60 * self.from_hour),
                "until": clock(60 * (self.until_hour % 24)),
            }
        if self.weekdays != ALL_DAYS:
            said["weekdays"] = [WEEKDAYS[day] for day in self.weekdays]
        return said


SHIFTS = {
    one.word: one
    for one in (
        Shift("24h", 0, 0),
        Shift("jour", DAY_FROM, DAY_UNTIL),
        Shift("nuit", DAY_UNTIL, DAY_FROM),
        Shift("semaine", DAY_FROM, DAY_UNTIL, (0, 1, 2, 3, 4)),
        Shift("weekend", 0, 0, (5, 6)),
    )
}


def shift(word: str) -> Shift:
    """Read a word of `SHIFTS`, or hours of each day such as "10-22".

    Raises
    ------
    JumeauError
        When it is neither.
    """
    if word in SHIFTS:
        return SHIFTS[word]
    found = _HOURS.fullmatch(word)
    if found:
        first, last = int(found[1]), int(found[2])
        if first < 24 and last <= 24 and first % 24 != last % 24:
            return Shift(word, first, last)
    raise JumeauError(
        "--calendriers", f"« {word} » inconnu.",
        f"{near(word, list(SHIFTS))}Choix : {', '.join(SHIFTS)}, ou des heures comme 10-22.",
    )  # fmt: skip
