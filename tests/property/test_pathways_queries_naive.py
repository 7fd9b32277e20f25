"""The fast engine against plain Python on random logs: ties, one-event cases, shared patients."""

from collections import Counter, defaultdict
from itertools import pairwise
from statistics import mean, median, stdev

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.queries.excess import excess
from pathways.queries.follows import directly_follows, follows
from pathways.queries.gaps import gaps
from pathways.queries.performance import performance, spread
from pathways.queries.quantiles import RELATIVE_ERROR
from pathways.queries.rework import rework
from pathways.queries.sojourns import case_durations
from pathways.queries.steps import steps
from pathways.queries.variants import variant_counts, variants
from twin.contracts.events import LogAbout, of_rows

pytestmark = pytest.mark.property

S = 1_000_000


@st.composite
def rows(draw):
    """Give rows `case, patient, activity, start, end` in file order, with many ties."""
    n = draw(st.integers(1, 60))
    out = []
    owner = {}
    for _ in range(n):
        case = draw(st.sampled_from(["NA", "1", "02", "c", "d", "é"]))
        patient = owner.setdefault(case, draw(st.sampled_from(["p", "q", "r"])))
        start = draw(st.integers(0, 12)) * 3600 * S
        end = draw(
            st.one_of(st.none(), st.integers(-1, 4).map(lambda h, s=start: s + h * 1800 * S))
        )
        out.append((case, patient, draw(st.sampled_from("ABCD")), start, end))
    return out


def log_of(given_rows):
    frame = pl.DataFrame(
        given_rows, schema={"case": pl.String, "patient": pl.String, "activity": pl.String,
                            "start": pl.Int64, "end": pl.Int64}, orient="row",
    )  # fmt: skip
    return of_rows(frame, LogAbout())


def traces(given_rows):
    """Give the events of each case, by start then file order."""
    found = defaultdict(list)
    for row in given_rows:
        found[row[0]].append(row)
    return {c: sorted(r, key=lambda e: e[3]) for c, r in found.items()}


def leave(event):
    return event[3] if event[4] is None else max(event[3], event[4])


@settings(max_examples=40, deadline=None)
@given(rows())
def test_successions_starts_ends_and_their_patients(given_rows):
    pairs, people, starts, ends = Counter(), defaultdict(set), Counter(), Counter()
    for trace in traces(given_rows).values():
        starts[trace[0][2]] += 1
        ends[trace[-1][2]] += 1
        for a, b in pairwise(trace):
            pairs[a[2], b[2]] += 1
            people[a[2], b[2]].add(a[1])
    log = log_of(given_rows)
    names = log.names.activities
    fast = {(names[a], names[b]): c for a, b, c in directly_follows(steps(log)).iter_rows()}
    assert fast == dict(pairs)
    graph = follows(steps(log))
    assert {(names[a], names[b]): (c, p) for a, b, c, p in graph.edges.iter_rows()} == {
        pair: (count, len(people[pair])) for pair, count in pairs.items()
    }
    assert {names[a]: c for a, c, _ in graph.starts.iter_rows()} == dict(starts)
    assert {names[a]: c for a, c, _ in graph.ends.iter_rows()} == dict(ends)
    assert graph.patients == len({r[1] for r in given_rows})
    nodes = {names[r["activity"]]: r for r in graph.nodes.to_dicts()}
    for name in {r[2] for r in given_rows}:
        mine = [r for r in given_rows if r[2] == name]
        assert (nodes[name]["count"], nodes[name]["cases"], nodes[name]["patients"]) == (
            len(mine), len({r[0] for r in mine}), len({r[1] for r in mine}),
        )  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(rows())
def test_variants(given_rows):
    plain, people = Counter(), defaultdict(set)
    for trace in traces(given_rows).values():
        plain[tuple(e[2] for e in trace)] += 1
        people[tuple(e[2] for e in trace)].add(trace[0][1])
    log = log_of(given_rows)
    names = log.names.activities
    fast = {tuple(names[a] for a in v): c for v, c in variant_counts(steps(log)).iter_rows()}
    assert fast == dict(plain)
    full = variants(steps(log))
    assert {tuple(names[a] for a in v): (c, p) for v, c, p in full.table.iter_rows()} == {
        v: (c, len(people[v])) for v, c in plain.items()
    }
    assert full.table["count"].to_list() == sorted(plain.values(), reverse=True)
    assert np.bincount(full.of_case).tolist() == full.table["count"].to_list()


