"""SimPy beside, coverage of the house's intervals, gain of shared luck."""

import json
from dataclasses import replace

import pytest

from scenarios.cli import theory as screen
from scenarios.cli.main import main
from scenarios.theory import FULL, SHORT, Report
from scenarios.theory.coverage import Coverage, bounds, coverage
from scenarios.theory.crn import WANTED, gains
from scenarios.theory.peer import MEASURES, PeerReport, beside_simpy


def test_simpy_gives_the_same_means_on_two_hospitals():
    pytest.importorskip("simpy")
    found = beside_simpy(SHORT)
    assert [row.quantity for row in found.rows] == list(MEASURES.values())
    assert [row for row in found.rows if not row.agrees] == []


def test_without_simpy_the_peer_is_absent(monkeypatch):
    monkeypatch.setattr("scenarios.theory.peer.find_spec", lambda name: None)
    assert not beside_simpy(SHORT).present


def test_the_intervals_of_the_house_cover_the_truth():
    for row in coverage(replace(SHORT, repeats=60)):
        assert row.agrees, (row, row.share)


@pytest.mark.full
def test_the_intervals_cover_92_to_98_times_in_a_hundred():
    for row in coverage(FULL):
        assert (row.repeats, row.per_repeat) == (200, 30)
        assert 0.92 <= row.share <= 0.98, (row, row.share)


def test_the_bounds_widen_with_fewer_studies():
    assert bounds(200) == (0.92, 0.98)
    low, high = bounds(50)
    assert low < 0.92
    assert high > 0.98


def test_shared_luck_divides_the_variance_by_five():
    found = gains(replace(SHORT, crn_replications=12, crn_days=7))
    assert sum(row.asked for row in found) >= 3
    for row in found:
        assert row.paired_variance < row.independent_variance
        assert not row.asked or row.ratio >= WANTED, (row, row.ratio)


@pytest.mark.full
def test_shared_luck_divides_the_variance_by_five_at_full_counts():
    for row in gains(FULL):
        assert not row.asked or row.ratio >= WANTED, (row, row.ratio)


def made_up(*, share=0.95):
    covered = Coverage("moyenne", 1.0, round(200 * share), 200, 30, 0.92, 0.98)
    return Report((), PeerReport(), (covered,), ())


@pytest.mark.parametrize(("share", "code"), [(0.95, 0), (0.80, 1)])
def test_the_command_says_so_and_ends_with_1_when_a_figure_disagrees(
    share, code, monkeypatch, capsys
):
    monkeypatch.setattr("scenarios.theory.report", lambda *_: made_up(share=share))
    with pytest.raises(SystemExit) as end:
        main(["run", "--validate"])
    said = capsys.readouterr().out
    assert end.value.code == code
    assert "Pair absent" in said
    assert ("Tout concorde" in said) == (code == 0)


def test_the_command_gives_json(monkeypatch, capsys):
    monkeypatch.setattr("scenarios.theory.report", lambda *_: made_up())
    with pytest.raises(SystemExit):
        main(["run", "--validate", "--json", "--full"])
    page = json.loads(capsys.readouterr().out)
    assert page["full"]
    assert page["peer"] == {"name": "simpy", "present": False, "rows": [],
                            "engine_rows_per_s": 0.0, "peer_rows_per_s": 0.0}  # fmt: skip
    assert page["coverage"][0]["agrees"]
    assert screen.NO == 1
