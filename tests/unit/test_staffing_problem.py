"""Problem files: what is read, and what is refused with its place, its value and a remedy."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from logistics.staffing.forms import FREE, OFF
from logistics.staffing.law.instance import instance_of
from logistics.staffing.problem.need_days import need_of_days
from logistics.staffing.problem.reading import read_problem
from logistics.staffing.problem.rosters import cycle_roster, read_roster, roster_lines
from logistics.staffing.problem.schema import problem_schema
from twin.tables import JumeauError

pytestmark = pytest.mark.unit
WARD = Path(__file__).resolve().parents[2] / "examples" / "equipe" / "equipe.toml"
HEAD = """name = "essai"
start = 2026-11-30
days = 14
"""
PERSONS = """
[[person]]
id = "a"
skills = ["ide"]
[[person]]
id = "b"
"""
SHIFTS = """
[[shift]]
id = "M"
start = "06:45"
end = "14:15"
[[shift]]
id = "N"
start = "21:00"
end = "07:00"
"""


def written(tmp_path, text, **tables):
    for name, rows in tables.items():
        (tmp_path / f"{name}.csv").write_text(rows, encoding="utf-8")
    path = tmp_path / "equipe.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(tmp_path, text, **tables):
    with pytest.raises(JumeauError) as refused:
        read_problem(written(tmp_path, text, **tables))
    return [(f.place.replace(f"{tmp_path}/", ""), f.problem, f.remedy)
            for f in refused.value.faults()]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "place", "words"),
    [
        ('[[person]]\nid = "a"', "person n° 3", "deux contrats pour a"),
        ('[[need]]\nskill = "idee"\nshift = "M"\nneed = 1', "need n° 1", "« idee »"),
        ('[[shift]]\nid = "X"\nstart = "07:30"\nend = "08:30+1"', "shift n° 3", "dure 25 h"),
        ('[[shift]]\nid = "X"\nstart = "25:00"\nend = "08:30"', "shift n° 3", "« 25:00 »"),
        ('[[need]]\nshift = "M"\nneed = 3', "need n° 1", "besoin de 3 personnes"),
        ('[[need]]\nskill = "ide"\nshift = "M"\nneed = 2', "need n° 1", "l'équipe en compte 1"),
        ('[[need]]\nshift = "Q"\nneed = 1', "need n° 1", "poste « Q » inconnu"),
        ('[[need]]\nday = "lundredi"\nshift = "M"\nneed = 1', "need n° 1", "« lundredi »"),
        ('[[absence]]\nperson = "a"\nstart = "30 novembre"', "absence n° 1, start",
         "« 30 novembre » n'est pas une date"),
        ('[[absence]]\nperson = "c"\nstart = 2026-12-01', "absence n° 1", "« c » inconnue"),
        ('[[absence]]\nperson = "a"\nstart = 2026-12-03\nend = 2026-12-01', "absence n° 1",
         "avant le début"),
        ('[[request]]\nperson = "a"\nstart = 2027-12-03', "request n° 1", "hors du tableau"),
        ('[[history]]\nperson = "a"\nday = 2026-11-30\nshift = "M"', "history n° 1",
         "dans le tableau"),
        ('[[lock]]\nperson = "a"\nday = 2026-12-01\nlike = "b"\n'
         '[[lock]]\nperson = "b"\nday = 2026-12-01\nlike = "a"', "lock n° 1",
         "verrous circulaires le 01/12/2026 : a → b → a"),
        ('[[lock]]\nperson = "a"\nday = 2026-12-01\nlike = "b"', "lock n° 1", "pas de verrou"),
        ('[[lock]]\nperson = "a"\nday = 2026-12-01\nshift = "M"\n'
         '[[absence]]\nperson = "a"\nstart = 2026-12-01', "lock n° 1", "absent"),
        ('[[counters]]\nperson = "a"\nyear_hours = -3', "counters n° 1, year_hours", "au moins 0"),
        ('[[unit]]\nkind = "intensive"\nbeds = 8', "unit n° 1", "« as »"),
        ('[[cycle]]\nname = "T"\nweek = 2\ndays = ["M","M","M","M","M","repos","repos"]',
         "cycle", "semaines [2]"),
        ('zona = "x"', "shift n° 2, zona", "champ inconnu"),
    ],
)  # fmt: skip
def test_what_is_refused(tmp_path, more, place, words):
    found = faults(tmp_path, HEAD + PERSONS + SHIFTS + more)
    assert any(p.endswith(place) and words in w and how for p, w, how in found), found


def test_every_fault_is_said_at_once(tmp_path):
    text = (
        HEAD
        + PERSONS
        + SHIFTS
        + """
