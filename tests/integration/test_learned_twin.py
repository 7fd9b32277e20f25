"""What was put in a hospital of the twin is learned back from its log, within its intervals."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.stats import beta

from pathways.learning.emergency import learn_emergency
from scenarios.baseline import base_inputs
from scenarios.lever import lever_kinds
from scenarios.scenario import Scenario, load_scenario
from scenarios.simulated_log import log_of_blocks
from tests.territories import small_territory
from twin.contracts import NOBODY_ACTS, Keep, LocalModel, PathwayModel
from twin.contracts.events import LogAbout
from twin.contracts.learned import FACTORS, SHARES, LearnedPathways
from twin.disclosure import Gate
from twin.engine.run import run
from twin.tables import JumeauError

START, DAYS = date(2026, 1, 5), 120
OWN_VISITS = 10
"""Visits of a cell under which its interval is mostly that of what it leans on."""


@pytest.fixture(scope="module")
def world():
    inputs = replace(base_inputs(small_territory(hospitals=3, scale=1.5)), policies=NOBODY_ACTS)
    return inputs, [f.id for f in inputs.territory.of_kind("hospital")]


def planted(path: PathwayModel, site: str, seed: int = 5) -> LocalModel:
    """Give one hospital ways unlike the territory's: each share by about 30 % up or down."""
    luck = np.random.default_rng(seed)

    def moved(shares):
        weights = shares * np.exp(luck.normal(0, 0.3, shares.shape))
        return weights / weights.sum(axis=-1, keepdims=True)

    own = LocalModel.of(path, (site,))
    return replace(
        own,
        triage=moved(own.triage), exams=moved(own.exams), disposition=moved(own.disposition),
        uhcd_admitted=own.uhcd_admitted * 0.8,
        exam_factor=own.exam_factor * np.exp(luck.normal(0, 0.2, own.exam_factor.shape)),
        stay_factor=own.stay_factor * np.exp(luck.normal(0, 0.2, own.stay_factor.shape)),
    )  # fmt: skip


def logged(inputs, seed, days=DAYS):
    done = run(inputs, start=START, days=days, warmup_days=2, seed=seed, keep=Keep.EVENTS)
    return log_of_blocks(
        done.blocks, inputs.territory, inputs.needs.causes, start=START, warmup_days=2
    )


def covered(learned, truth, base):
    """Give, by parameter, whether its 90 % interval holds the truth."""
    found = {}
    for name in SHARES:
        weights, true = learned.shares[name], getattr(truth, name)
        if name == "uhcd_admitted":
            true = np.stack([1 - true, true], axis=-1)
        total = weights.sum(axis=-1, keepdims=True)
        told = (total > 10 + OWN_VISITS) & (weights > 0) & (true > 1e-6) & (true < 1 - 1e-6)
        low, high = (beta.ppf(q, weights, total - weights) for q in (0.05, 0.95))
        found[name] = ((true >= low) & (true <= high))[told]
    for name in FACTORS:
        mean, spread = np.moveaxis(learned.factors[name], -1, 0)
        told = np.isfinite(spread)
        true = np.log(getattr(truth, name) / getattr(base, name))
        found[name] = (np.abs(true - mean) < 1.645 * spread)[told]
    return found


def trials(world, number, days=DAYS):
    inputs, hospitals = world
    own = planted(inputs.pathways, hospitals[0])
    changed = replace(inputs, pathways=replace(inputs.pathways, local=(own,)))
    base = LocalModel.of(inputs.pathways, ())
    found = {name: [] for name in (*SHARES, *FACTORS)}
    for trial in range(number):
        learned = learn_emergency(
            logged(changed, 100 + trial, days), inputs.pathways, inputs.needs.causes, hospitals,
            sites=hospitals[:1],
        )  # fmt: skip
        assert learned.sites == (hospitals[0],)
        for name, held in covered(learned, own, base).items():
            found[name] += held.tolist()
    return {name: (np.mean(held), len(held)) for name, held in found.items() if held}


def test_planted_parameters_are_learned_back(world):
    for name, (share, number) in trials(world, 1, 75).items():
        if number >= 50:
            assert share > 0.75, (name, share, number)


@pytest.mark.full
def test_intervals_hold_what_was_planted_in_100_trials(world):
    found = trials(world, 100)
    everything = np.average([s for s, _ in found.values()], weights=[n for _, n in found.values()])
    assert 0.85 <= everything <= 0.95
    for name, (share, number) in found.items():
        if number >= 500:
            assert 0.80 <= share <= 0.97, (name, share)


@pytest.fixture(scope="module")
def model(world, tmp_path_factory):
    inputs, hospitals = world
    own = planted(inputs.pathways, hospitals[0])
    changed = replace(inputs, pathways=replace(inputs.pathways, local=(own,)))
    learned = learn_emergency(
        logged(changed, 3, 60), inputs.pathways, inputs.needs.causes, hospitals,
        sites=hospitals[:1],
    )  # fmt: skip
    path = tmp_path_factory.mktemp("model") / "appris.json"
    learned.save(path)
    return learned, path


