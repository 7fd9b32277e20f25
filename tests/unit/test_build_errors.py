"""What a wrong source file says to its author, and what a right one becomes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.territory_files import COMMUNES, EMERGENCY, OVERRIDES, write
from twin.tables import JumeauError
from twin.territory.build import build
from twin.territory.territory import Territory

Built = Callable[..., Territory]


@pytest.fixture
def built(tmp_path: Path) -> Built:
    """Give a function that builds from texts."""

    def make(
        communes: str = COMMUNES,
        emergency: str = EMERGENCY,
        overrides: str | None = None,
        region: str | None = None,
    ) -> Territory:
        return build(
            write(tmp_path, "communes.csv", communes),
            write(tmp_path, "urgences.csv", emergency),
            overrides=None if overrides is None else write(tmp_path, "trajets.csv", overrides),
            region=region,
        )

    return make


def test_a_small_territory(built: Built) -> None:
    territory = built()
    assert (territory.code, territory.name) == ("84", "Auvergne-Rhône-Alpes")
    assert territory.population.persons.sum(axis=1).tolist() == [30000, 500, 80, 70000]
    first, second = territory.of_kind("hospital")
    assert (first.beds_critical, first.beds_uhcd, first.visits_year) == (10, 6, 40000)
    assert (second.beds_mco, second.visits_year) == (None, None)
    assert [f.id for f in territory.of_kind("smur")] == ["SMUR-010000001"]
    assert [f.id for f in territory.of_kind("ambulance")] == ["AMB-01001", "AMB-2A004"]
    assert [f.site for f in territory.of_kind("samu")] == ["010000001", "2A0000001"]
    words = " ".join(finding.message for finding in territory.check())
    for word in ("SMUR incertain", "non déclarés", "siège du SAMU supposé", "capacités estimées"):
        assert word in words


def test_row_order_and_separator_do_not_change_the_digest(built: Built) -> None:
    head, *rows = COMMUNES.splitlines()
    shuffled = "\n".join([head, *reversed(rows)]).replace(",", ";")
    assert built(communes=shuffled).digest() == built().digest()


def test_a_spreadsheet_of_cp1252_gives_the_same_territory(tmp_path: Path, built: Built) -> None:
    rows = [line.replace(",", ";").replace(".", ",") for line in COMMUNES.splitlines()]
    (tmp_path / "latin.csv").write_bytes("\r\n".join(rows).encode("cp1252"))
    latin = build(tmp_path / "latin.csv", write(tmp_path, "urgences.csv", EMERGENCY))
    assert latin.digest() == built().digest()
    assert "Isolée" in latin.zones["nom"].tolist()


def test_overrides_hold_for_the_teams_a_hospital_hosts(built: Built) -> None:
    travel = built(overrides=OVERRIDES).travel
    row = travel.minutes[travel.zones.index("01003")]
    for site in ("010000001", "SMUR-010000001", "SAMU-01"):
        assert row[travel.sites.index(site)] == 77.5


def test_no_smur_column_supposes_public_adult_sites(built: Built) -> None:
    silent = EMERGENCY.replace(",oui\n", ",\n").replace(",incertain\n", ",\n")
    territory = built(emergency=silent)
    assert len(territory.of_kind("smur")) == 2
    assert any("bases supposées" in finding.message for finding in territory.check())


def test_no_smur_at_all_is_an_error(built: Built) -> None:
    without = EMERGENCY.replace(",oui\n", ",non\n").replace(",incertain\n", ",non\n")
    findings = built(emergency=without).check()
    assert [f.message for f in findings if f.severity == "error"] == ["aucune base SMUR."]


def test_a_region_leaves_the_others_out_and_says_so(built: Built) -> None:
    away = "750000001,AILLEURS,75056,75,ch,2.35,48.85,1,0,0,0,1,1,,,,0,non\n"
    territory = built(emergency=EMERGENCY + away, region="84")
    assert len(territory.of_kind("hospital")) == 2
    assert "1 sites hors région écartés" in territory.sources[1].vintage
    with pytest.raises(JumeauError, match="n'est pas dans le territoire"):
        built(emergency=EMERGENCY + away)


@pytest.mark.parametrize(
    ("old", "new", "place", "problem", "remedy"),
    [
        ("01002,Hameau", "1002,Hameau", "communes.csv, ligne 3", "« 1002 »", "zéros de tête"),
        ("01002,Hameau,01", "01002,Hameau,1", "insee 01002", "département « 1 »", "zéros de tête"),
        ("01002,Hameau", "01001,Hameau", "communes.csv", "plusieurs fois", "seule ligne"),
        (",500,", ",-500,", "ligne 3, population_2023", "-500", "Corrigez"),
        (",5.30,", ",nan,", "ligne 3, lon", "« nan »", "nombre"),
        (",5.30,", ",inf,", "ligne 3, lon", "« inf »", "nombre"),
        (",5.30,46.25,", ",46.25,5.30,", "insee 01002", "hors de France", "inversées"),
        (",5.30,46.25,", ",0.0,0.0,", "insee 01002", "hors de France", "WGS84"),
    ],
)
def test_communes_refused(
    built: Built, old: str, new: str, place: str, problem: str, remedy: str
) -> None:
    with pytest.raises(JumeauError) as caught:
        built(communes=COMMUNES.replace(old, new, 1))
    fault = caught.value.faults()[0]
    assert place in fault.place
    assert problem in fault.problem
    assert remedy in fault.remedy


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("40000,300,", "40000,-300,", "-300 est hors bornes"),
        ("010000001,CH UN", "10000001,CH UN", "n'a pas 9 caractères"),
        (",01001,01,ch", ",75056,01,ch", "« 75056 » n'est pas dans le territoire"),
        (",01001,01,ch", ",01001,2A,ch", "département 01, pas « 2A »"),
        ("1,oui", "1,peut-être", "« peut-être » inconnu"),
        ("5.21,46.21", "46.21,5.21", "hors de France"),
        ("5.21,46.21", "870000,6560000", "hors bornes"),
    ],
)
def test_emergency_refused(built: Built, old: str, new: str, words: str) -> None:
    with pytest.raises(JumeauError, match=words):
        built(emergency=EMERGENCY.replace(old, new, 1))


def test_two_samu_seats_in_one_department(built: Built) -> None:
    twin = EMERGENCY.splitlines()[1].replace("010000001", "010000002") + "\n"
    with pytest.raises(JumeauError, match="plusieurs sièges"):
        built(emergency=EMERGENCY + twin)


def test_every_fault_of_every_file_at_once(built: Built) -> None:
    with pytest.raises(JumeauError) as caught:
        built(
            communes=COMMUNES.replace("01002,", "1002,", 1).replace(",80,", ",-80,"),
            emergency=EMERGENCY.replace(",300,", ",-300,").replace(",2A004,", ",99999,"),
            overrides=OVERRIDES.replace("01003", "01999"),
        )
    text = str(caught.value)
    for word in ("1002", "-80", "-300", "99999", "01999"):
        assert word in text
    assert len(caught.value.faults()) >= 5


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("01003,999999999,5\n", "site « 999999999 » absent"),
        ("01003,010000001,-1\n", "hors bornes"),
        ("01003,010000001,inf\n", "nombre"),
    ],
)
def test_overrides_refused(built: Built, line: str, words: str) -> None:
    with pytest.raises(JumeauError, match=words):
        built(overrides="insee,finess,minutes\n" + line)


def test_missing_empty_and_wrong_files(tmp_path: Path, built: Built) -> None:
    communes = write(tmp_path, "c.csv", COMMUNES)
    emergency = write(tmp_path, "u.csv", EMERGENCY)
    with pytest.raises(JumeauError) as caught:
        build(tmp_path / "x.csv", tmp_path / "y.csv", contours=tmp_path / "z.geojson")
    assert [f.problem for f in caught.value.faults()] == ["fichier introuvable."] * 3
    with pytest.raises(JumeauError, match="aucune commune"):
        built(communes=COMMUNES.splitlines()[0] + "\n")
    with pytest.raises(JumeauError, match="aucun site d'urgences"):
        built(emergency=EMERGENCY.splitlines()[0] + "\n")
    with pytest.raises(JumeauError, match="parateur"):
        built(communes=COMMUNES.replace(",", "|"))
    (tmp_path / "utf16.csv").write_bytes(COMMUNES.encode("utf-16"))
    with pytest.raises(JumeauError, match="UTF-8"):
        build(tmp_path / "utf16.csv", emergency)
    with pytest.raises(JumeauError, match="contours illisibles"):
        build(communes, emergency, contours=write(tmp_path, "c.geojson", "{"))
    with pytest.raises(JumeauError, match="aucune commune de la région"):
        built(region="53")
    with pytest.raises(JumeauError, match="ni communes ni région"):
        build(None, emergency)
    with pytest.raises(JumeauError, match="région"):
        build(None, emergency, region="99")


def test_doubts_on_places_and_beds(built: Built) -> None:
    far = EMERGENCY.replace("5.21,46.21", "5.60,46.21").replace("40000,300,", "40000,100,")
    away = COMMUNES.replace("5.40,46.30", "7.50,48.50").replace(",70000,", ",0,")
    findings = built(communes=away, emergency=far).check()
    said = {(f.severity, f.place.split()[1], f.message.split()[0]) for f in findings}
    assert ("warning", "010000001", "point") in said
    assert ("warning", "010000001", "100") in said
    assert ("warning", "01003", "à") in said
    assert ("warning", "2A004", "population") in said
    assert [f.severity for f in findings] == sorted(
        (f.severity for f in findings), key=["error", "warning", "information"].index
    )
