"""What the SAMU page may not say: judged on a handful, lived elsewhere, accepted unproposed."""

from __future__ import annotations

import csv
import io
import tomllib
from dataclasses import replace

import numpy as np
import pytest

from dashboards import ids
from dashboards.app import create_app
from dashboards.library import Library
from dashboards.samu import confirming
from dashboards.samu.delays import LEAST, Delay, delays, level_of, timed
from dashboards.samu.trial import Change, Trial, levers_of, read_trial, teams_of
from scenarios.baseline import base_inputs
from scenarios.manifest import read_manifest
from scenarios.parts import canonical, file_digest, read_table, result_hash, write_json, write_table
from scenarios.scenario import Scenario, load_scenario
from scenarios.siting_ground import ground as ground_of
from scenarios.store import MANIFEST, TABLE
from tests.dashboards.conftest import REPLICATIONS, fill, store_run
from tests.dashboards.test_samu_page import add_delays, page
from tests.dashboards.test_twin_page import POLICY
from twin.contracts import Calendar
from twin.contracts.capacity import hourly_capacity
from twin.tables import JumeauError

CARHAIX, LANDERNEAU = "290000256", "290000173"
BASE = f"SMUR-{CARHAIX}"
"""Its ninth decile is about 20 min in `add_delays`: the target of 30 min is met."""


@pytest.fixture(scope="session")
def ground(pilot):
    """Give the ground of bases of the pilot."""
    return ground_of(base_inputs(pilot))


def sealed_again(folder, change):
    """Change the table of a stored run and seal it as a run is."""
    frame, _ = read_table(folder / TABLE)
    table = canonical(change(frame))
    write_table(folder / TABLE, table)
    record = read_manifest(folder / MANIFEST)
    files = record.files | {TABLE: file_digest(folder / TABLE)}
    told = record.model_copy(update={"files": files, "result_hash": result_hash(table)})
    write_json(folder / MANIFEST, told.model_dump(mode="json"))


def with_missions(root, pilot, counts):
    """Store delays where a base has these missions, one number a replication; give it."""
    return with_bases(root, pilot, {BASE: counts})[BASE]


def with_bases(root, pilot, missions):
    """Store delays where bases have these missions, and give them."""
    fill(root, pilot)
    add_delays(root)

    def change(frame):
        for base, counts in missions.items():
            for replication, count in enumerate(counts):
                at = (frame["facility"] == base) & (frame["replication"] == replication)
                frame.loc[at & (frame["indicator"] == "smur_sorties"), "value"] = float(count)
                if count == 0:
                    times = frame["indicator"].str.startswith("smur_") & (frame["unit"] == "min")
                    frame.loc[at & times, "value"] = np.nan
        return frame

    sealed_again(root / POLICY, change)
    return {one.id: one for one in delays(timed(Library(root))[POLICY])}


def test_a_ninth_decile_of_a_handful_is_not_judged(tmp_path, pilot):
    short, silent = "SMUR-350000741", "SMUR-220000012"
    found = with_bases(tmp_path, pilot, {
        BASE: [LEAST] * REPLICATIONS, short: [LEAST - 1, *[60] * (REPLICATIONS - 1)],
        silent: [0, 0, *[60] * (REPLICATIONS - 2)]})  # fmt: skip
    told = {one.id: (one.verdict(500.0), one.least, one.silent) for one in found.values()}
    assert told[BASE] == ("met", LEAST, 0)
    assert told[short] == ("few", LEAST - 1, 0)
    assert told[silent] == ("few", 0, 2)


def test_missions_that_are_not_counted_are_not_judged(tmp_path, pilot):
    fill(tmp_path, pilot)
    add_delays(tmp_path)
    sealed_again(tmp_path / POLICY, lambda f: f[f["indicator"] != "smur_sorties"])
    assert {one.verdict(30.0) for one in delays(timed(Library(tmp_path))[POLICY])} == {"few"}


def test_a_base_beyond_the_target_is_never_said_to_meet_it(tmp_path, pilot):
    # Finding of 22 November: the decile of 3 to 8 drawn missions is biased low, and its mc95 says
    # "met" of a base whose true ninth decile, 34.2 min, is beyond the target.
    rng, false = np.random.default_rng(1), {5: 0, 25: 0}
    for count in false:
        for _ in range(400):
            drawn = [rng.poisson(count) for _ in range(4)]
            ninth = [float(np.quantile(rng.lognormal(np.log(18.0), 0.5, k), 0.9))
                     for k in drawn if k]  # fmt: skip
            one = Delay("x", "x", "", {"smur_response_p90": level_of(ninth)}, float(count),
                        least=min(drawn), silent=drawn.count(0))  # fmt: skip
            false[count] += one.verdict(30.0) == "met"
    assert false[5] == 0
    assert false[25] <= 0.025 * 400


