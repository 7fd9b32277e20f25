"""Scenario files typed by a newcomer, well and badly."""

from __future__ import annotations

import json
import tomllib

import pytest

from scenarios.cli.main import main
from scenarios.scenario import library


@pytest.fixture
def jumeau(capsys, tmp_path, monkeypatch):
    """Give what runs a command in a folder of its own: exit code, output, messages."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        with pytest.raises(SystemExit) as end:
            main([str(word) for word in words])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return int(end.value.code or 0), out, err

    return run


def test_new_check_show(jumeau, tmp_path):
    code, out, _ = jumeau("scenario", "new", "Nuits d'été", "--lever", "regulated-access")
    assert (code, out.count("jumeau scenario check")) == (0, 1)
    path = tmp_path / "Nuits d'été.toml"
    text = path.read_text(encoding="utf-8")
    assert text.startswith("#:schema ./jumeau.schema.json\n")
    assert tomllib.loads(text)["name"] == "nuits-d-ete"
    assert json.loads((tmp_path / "jumeau.schema.json").read_text(encoding="utf-8"))["$defs"]
    code, out, _ = jumeau("scenario", "check", path)
    assert code == 0
    for piece in ("aucun défaut.", "Accès régulé", "Carhaix", "du 12/01/2026", "3 mois"):
        assert piece in out
    shown = jumeau("scenario", "show", path)[1]
    for piece in ("entre 0,4 et 0,7 (toutes se valent)", "Part qui renonce", "Source : assumed"):
        assert piece in shown


def test_new_never_overwrites_without_force(jumeau, tmp_path):
    assert jumeau("scenario", "new", "a.toml")[0] == 0
    path = tmp_path / "a.toml"
    path.write_text("mine", encoding="utf-8")
    code, _, err = jumeau("scenario", "new", "a")
    assert (code, "existe déjà" in err, path.read_text(encoding="utf-8")) == (2, True, "mine")
    assert jumeau("scenario", "new", "a", "--force")[0] == 0
    assert path.read_text(encoding="utf-8") != "mine"
    (tmp_path / "jumeau.schema.json").write_text("{}", encoding="utf-8")
    jumeau("scenario", "new", "b")
    assert (tmp_path / "jumeau.schema.json").read_text(encoding="utf-8") == "{}"


@pytest.mark.parametrize("name", library())
def test_new_from_the_library(jumeau, tmp_path, name):
    assert jumeau("scenario", "new", "copie", "--from", name, "--lever", "antenna")[0] == 0
    text = (tmp_path / "copie.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["name"] == "copie"
    assert tomllib.loads(text)["lever"][-1]["kind"] == "antenna"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("new",), "il manque"),
        (("new", "a", "--lever", "suspended"), "« suspend-ed »"),
        (("new", "a", "--from", "suspension-nuit-carhais"), "« suspension-nuit-carhaix »"),
        (("new", "absent/a"), "écriture impossible"),
        (("new", "a", "--levier", "antenna"), "--levier inconnue"),
        (("chek", "a"), "« check »"),
        (("check",), "il manque"),
        (("check", "a.toml"), "introuvable"),
        (("check", "suspension-nuit-carhai"), "« suspension-nuit-carhaix »"),
        (("show", "b.toml"), "introuvable"),
        (("schema", "--out", "absent/s.json"), "écriture impossible"),
    ],
)
def test_wrong_words(jumeau, tmp_path, words, said):
    code, out, err = jumeau("scenario", *words)
    assert (code, out) == (2, "")
    assert err.startswith("erreur : ")
    assert said in err
    assert not list(tmp_path.glob("*.toml"))


def test_check_several_files_and_json(jumeau, tmp_path):
    jumeau("scenario", "new", "bon", "--lever", "suspend-ed")
    text = (tmp_path / "bon.toml").read_text(encoding="utf-8")
    (tmp_path / "faux.toml").write_text(
        text.replace("days = 28", "days = 0").replace("seed", "sead"), encoding="utf-8"
    )
    code, out, err = jumeau("scenario", "check", "bon.toml", "faux.toml")
    assert code == 2
    assert "bon.toml : aucun défaut" in out
    assert err.count("erreur : faux.toml, ligne") == 2
    assert "Vouliez-vous dire « seed »" in err
    code, out, _ = jumeau("scenario", "check", "bon.toml", "faux.toml", "--json")
    page = json.loads(out)
    assert (code, page["valid"]) == (2, False)
    assert [one["valid"] for one in page["files"]] == [True, False]
    assert {(one["file"], one["key"]) for one in page["faults"]} == {
        ("faux.toml", "days"), ("faux.toml", "sead")
    }  # fmt: skip
    assert all(one["line"] > 1 for one in page["faults"])


def test_check_refuses_what_a_run_would_refuse(jumeau, tmp_path):
    """Nothing to reopen where the calendar closes nothing, no team where there is none."""
    jumeau("scenario", "new", "rien", "--lever", "open-ed", "--lever", "smur-teams")
    path = tmp_path / "rien.toml"
    first, second = path.read_text(encoding="utf-8").split('kind = "smur-teams"')
    second = second.replace("290000256", "220000541").replace("teams = 1", "teams = -1")
    path.write_text(f'{first}kind = "smur-teams"{second}', encoding="utf-8")
    code, out, err = jumeau("scenario", "check", path)
    assert (code, out) == (2, "")
    assert "rien n'est à rouvrir" in err
    assert "il n'y a rien à retirer" in err
    assert err.count(f"erreur : {path}, ligne") == 2
    page = json.loads(jumeau("scenario", "check", path, "--json")[1])
    assert [one["key"] for one in page["faults"]] == ["lever[1]", "lever[2]"]
    assert jumeau("run", path, "--replications", "1")[0] == 2


def test_run_refuses_levers_that_contradict_each_other(jumeau, tmp_path):
    jumeau("scenario", "new", "deux", "--lever", "suspend-ed")
    path = tmp_path / "deux.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text[text.index("[[lever]]") :], encoding="utf-8")
    for words in (("scenario", "check", path), ("run", path)):
        code, _, err = jumeau(*words)
        assert code == 2
        assert "levier 1 (suspend-ed)" in err
        assert "levier 2 (suspend-ed)" in err


def test_schema_to_a_file(jumeau, tmp_path):
    assert jumeau("scenario", "schema", "--out", tmp_path / "s.json")[0] == 0
    written = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert written == json.loads(jumeau("scenario", "schema")[1])
    assert written["$schema"].endswith("2020-12/schema")
