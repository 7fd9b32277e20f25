"""Several answers on one log set side by side: no small count is a subtraction away."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.optimize import linprog

from pathways.answers.asked import ask
from pathways.answers.bottlenecks import bottlenecks
from pathways.answers.handover import handover
from pathways.answers.map import process_map
from pathways.answers.performance import performance_of
from pathways.answers.rework import rework_of
from pathways.answers.together import CELLS, together
from pathways.answers.variants import variants_of
from pathways.queries.rework import rework
from pathways.queries.steps import steps
from twin.contracts.events import LogAbout, of_rows
from twin.disclosure import Gate

pytestmark = pytest.mark.integration
HOUR = 3_600_000_000
NAMES = ("A", "B", "C", "D", "E")


def journal(seed: int, *, public: bool = False, patients: int = 90, cases: int = 120):
    """Pathways of which nearly all begin with A; some activities are rare, some repeated."""
    rng = np.random.default_rng(seed)
    rows = []
    for case in range(cases):
        who = f"p{case if case < patients else rng.integers(patients)}"
        at = case * 48 * HOUR
        tail = rng.choice(NAMES, int(rng.integers(1, 6)), p=[0.1, 0.5, 0.3, 0.08, 0.02])
        for name in [*(["A"] if rng.random() < 0.97 else []), *tail]:
            rows.append((f"c{case}", who, str(name), at, f"S{rng.integers(3)}"))
            at += int(rng.integers(0, 30)) * HOUR
    frame = pl.DataFrame(rows, ["case", "patient", "activity", "start", "site"], orient="row")
    return of_rows([frame], LogAbout(public=public))


def told(log) -> dict[tuple, int | None]:
    """Give every count of the map and of what is redone, by its name; None where hidden.

    A count told by one answer is known, whatever the others do.
    """
    asked = ask(log)
    drawn, redone = process_map(asked).json(), rework_of(asked).json()
    cells: dict[tuple, int | None] = {}

    def note(key: tuple, value: int | None) -> None:
        if cells.get(key) is None:
            cells[key] = value

    for answer in (drawn, redone, handover(asked).json(), variants_of(asked).json()):
        note(("cases",), answer["cases"])
    for answer in (drawn, redone):
        note(("events",), answer["events"])
    note(("with",), redone["cases_with"])
    note(("without",), redone["cases_without"])
    for node in drawn["nodes"]:
        note(("count", node["activity"]), node["count"])
        note(("in", node["activity"]), node["cases"])
    for edge in [*drawn["edges"], *performance_of(asked).json()["performance"],
                 *bottlenecks(asked).json()["bottlenecks"]]:  # fmt: skip
        note(("edge", edge["from"], edge["to"]), edge["count"])
    for side in ("starts", "ends"):
        for row in drawn[side]:
            note((side, row["activity"]), row["count"])
    for row in redone["rework"]:
        name = row["activity"]
        note(("count", name), row["count"])
        note(("in", name), row["cases"])
        note(("again", name), row["repeated_cases"])
        note(("repeats", name), row["repeats"])
        note(("edge", name, name), row["self_loops"])
        note(("returns", name), row["returns"])
        cells[("lacking", name)] = cells[("once", name)] = None
    return cells


def sums(cells) -> list[tuple[tuple, list[tuple]]]:
    """Every sum that a reader knows between the counts of these answers."""
    names = [key[1] for key in cells if key[0] == "count"]
    found = [(("events",), [("count", n) for n in names]), (("cases",), [("with",), ("without",)])]
    for n in names:
        leaving = [k for k in cells if k[0] == "edge" and k[1] == n]
        reaching = [k for k in cells if k[0] == "edge" and k[2] == n]
        found += [
            (("count", n), leaving + [k for k in cells if k == ("ends", n)]),
            (("count", n), reaching + [k for k in cells if k == ("starts", n)]),
            (("count", n), [("in", n), ("repeats", n)]),
            (("in", n), [("once", n), ("again", n)]),
            (("cases",), [("in", n), ("lacking", n)]),
            (("repeats", n), [("returns", n), *[k for k in cells if k == ("edge", n, n)]]),
        ]
    for side in ("starts", "ends"):
        found.append((("cases",), [k for k in cells if k[0] == side]))
    return found


@pytest.mark.parametrize(
    "seed", [pytest.param(n, marks=() if n < 2 else pytest.mark.full) for n in range(8)]
)
def test_no_small_count_is_found_back_from_several_answers(seed):
    shown = told(journal(seed))
    truth = told(journal(seed, public=True))
    log = journal(seed, public=True)
    table = rework(steps(log)).table
    for row in table.iter_rows(named=True):
        name = log.names.activities[row["activity"]]
        truth[("lacking", name)] = truth[("cases",)] - row["cases"]
        truth[("once", name)] = row["cases"] - row["repeated_cases"]
    keys = list(shown)
    at = {key: i for i, key in enumerate(keys)}
    assert all(shown[k] is None or shown[k] == truth[k] for k in keys)
    assert all(shown[k] is None or shown[k] == 0 or shown[k] >= 11 for k in keys)
    rows, known = [], []
    for total, parts in sums(shown):
        row = np.zeros(len(keys))
        row[at[total]] = -1
        for part in parts:
            row[at[part]] += 1
        rows.append(row)
        known.append(0.0)
    # What is hidden is unknown, 0 for what is computed only by subtraction, else at least 1.
    bounds = [
        (shown[k], shown[k]) if shown[k] is not None
        else (0 if truth[k] == 0 else 1, None) for k in keys
    ]  # fmt: skip
    for key in keys:
        if not 1 <= truth[key] <= 10:
            continue
        ends = []
        for sign in (1, -1):
            goal = np.zeros(len(keys))
            goal[at[key]] = sign
            found = linprog(goal, A_eq=np.array(rows), b_eq=known, bounds=bounds)
            assert found.status in (0, 3), found.message
            ends.append(np.inf if found.status == 3 else abs(found.fun))
        assert ends[1] - ends[0] >= 11 - 1e-6, (key, truth[key], ends)


@pytest.mark.parametrize("seed", [0, 1])
def test_counts_less_patients_are_no_small_number(seed):
    asked = ask(journal(seed))
    drawn = process_map(asked).json()
    for rows in (drawn["edges"], drawn["nodes"], drawn["starts"], drawn["ends"],
                 performance_of(asked).json()["performance"],
                 bottlenecks(asked).json()["bottlenecks"], handover(asked).json()["handovers"],
                 handover(asked).json()["actors"]):  # fmt: skip
        for row in rows:
            for count in ("count", "cases"):
                if row.get(count) is not None and row.get("patients") is not None:
                    apart = row[count] - row["patients"]
                    assert (count == "count" and "cases" in row) or not 1 <= apart <= 10, row


def test_a_case_in_all_but_one_is_hidden_in_every_answer():
    """1,049 pathways with an activity beside 1,050 in all: the one without would be told."""
    rows = []
    for case in range(200):
        names = ["A", *(["B"] if case else []), "C"]
        rows += [(f"c{case}", f"p{case}", n, (case * 9 + i) * HOUR, "S") for i, n in
                 enumerate(names)]  # fmt: skip
    frame = pl.DataFrame(rows, ["case", "patient", "activity", "start", "site"], orient="row")
    asked = ask(of_rows([frame], LogAbout()))
    drawn, redone = process_map(asked).json(), rework_of(asked).json()
    assert drawn["cases"] == redone["cases"]
    for table in (drawn["nodes"], redone["rework"]):
        (row,) = (r for r in table if r["activity"] == "B")
        assert drawn["cases"] is None or (row["count"] is None and row["cases"] is None)


def test_the_longest_wait_keeps_its_rank_when_only_its_count_is_hidden():
    """Two arcs leave A, one of them of 3 patients: the other is hidden to protect it."""
    rows = []
    for case in range(120):
        last, wait = ("B", 900 + case) if case > 2 else ("C", 1)
        times = [("A", 0), (last, wait), ("D", wait + 1 + case % 7)]
        rows += [(f"c{case}", f"p{case}", n, (case * 9 + h) * HOUR, "S") for n, h in times]
    frame = pl.DataFrame(rows, ["case", "patient", "activity", "start", "site"], orient="row")
    told_ = bottlenecks(ask(of_rows([frame], LogAbout()))).json()
    true = bottlenecks(ask(of_rows([frame], LogAbout(public=True)))).json()
    first, real = told_["bottlenecks"][0], true["bottlenecks"][0]
    assert (first["from"], first["to"]) == (real["from"], real["to"]) == ("A", "B")
    assert first["count"] is None
    assert first["hidden"]
    assert first["approximate"]
    # Two arcs of the same three patients are left: their time is not told by a subtraction.
    assert told_["shares_of"] == "shown"
    assert told_["unranked"] == 2
    answer = bottlenecks(ask(of_rows([frame], LogAbout())))
    assert "montré" in answer.heads["share_of_lost"][0]
    assert any("peut être incomplet" in line for line in answer.lines)


SEPSIS = Path(__file__).parents[3] / "shared" / "data" / "pathways" / "sepsis_cases.csv.gz"


@pytest.mark.skipif(not SEPSIS.exists(), reason="shared data absent")
def test_sepsis_shares_are_those_of_all_the_time_lost():
    from pathways.opening import open_log

    log = open_log(SEPSIS)
    told_ = bottlenecks(ask(log)).json()
    true = {(r["from"], r["to"]): r for r in bottlenecks(ask(open_log(SEPSIS, public=True)))
            .json()["bottlenecks"]}  # fmt: skip
    first = told_["bottlenecks"][0]
    assert (first["from"], first["to"]) == ("Release A", "Return ER")
    assert told_["shares_of"] == "log"
    for row in told_["bottlenecks"]:
        if row["share_of_lost"] is not None:
            real = true[row["from"], row["to"]]["share_of_lost"]
            assert abs(row["share_of_lost"] - real) <= (0.005001 if row["approximate"] else 1e-9)
        if row["hidden"]:
            assert row["count"] is row["patients"] is row["total_s"] is None


def test_cells_of_a_public_log_are_all_shown():
    seen = together(steps(journal(0, public=True)), Gate(public=True))
    assert not seen.cells.any()
    assert seen.cells.shape[1] == len(CELLS)
