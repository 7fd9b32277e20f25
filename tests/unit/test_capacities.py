"""Rosters that a user declares: read hour by hour, kept whole, never estimated again."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from scenarios.baseline import base_inputs
from tests.unit.territory_files import COMMUNES, EMERGENCY, write
from twin.contracts import BED_LINES
from twin.engine.expected_wards import put_off_days
from twin.tables import JumeauError
from twin.territory import Territory
from twin.territory.build import build
from twin.territory.sources.capacities import CAPACITIES, RESOURCES

ROOT = Path(__file__).resolve().parents[2]
HEAD = "site,ressource,jours,de,a,nombre\n"
SITE, SILENT = "010000001", "2A0000001"


def built(folder, rows, *, name="plannings.csv", **more):
    return build(
        write(folder, "communes.csv", more.get("communes", COMMUNES)),
        write(folder, "urgences.csv", EMERGENCY),
        capacities=write(folder, name, HEAD + rows),
    )


def said(folder, rows, **more):
    with pytest.raises(JumeauError) as caught:
        built(folder, rows, **more)
    return [f"{f.place} : {f.problem} {f.remedy}" for f in caught.value.faults()]


def week(territory, site, line):
    return territory.facility(site).line(line)


def test_later_lines_win_for_the_hours_they_cover(tmp_path):
    territory = built(
        tmp_path,
        f"{SITE},medecins,tous,0,24,1\n{SITE},medecins,lun-ven,8,18,4\n"
        f"{SITE},medecins,mercredi,12,14,0\n{SITE},medecins,dimanche,22,2,5\n",
    )
    found = week(territory, SITE, "physicians")
    assert found.source == "déclaré : plannings.csv"
    by_day = [found.by_hour[24 * d : 24 * d + 24] for d in range(7)]
    usual = (*(1,) * 8, *(4,) * 10, *(1,) * 6)
    assert by_day[0] == (5, 5, *usual[2:])  # the shift of Sunday ends on Monday
    assert by_day[2] == (*usual[:12], 0, 0, *usual[14:])
    assert by_day[5] == (1,) * 24
    assert by_day[6] == (*(1,) * 22, 5, 5)
    assert week(territory, SITE, "boxes").source.startswith("assumed")


@pytest.mark.parametrize(("start", "end"), [(0, 24), (0, 0), (8, 8), (20, 20)])
def test_equal_hours_are_a_whole_day(tmp_path, start, end):
    territory = built(tmp_path, f"SMUR-{SITE},equipes_smur,tous,{start},{end},3\n")
    assert set(week(territory, f"SMUR-{SITE}", "smur_teams").by_hour) == {3}


def test_hours_left_out_are_named(tmp_path):
    rows = f"{SITE},box,lun-ven,0,24,9\n{SITE},box,dimanche,8,20,9\n"
    (fault,) = said(tmp_path, rows)
    assert "plannings.csv, ligne 2" in fault
    assert "36 heures" in fault
    assert "samedi 0-24 h, dimanche 0-8 h et 20-24 h" in fault


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("010000009,box,tous,0,24,3", "ligne 3, site : site « 010000009 » absent"),
        (f"{SITE},arm,tous,0,24,3", "n'a pas de « arm ». Ressources de ce site : infirmiers_tri"),
        (f"{SITE},lits,tous,0,24,3", "ligne 3, ressource : « lits » inconnu"),
        (f"{SITE},box,lundis,0,24,3", "ligne 3, jours : « lundis » inconnu"),
        (f"{SITE},box,tous,0,25,3", "ligne 3, a : 25 est hors bornes"),
        (f"{SITE},box,tous,24,8,3", "ligne 3, de : 24 est hors bornes"),
        (f"{SITE},box,tous,7.5,24,3", "ligne 3, de : « 7.5 » n'est pas un entier"),
        (f"{SITE},box,tous,0,24,-1", "ligne 3, nombre : -1 est hors bornes"),
        (f"{SITE},box,tous,0,24,", "ligne 3, nombre : cellule vide"),
    ],
)
def test_refused(tmp_path, row, words):
    (fault,) = said(tmp_path, f"SAMU-01,arm,tous,0,24,2\n{row}\n")
    assert words in fault


def test_every_fault_at_once_with_those_of_other_files(tmp_path):
    rows = f"{SITE},box,lundi,0,24,3\nAMB-99,ambulances,tous,0,24,1\n{SITE},arm,tous,0,24,x\n"
    assert len(said(tmp_path, rows)) == 3
    words = " ".join(said(tmp_path, rows, communes=COMMUNES.replace(",80,", ",-80,")))
    assert "-80" in words
    assert "« x »" in words
    assert "aucune capacité" in said(tmp_path, "")[0]


def test_checks_count_only_what_remains_assumed(tmp_path):
    def doubt(rows, **more):
        findings = built(tmp_path, rows, **more).check()
        return [f for f in findings if f.message.startswith("capacités estimées")]

    one = f"SMUR-{SITE},equipes_smur,tous,0,24,2\n"
    assert "sur 7 sites et bases" in doubt("SAMU-01,arm,tous,0,24,2\n")[0].message
    (finding,) = doubt(one, name="assumed.csv")
    assert "sur 6 sites et bases" in finding.message
    assert "equipes_smur" not in finding.message
    assert "--capacites" in finding.remedy
    every = "".join(
        f"{f.id},{word},tous,0,24,2\n"
        for f in built(tmp_path, one).facilities
        for word, line in RESOURCES.items()
        if f.line(line)
    )
    assert doubt(every) == []


def test_kept_on_disk_with_its_proof(tmp_path):
    territory = built(tmp_path, f"{SILENT},lits_aval,tous,0,24,7\n")
    again = Territory.load(territory.save(tmp_path / "t"))
    assert again.digest() == territory.digest()
    assert week(again, SILENT, "beds") == week(territory, SILENT, "beds")
    record = again.sources[-1]
    assert record.name == "plannings.csv"
    assert record.sha256 == hashlib.sha256((tmp_path / "plannings.csv").read_bytes()).hexdigest()


def test_a_declared_capacity_reaches_the_twin_unchanged(tmp_path):
    rows = "".join(
        f"{SILENT},{word},tous,0,24,{number}\n{SILENT},{word},mardi,20,8,{number + 1}\n"
        for number, word in enumerate(("infirmiers_tri", "medecins", "lits_aval"), 3)
    )
    territory = built(tmp_path, rows)
    inputs = base_inputs(territory)
    for line in ("triage_nurses", "physicians"):
        assert week(inputs.territory, SILENT, line) == week(territory, SILENT, line)
    # Beds given all together are shared between wards; not one is lost.
    assert week(inputs.territory, SILENT, "beds") is None
    wards = [c for c in inputs.territory.facility(SILENT).capacity if c.line in BED_LINES]
    total = [sum(hour) for hour in zip(*(c.by_hour for c in wards), strict=True)]
    assert total == list(week(territory, SILENT, "beds").by_hour)
    assert all(c.source.startswith("déclaré : plannings.csv") for c in wards)
    assumed = week(inputs.territory, SILENT, "boxes")
    assert assumed.source.startswith("assumed")
    assert assumed != week(territory, SILENT, "boxes")


def test_lines_that_we_do_not_estimate_are_added(tmp_path):
    rows = (
        f"{SILENT},lits_rea,tous,0,24,6\n{SILENT},lits_unv,tous,0,24,0\n"
        f"{SILENT},programmes_chirurgie,tous,0,24,20\nSMUR-{SITE},helicopteres,tous,8,20,1\n"
        f"SMUR-{SITE},helicopteres,tous,20,8,0\nSAMU-01,entrees_smr,tous,0,24,1\n"
    )
    territory = built(tmp_path, rows)
    assert set(week(territory, f"SMUR-{SITE}", "helicopters").by_hour) == {0, 1}
    inputs = base_inputs(territory)
    for line in ("beds_rea", "beds_unv", "elective_surgery"):
        assert week(inputs.territory, SILENT, line) == week(territory, SILENT, line)
    assert week(inputs.territory, "SAMU-01", "smr_intakes") == (
        week(territory, "SAMU-01", "smr_intakes")
    )
    rank = [f.id for f in territory.of_kind("hospital")].index(SILENT)
    surgery = inputs.pathways.wards.elective[rank, 1].mean()
    assert surgery * (3.8 + put_off_days(inputs.pathways.wards)[1]) == pytest.approx(0.85 * 20)


def test_beds_together_and_by_ward_are_refused(tmp_path):
    (fault,) = said(tmp_path, f"{SITE},lits_aval,tous,0,24,9\n{SITE},lits_rea,tous,0,24,9\n")
    assert "lits_rea" in fault


def test_the_template_is_of_the_miniature_territory():
    folder = ROOT / "examples" / "territoire-miniature"
    territory = build(
        folder / "communes.csv",
        folder / "urgences.csv",
        capacities=ROOT / "examples" / "capacites.csv",
    )
    declared = [
        c for f in territory.facilities for c in f.capacity if c.source.startswith("déclaré")
    ]
    assert len(declared) == 7
    assert [c.name for c in CAPACITIES.columns] == HEAD.strip().split(",")
