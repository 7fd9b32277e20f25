"""How many beds of each ward patients occupy on average, before any run."""

from __future__ import annotations

import numpy as np

from twin.contracts import BANDS, TwinInputs
from twin.contracts.needs import Floats
from twin.contracts.pathway import WardModel
from twin.engine.expected_visits import Bools, admitted, has_ward, site_visits
from twin.parameters import pathways_stays2026
from twin.territory.facility import Facility

MINUTES_A_DAY = 1440.0
DAYS_A_YEAR = 365.25
WAIT_DAYS = pathways_stays2026.DOWNSTREAM_WAIT.number


def expected_admissions(inputs: TwinInputs, choice: Floats) -> Floats:
    """Give the unscheduled admissions a day to the site that takes them.

    Parameters
    ----------
    choice
        P(site | commune) of adults then of children, shape (2, zones, sites).

    Returns
    -------
    ndarray
        Shape (sites, wards, bands). Patients of a ward that their site does not have are counted
        at the nearest site that has it.
    """
    wards = inputs.pathways.wards
    entering = np.einsum("scb,cbw->swb", _admitted(inputs, choice), wards.ward)
    return moved_to_ward(inputs, entering / DAYS_A_YEAR)


def expected_ward_load(inputs: TwinInputs, choice: Floats) -> Floats:
    """Give the mean beds that unscheduled patients occupy, by site and ward, (sites, wards).

    Little's law: admissions a day x mean stay, discharges put off at the weekend and an assumed
    wait for follow-up care included, at the site that takes them (see `expected_admissions`).
    """
    wards = inputs.pathways.wards
    days = np.array([law.mean_min for law in wards.stay]) / MINUTES_A_DAY
    entering = _admitted(inputs, choice) / DAYS_A_YEAR
    load = np.einsum("scb,cbw,cb->sw", entering, wards.ward, wards.stay_factor) * days
    leaving = np.einsum("scb,cbw->swb", entering, wards.ward)
    load += leaving.sum(axis=2) * put_off_days(wards)
    load += np.einsum("swb,wb->sw", leaving, 1 - wards.downstream[:, :, 0]) * WAIT_DAYS
    return moved_to_ward(inputs, load)


def expected_elective_load(inputs: TwinInputs) -> Floats:
    """Give the mean beds that planned stays ask for, by site and ward, (sites, wards)."""
    wards = inputs.pathways.wards
    days = np.array([law.mean_min for law in wards.elective_stay]) / MINUTES_A_DAY
    load: Floats = wards.elective.mean(axis=2) * (days + put_off_days(wards))
    return load


def expected_downstream(inputs: TwinInputs, choice: Floats) -> Floats:
    """Give the patients a day who leave each hospital for SMR, HAD and EHPAD, (sites, 3).

    Planned patients are counted with the age of the unscheduled ones of their ward.
    """
    wards = inputs.pathways.wards
    entering = expected_admissions(inputs, choice)
    ages = entering.sum(axis=0)
    total = ages.sum(axis=1, keepdims=True)
    usual = np.divide(ages, total, out=np.full_like(ages, 1 / len(BANDS)), where=total > 0)
    planned = wards.elective.mean(axis=2)[:, :, None] * usual[None]
    flow: Floats = np.einsum("swb,wbd->sd", entering + planned, wards.downstream)[:, 1:]
    return flow


def put_off_days(wards: WardModel) -> Floats:
    """Give the days that a discharge due at a weekend waits on average, by ward, shape (wards,).

    With r the share of the discharges due on a rest day that take place: of those due on a
    Saturday (1 - r) wait a day, and (1 - r) of these one more; on a Sunday (1 - r) wait a day.
    """
    late = 1 - wards.rest_share
    days: Floats = wards.by_round * (late * (1 + late) + late) / 7
    return days


def moved_to_ward(inputs: TwinInputs, amount: Floats, has: Bools | None = None) -> Floats:
    """Give amounts by (site, ward, ...) where patients of a ward that is absent are transferred.

    They go to the nearest site that has the ward; a ward that is nowhere keeps its patients.
    """
    there = has_ward(inputs) if has is None else has
    minutes = _between(inputs)
    moved = amount.copy()
    for w in range(there.shape[1]):
        with_ward = np.flatnonzero(there[:, w])
        if len(with_ward):
            for s in np.flatnonzero(~there[:, w]):
                to = with_ward[minutes[s, with_ward].argmin()]
                moved[to, w] += moved[s, w]
                moved[s, w] = 0.0
    return moved


def has_uhcd(hospitals: tuple[Facility, ...]) -> Bools:
    """Say which hospitals have a short-stay unit with a bed at some hour."""
    lines = [site.line("uhcd_beds") for site in hospitals]
    return np.array([line is not None and max(line.by_hour) > 0 for line in lines], bool)


def _admitted(inputs: TwinInputs, choice: Floats) -> Floats:
    """Give the unscheduled admissions a year by site, cause and band."""
    visits = site_visits(inputs, choice)
    unit = has_uhcd(inputs.territory.of_kind("hospital"))[:, None, None]
    share = np.where(unit, admitted(inputs, uhcd=True), admitted(inputs, uhcd=False))
    found: Floats = visits * share
    return found


def _between(inputs: TwinInputs) -> Floats:
    rank = {f.id: i for i, f in enumerate(inputs.territory.facilities)}
    sites = [rank[f.id] for f in inputs.territory.of_kind("hospital")]
    minutes: Floats = inputs.territory.site_travel.minutes[np.ix_(sites, sites)]
    return minutes
