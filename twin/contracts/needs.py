"""The needs for unscheduled care: how many, for what, at what age, when, and whom people ask."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

CONTACTS = ("appel au 15", "appel au 18", "urgences par ses propres moyens")
CALL_15, CALL_18, OWN_MEANS = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Needs:
    """Expected episodes of unscheduled care (arrival of a patient in the system).

    The intensity of a cause c in a commune z and a band b at an hour is::

        sum over sex s and chronic state k of people[z, b, s, k] relative[c, b, s, k]
          x rate_year[c, b] x zone_factor[z] x presence[z, month]
          x week_profile[c, hour of the week] x season[c, day of the year]
          x school[c] in school holidays x rest[c] on public holidays
          x the demand changes of the timeline

    Attributes
    ----------
    causes
        Names of the causes, shape (causes,).
    people
        Inhabitants by commune, age band (`BANDS`), sex, without or with a chronic condition,
        shape (zones, bands, 2, 2).
    rate_year
        Episodes per inhabitant per year, shape (causes, bands).
    relative
        Relative rate by sex and chronic state, shape (causes, bands, 2, 2).
    week_profile
        Relative intensity by hour of the week, mean 1, shape (causes, 168).
    season
        Relative intensity by day of the year, mean 1, shape (causes, 366).
    school, rest
        Multipliers in school holidays and on public holidays, shape (causes,).
    presence
        People present over inhabitants, by commune and month, shape (zones, 12).
    zone_factor
        Multiplier by commune, shape (zones,).
    gp
        Share of the episodes whose first contact is the patient's own GP when he is there, shape
        (causes, bands).
    gp_there
        How far GPs are there, 0 to 1, by commune and hour of the week, shape (zones, 168).
    contact
        Shares of the others: call to 15, call to 18, own means to an ED; they add up to 1, shape
        (causes, bands, 3).
    far
        Odds of calling rather than coming, relative to the usual distance, shape (zones,).
    ceiling
        The most that the intensity of a cause may rise to, times its yearly mean, shape
        (causes,): candidates are drawn at this ceiling and thinned, so that a change of demand
        never reshuffles the luck of those who come anyway.
    """

    causes: tuple[str, ...]
    people: Floats
    rate_year: Floats
    relative: Floats
    week_profile: Floats
    season: Floats
    school: Floats
    rest: Floats
    presence: Floats
    zone_factor: Floats
    gp: Floats
    gp_there: Floats
    contact: Floats
    far: Floats
    ceiling: Floats

    def yearly(self) -> Floats:
        """Give the episodes a year of the inhabitants, shape (zones, causes, bands)."""
        weighted = np.einsum("zbsk,cbsk->zcb", self.people, self.relative)
        volume: Floats = weighted * self.rate_year[None] * self.zone_factor[:, None, None]
        return volume

    def by_contact(self) -> Floats:
        """Give the shares of first contacts when averaged over the hours of each cause.

        Returns
        -------
        ndarray
            Shape (zones, causes, bands, 4): own GP, 15, 18, own means; they add up to 1.
        """
        # By einsum: see `twin.engine.expected_visits`, a matrix product leaves threads spinning.
        there = np.einsum("zh,ch->zc", self.gp_there, self.week_profile)
        there /= self.week_profile.shape[1]
        own_gp = self.gp[None] * there[:, :, None]
        call = self.contact[None, :, :, :2] * self.far[:, None, None, None]
        come = np.broadcast_to(self.contact[None, :, :, 2:], (*call.shape[:3], 1))
        ways = np.concatenate([call, come], axis=3)
        ways = ways / ways.sum(axis=3, keepdims=True) * (1 - own_gp[..., None])
        shares: Floats = np.concatenate([own_gp[..., None], ways], axis=3)
        return shares
