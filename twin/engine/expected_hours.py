"""How many arrivals each emergency department expects at each hour of the usual week."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from twin.contracts import TwinInputs
from twin.contracts.needs import Floats
from twin.engine.expected_arrivals import DAYS_A_YEAR, HOURS_A_DAY
from twin.engine.expected_visits import site_visits, travel_minutes
from twin.territory.facility import HOURS_A_WEEK


def hourly_visits(inputs: TwinInputs) -> Floats:
    """Give the expected arrivals an hour at each site, by hour of the week as people live it.

    The hour is that of the need: who sets out at 19:50 is counted at 19:00. Of a mean season,
    every ED open.

    Returns
    -------
    ndarray
        Shape (168, sites).
    """
    choice = inputs.choice.probabilities(travel_minutes(inputs))
    profile = inputs.needs.week_profile
    found = np.zeros((HOURS_A_WEEK, choice.shape[2]))
    for hour in range(HOURS_A_WEEK):
        # As if every hour were this one: who is on duty, who finds a GP; then how many fall ill.
        alone = np.zeros_like(profile)
        alone[:, hour] = HOURS_A_WEEK
        here = replace(inputs, needs=replace(inputs.needs, week_profile=alone))
        by_cause = site_visits(here, choice).sum(axis=2)
        found[hour] = by_cause @ profile[:, hour]
    return found / (DAYS_A_YEAR * HOURS_A_DAY)
