"""The pieces of a risk model, against answers worked out another way."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from pathways.answers.asked import ask
from pathways.breaks.clock import DAY_US
from pathways.risk import saved
from pathways.risk.answer import risk_answer
from pathways.risk.booster import Trees
from pathways.risk.calibration import Calibration, calibrate
from pathways.risk.card import FIELDS, card_of, markdown, plain
from pathways.risk.drift import drift_of
from pathways.risk.encoding import Encoding, Feature, check_finite, choose
from pathways.risk.model import Model
from pathways.risk.scoring import auc, perform
from pathways.risk.splitting import split
from pathways.risk.study import study
from pathways.risk.subgroups import by_subgroup
from pathways.risk.target import find_target, judged, read_target, target_names
from tests.unit.pathways_risk_logs import RULE, planted, sigmoid
from twin.tables import JumeauError

FEATURES = tuple(Feature("quantity", f"f{i}", "", f"mesure {i}") for i in range(3))


def table(n, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 3)).astype(np.float32)
    x[rng.random((n, 3)) < 0.1] = np.nan
    y = (rng.random(n) < sigmoid(2 * np.nan_to_num(x[:, 0]) - 1)).astype(np.int8)
    return x, y


@pytest.fixture(scope="module")
def model():
    x, y = table(400)
    trees = Trees.grow(x, y, FEATURES)
    calibration = calibrate(trees.margin(x), y)
    return Model("essai", "0" * 64, Encoding(FEATURES, ()), trees, calibration)


def test_platt_finds_a_known_sigmoid_and_flattens_a_reversed_one():
    rng = np.random.default_rng(1)
    margin = rng.normal(size=900)
    label = (rng.random(900) < sigmoid(1.7 * margin - 0.4)).astype(np.int8)
    found = calibrate(margin, label)
    assert found.method == "platt"
    assert found.slope == pytest.approx(1.7, abs=0.35)
    assert found.intercept == pytest.approx(-0.4, abs=0.25)
    # Maximum likelihood: predicted and (smoothed) observed totals agree.
    assert found.probability(margin).mean() == pytest.approx(label.mean(), abs=2e-3)
    flat = calibrate(-margin, label)
    assert flat.slope == 0
    assert np.allclose(flat.probability(margin), label.mean())


def test_isotonic_is_used_with_enough_anchors_and_keeps_totals():
    rng = np.random.default_rng(2)
    margin = np.round(rng.normal(size=3000), 2)
    label = (rng.random(3000) < sigmoid(margin)).astype(np.int8)
    found = calibrate(margin, label)
    assert found.method == "isotonic"
    chance = found.probability(margin)
    assert chance.mean() == pytest.approx(label.mean(), abs=1e-3)
    assert (np.diff(found.probability(np.sort(margin))) >= 0).all()
    assert chance.min() > 0
    assert chance.max() < 1
    again = Calibration.from_json(json.loads(json.dumps(found.to_json())))
    assert np.array_equal(again.probability(margin), chance)


def test_auc_counts_pairs():
    rng = np.random.default_rng(3)
    chance = rng.integers(0, 6, 60).astype(float)
    label = rng.integers(0, 2, 60).astype(np.int8)
    pairs = [
        1.0 if a > b else 0.5 if a == b else 0.0
        for a in chance[label == 1]
        for b in chance[label == 0]
    ]
    assert auc(chance, label) == pytest.approx(np.mean(pairs))


def test_brier_gain_and_interval_by_patient():
    label = np.array([1, 0, 1, 0] * 50, np.int8)
    chance = np.where(label == 1, 0.8, 0.2)
    patient = np.arange(200, dtype=np.uint32)
    found = perform(chance, label, patient, {"half": 0.5})
    assert found.brier.value == pytest.approx(0.04)
    one = found.against["half"]
    assert one.brier == pytest.approx(0.25)
    assert (one.gain.low, one.gain.value, one.gain.high) == pytest.approx((0.21, 0.21, 0.21))
    assert one.skill.value == pytest.approx(0.84)
    assert found.predictable
    # The same anchors, all of ten patients: the interval is wider.
    rng = np.random.default_rng(4)
    noisy = np.clip(chance + rng.normal(0, 0.5, 200), 0, 1)
    alone = perform(noisy, label, patient, {"half": 0.5}).brier
    # Patients who are wrong together.
    block = np.repeat(np.arange(10), 20).astype(np.uint32)
    wrong = np.where(block % 2 == 0, chance, 1 - chance)
    apart = perform(wrong, label, patient, {"half": 0.5}).brier
    grouped = perform(wrong, label, block, {"half": 0.5}).brier
    assert alone.low < alone.value < alone.high
    assert grouped.high - grouped.low > 2 * (apart.high - apart.low)


def test_a_model_equal_to_a_constant_is_not_predictable():
    label = np.array([1, 0, 0, 0] * 30, np.int8)
    flat = np.full(120, 0.25)
    found = perform(flat, label, np.arange(120, dtype=np.uint32), {"old": 0.6, "recent": 0.25})
    assert found.against["old"].gain.low > 0
    assert not found.predictable


def test_bootstrap_interval_agrees_with_the_normal_one():
    rng = np.random.default_rng(5)
    n = 4000
    p = rng.uniform(0.05, 0.6, n)
    label = (rng.random(n) < p).astype(np.int8)
    found = perform(p, label, np.arange(n, dtype=np.uint32), {"base": float(label.mean())})
    error = (p - label) ** 2
    half = 1.96 * error.std() / math.sqrt(n)
    assert found.brier.low == pytest.approx(error.mean() - half, abs=6e-4)
    assert found.brier.high == pytest.approx(error.mean() + half, abs=6e-4)


def test_stability_index_by_hand():
    before = np.array([0.0] * 80 + [1.0] * 20)
    after = np.array([0.0] * 50 + [1.0] * 50)
    found = drift_of("x", before, after)
    assert found.psi == pytest.approx(-0.3 * math.log(50 / 80) + 0.3 * math.log(50 / 20))
    assert found.noise == pytest.approx(2 / 100)
    assert found.state == "drift"
    rng = np.random.default_rng(6)
    assert drift_of("x", rng.normal(size=800), rng.normal(size=500)).state == "stable"
    holes = np.where(rng.random(500) < 0.5, np.nan, rng.normal(size=500))
    assert drift_of("x", rng.normal(size=800), holes).state == "drift"


def test_parts_add_up_to_the_margin(model):
    x, _ = table(200, seed=8)
    parts, base = model.trees.parts(x)
    assert np.abs(parts.sum(axis=1) + base - model.trees.margin(x)).max() <= 1e-4


def test_the_same_data_give_the_same_bytes(model):
    x, y = table(400)
    assert Trees.grow(x, y, FEATURES).to_json() == model.trees.to_json()


@pytest.mark.parametrize("bad", [np.inf, -np.inf])
def test_infinite_numbers_are_refused_where_they_are(model, bad):
    x, y = table(50)
    x[3, 1] = bad
    for act in (
        lambda: check_finite(x, FEATURES),
        lambda: model.chance(x),
        lambda: model.trees.parts(x),
        lambda: Trees.grow(x, y, FEATURES),
    ):
        with pytest.raises(JumeauError) as refused:
            act()
        assert "mesure 1" in refused.value.problem


def test_labels_other_than_0_and_1_are_refused():
    x, y = table(50)
    with pytest.raises(JumeauError):
        Trees.grow(x, (y + 1).astype(np.int8), FEATURES)


def test_a_saved_model_comes_back_the_same(model, tmp_path):
    sha = saved.save(tmp_path / "m", model)
    again = saved.load(tmp_path / "m")
    x, _ = table(100, seed=9)
    assert np.array_equal(again.chance(x), model.chance(x))
    assert len(sha) == 64
    assert {p.name for p in (tmp_path / "m").iterdir()} == {
        "model.json",
        "steps.json",
        "model.sha256.json",
    }
    json.loads((tmp_path / "m/model.json").read_bytes())


@pytest.mark.parametrize("name", [saved.TREES, saved.STEPS])
def test_an_altered_model_is_refused(model, tmp_path, name):
    saved.save(tmp_path, model)
    path = tmp_path / name
    raw = bytearray(path.read_bytes())
    for place in (0, len(raw) // 3, len(raw) - 2):
        changed = bytearray(raw)
        changed[place] ^= 1
        path.write_bytes(changed)
        with pytest.raises(JumeauError, match="altéré"):
            saved.load(tmp_path)
    path.write_bytes(raw[:-10])
    with pytest.raises(JumeauError, match="altéré"):
        saved.load(tmp_path)
    path.unlink()
    with pytest.raises(JumeauError):
        saved.load(tmp_path)


def test_a_model_without_its_hashes_is_refused(model, tmp_path):
    saved.save(tmp_path, model)
    (tmp_path / saved.SEALS).unlink()
    with pytest.raises(JumeauError):
        saved.load(tmp_path)
    (tmp_path / saved.SEALS).write_text("[1]")
    with pytest.raises(JumeauError):
        saved.load(tmp_path)
    with pytest.raises(JumeauError):
        Trees.of_json(b'{"a": 1}', FEATURES)


def test_texts_that_are_numbers_too_big_or_none_are_unknown():
    log, _ = planted(80, 1)
    anchors = split(log, RULE, judged(log, RULE)).parts["train"]
    encoding, _ = choose(log, RULE, anchors)
    at = [f.field for f in encoding.features].index("@fragilite")
    odd = ["inf", "nan", "1e999", "1e300", "x", "", "1,5", "-2"]
    values = pl.Series("@fragilite", (odd * log.events)[: log.events], dtype=pl.String)
    changed = log.keep(pl.lit(True))
    object.__setattr__(changed, "frame", log.frame.with_columns(values))
    column = encoding.table(changed, anchors)[:, at]
    assert not np.isinf(column).any()
    assert set(column[~np.isnan(column)].tolist()) <= {1.5, -2.0}


def test_targets_that_come_with_jumeau():
    assert target_names() == ("sepsis-icu-7d", "sepsis-return-28d")
    assert find_target("sepsis-icu-7d").at_risk is not None
    with pytest.raises(JumeauError, match="sepsis-icu-7d"):
        find_target("sepsis-icu")


def test_a_target_file_with_faults_is_refused(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text("name = 'x'\n[at_risk]\nlabel = 'a'\n", encoding="utf-8")
    with pytest.raises(JumeauError) as refused:
        read_target(path)
    assert len(refused.value.faults()) > 3


def test_no_anchor_after_the_end_of_the_risk():
    rule = find_target("sepsis-icu-7d").model_dump()
    rule |= {
        "at_risk": {"label": "déjà appelé", "until": [{"activities": ["appel"]}]},
        **{k: v for k, v in RULE.model_dump().items() if k not in ("words",)},
        "words": {},
    }
    target = type(find_target("sepsis-icu-7d")).model_validate(rule)
    log, _ = planted(60, 2)
    called = log.spelled().filter(pl.col("activity") == "appel")["case"].unique()
    found = judged(log, target)
    names = dict(log.cases.select("case", "name").iter_rows())
    kept = {names[c] for c in found.rows["case"]}
    assert kept == {c for c in names.values() if c not in set(called)}
    assert found.left_out.filter(pl.col("reason") == "déjà appelé")["anchors"].item() == len(called)


def test_markdown_of_the_card_takes_words_of_a_log_as_text():
    assert plain("<b>a|b</b>\n# x") == r"\<b\>a\|b\</b\> \# x"
    assert len(set(FIELDS)) == len(FIELDS)


def test_each_subgroup_has_its_own_score():
    rng = np.random.default_rng(12)
    n = 400
    rows = pl.DataFrame(
        {
            "patient": np.repeat(np.arange(n // 2), 2).astype(np.uint32),
            "label": (rng.random(n) < 0.3).astype(np.int8),
            "sex": np.where(np.arange(n) % 4 < 2, "F", "M"),
            "age_band": ["inconnu"] * n,
            "site": ["A"] * n,
            "@FDep": rng.integers(1, 6, n).astype(str),
        }
    )
    chance = rng.uniform(0, 0.6, n)
    found = by_subgroup(rows, chance)
    # Age is unknown everywhere: it is no dimension; the deprivation index is found by its name.
    assert {g.dimension for g in found} == {"sex", "site", "deprivation"}
    women = next(g for g in found if g.label == "F")
    here = (rows["sex"] == "F").to_numpy()
    label = rows["label"].to_numpy()[here]
    assert (women.anchors, women.patients, women.events) == (200, 100, int(label.sum()))
    assert women.brier.value == pytest.approx(((chance[here] - label) ** 2).mean())
    assert women.in_the_large.value == pytest.approx((chance[here] - label).mean())
    assert women.in_the_large.low < women.in_the_large.value < women.in_the_large.high


@pytest.mark.parametrize("people", [2, 5, 40])
def test_hardly_anybody_is_an_answer_too(people):
    log, _ = planted(people, 1)
    found = study(log, RULE)
    assert found.state == "too_few"
    if people <= 10:  # the gate shows nothing of so few
        with pytest.raises(JumeauError, match="cohorte de 1 à 10 patients"):
            ask(log)
        log = replace(log, about=log.about.with_(public=True))
    told = risk_answer(ask(log), found)
    assert told.facts["verdict"].startswith("Non prévisible avec ces données")
    json.dumps(told.json(), allow_nan=False)
    assert told.svg().startswith("<svg")
    assert markdown(card_of(told.json()))


def test_anchors_all_on_one_day_cannot_be_cut_in_time():
    log, _ = planted(300, 1)
    start = pl.col("start") - pl.col("start").first().over("case") + 18_000 * DAY_US
    found = study(replace(log, frame=log.frame.with_columns(start=start)), RULE)
    assert found.state == "too_few"
