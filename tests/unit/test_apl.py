"""The APL: five communes worked out by hand, by both methods, to the last digit."""

from dataclasses import replace
from fractions import Fraction as F

import numpy as np
import pytest

from tests.territories import hospital, territory
from twin.access import area_table, find, measure
from twin.access.apl import floating_catchment, standardised, step_weights
from twin.parameters import access2026
from twin.tables import JumeauError
from twin.territory.reference_data import communes

# Five communes A..E; minutes between them, inhabitants, full-time GPs.
MINUTES = np.array(
    [
        [0, 4, 8, 12, 18],
        [4, 0, 6, 14, 25],
        [8, 6, 0, 9, 16],
        [12, 14, 9, 0, 11],
        [18, 25, 16, 11, 0],
    ],
    dtype=float,
)
PEOPLE = (1000, 2000, 500, 1500, 800)
GPS = (2.0, 0.0, 1.0, 0.0, 1.0)

# Method of 2012: 1 up to 5 min, 0.3 up to 10, 0.1 up to 15, then 0.
#          A    B    C    D    E
#     A    1    1   0.3  0.1   0
#     B    1    1   0.3  0.1   0
#     C   0.3  0.3   1   0.3   0
#     D   0.1  0.1  0.3   1   0.1
#     E    0    0    0   0.1   1
# Ratios: R_A = 2 / (1000 + 2000 + 0.3 x 500 + 0.1 x 1500)       = 2 / 3300 = 1/1650
#         R_C = 1 / (0.3 x 1000 + 0.3 x 2000 + 500 + 0.3 x 1500) = 1/1850
#         R_E = 1 / (0.1 x 1500 + 800)                           = 1/950
# APL:    A = B = R_A + 0.3 R_C         =  76.822... per 100,000
#         C = 0.3 R_A + R_C             =  72.235...
#         D = 0.1 R_A + 0.3 R_C + 0.1 R_E = 32.803...
#         E = R_E                       = 105.263...
R12 = F(1, 1650), F(1, 1850), F(1, 950)
BY_2012 = [
    100_000 * (R12[0] + F(3, 10) * R12[1]),
    100_000 * (R12[0] + F(3, 10) * R12[1]),
    100_000 * (F(3, 10) * R12[0] + R12[1]),
    100_000 * (F(1, 10) * R12[0] + F(3, 10) * R12[1] + F(1, 10) * R12[2]),
    100_000 * R12[2],
]

# Method since 2015: 1 up to 10 min, 2/3 up to 15, 1/3 up to 20, then 0.
#          A    B    C    D    E
#     A    1    1    1   2/3  1/3
#     B    1    1    1   2/3   0
#     C    1    1    1    1   1/3
#     D   2/3  2/3   1    1   2/3
#     E   1/3   0   1/3  2/3   1
# Ratios: R_A = 2 / (1000 + 2000 + 500 + 1000 + 800/3) = 3/7150
#         R_C = 1 / (1000 + 2000 + 500 + 1500 + 800/3) = 3/15800
#         R_E = 1 / (1000/3 + 500/3 + 1000 + 800)      = 1/2300
# APL, 5,400 consultations a full-time GP:
#         A = C = 5400 (R_A + R_C + R_E/3)        = 4.0736...
#         B = 5400 (R_A + R_C)                    = 3.2910...
#         D = 5400 (2/3 R_A + R_C + 2/3 R_E)      = 4.1010...
#         E = 5400 (R_A/3 + R_C/3 + R_E)          = 3.4448...
R15 = F(3, 7150), F(3, 15800), F(1, 2300)
BY_2015 = [
    5400 * (R15[0] + R15[1] + R15[2] / 3),
    5400 * (R15[0] + R15[1]),
    5400 * (R15[0] + R15[1] + R15[2] / 3),
    5400 * (R15[0] * 2 / 3 + R15[1] + R15[2] * 2 / 3),
    5400 * (R15[0] / 3 + R15[1] / 3 + R15[2]),
]


@pytest.fixture
def five(monkeypatch):
    """Give the five communes with the minutes of the example and the same use at every age."""
    import importlib

    module = importlib.import_module("twin.access.apl")
    monkeypatch.setattr(module, "between_zones", lambda _territory: MINUTES)
    monkeypatch.setattr(access2026, "GP_USE", replace(access2026.GP_USE, value=(4.0, 4.0, 4.0)))
    shares = replace(access2026.AGE_SHARES, value=(0.25, 0.5, 0.25))
    monkeypatch.setattr(access2026, "AGE_SHARES", shares)
    made = territory([[0, people, 0] for people in PEOPLE], [hospital("220000012", "22001", -3.0)])
    return with_gps(made, GPS)


def with_gps(made, gps, **more):
    return replace(made, zones=made.zones.assign(gp_fte=gps, **more))


