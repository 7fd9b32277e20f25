"""What the measures that limit the access of an ED have in common: hours, shares, its team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from math import floor
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, PlainSerializer

from scenarios.lever import Code, LeverModel, problem
from scenarios.uncertain import Uncertain, share
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


class Redeployment(BaseModel):
    """The team freed by the measure works elsewhere during the hours concerned."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    to: Code = Field(description="FINESS du site qui reçoit l'équipe.")
    share: float = Field(ge=0, le=1, description="Part des postes libérés (arrondie en dessous).")


Staff = Literal["none"] | Redeployment


def window_of(from_min: int, until_min: int, weekdays: Sequence[Weekday]) -> WeeklyWindow:
    """Give the hours of the week concerned."""
    days = tuple(sorted(WEEKDAYS.index(day) for day in weekdays))
    return WeeklyWindow(from_min, until_min, days)


def check_shares(lever: LeverModel, names: Sequence[str], number: str) -> None:
    """Refuse shares outside 0 to 1, or whose means do not add up to 1.

    Raises
    ------
    PydanticCustomError
        With a French message; `number` is how many there are, in words.
    """
    laws = {name: getattr(lever, name) for name in names}
    outside = [n for n, law in laws.items() if law.low < 0 or law.high > 1]
    if outside:
        raise problem(f"{', '.join(outside)} : une part est entre 0 et 1")
    total = sum(law.central for law in laws.values())
    if abs(total - 1) > 1e-6:
        raise problem(
            f"{' + '.join(names)} font {total:.3g} au lieu de 1 "
            f"(moyennes des intervalles, valeurs par défaut comprises) ; donnez les {number}"
        )


def check_staff(site: str, staff: Staff) -> None:
    """Refuse to send a team to the very site that it leaves.

    Raises
    ------
    PydanticCustomError
        With a French message.
    """
    if isinstance(staff, Redeployment) and staff.to == site:
        raise problem("staff.to est le site suspendu lui-même ; nommez un autre site")


def named(site: str, staff: Staff) -> Mapping[str, str]:
    """Give the site concerned and the one that receives its team."""
    found = {"site": site}
    if isinstance(staff, Redeployment):
        found["staff.to"] = staff.to
    return found


def scaled(lever: LeverModel, names: Sequence[str]) -> dict[str, Uncertain]:
    """Give fixed shares that add up to 1: all but the last are scaled together."""
    *first, last = (getattr(lever, name).central for name in names)
    scale = (1 - last) / sum(first) if sum(first) > 0 else 0.0
    return {n: share(v * scale) for n, v in zip(names, first, strict=False)}


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
    place = inputs.territory.facility(site)
    for line in STAFF:
        staffed = place.line(line)
        for number, hours in _freed(staffed.by_hour if staffed else (), window, staff.share):
            changes.append(CapacityChange(staff.to, line, "add", number, *period, hours))
            if leaving:
                changes.append(CapacityChange(site, line, "add", -number, *period, hours))
    return changes


def _freed(
    by_hour: tuple[int, ...], window: WeeklyWindow, part: float
) -> list[tuple[int, WeeklyWindow]]:
    """Give the posts that may leave (all but one, times the share, rounded down) and when.

    Neighbouring hours with the same number make one window; windows alike on several days
    are put together.
    """
    number = [0] * HOURS_A_WEEK
    for hour in window.hours_of_week() if by_hour else ():
        number[hour] = floor(part * max(0, by_hour[hour] - 1) + 1e-9)
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
