"""The tables by area of the SAMU page: parts add up to the whole, definitions stand beside."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dashboards.parts.samu_areas import covered, of_run
from dashboards.samu.bases_asked import Asked
from dashboards.samu.bases_body import both
from dashboards.samu.by_area import reached
from dashboards.samu.grounds import Laid
from dashboards.samu.run_areas import by_centre, by_class
from dashboards.samu.trial import read_trial, teams_of
from scenarios.samu_areas import areas_of
from twin.territory import Territory
from twin.territory.openings import AccessRule

TRIAL = "f.290000256"


def texts(part):
    """Give the texts of a part of the page, in order."""
    if isinstance(part, str):
        return [part]
    if isinstance(part, list | tuple):
        return [text for one in part for text in texts(one)]
    return texts(getattr(part, "children", None) or [])


class Place:
    """What a panel asks of a territory laid out."""

    def __init__(self, inputs, ground):
        self.inputs, self.ground = inputs, ground

    def bases(self, *, communes):
        return self.ground


@pytest.fixture(scope="module")
def laid():
    from scenarios.samu_period import START
    from scenarios.siting_ground import ground
    from scenarios.territory_period import period_inputs

    inputs = period_inputs(Territory.pilot(), START, 7)
    return Place(inputs, ground(inputs))


def asked(trial=TRIAL):
    return Asked("pilote", 30.0, False, "jour", read_trial(trial), "")


def test_parts_add_up_to_what_the_page_says_of_the_whole(laid):
    ground = laid.ground
    rows, told = reached(ground, teams_of(ground, asked().trial), 30.0)
    before, after = both(laid, asked())
    whole = rows[0]
    assert (whole.calls_today, whole.calls_after) == pytest.approx((before.calls, after.calls))
    assert whole.residents_after == pytest.approx(after.residents)
    for by in ("department", "density"):
        parts = [one for one in rows if one.area.by == by]
        assert len(parts) >= 4
        assert sum(one.residents for one in parts) == pytest.approx(whole.residents)
        reached_calls = sum(one.calls_after * one.calls_year for one in parts)
        assert reached_calls == pytest.approx(whole.calls_after * whole.calls_year)
    assert any("défavorisation" in one for one in told)


def test_a_closure_costs_the_department_it_is_in_and_no_other(laid):
    ground = laid.ground
    rows, _ = reached(ground, teams_of(ground, asked().trial), 30.0)
    lost = {one.area.code: one.residents_today - one.residents_after
            for one in rows if one.area.by == "department"}  # fmt: skip
    assert lost["29"] > 0.01
    assert lost["35"] == 0


def test_a_territory_with_quintiles_is_cut_by_them(laid):
    zones = laid.inputs.territory.zones.copy()
    zones["deprivation_quintile"] = 1 + np.arange(len(zones)) % 5
    areas, told = areas_of(replace(laid.inputs.territory, zones=zones))
    names = [one.name for one in areas if one.by == "deprivation"]
    assert names == ["1 (le moins défavorisé)", "2", "3", "4", "5 (le plus défavorisé)"]
    assert sum(int(one.zones.sum()) for one in areas if one.by == "deprivation") == len(zones)
    assert not any("Pas de découpage" in one for one in told)


def test_the_panel_shows_both_states_only_when_something_is_tried(laid):
    tried, same = (" ".join(texts(covered(laid, asked(one), "fr"))) for one in (TRIAL, ""))
    assert "→" in tried
    assert "→" not in same
    for said in (tried, same):
        assert "chaque heure compte autant" in said
        assert "Finistère" in said
    assert "Densité\u00a0: très peu dense" in tried
    assert "Density: dense" in " ".join(texts(covered(laid, asked(), "en")))


def test_the_page_follows_the_calendar_of_access_and_says_it(laid):
    pilot = laid.inputs.territory
    rule = AccessRule(pilot.of_kind("hospital")[0].id, "suspended", None, None, (5, 6), 20, 8)
    ruled = replace(Territory.pilot(), access_rules=(rule,))
    shown = Laid(type("Place", (), {"territory": ruled})())
    assert "1 règle(s) du territoire en vigueur" in shown.access
    assert [one.facility for one in shown.inputs.timeline] == [rule.site]


class Run:
    """A stored run of two replications with the indicators that a page reads."""

    record = None

    def __init__(self, rows):
        self.rows = rows

    def indicators(self):
        heads = ("indicator", "facility", "value", "replication")
        return pd.DataFrame(self.rows, columns=heads).assign(draw=0, zone="")


def test_a_run_says_its_classes_and_its_centres(monkeypatch):
    rows = [(f"smur_density_{k}", "", 20.0 + k + r, r) for k in (1, 7) for r in (0, 1)]
    rows += [("smur_deprivation_5", "", float("nan"), r) for r in (0, 1)]
    rows += [(f"calls_answered_{s}s", c, s / 100 + 0.01 * r, r)
             for s in (30, 60) for c in ("", "SAMU-29") for r in (0, 1)]  # fmt: skip
    run = Run(rows)
    monkeypatch.setattr(
        "dashboards.samu.run_areas.places_of",
        lambda _: type("Places", (), {"names": {"SAMU-29": "SAMU 29"}}),
    )
    found = by_class(run)
    assert [(one.by, one.rank, one.level.mean) for one in found] == [
        ("density", 1, 21.5), ("density", 7, 27.5)]  # fmt: skip
    centres = by_centre(run)
    assert [one.name for one in centres] == ["", "SAMU 29"]
    assert [level.mean for level in centres[1].levels] == pytest.approx([0.305, 0.605])
    said = " ".join(text for part in of_run(run, "fr") for text in texts(part))
    for quote in ("21,5", "SAMU 29", "60,5", "missions primaires R1", "présentés au 15", "mc95"):
        assert quote in said, quote


def test_a_run_without_them_shows_no_table():
    assert of_run(Run([("stay_mean", "", 3.0, 0)]), "fr") == []
