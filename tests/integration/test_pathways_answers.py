"""Answers past the gate, pictures that stand up to hostile names, errors that help."""

import csv
import io
import re
import xml.etree.ElementTree as ET

import numpy as np
import polars as pl
import pytest

from pathways.answers.asked import ask
from pathways.answers.bottlenecks import bottlenecks
from pathways.answers.handover import handover
from pathways.answers.map import process_map
from pathways.answers.performance import performance_of
from pathways.answers.rework import rework_of
from pathways.answers.variants import variants_of
from pathways.pictures.layout import Arc, lay_out
from pathways.pictures.numbers import duration
from twin.contracts.events import LogAbout, of_rows
from twin.tables import JumeauError

pytestmark = pytest.mark.integration
S = 1_000_000
EVIL = "<script>alert(1)</script>&\"'=1+1"
QUESTIONS = (process_map, variants_of, performance_of, bottlenecks, rework_of, handover)


def random_log(seed, *, public, cases=150, patients=90, names=("A", "B", "C", "D", "Rare")):
    rng = np.random.default_rng(seed)
    rows = []
    for case in range(cases):
        at = int(rng.integers(0, 10**7)) * S
        for _ in range(int(rng.integers(1, 7))):
            kind = rng.choice(len(names), p=[0.4, 0.3, 0.19, 0.1, 0.01])
            site = f"S{int(rng.integers(0, 3))}"
            rows.append((str(case), f"p{rng.integers(patients)}", names[kind], at, site,
                         str(int(rng.integers(20, 90)))))  # fmt: skip
            at += int(rng.integers(0, 5)) * 3600 * S
    frame = pl.DataFrame(
        rows, orient="row",
        schema={"case": pl.String, "patient": pl.String, "activity": pl.String,
                "start": pl.Int64, "site": pl.String, "@Age": pl.String},
    )  # fmt: skip
    # A case has one patient.
    frame = frame.with_columns(pl.col("patient").first().over("case"))
    return of_rows(frame, LogAbout(public=public))


def counts(value):
    """Give every count written in a JSON answer, however deep."""
    if isinstance(value, dict):
        for key, one in value.items():
            if key in {"count", "patients", "cases", "events", "repeats", "self_loops", "returns",
                       "bounces", "repeated_cases", "cases_with", "cases_without"}:  # fmt: skip
                yield key, one
            else:
                yield from counts(one)
    elif isinstance(value, list):
        for one in value:
            yield from counts(one)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("seed", [1, 2])
def test_no_small_count_is_written_anywhere(question, seed):
    answer = question(ask(random_log(seed, public=False)))
    told = answer.json()
    for key, count in counts({k: v for k, v in told.items() if k != "rest"}):
        if isinstance(count, dict | list):
            continue
        assert count is None or count == 0 or count >= 11, key
    assert "n.\u00a0c." in answer.asked.gate.words()
    assert told["disclosure"]["public"] is False
    for row in csv.DictReader(io.StringIO(answer.csv())):
        for key in ("count", "patients", "cases"):
            assert not row.get(key) or int(row[key]) == 0 or int(row[key]) >= 11
    assert "ne sont pas communiqués" in answer.svg()


def test_hidden_activities_stay_hidden_when_the_map_is_filtered():
    """The totals of a filtered map, less those of the whole, must not give back a small count."""
    asked = ask(random_log(3, public=False))
    whole = process_map(asked).json()
    less = process_map(asked, activities=0.9).json()
    gone = {n["activity"] for n in whole["nodes"] if n["hidden"]}
    assert gone
    for node in less["nodes"]:
        assert node["hidden"] or node["activity"] not in gone


def test_quantiles_need_patients_beyond_them():
    rows = performance_of(ask(random_log(4, public=False))).json()["performance"]
    for row in rows:
        if row["hidden"]:
            assert row["median_s"] is None
        assert row["min_s"] is None
        assert row["max_s"] is None


