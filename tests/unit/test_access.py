"""Access indicators: each by hand on a line of communes; absent values say why."""

import ast
import pkgutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import twin.access.catalogue as package
from tests.territories import hospital, small_territory, territory, unit, week
from twin.access import (
    GROUPINGS,
    Moment,
    area_table,
    find,
    grouping,
    indicators,
    measure,
    national_figures,
    week_curve,
)
from twin.access.aggregate import quantile
from twin.access.density import density_classes, surfaces
from twin.access.indicator import ISLAND, RING, UNREACHABLE
from twin.parameters import access2026, helicopter2026, pathways2026
from twin.tables import JumeauError
from twin.territory.care_point import CarePoint
from twin.territory.openings import AccessRule
from twin.territory.travel import road_minutes

DEGREE_KM = 111.195 * np.cos(np.radians(48))
EVERY_DAY = tuple(range(7))
NEAR, NEXT, FURTHER = (float(road_minutes(DEGREE_KM * step / 10)) for step in range(3))


def line(*facilities, communes=5, **more):
    """Give communes of 100 people every 0.1 degree (about 7.4 km), with facilities and care."""
    return replace(territory([[20, 60, 20]] * communes, facilities), **more)


def point(kind, zone, lon, identifier=None):
    return CarePoint(identifier or f"{kind}-{zone}", kind, kind, zone, lon, 48.0)


def rule(site, form, start=None, end=None, hours=(20, 8)):
    return AccessRule(site, form, start, end, EVERY_DAY, *hours)


def values(name, made, hour=None, day=None):
    return measure(find(name), made, Moment(hour, day)).by_zone


HERE = hospital("220000012", "22001", -3.0)
THERE = hospital("220000095", "22005", -2.6)


def test_nearest_emergency_department_by_hand():
    found = values("ed_minutes", line(HERE, THERE))
    assert found == pytest.approx([NEAR, NEXT, FURTHER, NEXT, NEAR], rel=1e-3)


def test_children_only_does_not_serve_adults():
    made = line(HERE, replace(THERE, paediatric_only=True))
    assert values("ed_minutes", made)[4] == pytest.approx(NEAR)
    assert values("ed_adult_minutes", made)[4] == pytest.approx(road_minutes(4 * DEGREE_KM / 10))
    assert values("ed_adult_minutes", made)[0] == pytest.approx(NEAR)


@pytest.mark.parametrize("form", ["suspended", "closed", "antenna"])
def test_a_site_that_does_not_receive_is_not_open(form):
    made = line(HERE, THERE, access_rules=(rule("220000095", form),))
    night = values("ed_open_minutes", made, hour=3)
    assert night[4] == pytest.approx(road_minutes(4 * DEGREE_KM / 10))
    assert np.array_equal(night, values("ed_open_or_regulated_minutes", made, hour=3))
    everything = values("ed_minutes", made)
    assert np.array_equal(values("ed_open_minutes", made, hour=12), everything)
    assert np.array_equal(values("ed_open_minutes", made), everything)


def test_a_regulated_site_counts_in_the_second_indicator_only():
    made = line(HERE, THERE, access_rules=(rule("220000095", "regulated"),))
    assert values("ed_open_minutes", made, hour=3)[4] > 30
    assert values("ed_open_or_regulated_minutes", made, hour=3)[4] == pytest.approx(NEAR)


def test_a_rule_holds_between_its_dates():
    summer = rule("220000095", "suspended", date(2026, 7, 1), date(2026, 8, 31))
    made = line(HERE, THERE, access_rules=(summer,))
    assert values("ed_open_minutes", made, 3, date(2026, 7, 6))[4] > 30
    assert values("ed_open_minutes", made, 3, date(2026, 9, 7))[4] == pytest.approx(NEAR)
    assert values("ed_open_minutes", made, 3)[4] == pytest.approx(NEAR)


def test_nothing_open_is_out_of_reach_and_over_every_threshold():
    made = line(HERE, access_rules=(rule("220000012", "closed"),))
    found = measure(find("ed_open_minutes"), made, Moment(3))
    assert np.isinf(found.by_zone).all()
    assert set(found.reasons) == {UNREACHABLE}
    row = area_table(made, found, "region").iloc[0]
    assert (row["share_over_45_min"], row["without_value"]) == (1.0, 0)
    assert np.isinf(row["mean"])


