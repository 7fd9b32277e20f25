"""The choice of ED: by hand on a few sites, gradients against differences, faults of files."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from scenarios.baseline import base_choice
from scenarios.cli.choice import choice
from tests.territories import hospital, territory
from twin.choice import gravity, hybrid, judge, kriging, open_share, regression, shares
from twin.choice.flow_file import read_flows
from twin.choice.loss import groups_of, percentage_loss, scaled
from twin.choice.pairs import Pairs, demand, reachable, surroundings
from twin.choice.sites import SiteTable, site_table
from twin.parameters import choice2026, ed_profile2026
from twin.tables import JumeauError
from twin.territory.attraction import ADULTS, CHILDREN, TERMS, attraction_of, design
from twin.territory.openings import AccessRule
from twin.territory.sources.emergency_departments import EMERGENCY

EVERY_DAY = tuple(range(7))


def sites(n=4, *, regions=None, seed=0, **more):
    """Give made-up sites on a line; the last is for children only."""
    rng = np.random.default_rng(seed)
    only = np.zeros(n, bool)
    only[-1] = True
    fields = {
        "finess": np.array([f"{i:09d}" for i in range(n)], object),
        "names": np.array([f"S{i}" for i in range(n)], object),
        "regions": np.array(regions or ["53"] * n, object),
        "categories": np.array((["ch", "private", "chu", "army"] * n)[:n], object),
        "lon": -3.0 + 0.1 * np.arange(n), "lat": np.full(n, 48.0),
        "visits": rng.uniform(5e3, 6e4, n), "beds": rng.uniform(20, 600, n),
        "uhcd": rng.uniform(0, 20, n), "critical": np.full(n, np.nan),
        "step_down": np.full(n, np.nan), "children_only": only,
        "paediatric": np.arange(n) == 0, "absent": (),
    }  # fmt: skip
    return SiteTable(**fields | more)


def communes(n=12, region="53"):
    return pd.DataFrame(
        {
            "insee": [f"{i:05d}" for i in range(n)], "reg": region,
            "lon": -3.1 + 0.05 * np.arange(n), "lat": 48.0, "population": 1000.0,
            "age_0_19": 20.0, "age_20_64": 60.0, "age_65p": 20.0, "residences_secondaires": 10.0,
        }
    )  # fmt: skip


def test_two_sites_by_hand():
    """Equal sites 0 and 10 min away: the nearer takes 1 / (1 + exp(-10 beta))."""
    table = sites(2, children_only=np.zeros(2, bool), paediatric=np.zeros(2, bool))
    pairs = Pairs(
        np.array(["1"], object), np.array(["53"], object), np.array([[0.0], [100.0]]),
        np.array([0]), np.array([0, 0]), np.array([0, 1]), np.array([0.0, 10.0]), 2,
    )  # fmt: skip
    flat = gravity.Gravity(np.zeros(len(TERMS)), 0.1)
    near = 100 / (1 + np.exp(-1.0))
    assert gravity.volumes(flat, table, pairs) == pytest.approx([near, 100 - near])
    half = gravity.volumes(flat, table, pairs, np.array([0.5, 1.0]))
    assert half[0] == pytest.approx(100 * 0.5 / (0.5 + np.exp(-1.0)))
    assert gravity.volumes(flat, table, pairs, np.array([0.0, 1.0])) == pytest.approx([0, 100])
    come = gravity.Gravity(np.zeros(len(TERMS)), 0.1, elasticity=0.3)
    total = gravity.volumes(come, table, pairs).sum()
    assert total == pytest.approx(100 * (1 + np.exp(-1.0)) ** 0.3)
    assert gravity.volumes(flat, table, pairs, np.zeros(2)).sum() == 0


def test_no_adult_goes_where_only_children_are_received():
    table, zones = sites(), communes()
    pairs = reachable(table, zones)
    visits = gravity.flows(gravity.prior(), table, pairs)
    at = pairs.site == 3
    assert visits[ADULTS, at].sum() == 0
    assert visits[CHILDREN, at].sum() > 0
    assert visits.sum() == pytest.approx(pairs.demand.sum())
    pull = attraction_of([hospital("A", "22001", -3.0, paediatric_only=True),
                          hospital("B", "22001", -3.0)])  # fmt: skip
    assert pull[ADULTS, 0] == 0
    assert pull[CHILDREN, 0] == pytest.approx(np.exp(choice2026.CHILD_ONLY.number))


def test_attraction_by_hand_and_its_fallbacks():
    p = choice2026
    [[child], [adult]] = attraction_of([hospital("A", "22001", -3.0, beds=200, beds_uhcd=6)])
    size = (np.log(200 + p.SIZE_OFFSET.number) - p.SIZE_SCALE.series[0]) / p.SIZE_SCALE.series[1]
    short = (np.log(7) - p.SHORT_STAY_SCALE.series[0]) / p.SHORT_STAY_SCALE.series[1]
    assert adult == pytest.approx(np.exp(p.SIZE.number * size + p.SHORT_STAY.number * short))
    assert child == adult
    none, few = (design(np.array([200.0]), np.array([u]), np.array([np.nan]), ["ch"],
                        np.array([False])) for u in (np.nan, 0.0))  # fmt: skip
    assert none[0, 0, 1] > few[0, 0, 1], "not declared is not zero"
    made = base_choice(territory([[10, 10, 10]], [hospital("A", "22001", -3.0)]))
    assert made.attraction.shape == (2, 1)
    assert not made.imposed


@pytest.mark.parametrize("elasticity", [0.0, 0.2])
def test_gradient_of_the_gravity_model(elasticity):
    table = sites(6, regions=["53", "53", "53", "52", "52", "52"], seed=1)
    pairs = reachable(table, communes())
    openness = np.array([1, 0.8, 1, 1, 0.5, 1.0])
    centre = gravity.prior().vector()
    objective = gravity.Objective(table, pairs, np.ones(6, bool), openness, centre)
    at = centre + np.random.default_rng(2).normal(0, 0.3, len(centre))
    at[gravity.ELASTICITY] = elasticity
    _, gradient = objective(at)
    for k in range(len(at)):
        step = np.zeros(len(at))
        step[k] = 1e-6
        slope = (objective(at + step)[0] - objective(at - step)[0]) / 2e-6
        assert gradient[k] == pytest.approx(slope, abs=1e-6), k


def test_gradient_of_the_kriging():
    rng = np.random.default_rng(3)
    z, y = rng.normal(size=(15, 3)), rng.normal(size=15)
    groups = np.column_stack([np.ones(15), rng.integers(0, 2, 15)]).astype(float)
    weights, at = rng.uniform(0.5, 2, 15), np.array([0.3, 1.0, 1.5, -2.0, -3.0, -2.0, 0.4])
    _, gradient = kriging.negative_likelihood(at, z, y, groups, weights)
    for k in range(len(at)):
        step = np.zeros(len(at))
        step[k] = 1e-5
        up, down = (kriging.negative_likelihood(at + s * step, z, y, groups, weights)[0]
                    for s in (1, -1))  # fmt: skip
        assert gradient[k] == pytest.approx((up - down) / 2e-5, abs=1e-5), k


def test_leave_one_out_in_closed_form_is_leaving_one_out(monkeypatch):
    """With weights of one, the closed form equals the prediction without the site."""
    monkeypatch.setattr(kriging, "NU", 1e12)
    monkeypatch.setattr(kriging, "ITERATIONS", 3)
    rng = np.random.default_rng(4)
    rows = rng.normal(size=(25, 3))
    visits = np.exp(rows @ [0.5, -0.3, 0.1] + 9 + 0.2 * rng.normal(size=25))
    train = np.ones(25, bool)
    made = kriging.fit(rows, visits, np.ones((25, 1)), train)
    z, y = made.rows, np.log(visits) - made.level
    covariance = kriging._covariance(made.hyper, z, np.ones((25, 1)), np.ones(25))
    rest = np.arange(25) != 7
    alone = covariance[7, rest] @ np.linalg.solve(covariance[np.ix_(rest, rest)], y[rest])
    assert made.loo[7] == pytest.approx(alone + made.level)


def test_loss_is_the_error_published_and_scaling_gives_each_region_its_total():
    visits = np.array([100.0, 300.0, 50.0, 150.0])
    regions = np.array(["a", "a", "b", "b"], object)
    kept = np.ones(4, bool)
    groups = groups_of(regions, kept)
    value, gradient = percentage_loss(np.zeros(4), visits, groups, 1e-9)
    assert value == pytest.approx((1 + 1 / 3 + 1 + 1 / 3) / 4)
    assert gradient.shape == (4,)
    assert scaled(np.ones(4), visits, regions, kept) == pytest.approx([200, 200, 100, 100])
    found = shares(np.array([1.0, 3, 1, 1]), regions, kept)
    assert found == pytest.approx([0.25, 0.75, 0.5, 0.5])


def test_regression_finds_an_exact_law():
    rng = np.random.default_rng(5)
    rows = rng.normal(size=(300, 2))
    visits = np.exp(9 + rows @ [0.5, -0.2])
    regions = np.array(["a", "b", "c"] * 100, object)
    made = regression.fit(rows, visits, regions, np.ones(300, bool))
    log = made.log_volumes(rows)
    assert np.corrcoef(log, np.log(visits))[0, 1] > 0.999


def test_share_open_counts_arrivals_not_hours():
    night = AccessRule("1", "suspended", date(2025, 1, 1), date(2025, 12, 31), EVERY_DAY, 0, 8)
    half = AccessRule("2", "regulated", None, None, EVERY_DAY, 0, 0)
    july = AccessRule("3", "closed", date(2025, 7, 1), date(2025, 7, 31), EVERY_DAY, 0, 24)
    names = np.array(["1", "2", "3", "4"], object)
    found = open_share(names, [night, half, july], 2025, regulated=0.4)
    week = ed_profile2026.week_profile().reshape(7, 24)
    assert found[0] == pytest.approx(1 - week[:, :8].sum() / week.sum(), abs=1e-3)
    assert found[0] > 16 / 24
    assert found[1] == pytest.approx(0.4)
    assert found[2] == pytest.approx(1 - 31 / 365, abs=2e-3)
    assert found[3] == 1
    both = open_share(np.array(["1"], object), [night, AccessRule("1", "regulated", None, None,
                      EVERY_DAY, 0, 8)], 2025)  # fmt: skip
    assert both[0] == pytest.approx(found[0]), "the more closed wins"


def test_pairs_leave_nobody_twice_and_stop_at_the_reach():
    table, zones = sites(), communes(40)
    pairs = reachable(table, zones, 20.0)
    assert pairs.minutes.max() <= 20
    assert len(pairs.communes) < 40
    assert pairs.by_commune(np.ones(len(pairs.site))).sum() == len(pairs.site)
    assert len({*zip(pairs.commune.tolist(), pairs.site.tolist(), strict=True)}) == len(pairs.site)
    around = surroundings(table, zones, pairs)
    assert around.neighbours.tolist() == [2, 3, 3, 2]
    zones.loc[0, ["age_0_19", "age_20_64", "age_65p"]] = np.nan
    assert np.isfinite(demand(zones)).all()


def emergency_frame(rows):
    frame = pd.DataFrame(rows).reindex(columns=[c.name for c in EMERGENCY.columns])
    return frame.astype({"urg_generales": bool, "urg_pediatriques": bool})


ROW = {"finess": "350000741", "nom": "Rennes", "dep": "35", "categorie": "chu", "lon": -1.7,
       "lat": 48.1, "urg_generales": 1, "urg_pediatriques": 0, "passages_2025": 86000,
       "lits_mco": 1000}  # fmt: skip


def test_site_table_keeps_the_metropolis_and_names_absent_regions():
    overseas = ROW | {"finess": "970100001", "dep": "971"}
    small = ROW | {"finess": "350000000", "passages_2025": 900}
    silent = ROW | {"finess": "350000001", "lits_mco": None}
    made = site_table(emergency_frame([ROW, overseas, small, silent]))
    assert made.finess.tolist() == ["350000000", "350000001", "350000741"]
    assert made.judged.tolist() == [False, False, True]
    assert made.absent == ("11", "24", "27", "28", "32", "44", "52", "75", "76", "84", "93", "94")
    with pytest.raises(JumeauError, match="métropolitaine"):
        site_table(emergency_frame([overseas]))
    with pytest.raises(JumeauError, match="une seule région"):
        judge.leave_one_region_out(hybrid.Country(made, None, None))
    with pytest.raises(JumeauError, match="Il en faut au moins 40"):
        hybrid.fit(hybrid.Country(made, None, None), made.judged)


def test_flow_files_and_their_faults(tmp_path):
    path, postal = tmp_path / "flux.csv", tmp_path / "cp.csv"
    path.write_text("insee,code_postal,finess,passages\n35238,,350000741,10\n,35000,350000741,5\n")
    with pytest.raises(JumeauError, match="code postal"):
        read_flows(path)
    postal.write_text("Code_commune_INSEE;Code_postal\n35238;35000\n35024;35830\n")
    flows, zones = read_flows(path, postal)
    assert flows.to_dict("list") == {"zone": ["35238", "CP35000"], "finess": ["350000741"] * 2,
                                     "count": [10, 5]}  # fmt: skip
    assert zones["insee"].tolist() == ["35238", "35238"]
    path.write_text("insee,finess,passages\n,350000741,10\n")
    with pytest.raises(JumeauError, match="sans insee"):
        read_flows(path)


def run(*arguments):
    app = typer.Typer()
    app.command()(choice)
    return CliRunner().invoke(app, [str(a) for a in arguments])


def test_command_line_faults(tmp_path):
    path = tmp_path / "urgences.csv"
    heads = [c.name for c in EMERGENCY.columns if c.required]
    row = ROW | {"insee": "35238"}
    path.write_text(",".join(heads) + "\n" + ",".join(str(row[h]) for h in heads) + "\n")
    for words, told in (
        ([tmp_path / "absent.csv"], "absent.csv"),
        ([path], "une seule région"),
        ([path, "--codes-postaux", path], "sans --flux"),
        ([path, "--calendrier", path], "colonne"),
    ):
        found = run(*words)
        assert isinstance(found.exception, JumeauError), words
        assert found.exception.exit_code == 2
        assert told in str(found.exception)


def test_command_line_on_a_made_up_country(tmp_path, monkeypatch):
    """Two regions, the statistical models allowed on few sites: figures and words."""
    from twin.territory import reference_data

    monkeypatch.setattr(hybrid, "FEWEST", 5)
    rng, rows = np.random.default_rng(6), []
    for dep in ("35", "44"):
        places = reference_data.communes(departments=[dep]).nlargest(7, "population")
        for k, (insee, lon, lat) in enumerate(
            places[["insee", "lon", "lat"]].itertuples(index=False)
        ):
            beds = int(rng.integers(30, 600))
            rows.append({"finess": f"{dep}{k:07d}", "nom": f"S{k}", "insee": insee, "dep": dep,
                         "lon": lon, "lat": lat, "urg_generales": 1, "urg_pediatriques": 0,
                         "passages_2025": 5000 + 90 * beds, "lits_mco": beds,
                         "categorie": "ch"})  # fmt: skip
    frame = pd.DataFrame(rows)
    path, flux, rules = tmp_path / "u.csv", tmp_path / "f.csv", tmp_path / "c.csv"
    frame.to_csv(path, index=False)
    names = frame["finess"][frame["dep"] == "35"]
    flux.write_text(
        "insee,finess,passages\n"
        + "".join(f"{i},{f},{rng.integers(1, 90)}\n" for i in frame["insee"][:7] for f in names)
    )
    rules.write_text(f"finess,forme,du,au,jours,de,a\n{names[0]},suspendu,,,tous,20,8\n")
    found = run(path, "--json", "--region", "53", "--flux", flux, "--calendrier", rules)
    assert found.exit_code == 0, found.output
    page = json.loads(found.stdout)
    assert page["sites_with_rules"] == 1
    assert len(page["sites"]) == 7
    assert sum(s["predicted"] for s in page["sites"]) == pytest.approx(
        sum(s["observed"] for s in page["sites"]), abs=7
    )
    assert page["flows"]["diagnostics"]["origins"] == 7
    assert {r["region"] for r in page["fitted_here"]["errors"]} == {"53", "52"}
    shown = run(path, "--flux", flux, "--region", "53")
    assert shown.exit_code == 0, shown.output
    assert "pas les flux" in shown.stdout
    assert "Ajustés ailleurs" in shown.stdout
