"""`jumeau staff evaluate` and `need --twin`: what a roster does to waits, and what is refused."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from scenarios.baseline import base_inputs
from scenarios.cli.main import main
from scenarios.staff_need_twin import busy_day, twin_arrivals
from scenarios.team import line_said, read_team_roster, usual_rates
from tests.territories import hospital, samu, territory, unit
from tests.unit.roster_doses import PROBLEM
from twin.engine.expected_hours import hourly_visits
from twin.engine.run import run
from twin.tables import JumeauError

SITE = "220000012"
EQUIPE = Path(__file__).resolve().parents[2] / "examples" / "equipe"
FLAT = ("--days", "3", "--warmup", "1", "--replications", "2", "--line", "medecins=urgentiste")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Give a territory on disk, whose hospital has two physicians at any hour."""
    root = tmp_path_factory.mktemp("evaluate")
    site = hospital(SITE, "22001", -3.0, physicians=2, boxes=6, beds=40)
    units = (unit("smur", "SMUR-1", "22001", -3.0, 1, site=SITE),
             unit("ambulance", "AMB-1", "22001", -3.0, 2), samu("22001", -3.0))  # fmt: skip
    territory([[3000, 8000, 4000]], [site, *units]).save(root / "t")
    (root / "equipe.toml").write_text(PROBLEM, encoding="utf-8")
    for name, people in (("deux", ("U1", "U2")), ("un", ("U1",))):
        days = [date(2026, 1, 12) + timedelta(days=k) for k in range(7)]
        rows = [f"{who};{day};G" for day in days for who in people]
        (root / f"{name}.csv").write_text("agent;jour;poste\n" + "\n".join(rows), encoding="utf-8")
    return root


def said(capsys, verb, *words):
    with pytest.raises(SystemExit) as end:
        main(["staff", verb, *map(str, words)])
    out = capsys.readouterr()
    return end.value.code, out.out, out.err.replace("\u00a0", " ")


def asked(capsys, folder, name, *words):
    code, out, err = said(capsys, "evaluate", folder / name, "--site", SITE, "--territoire",
                          folder / "t", "--json", *words)  # fmt: skip
    assert code == 0, err
    return json.loads(out)


def test_equal_hours_have_no_effect_at_all_and_one_physician_fewer_has(folder, capsys):
    same = asked(capsys, folder, "deux.csv", *FLAT)
    hashes = [v["log_hashes"] for v in same["variants"]]
    assert hashes[0] == hashes[1]
    assert len(set(hashes[0])) == 2
    assert {row["difference"] for row in same["effects"]} == {0.0}
    assert {row["verdict"] for row in same["effects"]} == {"écart nul dans toutes les réplications"}
    fewer = asked(capsys, folder, "un.csv", *FLAT, "--out", folder / "ecrit")
    rows = {r["indicator"]: r for r in fewer["effects"]}
    assert rows["ed_stay_median"]["difference"] > 0
    assert rows["ed_seen_60"]["difference"] < 0
    assert {r["interval"] for r in fewer["effects"]} == {"mc95"}
    assert len({tuple(r) for r in fewer["effects"]}) == 1
    (staffed,) = fewer["staffed"]
    assert (staffed["reference_mean"], staffed["roster_mean"]) == (2.0, 1.0)
    assert staffed["hours_below"] == 72
    assert any("bruit de simulation" in note for note in fewer["notes"])
    written = json.loads((folder / "ecrit" / "evaluation.json").read_text(encoding="utf-8"))
    assert written["effects"] == fewer["effects"]
    assert not any("est une estimation" in note for note in fewer["notes"])
    # Against the other roster, which is the usual capacity, the difference is the same.
    other = asked(capsys, folder, "un.csv", *FLAT, "--against", folder / "deux.csv")
    assert [r["difference"] for r in other["effects"]] == [
        r["difference"] for r in fewer["effects"]
    ]


def test_absences_and_repairs_are_compared_step_by_step(folder, capsys):
    found = asked(capsys, folder, "deux.csv", *FLAT, "--away", "0.4", "--repair")
    pairs = dict.fromkeys((r["variant"], r["against"]) for r in found["effects"])
    assert list(pairs) == [("planned", "reference"), ("absences", "planned"),
                           ("repaired", "absences")]  # fmt: skip
    assert [r["share"] for r in found["absence_rates"]] == [0.4]
    assert [r["replication"] for r in found["repairs"]] == [0, 1]
    hashes = {v["key"]: v["log_hashes"] for v in found["variants"]}
    assert hashes["absences"] != hashes["planned"]
    assert any("ce n'est la prévision de l'absence de personne" in n for n in found["notes"])


def test_the_screen_names_the_noise(folder, capsys):
    code, out, _ = said(capsys, "evaluate", folder / "un.csv", "--site", SITE, "--territoire",
                        folder / "t", *FLAT[:-2], "--line", "medecins=urgentiste")  # fmt: skip
    assert code == 0
    assert "mc95 (bruit)" in out
    assert "pas l'incertitude de la politique" in out.replace("\u00a0", " ")
    assert "Durée médiane de passage" in out