def lever(path, **more):
    kind = lever_kinds()["learned-pathways"]
    return kind.model_validate({"kind": "learned-pathways", "reason": "essai",
                                "model": str(path), **more})  # fmt: skip


def test_a_file_gives_back_the_model(model):
    learned, path = model
    again = LearnedPathways.load(path)
    assert again.digest() == learned.digest()
    assert again.covered() == learned.covered()


def test_an_empty_model_leaves_the_log_as_it_was(world, tmp_path):
    inputs, hospitals = world
    LearnedPathways.nothing(inputs.needs.causes).save(tmp_path / "rien.json")
    same = lever(tmp_path / "rien.json", sites=hospitals).apply(inputs)
    assert same is inputs
    first, second = (
        run(i, start=START, days=3, warmup_days=0, seed=1).log_hash for i in (inputs, same)
    )
    assert first == second


def test_each_draw_samples_the_model_and_the_centre_does_not(world, model):
    inputs, _ = world
    learned, path = model
    held = [
        lever(path, sampling=value).resolve().apply(inputs).pathways.local[0].triage
        for value in (0.5, 0.5, 0.2, 0.2, 0.7)
    ]
    mean = learned.local(inputs.pathways, inputs.needs.causes, ()).triage
    np.testing.assert_array_equal(held[0], mean)
    np.testing.assert_array_equal(held[0], held[1])
    np.testing.assert_array_equal(held[2], held[3])
    assert not np.array_equal(held[2], held[4])
    drawn = np.stack(
        [lever(path, sampling=v).resolve().apply(inputs).pathways.local[0].triage[5, 5]
         for v in np.linspace(0.01, 0.99, 200)]
    )  # fmt: skip
    assert drawn.mean(axis=0) == pytest.approx(mean[5, 5], abs=0.03)
    np.testing.assert_allclose(drawn.sum(axis=1), 1)


def test_only_the_causes_wanted_are_taken(world, model):
    inputs, hospitals = world
    own = lever(model[1], causes=["fall"], sampling=0.5).apply(inputs).pathways.local[0]
    fall = inputs.needs.causes.index("fall")
    base = LocalModel.of(inputs.pathways, ())
    others = [c for c in range(len(inputs.needs.causes)) if c != fall]
    np.testing.assert_array_equal(own.triage[others], base.triage[others])
    assert not np.array_equal(own.triage[fall], base.triage[fall])
    assert own.sites == (hospitals[0],)


def test_the_learned_twin_comes_nearer_to_the_log_than_the_territory_does(world, model):
    inputs, hospitals = world
    truth = planted(inputs.pathways, hospitals[0])
    own = lever(model[1], sampling=0.5).apply(inputs).pathways.local[0]
    base = LocalModel.of(inputs.pathways, ())
    for name in ("triage", "exams"):
        told = model[0].shares[name].sum(axis=-1) > 30
        near, far = (
            np.abs(getattr(m, name) - getattr(truth, name))[told].mean() for m in (own, base)
        )
        assert told.any()
        assert near < far


def test_small_cells_of_a_log_that_is_not_public_are_not_written(world):
    inputs, hospitals = world
    log = logged(inputs, 4, 20)
    closed = replace(log, about=log.about.with_(public=False))
    learned = learn_emergency(
        closed, inputs.pathways, inputs.needs.causes, hospitals, sites=hospitals[:1],
        gate=Gate.of(closed.about),
    )  # fmt: skip
    for name in SHARES:
        total = learned.shares[name].sum(axis=-1)
        # Either what it leans on (10 at most), or that and at least 11 visits.
        assert ((total <= 10 + 1e-9) | (total >= 11)).all()


def test_a_wrong_file_is_said_with_its_lever(tmp_path):
    path = tmp_path / "essai.toml"
    text = (
        'name = "essai"\ntitle = "Essai"\nquestion = "Et si ?"\nstart = 2026-01-12\ndays = 7\n'
        '[[lever]]\nkind = "learned-pathways"\nreason = "essai"\nmodel = "{}"\n'
    )
    path.write_text(text.format("absent.json"), encoding="utf-8")
    with pytest.raises(JumeauError, match=r"absent\.json"):
        load_scenario(path)
    (tmp_path / "autre.json").write_text(json.dumps({"format": "x"}), encoding="utf-8")
    path.write_text(text.format("autre.json"), encoding="utf-8")
    with pytest.raises(JumeauError, match="pas un modèle appris"):
        load_scenario(path)
    LearnedPathways.nothing(("fall",)).save(tmp_path / "rien.json")
    path.write_text(text.format("rien.json"), encoding="utf-8")
    scenario = load_scenario(path)
    assert isinstance(scenario, Scenario)
    assert scenario.lever[0].model == str(tmp_path / "rien.json")
    assert "n'a rien appris" in scenario.notes()[0]


def test_a_log_in_other_words_is_refused(world):
    import polars as pl

    from twin.contracts.events import of_rows

    inputs, hospitals = world
    log = of_rows(pl.DataFrame({"case": ["a"], "activity": ["x"], "start": [0]}), LogAbout())
    with pytest.raises(JumeauError, match="cause"):
        learn_emergency(log, inputs.pathways, inputs.needs.causes, hospitals)
