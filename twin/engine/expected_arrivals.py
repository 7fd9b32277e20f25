"""How many arrivals each emergency department expects on each day of a period, before any run.

`twin.engine.expected_visits` gives the mean of a year. Here the day counts: weekday, season,
holidays, who finds a general practitioner at that hour, and those who come back within a month,
who are missing at first because nobody has left before the simulation begins.

What is left out: doors that are shut at some hours, those who call again after hanging up, and
the hour or two between a need and the door (a few arrivals of a day reach the next one).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from twin.contracts import Calendar, Law, LawKind, Needs, TwinInputs
from twin.contracts.needs import Floats
from twin.engine.compiling_demand import day_factors
from twin.engine.expected_visits import (
    GROUPS,
    admitted,
    habitual,
    required_wards,
    travel_minutes,
    yearly_visits,
)
from twin.territory.facility import HOURS_A_WEEK

DAYS_A_YEAR = 365.25
HOURS_A_DAY = 24
MINUTES_A_DAY = 1440.0
POINTS = 48
"""Moments of the day over which a delay in days is averaged."""


@dataclass(frozen=True, slots=True, eq=False)
class DailyFlows:
    """Who goes where on each day, by block of communes and age group, demand unchanged.

    K blocks (communes that go to the same places, adults then children), S sites, D days.

    Attributes
    ----------
    zones
        Rank of the block of each commune, shape (Z,): block b of adults is b, of children b + K/2.
    first
        Expected arrivals other than returns, shape (D, K, S).
    leaving
        Of these patients, those who will come back after going home from the ED, then after a
        stay in a ward, shape (2, D, K).
    after
        P(back so many days after the arrival | comes back), by the same two, shape (2, D).
    again
        P(site | comes back), shape (K, S).
    """

    zones: np.ndarray
    first: Floats
    leaving: Floats
    after: Floats
    again: Floats

    def returning(self, day: int, factor: Floats) -> Floats:
        """Give those who come back on a day after arrivals of the days before, shape (S,).

        Parameters
        ----------
        factor
            Multiplier of each block's needs on each day, shape (D, K).
        """
        weight = self.after[:, 1 : day + 1][:, ::-1]
        back = np.einsum("rd,rdk,dk->k", weight, self.leaving[:, :day], factor[:day])
        found: Floats = np.einsum("k,ks->s", back, self.again)
        return found

    def coming(self, day: int) -> Floats:
        """Give the arrivals of a day that its own needs bring, at factor 1, shape (K, S)."""
        same_day = np.einsum("r,rk->k", self.after[:, 0], self.leaving[:, day])
        found: Floats = self.first[day] + same_day[:, None] * self.again
        return found

    def arrivals(self, factor: Floats | None = None) -> Floats:
        """Give the expected arrivals of each day at each site, shape (D, S)."""
        days, blocks = self.first.shape[:2]
        held = np.ones((days, blocks)) if factor is None else factor
        return np.stack(
            [
                self.returning(d, held) + np.einsum("k,ks->s", held[d], self.coming(d))
                for d in range(days)
            ]
        )


def daily_flows(inputs: TwinInputs, calendar: Calendar, blocks: np.ndarray) -> DailyFlows:
    """Give the flows of each day of a period that begins with nobody gone home before.

    Parameters
    ----------
    calendar
        The whole simulated period, warm-up included.
    blocks
        Rank of the block of each commune, from 0 without a gap, shape (Z,).
    """
    choice = inputs.choice.probabilities(travel_minutes(inputs))
    count = int(blocks.max(initial=-1)) + 1
    season = day_factors(inputs, calendar)
    first_hours = [calendar.first_hour(d) for d in range(calendar.days)]
    # The weekday as people live it: public holidays are Sundays.
    kind_of = calendar.lived_hour[first_hours] // HOURS_A_DAY
    weight = _weights(inputs.needs, calendar)
    present = _present(inputs.needs, calendar)
    first = np.zeros((calendar.days, 2 * count, choice.shape[2]))
    leaving = np.zeros((2, calendar.days, 2 * count))
    again = np.zeros((2 * count, choice.shape[2]))
    for kind in np.unique(kind_of):
        on = np.flatnonzero(kind_of == kind)
        flow, back = _of_kind(_on_weekday(inputs, int(kind)), choice)
        for d in on:
            by_cause = season[:, d] * weight[:, d] / DAYS_A_YEAR
            there = np.einsum("gczs,c->gzs", flow, by_cause) * present[d][None, :, None]
            away = np.einsum("rgcz,c->rgz", back, by_cause) * present[d][None, None]
            for group in range(2):
                np.add.at(first[d], blocks + group * count, there[group])
                for after in range(2):
                    np.add.at(leaving[after, d], blocks + group * count, away[after, group])
        total = back.sum(axis=(0, 2))
        for group in range(2):
            np.add.at(again, blocks + group * count, total[group][:, None] * choice[group])
    held = again.sum(axis=1, keepdims=True)
    again = np.divide(again, held, out=np.zeros_like(again), where=held > 0)
    return DailyFlows(blocks, first, leaving, _after(inputs, calendar.days), again)


def _weights(needs: Needs, calendar: Calendar) -> Floats:
    """Give how much of a mean day's needs each day brings by its hours, shape (causes, days)."""
    found = np.zeros((len(needs.causes), calendar.days))
    np.add.at(found.T, calendar.day, needs.week_profile[:, calendar.lived_hour].T)
    return found / HOURS_A_DAY


