"""The pharmacist's files become a scenario that the twin runs, or are refused in French."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest

from scenarios.cli.forecast._stock_twin import show
from scenarios.experiment import run_scenario
from scenarios.scenario import load_scenario
from scenarios.stock import study
from scenarios.stock_twin import write_twin
from scenarios.store import Store
from scenarios.territory_period import period_inputs
from tests.integration.test_forecast_stock_trial_cli import asked, cut, run  # noqa: F401
from tests.lever_effects import SITE, place
from twin.tables import JumeauError
from twin.territory import Territory

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def found(cut):  # noqa: F811
    return study(asked(cut))


@pytest.fixture(scope="module")
def scenario(found, tmp_path_factory):
    path = tmp_path_factory.mktemp("jumeau") / "pui.toml"
    return path, write_twin(found, path, SITE)


def test_the_table_says_what_the_files_say_less_what_expires(found, scenario):
    path, held = scenario
    rows = {row.product.code: row for row in found.rows}
    table = csv.DictReader(
        (path.with_name("pui-stocks.csv")).read_text("utf-8-sig").splitlines(), delimiter=";"
    )
    told = {row["produit"]: row for row in table}
    assert told.keys() == {row.product for row in held.rows}
    number = {code: float(row["stock"].replace(",", ".")) for code, row in told.items()}
    assert number["ceftriaxone"] == rows["9900049"].on_hand
    insulin = rows["9900168"]
    assert held.expiring["insuline-rapide"] > 0
    assert number["insuline-rapide"] == pytest.approx(
        insulin.on_hand - held.expiring["insuline-rapide"], abs=0.01
    )
    level = float(told["ceftriaxone"]["niveau"].replace(",", "."))
    assert level == pytest.approx(rows["9900049"].target, abs=0.01)
    assert held.twin_per_day["ceftriaxone"] > 0
    assert held.awaited["propofol"] == rows["9900098"].on_order


def test_the_cover_that_is_lived_is_told(found, scenario):
    path, held = scenario
    (lever,) = load_scenario(path).lever
    grounded = lever.starting(found.shelf.asof).ground(
        period_inputs(Territory.pilot(), found.shelf.asof, 28)
    )
    lived = {s.product: (s.level, s.start) for s in grounded.pharmacies.stocks}
    assert lived == {code: (one.level, one.start) for code, one in held.shelves.items()}
    raised = {code for code, one in held.shelves.items() if one.floored}
    told = {row.product: row for row in held.rows}
    for code, one in held.shelves.items():
        off = 0.5 / one.per_day
        assert one.days >= told[code].days - off
        assert (code in raised) or one.days == pytest.approx(told[code].days, abs=off)
    assert not held.limited
    text: list[str] = []
    show(held, path, text.append)
    said = " ".join(text)
    assert ("portées à un épisode" in said) == bool(raised)
    assert "l'accès de cet hôpital" not in said.lower()
    limited = replace(held, limited=True)
    show(limited, path, text.append)
    assert "L'accès de cet hôpital est limité" in " ".join(text)


def test_the_scenario_runs_on_these_shelves(scenario, tmp_path):
    path, held = scenario
    asked_for = load_scenario(path)
    assert asked_for.warmup_days == 0
    assert asked_for.lever[0].products == held.short
    assert any("Stocks de votre pharmacie" in note for note in asked_for.notes())
    short = asked_for.model_copy(update={"days": 9, "replications": 1})
    base, policy = run_scenario(short, territory=place(), store=Store(tmp_path), workers=1)

    def out(result):
        frame = result.indicators()
        rows = frame[(frame["indicator"] == "drug_out_days") & (frame["facility"] == SITE)]
        return float(rows["value"].sum())

    assert out(policy) > out(base)


@pytest.mark.parametrize(("more", "said"), [
    (["--site", "999999999", "--twin", "x.toml"], "n'est pas un hôpital"),
    (["--twin", "x.toml"], "de quel hôpital"),
    (["--site", SITE], "sans --twin"),
    (["--site", SITE, "--twin", "x.csv"], ".toml"),
    (["--site", SITE, "--twin", "x.toml", "--follow", "9900049"], "CODE=produit"),
])  # fmt: skip
def test_what_is_badly_asked_is_said(cut, tmp_path, monkeypatch, capsys, more, said):  # noqa: F811
    monkeypatch.chdir(tmp_path)
    names = {"consumption": "consommation", "stock": "stock", "orders": "commandes"}
    files = [w for k, n in names.items() for w in (f"--{k}", cut / f"{n}.csv")]
    assert run("forecast", "stock", "--no-replay", *files, *more) == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_without_substances_nothing_is_guessed_but_can_be_told(cut, tmp_path):  # noqa: F811
    bare = study(replace(asked(cut), products=None, contracts=None, vetoes=None))
    with pytest.raises(JumeauError, match="--follow"):
        write_twin(bare, tmp_path / "a.toml", SITE)
    held = write_twin(bare, tmp_path / "a.toml", SITE, follow={"9900049": "ceftriaxone"})
    assert [row.product for row in held.rows] == ["ceftriaxone"]
