"""Suspend an emergency department at some hours: who is turned away, and where they go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from math import floor
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

from scenarios.lever import Code, LeverModel, problem
from scenarios.uncertain import Uncertain, share
from twin.contracts import AccessChange, CapacityChange, TwinInputs, WeeklyWindow
from twin.territory.facility import HOURS_A_WEEK, Line

MAX_MINUTES = 12 * 60
LEGAL = "décret 2023-1374 du 29 décembre 2023, par dérogation à l'art. R. 6123-18 du CSP"
STAFF: tuple[Line, ...] = ("physicians", "triage_nurses")
SHARES = ("share_lost", "share_gp", "share_other", "share_anyway")
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


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


Clock = Annotated[
    int,
    BeforeValidator(_minutes, json_schema_input_type=str),
    PlainSerializer(_clock, return_type=str),
]


class Redeployment(BaseModel):
    """The team freed by the closure works elsewhere during the closed hours."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    to: Code = Field(description="FINESS du site qui reçoit l'équipe.")
    share: float = Field(ge=0, le=1, description="Part des postes libérés (arrondie en dessous).")


class SuspendEd(LeverModel):
    """Close an emergency department at fixed hours; it receives nobody and treats those inside.

    Those who would have come by their own means renounce, see a general practitioner, go to
    another emergency department, or come anyway and are redirected at the door; ambulances
    go to an open site. One physician and one triage nurse stay for the patients still inside.

    Notes
    -----
    Source: decree 2023-1374 of 29 December 2023 (JORFARTI000048730367, III; derogation from
    CSP R. 6123-18): the regional agency may allow a suspension of at most 12 consecutive hours
    a day, on condition of a SMUR on the same site (waiver possible) and of an agreement with
    another authorised site. It is not the regulated access of CSP R. 6123-18-2 (prior call to
    the 15), which is another measure. No published figure gives the four shares: their default
    intervals are `assumed` and vary in every study with draws.
    """

    kind: Literal["suspend-ed"] = "suspend-ed"
    site: Code = Field(description="FINESS géographique du site suspendu, entre guillemets.")
    from_min: Clock = Field(alias="from", description='Heure de fermeture, "20:00".')
    until_min: Clock = Field(alias="until", description='Heure de réouverture, "08:00".')
    weekdays: tuple[Weekday, ...] = Field(
        WEEKDAYS, description="Jours où la fermeture commence ; tous par défaut."
    )
    last_arrival_min: int = Field(
        30, ge=0, le=240, description="Fin des admissions, minutes avant la fermeture (assumed)."
    )
    keep_smur: bool = Field(True, description="La ligne SMUR du site reste armée.")
    staff: Literal["none"] | Redeployment = Field(
        "none", description='"none", ou { to = FINESS, share = 0 à 1 }.'
    )
    share_lost: Uncertain = Field(
        share(0.02, 0.10), description="Part qui renonce aux soins (assumed)."
    )
    share_gp: Uncertain = Field(
        share(0.10, 0.30), description="Part qui va chez un généraliste de garde (assumed)."
    )
    share_other: Uncertain = Field(
        share(0.40, 0.80), description="Part qui va d'emblée à d'autres urgences (assumed)."
    )
    share_anyway: Uncertain = Field(
        share(0.04, 0.24), description="Part qui vient quand même, réorientée (assumed)."
    )

    @model_validator(mode="after")
    def _lawful(self) -> Self:
        length = self.window().length_min
        if length > MAX_MINUTES:
            raise problem(
                f"fermeture de {length // 60} h {length % 60:02d} ({_clock(self.from_min)} à "
                f"{_clock(self.until_min)}) : au plus 12 heures consécutives par jour ({LEGAL})"
            )
        laws = {name: getattr(self, name) for name in SHARES}
        outside = [n for n, law in laws.items() if law.low < 0 or law.high > 1]
        if outside:
            raise problem(f"{', '.join(outside)} : une part est entre 0 et 1")
        total = sum(law.central for law in laws.values())
        if abs(total - 1) > 1e-6:
            raise problem(
                f"{' + '.join(SHARES)} font {total:.3g} au lieu de 1 "
                "(moyennes des intervalles, valeurs par défaut comprises) ; donnez les quatre"
            )
        if isinstance(self.staff, Redeployment) and self.staff.to == self.site:
            raise problem("staff.to est le site suspendu lui-même ; nommez un autre site")
        return self

    def window(self) -> WeeklyWindow:
        """Give the closed hours of the week."""
        days = tuple(sorted(WEEKDAYS.index(day) for day in self.weekdays))
        return WeeklyWindow(self.from_min, self.until_min, days)

    def hospitals(self) -> Mapping[str, str]:
        """Give the suspended site and the one that receives its team."""
        if isinstance(self.staff, Redeployment):
            return {"site": self.site, "staff.to": self.staff.to}
        return {"site": self.site}

    def resolve(self, quantiles: Mapping[str, float] | None = None) -> Self:
        """Give the lever with fixed shares that add up to 1.

        Each interval is read at its probability; then lost, GP and other are scaled together
        so that the four add up to 1.
        """
        if not self.intervals():
            return self
        drawn = super().resolve(quantiles)
        *first, anyway = (getattr(drawn, name).central for name in SHARES)
        scale = (1 - anyway) / sum(first) if sum(first) > 0 else 0.0
        values = {n: share(v * scale) for n, v in zip(SHARES, first, strict=False)}
        return drawn.model_copy(update=values)

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Write the closure on the timeline; no closed day, no change."""
        if not self.weekdays:
            return inputs
        fixed, (start, end), window = self.resolve(), self.moments(), self.window()
        lost, gp, other, anyway = (getattr(fixed, name).central for name in SHARES)
        changes: list[AccessChange | CapacityChange] = [
            AccessChange(
                self.site, start, end, window, self.last_arrival_min, lost, gp, other, anyway
            )
        ]
        for line in STAFF:
            changes.append(CapacityChange(self.site, line, "at_most", 1, start, end, window))
        if not self.keep_smur:
            changes.extend(
                CapacityChange(base.id, "smur_teams", "at_most", 0, start, end, window)
                for base in inputs.territory.of_kind("smur")
                if base.site == self.site
            )
        if isinstance(self.staff, Redeployment):
            site = inputs.territory.facility(self.site)
            for line in STAFF:
                staffed = site.line(line)
                for number, hours in _freed(
                    staffed.by_hour if staffed else (), window, self.staff.share
                ):
                    changes.append(
                        CapacityChange(self.staff.to, line, "add", number, start, end, hours)
                    )
        return inputs.with_changes(*changes)


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