def test_smur_adds_the_mobilisation_delay():
    made = line(HERE, unit("smur", "SMUR-1", "22003", -2.8, 1))
    delay = pathways2026.DEPARTURE[0].series[0]
    found = values("smur_minutes", made)
    assert found == pytest.approx(delay + np.array([FURTHER, NEXT, NEAR, NEXT, FURTHER]), rel=1e-3)


def test_smur_needs_a_team_at_that_hour():
    day_only = replace(
        unit("smur", "SMUR-2", "22005", -2.6, 1), capacity=(week("smur_teams", 1, 0),)
    )
    made = line(HERE, unit("smur", "SMUR-1", "22001", -3.0, 1), day_only)
    delay = pathways2026.DEPARTURE[0].series[0]
    assert values("smur_minutes", made, hour=12)[4] == pytest.approx(delay + NEAR)
    assert values("smur_minutes", made, hour=3)[4] > 30
    assert values("smur_minutes", made)[4] == pytest.approx(delay + NEAR)
    nobody = line(HERE, day_only)
    assert np.isinf(values("smur_minutes", nobody, hour=3)).all()


def test_the_official_indicator_takes_the_nearest_of_four():
    care = (point("mcs", "22004", -2.7), point("smur_antenna", "22005", -2.6))
    made = line(HERE, unit("smur", "SMUR-1", "22002", -2.9, 1), care_points=care)
    assert values("official_minutes", made) == pytest.approx(
        [NEAR, NEAR, NEXT, NEAR, NEAR], rel=1e-3
    )
    assert "hélicoptères" in find("official_minutes").caveat(made)
    assert "antennes" not in find("official_minutes").caveat(made)


def test_a_helicopter_flies_straight_after_its_fixed_times():
    made = line(HERE, communes=12, care_points=(point("helicopter", "22012", -1.9),))
    found = values("official_minutes", made)
    fixed = helicopter2026.TAKEOFF_DAY.number + helicopter2026.APPROACH.number
    assert found[11] == pytest.approx(fixed)
    assert found[10] == pytest.approx(
        fixed + 60 * DEGREE_KM / 10 / helicopter2026.CRUISE.number, 1e-3
    )
    assert found[0] == pytest.approx(NEAR)


@pytest.mark.parametrize("kind", ["maternity", "stroke_unit", "cath_lab"])
def test_minutes_to_a_place_of_care(kind):
    made = line(HERE, care_points=(point(kind, "22002", -2.9), point("ehpad", "22005", -2.6)))
    found = values(f"{kind}_minutes", made)
    assert found[:3] == pytest.approx([NEXT, NEAR, NEXT], rel=1e-3)


def test_a_place_of_care_in_a_hospital_takes_the_hospitals_minutes():
    made = line(HERE, care_points=(point("maternity", "22001", -3.0, "220000012"),))
    minutes = made.travel.minutes.copy()
    minutes[:, 0] = 77.0
    known = replace(made, travel=replace(made.travel, minutes=minutes, overrides=5))
    assert values("maternity_minutes", known) == pytest.approx(77.0)


def test_an_island_has_no_minutes_until_a_table_gives_them():
    made = line(HERE, unit("smur", "SMUR-1", "22001", -3.0, 1), communes=16,
                care_points=(point("maternity", "22001", -3.0),))  # fmt: skip
    assert made.zones["insee"].iloc[15] == "22016"  # Bréhat
    for name in ("ed_minutes", "smur_minutes", "official_minutes", "maternity_minutes",
                 "beds_reachable_per_1000"):  # fmt: skip
        found = measure(find(name), made)
        assert np.isnan(found.by_zone).tolist() == [False] * 15 + [True], name
        assert found.reasons[15] == ISLAND
    row = area_table(made, measure(find("ed_minutes"), made), "region").iloc[0]
    assert (row["inhabitants"], row["without_value"]) == (1600, 100)
    minutes = made.travel.minutes.copy()
    minutes[15] = 95.0
    told = replace(made, travel=replace(made.travel, minutes=minutes, overrides=2))
    assert values("ed_minutes", told)[15] == 95.0


