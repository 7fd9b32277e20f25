"""Tiny event logs written by hand, for the tests of conformance and models."""

import polars as pl

from twin.contracts.events import Coder, LogAbout

HOUR_US = 3600 * 1_000_000
ORIGIN_US = 1_700_000_000 * 1_000_000


def hours(h):
    return ORIGIN_US + round(h * HOUR_US)


def log_of(cases, *, public=True, until_h=None, died=None, periods=None, patients=None, **columns):
    """Give a log from `{case: [(activity, hour, attributes?), ...]}`; hours from one origin."""
    rows = [
        {
            "case": case,
            "patient": (patients or {}).get(case, case),
            "activity": event[0],
            "start": hours(event[1]),
            **{f"@{k}": v for k, v in (event[2] if len(event) > 2 else {}).items()},
        }
        for case, events in cases.items()
        for event in events
    ]
    coder = Coder()
    schema = {"case": pl.String, "patient": pl.String, "activity": pl.String, "start": pl.Int64}
    names = sorted({k for r in rows for k in r if k.startswith("@")})
    coder.add(pl.DataFrame(rows, schema={**schema, **dict.fromkeys(names, pl.String)}))
    if died:
        coder.add_patients(pl.DataFrame([{"name": n, "died": hours(h)} for n, h in died.items()]))
    if periods:
        coder.add_periods(
            pl.DataFrame([{"name": n, "start": hours(a), "end": hours(b)}
                          for n, (a, b) in periods.items()])
        )  # fmt: skip
    end = None if until_h is None else hours(until_h)
    return coder.finish(LogAbout(public=public, complete_until=end, **columns))
