"""Write `passages-urgences.csv` and `durees-de-sejour.csv`: three invented emergency departments.

Invented from end to end (fixed seed): weekly profile, summer, winter epidemics, public holidays,
and what real files hold: a site that opens late, days of partial transmission, days missing. The
lengths of stay follow a log-normal law with the median (3 h) and the share over 8 h (15 %) of the
DREES survey of emergency departments of 13 June 2023.

Run it from the root of the repository: .venv/bin/python -m examples.previsions.generate
"""

from __future__ import annotations

from pathlib import Path
from statistics import NormalDist

import numpy as np

from forecasting.calendar import features

HERE = Path(__file__).parent
SEED = 20260112
STAYS = 2000
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


def stays() -> str:
    """Give lengths of stay (hours, by half hours) and how many patients stayed so long."""
    spread = np.log(8 / 3) / NormalDist().inv_cdf(0.85)
    law = NormalDist(np.log(3), spread)
    hours = np.arange(0.5, 48.5, 0.5)
    upper = [law.cdf(np.log(h + 0.25)) for h in hours]
    count = np.rint(STAYS * np.diff([0.0, *upper])).astype(int)
    lines = [f"{h:.1f};{n}".replace(".", ",") for h, n in zip(hours, count, strict=True) if n]
    return "\n".join(["duree_h;effectif", *lines]) + "\n"


if __name__ == "__main__":
    (HERE / "durees-de-sejour.csv").write_text(stays(), encoding="utf-8")
    (HERE / "passages-urgences.csv").write_text(page(), encoding="utf-8")
