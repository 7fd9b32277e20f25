"""The table "simulated, observed, source, gap": small territory, pilot, command line."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from scenarios.cli.main import main
from scenarios.targets import TARGETS, targets_table
from tests.territories import small_territory

SHORT = {"days": 14, "warmup_days": 2}


@pytest.fixture
def jumeau(capsys):
    """Give a command line: (code, stdout, stderr)."""

    def call(*words):
        with pytest.raises(SystemExit) as end:
            main([str(word) for word in words])
        captured = capsys.readouterr()
        return int(end.value.code or 0), captured.out, captured.err

    return call


def test_table_of_a_small_territory():
    made = small_territory(hospitals=2)
    table = targets_table(made, replications=3, **SHORT)
    rows = {row.id: row for row in table.rows}
    assert list(rows) == [t.id for t in TARGETS]
    assert table == targets_table(made, replications=3, workers=1, **SHORT)
    visits = rows["ed_visits_per_1000"]
    assert visits.low < visits.simulated < visits.high
    assert visits.observed == 307
    assert visits.simulated == pytest.approx(269, rel=0.2)  # imposed, in January
    assert rows["admitted_share"].simulated == pytest.approx(0.2, abs=0.05)
    assert rows["stay_home"].simulated < rows["stay_direct"].simulated
    assert rows["regulation_files_per_100"].simulated == pytest.approx(31, rel=0.2)
    assert table.notes[0].startswith("Jours simulés : 14")


def test_the_ring_is_left_out():
    made = small_territory(hospitals=3)
    zones = made.zones.assign(ring=[False, False, True], ring_share=np.array([1.0, 1.0, 0.5]))
    rows = {
        r.id: r.simulated
        for r in targets_table(replace(made, zones=zones), replications=1, **SHORT).rows
    }
    # 31 files per 100 people of the territory: those of the ring are in neither number.
    assert rows["regulation_files_per_100"] == pytest.approx(31, rel=0.2)
    assert all(r.low is None for r in targets_table(made, replications=1, **SHORT).rows)


def test_the_pilot_is_no_longer_refused(jumeau):
    code, out, _ = jumeau("validate", "--days", 2, "--replications", 1, "--json")
    assert code == 0
    page = json.loads(out)
    assert page["visits_by_site"] == []
    assert "déclarent leurs passages" in page["visits_by_site_missing"]
    assert page["targets_of"]["days"] == 2
    assert len({tuple(row) for row in page["targets"]}) == 1
    assert {row["tag"] for row in page["targets"]} == {"imposed", "emergent"}
    for row in page["targets"]:
        assert row["unit"] != "part" or row["observed"] is None or row["observed"] <= 1
        assert row["interval"] == "mc95"


def test_what_the_screen_says_of_a_territory_that_declares_its_visits(jumeau, tmp_path):
    made = small_territory(hospitals=3)
    visits = {"220000012": 6000, "220000095": 3000, "220000343": 1000}
    own = tuple(replace(f, visits_year=visits.get(f.id)) for f in made.facilities)
    folder = replace(made, facilities=own).save(tmp_path / "t")
    code, out, _ = jumeau("validate", folder, "--days", 3, "--replications", 2)
    assert code == 0
    for said in ("Simulé (mc95)", "imposé", "émergent", "Passages déclarés par les", "IC 95",
                 "modèle gravitaire", "Jours simulés : 3", "ne prouve rien"):  # fmt: skip
        assert said in " ".join(out.split()), said
    code, out, _ = jumeau("validate", folder, "--days", 1, "--replications", 1, "--json")
    page = json.loads(out)
    assert page["visits_by_site_missing"] is None
    assert {"method", "status", "correlation", "mape"} <= set(page["visits_by_site"][0])


@pytest.mark.parametrize("option", ["--days", "--replications"])
def test_bad_options(jumeau, option):
    code, _, err = jumeau("validate", option, 0)
    assert code == 2
    assert "au moins 1" in err
