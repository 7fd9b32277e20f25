"""What a manager reads when a table is wrong: her column, her figure, one line a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

import dashboards
from logistics.staffing.problem.reading import read_problem
from twin.tables import JumeauError

TOML = """format = 1
name = "a"
start = 2027-03-08
days = 28

[files]
{files}

[[shift]]
id = "M"
start = "06:45"
end = "14:15"
break_min = 30
{more}
"""
PERSONS = "agent;nom;statut;competences;quotite;postes\n" + "".join(
    f"N{k};Élodie {k};fph;ide;100;{'M' if k < 3 else 'X'}\n" for k in (1, 2, 3)
)


def told(folder: Path, **given: str) -> list[str]:
    """Read a problem from tables in a Windows code page; give the faults told."""
    names = {"person": "agents", "need": "besoin", "absence": "absences", "lock": "verrous"}
    sheets = {"person": PERSONS, **given}
    for name, text in sheets.items():
        (folder / f"{names[name]}.csv").write_bytes(text.encode("cp1252"))
    files = "\n".join(f'{n} = "{names[n]}.csv"' for n in sheets)
    shift = '[[shift]]\nid = "X"\nstart = "07:00"\nend = "14:00"'
    (folder / "u.toml").write_text(TOML.format(files=files, more=shift), "utf-8")
    with pytest.raises(JumeauError) as error:
        read_problem(folder / "u.toml")
    return [str(fault) for fault in error.value.faults()]


def test_a_fault_names_the_column_and_the_figure_as_they_are_written(tmp_path):
    (one,) = told(tmp_path, person=PERSONS.replace(";100;M", ";75,5;M", 1))
    assert "ligne 2, quotite" in one
    assert "« 75,5 »" in one
    (one,) = told(tmp_path, absence="agent;debut;fin;motif\nN1;quinze mars;;congé\n")
    assert "ligne 2, debut" in one


@pytest.mark.parametrize("word", ["inf", "nan", "-inf", "1e999"])
def test_what_is_no_finite_number_is_refused_at_its_line(tmp_path, word):
    (one,) = told(tmp_path, person=PERSONS.replace(";100;", f";{word};", 1))
    assert "ligne 2, quotite" in one
    assert f"« {word} » : un nombre entier est attendu" in one


def test_a_circle_of_locks_is_told_once_with_a_french_date(tmp_path):
    rows = "N1;09/03/2027;N2\nN2;09/03/2027;N3\nN3;09/03/2027;N2\n"
    (one,) = told(tmp_path, lock="agent;jour;comme\n" + rows)
    assert "09/03/2027" in one
    assert "N2 → N3 → N2" in one


def test_a_lock_in_the_middle_of_an_absence_is_refused(tmp_path):
    (one,) = told(
        tmp_path,
        lock="agent;jour;poste\nN1;17/03/2027;M\n",
        absence="agent;debut;fin;motif\nN1;15/03/2027;21/03/2027;congé\n",
    )
    assert "N1 est absent le 17/03/2027" in one


def test_a_need_above_headcount_says_whom_it_counts(tmp_path):
    (one,) = told(tmp_path, need="jour;competence;poste;besoin\ntous;ide;M;3\n")
    # Three nurses, two of whom may hold M.
    assert "3 personnes « ide » pour le poste « M »" in one
    assert "2 qui peuvent le tenir" in one


def test_the_page_has_words_for_an_empty_file():
    words = (Path(dashboards.__file__).parent / "assets" / "deposit.js").read_text("utf-8")
    assert "422: \"{name} est vide\\u00a0: refaites l'export" in words
    assert '422: "{name} is empty: export' in words