def test_screen_and_table_say_few_missions_and_central_parameters(tmp_path, pilot):
    with_missions(tmp_path, pilot, [0, 12, *[60] * (REPLICATIONS - 2)])
    app = create_app(tmp_path)
    text = page(app, f"?panel=delais&run={POLICY}&cible=30")
    assert "trop peu de missions" in text
    assert "dont 1 réplication sans mission" in text
    assert "dépassé aux paramètres centraux" in text
    assert "aux paramètres centraux, bases où il est tenu\u202f: 0 sur 3" in text
    assert "impossible à dire\u202f: 1\u202f; trop peu de missions\u202f: 1" in text
    assert "met at the central parameters" in page(app, f"?panel=delais&run={POLICY}&cible=90"
                                                        "&lang=en")  # fmt: skip
    answer = app.server.test_client().get(
        f"/telecharger/samu/delais.csv?territory=pilote&run={POLICY}&cible=30")  # fmt: skip
    lines = csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff")),
                           delimiter=";")  # fmt: skip
    rows = {row["base"]: row for row in lines}
    few = rows[BASE]
    assert few["objectif"] == "trop peu de missions"
    assert (few["missions_au_moins"], few["replications_sans_mission"]) == ("0", "1")
    assert few["replications"] == str(REPLICATIONS)
    assert rows["SMUR-350000741"]["objectif"] == "dépassé aux paramètres centraux"
    assert rows["SMUR-350000741"]["replications_sans_mission"] == "0"


def test_the_territory_is_given_where_one_base_never_left(tmp_path, pilot):
    found = with_missions(tmp_path, pilot, [0] * REPLICATIONS)
    assert (found.levels, found.verdict(30.0), found.silent) == ({}, "none", REPLICATIONS)
    text = page(create_app(tmp_path), f"?panel=delais&run={POLICY}")
    assert "aucune mission" in text


