"""The verbs of the SAMU follow the territory's calendar of access, and say which one."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from scenarios.access_said import access_said
from scenarios.call_centre import Promise, size
from scenarios.calls_diverted import diverted_calls
from scenarios.cli.main import main
from scenarios.hospitals import minutes_to_hospitals
from scenarios.territory_period import period_inputs
from twin.contracts import AccessChange
from twin.engine.expected_visits import HOURS_A_YEAR, yearly_visits
from twin.parameters import diversion2026
from twin.territory import Territory
from twin.territory.openings import AccessRule

MONDAY = date(2026, 1, 12)
NIGHT = [h for h in range(168) if h % 24 >= 20 or h % 24 < 8]
EVERY_DAY = tuple(range(7))


def regulated(site, start=None, end=None, days=EVERY_DAY):
    return AccessRule(site, "regulated", start, end, days, 20, 8)


@pytest.fixture(scope="module")
def pilot():
    return Territory.pilot()


@pytest.fixture(scope="module")
def site(pilot):
    return pilot.of_kind("hospital")[0].id


@pytest.fixture(scope="module")
def ruled(pilot, site):
    """Give the pilot with one ED regulated each night, and its inputs of the week."""
    place = replace(pilot, access_rules=(regulated(site),))
    return period_inputs(place, MONDAY, 7)


def test_calls_sent_back_to_the_telephone_by_hand(ruled, site):
    found = diverted_calls(ruled, MONDAY)
    day = [h for h in range(168) if h not in NIGHT]
    assert not found[:, day].any()
    own, _, _ = yearly_visits(ruled)
    rank = [f.id for f in ruled.territory.of_kind("hospital")].index(site)
    choice = ruled.choice.probabilities(minutes_to_hospitals(ruled))[:, :, rank]
    # Children (bands 0 and 1) have their own choice.
    visits = (own[..., 2:].sum(axis=(1, 2)) * choice[0]).sum()
    visits += (own[..., :2].sum(axis=(1, 2)) * choice[1]).sum()
    profile = own.sum(axis=(0, 2)) @ ruled.needs.week_profile / own.sum()
    *_, share = diversion2026.REGULATED.series
    assert 0 < share < 1
    np.testing.assert_allclose(
        found[:, NIGHT].sum(axis=0), visits * share * profile[NIGHT] / HOURS_A_YEAR
    )


@pytest.mark.parametrize(
    ("rule", "hours"),
    [
        ({"end": date(2026, 1, 10)}, []),
        ({"start": date(2026, 1, 19)}, []),
        ({"days": (2,)}, list(range(48 + 20, 72 + 8))),
        ({"start": date(2026, 1, 17)}, [*range(140, 152), *range(164, 168)]),
        ({"days": (6,), "start": date(2026, 1, 5)}, [*range(8), *range(164, 168)]),
    ],
)
def test_only_the_hours_of_the_week_in_force_count(pilot, ruled, site, rule, hours):
    one = regulated(site, **rule)
    changes = period_changes(pilot, one)
    found = diverted_calls(replace(ruled, timeline=changes), MONDAY)
    assert np.flatnonzero(found.sum(axis=0)).tolist() == hours


def period_changes(pilot, rule):
    from scenarios.access_timeline import access_changes

    return access_changes(replace(pilot, access_rules=(rule,)), MONDAY, date(2026, 1, 18))


def test_a_call_centre_counts_the_calls_of_a_regulated_ed(ruled):
    promises = {"call_assistants": Promise(0.9, 0.5)}
    with_rule = size(ruled, promises, MONDAY)
    calm = replace(
        ruled, timeline=tuple(c for c in ruled.timeline if not isinstance(c, AccessChange))
    )
    without = size(calm, promises, MONDAY)
    more = [a.diverted.sum() for a in with_rule]
    assert sum(more) > 0
    for a, b in zip(with_rule, without, strict=True):
        assert not b.diverted.any()
        assert (a.need >= b.need).all()
        assert a.calls.sum() >= b.calls.sum() + a.diverted.sum() * 0.999


def test_the_sentence_counts_what_is_in_force(pilot, site):
    name = next(f.name for f in pilot.facilities if f.id == site)
    assert "ne déclare aucune règle" in access_said(pilot, MONDAY)
    over = replace(pilot, access_rules=(regulated(site, end=date(2025, 1, 1)),))
    assert "aucune des 1 règles" in access_said(over, MONDAY)
    held = replace(pilot, access_rules=(regulated(site), regulated(site, end=date(2025, 1, 1))))
    said = access_said(held, MONDAY, date(2026, 1, 18))
    assert "du 12/01/2026 au 18/01/2026" in said
    assert "1 règle(s) du territoire en vigueur" in said
    assert name in said


def code(*words):
    with pytest.raises(SystemExit) as ended:
        main(["samu", *map(str, words)])
    return ended.value.code


@pytest.fixture
def opened(monkeypatch, pilot, site):
    """Give every verb the pilot with one ED shut at night from the 10th."""
    rule = AccessRule(site, "suspended", date(2026, 1, 10), None, EVERY_DAY, 20, 8)
    place = replace(pilot, access_rules=(rule,))
    monkeypatch.setattr("scenarios.cli.where.opened", lambda _: place)
    return place


def test_refer_never_offers_a_door_shut_that_night_and_says_the_calendar(
    opened, site, tmp_path, capsys
):
    door = next(f for f in opened.facilities if f.id == site)
    head = "cas;commune;motif;age;appel\n"
    file = tmp_path / "cas.csv"
    line = f"C{{}};{door.zone};fall;45-64;2026-01-{{:02}} 01:00\n"
    file.write_text(head + line.format(1, 9) + line.format(2, 12))
    image = tmp_path / "cas.svg"
    assert code("refer", file, "--json", "--image", image) == 0
    told = json.loads(capsys.readouterr().out)
    assert "1 règle(s) du territoire en vigueur" in told["access"]
    assert told["access"] in told["notes"]
    offered = [[o["site"] for o in case["options"]] for case in told["cases"]]
    assert site in offered[0]
    assert site not in offered[1]
    assert "Accès des urgences" in image.read_text(encoding="utf-8")


def test_call_centre_draws_decides_and_says_the_calendar(opened, tmp_path, capsys):
    image, out = tmp_path / "salle.svg", tmp_path / "salle.json"
    asked = ("call-centre", "--salle", "SAMU-22", "--image", image, "--out", out)
    assert code(*asked) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "du 12/01/2026 au 18/01/2026 : 1 règle(s)" in said.replace("\u00a0", " ")
    assert "SAMU 29" not in said
    drawn = image.read_text(encoding="utf-8")
    assert drawn.count("SAMU 22") == 3
    assert "Accès des urgences" in drawn
    body = json.loads(out.read_text(encoding="utf-8"))
    assert [c["case"] for c in body["cases"]] == [
        f"SAMU-22:{post}" for post in ("call_assistants", "regulators", "gp_regulators")
    ]
    for row in body["centres"]:
        assert row["answered_30s_today_share"] <= row["answered_60s_today_share"]
        assert row["answered_30s_need_share"] <= row["answered_60s_need_share"]
        assert 0 < row["busy_today_share"] < 1
    assert code("decide", out, "--accept", "tout", "--by", "Cadre") == 0
    assert "0 cas sans décision" in " ".join(capsys.readouterr().out.split())
