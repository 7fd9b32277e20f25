"""The needs of a territory: rates by cause and age, who is there, when, whom they ask first."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd

from scenarios.people import national_cells, people_of
from scenarios.volumes import with_totals
from twin.contracts import Needs, PathwayModel
from twin.contracts.needs import Floats
from twin.parameters import (
    call_profile2026,
    ed_profile2026,
    gp2026,
    presence2026,
)
from twin.parameters.needs2026 import BROAD_OF_BAND, CAUSES
from twin.territory import Territory, reference_data, staffing
from twin.territory.almanac import public_holidays, school_holidays

__all__ = ["base_needs", "people_of", "visits_target"]

_BROAD = list(BROAD_OF_BAND)
SECOND_HOMES = "residences_secondaires"
YEAR, SUNDAY = 2026, 6
"""The year (of 365 days) whose holidays weigh in the yearly means."""
SAME_COMMUNE = 1.5
"""A population further than that from the census is another commune's (merged, or made up)."""


def base_needs(territory: Territory, pathways: PathwayModel) -> Needs:
    """Give the needs by cause, scaled to the yearly visits and regulation files (`imposed`).

    Files: 0.31 an inhabitant, one for each call to 15 or 18. Visits: `visits_target`.
    """
    profile = _week_profiles()
    school, rest = np.array([c.school for c in CAUSES]), np.array([c.rest for c in CAUSES])
    season = _seasons(profile, school, rest, territory.code)
    factor = zone_factor(territory)
    needs = Needs(
        causes=tuple(c.id for c in CAUSES),
        people=people_of(territory),
        rate_year=np.array([c.rate for c in CAUSES]) / 1000.0,
        relative=_relative(),
        week_profile=profile,
        season=season,
        school=school,
        rest=rest,
        presence=presence(territory),
        zone_factor=factor,
        gp=np.array([c.gp for c in CAUSES])[:, _BROAD],
        gp_there=gp_there(territory),
        contact=np.array([c.contact for c in CAUSES]),
        far=far(territory),
        ceiling=_ceilings(profile, season, school, rest),
    )
    persons = float((territory.population.persons.sum(axis=1) * factor).sum())
    return with_totals(
        needs,
        pathways,
        files=call_profile2026.FILES_PER_INHABITANT.number * persons,
        visits=visits_target(territory),
    )


def visits_target(territory: Territory) -> float:
    """Give the yearly ED visits of a territory: declared by its sites, else estimated."""
    met = territory.population.persons.sum(axis=1) * zone_factor(territory)
    visits = staffing.expected_visits(territory.of_kind("hospital"), round(float(met.sum())))
    return sum(visits.values())


def zone_factor(territory: Territory) -> Floats:
    """Give the share of each commune's needs met inside the perimeter, 1 in the region itself."""
    if "ring_share" not in territory.zones:
        return np.ones(len(territory.zones))
    return territory.zones["ring_share"].to_numpy(np.float64)


def presence(territory: Territory) -> Floats:
    """Give people present over inhabitants, by commune and month, shape (zones, 12).

    With s the second homes per inhabitant of the commune, S those of France, n the persons of an
    occupied one and o(m) the share occupied: 1 + n o(m) (s - S), so that those who fill second
    homes are away from home and France keeps its people. A commune whose second homes are not
    known, or without inhabitants, keeps 1.
    """
    each = _second_homes(territory)
    more = np.nan_to_num(each - presence2026.SECOND_HOMES.number)
    filled = presence2026.PERSONS.number * np.array(presence2026.OCCUPIED.series)
    there: Floats = 1 + more[:, None] * filled
    return there


def gp_there(territory: Territory) -> Floats:
    """Give how far GPs are there, 0 to 1, by commune and hour of the week, shape (zones, 168).

    Opening hours of surgeries, times the local accessibility (published APL over the national
    mean, bounded) over its upper bound; a commune whose APL is not known is at the mean.
    """
    low, high = gp2026.APL_BOUNDS.series
    local = np.ones(len(territory.zones))
    if "apl_published" in territory.zones:
        apl = territory.zones["apl_published"].to_numpy(np.float64, na_value=np.nan)
        local = np.where(np.isfinite(apl), apl / gp2026.APL_REFERENCE.number, 1.0)
    there: Floats = (np.clip(local, low, high) / high)[:, None] * gp2026.surgery_week()
    return there


