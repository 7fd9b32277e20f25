"""A team whose roster staffs a site: what its persons hold open, and how often they are away."""

from __future__ import annotations

from dataclasses import dataclass, field

from twin.contracts.rosters import Roster
from twin.contracts.wards import BED_LINES, ELECTIVE_LINES
from twin.territory.facility import Line

ED_POSTS: tuple[Line, ...] = ("triage_nurses", "care_nurses", "physicians")
"""Lines of which one person is one unit."""
BEDS: tuple[Line, ...] = (*BED_LINES, *ELECTIVE_LINES, "uhcd_beds")
"""Lines that a team keeps open: so many beds a person."""


@dataclass(frozen=True, slots=True)
class StaffedLine:
    """What the persons of a team hold open at a site: posts of an ED, or the beds of a unit.

    Attributes
    ----------
    line
        Of `ED_POSTS`: the roster is the whole capacity of the line, a person a post. Of `BEDS`:
        the unit's beds are part of the line, and the roster keeps open as many as its persons can
        take charge of, never more than `beds`.
    skill
        Those who count; empty: everybody.
    beds
        Beds of the unit when nobody is lacking (beds only).
    per_person, per_person_night
        Beds that one person takes charge of, by day and from `night[0]` to `night[1]` o'clock.
    night
        Local hours at which the night begins and ends.
    """

    line: Line
    skill: str = ""
    beds: int = 0
    per_person: float = 1.0
    per_person_night: float = 1.0
    night: tuple[int, int] = (21, 7)

    @property
    def of_beds(self) -> bool:
        """Say whether the team keeps beds open."""
        return self.line in BEDS


@dataclass(frozen=True, slots=True)
class AbsenceRate:
    """How often those who have a skill are away without notice, and how long.

    Attributes
    ----------
    skill
        Whose; empty: all those whom no other rate names.
    share
        Share of days away, in the long run, under 1.
    mean_days
        Mean length of a spell, calendar days, at least 1 (geometric law).
    """

    skill: str
    share: float
    mean_days: float

    @property
    def starts(self) -> float:
        r"""Give P(a spell begins on a day | not away).

        In the long run a day is away with probability $L / (L + (1-p)/p)$: spells of $L$ days, then
        a geometric number of days of which each begins the next one with probability $p$.
        """
        if self.share <= 0:
            return 0.0
        return 1.0 / (1.0 + self.mean_days * (1.0 - self.share) / self.share)


@dataclass(frozen=True, slots=True)
class Team:
    """A roster in the twin: who is there, what they hold open, how often they are away.

    Attributes
    ----------
    facility
        Geographic FINESS of the site.
    roster
        As it was published.
    lines
        What it staffs; two rows of one line of beds are two conditions, the least counts.
    absences
        Nobody is ever away where empty.
    told_hour
        Local hour at which the hospital learns that someone will not come (assumed: 6:00).
    """

    facility: str
    roster: Roster
    lines: tuple[StaffedLine, ...]
    absences: tuple[AbsenceRate, ...] = field(default=())
    told_hour: int = 6

    @property
    def persons(self) -> tuple[str, ...]:
        """Give who is in the team, in the order that their luck is keyed by."""
        known = {*self.roster.skills, *(d.person for d in self.roster.duties)}
        return tuple(sorted(known))

    def rate_of(self, person: str) -> AbsenceRate | None:
        """Give the rate of the first skill named that a person has, else the rate of all."""
        skills = self.roster.skills.get(person, frozenset())
        named = (r for r in self.absences if r.skill and r.skill in skills)
        return next(named, next((r for r in self.absences if not r.skill), None))
