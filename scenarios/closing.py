"""What the measures that limit the access of an ED have in common: hours, shares, its team."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from math import floor
from typing import Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, PlainSerializer

from scenarios.bounds import Share, Within
from scenarios.claims import Claim
from scenarios.lever import LeverModel, Wrong
from scenarios.lever_words import Code, problem
from scenarios.uncertain import Count, Uncertain
from twin.contracts import CapacityChange, TwinInputs, WeeklyWindow
from twin.contracts.changes import MINUTES_A_DAY
from twin.territory.facility import HOURS_A_WEEK, Line

STAFF: tuple[Line, ...] = ("physicians", "triage_nurses", "care_nurses")
"""Posts of an ED that a closure frees."""
Weekday = Literal["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)


def _minutes(value: object) -> object:
    """Give the minutes of the day of "20:00"."""
    if isinstance(value, time):
        value = value.strftime("%H:%M")
    if isinstance(value, str):
        hour, colon, minute = value.partition(":")
        if colon and hour.isdigit() and minute.isdigit() and len(minute) == 2:
            whole = int(hour) * 60 + int(minute)
            if int(minute) < 60 and whole <= 24 * 60:
                return whole % (24 * 60)
    raise problem(f'« {value} » n\'est pas une heure ; attendu : "20:00"')


def clock(minutes: int) -> str:
    """Write minutes of the day as "20:00"."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


Clock = Annotated[
    int,
    BeforeValidator(_minutes, json_schema_input_type=str),
    PlainSerializer(clock, return_type=str),
]
MIDNIGHT: dict[str, JsonValue] = {"default": clock(0)}
"""The default of a `Clock` as a file holds it, for the schema: a text, not minutes."""
AnyStart = Annotated[
    Clock,
    Field(
        alias="from",
        description='Début, "20:00" ; "00:00" par défaut.',
        json_schema_extra=MIDNIGHT,
    ),
]
AnyEnd = Annotated[
    Clock,
    Field(
        alias="until",
        description='Fin, "08:00" ; égale au début : toute la journée.',
        json_schema_extra=MIDNIGHT,
    ),
]
"""Hours of a measure that holds all day long where they are not said."""
LastArrival = Annotated[
    Count,
    Within(0, 240, "ce délai"),
    Field(description="Fin des admissions, minutes avant le début (assumed)."),
]
"""How long before its hours a measure admits nobody any more."""


