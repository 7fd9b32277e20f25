"""Write `prevision-miniature.json`: daily visits to come of two invented emergency departments.

Invented from end to end: 28 days from 12 January 2026, a weekly profile, an epidemic that rises and
falls, normal quantiles, and correlations between the two sites and from one day to the next.

Run it from the root of the repository: .venv/bin/python -m examples.previsions.generate_twin
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.special import ndtri

from twin.contracts.forecast_file import save_forecast
from twin.contracts.forecasts import LEVELS, Forecast, Joint

HERE = Path(__file__).parent
FIRST, DAYS = np.datetime64("2026-01-12"), 28
LEVELS_OF = {"220900001": 58.0, "220900002": 34.0}
WEEK = np.array([1.12, 1.0, 0.98, 0.97, 1.0, 0.97, 0.96])
SPREAD, ACROSS, NEXT_DAY = 0.17, 0.4, 0.6


def forecast() -> Forecast:
    """Give the forecast."""
    day = np.arange(DAYS)
    wave = 1 + 0.18 * np.exp(-((day - 12) ** 2) / 40)
    mean = np.array([level * WEEK[day % 7] * wave for level in LEVELS_OF.values()])
    values = mean[:, :, None] * (1 + SPREAD * ndtri(np.array(LEVELS)))
    across = np.array([[1.0, ACROSS], [ACROSS, 1.0]])
    joint = Joint(across, NEXT_DAY ** day.astype(float), 200)
    none = ("",) * len(LEVELS_OF)
    return Forecast(
        tuple(LEVELS_OF), FIRST - 1, FIRST + day, np.array(LEVELS), values.round(3), none, none,
        "D", unit="passages", source="exemple inventé", joint=joint,
    )  # fmt: skip


if __name__ == "__main__":
    save_forecast(forecast(), HERE / "prevision-miniature.json")