[[person]]
id = "a"
[[need]]
skill = "idee"
shift = "M"
need = 1
[[lock]]
person = "a"
day = 2027-12-01
shift = "M"
"""
    )
    assert len(faults(tmp_path, text)) == 3


def test_a_table_says_its_line_and_what_it_did_not_understand(tmp_path):
    text = HEAD + '[files]\nperson = "agents.csv"\nabsence = "absences.csv"\n' + SHIFTS
    found = faults(
        tmp_path, text, agents="agent;quotite\na;100\nb;beaucoup\n",
        absences="agent;debut\na;31/11/2026\na;30 nov\n",
    )  # fmt: skip
    assert [place for place, *_ in found] == [
        "agents.csv, ligne 3, quotite", "absences.csv, ligne 2, debut",
        "absences.csv, ligne 3, debut",
    ]  # fmt: skip
    assert "« 31/11/2026 » n'est pas une date" in found[1][1]
    (one,) = faults(tmp_path, text, agents="agent;couleur\na;bleu\n", absences="agent;debut\n")
    assert "couleur" in one[1]
    (one,) = faults(tmp_path, text, agents="agent;quotite\na\n", absences="agent;debut\n")
    assert "1 cellules au lieu de 2" in one[1]


@pytest.mark.parametrize(
    ("text", "words"),
    [("start = 30/11/2026", "TOML"), ("", "champ absent"), (HEAD + "[files]\nx = 'a.csv'", "table"),
     (HEAD + "files = 3", "une table"), (HEAD + PERSONS, "table vide"),
     (HEAD.replace("2026-11-30", '"2026-11-30"') + PERSONS + SHIFTS, "pas une date"),
     (HEAD + 'zone = "Europe/Brest"\n' + PERSONS + SHIFTS, "fuseau")],
)  # fmt: skip
def test_files_that_are_no_problem(tmp_path, text, words):
    assert any(words in problem for _, problem, _ in faults(tmp_path, text))


def test_xlsx_tables_hold_real_dates_times_and_numbers(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Agent", "Début", "Fin", "Motif"])
    book.active.append(["a", datetime(2026, 12, 1), datetime(2026, 12, 3), "congé annuel"])
    book.save(tmp_path / "absences.xlsx")
    text = HEAD + '[files]\nabsence = "absences.xlsx"\n' + PERSONS + SHIFTS
    (away,) = read_problem(written(tmp_path, text)).absence
    assert (away.start, away.end, away.kind) == (date(2026, 12, 1), date(2026, 12, 3),
                                                 "congé annuel")  # fmt: skip
    (tmp_path / "absences.xlsx").write_bytes(b"PK\x03\x04 rien")
    with pytest.raises(JumeauError, match="illisible"):
        read_problem(tmp_path / "equipe.toml")


def test_a_date_wins_over_a_holiday_a_weekday_and_a_group(tmp_path):
    text = HEAD.replace("14", "28") + PERSONS + SHIFTS + "".join(
        f'[[need]]\nday = "{day}"\nshift = "M"\nneed = {need}\n'
        for day, need in (("2026-12-25", 0), ("tous", 1), ("vendredi", 2), ("férié", 1))
    )  # fmt: skip
    needs = {day: need.need for day, _, need in need_of_days(read_problem(written(tmp_path, text)))}
    assert (needs[date(2026, 12, 25)], needs[date(2026, 12, 18)], needs[date(2026, 12, 17)]) == (
        0, 2, 1)  # fmt: skip


def test_the_ward_of_30_reads_and_becomes_an_instance():
    of = read_problem(WARD)
    assert (len(of.person), of.days, (of.start - of.known_from).days) == (30, 28, 21)
    instance = instance_of(of)
    assert instance.allowed.shape == (30, 28, 3)
    ranks = {name: k for k, name in enumerate(instance.persons)}
    # "Same as I01", locked on a morning; a locked rest; nights for night workers only.
    assert instance.fixed[ranks["I01"], 1] == instance.fixed[ranks["I09"], 1] == 0
    assert instance.fixed[ranks["A10"], 8] == OFF
    assert (instance.fixed == FREE).sum() == 30 * 28 - 3
    assert not instance.allowed[ranks["I06"]].any()  # away all along
    assert instance.allowed[ranks["I16"], :, 2].all()
    assert not instance.allowed[ranks["I16"], :, :2].any()
    assert instance.cost[ranks["I01"], 25].tolist() == [30, 30, 32]  # a Christmas wish
    assert instance.off_cost[ranks["I08"], 16] == 10
    assert all(len(h.days) == 21 for h in instance.history)
    monday = [c for c in instance.cover if c.name.startswith("2026-11-30")]
    assert {(c.name.split(" ", 1)[1], c.need, c.least) for c in monday} == {
        ("M ide", 3, 2), ("S ide", 3, 2), ("N ide", 2, 1),
        ("M as", 3, 2), ("S as", 3, 2), ("N as", 1, 1)}  # fmt: skip


def test_the_cycles_make_a_table_and_a_table_comes_back_from_its_lines(tmp_path):
    of = read_problem(WARD)
    roster = cycle_roster(of)
    mine = [(d.day.isoformat(), d.shift) for d in roster.of("I02") if d.day >= of.start][:4]
    assert mine == [("2026-12-02", "M"), ("2026-12-03", "M"), ("2026-12-04", "M"),
                    ("2026-12-05", "M")]  # fmt: skip
    assert not [d for d in roster.of("I06") if d.day >= of.start]
    lines = roster_lines(roster)
    path = tmp_path / "planning.csv"
    path.write_text("\n".join([";".join(lines[0]), *(";".join(r.values()) for r in lines)]),
                    encoding="utf-8")  # fmt: skip
    back = read_roster(path, of)
    assert back.digest() == roster.digest()
    assert back.duties == roster.duties


def test_rosters_made_elsewhere(tmp_path):
    of = read_problem(written(tmp_path, HEAD + PERSONS.replace('id = "a"', 'id = "a"\nname = "Ana"')
                              + SHIFTS))  # fmt: skip
    book = openpyxl.Workbook()
    book.active.append(["Agent", datetime(2026, 11, 30), datetime(2026, 12, 1)])
    book.active.append(["Ana", "M", None])
    book.active.append(["b", "RH", "N"])
    book.save(tmp_path / "t.xlsx")
    wide = read_roster(tmp_path / "t.xlsx", of)
    assert [(d.person, d.day.day, d.shift) for d in wide.duties] == [("a", 30, "M"), ("b", 1, "N")]
    long = tmp_path / "t.csv"
    long.write_text(
        "agent,jour,poste,debut,fin,heures_sup,modifie_le,motif\n"
        "a,30/11/2026,M,07:00,13:00,oui,2026-11-29 08:00,volontaire\n",
        encoding="utf-8",
    )
    (duty,) = read_roster(long, of).duties
    assert (duty.worked_min, duty.overtime, duty.change_reason) == (360, True, "volontaire")
    long.write_text(
        "agent;jour;poste\nz;2026-11-30;M\na;demain;M\na;2026-11-30;Z\n", encoding="utf-8"
    )
    with pytest.raises(JumeauError) as refused:
        read_roster(long, of)
    assert len(refused.value.faults()) == 3
    long.write_text("agent;jour;poste\na;2026-12-14;M\n", encoding="utf-8")
    with pytest.raises(JumeauError, match="1 poste après le 13/12/2026"):
        read_roster(long, of)
    long.write_text("agent;jour\na;2026-11-30\n", encoding="utf-8")
    with pytest.raises(JumeauError, match="agent, jour et poste"):
        read_roster(long, of)


def test_the_schema_describes_every_key():
    schema = problem_schema()
    parts = [schema, *schema["$defs"].values()]
    assert all("description" in one or "$ref" in one for part in parts
               for one in part["properties"].values())  # fmt: skip
    assert set(schema["properties"]["files"]["properties"]) >= {"person", "need", "history"}


def test_wishes_cost_what_they_say(tmp_path):
    of = read_problem(
        written(
            tmp_path,
            HEAD
            + PERSONS
            + SHIFTS
            + """
[[request]]
person = "a"
start = 2026-11-30
shift = "M"
weight = 7
[[request]]
person = "a"
start = 2026-12-01
shift = "M"
wish = "avoid"
[[request]]
person = "a"
start = 2026-12-02
wish = "avoid"
""",
        )
    )
    instance = instance_of(of)
    assert instance.cost[0, :3].tolist() == [[0, 7], [10, 0], [0, 0]]
    assert instance.off_cost[0, :3].tolist() == [7, 0, 10]
    assert not np.any(instance.cost[1])
