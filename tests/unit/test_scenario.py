"""A scenario file: what it gives, and every way it can be wrong."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from scenarios.draws import latin_hypercube
from scenarios.levers.add_staffed_beds import AddStaffedBeds
from scenarios.levers.suspend_ed import SuspendEd
from scenarios.reading import line_of
from scenarios.scenario import (
    LIBRARY,
    Scenario,
    find_scenario,
    library,
    load_scenario,
    scenario_schema,
)
from scenarios.uncertain import Uncertain
from tests.territories import small_territory
from twin.tables import JumeauError

HEAD = """format = 1
name = "essai"
title = "Essai"
question = "Que se passe-t-il ?"
start = 2026-01-12
days = 14
"""
BEDS = """
[[lever]]
kind = "add-staffed-beds"
site = "220000012"
beds = 3
reason = "essai"
"""


def faults_of(tmp_path, text):
    """Give the faults of a scenario text as (place, problem, remedy)."""
    path = tmp_path / "s.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(JumeauError) as caught:
        load_scenario(path, territory=small_territory())
    assert caught.value.exit_code == 2
    return [(f.place, f.problem, f.remedy) for f in caught.value.faults()]


def test_library_scenarios_are_valid_and_survive_json():
    assert "suspension-nuit-carhaix" in library()
    for name in library():
        scenario = load_scenario(LIBRARY / f"{name}.toml", check_sites=False)
        assert scenario.name == name
        assert (scenario.start, scenario.days, scenario.replications) == (date(2026, 1, 12), 28, 20)
        assert scenario.start.weekday() == 0
        assert Scenario.model_validate(scenario.plain()) == scenario


def test_find_by_name_and_unknown_name():
    assert find_scenario("lits-avals-saint-brieuc", check_sites=False).lever[0].beds == 10
    with pytest.raises(JumeauError, match="Vouliez-vous dire « lits-avals-saint-brieuc »"):
        find_scenario("lits-aval-saint-brieuc")


@pytest.mark.parametrize(
    ("text", "line", "problem", "remedy"),
    [
        (HEAD + "sead = 3\n", 7, "clé « sead » inconnue", "Vouliez-vous dire « seed »"),
        (HEAD.replace("14", "0"), 6, "0 est plus petit que 1", ""),
        (HEAD.replace("14", '"14"'), 6, "n'est pas un nombre entier", "sans guillemets"),
        (HEAD.replace('"essai"', '"Été 1"'), 2, "nom court", ""),
        (HEAD + BEDS.replace("add-", "ad-"), 8, "levier « ad-staffed-beds » inconnu",
         "Vouliez-vous dire « add-staffed-beds »"),
        (HEAD + BEDS.replace("beds = 3", "beds = -3"), 11, "-3 lits", "levier de retrait"),
        (HEAD + BEDS.replace('"220000012"', "220000012"), 10, "220000012 est un nombre",
         "entre guillemets"),
        (HEAD + BEDS.replace("220000012", "220000013"), 10, "site « 220000013 » inconnu",
         "Vouliez-vous dire « 220000012 »"),
        (HEAD + BEDS + "start = 2027-01-01\n", 13, "01/01/2027 est hors de la période",
         "12/01/2026 au 25/01/2026"),
        (HEAD + BEDS + "start = 2026-01-20\nend = 2026-01-14\n", 14, "la fin précède", ""),
        (HEAD + "territory = 01004\n", 7, "un code ne s'écrit pas en nombre", "01004"),
        (HEAD + 'title = "x\n', 7, "ce n'est pas du TOML", ""),
    ],
)  # fmt: skip
def test_one_fault_has_line_value_and_remedy(tmp_path, text, line, problem, remedy):
    found = faults_of(tmp_path, text)
    assert len(found) == 1
    place, said, cure = found[0]
    assert f"ligne {line}" in place
    assert problem in said
    assert remedy in cure


def test_every_fault_at_once(tmp_path):
    text = HEAD.replace("14", "0") + "sead = 3\n" + BEDS.replace("3", "-3") + BEDS.replace("-", "_")
    assert len(faults_of(tmp_path, text)) == 4


def test_missing_file_and_missing_territory(tmp_path):
    with pytest.raises(JumeauError, match="fichier introuvable"):
        load_scenario(tmp_path / "absent.toml")
    assert "dossier de territoire" in faults_of(tmp_path, HEAD + 'territory = "ici"\n')[0][1]


def test_changed_rechecks_the_dates(tmp_path):
    path = tmp_path / "s.toml"
    path.write_text(HEAD + BEDS + "start = 2026-01-20\n", encoding="utf-8")
    scenario = load_scenario(path, territory=small_territory())
    assert scenario.changed(replications=3, days=None).replications == 3
    with pytest.raises(JumeauError, match="hors de la période"):
        scenario.changed(days=2)


def test_agents_can_be_still_and_no_lever_changes_nothing(tmp_path):
    from twin.contracts import TwinInputs

    base = TwinInputs(small_territory(), None, None, None)
    path = tmp_path / "s.toml"
    path.write_text(HEAD, encoding="utf-8")
    scenario = load_scenario(path)
    assert scenario.inputs(base) is base
    still = scenario.model_copy(update={"agents": False}).inputs(base)
    assert not still.policies.active
    assert base.policies.active


def test_schema_holds_every_lever_and_refuses_others():
    schema = scenario_schema()
    assert schema["additionalProperties"] is False
    kinds = [choice["$ref"] for choice in schema["properties"]["lever"]["items"]["oneOf"]]
    names = ("add-staffed-beds", "antenna", "regulated-access", "suspend-ed")
    assert kinds == [f"#/$defs/{name}" for name in names]
    for name in names[1:]:
        assert schema["$defs"][name]["properties"]["from"]["type"] == "string"
    assert schema["$defs"]["antenna"]["properties"]["until"]["default"] == "00:00"


def test_uncertain_forms_and_quantiles():
    assert Uncertain.of(0.2).central == 0.2
    assert Uncertain.of([0.1, 0.3]).quantile(0.25) == pytest.approx(0.15)
    law = Uncertain.of({"low": 0, "mode": 1, "high": 4})
    assert law.central == pytest.approx(5 / 3)
    assert law.quantile(0.25) == pytest.approx(1.0)
    drawn = [law.quantile(p) for p in (np.arange(4000) + 0.5) / 4000]
    assert np.mean(drawn) == pytest.approx(law.central, rel=1e-3)
    for wrong in ([0.3, 0.1], "0.1", {"low": 1}, True, [1], float("inf")):
        with pytest.raises(ValueError, match=r"."):
            Uncertain.of(wrong)


def test_latin_hypercube_visits_each_slice_once():
    levers = (
        AddStaffedBeds(site="1", beds=1, reason="essai"),
        SuspendEd.model_validate(
            {"site": "2", "from": "20:00", "until": "08:00", "reason": "essai"}
        ),
    )
    draws = latin_hypercube(levers, 10, seed=1)
    assert draws == latin_hypercube(levers, 10, seed=1)
    assert [set(d[0]) for d in draws] == [set()] * 10
    for name in ("share_lost", "share_gp", "share_other", "share_anyway"):
        assert sorted(int(d[1][name] * 10) for d in draws) == list(range(10))
    assert latin_hypercube(levers, 0, seed=1) == ()
    assert latin_hypercube(levers[:1], 2, seed=1) == (({},), ({},))


def test_line_of_inline_tables():
    text = 'a = 1\nlever = [\n { kind = "x", site = 3 },\n]\n'
    assert line_of(text, ("lever", 0, "site")) == 3
