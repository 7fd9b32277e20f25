"""From official files to an answer, for Corse and overseas as for the mainland: no code changes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from scenarios.cli.main import main
from tests.unit.official_files import SAE, finess, projection_csv, pyramid, rpps, write
from twin.territory import Territory, reference_data

SMUR = "finess;smur;samu\n2A0000014;oui;oui\n970100012;oui;oui\n"
CALENDAR = (
    "finess;forme;du;au;jours;de;a;source\n2A0000014;suspendu;2026-01-01;;tous;20;8;arrêté\n"
    "970100012;regule;01/01/2026;;sam-dim;0;24;arrêté\n"
)
PLACES = (
    "id;type;nom;insee;lon;lat;nombre\n2A0000014;maternite;;;;;400\n"
    "mcs-corte;mcs;MCS de Corte;2B096;9,150;42,306;1\n"
)
DEPRIVATION = "code commune;FDep19;population\n2A004;0,4;70000\n2B033;0,1;48000\n97101;1,2;53000\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "officiels"
    made.mkdir()
    for name, text in SAE.items():
        write(made, f"{name}_2025.csv", text)
    write(made, "finess.csv", finess())
    pops = pyramid(*reference_data.communes(region="94")["insee"])
    write(made, "pyramide.csv", pops)
    write(made, "smur.csv", SMUR)
    write(made, "calendrier.csv", CALENDAR)
    write(made, "lieux.csv", PLACES)
    write(made, "fdep.csv", DEPRIVATION)
    write(made, "omphale_central.csv", projection_csv({"Corse-du-Sud": 0.01, "Haute-Corse": 0.02}))
    gp = [("1", "10", "SM54", "L", "SA07", "2A004"), ("2", "10", "SM54", "L", "SA07", "2B033")]
    write(made, "PS_LibreAcces_Personne_activite.txt", rpps(*gp))
    return made


@pytest.fixture
def run(capsys):
    def call(*words: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main([str(word) for word in words])
        captured = capsys.readouterr()
        return int(end.value.code or 0), captured.out, captured.err

    return call


def test_corse_from_its_official_files(folder: Path, run, tmp_path: Path) -> None:
    out, refused = tmp_path / "corse", tmp_path / "rejets.csv"
    code, text, err = run("territory", "build", "--sources", folder, "--region", "94", "--out", out,
                          "--rejets", refused, "--json")  # fmt: skip
    assert code == 0, err
    page = json.loads(text)
    assert (page["communes"], page["emergency_departments"], page["name"]) == (360, 1, "Corse")
    made = Territory.load(out)
    assert made.digest() == page["digest"]
    site = made.own("hospital")[0]
    assert (site.id, site.zone, site.department) == ("2A0000014", "2A004", "2A")
    assert site.visits_year is None  # empty is not declared
    assert [f.site for f in made.own("smur")] == ["2A0000014"]
    assert [r.form for r in made.access_rules] == ["suspended", "regulated"]
    assert {p.kind for p in made.care_points} == {"maternity", "mcs"}
    legal = reference_data.communes(region="94").set_index("insee")["population"]
    assert made.inhabitants == int(legal.sum())
    row = made.population.zones.index("2A004")
    # The made-up pyramid holds age + 1 women and age + 0.5 men: groups follow it, total is legal.
    shares = made.pyramid[row].sum(axis=0)
    wanted = legal["2A004"] * np.array([shares[:20].sum(), shares[20:65].sum(), shares[65:].sum()])
    assert np.abs(made.population.persons[row] - wanted / shares.sum()).max() < 1
    zones = made.zones.set_index("insee")
    assert zones.loc["2A004", "gp_fte"] == 1
    assert zones.loc["2A001", "gp_fte"] == 0  # its department is covered, it has no GP
    assert zones.loc["2A004", "deprivation"] == 0.4
    assert refused.read_text(encoding="utf-8-sig").startswith("fichier;ligne")
    counted = {s.name: s.rows_in for s in made.sources}
    assert counted["pyramide.csv"] == 360 * 202
    again = tmp_path / "again"
    run("territory", "build", "--sources", folder, "--region", "94", "--out", again, "--json")
    assert Territory.load(again).digest() == made.digest()


def test_corse_answers(folder: Path, run, tmp_path: Path) -> None:
    out = tmp_path / "corse"
    run("territory", "build", "--sources", folder, "--region", "94", "--out", out, "--json")
    code, text, _ = run("territory", "access", out, "--heure", "dimanche 3h", "--json")
    page = json.loads(text)
    assert (code, page["indicator"]) == (0, "ed_open_minutes")
    assert page["share_over_30_min_ed"] == 1.0  # its only ED is suspended at night
    code, text, _ = run("territory", "access", out, "--indicateur", "maternity_minutes", "--json")
    assert code == 0
    assert set(json.loads(text)["by_department"]) == {"2A", "2B"}
    code, text, _ = run("territory", "persons", out, "--out", tmp_path / "p", "--json")
    assert code == 0
    code, text, _ = run("territory", "check", out, "--json")
    assert code == 0
    assert {"severity", "place", "message", "remedy"} <= set(json.loads(text)["findings"][0])


def test_corse_in_2040(folder: Path, run, tmp_path: Path) -> None:
    out = tmp_path / "corse2040"
    code, _, err = run("territory", "build", "--sources", folder, "--region", "94", "--out", out,
                       "--horizon", "2040", "--variante", "central", "--json")  # fmt: skip
    assert code == 0, err
    now = reference_data.communes(region="94").groupby("dep")["population"].sum()
    later = Territory.load(out)
    grown = later.population.persons.sum(axis=1)
    by_dep = {d: int(grown[(later.zones["dep"] == d).to_numpy()].sum()) for d in ("2A", "2B")}
    assert by_dep["2A"] == pytest.approx(now["2A"] * 1.17, abs=30)
    assert by_dep["2B"] == pytest.approx(now["2B"] * 1.34, abs=30)
    code, _, err = run("territory", "build", "--sources", folder, "--region", "94", "--out", out,
                       "--horizon", "2040", "--variante", "moyenne")  # fmt: skip
    assert code == 2
    assert "moyenne" in err
    assert "Traceback" not in err


def test_guadeloupe_has_finess_codes_in_9a(folder: Path, run, tmp_path: Path) -> None:
    out = tmp_path / "guadeloupe"
    code, text, err = run("territory", "build", "--sources", folder, "--region", "01", "--out", out,
                          "--json")  # fmt: skip
    assert code == 0, err
    page = json.loads(text)
    assert (page["emergency_departments"], page["visits_year_declared"]) == (1, 35_000)
    made = Territory.load(out)
    site = made.own("hospital")[0]
    assert (site.zone, site.department) == ("97101", "971")
    assert -62 < site.lon < -61
    assert not made.in_ring.any()
    code, text, _ = run("territory", "access", out, "--json")
    assert json.loads(text)["by_department"].keys() == {"971"}


def test_a_region_without_a_site_says_so(folder: Path, run, tmp_path: Path) -> None:
    code, _, err = run("territory", "build", "--sources", folder, "--region", "53", "--out",
                       tmp_path / "x")  # fmt: skip
    assert code == 2
    assert "aucun site d'urgences" in err
    assert not (tmp_path / "x").exists()


def test_official_files_without_finess_say_what_is_missing(folder: Path, run, tmp_path) -> None:
    (folder / "finess.csv").unlink()
    code, _, err = run("territory", "build", "--sources", folder, "--region", "94", "--out",
                       tmp_path / "x")  # fmt: skip
    assert code == 2
    assert "FINESS cs1100507" in err


def test_a_refused_gp_row_is_unknown_and_said(folder: Path, run, tmp_path: Path) -> None:
    (folder / "PS_LibreAcces_Personne_activite.txt").unlink()
    gp = "insee;medecins_generalistes\n2A004;-3\n2B033;4\n2B096;\n2A0O1;2\n"
    write(folder, "medecins.csv", gp)
    out = tmp_path / "corse"
    code, text, _ = run("territory", "build", "--sources", folder, "--region", "94", "--out", out,
                        "--json")  # fmt: skip
    assert code == 0
    zones = Territory.load(out).zones.set_index("insee")["gp_fte"]
    assert zones["2B033"] == 4
    assert np.isnan(zones["2A004"])  # its row is refused: unknown, never zero
    assert np.isnan(zones["2B096"])  # empty is unknown too
    notes = " ".join(json.loads(text)["notes"])
    assert "medecins.csv : 2 ligne(s) refusée(s) sur 4" in notes
    assert "2A0O1" in notes


def test_dated_rules_without_a_date_are_said(folder: Path, run, tmp_path: Path) -> None:
    rows = (
        "finess;forme;du;au;jours;de;a;source\n"
        "2A0000014;suspendu;2026-06-01;2027-12-31;tous;20;8;x\n999999999;ferme;;;tous;0;24;x\n"
    )
    write(folder, "calendrier.csv", rows)
    out = tmp_path / "corse"
    code, text, _ = run("territory", "build", "--sources", folder, "--region", "94", "--out", out,
                        "--json")  # fmt: skip
    assert code == 0
    assert "999999999" in " ".join(json.loads(text)["notes"])
    _, text, _ = run("territory", "access", out, "--heure", "lundi 3h", "--json")
    assert "donnez un jour (--date)" in json.loads(text)["caveat"]
    assert json.loads(text)["share_over_30_min_ed"] < 1
    _, text, _ = run("territory", "access", out, "--heure", "lundi 3h", "--date", "2026-11-23",
                     "--json")  # fmt: skip
    assert json.loads(text)["share_over_30_min_ed"] == 1.0


def test_a_neighbour_region_without_a_site_stays_out_of_the_ring(shared_territory) -> None:
    from twin.territory.build import build

    made = build(None, shared_territory / "urgences_france_sauf_occitanie.csv", region="93")
    beyond = made.zones[made.in_ring]
    assert len(beyond) > 100
    assert not set(beyond["reg"]) & {"76"}
    assert any("Occitanie" in note for note in made.notes)


def test_more_people_in_2040_make_more_visits(folder: Path, run, tmp_path: Path) -> None:
    visits = (folder / "URGENCES2_2025.csv").read_text(encoding="utf-8")
    write(
        folder,
        "URGENCES2_2025.csv",
        visits.replace("2A0000014;CH;GEN;;", "2A0000014;CH;GEN;20000;"),
    )
    now, later = tmp_path / "now", tmp_path / "later"
    run("territory", "build", "--sources", folder, "--region", "94", "--out", now, "--json")
    run("territory", "build", "--sources", folder, "--region", "94", "--out", later, "--horizon",
        "2040", "--json")  # fmt: skip
    before, after = Territory.load(now), Territory.load(later)
    assert before.own("hospital")[0].visits_year == 20_000
    # Corse-du-Sud grows by 17 % at every age, and so do its visits.
    assert after.own("hospital")[0].visits_year == pytest.approx(23_400, rel=0.002)
    assert after.pyramid is not None
    assert before.pyramid is not None
    row = after.population.zones.index("2A004")
    assert after.pyramid[row].sum() == pytest.approx(1.17 * before.pyramid[row].sum(), rel=0.01)
    assert any("passages déclarés suivent" in note for note in after.notes)


def test_an_ehpad_of_paris_is_in_paris(folder: Path, run, tmp_path: Path) -> None:
    from tests.unit.official_files import L93, PLACES, establishment, geolocation

    home = establishment("750000001", "75", "112", category="500", name="EHPAD du 12e")
    point = geolocation("750000001", 655000.0, 6860000.0, L93)
    ed = {"750100125": ("75", "113", 653500.0, 6859500.0, L93, "75113")}
    write(folder, "finess.csv", finess(home, point, places=dict(PLACES) | ed))
    sae = (folder / "URGENCES_2025.csv").read_text(encoding="utf-8")
    write(folder, "URGENCES_2025.csv", sae.replace("750100125;GHU;0;0", "750100125;GHU;;1"))
    out = tmp_path / "idf"
    code, text, err = run("territory", "build", "--sources", folder, "--region", "11", "--out", out,
                          "--json")  # fmt: skip
    assert code == 0, err
    made = Territory.load(out)
    assert [p.zone for p in made.care_points if p.kind == "ehpad"] == ["75056"]
    assert [h.zone for h in made.own("hospital")] == ["75056"]  # AUTSU empty, AUTGEN says it all
    assert any("sans AUTSU" in note for note in json.loads(text)["notes"])