def _present(needs: Needs, calendar: Calendar) -> Floats:
    """Give the people of each commune on each day over those of a mean month, shape (D, Z)."""
    months = np.array([d.month - 1 for d in calendar.dates()])
    mean = needs.presence.mean(axis=1)
    found: Floats = (needs.presence / np.where(mean > 0, mean, 1.0)[:, None])[:, months].T
    return found


def _on_weekday(inputs: TwinInputs, weekday: int) -> TwinInputs:
    """Give inputs in which each day is one weekday: its hours alone weigh, mean 1 over them."""
    needs = inputs.needs
    hours = np.arange(HOURS_A_WEEK) // HOURS_A_DAY == weekday
    profile = np.where(hours[None], needs.week_profile, 0.0)
    mean = profile.mean(axis=1, keepdims=True)
    profile = np.divide(profile, mean, out=np.zeros_like(profile), where=mean > 0)
    return replace(inputs, needs=replace(needs, week_profile=profile))


def _of_kind(inputs: TwinInputs, choice: Floats) -> tuple[Floats, Floats]:
    """Give the visits a year of each commune at each site, and those who will come back.

    Returns
    -------
    tuple of ndarray
        Visits other than returns, shape (2, causes, zones, sites); who comes back after the ED,
        then after a stay, shape (2, 2, causes, zones).
    """
    own, carried, urgent = yearly_visits(inputs, returns=False)
    stays = admitted(inputs, uhcd=True)
    after_ed, after_stay = inputs.pathways.wards.returns
    back = np.stack([(1 - stays) * after_ed, stays * after_stay])
    zones, causes, _ = own.shape
    flow = np.zeros((2, causes, zones, choice.shape[2]))
    gone = np.zeros((2, 2, causes, zones))
    minutes = travel_minutes(inputs)
    for group, bands in enumerate(GROUPS):
        brought = carried[..., bands].copy()
        for c, able in required_wards(inputs, group):
            nearest = np.where(able[None], minutes, np.inf).argmin(axis=1)
            direct = urgent[:, c, bands]
            flow[group, c, np.arange(zones), nearest] += direct.sum(axis=1)
            brought[:, c] -= direct
        rule, received = choice[group], inputs.choice.attraction[group] > 0
        if not habitual(inputs) and received.any():
            rule = np.zeros_like(rule)
            nearest = np.where(received[None], minutes, np.inf).argmin(axis=1)
            rule[np.arange(zones), nearest] = 1.0
        flow[group] += own[..., bands].sum(axis=2).T[:, :, None] * choice[group][None]
        flow[group] += brought.sum(axis=2).T[:, :, None] * rule[None]
        total = own[..., bands] + carried[..., bands]
        gone[:, group] = np.einsum("zcb,rcb->rcz", total, back[..., bands])
    return flow, gone


def _after(inputs: TwinInputs, days: int) -> Floats:
    """Give P(back so many days after the arrival), after the ED then after a stay, (2, days)."""
    wards = inputs.pathways.wards
    cumulative = _cumulative(wards.return_delay, days)
    from_ed = np.diff(cumulative, prepend=0.0)
    share = wards.ward.mean(axis=(0, 1))
    stay = np.zeros(days)
    for weight, law in zip(share / max(share.sum(), 1e-12), wards.stay, strict=True):
        if law.kind is not LawKind.NEVER:
            stay += weight * np.diff(_cumulative(law, days), prepend=0.0)
    return np.stack([from_ed, np.convolve(stay, from_ed)[:days]])


def _cumulative(law: Law, days: int) -> Floats:
    """Give P(a delay begun at any moment of day 0 ends on day d or before), d from 0, (days,)."""
    from scipy.special import ndtr

    moments = (np.arange(POINTS) + 0.5) / POINTS
    reach = (np.arange(1, days + 1)[:, None] - moments[None]) * MINUTES_A_DAY
    if law.kind is LawKind.CONSTANT:
        found = (reach >= law.mean_min).astype(float)
    elif law.kind is LawKind.EXPONENTIAL:
        found = 1.0 - np.exp(-reach / law.mean_min)
    elif law.kind is LawKind.LOGNORMAL:
        middle = np.log(law.mean_min) - law.sigma**2 / 2
        found = ndtr((np.log(reach) - middle) / max(law.sigma, 1e-12))
    else:
        found = np.zeros_like(reach)
    mean: Floats = found.mean(axis=1)
    return mean
