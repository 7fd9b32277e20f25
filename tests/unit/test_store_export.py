"""What `jumeau store export` writes has the name of what it is."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from scenarios.cli.main import main
from tests.stored_runs import stored


@pytest.fixture
def export(tmp_path, monkeypatch, capsys):
    """Give `jumeau store export essai` on a small store: (code, what is said on errors)."""
    stored(tmp_path / "runs", "essai", {(0, 1): 1.5, (0, 2): 2.5})
    monkeypatch.chdir(tmp_path)

    def call(*words):
        with pytest.raises(SystemExit) as end:
            main(["store", "export", "essai", *words, "--out", "runs"])
        return int(end.value.code or 0), capsys.readouterr().err

    return call


@pytest.mark.parametrize(
    ("name", "words", "said"),
    [
        ("f.xyz", (), "Écrivez f.csv"),
        ("f", ("--format", "csv"), "Écrivez f.csv"),
        ("f.parquet", (), "Ajoutez --format parquet"),
        ("f.csv", ("--format", "parquet"), "Écrivez f.parquet"),
    ],
)
def test_a_name_of_another_format_is_refused_and_nothing_is_written(export, name, words, said):
    code, err = export(name, *words)
    assert code == 2
    assert said in err
    assert not list(Path().glob("f*"))


def test_each_format_is_read_back(export):
    assert export("f.csv")[0] == export("g.parquet", "--format", "parquet")[0] == 0
    french = pd.read_csv("f.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert list(french["value"]) == list(pd.read_parquet("g.parquet")["value"]) == [1.5, 2.5]
