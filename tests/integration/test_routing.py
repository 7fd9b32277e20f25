"""The offline router: known minutes on a made-up road network, and every refusal in clear."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from scenarios.cli.french import FrenchCommand
from scenarios.cli.routing import route
from twin.tables import JumeauError
from twin.territory.build import build
from twin.territory.islands import Place
from twin.territory.routing import check_target, routed_minutes, write_routed
from twin.territory.sources.travel_overrides import read_overrides
from twin.territory.travel import distance_km

MINIATURE = Path(__file__).resolve().parents[2] / "examples" / "territoire-miniature"
STEP = 0.01
WEST, SOUTH, COLUMNS, ROWS = -3.65, 48.15, 91, 36
ROAD_KMH = 0.8 * 80  # the router's car profile drives at 80 % of the signed speed

LEFT, RIGHT = Place("left", "left", WEST, SOUTH), Place("right", "right", WEST + 0.9, SOUTH)
BY_FERRY = Place("ferry", "ferry", -3.90, 48.45)
ALONE = Place("alone", "alone", -2.50, 48.30)
AT_SEA = Place("sea", "sea", -4.50, 49.00)


@pytest.fixture(scope="module")
def extract(tmp_path_factory):
    """Give a PBF: a grid of main roads, an island with a ferry, an island without."""
    reason = "extra `routing` absent: no offline router to test (osrm-bindings, osmium)"
    pytest.importorskip("osrm", reason=reason)
    osmium = pytest.importorskip("osmium", reason=reason)
    from osmium.osm.mutable import Node, Way

    path = tmp_path_factory.mktemp("pbf") / "reseau.osm.pbf"
    points = {
        1 + row * COLUMNS + column: (WEST + STEP * column, SOUTH + STEP * row)
        for row in range(ROWS)
        for column in range(COLUMNS)
    }
    grid = np.array(list(points)).reshape(ROWS, COLUMNS)
    islands = [[9001, 9002, 9003], [9101, 9102, 9103]]
    for nodes, place in zip(islands, (BY_FERRY, ALONE), strict=True):
        points |= {n: (place.lon + 0.002 * k, place.lat) for k, n in enumerate(nodes)}
    road = {"highway": "secondary", "maxspeed": "80"}
    ways = [(line.tolist(), road) for line in (*grid, *grid.T)]
    ways += [(nodes, {"highway": "residential"}) for nodes in islands]
    ways.append(([9003, int(grid[30, 0])], {"route": "ferry", "duration": "00:40"}))
    with osmium.SimpleWriter(str(path)) as writer:
        for number, point in points.items():
            writer.add_node(Node(id=number, location=point, version=1))
        for number, (nodes, tags) in enumerate(ways, 1):
            writer.add_way(Way(id=number, nodes=nodes, tags=tags, version=1))
    return path


def refused(call, *words) -> JumeauError:
    with pytest.raises(JumeauError) as caught:
        call()
    for word in words:
        assert word in str(caught.value)
    assert caught.value.exit_code == 2
    assert "Traceback" not in str(caught.value)
    return caught.value


def test_minutes_along_a_straight_road_are_length_over_speed(extract):
    minutes = routed_minutes(extract, [LEFT, RIGHT], [LEFT, RIGHT])
    km = distance_km([LEFT.lon], [LEFT.lat], [RIGHT.lon], [RIGHT.lat])[0, 0]
    assert minutes.shape == (2, 2)
    assert np.diag(minutes) == pytest.approx([0, 0])
    assert minutes[0, 1] == pytest.approx(60 * km / ROAD_KMH, rel=0.02)
    assert minutes[1, 0] == pytest.approx(minutes[0, 1], rel=0.02)


def test_an_island_has_no_minutes_by_road_and_some_by_ferry(extract):
    places = [LEFT, BY_FERRY, ALONE]
    by_road = routed_minutes(extract, places, [RIGHT, BY_FERRY])
    assert np.isfinite(by_road[0, 0])
    assert np.isnan(by_road[1:, 0]).all()
    assert by_road[1, 1] == pytest.approx(0)
    assert np.isnan(by_road[[0, 2], 1]).all()
    by_boat = routed_minutes(extract, places, [RIGHT], ferries=True)
    assert by_boat[1, 0] > 40 + by_road[0, 0]
    assert np.isnan(by_boat[2, 0])


def test_many_origins_are_cut_in_blocks(extract, monkeypatch):
    monkeypatch.setattr("twin.territory.routing.BLOCK", 3)
    places = [Place(str(k), str(k), WEST + 0.1 * k, SOUTH) for k in range(8)]
    said: list[tuple[int, int]] = []
    minutes = routed_minutes(
        extract, places, [LEFT, RIGHT], progress=lambda *done: said.append(done)
    )
    assert said == [(3, 8), (6, 8), (8, 8)]
    assert (np.diff(minutes[:, 0]) > 0).all()
    assert (np.diff(minutes[:, 1]) < 0).all()


def test_points_far_from_any_road(extract):
    refused(
        lambda: routed_minutes(extract, [LEFT, AT_SEA], [RIGHT]),
        "1 point sur 3", "sea (", "2,0 km", "--ignorer-eloignes",
    )  # fmt: skip
    minutes = routed_minutes(extract, [LEFT, AT_SEA], [RIGHT], skip_far=True)
    assert np.isfinite(minutes[0, 0])
    assert np.isnan(minutes[1, 0])
    refused(lambda: routed_minutes(extract, [AT_SEA], [RIGHT], skip_far=True), "sea (")


def test_a_corrupt_extract(extract, tmp_path):
    cut = tmp_path / "coupe.osm.pbf"
    cut.write_bytes(extract.read_bytes()[: extract.stat().st_size // 2])
    refused(lambda: routed_minutes(cut, [LEFT], [RIGHT]), str(cut), "à nouveau")


def test_an_extract_without_roads(extract, tmp_path):
    import osmium
    from osmium.osm.mutable import Node

    path = tmp_path / "vide.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        writer.add_node(Node(id=1, location=(WEST, SOUTH), version=1))
    refused(lambda: routed_minutes(path, [LEFT], [RIGHT]), "aucune route carrossable")


def test_refusals_that_need_no_router(tmp_path, monkeypatch):
    page = tmp_path / "bretagne-latest.osm.pbf"
    refused(lambda: routed_minutes(page, [LEFT], [RIGHT]), "fichier introuvable")
    page.write_text("<html>404</html>")
    refused(lambda: routed_minutes(page, [LEFT], [RIGHT]), "pas un extrait OpenStreetMap")
    page.write_bytes(b"\0\0\0\r\n\tOSMHeader")
    monkeypatch.setitem(__import__("sys").modules, "osrm", None)
    refused(lambda: routed_minutes(page, [LEFT], [RIGHT]), "routeur hors ligne", "jumeau[routing]")
    refused(lambda: check_target(page), "existe déjà")
    refused(lambda: check_target(tmp_path / "ailleurs" / "trajets.csv"), "dossier introuvable")


def test_what_is_written_is_what_build_reads(tmp_path):
    path = tmp_path / "trajets.csv"
    minutes = np.array([[12.34, math.nan], [2000.0, 0.0]])
    zones = [Place("22901", "22901", 0, 0), Place("22902", "22902", 0, 0)]
    sites = [Place("220900001", "22901", 0, 0), Place("AMB-22901", "22901", 0, 0)]
    assert write_routed(path, minutes, zones, sites) == 2
    read, faults = read_overrides(path, ["22901", "22902"], ["220900001", "AMB-22901"])
    assert read == {("22901", "220900001"): 12.3, ("22902", "AMB-22901"): 0.0}
    assert not faults
    assert [p.name for p in tmp_path.iterdir()] == ["trajets.csv"]


def command(*words):
    app = typer.Typer()
    app.command("route", cls=FrenchCommand)(route)
    return CliRunner().invoke(app, [str(word) for word in words])


def test_command_line_from_files_to_a_territory(extract, tmp_path):
    communes, emergency = MINIATURE / "communes.csv", MINIATURE / "urgences.csv"
    out = tmp_path / "trajets.csv"
    files = ("--communes", communes, "--urgences", emergency)
    done = command("--pbf", extract, *files, "--out", out, "--json")
    assert done.exit_code == 0, done.output
    page = json.loads(done.stdout)
    plain = build(communes, emergency)
    routed = build(communes, emergency, overrides=out)
    stations = sum(f.kind in ("hospital", "ambulance") for f in plain.facilities)
    assert page == {"path": str(out), "pairs": 6 * stations, "pairs_written": 6 * stations}
    # A hospital's minutes hold for the SMUR and the SAMU that it hosts: every pair is routed.
    assert routed.travel.overrides == 6 * len(plain.facilities)
    assert (routed.travel.minutes != plain.travel.minutes).mean() > 0.9
    assert np.isfinite(routed.travel.minutes).all()
    again = command("--pbf", extract, *files, "--out", out)
    assert "existe déjà" in str(again.exception)


def test_command_line_wants_one_territory(tmp_path):
    done = command("--pbf", tmp_path / "x.osm.pbf", "--out", tmp_path / "t.csv")
    assert isinstance(done.exception, JumeauError)
    assert "un seul des deux" in str(done.exception)
    missing = command("--pbf", tmp_path / "x.osm.pbf", "--out", tmp_path / "t.csv",
                      "--territoire", "pilote")  # fmt: skip
    assert isinstance(missing.exception, JumeauError)
    assert "fichier introuvable" in str(missing.exception)
