"""What a year brings on average: calls, visits of each emergency department, before any run."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from twin.contracts import (
    BED_LINES,
    CHILD_BANDS,
    WARDS,
    CallModel,
    DestinationRule,
    LawKind,
    Needs,
    TwinInputs,
)
from twin.contracts.needs import CALL_15, CALL_18, OWN_MEANS, Floats
from twin.parameters import pathways_calls2026
from twin.territory.facility import HOURS_A_WEEK
from twin.territory.ward_sites import plausible_wards

Bools = npt.NDArray[np.bool_]
HOURS_A_YEAR = 365.25 * 24
GROUPS = (slice(CHILD_BANDS, None), slice(0, CHILD_BANDS))
"""Bands of adults, then of children, as in the choice model."""
R1, VSAV, PRIVATE, DUTY_GP, SENT = range(5)
"""Ranks in `RESPONSES`."""


def episodes(needs: Needs) -> Floats:
    """Give the episodes that a year brings, (zones, causes, bands): people present are counted.

    Hours, seasons and holidays average 1 over a year.
    """
    found: Floats = needs.yearly() * needs.presence.mean(axis=1)[:, None, None]
    return found


def expected_calls(inputs: TwinInputs) -> Floats:
    """Give the first calls a year by commune, number called and priority.

    Calls made again after hanging up are not counted.

    Returns
    -------
    ndarray
        Shape (zones, 2, 4): calls to 15 and to 18, by priority P0 to P3.
    """
    needs = inputs.needs
    calls = episodes(needs)[..., None] * needs.by_contact()[..., 1:3]
    found: Floats = np.einsum("zcbn,cbp->znp", calls, inputs.pathways.calls.priority)
    return found


def answered(calls: CallModel) -> tuple[float, float]:
    """Give the shares of the first calls to 15 that end answered, and that end at an ED instead.

    Those who call again are answered; how many hang up depends on the queue: the share of
    `pathways_calls2026` is taken where callers are impatient at all.
    """
    if calls.patience.kind is LawKind.NEVER:
        return 1.0, 0.0
    again, come, _ = calls.hangup
    lost = pathways_calls2026.HANG_UPS.number
    return 1.0 - lost * (1.0 - float(again)), lost * float(come)


def hourly_calls(inputs: TwinInputs) -> Floats:
    """Give the calls to 15 an hour of each SAMU centre, by hour of the week as people live it.

    GPs who are not there at night send their patients to the telephone.

    Returns
    -------
    ndarray
        Shape (centres, 168).
    """
    needs, territory = inputs.needs, inputs.territory
    centre = centre_of_zones(inputs)
    ways = (
        needs.contact[None]
        * np.stack([needs.far, needs.far, np.ones_like(needs.far)], axis=1)[:, None, None, :]
    )
    asked = episodes(needs) * ways[..., CALL_15] / ways.sum(axis=3)
    always, minus = asked.sum(axis=2), (asked * needs.gp[None]).sum(axis=2)
    table = np.zeros((len(territory.of_kind("samu")), HOURS_A_WEEK))
    for row in range(len(table)):
        here = centre == row
        table[row] = always[here].sum(axis=0) @ needs.week_profile
        table[row] -= np.einsum(
            "zc,ch,zh->h", minus[here], needs.week_profile, needs.gp_there[here], optimize=True
        )
    return table / HOURS_A_YEAR


def centre_of_zones(inputs: TwinInputs) -> np.ndarray:
    """Give the rank of the SAMU centre of each commune: its department's, else the first."""
    rank = {f.department: i for i, f in enumerate(inputs.territory.of_kind("samu"))}
    return np.array([rank.get(str(d), 0) for d in inputs.territory.zones["dep"]], np.int64)