def test_the_ring_serves_but_is_not_counted():
    zones = territory([[20, 60, 20]] * 5, [THERE]).zones
    made = line(THERE, zones=zones.assign(ring=[False, False, False, False, True]))
    found = measure(find("ed_minutes"), made)
    assert np.isnan(found.by_zone[4])
    assert found.reasons[4] == RING
    assert found.by_zone[3] == pytest.approx(NEXT, rel=1e-3)  # served by the site of the ring
    for by in ("region", "department", "epci"):
        assert area_table(made, found, by)["inhabitants"].sum() == 400


def test_beds_of_the_department_and_within_reach():
    made = line(replace(HERE, beds_mco=30), replace(THERE, beds_mco=20))
    assert values("beds_per_1000", made) == pytest.approx(1000 * 50 / 500)
    # Within 30 min: everyone but the far end (4 steps away is 32 min) reaches each site.
    reach = 1000 * np.array([30 / 400, 50 / 400, 50 / 400, 50 / 400, 20 / 400])
    assert values("beds_reachable_per_1000", made) == pytest.approx(reach)
    silent = line(replace(HERE, beds_mco=None), replace(THERE, beds_mco=20))
    assert np.isnan(values("beds_per_1000", silent)).all()
    assert np.isnan(values("beds_reachable_per_1000", silent)).tolist() == [True] * 4 + [False]
    with pytest.raises(JumeauError, match="lits_mco"):
        values("beds_per_1000", line(replace(HERE, beds_mco=None)))


def test_the_table_has_the_same_columns_whatever_the_grouping():
    made = line(HERE, THERE)
    zones = made.zones.assign(
        epci=["200000001", "200000001", "", "200000002", "200000002"],
        epci_nom=["CC Un", "CC Un", "", "CC Deux", "CC Deux"],
        surface_km2=[0.05, 0.1, 0.5, 3.0, 8.0],
        deprivation=[5.0, 4.0, 3.0, 2.0, np.nan],
    )
    made = replace(made, zones=zones)
    found = measure(find("ed_minutes"), made)
    tables = {by: area_table(made, found, by) for by in GROUPINGS}
    assert len({tuple(table.columns) for table in tables.values()}) == 1
    assert {table["inhabitants"].sum() for table in tables.values()} == {500}
    assert list(tables["epci"]["label"]) == ["CC Deux", "CC Un", "hors EPCI"]
    density = tables["density"]
    assert list(density["group"]) == ["dense", "intermédiaire", "peu dense", "très peu dense"]
    assert list(density["communes"]) == [1, 1, 2, 1]  # 2000, 1000, 200 and 33, 12.5 per km2
    assert "n'est pas la grille INSEE" in grouping(made, "density").note
    assert list(tables["deprivation"]["group"]) == ["1", "2", "4", "5", "inconnu"]


def test_the_figures_of_an_area_by_hand():
    made = territory([[0, 100, 0], [0, 300, 0], [0, 600, 0]], [HERE], spacing=0.31)
    found = measure(find("ed_minutes"), made)
    row = area_table(made, found, "region").iloc[0]
    one, two, three = found.by_zone
    assert one < 20 < two < 30 < 45 < three
    assert row["mean"] == pytest.approx(0.1 * one + 0.3 * two + 0.6 * three)
    assert (row["median"], row["p90"]) == (three, three)
    assert (row["people_over_20_min"], row["people_over_30_min"]) == (900, 600)
    assert row["share_over_45_min"] == pytest.approx(0.6)
    more = area_table(made, found, "region", (12.5,)).iloc[0]
    assert more["people_over_12_5_min"] == 900


def test_the_quantile_is_the_least_value_that_enough_people_do_not_exceed():
    x, w = np.array([30.0, 10.0, 20.0]), np.array([1.0, 5.0, 4.0])
    assert [quantile(x, w, level) for level in (0.5, 0.51, 0.9, 0.91)] == [10, 20, 20, 30]
    assert np.isnan(quantile(x, np.zeros(3), 0.5))


