"""The whole path on generated dated files with a planted effect, and the verb."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from forecasting.shortage.answer import answer, to_dict
from forecasting.shortage.events import SHORT, build
from forecasting.shortage.labels import END_OF_MARKETING, NEW_SHORTAGE, outcomes
from forecasting.shortage.products import read_products
from forecasting.shortage.rows import rows_at
from forecasting.shortage.store import read_store
from forecasting.shortage.study import Book, study
from scenarios.cli.main import main
from tests.unit.shortage_worlds import FIRST, days, write_world

pytestmark = pytest.mark.integration
REAL = Path(__file__).parents[3] / "shared" / "data" / "forecasting"
MONTHS = 26


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return write_world(tmp_path_factory.mktemp("world"), MONTHS)


@pytest.fixture(scope="module")
def told(world):
    return build(read_store(world, date(2030, 1, 1)).snapshots)


@pytest.fixture(scope="module")
def products(world):
    return read_products(world / f"bdpm_specialites_{FIRST}.csv", FIRST.toordinal())


@pytest.fixture(scope="module")
def found(told, products):
    return study(told.days[-1], 3, Book(told, (products,), "mitm"))


def run(capsys, *words):
    with pytest.raises(SystemExit) as end:
        main(["forecast", "shortage", *map(str, words)])
    captured = capsys.readouterr()
    return int(end.value.code or 0), captured.out, captured.err


def test_the_planted_effect_is_found(found):
    assert found.beats
    assert found.gain_low > 0
    assert not found.biased
    by = {s.name: s for s in found.scores}
    assert by["model"].recall > by[found.best_rule].recall
    assert len(found.tests) >= 2
    assert found.calibrated.brier < found.calibrated.brier_base_rate
    assert found.calibrated.expected == pytest.approx(found.calibrated.observed, rel=0.4)
    first = found.ranking()[:15]
    fragile = [(int(found.rows.cluster[i]) - 10000) % 3 == 0 for i in first]
    assert np.mean(fragile) > 0.9


def test_what_is_not_there_is_not_found(tmp_path):
    folder = write_world(tmp_path, 16, substances=120, planted=False)
    every = build(read_store(folder, date(2030, 1, 1)).snapshots)
    held = read_products(folder / f"bdpm_specialites_{FIRST}.csv", FIRST.toordinal())
    one = study(every.days[-1], 1, Book(every, (held,), "mitm"))
    assert not one.beats
    assert not np.allclose(one.ranking(), np.argsort(-one.model.margin(one.rows.x)))


@pytest.mark.parametrize("at", [6, 13, 21])
@pytest.mark.parametrize("scope", ["mitm", "all"])
def test_files_after_a_day_change_nothing(world, told, products, at, scope):
    day = days(MONTHS)[at]
    before = build(read_store(world, day).snapshots)
    alone = rows_at(day.toordinal(), before, products, scope)
    with_later = rows_at(day.toordinal(), told, products, scope)
    assert np.array_equal(alone.x, with_later.x)
    assert np.array_equal(alone.group, with_later.group)
    assert all(np.array_equal(alone.rules[k], with_later.rules[k]) for k in alone.rules)


def test_shuffled_later_files_change_no_answer(world, tmp_path):
    asof = days(MONTHS)[7]
    copy = tmp_path / "copy"
    shutil.copytree(world, copy)
    later = [copy / f"{d}" / "CIS_CIP_Dispo_Spec.txt" for d in days(MONTHS)[8:]]
    for path, other in zip(later, [*later[5:], *later[:5]], strict=True):
        path.write_bytes(other.read_bytes()[::-1])
    one, two = (
        to_dict(answer(folder, asof, months=(1,)), [])["horizons"] for folder in (world, copy)
    )
    assert one == two


def test_a_closed_event_still_counts_when_later_files_forget_it(world, told, products):
    last = days(MONTHS)[-1]
    only = build(read_store(world, last).snapshots[-1:])
    cis = {e.cis for e in told.events if e.kind == SHORT} - {e.cis for e in only.events}
    assert len(cis) > 10
    full = rows_at(last.toordinal(), told, products)
    cut = rows_at(last.toordinal(), only, products)
    own = full.names.index("own_declarations")
    assert full.x[:, own].sum() > cut.x[:, own].sum() + 10


def test_groups_already_short_are_not_at_risk_and_the_end_of_marketing_competes(told, products):
    day = told.days[10]
    rows = rows_at(day, told, products)
    short = {e.cis for e in told.events if e.kind == SHORT and e.active(day)}
    assert short
    assert not any(set(m) & short for m in rows.members)
    cis = rows.members[0][0]
    event = next(e for e in told.events if e.kind == SHORT)
    stops = [replace(event, cis=c, kind="stop", known=day + 5) for c in rows.members[0]]
    after = replace(event, cis=cis, known=day + 9)
    quiet = replace(told, events=tuple(stops))
    assert outcomes(rows, day + 90, quiet)[0] == END_OF_MARKETING
    assert outcomes(rows, day + 90, replace(told, events=(*stops, after)))[0] == END_OF_MARKETING
    before = replace(after, known=day + 5)
    assert outcomes(rows, day + 90, replace(told, events=(before, *stops)))[0] == NEW_SHORTAGE
    assert outcomes(rows, day + 3, quiet)[0] == 0


def test_a_study_refuses_a_history_that_goes_further(told, products):
    with pytest.raises(ValueError, match="after the day"):
        study(told.days[3], 1, Book(told, (products,), "mitm"))


def test_the_verb_tells_json_and_joins_the_stock(world, tmp_path, capsys):
    risk = tmp_path / "risque.csv"
    risk.write_text("cis;nom;jours_sans_produit;criticite\n60000000;A;3,5;V\nGANT1;Gants;9;E\n")
    out = tmp_path / "liste.csv"
    asof = days(MONTHS)[8]
    code, text, err = run(capsys, "--snapshots", world, "--asof", asof, "--stock-risk", risk,
                          "--months", "1", "--json", "--csv", out)  # fmt: skip
    assert (code, err) == (0, "")
    body = json.loads(text)
    assert "Liste de revue" in body["nature"]
    assert max(body["files"]) == asof.isoformat()
    (one,) = body["horizons"]
    assert one["list_given"] in ("model", one["best_rule"])
    assert len({tuple(row) for row in one["list"]}) == 1
    assert sum(row["in_review_list"] for row in one["list"]) == 50
    assert [r["priority"] for r in body["stock"]] == [350.0, 90.0]
    assert body["stock"][1]["national_state"] == "inconnu de la base des médicaments"
    assert out.read_text("utf-8-sig").count("\n") == len(one["list"]) + 1


def test_the_verb_deposits_and_refuses(world, tmp_path, capsys):
    file = world / f"{FIRST}" / "CIS_CIP_Dispo_Spec.txt"
    store = tmp_path / "store"
    asked = ("add", file, "--date", "04/01/2021", "--store", store)
    assert run(capsys, *asked)[:2] == (
        0, f"Déposé : {store / 'bdpm_dispo_2021-01-04.txt.gz'}\n"
    )  # fmt: skip
    assert "Déjà déposé" in run(capsys, *asked)[1]
    assert run(capsys, "--snapshots", store)[0] == 2
    code, _, err = run(capsys, "--snapshots", store, "--asof", "2021-02-01")
    assert code == 2
    assert "spécialités" in err
    code, _, err = run(capsys, "--snapshots", store, "--asof", "demain")
    assert (code, "n'est pas une date" in err) == (2, True)


@pytest.mark.full
@pytest.mark.skipif(not REAL.is_dir(), reason="real files absent: not part of the repository")
def test_one_real_file_is_marked_biased(capsys):
    code, text, _ = run(capsys, "--snapshots", REAL, "--asof", "07/07/2025", "--months", "6")
    assert code == 0
    assert "BIAIS DE SURVIE" in text
    assert "Liste de revue" in text


def test_two_files_only_are_marked_biased(world, tmp_path, capsys):
    for day in (days(MONTHS)[12], days(MONTHS)[18]):
        shutil.copytree(world / f"{day}", tmp_path / f"{day}")
    shutil.copy(world / f"bdpm_specialites_{FIRST}.csv", tmp_path)
    code, text, _ = run(capsys, "--snapshots", tmp_path, "--asof", days(MONTHS)[18],
                        "--months", "6")  # fmt: skip
    assert code == 0
    assert "BIAIS DE SURVIE" in text
    assert "Liste de revue" in text
