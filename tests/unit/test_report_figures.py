"""The numbers of a note: probabilities against known draws, words, values of levers, limits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from shapely import MultiPolygon, box

from scenarios.english import english
from scenarios.paired import parameter_interval, parameter_means
from scenarios.percentiles import ends_of
from scenarios.report import figures
from scenarios.report.answer import probabilities
from scenarios.report.commune_map import breaks
from scenarios.report.contours import _path
from scenarios.report.decision import Decision
from scenarios.report.drawing import Scale, nice_step
from scenarios.report.event import event_of
from scenarios.report.explained import INTERACTION, Attribution, Part
from scenarios.report.hypotheses import lever_sheets, uncertain_words
from scenarios.report.limits import limits, page
from scenarios.report.probability import beyond, draws_play, mean_told
from scenarios.report.studied import EXPECTED, unswept
from tests.note_runs import SUSPEND

ROOT = Path(__file__).resolve().parents[2]
NB = "\u00a0"
GAIN = "Que le gain demandé ({} d'au moins {}) ne soit pas atteint"


def test_the_means_of_draws_are_those_of_param90():
    rng = np.random.default_rng(3)
    cube = rng.normal(size=(20, 1)) * 2 + rng.normal(size=(1, 8)) + rng.normal(size=(20, 8)) / 3
    means = parameter_means(cube)
    assert ends_of(means, 20) == parameter_interval(cube)


def test_periods_that_share_their_draw_or_their_luck_are_not_so_many():
    """Ten draws of 200 periods each, all on one side: ten cases, which are no near certainty."""
    luck = np.random.default_rng(5)
    by_draw = 30 + 5 * luck.normal(size=(10, 1)) + 0.01 * luck.normal(size=(10, 200))
    by_luck = 30 + 5 * luck.normal(size=(1, 10)) + 0.01 * luck.normal(size=(200, 10))
    free = 30 + 5 * luck.normal(size=(10, 200))
    found = {}
    for name, cube in (("draw", by_draw), ("luck", by_luck), ("free", free)):
        year = probabilities(cube, Decision("ed_stay_median", better="low"))[-1]
        assert (year.distribution, year.share, year.n) == ("year", 1.0, 2000)
        found[name] = (year.independent, year.word)
    assert found["draw"] == found["luck"] == (10, "très probable")
    assert found["free"][0] > 500
    assert found["free"][1] == "presque certain"


def test_a_probability_counts_cases_and_never_says_certain_on_few():
    means = np.array([-1.0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    found = beyond(means, 0, above=True, distribution="param", independent=10)
    assert (found.cases, found.n, found.share) == (9, 10, 0.9)
    assert found.word == "probable"
    every = beyond(means + 5, 0, above=True, distribution="param", independent=10)
    assert (every.share, every.word) == (1.0, "très probable")
    many = beyond(np.ones(200), 0, above=True, distribution="param", independent=200)
    assert many.word == "presque certain"
    none = beyond(means, 100, above=True, distribution="param", independent=10)
    assert (none.share, none.word) == (0.0, "très improbable")
    # Strict on both sides: a difference that is the threshold is beyond neither way.
    flat = np.zeros(5)
    assert beyond(flat, 0, above=True, distribution="year", independent=5).cases == 0
    assert beyond(flat, 0, above=False, distribution="year", independent=5).cases == 0


def test_noise_alone_makes_no_probability_over_draws():
    rng = np.random.default_rng(1)
    luck = rng.normal(size=(1, 6))
    assert not draws_play(parameter_means(np.repeat(5 + luck, 12, axis=0)))
    assert draws_play(parameter_means(np.arange(12)[:, None] + luck))
    assert mean_told(np.repeat(5 + luck, 12, axis=0), 0)
    assert not mean_told(np.repeat(luck - luck.mean(), 12, axis=0), 0)
    assert not mean_told(np.ones((12, 1)), 0)


@pytest.mark.parametrize(
    ("better", "threshold", "unit", "words", "difference", "share"),
    [
        ("low", -15, "min", GAIN.format("baisse", f"15{NB}min"), -10, 1),
        ("low", -15, "min", GAIN.format("baisse", f"15{NB}min"), -20, 0),
        ("low", 30, "min", f"Une hausse de plus de 30{NB}min", 20, 0),
        ("low", 30, "min", f"Une hausse de plus de 30{NB}min", 40, 1),
        ("high", 0.05, "part", GAIN.format("hausse", f"5{NB}pt"), 0.03, 1),
        ("high", 0.05, "part", GAIN.format("hausse", f"5{NB}pt"), 0.07, 0),
        ("high", -0.02, "part", f"Une baisse de plus de 2{NB}pt", 0.01, 0),
        ("high", -0.02, "part", f"Une baisse de plus de 2{NB}pt", -0.03, 1),
        ("low", 0, "min", "Une hausse, donc une dégradation", -10, 0),
        ("high", 0, "", "Une baisse, donc une dégradation", -10, 1),
        ("neutral", 0, "min", "Une hausse", 5, 1),
        ("neutral", 5, "min", f"Une hausse de plus de 5,0{NB}min", 4, 0),
        ("neutral", -5, "min", f"Un écart au-dessus de \u22125,0{NB}min", -4, 1),
    ],
)  # fmt: skip
def test_what_would_fail_is_said_as_it_is_counted(
    better, threshold, unit, words, difference, share
):
    decision = Decision("ed_stay_p90", threshold=threshold, better=better)
    assert event_of(decision, unit).words == words
    rng = np.random.default_rng(2)
    size = abs(difference) / 1e3
    cube = difference + size * (rng.normal(size=(20, 1)) + rng.normal(size=(1, 10)))
    param, year = probabilities(cube, decision)
    assert (param.share, year.share) == (share, share)


def test_few_draws_or_replications_make_no_probability():
    rng = np.random.default_rng(4)
    cube = 5 + rng.normal(size=(20, 1)) + rng.normal(size=(1, 12)) / 10
    decision = Decision("ed_stay_p90", better="low")
    for rows, columns, names in (
        (20, 12, ["param", "year"]), (20, 9, ["param"]), (20, 1, []), (20, 0, []), (9, 12, []),
    ):  # fmt: skip
        found = probabilities(cube[:rows, :columns], decision)
        assert [p.distribution for p in found] == names


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (-1234.6, "min", f"\u22121\u202f235{NB}min"),
        (0.0123, "part", f"+1,2{NB}pt"),
        (0.25, "min", f"+0,25{NB}min"),
        (0.0, "min", f"0,0{NB}min"),
        (None, "min", "–"),
        (float("nan"), "min", "–"),
    ],
)
def test_differences_are_written_in_french(value, unit, said):
    shown = figures.quantity(value, unit, figures.decimals_for(value, unit), signed=True)
    assert shown == said


def test_dates_and_intervals_are_written_in_french():
    assert figures.day("2026-01-01") == f"1er{NB}janvier{NB}2026"
    assert figures.day("hier") == "hier"
    assert figures.interval(-0.5, 1.25, "min", 1) == f"[\u22120,5{NB}; +1,2]"
    assert figures.interval(None, 1.0, "min") == "–"
    assert figures.percent(0.004) == f"moins de{NB}1{NB}%"
    assert figures.percent(0.625) == f"62{NB}%"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ([0.02, 0.1], f"de 2{NB}% à 10{NB}% (loi uniforme)"),
        ({"low": 0.1, "mode": 0.2, "high": 0.3},
         f"loi triangulaire : bas 10{NB}%, mode 20{NB}%, haut 30{NB}%"),
        ({"law": "normal", "mean": 0.1, "sd": 0.02, "low": None, "high": 1},
         f"loi normale : moyenne 10{NB}%, écart type 2{NB}%, haut 100{NB}%"),
        (0.125, f"12,5{NB}%"),
    ],
)  # fmt: skip
def test_a_value_says_its_law(value, said):
    assert uncertain_words(value, share=True) == said


def test_every_value_of_a_lever_has_a_status():
    (sheet,) = lever_sheets({"lever": [{**SUSPEND, "staff": {"to": "22", "share": 1.0}}]})
    by_name = {one.name: one for one in sheet.values}
    assert {"share_lost", "share_gp", "share_other", "share_anyway", "staff.share"} <= set(by_name)
    for name in ("share_lost", "share_gp", "share_other", "share_anyway", "staff.share"):
        assert by_name[name].status == "assumed"
    assert (by_name["share_lost"].kind, by_name["share_gp"].kind) == ("interval", "law")
    assert by_name["site"].status == "choice"
    (unknown,) = lever_sheets({"lever": [{"kind": "futur", "dose": 3, "reason": "r"}]})
    assert (unknown.source, unknown.values[0].status) == ("assumed", "assumed")
    (sourced,) = lever_sheets(
        {"lever": [{"kind": "add-staffed-beds", "beds": 3, "reason": "r", "source": "Arrêté"}]}
    )
    assert sourced.values[0].status == "sourced"


def test_the_limits_are_those_of_the_documentation():
    written = (ROOT / "docs/fr/explication/perimetre.md").read_text(encoding="utf-8")
    assert page() == written, "copy docs/fr/explication/perimetre.md over scenarios/report/texts"
    found = limits()
    assert len(found.missing) >= 15
    assert all(absent and after for absent, after in found.missing)
    assert found.in_mind
    assert any("Réguler" in one for one in found.not_for)


def test_the_steps_of_a_waterfall_make_the_total():
    parts = (Part("a", 4.0, 4.5, 4, 5), Part("b", -2.5, -1.5, -2, -1))
    exact = Attribution("ed_stay_median", "min", parts, 1.5, 3.0)
    assert [name for name, _ in exact.steps] == ["a", "b"]
    alone = tuple(Part(p.lever, p.alone, None, None, None) for p in parts)
    one_by_one = Attribution("ed_stay_median", "min", alone, 1.5, 3.0)
    assert one_by_one.steps[-1] == (INTERACTION, 1.5)
    for split in (exact, one_by_one):
        assert sum(value for _, value in split.steps) == pytest.approx(split.total)


def test_scales_and_classes_are_round():
    assert [nice_step(x) for x in (0.03, 0.2, 3.0, 10.0)] == pytest.approx([0.05, 0.2, 5, 10])
    scale = Scale([3.0, 7.0], 0, 100)
    assert scale.low == 0
    assert scale.at(scale.high) == 100
    assert breaks([]) == ()
    assert breaks([0.123] * 9) == (0.12,)
    assert breaks([1.0, 2.04, 3.06, 4, 5.08, 6]) == (3.1, 5.1)


def test_what_a_study_did_not_sweep_is_named():
    swept = ["assumptions.usable_beds", "lever.1.share_lost"]
    own = {"share_lost", "share_other", "site"}
    assert unswept(swept, own) == ("report vers d'autres urgences", "heures de médecin",
                                   "heure de sortie", "cycle du SMUR")  # fmt: skip
    assert "redéploiement du personnel" in unswept([], {"staff"})
    assert "redéploiement du personnel" not in unswept(["lever.1.staff.share"], {"staff"})
    assert english(f"Non balayés ici, et qui peuvent renverser la réponse : {', '.join(EXPECTED)}.")


def test_an_islet_too_small_to_draw_does_not_end_the_outline():
    shape = MultiPolygon([box(0, 0, 9, 9), box(20, 20, 20.01, 20.01), box(30, 30, 39, 39)])
    drawn = _path(shape)
    assert drawn.count("M") == 2
    assert "lz" not in drawn