@settings(max_examples=30, deadline=None)
@given(rows())
def test_durations_and_time_lost(given_rows):
    times = defaultdict(list)
    for trace in traces(given_rows).values():
        for a, b in pairwise(trace):
            times[a[2], b[2]].append(max(0, b[3] - leave(a)) / S)
    log = log_of(given_rows)
    names = log.names.activities
    rows_of = {(names[r["from"]], names[r["to"]]): r
               for r in performance(steps(log)).iter_rows(named=True)}  # fmt: skip
    assert rows_of.keys() == times.keys()
    for pair, values in times.items():
        row = rows_of[pair]
        assert row["count"] == len(values)
        assert row["median_s"] == pytest.approx(median(values))
        assert row["mean_s"] == pytest.approx(mean(values))
        assert row["p90_s"] == pytest.approx(np.quantile(values, 0.9))
        assert (row["min_s"], row["max_s"]) == (min(values), max(values))
        if len(values) > 1:
            assert row["sd_s"] == pytest.approx(stdev(values), rel=1e-9, abs=1e-6)
        else:
            assert row["sd_s"] is None
    for row in excess(steps(log)).iter_rows(named=True):
        values = np.array(times[names[row["from"]], names[row["to"]]])
        least = np.quantile(values, 0.25)
        assert row["lost_s"] == pytest.approx(np.maximum(values - least, 0).sum(), abs=1e-6)
        assert row["total_s"] == pytest.approx(values.sum())


@settings(max_examples=30, deadline=None)
@given(rows())
def test_rework_gaps_and_cases(given_rows):
    found = traces(given_rows)
    log = log_of(given_rows)
    names = log.names.activities
    loops, returns, bounces, again_cases = Counter(), Counter(), Counter(), Counter()
    for trace in found.values():
        acts = [e[2] for e in trace]
        for i, a in enumerate(acts):
            if a in acts[:i]:
                (loops if acts[i - 1] == a else returns)[a] += 1
            if i > 1 and acts[i - 2] == a and acts[i - 1] != a:
                bounces[a] += 1
        for a in set(acts):
            again_cases[a] += acts.count(a) > 1
    done = rework(steps(log))
    for row in done.table.iter_rows(named=True):
        name = names[row["activity"]]
        assert (row["self_loops"], row["returns"], row["bounces"], row["repeated_cases"]) == (
            loops[name], returns[name], bounces[name], again_cases[name],
        )  # fmt: skip
        assert row["repeats"] == row["self_loops"] + row["returns"]
        assert row["count"] == row["cases"] + row["repeats"]
    assert done.cases_with == sum(len({e[2] for e in t}) < len(t) for t in found.values())
    lasted = sorted(max(leave(e) for e in t) - t[0][3] for t in found.values())
    assert sorted(case_durations(steps(log)).tolist()) == lasted
    for by, key in (("case", 0), ("patient", 1)):
        silences = []
        for owner in {r[key] for r in given_rows}:
            mine = sorted((r for r in given_rows if r[key] == owner), key=lambda e: e[3])
            # Ties between cases of one patient come in the order of the log, whatever it is:
            # only the starts and the latest end so far matter here.
            last = None
            for event in mine:
                if last is not None:
                    silences.append(max(0, event[3] - last) / S)
                last = max(leave(event), last or leave(event))
        got = gaps(steps(log), by=by)["gap_s"].to_list()
        assert len(got) == len(silences)
        if by == "case":
            assert sorted(got) == sorted(silences)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 10**15)), min_size=1, max_size=200))
def test_approximate_quantiles_stay_within_their_error(pairs):
    groups = np.array([g for g, _ in pairs])
    found, dense = np.unique(groups, return_inverse=True)
    values = np.array([v for _, v in pairs], np.int64)
    exact = spread(dense, values, len(found))
    near = spread(dense, values, len(found), exact_up_to=0)
    for name in ("median_s", "p10_s", "p25_s", "p75_s", "p90_s"):
        gap = np.abs(exact[name].to_numpy() - near[name].to_numpy())
        assert (gap <= RELATIVE_ERROR * exact[name].to_numpy() * (1 + 1e-9)).all()
    assert exact["max_s"].to_list() == near["max_s"].to_list()
    assert exact["mean_s"].to_list() == pytest.approx(near["mean_s"].to_list())
