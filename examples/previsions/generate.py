"""Write `passages-urgences.csv`: daily visits of three invented emergency departments.

Invented from end to end (fixed seed): weekly profile, summer, winter epidemics, public holidays,
and what real files hold: a site that opens late, days of partial transmission, days missing.

Run it from the root of the repository: .venv/bin/python -m examples.previsions.generate
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from forecasting.calendar import features

HERE = Path(__file__).parent
SEED = 20260112
START, END = np.datetime64("2023-01-01"), np.datetime64("2026-01-01")
SITES = {"CH des Étangs": 142.0, "Clinique Saint-Aubin": 58.0, "Hôpital du Val": 87.0}
OPENS = {"Clinique Saint-Aubin": np.datetime64("2023-09-04")}
WEEK = np.array([1.14, 1.0, 0.97, 0.97, 1.0, 0.97, 0.95])
OVERDISPERSION = 0.004


def rows() -> list[tuple[str, str, int]]:
    """Give date (JJ/MM/AAAA), site and visits, day after day."""
    rng = np.random.default_rng(SEED)
    days = np.arange(START, END)
    calendar = features(days, department="67")
    year_day = calendar.column("year_day")
    wave = 1 + 0.05 * np.cos(2 * np.pi * (year_day - 195) / 365.25)
    epidemic = 0.16 * np.exp(-(((year_day + 182 - 20) % 365 - 182) ** 2) / 450)
    common = wave * (1 + epidemic) * WEEK[calendar.column("weekday").astype(int)]
    common *= (
        1 + 0.08 * calendar.column("public_holiday") - 0.05 * calendar.column("school_holiday")
    )
    common *= np.exp(rng.normal(0, 0.03, len(days)))
    found = []
    for name, level in SITES.items():
        rate = level * common * rng.gamma(1 / OVERDISPERSION, OVERDISPERSION, len(days))
        visits = rng.poisson(rate)
        cut = rng.random(len(days)) < 0.004
        visits[cut] = rng.binomial(visits[cut], 0.12)
        missing = rng.random(len(days)) < 0.002
        missing |= days < OPENS.get(name, START)
        for day, count, gone in zip(days.tolist(), visits.tolist(), missing, strict=True):
            if not gone:
                found.append((f"{day:%d/%m/%Y}", name, count))
    return found


def page() -> str:
    """Give the file as text."""
    lines = ["date;site;passages", *(f"{d};{s};{n}" for d, s, n in rows())]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (HERE / "passages-urgences.csv").write_text(page(), encoding="utf-8")
