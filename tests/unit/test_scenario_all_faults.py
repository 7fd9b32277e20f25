"""All the faults of a file at once, and a study told from a scenario, complete or not."""

from __future__ import annotations

import pytest

from scenarios.cli import batch
from scenarios.scenario import load_scenario
from scenarios.study_file import is_study
from twin.tables import JumeauError

HEAD = """name = "bad"
title = "x"
question = "y"
start = 2026-01-12
days = 14
"""
SHARES = """
[[lever]]
kind = "suspend-ed"
site = "290000999"
from = "20:00"
until = "08:00"
share_lost = 0.5
share_gp = 0.9
share_other = 0.6
share_anyway = 0.14
staff = { to = "999999998", share = 0.5 }
reason = "x"
start = 2027-01-01
"""
WRONG_KEYS = """
[[lever]]
kind = "close-beds"
site = "290000998"
ward = "medecinne"
beds = 3
reason = "y"
"""
UNKNOWN = """
[[lever]]
kind = "add-staffed-bedz"
site = "290000997"
reason = "y"
"""
DECISION = """
[decision]
indicator = "ed_visit"
facility = "999999999"
"""


def faults_of(path, text):
    """Give the places of the faults of a file."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(JumeauError) as refused:
        load_scenario(path)
    return "\n".join(f"{one.place} {one.problem}" for one in refused.value.faults())


@pytest.mark.parametrize("beside", ["", WRONG_KEYS, UNKNOWN, WRONG_KEYS + UNKNOWN])
def test_an_unknown_site_is_said_with_the_shares_whatever_is_wrong_beside(tmp_path, beside):
    said = faults_of(tmp_path / "bad.toml", HEAD + DECISION + SHARES + beside)
    parts = ("font 2.14 au lieu de 1", "site « 290000999 » inconnu", "lever[1].staff.to",
             "lever[1].start", "indicateur « ed_visit » inconnu", "site « 999999999 »")  # fmt: skip
    for part in parts:
        assert part in said, part
    if beside.endswith(UNKNOWN):
        assert "site « 290000997 » inconnu" in said
    if beside.startswith(WRONG_KEYS):
        assert "clé « ward » inconnue" in said
        assert "obligatoire" not in said


@pytest.mark.parametrize(("text", "known"), [
    ('name = "e"\nscenarios = ["a"]\n', True), ('name = "e"\nscenarios = "a"\n', True),
    ('name = "e"\n[flip]\n', True), ('[[factor]]\npath = "x"\n', True),
    (HEAD + SHARES, False), (HEAD + "flip = 1\n", False), ("not toml", False),
])  # fmt: skip
def test_a_study_is_told_from_a_scenario(tmp_path, text, known):
    path = tmp_path / "mon etude.toml"
    path.write_text(text, encoding="utf-8")
    assert is_study(path) is known
    assert batch._is_study([str(path)]) is known
    with pytest.raises(JumeauError) as refused:
        load_scenario(path)
    assert ("jumeau batch" in str(refused.value)) is known
    if known:
        assert f"`jumeau batch '{path}'`" in str(refused.value)


def test_the_remedy_names_the_scenarios_to_check(tmp_path):
    path = tmp_path / "etude.toml"
    path.write_text('scenarios = ["regul", "b.toml"]\n', encoding="utf-8")
    (tmp_path / "b.toml").write_text(HEAD, encoding="utf-8")
    with pytest.raises(JumeauError) as refused:
        load_scenario(path)
    assert f"`jumeau scenario check regul {tmp_path / 'b.toml'}`" in str(refused.value)


def test_opening_a_department_where_there_is_none_is_refused_with_the_reason(tmp_path):
    text = HEAD + '[[lever]]\nkind = "open-ed"\nsite = "290000999"\nreason = "essai"\n'
    path = tmp_path / "neuf.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(JumeauError) as refused:
        load_scenario(path)
    (fault,) = refused.value.faults()
    assert "inconnu parmi les" in fault.problem
    assert "il n'en crée pas" in fault.remedy
    assert "health-centre" in fault.remedy
