"""Cohorts of few patients, what is left out of them, rare values: nothing of them is shown."""

import json
import re

import numpy as np
import polars as pl
import pytest

from pathways.answers.asked import ask
from pathways.answers.compare import Groups, compare
from pathways.answers.map import process_map
from pathways.answers.rework import rework_of
from scenarios.cli.main import main
from twin.contracts.events import LogAbout, of_rows, write_log
from twin.disclosure import Gate
from twin.tables import JumeauError

pytestmark = pytest.mark.integration
HOUR = 3_600_000_000
REFUSED = "rien n'en est montré"


def journal(sizes, *, public=False, seed=0):
    """One pathway a patient; `sizes` gives the patients of each value of @Group."""
    rng = np.random.default_rng(seed)
    rows, case = [], 0
    for group, size in sizes.items():
        for _ in range(size):
            at = case * 24 * HOUR
            names = ["entrée", *rng.choice(["soin", "avis", "examen"], int(rng.integers(0, 4)))]
            for name in [*names, "sortie"]:
                site = "H1" if case % 3 else "H2"
                rows.append((f"c{case}", f"p{case}", str(name), at, site, group))
                at += int(rng.integers(1, 9)) * HOUR
            case += 1
    frame = pl.DataFrame(
        rows, ["case", "patient", "activity", "start", "site", "@Group"], orient="row"
    )
    return of_rows([frame], LogAbout(public=public))


@pytest.fixture
def run(capsys):
    """Give `jumeau pathways`: (code, stdout, stderr)."""

    def call(*words):
        with pytest.raises(SystemExit) as end:
            main(["pathways", *map(str, words)])
        told = capsys.readouterr()
        return int(end.value.code or 0), told.out, told.err

    return call


@pytest.mark.parametrize("size", [1, 5, 10])
def test_a_cohort_of_few_is_refused(size):
    log = journal({"A": 60, "B": size, "C": 40})
    with pytest.raises(JumeauError, match=REFUSED) as error:
        ask(log, ["Group=B"])
    assert error.value.exit_code == 1
    assert "1 à 10 patients" in str(error.value)
    told = re.sub("1 à 10|11", "", str(error.value))
    assert not re.search(r"\d", told)
    with pytest.raises(JumeauError, match=REFUSED):
        ask(journal({"A": size}))


@pytest.mark.parametrize("where", [["Group!=B"], ["Group=A|C"]])
def test_a_cohort_that_leaves_few_out_is_refused(where):
    with pytest.raises(JumeauError, match="reste du journal") as error:
        ask(journal({"A": 60, "B": 3, "C": 40}), where)
    assert error.value.exit_code == 1


def test_a_condition_that_leaves_few_out_of_the_others_is_refused():
    log = journal({"A": 60, "B": 3, "C": 40})
    with pytest.raises(JumeauError, match="reste"):
        ask(log, ["Group=A|B", "Group!=B"])


def test_cohorts_of_enough_and_public_logs_are_answered():
    assert ask(journal({"A": 60, "B": 11, "C": 40}), ["Group=B"]).log.patient_count() == 11
    assert ask(journal({"A": 60, "B": 11}), ["Group!=B"]).log.patient_count() == 60
    assert ask(journal({"A": 60, "B": 1}, public=True), ["Group=B"]).log.patient_count() == 1
    with pytest.raises(JumeauError, match="aucun parcours"):
        ask(journal({"A": 60}), period="2030-01-01..2030-01-02")


def test_two_groups_that_leave_few_out_are_not_compared():
    log = journal({"A": 60, "B": 3, "C": 40})
    one, two = ask(log, ["Group=A"]), ask(log, ["Group=C"])
    with pytest.raises(JumeauError, match="reste du journal"):
        compare(Groups(one, two, ("A", "C")))


VERBS = [
    ("map",), ("variants",), ("performance",), ("bottlenecks",), ("rework",),
    ("handover", "--by", "site"), ("model",), ("breaks", "--rule", "hf-gp-7d"),
    ("risk", "--rule", "hf-gp-7d"), ("learn", "--out", "OUT"), ("twin-model", "--out", "OUT"),
    ("distance", "LOG"), ("conformance", "--reference", "REF"),
    ("compare", "--a", "Group=A", "--b", "Group=B"),
]  # fmt: skip


@pytest.mark.parametrize("verb", VERBS, ids=lambda v: v[0])
def test_every_verb_refuses_a_log_of_few(run, tmp_path, verb):
    log = tmp_path / "log.parquet"
    write_log(journal({"A": 2, "B": 2}), log)
    ref = tmp_path / "ref.toml"
    ref.write_text(REFERENCE, encoding="utf-8")
    names = {"OUT": tmp_path / "out.json", "LOG": log, "REF": ref}
    words = [names.get(word, word) for word in verb[1:]]
    code, out, err = run(verb[0], log, *words)
    assert (code, out) == (1, "")
    assert REFUSED in err.replace("\n", " ").replace("\u00a0", " ")
    assert not names["OUT"].exists()


REFERENCE = """
title = "Essai"
source = "essai"
[[rule]]
name = "sortie"
title = "Une sortie"
kind = "exists"
activity = "sortie"
"""


def test_unknown_values_list_the_frequent_ones_only():
    log = journal({"frequent": 60, "rarissime": 3, "courant": 40})
    for where in (["Group=zzz"], ["Group=rarissim"]):
        with pytest.raises(JumeauError) as error:
            ask(log, where)
        assert "rarissime" not in str(error.value)
    with pytest.raises(JumeauError, match="frequent"):
        ask(log, ["Group=zzz"])
    with pytest.raises(JumeauError, match="rarissime"):
        ask(journal({"frequent": 60, "rarissime": 3}, public=True), ["Group=rarissim"])


@pytest.mark.parametrize("size", [11, 12, 14, 25])
def test_headers_of_two_answers_agree(size):
    log = journal({"A": 60, "B": size}, seed=size)
    asked = ask(log, ["Group=B"])
    drawn, redone = process_map(asked).json(), rework_of(asked).json()
    assert (drawn["cases"], drawn["events"]) == (redone["cases"], redone["events"])
    assert (drawn["cases"] is None) == (drawn["patients"] is None)


def test_public_on_a_question_does_not_open_an_imported_log(run, tmp_path):
    log = tmp_path / "log.parquet"
    write_log(journal({"A": 60, "B": 3}), log)
    code, out, err = run("map", log, "--public", "--json")
    assert (code, out) == (2, "")
    assert "--override" in err
    book = tmp_path / "log.parquet.exports.jsonl"
    assert not book.exists()
    code, out, _ = run("map", log, "--public", "--override", "accord du 3 mars", "--json",
                       "--where", "Group=B")  # fmt: skip
    assert code == 0
    assert json.loads(out)["cases"] == 3
    assert "accord du 3 mars" in json.loads(out)["disclosure"]["words"]
    assert "accord du 3 mars" in book.read_text(encoding="utf-8")


def test_the_gate_admits_enough_patients():
    Gate().admit(11)
    Gate().admit(0)
    with pytest.raises(JumeauError, match=REFUSED):
        Gate().admit(10)
    Gate(public=True).admit(1)
