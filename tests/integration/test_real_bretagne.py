"""Bretagne from the real files, when they are there, and the road model against routed times."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from scenarios.cli.territory import app
from twin.territory import Finding, Territory
from twin.territory.build import build
from twin.territory.islands import ISLANDS
from twin.territory.sources.folder import find_sources
from twin.territory.travel import road_minutes

ROOT = Path(
    os.environ.get("JUMEAU_TERRITORY_DATA", Path(__file__).parents[3] / "shared/data/territory")
)
real = pytest.mark.skipif(not ROOT.is_dir(), reason=f"données réelles absentes ({ROOT})")


def bretagne() -> Territory:
    """Build the region from the folder's files."""
    found = find_sources(ROOT)
    assert found.emergency.name == "urgences_bretagne.csv"
    return build(found.communes, found.emergency, contours=found.contours)


def island_codes(findings: Iterable[Finding]) -> set[str]:
    """Give the communes that the finding on islands names."""
    said = [f.message for f in findings if "communes d'îles" in f.place]
    return set(re.findall(r"\b(\d{5}) ", " ".join(said)))


@real
def test_totals_and_same_digest_on_rebuild(tmp_path: Path) -> None:
    territory = bretagne()
    hospitals = territory.of_kind("hospital")
    assert (territory.code, territory.name) == ("53", "Bretagne")
    assert len(territory.zones) == 1202
    assert territory.population.total == 3_449_370
    assert len(hospitals) == 29
    assert sum(h.visits_year or 0 for h in hospitals) == 926_360
    assert sum(h.beds_mco or 0 for h in hospitals) == 7_658
    assert sum(h.beds_critical or 0 for h in hospitals) == 189
    assert [h.id for h in hospitals if h.paediatric_only] == ["290000058", "350007084"]
    assert len(territory.of_kind("smur")) == 17
    assert len(territory.of_kind("samu")) == 4
    assert bretagne().digest() == territory.digest()
    assert Territory.load(territory.save(tmp_path / "t")).digest() == territory.digest()


@real
def test_findings_on_the_real_files() -> None:
    findings = bretagne().check()
    assert not [f for f in findings if f.severity == "error"]
    islands = island_codes(findings)
    assert islands == {code for code in ISLANDS if code[:2] in {"22", "29", "56"}}
    assert sum("SMUR incertain" in f.message for f in findings) == 4


@real
def test_road_model_against_routed_times() -> None:
    pairs = pd.read_csv(ROOT / "trajets_alsace_routier.csv.gz")
    modelled = road_minutes(pairs["km_vol_oiseau"].to_numpy())
    routed = pairs["minutes"].to_numpy()
    assert len(pairs) == 7_880
    assert float(np.mean(np.abs(modelled - routed) / routed)) <= 0.13


@real
def test_another_region_from_the_national_file() -> None:
    territory = build(None, ROOT / "urgences_france_sauf_occitanie.csv", region="28")
    assert territory.name == "Normandie"
    assert {h.department for h in territory.own("hospital")} == {"14", "27", "50", "61", "76"}
    assert any("bases supposées" in f.message for f in territory.check())


@real
def test_command_line(tmp_path: Path) -> None:
    run = CliRunner()
    out = str(tmp_path / "bzh")
    done = run.invoke(app, ["build", "--sources", str(ROOT), "--out", out, "--json"])
    assert done.exit_code == 0, done.output
    page = json.loads(done.stdout)
    assert (page["inhabitants"], page["findings"]["error"]) == (3_449_370, 0)
    checked = run.invoke(app, ["check", out, "--json"])
    assert checked.exit_code == 0
    keys = {frozenset(row) for row in json.loads(checked.stdout)["findings"]}
    assert keys == {frozenset({"severity", "place", "message", "remedy"})}
    shown = json.loads(run.invoke(app, ["show", out, "--json"]).stdout)
    assert shown["digest"] == page["digest"]
    assert "Brest" in run.invoke(app, ["show", "pilote"]).stdout


def test_pilot_is_whole_and_says_what_is_supposed(tmp_path: Path) -> None:
    pilot = Territory.pilot()
    assert len(pilot.zones) == 1202
    assert pilot.population.total == 3_449_370
    assert len(pilot.of_kind("hospital")) == 29
    assert {f.department for f in pilot.of_kind("samu")} == {"22", "29", "35", "56"}
    assert all(h.visits_year is None for h in pilot.of_kind("hospital"))
    assert all("assumed" in c.source for f in pilot.facilities for c in f.capacity)
    assert np.isfinite(pilot.travel.minutes).all()
    assert Territory.pilot().digest() == pilot.digest()
    assert Territory.load(pilot.save(tmp_path / "p")).digest() == pilot.digest()
    messages = [finding.message for finding in pilot.check()]
    assert any("capacités estimées" in message for message in messages)
    assert any("nombre de lits supposé" in message for message in messages)
    assert len(island_codes(pilot.check())) == 14  # their boats are supposed, and said so
    assert not [f for f in pilot.check() if f.severity == "error"]


@real
def test_an_override_table_answers_the_island_warning(tmp_path: Path) -> None:
    found = find_sources(ROOT)
    sites = [h.id for h in Territory.pilot().of_kind("hospital")]
    table = tmp_path / "trajets.csv"
    rows = "".join(f"29155,{site},{120 + at}\n" for at, site in enumerate(sites))
    table.write_text("insee,finess,minutes\n" + rows, encoding="utf-8")
    territory = build(found.communes, found.emergency, overrides=table)
    islands = island_codes(territory.check())
    assert "29155" not in islands
    assert "29083" in islands
    assert territory.travel.overrides > 29


@real
def test_the_ring_holds_the_neighbours_and_is_not_counted() -> None:
    found = find_sources(ROOT)
    assert found.neighbours is not None
    territory = build(found.communes, found.emergency, neighbours=found.neighbours)
    assert territory.inhabitants == 3_449_370
    assert len(territory.own("hospital")) == 29
    assert sum(h.visits_year or 0 for h in territory.own("hospital")) == 926_360
    beyond = {h.id: h for h in territory.of_kind("hospital") if h.zone in territory.ring_zones}
    names = " ".join(h.name for h in beyond.values())
    assert all(town in names for town in ("NANTES", "LAVAL", "AVRANCHES"))
    assert beyond["440000271"].visits_year < 110_270  # part of its patients come from further south
    share = territory.zones.loc[territory.in_ring, "ring_share"]
    assert share.between(0, 1).all()
    assert (territory.zones.loc[~territory.in_ring, "ring_share"] == 1).all()
    alone = build(found.communes, found.emergency)
    assert not alone.in_ring.any()
    assert {f.id for f in alone.own("samu")} == {f.id for f in territory.own("samu")}