def test_the_hand_example_by_the_method_of_2012(five):
    values = find("apl_2012").compute(five, measure(find("apl_2012"), five).moment)
    assert [round(float(v), 3) for v in BY_2012] == [76.822, 76.822, 72.236, 32.803, 105.263]
    assert values == pytest.approx([float(v) for v in BY_2012], rel=1e-14)


def test_the_hand_example_by_the_method_since_2015(five):
    values = measure(find("apl_2015"), five).by_zone
    assert [round(float(v), 4) for v in BY_2015] == [4.0737, 3.2911, 4.0737, 4.1010, 3.4448]
    assert values == pytest.approx([float(v) for v in BY_2015], rel=1e-14)


def test_every_gp_is_shared_out_once_between_the_inhabitants(five):
    shared = measure(find("apl_2012"), five).by_zone @ np.array(PEOPLE) / 100_000
    assert shared == pytest.approx(sum(GPS))
    region = area_table(five, measure(find("apl_2015"), five), "region").iloc[0]
    assert region["mean"] == pytest.approx(5400 * sum(GPS) / sum(PEOPLE))
    assert list(region.index[-2:]) == ["people_under_2_5", "share_under_2_5"]


def test_a_time_on_the_edge_belongs_to_the_nearer_step():
    found = step_weights(np.array([0, 5, 5.01, 10, 15, 15.01, np.inf]), (5, 10, 15), (1, 0.3, 0.1))
    assert found.tolist() == [1, 1, 0.3, 0.3, 0.1, 0, 0]


def test_an_unknown_supply_is_not_a_zero(five):
    values = measure(find("apl_2012"), with_gps(five, (2.0, 0.0, 1.0, 0.0, np.nan)))
    assert np.isnan(values.by_zone).tolist() == [False, False, False, True, True]
    assert values.reasons[4] == "offre de généralistes inconnue dans le rayon de l'APL"


def test_the_ring_gives_and_competes_but_gets_no_value(five):
    ringed = with_gps(five, GPS, ring=[False, False, True, False, False])
    values = measure(find("apl_2012"), ringed)
    assert np.isnan(values.by_zone[2])
    assert values.by_zone[0] == pytest.approx(float(BY_2012[0]))
    assert "anneau" in values.reasons[2]


def test_standardising_keeps_the_population_of_france():
    country = communes()[["age_0_19", "age_20_64", "age_65p"]].sum().to_numpy()
    assert np.array(access2026.AGE_SHARES.series) == pytest.approx(
        country / country.sum(), abs=1e-6
    )
    made = territory([np.rint(country), [0, 0, 1000]], [hospital("220000012", "22001", -3.0)])
    weighted = standardised(made)
    assert weighted[0] == pytest.approx(country.sum(), rel=1e-6)
    assert weighted[1] > 1000  # the old see their GP more


def test_no_supply_says_which_file_to_give():
    made = territory([[10, 10, 10]], [hospital("220000012", "22001", -3.0)])
    for name in ("apl_2012", "apl_2015"):
        with pytest.raises(JumeauError, match="table des généralistes"):
            measure(find(name), made)
    with pytest.raises(JumeauError, match="classeur APL de la DREES"):
        measure(find("apl_published"), made)


def test_the_published_apl_is_read_and_weighted_by_its_own_population(five):
    zones = five.zones.assign(
        apl_published=[3.0, 2.0, np.nan, 4.0, 1.0], apl_population=[100.0, 300.0, 50.0, 0.0, 100.0]
    )
    made = replace(five, zones=zones)
    found = measure(find("apl_published"), made)
    row = area_table(made, found, "region").iloc[0]
    assert row["mean"] == pytest.approx((3 * 100 + 2 * 300 + 1 * 100) / 500)
    assert row["without_value"] == 500
    assert row["people_under_2_5"] == 2000 + 800  # people below a threshold are persons
    assert found.reasons[2] == "pas de valeur publiée pour cette commune"


def test_a_place_that_nobody_reaches_shares_nothing():
    found = floating_catchment(np.array([5.0]), np.array([0.0, 0.0]), np.array([[1.0], [0.0]]))
    assert found.tolist() == [0.0, 0.0]


def test_the_published_means_of_both_methods_agree_in_order_of_magnitude():
    """71 full-time GPs per 100,000 (2010) x 5,400 is 3.83; DREES published 4.06 for 2015."""
    by_year = {p.name: p.number for p in access2026.APL_NATIONAL}
    consultations = by_year["apl_national_2010"] * access2026.CONSULTATIONS_PER_FTE.number / 1e5
    assert consultations == pytest.approx(by_year["apl_national_2015"], rel=0.1)
    assert 3 < by_year["apl_national_2022"] < by_year["apl_national_2015"]
