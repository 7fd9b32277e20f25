"""A zero dose and a real one of the levers on needs, first contacts and events."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from twin.contracts import DemandChange, MassCasualty

HERE = {"communes": ["22002"]}
DEMAND = {
    "add-gps": ({"gps": 0}, {"gps": 3, "area": HERE}),
    "ageing": ({"year": 2030, "pace": 0}, {"year": 2040}),
    "deprivation-programme": (
        {"avoided": 0, "area": HERE},
        {"avoided": 0.1, "gps": 2, "area": HERE},
    ),
    "discharge-follow-up": ({"covered": 0}, {"sites": ["220000012"], "covered": 0.5}),
    "ehpad-mobile-team": ({"avoided": 0}, {"avoided": 0.2}),
    "epidemic-wave": (
        {"disease": "influenza", "height": 0},
        {"disease": "influenza", "height": [0.5, 1.5]},
    ),
    "gp-duty-house": ({"area": HERE, "hours": []}, {"area": HERE, "regulators": 1}),
    "health-centre": ({"commune": "22001", "gps": 0}, {"commune": "22001", "gps": 4}),
    "heatwave": ({"days": 0}, {"days": 7, "level": "red"}),
    "mass-casualty": (
        {"commune": "22001", "at": "00:00", "number": 0},
        {"commune": "22001", "at": "00:30", "number": 40},
    ),
    "population-growth": ({"factor": 1}, {"factor": 1.2, "area": HERE}),
    "road-cut": ({"travel": 1}, {"travel": 1.5, "injuries": [1.3, 2.5]}),
    "teleconsultation": ({"advice": 1, "gp": 1}, {"advice": 1.3, "gp": 1.1, "area": HERE}),
    "tourism-season": ({"present": 1}, {"present": 1.4, "area": HERE}),
}
WHOLE_RUN = ("ageing", "population-growth")
"""Levers that hold for the whole run when their first day is not said."""


def span(change, until):
    """Give the first moment of a change and the one after its last.

    Parameters
    ----------
    until
        That of an event, which has none: it is a moment.
    """
    if isinstance(change, MassCasualty):
        return change.at.replace(minute=0), until
    if isinstance(change, DemandChange):
        midnights = (datetime.combine(day, time()) for day in (change.start, change.end))
        first, last = midnights
        return first, last + timedelta(days=1)
    return change.start, change.end
