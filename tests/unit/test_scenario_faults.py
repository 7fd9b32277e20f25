"""Forty wrong scenario files: every fault said in French, at its line, with its key, none twice."""

from __future__ import annotations

import re

import pytest

from scenarios.scenario import load_scenario
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
NIGHT = """
[[lever]]
kind = "suspend-ed"
site = "220000012"
from = "20:00"
until = "08:00"
reason = "essai"
"""
ENGLISH = re.compile(
    r"\b(or|should|valid|input|must|unable|expected|extra|field|required|less|greater)\b", re.I
)


def faults_of(folder, text, name="s.toml"):
    """Give the faults of a scenario text: place, problem and remedy."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(JumeauError) as caught:
        load_scenario(path, territory=small_territory())
    assert caught.value.exit_code == 2
    found = caught.value.faults()
    for fault in found:
        assert not ENGLISH.search(f"{fault.problem} {fault.remedy}"), str(fault)
        assert fault.problem.endswith((".", "?")), fault.problem
        assert fault.remedy
        assert str(path.parent) in fault.place
    assert len({(f.place, f.problem) for f in found}) == len(found)
    return found


def line(text, piece):
    """Give the line at which a piece is written."""
    return text[: text.index(piece)].count("\n") + 1


# What is written (a piece to find its line), the key, what is said, what is advised.
WRONG = {
    "unknown key": (HEAD + "sead = 3\n", "sead", "sead", "« sead » inconnue", "« seed »"),
    "unknown key of a lever": (
        HEAD + BEDS + 'wards = "rea"\n', "wards", "lever[1].wards", "inconnue", "« ward »"),
    "unknown key of a table": (
        HEAD + NIGHT + 'staff = { to = "220000095", share = 1, shares = 1 }\n', "staff",
        "lever[1].staff.shares", "« shares » inconnue", "« share »"),
    "unknown key of the precision": (
        HEAD + '[precision]\nindicator = "ed_visits"\nhalf_width = 1\nleats = 4\n', "leats",
        "precision.leats", "inconnue", "« least »"),
    "unknown key of the decision": (
        HEAD + '[decision]\nindicator = "ed_visits"\nzones = "22001"\n', "zones",
        "decision.zones", "inconnue", "« zone »"),
    "unknown key of an area": (
        HEAD + BEDS + 'area = { commune = ["22001"] }\n', "area", "lever[1].area", "inconnue", ""),
    "text for a whole number": (
        HEAD.replace("14", '"14"'), "days", "days", "pas un nombre entier", "sans guillemets"),
    "fraction for a whole number": (
        HEAD + "draws = 2.5\n", "draws", "draws", "2.5 n'est pas un nombre entier", ""),
    "number for a text": (HEAD.replace('"Essai"', "3"), "title", "title", "pas du texte", ""),
    "text for true": (HEAD + 'agents = "oui"\n', "agents", "agents", "ni true ni false", "true"),
    "too small": (HEAD.replace("14", "0"), "days", "days", "0 est plus petit que 1", ""),
    "too large": (HEAD.replace("14", "99999"), "days", "days", "plus grand que 3660", ""),
    "empty text": (HEAD.replace('"Essai"', '""'), "title", "title", "texte vide", ""),
    "name with accents": (HEAD.replace('"essai"', '"Été 1"'), "name", "name", "nom court", ""),
    "date in French": (
        HEAD.replace("2026-01-12", '"12/01/2026"'), "start", "start", "n'est pas une date",
        "2026-01-12"),
    "date as a number": (
        HEAD.replace("2026-01-12", "20260112"), "start", "start", "n'est pas une date",
        "guillemets"),
    "date with an hour": (
        HEAD.replace("2026-01-12", "2026-01-12T08:30:00"), "start", "start", "sans heure",
        "heure"),
    "date of another century": (
        HEAD.replace("2026", "1926"), "start", "start", "plus petit que 2010", ""),
    "no such day": (
        HEAD.replace("2026-01-12", "2026-02-30"), "start", None, "n'est pas du TOML", ""),
    "lever out of the period": (
        HEAD + BEDS + "start = 2027-01-01\n", "start = 2027", "lever[1].start",
        "hors de la période", "12/01/2026 au 25/01/2026"),
    "end before start": (
        HEAD + BEDS + "start = 2026-01-20\nend = 2026-01-14\n", "end =", "lever[1].end",
        "la fin précède", ""),
    "missing key": (
        HEAD.replace("days = 14\n", ""), None, "days", "obligatoire absente", "Ajoutez"),
    "missing key of a lever": (
        HEAD + BEDS.replace('reason = "essai"\n', ""), "[[lever]]", "lever[1].reason",
        "obligatoire absente", ""),
    "lever without kind": (
        HEAD + BEDS.replace('kind = "add-staffed-beds"\n', ""), "[[lever]]", "lever[1]",
        "sa clé kind", "add-staffed-beds"),
    "unknown lever": (
        HEAD + BEDS.replace("add-", "ad-"), "[[lever]]", "lever[1]", "« ad-staffed-beds » inconnu",
        "« add-staffed-beds »"),
    "kind as a number": (
        HEAD + BEDS.replace('"add-staffed-beds"', "3"), "[[lever]]", "lever[1]",
        "levier « 3 » inconnu", ""),
    "lever as a text": (HEAD + 'lever = "beds"\n', "lever", "lever", "pas une liste", ""),
    "unknown site": (
        HEAD + BEDS.replace("220000012", "220000013"), "site", "lever[1].site", "inconnu",
        "« 220000012 »"),
    "site as a number": (
        HEAD + BEDS.replace('"220000012"', "220000012"), "site", "lever[1].site",
        "est un nombre", "entre guillemets"),
    "code that begins by zero": (
        HEAD + "territory = 01004\n", "territory", None, "ne s'écrit pas en nombre", "01004"),
    "unknown ward": (
        HEAD + BEDS + 'ward = "medecin"\n', "ward", "lever[1].ward", "« medecin » inconnu",
        "« medecine »"),
    "ward that is not there": (
        HEAD + BEDS.replace("012", "095") + 'ward = "rea"\n', "ward", "lever[1].ward",
        "n'existe pas", "Médecine"),
    "interval reversed": (
        HEAD + NIGHT + "share_lost = [0.2, 0.1]\n", "share_lost", "lever[1].share_lost",
        "pas dans l'ordre", ""),
    "interval of three": (
        HEAD + BEDS + "compliance = [0.1, 0.2, 0.3]\n", "compliance", "lever[1].compliance",
        "attendu", ""),
    "unknown law": (
        HEAD + BEDS + 'compliance = { law = "norml", mean = 0.5, sd = 0.1 }\n', "compliance",
        "lever[1].compliance", "loi « norml » inconnue", "« normal »"),
    "law without its spread": (
        HEAD + BEDS + 'compliance = { law = "normal", mean = 0.5 }\n', "compliance",
        "lever[1].compliance", "il manque sd", ""),
    "law without bounds": (
        HEAD + BEDS + 'compliance = { law = "normal", mean = 0.5, sd = 0.1 }\n', "compliance",
        "lever[1].compliance", "une loi sans borne", "low et high"),
    "share above one": (
        HEAD + BEDS + "compliance = 1.5\n", "compliance", "lever[1].compliance",
        "une part est entre 0 et 1", ""),
    "half a bed": (
        HEAD + BEDS.replace("beds = 3", "beds = 2.5"), "beds =", "lever[1].beds",
        "pas un nombre entier", ""),
    "beds withdrawn": (
        HEAD + BEDS.replace("beds = 3", "beds = -3"), "beds =", "lever[1].beds", "-3 lits",
        "levier de retrait"),
    "shares that do not add up": (
        HEAD + NIGHT + "share_lost = 0.5\n", "[[lever]]", "lever[1]", "au lieu de 1",
        "Donnez les quatre"),
    "closed too long": (
        HEAD + NIGHT.replace("08:00", "09:30"), "[[lever]]", "lever[1]", "13 h 30", ""),
    "no such hour": (
        HEAD + NIGHT.replace("20:00", "25:00"), "from", "lever[1].from", "n'est pas une heure", ""),
    "no such weekday": (
        HEAD + NIGHT + 'weekdays = ["lundi", "mardy"]\n', "weekdays", "lever[1].weekdays[2]",
        "« mardy » n'est pas une valeur connue", "« mardi »"),
    "staff of a wrong form": (
        HEAD + NIGHT + 'staff = "non"\n', "staff", "lever[1].staff", "valeur connue", "« none »"),
    "duplicate key": (HEAD + "days = 15\n", "days = 15", "days", "écrit deux fois", "un seul"),
    "quote not closed": (
        HEAD.replace('"Essai"', '"Essai'), "title", None, "n'est pas du TOML", "guillemets"),
    "no equal sign": (HEAD + "seed 3\n", "seed 3", None, "n'est pas du TOML", "clé = valeur"),
    "unknown assumption": (
        HEAD + "[assumptions]\nphysician_hour = 0.9\n", "physician_hour",
        "assumptions.physician_hour", "« physician_hour » inconnue", "« physician_hours »"),
    "negative multiplier": (
        HEAD + "[assumptions]\nphysician_hours = -0.9\n", "physician_hours",
        "assumptions.physician_hours", "ne peut être négatif", ""),
    "assumptions as a list": (
        HEAD + "assumptions = [1]\n", "assumptions", "assumptions", "pas une table", ""),
    "unknown indicator": (
        HEAD + '[decision]\nindicator = "ed_visit"\n', "indicator", "decision.indicator",
        "« ed_visit » inconnu", "« ed_visits »"),
    "least above most": (
        HEAD + '[precision]\nindicator = "ed_visits"\nhalf_width = 1\nleast = 50\nmost = 20\n',
        "[precision]", "precision", "dépasse most", ""),
    "precision of zero": (
        HEAD + '[precision]\nindicator = "ed_visits"\nhalf_width = 0\n', "half_width",
        "precision.half_width", "doit dépasser 0", ""),
    "extends nothing": (
        HEAD + 'extends = "suspension-nuit-carhai"\n', "extends", "extends", "ni un fichier",
        "« suspension-nuit-carhaix »"),
    "extends itself": (HEAD + 'extends = "s.toml"\n', "extends", "extends", "en rond", ""),
    "no such territory": (
        HEAD + 'territory = "ici"\n', "territory", "territory", "introuvable", "pilote"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_file_is_one_fault_at_its_line(tmp_path, case):
    text, piece, key, said, advised = WRONG[case]
    found = faults_of(tmp_path, text)
    assert len(found) == 1, [str(one) for one in found]
    (fault,) = found
    if piece is not None:
        assert f", ligne {line(text, piece)}" in fault.place, fault.place
    if key is not None:
        assert fault.place.endswith(f", {key}") or f", {key}" in fault.place, fault.place
    assert said in fault.problem
    assert advised in fault.remedy, fault.remedy


def test_there_are_forty_of_them():
    assert len(WRONG) >= 40


def test_several_faults_are_all_said_in_order(tmp_path):
    text = (
        HEAD.replace("14", "0").replace('"Essai"', "3")
        + "sead = 3\n"
        + BEDS.replace("3", "-3")
        + BEDS.replace("-", "_")
        + NIGHT
        + "share_lost = [0.2, 0.1]\nweekdays = 3\n"
    )
    found = faults_of(tmp_path, text)
    keys = [fault.place.rpartition(", ")[2] for fault in found]
    assert keys == ["title", "days", "sead", "lever[1].beds", "lever[2]",
                    "lever[3].share_lost", "lever[3].weekdays"]  # fmt: skip
    lines = [int(re.search(r"ligne (\d+)", fault.place)[1]) for fault in found]
    assert lines == sorted(lines)


def test_bad_lines_do_not_hide_the_other_faults(tmp_path):
    text = HEAD.replace("days = 14", "days = 14 jours") + "territory = 01004\nsead = 3\n" + BEDS
    found = faults_of(tmp_path, text)
    assert [fault.place.rpartition("ligne ")[2] for fault in found] == ["6", "7", "8, sead"]


def test_faults_of_places_are_all_said(tmp_path):
    text = HEAD + BEDS.replace("12", "13") + NIGHT.replace("12", "99") + "end = 2030-01-01\n"
    assert len(faults_of(tmp_path, text)) == 3


ALONE = {"extends nothing", "extends itself", "no equal sign"}
"""Nothing else can be read in these."""


@pytest.mark.parametrize("case", sorted({*WRONG} - ALONE))
def test_a_fault_hides_no_other(tmp_path, case):
    text, _, _, said, _ = WRONG[case]
    found = faults_of(tmp_path, "sort = 1\n" + text)
    assert len(found) == 2
    problems = " ".join(fault.problem for fault in found)
    assert "« sort » inconnue" in problems
    assert said in problems


def test_a_fault_is_placed_in_the_file_that_says_it(tmp_path):
    (tmp_path / "base.toml").write_text(HEAD + BEDS.replace("3", "-3"), encoding="utf-8")
    child = 'extends = "base.toml"\nname = "suite"\ndays = 0\n' + BEDS.replace("3", "-5")
    found = faults_of(tmp_path, child)
    assert [(re.search(r"(\w+\.toml), ligne (\d+), (.*)", f.place).groups()) for f in found] == [
        ("base.toml", "11", "lever[1].beds"),
        ("s.toml", "3", "days"),
        ("s.toml", "8", "lever[1].beds"),
    ]


def test_a_file_that_extends_has_a_name_of_its_own(tmp_path):
    (tmp_path / "base.toml").write_text(HEAD, encoding="utf-8")
    (fault,) = faults_of(tmp_path, 'extends = "base.toml"\ndays = 3\n')
    assert "son propre nom" in fault.problem


def test_two_files_that_extend_each_other(tmp_path):
    (tmp_path / "un.toml").write_text('extends = "s.toml"\nname = "un"\n', encoding="utf-8")
    (fault,) = faults_of(tmp_path, 'extends = "un.toml"\nname = "deux"\n')
    assert "s.toml → un.toml → s.toml" in fault.problem


def test_a_site_is_said_beside_the_shares_that_hide_it(tmp_path):
    """What a refused value made its lever leave out is said at the same time."""
    path = tmp_path / "x.toml"
    path.write_text(
        HEAD
        + '[[lever]]\nkind = "suspend-ed"\nsite = "999999999"\nfrom = "20:00"\nuntil = "08:00"\n'
        "share_lost = 0.9\nshare_gp = 0.9\nshare_other = 0.9\nshare_anyway = 0.9\n"
        'start = 2027-01-01\nreason = "essai"\n',
        encoding="utf-8",
    )
    with pytest.raises(JumeauError) as found:
        load_scenario(path)
    places = [fault.place.rpartition(", ")[2] for fault in found.value.faults()]
    assert "lever[1].site" in places
    assert "lever[1].start" in places
    assert len(places) == 3


def test_an_area_is_said_beside_what_hides_it(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text(
        HEAD + '[[lever]]\nkind = "heatwave"\nheight = "haut"\nreason = "essai"\n'
        'area = { communes = ["99999"] }\n', encoding="utf-8",
    )  # fmt: skip
    with pytest.raises(JumeauError) as found:
        load_scenario(path)
    assert any("area.communes" in fault.place for fault in found.value.faults())


def test_a_study_is_named_with_its_command(tmp_path):
    path = tmp_path / "etude.toml"
    path.write_text('name = "e"\nscenarios = ["suspension-nuit-carhaix"]\n', encoding="utf-8")
    with pytest.raises(JumeauError) as found:
        load_scenario(path)
    (fault,) = found.value.faults()
    assert "étude" in fault.problem
    assert f"jumeau batch {path}" in fault.remedy
    assert "jumeau scenario check suspension-nuit-carhaix" in fault.remedy