REFUSED = [
    (("--site", "999999999", "--line", "medecins"), "site « 999999999 » inconnu"),
    (("--line", "medecins=chirurgien"), "personne n'a la compétence « chirurgien »"),
    (("--line", "boxes=urgentiste"), "un planning ne tient pas la ressource « boxes »"),
    (("--line", "programmes_rea=urgentiste:4/2"), "n'a pas de ressource « programmes_rea »"),
    (("--line", "lits_medecine=urgentiste:99/9"), "l'unité aurait 99 lits"),
    (("--line", "lits_medecine=urgentiste:x/9"), "nombres « x/9 » refusés"),
    ((), "aucune ressource n'est donnée"),
    (("--line", "medecins=urgentiste", "--start", "2026-03-02"), "hors des jours mesurés"),
    (("--line", "medecins=urgentiste", "--start", "demain"), "n'est pas une date"),
    (("--line", "medecins=urgentiste", "--replications", "0"), "0 répétitions"),
    (("--line", "medecins=urgentiste", "--away", "0.9"), "hors limites"),
    (("--line", "medecins=urgentiste", "--against", "rien.csv"), "planning introuvable"),
    (("--line", "medecins=urgentiste", "--site", "SMUR-1"), "pas un hôpital avec des urgences"),
]


@pytest.mark.parametrize(("words", "told"), REFUSED)
def test_what_is_refused_is_said_in_french(folder, capsys, words, told):
    given = words if "--site" in words else ("--site", SITE, *words)
    if "--line" in given and "=" not in given[given.index("--line") + 1]:
        given = tuple("medecins=urgentiste" if w == "medecins" else w for w in given)
    code, out, err = said(capsys, "evaluate", folder / "deux.csv", "--territoire", folder / "t",
                          "--days", "2", *given)  # fmt: skip
    assert code == 2
    assert out == ""
    assert told in err
    assert "Traceback" not in err


def test_a_correspondence_is_read_whole():
    beds = line_said("lits_medecine=ide:28/14/28").staffed()
    assert (beds.line, beds.beds, beds.per_person, beds.per_person_night) == (
        "beds_medicine", 28, 14, 28
    )  # fmt: skip
    assert line_said("lits_medecine=ide:28/7").staffed().per_person_night == 7
    assert line_said("physicians=urgentiste").staffed().line == "physicians"
    with pytest.raises(JumeauError, match="illisible"):
        line_said("medecins")


def test_the_example_is_read_and_its_rates_are_those_of_nurses():
    held, roster = read_team_roster(EQUIPE / "planning.csv", None)
    assert roster.staff_by_hour("ide").max() > 0
    (rate,) = usual_rates(held)
    assert (rate.skill, rate.share) == ("", 0.045)
    assert read_team_roster(EQUIPE / "equipe.toml", None)[1].days == 28


# The need from the twin's arrivals


def test_expected_hours_add_up_and_are_those_of_a_run(folder):
    from twin.contracts import Activity
    from twin.contracts.run import Keep
    from twin.territory import Territory

    inputs = base_inputs(Territory.load(folder / "t"))
    found = twin_arrivals(inputs, SITE, 0.5, date(2026, 1, 12))
    hours = hourly_visits(inputs)[:, 0]
    lived = run(inputs, start=date(2026, 2, 9), days=56, warmup_days=30, seed=5, keep=Keep.EVENTS)
    triage = np.zeros(24)
    for block in lived.blocks:
        if block.day >= 30:
            rows = block.columns["activity"] == int(Activity.ARRIVAL)
            at = block.columns["end"][rows] // 3_600_000
            np.add.at(triage, at % 24, 1)
    mean = triage / 56
    assert hours.reshape(7, 24).mean(axis=0).sum() == pytest.approx(mean.sum(), rel=0.08)
    assert found.rates.sum() / 7 == pytest.approx(mean.sum(), rel=0.08)
    # The hour of the need comes before that of the door: the profile agrees by blocks of six hours.
    profile = found.rates.mean(axis=0)
    np.testing.assert_allclose(
        (profile / profile.sum()).reshape(4, 6).sum(axis=1),
        (mean / mean.sum()).reshape(4, 6).sum(axis=1), atol=0.05,
    )  # fmt: skip


def test_a_busy_day_is_the_quantile_of_chance_and_season():
    from scipy import stats

    flat = np.full(364, 50.0)
    assert 50 * busy_day(flat, flat, 0.8) == pytest.approx(stats.poisson(50).ppf(0.8), abs=0.02)
    seasons = np.where(np.arange(364) < 182, 40.0, 60.0)
    assert busy_day(seasons, flat, 0.8) > busy_day(flat, flat, 0.8)
    assert busy_day(np.zeros(3), np.zeros(3), 0.8) == 1.0


def test_need_reads_the_twin_in_place_of_a_file(folder, capsys):
    words = ("--territoire", folder / "t", "--minutes", "20", "--wait", "30", "--json")
    code, out, err = said(capsys, "need", "--twin", SITE, *words)
    assert code == 0, err
    answer = json.loads(out)
    assert np.array(answer["rates"]).shape == (7, 24)
    assert np.array(answer["persons"]).max() >= 2
    assert answer["arrivals"].startswith("jumeau, Hôpital")
    for bad, told in (((), "un fichier, ou --twin"), (("--twin", "1"), "inconnu"),
                      (("--twin", "SMUR-1"), "n'a pas d'urgences"),
                      (("--twin", SITE, folder / "un.csv"), "l'un des deux")):  # fmt: skip
        code, _, err = said(capsys, "need", *bad, *words)
        assert code == 2
        assert told in err