def test_density_given_is_kept_and_surfaces_come_from_contours():
    made = line(HERE)
    given = replace(made, zones=made.zones.assign(density=["3", "3", None, "4", "4"]))
    names, note = density_classes(given)
    assert list(names) == ["3", "3", "densité inconnue", "4", "4"]
    assert note == "fournie"
    assert np.isfinite(surfaces(made)).all()  # 22001 to 22005 are real communes
    odd = replace(made, zones=made.zones.assign(insee=[f"2299{i}" for i in range(5)]))
    assert set(density_classes(odd)[0]) == {"densité inconnue"}


def test_no_deprivation_says_which_file_to_give():
    made = line(HERE)
    with pytest.raises(JumeauError, match="CSV des communes et de leur score"):
        area_table(made, measure(find("ed_minutes"), made), "deprivation")
    quintiles = replace(made, zones=made.zones.assign(deprivation_quintile=[1, 1, 5, 5, np.nan]))
    found = area_table(quintiles, measure(find("ed_minutes"), made), "deprivation")
    assert list(found["label"]) == ["1 (le moins défavorisé)", "5 (le plus défavorisé)", "inconnu"]


def test_the_week_is_the_168_hours_one_by_one():
    rules = (
        rule("220000095", "suspended"),
        AccessRule("220000012", "regulated", None, None, (5, 6), 0, 24),
    )
    made = line(HERE, THERE, access_rules=rules)
    one = find("ed_open_minutes")
    curve = week_curve(one, made, threshold=15)
    alone = [
        area_table(made, measure(one, made, Moment(hour)), "region", (15,))["share_over_15_min"][0]
        for hour in range(168)
    ]
    assert curve.tolist() == alone
    assert len(set(alone)) > 2
    flat = week_curve(find("ed_minutes"), made, threshold=15)
    assert flat.shape == (168,)
    assert len(set(flat)) == 1


def test_each_indicator_is_one_file_fully_described():
    every = indicators()
    files = {m.name for m in pkgutil.iter_modules(package.__path__)}
    assert {one.id for one in every} == files
    assert [one.order for one in every] == sorted({one.order for one in every})
    for one in every:
        assert all((one.title, one.title_en, one.unit, one.definition, one.formula, one.source))
    assert {one.id for one in every if one.hourly} == {
        "ed_open_minutes", "ed_open_or_regulated_minutes", "smur_minutes",
    }  # fmt: skip


def test_the_package_knows_nothing_of_the_contracts():
    for path in Path(package.__file__).parents[1].rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").startswith("twin.contracts"), path


def test_wrong_names_and_hours_are_clear():
    with pytest.raises(JumeauError, match="Vouliez-vous dire « smur_minutes »"):
        find("smur_minute")
    for hour in (-1, 168):
        with pytest.raises(JumeauError, match="0-167"):
            Moment(hour)


@pytest.mark.parametrize("one", indicators(), ids=lambda one: one.id)
def test_what_is_lacking_is_said_and_nothing_is_made_up(one):
    empty = territory([[1, 2, 3]], [])
    lack = one.lacks(empty)
    assert lack.count(" | ") == 1
    with pytest.raises(JumeauError) as fault:
        one.compute(empty, Moment())
    assert fault.value.remedy.startswith(("Reconstruisez", "Remplissez"))


def test_published_columns_are_read_as_they_are():
    made = line(HERE)
    zones = made.zones.assign(official_minutes=pd.Series([12, 31, None, 5, 46], dtype="Int64"))
    found = measure(find("official_published_minutes"), replace(made, zones=zones))
    assert found.by_zone[:2].tolist() == [12, 31]
    assert np.isnan(found.by_zone[2])
    assert "publiée" in found.reasons[2]


def test_reserves_say_what_is_supposed():
    made = small_territory()
    assert "Aucune règle d'accès" in find("ed_open_minutes").caveat(made)
    assert find("smur_minutes").caveat(made) == ""
    assert find("ed_minutes").caveat(made) == ""


def test_the_national_range_stands_with_its_sources():
    page = national_figures()
    assert (page["people_over_30_min_low"], page["people_over_30_min_high"]) == (
        2_400_000,
        6_000_000,
    )
    assert len({tuple(figure) for figure in page["figures"]}) == 1
    assert all(figure["source"] for figure in page["figures"])
    assert "METRIC" in page["why_they_differ"]
    assert access2026.APL_2015_BREAKS.series[-1] == access2026.APL_2015_REACH.number