class Redeployment(BaseModel):
    """The team freed by the measure works elsewhere during the hours concerned."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    to: Code = Field(description="FINESS du site qui reçoit l'équipe.")
    share: Share = Field(description="Part des postes libérés (arrondie en dessous).")


Staff = Literal["none"] | Redeployment


class AccessLever(LeverModel):
    """A measure that limits who may come to an emergency department, at some hours of some days.

    Those who would have come by their own means are shared between what `shares` names; the shares
    are drawn apart, then put back to a sum of 1.
    """

    shares: ClassVar[tuple[str, ...]] = ()
    """Fields of the shares; the last one, those who come anyway, is never scaled."""
    way: ClassVar[str] = "limite"
    """What the measure does to the access, in French, for the messages."""
    receives: ClassVar[bool] = False
    """Whether some patients are still received: the ED can then take in a team."""

    site: Code = Field(
        description="FINESS géographique du site, entre guillemets.",
        examples=["290000256", "220000343", "220000012"],
    )
    from_min: Clock = Field(alias="from", description='Début, "20:00".', examples=["20:00"])
    until_min: Clock = Field(alias="until", description='Fin, "08:00".', examples=["08:00"])
    weekdays: tuple[Weekday, ...] = Field(
        WEEKDAYS, description="Jours où la mesure commence ; tous par défaut."
    )
    staff: Staff = Field("none", description='"none", ou { to = FINESS, share = 0 à 1 }.')

    def window(self) -> WeeklyWindow:
        """Give the hours of the week concerned."""
        days = tuple(sorted(WEEKDAYS.index(day) for day in self.weekdays))
        return WeeklyWindow(self.from_min, self.until_min, days)

    def hospitals(self) -> Mapping[str, str]:
        """Give the site concerned and the one that receives its team."""
        found = {"site": self.site}
        if isinstance(self.staff, Redeployment):
            found["staff.to"] = self.staff.to
        return found

    def claims(self) -> tuple[Claim, ...]:
        """Hold the access of the site, and its team and the one it is sent to."""
        if not self.weekdays:
            return ()
        period, window = self.moments(), self.window()
        found = [self._hold(period, window)]
        if not self.receives:
            found.append(Claim(f"équipe/{self.site}", "ferme", period, window))
        if isinstance(self.staff, Redeployment):
            found.append(Claim(f"équipe/{self.staff.to}", "reçoit une équipe", period, window))
        return tuple(found)

    def _hold(self, period: tuple[datetime, datetime | None], window: WeeklyWindow) -> Claim:
        return Claim(f"accès/{self.site}", self.way, period, window, alone=True)

    def resolve(self, quantiles: Mapping[str, float] | None = None) -> Self:
        """Give the lever with fixed shares that add up to 1.

        Each interval is read at its probability; then the shares that were uncertain, less the
        last, are scaled together so that all add up to 1 (those given as a number stay).
        """
        loose = self.intervals()
        if not loose:
            return self
        return super().resolve(quantiles)._balanced({*loose})

    def with_value(self, path: str, value: Any) -> Self:
        """Give the lever with another value; the other shares make room for a share so given."""
        if path not in self.shares:
            return super().with_value(path, value)
        try:
            asked = Uncertain.of(value)
        except ValueError as error:
            raise problem(str(error)) from None
        if asked.low < 0 or asked.high > 1:
            raise problem(f"{path} : une part est entre 0 et 1")
        others = {name: getattr(self, name) for name in self.shares if name != path}
        room, held = 1 - asked.central, sum(law.central for law in others.values())
        if held > 0:
            made = {name: law.times(room / held) for name, law in others.items()}
        else:
            made = {name: law.at(room / len(others)) for name, law in others.items()}
        fit = all(law.high <= 1 for law in made.values())
        made = {name: law if fit else law.at(law.central) for name, law in made.items()}
        return self.replaced({path: asked, **made})

    def _balanced(self, loose: set[str]) -> Self:
        """Scale shares, the last apart, so that all add up to 1: those that were uncertain."""
        *first, last = self.shares
        values = {name: getattr(self, name).central for name in first}
        moving = {name: value for name, value in values.items() if name in loose}
        room = 1 - getattr(self, last).central - (sum(values.values()) - sum(moving.values()))
        if room < 0 or sum(moving.values()) == 0:
            moving, room = values, 1 - getattr(self, last).central
        total = sum(moving.values())
        scale = room / total if total > 0 else 0.0
        return self.replaced(
            {name: getattr(self, name).at(value * scale) for name, value in moving.items()}
        )

    def contradictions(self) -> Iterator[Wrong]:
        """Give shares whose means do not add up to 1, and a team sent to the site it leaves."""
        laws = {name: getattr(self, name) for name in self.shares}
        outside = [name for name, law in laws.items() if law.low < 0 or law.high > 1]
        total = sum(law.central for law in laws.values())
        if outside:
            yield self.shares, f"{', '.join(outside)} : une part est entre 0 et 1"
        elif abs(total - 1) > 1e-6:
            yield (
                self.shares,
                f"{' + '.join(self.shares)} font {total:.3g} au lieu de 1 (moyennes, valeurs par "
                f"défaut comprises) ; donnez les {_NUMBERS[len(laws)]}",
            )
        if isinstance(self.staff, Redeployment) and self.staff.to == self.site:
            yield (
                ("staff", "site"),
                "staff.to est le site suspendu lui-même ; nommez un autre site",
            )


_NUMBERS = {4: "quatre", 5: "cinq"}


def hours_in_force(
    period: tuple[datetime, datetime | None], window: WeeklyWindow, cut_off_min: int = 0
) -> tuple[datetime, datetime | None]:
    """Give the moments between which the hours of a measure are lived.

    A night belongs to the day on which it begins: the first one starts on the first day, at its
    hour (less the minutes of the last arrivals), and the last one is lived to its end, on the
    morning after the last day. The access calendar of a territory is read alike.
    """
    start, end = period
    if window.length_min + cut_off_min + 60 > MINUTES_A_DAY:
        # Hours that nearly meet: an earlier start would close the end of the day before.
        cut_off_min = 0
    first = (start + timedelta(minutes=window.from_min - cut_off_min)).replace(minute=0)
    if end is None:
        return first, None
    return first, end + timedelta(days=-1, minutes=window.from_min + window.length_min)


def left_inside(
    site: str, start: datetime, end: datetime | None, window: WeeklyWindow
) -> list[CapacityChange]:
    """Leave one physician and one nurse of each kind for the patients still inside."""
    return [CapacityChange(site, line, "at_most", 1, start, end, window) for line in STAFF]


def smur_stops(
    inputs: TwinInputs,
    site: str,
    period: tuple[datetime, datetime | None],
    window: WeeklyWindow,
) -> list[CapacityChange]:
    """Take the teams of a site's SMUR off; a base without a team by road has none to take."""
    return [
        CapacityChange(base.id, "smur_teams", "at_most", 0, *period, window)
        for base in inputs.territory.of_kind("smur")
        if base.site == site and base.line("smur_teams") is not None
    ]