def far(territory: Territory) -> Floats:
    """Give the odds of calling rather than coming, relative to the usual distance, (zones,).

    exp(k (m - usual)), bounded, m the minutes to the nearest ED; the upper bound where no ED can
    be reached by road, 1 where the territory has no ED.
    """
    sites = [i for i, f in enumerate(territory.facilities) if f.kind == "hospital"]
    if not sites:
        return np.ones(len(territory.zones))
    minutes = territory.travel.minutes[:, sites].min(axis=1)
    minutes = np.where(np.isfinite(minutes), minutes, np.inf)
    low, high = gp2026.FAR_BOUNDS.series
    gap = gp2026.FAR_PER_MIN.number * (minutes - gp2026.FAR_USUAL_MIN.number)
    odds: Floats = np.exp(np.clip(gap, np.log(low), np.log(high)))
    return odds


def _second_homes(territory: Territory) -> Floats:
    """Give the second homes per inhabitant of each commune, NaN where they are not known.

    The territory's own column, else the census embedded in the package, whose population is then
    the denominator too.
    """
    people = territory.population.persons.sum(axis=1).astype(np.float64)
    if SECOND_HOMES in territory.zones:
        homes = territory.zones[SECOND_HOMES].to_numpy(np.float64, na_value=np.nan)
        counted, known = people, people > 0
    else:
        homes, counted = _census().reindex(territory.zones["insee"]).to_numpy(np.float64).T
        known = (counted < SAME_COMMUNE * people) & (people < SAME_COMMUNE * counted)
    each: Floats = np.divide(homes, counted, out=np.full_like(people, np.nan), where=known)
    return each


@cache
def _census() -> pd.DataFrame:
    """Give the second homes and the population of the communes of France."""
    columns = [SECOND_HOMES, "population"]
    return reference_data.communes().set_index("insee")[columns].astype("float64")


def _week_profiles() -> Floats:
    """Give each cause the hours that it keeps: those of ED arrivals, or those of calls to 15."""
    hours = {"ed": ed_profile2026.needs_profile(), "calls": call_profile2026.week_profile()}
    return np.array([hours[c.hours] for c in CAUSES])


def _seasons(profile: Floats, school: Floats, rest: Floats, region: str) -> Floats:
    """Give the seasons, of mean 1 over `YEAR` once holidays are counted, shape (causes, 366).

    A public holiday keeps Sunday's hours; so scaled, a rate a year is what a year brings.
    """
    days = [date(YEAR, 1, 1) + timedelta(days=d) for d in range(365)]
    public, holidays = public_holidays(days, region), school_holidays(days, region)
    lived = np.where(public, SUNDAY, [day.weekday() for day in days])
    season = np.array([c.season() for c in CAUSES])
    daily = season[:, : len(days)] * profile.reshape(-1, 7, 24).mean(axis=2)[:, lived]
    daily *= np.where(holidays, school[:, None], 1.0) * np.where(public, rest[:, None], 1.0)
    scaled: Floats = season / daily.mean(axis=1, keepdims=True)
    return scaled


def _ceilings(profile: Floats, season: Floats, school: Floats, rest: Floats) -> Floats:
    """Give the highest usual intensity of each cause, times the room left to waves and crises."""
    room = np.array([c.room for c in CAUSES])
    peak = profile.max(axis=1) * season.max(axis=1)
    highest: Floats = peak * np.maximum(school, 1.0) * np.maximum(rest, 1.0) * room
    return highest


def _relative() -> Floats:
    """Give the relative rates by sex and chronic state, (causes, 6, 2, 2).

    Their mean over the people of France is 1 in each band, so that the rates by band hold.
    """
    men = np.array([[c.men, 1.0] for c in CAUSES])
    chronic = np.array([[1.0, c.chronic] for c in CAUSES])
    raw = (men[:, :, None] * chronic[:, None, :])[:, None]
    people = national_cells()
    mean = (raw * people).sum(axis=(2, 3)) / people.sum(axis=(1, 2))
    relative: Floats = raw / mean[:, :, None, None]
    return relative
