"""What a hostile reader looked for in the answers on pathways, and no longer finds."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from pathways.answers.asked import ask
from pathways.answers.bottlenecks import bottlenecks
from pathways.answers.map import process_map
from pathways.breaks.following import After, Points, first_after
from pathways.conformance.against_model import against_model
from pathways.conformance.case_ends import CaseEnd
from pathways.learning.emergency import multipliers, posterior
from pathways.learning.learn import learn
from pathways.learning.shrink import design_effect, pooled
from pathways.learning.steps import ALL
from pathways.learning.steps import steps as learning_steps
from pathways.models import Diagram
from pathways.models.bpmn import Flow, Node
from pathways.queries.groups import paired, presences
from twin.contracts.events import LogAbout, of_rows
from twin.disclosure import Gate
from twin.tables import JumeauError

MINUTE = 60_000_000


def log_of(rows, **about):
    """Give a log of (case, patient, activity, minute) rows."""
    frame = pl.DataFrame(rows, ["case", "patient", "activity", "start"], orient="row")
    return of_rows([frame.with_columns(pl.col("start") * MINUTE)], LogAbout(**about))


def test_the_share_at_which_an_activity_appears_does_not_give_its_count():
    rows = [(f"c{i}", f"p{i}", "A", 0) for i in range(900)]
    rows += [(f"c{i}", f"p{i}", "B", 9) for i in range(60)]
    rows += [(f"c{i}", f"p{i}", name, at) for name, n, at in (("rare", 7, 5), ("seldom", 3, 6))
             for i in range(n)]  # fmt: skip
    asked = ask(log_of(rows))
    for part in (0.95, 0.99, 0.995, 0.999, 0.99999):
        kept = {n["activity"] for n in process_map(asked, activities=part).json()["nodes"]}
        assert kept <= {"A", "B"}
    every = process_map(asked).json()["nodes"]
    assert {n["activity"] for n in every if n["hidden"]} >= {"rare", "seldom"}


@pytest.mark.parametrize("reference", [0.001, 0.05, 0.98, 1.0])
def test_a_reference_near_an_extreme_is_no_duration_of_one_patient(reference):
    rng = np.random.default_rng(1)
    rows = []
    for i in range(60):
        rows += [(f"c{i}", f"p{i}", "A", 0), (f"c{i}", f"p{i}", "B", int(rng.integers(5, 500)))]
    answer = bottlenecks(ask(log_of(rows)), reference=reference)
    assert answer.svg()
    (line,) = answer.json()["bottlenecks"]
    assert line["count"] == 60
    assert line["reference_s"] is None
    assert line["lost_s"] is None
    (public,) = bottlenecks(ask(log_of(rows, public=True)), reference=reference).json()[
        "bottlenecks"
    ]
    assert public["reference_s"] is not None


def test_the_usual_reference_is_shown_when_enough_patients_are_beyond_it():
    rows = []
    for i in range(60):
        rows += [(f"c{i}", f"p{i}", "A", 0), (f"c{i}", f"p{i}", "B", i + 1)]
    (line,) = bottlenecks(ask(log_of(rows))).json()["bottlenecks"]
    assert line["reference_s"] == pytest.approx(60 * (1 + 0.25 * 59))


def test_an_attribute_of_the_case_is_read_wherever_it_is_written():
    frame = pl.DataFrame(
        {"case": ["a", "a", "b", "b"], "activity": ["x", "y", "x", "y"],
         "start": [0, MINUTE, 0, MINUTE], "@motif": [None, "sepsis", "sepsis", None]}
    )  # fmt: skip
    told = learning_steps(of_rows([frame], LogAbout()), "motif")
    assert told["cause"].unique().to_list() == ["sepsis"]
    assert learning_steps(of_rows([frame], LogAbout()))["cause"].unique().to_list() == [ALL]


def test_the_design_effect_is_that_of_the_whole_table():
    rng = np.random.default_rng(3)
    table = rng.poisson(0.7, (200, 5)).astype(float)
    table = table[table.sum(axis=1) > 0]
    share, taken = table.sum(axis=0) / table.sum(), table.sum(axis=1)
    clustered = ((table - taken[:, None] * share) ** 2).sum()
    chance = table.sum() * (share * (1 - share)).sum()
    patient, way = np.nonzero(table)
    found = design_effect(patient, way, table[patient, way])
    assert found == pytest.approx(max(clustered / chance * len(table) / (len(table) - 1), 1.0))


def test_keys_too_large_to_be_multiplied_are_still_told_apart():
    key = np.array([2**61, 2**61 + 1, 3], np.int64)
    anchors = Points(key, np.zeros(3, np.int64), np.arange(3))
    events = Points(key[::-1].copy(), np.array([30, 20, 10]), np.array([7, 8, 9]))
    times, rows = first_after(anchors, events, After(0, "24h", same_instant=False))
    assert times.tolist() == [10, 20, 30]
    assert rows.tolist() == [9, 8, 7]


def test_only_successions_that_occur_are_spelled():
    names = [f"act{i}" for i in range(3_000)]
    rows = [("c", "p", name, i) for i, name in enumerate(names)]
    one = log_of(rows)
    items, _ = presences(paired(one, one, same_source=True))
    assert items.filter(pl.col("kind") == "succession").height == 2_999


def test_many_visits_of_few_patients_are_few_patients():
    counts, prior = np.array([[[20.0, 10.0]]]), np.array([[[0.5, 0.5]]])
    few, enough = (np.array([[float(n)]]) for n in (3, 11))
    assert not posterior(counts, prior, 11, few, few[0]).any()
    learned = posterior(counts, prior, 11, enough, enough[0])
    assert learned.sum() > 30
    # The cause has enough patients, this cell has not: it tells nothing by itself.
    leaning = posterior(counts, prior, 11, few, enough[0])
    assert leaning.sum() <= 10 + 1e-9


@pytest.mark.parametrize("patients", [3, 30])
def test_many_durations_of_few_patients_are_not_learned(patients):
    rng = np.random.default_rng(2)
    times = pl.DataFrame(
        {"patient": np.arange(60) % patients, "cause": 0, "band": 0,
         "ratio": rng.lognormal(0, 0.5, 60)}
    )  # fmt: skip
    found = multipliers(times, 1, 11, pooled=0)
    assert np.isfinite(found[0, 0]).all() == (patients >= 11)


def test_a_map_whose_every_activity_is_hidden_is_said_and_not_drawn():
    asked = ask(log_of([(f"c{i}", f"p{i}", "ABC"[i % 3], 0) for i in range(12)]))
    assert process_map(asked).json()["nodes"][0]["hidden"]
    with pytest.raises(JumeauError, match="aucune activité"):
        process_map(asked, activities=0.8)


def test_a_few_repetitions_of_a_deviation_are_not_counted():
    abc = Diagram(
        (Node("s", "start"), Node("a", "task", "A"), Node("b", "task", "B"), Node("e", "end")),
        (Flow("s", "a"), Flow("a", "b"), Flow("b", "e")),
    )
    rows = []
    for i in range(60):
        word = "AB" if i < 30 else "AXB" if i < 57 else "AXXB"
        rows += [(f"c{i}", f"p{i}", letter, at) for at, letter in enumerate(word)]
    (private,) = against_model(log_of(rows), abc, CaseEnd(), Gate()).deviations
    assert (private.cases, private.times) == (30, None)
    (public,) = against_model(
        log_of(rows, public=True), abc, CaseEnd(), Gate(public=True)
    ).deviations
    assert (public.cases, public.times) == (30, 33)


def test_a_model_written_down_does_not_give_back_the_ways_of_a_few_patients():
    rows = []
    for cause, way, n in (("cardio", "B", 37), ("cardio", "C", 3), ("other", "B", 400),
                          ("other", "C", 60), ("other", "D", 40)):  # fmt: skip
        for i in range(n):
            name = f"{cause}{way}{i}"
            rows += [(name, name, "A", 0, cause), (name, name, way, MINUTE, cause)]
    frame = pl.DataFrame(rows, ["case", "patient", "activity", "start", "@motif"], orient="row")

    def told(public: bool) -> dict[str, float]:
        model = learn(of_rows([frame], LogAbout(public=public)), cause="motif")
        every, cardio = (model.branching[g, ALL]["A"] for g in (ALL, "cardio"))
        mean = np.array(every.alpha) / sum(every.alpha)
        # Nobody of the group went to D: what stands there is the weight of the parent.
        weight = cardio.alpha[cardio.to.index("D")] / mean[cardio.to.index("D")]
        return dict(zip(cardio.to, np.array(cardio.alpha) - weight * mean, strict=True))

    open_, closed = told(public=True), told(public=False)
    assert open_["C"] == pytest.approx(3, abs=0.02)
    assert closed["C"] == pytest.approx((open_["B"] + 3) * 63 / 500, rel=0.02)
    assert sum(closed.values()) == pytest.approx(sum(open_.values()))


def test_ways_of_a_few_patients_are_put_together():
    counts, shares = np.array([30.0, 12, 4, 0]), np.array([0.4, 0.3, 0.2, 0.1])
    assert pooled(counts, counts, shares, 11).tolist() == pytest.approx([30, 9.6, 6.4, 0])
    few = np.array([5.0, 4, 0, 3])
    assert pooled(few, few, shares, 11).tolist() == pytest.approx([6, 4.5, 0, 1.5])
    assert pooled(counts, counts, shares, 1).tolist() == counts.tolist()
