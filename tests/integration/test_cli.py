"""The command line: clear refusals, light help, results that machines and people can read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scenarios.cli import screen
from scenarios.cli.main import main
from scenarios.doctor import free_disk, shadowed
from tests.stored_runs import stored

ROOT = Path(__file__).resolve().parents[2]
GOOD = """format = 1
name = "essai"
title = "Essai"
question = "Que se passe-t-il ?"
territory = "pilote"
start = 2026-01-12
days = 1
warmup_days = 0
replications = 2

[[lever]]
kind = "add-staffed-beds"
site = "220000012"
beds = 3
reason = "essai"
"""


@pytest.fixture
def jumeau(capsys, tmp_path, monkeypatch):
    """Give a command line whose store is a temporary folder: (code, stdout, stderr)."""
    monkeypatch.setenv("JUMEAU_RUNS", str(tmp_path / "runs"))

    def call(*words):
        with pytest.raises(SystemExit) as end:
            main([str(word) for word in words])
        captured = capsys.readouterr()
        return int(end.value.code or 0), captured.out, captured.err

    return call


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("days = 1\n", "days = 1\nsead = 3\n", "Vouliez-vous dire « seed »"),
        ("add-staffed-beds", "add-staffed-bed", "Vouliez-vous dire « add-staffed-beds »"),
        ("beds = 3", "beds = 3\nstart = 2026-02-01", "hors de la période"),
        ('"220000012"', "220000012", "du texte, entre guillemets"),
        ('"pilote"', "01004", "du texte, entre guillemets"),
        ('"220000012"', '"220000013"', "site « 220000013 » inconnu"),
        ("beds = 3", "beds = -3", "-3 lits"),
        ("days = 1\n", "days = 0\n", "0 est plus petit que 1"),
        ("title = ", "title == ", "ce n'est pas du TOML"),
        ('"pilote"', '"nulle-part"', "dossier de territoire introuvable"),
    ],
)
def test_bad_scenario_is_one_clear_message(jumeau, tmp_path, old, new, said):
    path = tmp_path / "s.toml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    code, out, err = jumeau("run", path)
    assert code == 2
    assert out == ""
    assert err.count("erreur : ") == 1
    assert said in err
    assert f"{path}, ligne " in err
    assert "Traceback" not in err
    assert not (tmp_path / "runs").exists()
    assert jumeau("scenario", "check", path, "--json")[0] == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "absent.toml"), "fichier introuvable"),
        (("run", "suspension-nuit-carhais"), "Vouliez-vous dire « suspension-nuit-carhaix »"),
        (("run",), "il manque"),
        (("run", "x", "--days", "0"), "--days (au moins 1)"),
        (("run", "x", "--replicatons", "3"), "Vouliez-vous dire --replications"),
        (("rum", "x"), "Vouliez-vous dire « run »"),
        (("compare", "a", "b"), "aucun résultat « a »"),
    ],
)
def test_bad_words(jumeau, words, said):
    code, _, err = jumeau(*words)
    assert code == 2
    assert said in err
    assert "Traceback" not in err


def test_unexpected_fault_hides_the_trace_unless_asked(jumeau, monkeypatch):
    monkeypatch.setattr("scenarios.scenario.library", lambda: 1 / 0)
    code, _, err = jumeau("scenario", "show")
    assert code == 3
    assert "ZeroDivisionError" in err
    assert "Traceback" not in err
    assert "Traceback" in jumeau("--debug", "scenario", "show")[2]


def test_interruption(jumeau, monkeypatch):
    def stop():
        raise KeyboardInterrupt

    monkeypatch.setattr("scenarios.scenario.library", stop)
    code, _, err = jumeau("scenario", "show")
    assert code == 130
    assert "Interrompu" in err


HEAVY = {"mesa", "networkx", "numba", "scipy", "pandas", "numpy", "pyarrow", "polars", "geopandas",
         "xgboost", "statsforecast", "ortools", "pm4py", "dash", "rich"}  # fmt: skip
TABLES = {"pandas", "numpy", "pyarrow"}
GROUPS = ("scenario", "store", "territory", "pathways", "staff", "samu")


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        pytest.param(("--help",), set(), id="help"),
        pytest.param(("run", "--help"), set(), id="help of run"),
        *(pytest.param((group, "--help"), set(), id=f"help of {group}") for group in GROUPS),
        # The screens of forecasts tell dates, which are numpy's.
        pytest.param(("forecast", "--help"), {"numpy"}, id="help of forecast"),
        pytest.param(("store", "list"), {"rich"}, id="store list"),
        # A territory is made of tables: the sites that a scenario names are looked for there.
        pytest.param(("scenario", "check", "suspension-nuit-carhaix"), TABLES, id="scenario check"),
    ],
)
def test_a_verb_loads_only_what_it_needs(tmp_path, words, needed):
    code = (
        "import sys\nfrom scenarios.cli.main import main\n"
        f"try:\n    main({words!r})\nexcept SystemExit as end:\n    assert not end.code\n"
        f"heavy = {sorted(HEAVY - needed)!r}\n"
        "assert not set(heavy) & set(sys.modules), set(heavy) & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "JUMEAU_RUNS": str(tmp_path / "runs")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_scenario_show_and_schema(jumeau):
    assert "suspension-nuit-carhaix" in jumeau("scenario", "show")[1]
    assert "assumed" in jumeau("scenario", "show", "suspension-nuit-carhaix")[1]
    shown = json.loads(jumeau("scenario", "show", "--json")[1])
    assert len({tuple(one) for one in shown["scenarios"]}) == 1
    assert json.loads(jumeau("scenario", "schema")[1])["title"] == "Scenario"


def test_compare_and_list_on_a_made_store(jumeau, tmp_path, monkeypatch):
    runs = tmp_path / "runs"
    series = {(0, r): {("ed_visits", ""): 1000 * r, ("ed_visits", "220000012"): r} for r in (1, 2)}
    more = {(0, r): {k: v + r for k, v in values.items()} for (_, r), values in series.items()}
    stored(runs, "reference-t", series)
    stored(runs, "politique", more)
    code, out, _ = jumeau("compare", "reference-t", "politique", "--all")
    assert code == 0
    assert "mc95 : bruit de simulation, pas l'incertitude de la politique" in out
    assert "Hôpital A" in out
    assert f"1{screen.NARROW}500" in out
    plain = json.loads(jumeau("compare", "reference-t", "politique", "--json")[1])
    assert len({tuple(row) for row in plain["rows"]}) == 1
    assert plain["rows"][0]["difference"] == 1.5
    listed = json.loads(jumeau("store", "list", "--json")[1])["runs"]
    assert [run["name"] for run in listed] == ["politique", "reference-t"]
    assert "politique/0123456789abcdef" in jumeau("store", "list")[1]
    monkeypatch.setattr("scenarios.cli.store.MOST_SHOWN", 1)
    short, whole = jumeau("store", "list")[1], jumeau("store", "list", "--all")[1]
    assert f"Les 1 derniers résultats sur {len(listed)}" in short
    assert "politique/" in short
    assert "reference-t/" not in short
    assert "reference-t/" in whole
    assert "derniers résultats" not in whole


def test_a_store_that_is_not_there_is_not_said_to_be_whole(jumeau, tmp_path):
    code, out, err = jumeau("store", "verify", "--out", str(tmp_path / "absent"))
    assert (code, out) == (2, "")
    assert "n'existe pas" in err


def test_doctor_is_sound_here(jumeau):
    code, out, _ = jumeau("doctor", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["ok"]
    assert len({tuple(check) for check in found["checks"]}) == 1
    topics = {check["topic"] for check in found["checks"]}
    assert topics == {"python", "version", "data", "package", "disk"}


def test_doctor_sees_a_package_that_hides_ours(tmp_path):
    (tmp_path / "forecasting").mkdir()
    (tmp_path / "forecasting" / "__init__.py").write_text("", encoding="utf-8")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from scenarios.cli.main import main\nmain(['doctor'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 1
    assert "paquet étranger" in done.stderr
    assert "forecasting" in done.stderr


def test_doctor_sees_absent_package_and_full_disk(tmp_path):
    checks = shadowed(("twin",), locate=lambda name: None)
    assert not checks[0].ok
    assert not free_disk(tmp_path / "a" / "b", needed_bytes=2**80).ok


def test_french_numbers():
    assert screen.number(1234.5) == "1\u202f234,5"
    assert screen.number(-0.04) == "0,0"
    assert screen.quantity(0.123, "part") == "12,3\u00a0%"
    assert screen.quantity(-0.0123, "part", signed=True) == "\u22121,2\u00a0pt"
    assert screen.interval(-1.25, 3.0, "min") == "[\u22121,2 ; +3,0]"
    assert screen.interval(None, None, "min") == "–"
    assert screen.day("2026-01-12") == "12/01/2026"


def commands():
    from typer.main import get_command

    from scenarios.cli import forecast, pathways
    from scenarios.cli.main import app
    from scenarios.cli.territory import app as territory

    under_one = (("territory", territory), ("pathways", pathways.load()),
                 ("forecast", forecast.load()))  # fmt: skip
    roots = [((), get_command(app)), *(((name,), get_command(one)) for name, one in under_one)]
    found = [(), *((name,) for name, _ in under_one)]
    for start, root in roots:
        for verb, one in root.commands.items():
            found.append((*start, verb))
            found += [(*start, verb, under) for under in getattr(one, "commands", {})]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_help_is_in_french(jumeau, words):
    code, out, _ = jumeau(*words, "--help")
    assert code == 0
    assert out.startswith("Usage : jumeau")
    assert "Montre cette aide." in out
    for english in ("Usage:", "Options:", "Commands:", "Arguments:", "Show ", "[required]",
                    "COMMAND ", "[default", "Install "):  # fmt: skip
        assert english not in out


def test_territory_tables_are_wide_when_piped(jumeau):
    code, out, _ = jumeau("territory", "check")
    assert code == 0
    assert max(map(len, out.splitlines())) == screen.PIPE_WIDTH
    shown = jumeau("territory", "show")[1]
    assert "sont réestimés" in shown
    plain = json.loads(jumeau("territory", "show", "--json")[1])
    assert "sont réestimés" in plain["note"]
    assert plain["capacities_declared"] == 0


def test_build_with_declared_capacities(jumeau, tmp_path):
    options = ("territory", "build", "--sources", ROOT / "examples" / "territoire-miniature",
               "--capacites", ROOT / "examples" / "capacites.csv")  # fmt: skip
    code, out, _ = jumeau(*options, "--out", tmp_path / "t", "--json")
    assert code == 0
    page = json.loads(out)
    assert page["capacities_declared"] == 7
    assert page["sources"][-1]["name"] == "capacites.csv"


def test_compare_takes_the_reference_of_the_policy(jumeau, tmp_path):
    runs = tmp_path / "runs"
    stored(runs, "reference-t", {(0, 1): 1.0, (0, 2): 2.0})
    stored(runs, "politique", {(0, 1): 3.0, (0, 2): 4.0}, territory="t2")
    code, _, err = jumeau("compare", "reference-t", "politique")
    assert code == 2
    assert "Lancez `jumeau run FICHIER`" in err