@pytest.mark.parametrize("kept", [True, False])
def test_any_commune_ticked_keeps_what_the_page_proposed(tmp_path, kept):
    proposed = f"o.{LANDERNEAU}" if kept else ""
    app = create_app(tmp_path)
    key = next(
        key
        for key, one in app.callback_map.items()
        if ids.SA_GO in key and any(i["id"] == ids.SA_ANYWHERE for i in one["inputs"])
    )
    said = {ids.SA_ANYWHERE: ("checked", True), ids.SA_WITHIN: ("value", 30),
            ids.SA_HOUR: ("value", "jour"), ids.SA_TRIAL: ("data", f"f.{CARHAIX}"),
            ids.SA_PROPOSED: ("data", proposed), ids.SA_PLACE: ("data", "pilote"),
            ids.SA_LANG: ("data", "fr")}  # fmt: skip

    def told(part):
        names = [one["id"] for one in app.callback_map[key][part]]
        return [{"id": i, "property": said[i][0], "value": said[i][1]} for i in names]

    body = {"output": key, "outputs": {"id": ids.SA_GO, "property": key.partition(".")[2]},
            "inputs": told("inputs"), "state": told("state"),
            "changedPropIds": [f"{ids.SA_ANYWHERE}.checked"]}  # fmt: skip
    answer = app.server.test_client().post("/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.data[:500]
    address = answer.get_data(as_text=True)
    assert f"essai=f.{CARHAIX}" in address
    assert (f"propose=o.{LANDERNEAU}" in address) is kept
    assert "communes=1" in address


def test_another_territory_is_another_scenario(ground):
    trial = read_trial(f"f.{CARHAIX}")
    name, text = confirming.trial_text(ground, trial, "pilote", "court")
    assert tomllib.loads(text)["name"] == name
    assert confirming.trial_text(ground, trial, "pilote", "court") == (name, text)
    territory = ground.territory
    zones = territory.zones.assign(population=territory.zones["population"] + 1)
    other = replace(ground, territory=replace(territory, zones=zones))
    assert confirming.trial_text(other, trial, "pilote", "court")[0] != name
    # The same trial on bases that have other teams has other levers.
    more = replace(ground, teams=ground.teams * 2)
    assert confirming.trial_text(more, trial, "pilote", "court")[0] != name


@pytest.mark.parametrize("stale", ["", "territory", "lever", "days"])
def test_figures_lived_are_those_of_this_trial_on_this_territory(tmp_path, pilot, ground, stale):
    name, text = confirming.trial_text(ground, read_trial(f"f.{CARHAIX}"), "pilote", "court")
    scenario = Scenario.model_validate(tomllib.loads(text))
    if stale == "lever":  # opened under « Composer un scénario », changed, run under its name
        levers = [one.model_copy(update={"weekdays": ("lundi",)}) for one in scenario.lever]
        scenario = scenario.model_copy(update={"lever": tuple(levers)})
    if stale == "days":
        scenario = scenario.model_copy(update={"days": scenario.days + 1})
    none = scenario.model_copy(update={"lever": (), "name": "reference-essai"})
    for one, digest in ((none, "e" * 64), (scenario, "f" * 64)):
        folder = store_run(tmp_path, one, pilot, digest)
        if stale == "territory":
            record = read_manifest(folder / MANIFEST)
            past = record.territory.model_copy(update={"digest": "0" * 64})
            told = record.model_copy(update={"territory": past}).model_dump(mode="json")
            write_json(folder / MANIFEST, told)
    library = Library(tmp_path)
    assert confirming.run_named(library, name) is not None
    found = confirming.run_of(library, name, text, pilot)
    rows = confirming.lived(library, name, text, pilot)
    assert (found is None, rows == []) == (bool(stale), bool(stale))


CONTRADICTED = [f"o.{LANDERNEAU}~f.{LANDERNEAU}.n",
                f"o.{LANDERNEAU}~o.{LANDERNEAU}~f.{LANDERNEAU}.j",
                f"o.{CARHAIX}~f.{CARHAIX}", f"o.{CARHAIX}.j~f.{CARHAIX}.n",
                f"d.{CARHAIX}.{LANDERNEAU}~f.{LANDERNEAU}",
                f"d.{CARHAIX}.{LANDERNEAU}~o.{CARHAIX}.j",
                f"d.{CARHAIX}.{LANDERNEAU}~d.{LANDERNEAU}.{CARHAIX}~o.{LANDERNEAU}"]  # fmt: skip


def lived_teams(ground, scenario):
    """Give the teams that levers leave, place by place and hour by hour."""
    rank = {place.id: j for j, place in enumerate(ground.places)}
    found = ground.teams.copy()
    for lever in scenario.lever:
        if lever.kind == "move-smur-base":
            moved = ground.teams[rank[lever.site]]
            found[rank[lever.to]] += moved
            found[rank[lever.site]] -= moved
            continue
        hours = list(lever.window().hours_of_week())
        found[rank[lever.site], hours] += lever.teams.number
    return found


@pytest.mark.parametrize("asked", [*CONTRADICTED, f"f.{CARHAIX}.n", f"d.{CARHAIX}.{LANDERNEAU}"])
def test_what_was_weighed_is_what_the_twin_is_given(tmp_path, pilot, ground, asked):
    trial = read_trial(asked)
    name, text = confirming.trial_text(ground, trial, "pilote", "court")
    path = tmp_path / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    scenario = load_scenario(path, territory=pilot)
    assert (lived_teams(ground, scenario) == teams_of(ground, trial)).all()
    # What the twin staffs, hour by hour: all but the first night, which begins on its evening.
    base = base_inputs(pilot)
    inputs, calendar = scenario.inputs(scenario.grounded(base)), Calendar.of(scenario.start, 7)
    bases = [one for one in inputs.territory.facilities if one.line("smur_teams") is not None]
    lines = [["smur_teams"]] * len(bases)
    staffed = hourly_capacity(bases, lines, inputs.timeline, calendar)[:, 0]
    rank = {place.id: j for j, place in enumerate(ground.places)}
    wanted = teams_of(ground, trial)[[rank[one.id.removeprefix("SMUR-")] for one in bases]]
    assert (staffed[:, 8:] == wanted[:, 8:]).all()


def test_any_trial_that_is_weighed_is_accepted_and_lived_alike(tmp_path, pilot, ground):
    rng = np.random.default_rng(7)
    # Teams that vary with the hour and the day, as real lines of teams do.
    uneven = ground.teams.copy()
    for j in ground.bases[::2]:
        uneven[j, 8:20] += 1
        uneven[j, 5 * 24 : 7 * 24] = 2
    here = replace(ground, teams=uneven)
    places = [*[p.id for p in here.places][::5], CARHAIX, LANDERNEAU]
    seen = 0
    while seen < 15:
        kinds = rng.choice(["o", "f", "d"], rng.integers(1, 6))
        trial = Trial()
        for kind in kinds:
            place, to = (str(one) for one in rng.choice(places, 2, replace=False))
            hours = str(rng.choice(["", "j", "n"]))
            change = Change("d", place, "", to) if kind == "d" else Change(str(kind), place, hours)
            trial = trial.with_change(change)
        try:
            wanted = teams_of(here, trial)
        except JumeauError:
            continue
        if (wanted == here.teams).all():
            continue
        seen += 1
        _, text = confirming.trial_text(here, trial, "pilote", "court")
        path = tmp_path / "essai.toml"
        path.write_text(text, encoding="utf-8")
        scenario = load_scenario(path, territory=pilot)
        assert (lived_teams(here, scenario) == wanted).all(), trial.text()


UNDONE = [f"o.{LANDERNEAU}~f.{LANDERNEAU}",
          f"d.{CARHAIX}.{LANDERNEAU}~d.{LANDERNEAU}.{CARHAIX}"]  # fmt: skip


@pytest.mark.parametrize("asked", UNDONE)
def test_changes_that_undo_each_other_leave_nothing_to_judge(ground, asked):
    assert levers_of(ground, read_trial(asked)) == []
    with pytest.raises(JumeauError, match="rien ne change"):
        confirming.trial_text(ground, read_trial(asked), "pilote", "court")