def yearly_visits(inputs: TwinInputs, *, returns: bool = True) -> tuple[Floats, Floats, Floats]:
    """Give the ED visits a year of each commune, cause and band, by the way people come.

    Those sent home by a GP or by the regulation are not visits. Patients who come back within 30
    days are counted once, by their own means.

    Parameters
    ----------
    returns
        False leaves out those who come back.

    Returns
    -------
    tuple of ndarray
        By their own means; carried by a unit; of the latter, those whose P0 or P1 asks for a
        ward (`ReferralPolicy.required`); each of shape (zones, causes, bands).
    """
    needs, calls = inputs.needs, inputs.pathways.calls
    ways = episodes(needs)[..., None] * needs.by_contact()
    carry, left = _carried_from_15(inputs), _carried_from_18(inputs)
    duty = needs.week_profile @ (1 - calls.gp_on_duty) / HOURS_A_WEEK
    by_itself = (calls.priority * calls.response[:, SENT]).sum(axis=2)
    by_itself += (calls.priority * calls.response[:, DUTY_GP]).sum(axis=2) * duty[:, None]
    gp, c15, c18 = ways[..., 0], ways[..., 1 + CALL_15], ways[..., 1 + CALL_18]
    kept, instead = answered(calls)
    own = gp * calls.gp_refers + ways[..., 1 + OWN_MEANS] + c15 * (kept * by_itself + instead)
    c15 = c15 * kept
    carried = c15 * carry.sum(axis=2) + c18 * left.sum(axis=2)
    urgent = c15 * carry[..., :2].sum(axis=2) + c18 * left[..., :2].sum(axis=2)
    if not inputs.referral.specialised:
        urgent = np.zeros_like(urgent)
    named = {cause for cause, _ in inputs.referral.required}
    urgent[:, [cause not in named for cause in needs.causes]] = 0.0
    if returns:
        own = own + (own + carried) * _back(inputs)
    return own, carried, urgent


def visit_rates(inputs: TwinInputs) -> tuple[Floats, Floats]:
    """Give the ED visits a year of each commune and band: by own means, and carried by a unit.

    Returns
    -------
    tuple of ndarray
        Two arrays of visits a year, shape (zones, bands).
    """
    own, carried, _ = yearly_visits(inputs)
    return own.sum(axis=1), carried.sum(axis=1)


def expected_visits(inputs: TwinInputs, choice: Floats) -> Floats:
    """Give the expected yearly visits by ED and band when every ED is open, (sites, bands).

    Parameters
    ----------
    choice
        P(site | commune) of adults then of children, shape (2, zones, sites).
    """
    visits: Floats = site_visits(inputs, choice).sum(axis=1)
    return visits


def site_visits(inputs: TwinInputs, choice: Floats) -> Floats:
    """Give the expected yearly visits by ED, cause and band, shape (sites, causes, bands).

    Those who come by themselves follow the choice model; units follow the destination rule; P0 and
    P1 of a cause with a required ward go to the nearest ED that has it.
    """
    own, carried, urgent = yearly_visits(inputs)
    visits = np.zeros((choice.shape[2], *own.shape[1:]))
    if not visits.size:
        return visits
    minutes = travel_minutes(inputs)
    for group, bands in enumerate(GROUPS):
        brought = carried[..., bands].copy()
        for c, able in required_wards(inputs, group):
            nearest = np.where(able[None], minutes, np.inf).argmin(axis=1)
            direct = urgent[:, c, bands]
            np.add.at(visits[:, c, bands], nearest, direct)
            brought[:, c] -= direct
        rule = choice[group]
        received = inputs.choice.attraction[group] > 0
        if not habitual(inputs) and received.any():
            rule = np.zeros_like(rule)
            nearest = np.where(received[None], minutes, np.inf).argmin(axis=1)
            rule[np.arange(len(rule)), nearest] = 1.0
        visits[..., bands] += _shared_out(choice[group], own[..., bands])
        visits[..., bands] += _shared_out(rule, brought)
    return visits


def _shared_out(choice: Floats, visits: Floats) -> Floats:
    """Share the visits of the communes among the EDs, shape (sites, causes, bands).

    By einsum and not by a matrix product, which wakes the threads of the algebra library: they go
    on spinning for tens of milliseconds on a core that another replication could use, and the last
    digit of its sums depends on the number of cores.

    Parameters
    ----------
    choice
        P(site | commune), shape (zones, sites).
    visits
        Shape (zones, causes, bands).
    """
    by_site, zones = np.ascontiguousarray(choice.T), len(visits)
    by_kind = np.ascontiguousarray(visits.reshape(zones, -1).T)
    found: Floats = np.einsum("sz,kz->sk", by_site, by_kind)
    return found.reshape(-1, *visits.shape[1:])