def moved(
    inputs: TwinInputs,
    site: str,
    staff: Staff,
    period: tuple[datetime, datetime | None],
    window: WeeklyWindow,
    *,
    leaving: bool = False,
) -> list[CapacityChange]:
    """Give the posts that work elsewhere during the hours concerned.

    Parameters
    ----------
    leaving
        Whether they are also taken away from the site (elsewhere a ceiling already does it).
    """
    if not isinstance(staff, Redeployment):
        return []
    changes = []
    part = staff.share.central
    place = inputs.territory.facility(site)
    for line in STAFF:
        staffed = place.line(line)
        for number, hours in _freed(staffed.by_hour if staffed else (), window, part):
            changes.append(CapacityChange(staff.to, line, "add", number, *period, hours))
            if leaving:
                changes.append(CapacityChange(site, line, "add", -number, *period, hours))
    return changes


def _freed(
    by_hour: tuple[int, ...], window: WeeklyWindow, part: float
) -> list[tuple[int, WeeklyWindow]]:
    """Give the posts that may leave (all but one, times the share, rounded down) and when."""
    number = [0] * HOURS_A_WEEK
    for hour in window.hours_of_week() if by_hour else ():
        number[hour] = floor(part * max(0, by_hour[hour] - 1) + 1e-9)
    return by_windows(number)


def by_windows(number: Sequence[int]) -> list[tuple[int, WeeklyWindow]]:
    """Give numbers by hour of the week as windows; hours without any are left out.

    Neighbouring hours with the same number make one window; windows alike on several days
    are put together.
    """
    pieces: dict[tuple[int, int, int], list[int]] = {}
    hour = 0
    while hour < HOURS_A_WEEK:
        last = hour + 1
        while last < HOURS_A_WEEK and number[last] == number[hour] and last % 24 != 0:
            last += 1
        if number[hour]:
            key = (number[hour], hour % 24 * 60, last % 24 * 60)
            pieces.setdefault(key, []).append(hour // 24)
        hour = last
    return [
        (posts, WeeklyWindow(first, until, tuple(days)))
        for (posts, first, until), days in pieces.items()
    ]
