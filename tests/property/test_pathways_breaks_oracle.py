"""The same definition, written a second time event by event: dense random logs, many ties."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.breaks import Rule, evaluate, find_rule
from twin.contracts.events import EventLog, LogAbout
from twin.contracts.events.coding import Coder

DAY, HOUR = 86_400_000_000, 3_600_000_000
FIRST = (date(2024, 3, 1) - date(1970, 1, 1)).days
LAST = FIRST + 50
STAY, SMR, GP = "hospitalisation", "hospitalisation smr", "consultation generaliste"
MOMENTS = (0, 9 * HOUR, 9 * HOUR, 15 * HOUR)
"""Midnight is a date without an hour; the same hour twice makes ties."""

moment = st.builds(lambda d, m: (FIRST + d) * DAY + m, st.integers(0, 45), st.sampled_from(MOMENTS))
stays = st.tuples(
    st.sampled_from((STAY, STAY, SMR)), moment, st.integers(0, 6), st.sampled_from(MOMENTS),
    st.sampled_from(("I500", "I500", "S720")), st.sampled_from(("8", "8", "8", "7", "9")),
)  # fmt: skip
people = st.tuples(
    st.lists(stays, min_size=1, max_size=6),
    st.lists(moment, max_size=6),
    st.one_of(st.none(), st.integers(0, 55)),
    st.one_of(st.none(), st.integers(0, 55)),
)


def written(persons: list) -> tuple[EventLog, list[dict]]:
    rows = [
        {"case": "z", "patient": "z", "activity": GP, "start": (FIRST - 300) * DAY, "end": None}
    ]
    known, about = [], []
    for i, (own_stays, visits, died, gone) in enumerate(persons):
        seen = []
        for kind, start, days, at, dp, mode in own_stays:
            end = max(start, (start // DAY + days) * DAY + at)
            seen.append({"activity": kind, "start": start, "end": end, "dp": dp, "mode": mode})
        seen += [
            {"activity": GP, "start": t, "end": None, "dp": None, "mode": None} for t in visits
        ]
        for n, one in enumerate(seen):
            rows.append({"case": f"{i}-{n}", "patient": f"p{i}", "activity": one["activity"],
                         "start": one["start"], "end": one["end"], "@dp": one["dp"],
                         "@mode_sortie": one["mode"]})  # fmt: skip
        death = None if died is None else FIRST + died
        until = LAST if gone is None else FIRST + gone
        about.append({"name": f"p{i}", "died": None if death is None else death * DAY,
                      "born": -20_000 * DAY})  # fmt: skip
        known.append({"patient": f"p{i}", "events": seen, "death": death, "until": until})
    coder = Coder()
    text = dict.fromkeys(("@dp", "@mode_sortie"), pl.String)
    coder.add(
        pl.DataFrame(rows, schema_overrides=text | {"end": pl.Int64}, infer_schema_length=None)
    )
    coder.add_patients(pl.DataFrame(about, schema_overrides={"died": pl.Int64}))
    coder.add_periods(pl.DataFrame(
        [{"name": k["patient"], "start": (FIRST - 10) * DAY, "end": (k["until"] + 1) * DAY}
         for k in known]
    ))  # fmt: skip
    return coder.finish(LogAbout()), known


def follows(event: dict, anchor: dict) -> bool:
    """An event is not before an exit: later, or a date without an hour on the same day."""
    if event is anchor:
        return False
    out = anchor["end"]
    same_day = event["start"] // DAY == out // DAY
    return event["start"] >= out or (same_day and event["start"] % DAY == 0)


def oracle(known: list[dict], rule: Rule) -> list[tuple]:
    heart = rule.name == "hf-gp-7d"
    a, b = rule.window.first_day, rule.window.last_day
    found = []
    for person in known:
        events, death = person["events"], person["death"]
        anchors_seen = set()
        for one in events:
            if one["activity"] != STAY or (heart and one["dp"] != "I500"):
                continue
            day = one["end"] // DAY
            if one["end"] in anchors_seen:
                continue
            anchors_seen.add(one["end"])
            if death is not None and death * DAY <= one["end"]:
                continue
            if one["mode"] in ("7", "9"):
                continue
            others = [e for e in events if e["activity"] in (STAY, SMR) and e is not one]
            if any(follows(e, one) and e["start"] // DAY == day for e in others):
                continue
            if any(e["start"] < one["end"] < e["end"] for e in others):
                continue
            stop = min(person["until"], LAST)
            if day > stop:
                continue
            expected = STAY if not heart else GP
            wanted = [e["start"] // DAY - day for e in events
                      if e["activity"] == expected and follows(e, one)
                      and (heart or e["mode"] is not None)]  # fmt: skip
            wanted = [d for d in wanted if a <= d <= b and day + d <= stop]
            rivals = [e["start"] // DAY - day for e in events if follows(e, one)
                      and e["activity"] in ((STAY, SMR) if heart else (SMR,))]  # fmt: skip
            rivals += [] if death is None else [death - day]
            rivals = [d for d in rivals if d <= b and day + d <= stop]
            if wanted and min(wanted) <= min(rivals, default=b):
                status, when = ("met" if heart else "broken"), min(wanted)
            elif rivals:
                status, when = "competing", min(rivals)
            elif stop - day >= b:
                status, when = ("broken" if heart else "met"), None
            else:
                status, when = "censored", None
            found.append((person["patient"], one["end"], status, when))
    return sorted(found, key=repr)


def check(persons: list, name: str) -> None:
    rule = find_rule(name)
    log, known = written(persons)
    found = evaluate(log, rule, date(1970, 1, 1) + timedelta(days=LAST))
    if not found.evaluable:
        return
    names = dict(log.patients.select("patient", "name").iter_rows())
    rows = found.rows.select("patient", "time", "status", "day")
    seen = [(names[p], t, s, d) for p, t, s, d in rows.iter_rows()]
    assert sorted(seen, key=repr) == oracle(known, rule)
    left = int(found.left_out["anchors"].sum())
    assert found.matched == found.rows.height + left


@given(st.lists(people, min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_follow_up_is_judged_as_defined(persons):
    check(persons, "hf-gp-7d")


@given(st.lists(people, min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_readmission_is_judged_as_defined(persons):
    check(persons, "readmission-30d")