def choosers(inputs: TwinInputs) -> tuple[Floats, Floats]:
    """Split the visits of a year between those that the choice model moves and the others.

    Returns
    -------
    tuple of ndarray
        Visits that follow the choice model by commune, adults then children, shape (2, zones);
        visits that go to the nearest able ED whatever the attractions, shape (sites,).
    """
    own, carried, urgent = yearly_visits(inputs)
    moved = np.zeros((len(GROUPS), len(own)))
    for group, bands in enumerate(GROUPS):
        moved[group] = own[..., bands].sum(axis=(1, 2))
        if habitual(inputs):
            moved[group] += carried[..., bands].sum(axis=(1, 2))
            for c, _ in required_wards(inputs, group):
                moved[group] -= urgent[:, c, bands].sum(axis=1)
    sites = inputs.choice.attraction.shape[1]
    fixed: Floats = site_visits(inputs, np.zeros((len(GROUPS), len(own), sites))).sum(axis=(1, 2))
    return moved, fixed


def habitual(inputs: TwinInputs) -> bool:
    """Say whether units carry patients where people of the commune usually go."""
    return inputs.referral.destination == DestinationRule.HABITUAL


def required_wards(inputs: TwinInputs, group: int) -> list[tuple[int, Bools]]:
    """Give the causes whose P0 and P1 go straight to the EDs that have a ward, and these EDs."""
    if not inputs.referral.specialised:
        return []
    received, has = inputs.choice.attraction[group] > 0, has_ward(inputs)
    pairs = [
        (inputs.needs.causes.index(cause), received & has[:, WARDS.index(ward)])
        for cause, ward in inputs.referral.required
        if cause in inputs.needs.causes
    ]
    return [(c, able) for c, able in pairs if able.any()]


def has_ward(inputs: TwinInputs) -> Bools:
    """Say which wards each hospital has, shape (sites, wards).

    A ward is there when its line has a bed at some hour. As long as no hospital has any such line,
    the plausible ones are meant (`twin.territory.ward_sites`).
    """
    hospitals = inputs.territory.of_kind("hospital")
    found = np.zeros((len(hospitals), len(WARDS)), bool)
    for s, site in enumerate(hospitals):
        for capacity in site.capacity:
            if capacity.line in BED_LINES:
                found[s, BED_LINES.index(capacity.line)] = max(capacity.by_hour) > 0
    if found.any():
        return found
    plausible = plausible_wards(inputs.territory)
    return np.array([[line in lines for line in BED_LINES] for lines in plausible], bool).reshape(
        found.shape
    )


def admitted(inputs: TwinInputs, *, uhcd: bool) -> Floats:
    """Give P(a ward | visit) by cause and band, through the short-stay unit or straight."""
    ed = inputs.pathways.ed
    through = ed.uhcd_admitted if uhcd else np.ones_like(ed.uhcd_admitted)
    ward = ed.disposition[:, :, 1] + ed.disposition[:, :, 2] * through[None]
    found: Floats = np.einsum("cbl,lb->cb", ed.triage, ward)
    return found


def _back(inputs: TwinInputs) -> Floats:
    """Give P(back within 30 days | visit), by cause and band."""
    stays = admitted(inputs, uhcd=True)
    after_ed, after_stay = inputs.pathways.wards.returns
    back: Floats = (1 - stays) * after_ed + stays * after_stay
    return back


def _carried_from_15(inputs: TwinInputs) -> Floats:
    """Give P(carried to an ED, priority | call to 15), shape (causes, bands, 4)."""
    calls = inputs.pathways.calls
    taken = calls.response[:, :3] @ calls.transported[:3]
    carried: Floats = calls.priority * taken
    return carried


def _carried_from_18(inputs: TwinInputs) -> Floats:
    """Give P(carried to an ED, priority | call to 18): the fire service leaves first."""
    calls = inputs.pathways.calls
    by_fire = calls.response[:, [VSAV, PRIVATE]].sum(axis=1) * calls.transported[VSAV]
    taken = calls.response[:, R1] * calls.transported[R1] + by_fire
    taken[0] = calls.transported[R1]
    carried: Floats = calls.priority * taken
    return carried


def travel_minutes(inputs: TwinInputs) -> Floats:
    """Give the minutes from each commune to each hospital, shape (zones, sites)."""
    rank = {f.id: i for i, f in enumerate(inputs.territory.facilities)}
    sites = [rank[f.id] for f in inputs.territory.of_kind("hospital")]
    minutes: Floats = inputs.territory.travel.minutes[:, sites]
    return minutes
