"""Flip points where they are known, shapes that are said, losers that are sure."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from scenarios.english import english as said_in_english
from scenarios.lever import build
from scenarios.paired import paired_differences
from scenarios.studies.factor import Factor
from scenarios.studies.flip import Flip, flip_point, found
from scenarios.studies.losers import Losers, losing
from tests.stored_runs import scenario
from twin.tables import JumeauError

VALUES = tuple(np.linspace(0.8, 1.2, 9))


def cells(curve, noise=0.5, replications=20, seed=1):
    luck = np.random.default_rng(seed)
    shared = luck.normal(0, noise, replications)
    own = luck.normal(0, noise / 5, (len(VALUES), replications))
    return np.array([curve(v) for v in VALUES])[:, None] + shared[None, :] + own


def test_a_known_flip_is_found_with_its_band():
    one = found("p", "P", 0.0, VALUES, cells(lambda v: 50 * (v - 0.93)))
    assert one.outcome == "flips"
    assert one.crossings == pytest.approx((0.93,), abs=0.02)
    ((low, high),) = one.untold
    assert low < one.crossings[0] < high
    assert high - low < 0.05
    assert one.shape == "monotone"
    assert "s'inverse à 0,9" in one.text


def test_no_flip_is_said():
    one = found("p", "P", 0.0, VALUES, cells(lambda v: 10 * v))
    assert (one.outcome, one.crossings, one.untold) == ("holds", (), ())
    assert "ne s'inverse pas entre 0,8 et 1,2" in one.text


def test_noise_that_hides_is_said():
    one = found("p", "P", 0.0, VALUES, cells(lambda v: 0.2 * (v - 0.8), noise=5))
    assert one.outcome == "unsure"
    assert "indécidable" in one.text


def test_a_bend_is_said_and_every_crossing_given():
    one = found("p", "P", 0.0, VALUES, cells(lambda v: 400 * (v - 1) ** 2 - 4))
    assert one.shape == "not_monotone"
    assert one.crossings == pytest.approx((0.9, 1.1), abs=0.02)


def test_the_threshold_counts():
    one = found("p", "P", 2.0, VALUES, cells(lambda v: 50 * (v - 0.93)))
    assert one.crossings == pytest.approx((0.97,), abs=0.02)


def test_one_replication_tells_nothing():
    assert found("p", "P", 0.0, VALUES, cells(lambda v: v, replications=1)).outcome == "unsure"


def test_what_cannot_be_swept_says_why():
    def refuse(points):
        raise JumeauError("ici", "impossible.", "Autre chose.")

    one = flip_point(scenario(), Factor(path="assumptions.stay"), 0.0, refuse, 5)
    assert "impossible" in one.text
    assert one.plain()["points"] == []


def test_default_sweeps_are_the_intervals_then_the_model():
    night = build({"kind": "suspend-ed", "site": "220000343", "from": "20:00", "until": "08:00",
                   "reason": "essai"})  # fmt: skip
    paths = [one.path for one in Flip().swept(scenario(lever=(night,)))]
    assert paths[0] == "lever.1.share_lost"
    assert {"assumptions.physician_hours", "assumptions.usable_beds", "assumptions.discharge_hour",
            "assumptions.smur_cycle"} <= set(paths)  # fmt: skip


def access(effects, seed, noise=1.0):
    luck = np.random.default_rng(seed)
    return pd.DataFrame(
        [
            (0, r, "ed_access_mean", "min", zone, "", "p", 20 + effect + noise * luck.normal())
            for zone, effect in effects.items()
            for r in range(1, 21)
        ],
        columns=["draw", "replication", "indicator", "unit", "zone", "facility", "period", "value"],
    )


def losses(effects, **asked):
    still = access(dict.fromkeys(effects, 0.0), 1)
    rows = paired_differences(still, access(effects, 2), [])
    return losing(rows, dict.fromkeys(effects, 1000.0), {}, Losers(**asked))


def test_losers_are_those_detected_worst_first():
    effects = {f"{z:05d}": 0.0 for z in range(200)} | {"22001": 15.0, "22002": 8.0, "22003": -9.0}
    found_ = losses(effects)
    assert [c.zone for c in found_.worst[:2]] == ["22001", "22002"]
    assert "22003" not in [c.zone for c in found_.worst]
    assert found_.beyond == found_.surely_beyond == 1000
    assert found_.detected <= 4
    assert found_.tested == 203


def test_chosen_intervals_are_wider():
    effects = {f"{z:05d}": 0.0 for z in range(200)} | {"22001": 15.0}
    rows = paired_differences(access(dict.fromkeys(effects, 0.0), 1), access(effects, 2), [])
    row = rows[rows["zone"] == "22001"].iloc[0]
    worst = losing(rows, {}, {}, Losers()).worst[0]
    assert worst.high - worst.low > 1.3 * (row["high"] - row["low"])


def test_nobody_loses():
    found_ = losses({f"{z:05d}": 0.0 for z in range(50)})
    assert found_.worst == ()
    assert "Aucune perte détectée" in found_.text


def test_the_number_asked_is_kept():
    found_ = losses({f"{z:05d}": 12.0 for z in range(40)})
    assert (len(found_.worst), found_.detected, found_.inhabitants) == (20, 40, 40_000)


def test_what_is_counted_is_swept_by_whole_numbers():
    beds = {"kind": "add-staffed-beds", "site": "220000012", "beds": [0, 4], "reason": "essai"}
    asked = scenario(lever=(build(beds),))
    assert Factor(path="lever.1.beds").points(asked, 7) == (0.0, 1.0, 2.0, 3.0, 4.0)
    assert Factor(path="lever.1.beds", values=(0.4, 2.5, 3.0)).points(asked, 7) == (0.0, 3.0)


def test_the_intervals_of_those_shown_cover_what_they_lose():
    """Five hundred communes lose a minute each: the twenty worst are so by luck alone."""
    luck = np.random.default_rng(11)
    keys = ["draw", "replication", "indicator", "unit", "zone", "facility", "period", "value"]
    covered = []
    for _ in range(10):
        value = 1 + luck.normal(size=(500, 20))
        policy = pd.DataFrame(
            [(0, r + 1, "ed_access_mean", "min", f"{z:05d}", "", "p", value[z, r])
             for z in range(500) for r in range(20)], columns=keys,
        )  # fmt: skip
        rows = paired_differences(policy.assign(value=0.0), policy, [])
        found_ = losing(rows, {}, {}, Losers())
        assert found_.detected > 450
        covered += [one.low <= 1 <= one.high for one in found_.worst]
    assert len(covered) == 200
    assert np.mean(covered) >= 0.95


def test_a_plateau_on_the_threshold_is_a_flip_that_has_a_place():
    # The difference is exactly the threshold at two values in a row: it turns between them.
    steps = np.array([[1.0, 1.1, 0.9], [0.0] * 3, [0.0] * 3, [-1.0, -1.1, -0.9]])
    one = found("p", "P", 0.0, (1.0, 2.0, 3.0, 4.0), steps)
    assert (one.outcome, one.crossings) == ("flips", (2.5,))
    assert "s'inverse à 2,5" in one.text
    # Touched without being crossed: no flip there.
    touched = np.array([[1.0, 1.1, 0.9], [0.0] * 3, [1.0, 1.1, 0.9], [-1.0, -1.1, -0.9]])
    assert found("p", "P", 0.0, (1.0, 2.0, 3.0, 4.0), touched).crossings == (3.5,)


def test_what_was_visited_is_said():
    one = found("p", "P", 0.0, VALUES, cells(lambda v: 10 * v))
    assert "entre 0,8 et 1,2 (9 valeurs visitées, 20 réplications)" in one.text


def test_a_commune_named_beforehand_keeps_its_own_interval():
    effects = {f"{z:05d}": 0.0 for z in range(100)} | {"22001": 15.0, "22002": 12.0}
    rows = paired_differences(access(dict.fromkeys(effects, 0.0), 1), access(effects, 2), [])
    own = rows[rows["zone"] == "22001"].iloc[0]
    free = losing(rows, {}, {}, Losers()).worst
    kept = losing(rows, {}, {}, Losers(), ("ed_access_mean", "", "22001")).worst
    assert (kept[0].low, kept[0].high) == pytest.approx((own["low"], own["high"]))
    # One chosen among all instead of two: the other is a little wider.
    assert kept[1].high > free[1].high
    assert losing(rows, {}, {}, Losers(), ("ed_visits", "", "22001")).worst == free


@pytest.mark.parametrize(("effect", "said"), [
    (15.0, "Perte détectée dans 1 commune sur 51 (1\u202f000 habitants) ; plus de 10"),
    (7.0, "Perte détectée dans 1 commune sur 51 (1\u202f000 habitants) ; nulle part plus de 10"),
])  # fmt: skip
def test_one_commune_is_said_in_the_singular(effect, said):
    text = losses({f"{z:05d}": 0.0 for z in range(50)} | {"22001": effect}).text
    assert text.startswith(said)
    assert said_in_english(text).startswith("Loss detected in 1 municipality out of 51")