@pytest.mark.parametrize("question", QUESTIONS)
def test_hostile_names_stay_text(question):
    log = random_log(5, public=True, names=("A", EVIL, "C]]>", "D\x07", "=HYPERLINK(1)"))
    answer = question(ask(log))
    drawn = answer.svg()
    assert "<script" not in drawn
    ET.fromstring(drawn)
    assert "<script" not in answer.page()
    for row in csv.reader(io.StringIO(answer.csv())):
        assert not any(value.startswith("=") for value in row)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_log_of_one_event_is_answered(question):
    frame = pl.DataFrame({"case": ["1"], "activity": ["A"], "start": [0], "site": ["S"]})
    answer = question(ask(of_rows(frame, LogAbout(public=True))))
    ET.fromstring(answer.svg())
    assert answer.json()["answer"]
    with pytest.raises(JumeauError, match="rien n'en est montré"):
        ask(of_rows(frame, LogAbout()))


def test_every_list_has_the_same_keys_in_every_row():
    for question in QUESTIONS:
        for public in (True, False):
            told = question(ask(random_log(6, public=public))).json()
            for value in told.values():
                if isinstance(value, list) and value and isinstance(value[0], dict):
                    assert len({tuple(row) for row in value}) == 1


def test_cohorts_keep_whole_pathways():
    log = random_log(7, public=True)
    old = ask(log, ["Age>=60"]).log
    young = ask(log, ["activity!=Rare"]).log
    spelled = log.spelled()
    some = set(spelled.filter(pl.col("@Age").cast(pl.Int64) >= 60)["case"])
    assert set(old.spelled()["case"]) == some
    assert old.events == spelled.filter(pl.col("case").is_in(list(some))).height
    assert "Rare" not in young.spelled()["activity"].to_list()
    both = ask(log, ["site=S0|S1", "Age<40"], "1970-01-01..1970-02-15")
    assert all("parcours" in words for words in both.cohort.words())
    starts = both.log.frame.group_by("case").agg(pl.col("start").min())["start"]
    assert starts.max() < 46 * 86400 * S


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"where": ["Agee=3"]}, "Vouliez-vous dire"),
        ({"where": ["Age"]}, "n'est pas une condition"),
        ({"where": ["activity=Rrare"]}, "Rare"),
        ({"where": ["Age>=vieux"]}, "n'est pas un nombre"),
        ({"period": "2014"}, "deux dates"),
        ({"period": "2014-02-01..2014-01-01"}, "la fin précède"),
        ({"sites": ["S9"]}, "aucun événement"),
        ({"where": ["Age>=60"], "period": "2030-01-01..2030-01-02"}, "aucun parcours"),
        ({"threshold": 5}, "sous le minimum"),
    ],
)
def test_errors_say_what_to_do(words, said):
    with pytest.raises(JumeauError) as error:
        ask(random_log(8, public=True), **words)
    assert said in str(error.value)
    assert error.value.remedy


def test_boxes_and_labels_never_overlap():
    rng = np.random.default_rng(9)
    for _ in range(12):
        n = int(rng.integers(2, 12))
        names = [f"n{i}" for i in range(n)]
        boxes = {name: (float(rng.integers(60, 180)), 44.0) for name in names}
        boxes |= {"first": (64.0, 28.0), "last": (64.0, 28.0)}
        arcs = [Arc("first", names[0], 1.0, 30.0), Arc(names[-1], "last", 1.0, 30.0)]
        arcs += [
            Arc(a, b, float(rng.random()), 60.0)
            for a in names for b in names if a != b and rng.random() < 0.3
        ]  # fmt: skip
        placed = lay_out(boxes, arcs, "first", "last", {k: v[0] for k, v in boxes.items()})
        shapes = [(x, y, *boxes[k]) for k, (x, y) in placed.boxes.items()]
        shapes += [(x, y, arc.label_width, 14.0) for (x, y), arc in
                   zip(placed.labels, arcs, strict=True)]  # fmt: skip
        for i, (x, y, w, h) in enumerate(shapes):
            assert x - w / 2 >= -1
            assert x + w / 2 <= placed.width + 1
            for x2, y2, w2, h2 in shapes[:i]:
                assert abs(x - x2) >= (w + w2) / 2 - 1 or abs(y - y2) >= (h + h2) / 2 - 1


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59, "59 s"), (90, "2 min"), (5400, "1,5 h"), (86400, "24 h"),
     (10 * 86400, "10 j"), (800 * 86400, "2,2 ans")],
)  # fmt: skip
def test_durations_are_said_in_their_unit(seconds, words):
    assert re.sub(r"\s", " ", duration(seconds)) == words
