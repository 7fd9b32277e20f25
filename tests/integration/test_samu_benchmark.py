"""The OR-Library medians: costs known, proven; files that are none are refused."""

import json
from pathlib import Path

import pytest

from logistics.samu.benchmark_files.pmed import read_pmed
from scenarios.cli.main import main
from twin.tables import JumeauError

FOLDER = Path(__file__).parents[2].parent / "shared" / "data" / "logistics" / "pmed"


@pytest.mark.parametrize(
    ("name", "cost"),
    [("pmed1", 5819), ("pmed11", 7696), pytest.param("pmed6", 7824, marks=pytest.mark.full)],
)
def test_known_costs_are_proven(name, cost, capsys):
    path = FOLDER / f"{name}.txt"
    if not path.is_file():
        pytest.skip("shared instances absent: they are not part of the repository")
    with pytest.raises(SystemExit, match="0"):
        main(["samu", "benchmark", str(path), "--time", "120", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert (told["cost"], told["bound"], told["gap"]) == (cost, cost, 0)
    assert len(told["opened"]) == read_pmed(path).count


def test_a_small_graph_by_hand(tmp_path):
    # A path 1 - 2 - 3 - 4; the last word on the edge 1-2 is 5.
    path = tmp_path / "p.txt"
    path.write_text("4 4 1\n1 2 9\n2 3 1\n3 4 2\n1 2 5\n")
    found = read_pmed(path)
    assert found.cost[0].tolist() == [0, 5, 6, 8]
    assert found.count == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [("a b", "entier"), ("3 1", "trop court"), ("3 1 4\n1 2 3", "ensemble"),
     ("3 2 1\n1 2 3", "ensemble"), ("3 1 1\n1 9 3", "sort du graphe"),
     ("3 1 1\n1 2 -3", "négatif"), ("3 1 1\n1 2 3", "morceaux")],
)  # fmt: skip
def test_what_is_no_instance_is_refused(text, said, tmp_path):
    path = tmp_path / "p.txt"
    path.write_text(text)
    with pytest.raises(JumeauError, match=said):
        read_pmed(path)
