"""Logs with a known risk, for the tests of `pathways.risk`."""

from __future__ import annotations

import numpy as np
import polars as pl

from pathways.breaks.clock import DAY_US
from pathways.breaks.rule import Rule
from twin.contracts.events import EventLog, LogAbout, of_rows

FIRST_DAY = 18_000  # 2019-04-14
HOUR_US = DAY_US // 24
RULE = Rule.model_validate(
    {
        "name": "planted",
        "title": "Visite dans les 7 jours d'une sortie",
        "question": "Le patient sorti est-il vu entre le jour 1 et le jour 7 ?",
        "certainty": "uncertain",
        "sources": ["journal fabriqué"],
        "assumed": ["tout"],
        "anchor": {"events": [{"activities": ["sortie"]}], "at": "start"},
        "expected": {"label": "visite", "events": [{"activities": ["visite"]}]},
        "window": {
            "first_day": 1,
            "last_day": 7,
            "clock": "calendar",
            "day_zero": "ignored",
            "same_instant": "counts",
            "tie": "expected",
        },
        "censoring": {"data_end": "last_event"},
    }
)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def planted(
    people: int,
    seed: int,
    *,
    strength: float = 1.0,
    days: int = 700,
    again: float = 0.0,
    drift: float = 0.0,
    public: bool = False,
) -> tuple[EventLog, dict[str, float]]:
    """Give a log of discharges, and the true chance of a break of each case.

    The chance rises with `@fragilite` (a number) and with the calls before discharge, by
    `strength`; at 0 nothing foretells it. A share `again` of the patients comes back months
    later; `drift` moves the chance (log-odds) from the first day to the last.
    """
    rng = np.random.default_rng(seed)
    rows, truth = [], {}
    for i in range(people):
        begins = [int(rng.integers(0, days - 40))]
        if rng.random() < again and begins[0] + 200 < days - 40:
            begins.append(begins[0] + 200)
        for k, begin in enumerate(begins):
            case = f"c{i}-{k}"
            start = (FIRST_DAY + begin) * DAY_US + int(rng.integers(8, 12)) * HOUR_US
            frailty, calls = float(rng.normal()), int(rng.poisson(1.5))
            ward = str(rng.choice(["A", "B", "C"]))
            odds = -0.8 + strength * (1.1 * frailty + 0.6 * (calls - 1.5))
            chance = float(sigmoid(odds + drift * (begin / days - 0.5)))
            truth[case] = chance
            said = {"case": case, "patient": f"p{i}", "@service": ward}
            rows.append({**said, "activity": "entree", "start": start, "site": f"S{i % 2}"})
            for c in range(calls):
                rows.append({**said, "activity": "appel", "start": start + (c + 1) * HOUR_US})
            out = start + DAY_US
            rows.append(
                {**said, "activity": "sortie", "start": out, "@fragilite": f"{frailty:.4f}"}
            )
            if rng.random() > chance:
                seen = out + int(rng.integers(1, 8)) * DAY_US
                rows.append({**said, "activity": "visite", "start": seen})
            later = out + int(rng.integers(10, 30)) * DAY_US
            rows.append({**said, "activity": "courrier", "start": later})
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return of_rows(frame, LogAbout(public=public)), truth
