"""A scenario file: what it gives, and every way it can be wrong."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from scenarios.draws import latin_hypercube
from scenarios.lever import lever_kinds
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
        assert scenario.replications == 20
        assert scenario.start.weekday() == 0
        assert Scenario.model_validate(scenario.plain()) == scenario


def test_find_by_name_and_unknown_name():
    assert find_scenario("lits-avals-saint-brieuc", check_sites=False).lever[0].beds.number == 10
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
    assert kinds == [f"#/$defs/{name}" for name in sorted(lever_kinds())]
    for name in ("antenna", "regulated-access", "suspend-ed"):
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


def written(folder, text, name="s.toml"):
    """Write a scenario and read it."""
    (folder / name).write_text(text, encoding="utf-8")
    return load_scenario(folder / name, territory=small_territory())


def test_a_file_that_extends_another_overrides_its_keys_and_adds_its_levers(tmp_path):
    whole = HEAD + "[assumptions]\nphysician_hours = 0.9\nnurse_hours = 0.8\n" + BEDS
    (tmp_path / "base.toml").write_text(whole, encoding="utf-8")
    child = written(
        tmp_path,
        'extends = "base.toml"\nname = "suite"\ndays = 7\n'
        "[assumptions]\nnurse_hours = [0.9, 1.1]\n" + BEDS.replace("beds = 3", "beds = 5"),
    )
    assert (child.name, child.days, child.title, child.extends) == ("suite", 7, "Essai", "")
    assert [lever.beds.number for lever in child.lever] == [3, 5]
    assert child.assumptions == {
        "physician_hours": Uncertain(0.9, 0.9), "nurse_hours": Uncertain(0.9, 1.1)
    }  # fmt: skip
    third = written(tmp_path, 'extends = "s.toml"\nname = "fin"\nseed = 3\n', "t.toml")
    assert (third.days, third.seed, len(third.lever)) == (7, 3, 2)
    assert Scenario.model_validate(third.plain()) == third


def test_a_name_of_the_library_may_be_extended(tmp_path):
    (tmp_path / "s.toml").write_text(
        'extends = "suspension-nuit-carhaix"\nname = "court"\ndays = 7\n', encoding="utf-8"
    )
    scenario = load_scenario(tmp_path / "s.toml")
    assert (scenario.days, scenario.lever[0].site) == (7, "290000256")


def test_a_folder_of_territory_is_found_from_the_file_that_names_it(tmp_path):
    from twin.territory import Territory

    inner = tmp_path / "deux"
    inner.mkdir()
    small_territory().save(tmp_path / "ici")
    (tmp_path / "base.toml").write_text(HEAD + 'territory = "ici"\n', encoding="utf-8")
    (inner / "s.toml").write_text('extends = "../base.toml"\nname = "suite"\n', encoding="utf-8")
    scenario = load_scenario(inner / "s.toml")
    assert scenario.territory == str((tmp_path / "ici").resolve())
    assert isinstance(scenario.load_territory(), Territory)


def test_assumptions_hold_in_the_reference_as_in_the_policy(tmp_path):
    from scenarios.assumptions import by_id
    from scenarios.draws import Draw, draws_of
    from twin.contracts import TwinInputs

    text = HEAD + "draws = 4\n[assumptions]\nphysician_hours = [0.8, 1.0]\n" + BEDS
    scenario = written(tmp_path, text)
    reference = scenario.baseline("T")
    assert reference.draws == 4
    assert reference.assumptions == scenario.assumptions
    base = TwinInputs(small_territory(), None, None, None)
    expected = by_id()["physician_hours"].apply(base, 0.9)
    assert reference.inputs(base).timeline == expected.timeline
    drawn = Draw(levers=({},), model={"physician_hours": 0.75})
    changed = scenario.inputs(base, drawn)
    assert (
        changed.timeline[:-1]
        == by_id()["physician_hours"].apply(base, 0.8 + 0.75 * (1.0 - 0.8)).timeline
    )
    assert changed.timeline[-1].value == 3
    ours, theirs = draws_of(scenario), draws_of(reference)
    assert [draw.model for draw in ours] == [draw.model for draw in theirs]
    fixed = written(tmp_path, text.replace("[0.8, 1.0]", "0.9")).baseline("T")
    assert fixed.draws == 0


def test_a_value_by_its_path(tmp_path):
    scenario = written(tmp_path, HEAD + "draws = 2\n" + BEDS)
    assert scenario.with_value("lever.1.beds", 7.4).lever[0].beds.number == 7
    assert scenario.with_value("assumptions.roads", [1, 2]).assumptions["roads"].high == 2
    assert scenario.lever[0].beds.number == 3
    for path, value, said in (
        ("lever.2.beds", 3, "aucune valeur"),
        ("lever.0.beds", 3, "aucune valeur"),
        ("lever.1.bed", 3, "« beds »"),
        ("lever.1.beds", "dix", "attendu"),
        ("lever.1.beds", -2, "-2 lits"),
        ("lever.1.compliance", 2, "entre 0 et 1"),
        ("assumptions.road", 3, "« roads »"),
        ("assumptions.roads", "x", "attendu"),
        ("seed", 3, "aucune valeur"),
    ):
        with pytest.raises(JumeauError, match=said):
            scenario.with_value(path, value)


def test_what_a_lever_grounds_is_in_the_reference_too():
    class Grounded(AddStaffedBeds):
        def ground(self, inputs):
            from dataclasses import replace

            active = replace(inputs.policies, active=False)
            return replace(inputs, policies=active)

    from twin.contracts import TwinInputs

    base = TwinInputs(small_territory(), None, None, None)
    lever = Grounded.model_validate({"site": "220000012", "beds": 0, "reason": "x"})
    scenario = Scenario.model_validate(
        {"name": "x", "title": "x", "question": "x", "start": date(2026, 1, 12), "days": 7,
         "lever": (lever,)}
    )  # fmt: skip
    common = scenario.grounded(base)
    assert not common.policies.active
    assert scenario.grounded(common) == common
    assert scenario.inputs(common).digest() == common.digest()


def test_decision_and_precision_are_kept():
    said = {"name": "x", "title": "x", "question": "x", "start": date(2026, 1, 12), "days": 7}
    scenario = Scenario.model_validate(
        {**said, "decision": {"indicator": "ed_visits"},
         "precision": {"indicator": "ed_visits", "half_width": 0.05, "relative": True}}
    )  # fmt: skip
    assert scenario.decision.better == "lower"
    assert (scenario.precision.least, scenario.precision.most) == (10, 1000)
    assert Scenario.model_validate(scenario.plain()) == scenario
    assert scenario.baseline("T").decision == scenario.decision
