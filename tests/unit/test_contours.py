"""Contours: codes, projections, shapes to mend, and files that cannot be read."""

from __future__ import annotations

import gzip
import json

import pytest

from tests.unit.territory_files import write
from twin.tables import JumeauError
from twin.territory.contours import read_contours, scan_contours, undrawn

LAMBERT = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}


def square(x, y, side=0.1):
    ring = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(code, shape, key="code"):
    return {"type": "Feature", "properties": {key: code, "nom": "x"}, "geometry": shape}


@pytest.fixture
def scan(tmp_path):
    def from_features(*features, **more):
        page = {"type": "FeatureCollection", "features": list(features), **more}
        return scan_contours(write(tmp_path, "c.geojson", json.dumps(page)))

    return from_features


BREST = feature("29019", square(-4.5, 48.4))


def test_the_codes_of_etalab_and_ours(scan):
    communes = scan(feature("2A004", square(8.7, 41.9)), feature("97101", square(-61.5, 16.2)))
    assert communes.frame["insee"].tolist() == ["2A004", "97101"]
    departments = scan(feature("2A", square(8.7, 41.9)), feature("971", square(-61.5, 16.2)))
    assert departments.frame["dep"].tolist() == ["2A", "971"]
    assert scan(feature("22", square(-3, 48.4), "dep")).frame["dep"].tolist() == ["22"]
    assert departments.notes == ()


def test_the_shared_departments(shared_territory):
    path = shared_territory / "departements_bretagne.geojson"
    assert read_contours(path)["dep"].tolist() == ["22", "29", "35", "56"]
    assert undrawn(path, [], ["22", "44"]) == ("44",)


def test_a_declared_projection_is_followed(scan):
    found = scan(feature("29019", square(146_000, 6_836_000, 5000)), crs=LAMBERT)
    west, south, east, north = found.frame.total_bounds
    assert -4.51 < west < east < -4.42
    assert 48.38 < south < north < 48.44
    assert found.frame.crs.to_epsg() == 4326


@pytest.mark.parametrize(
    ("features", "more", "said"),
    [
        ([feature("29019", square(146_000, 6_836_000, 5000))], {}, "projection non déclarée"),
        ([BREST], {"crs": LAMBERT}, "aucun contour n'est en France"),
        ([feature("29019", square(48.4, -4.5))], {}, "inversées"),
        ([BREST, feature("29019", square(-4.2, 48.4))], {}, "code en double : 29019"),
        ([feature("29019", None)], {}, "aucun contour n'a de forme"),
        ([feature("29019", {"type": "Point", "coordinates": [-4, 48]})], {}, "des points"),
        ([feature(1004, square(5, 46), "insee")], {}, "zéros de tête"),
        ([feature("x", square(-4, 48), "k")], {}, "aucun contour avec une propriété"),
        ([], {}, "aucun contour avec une propriété"),
    ],
)
def test_contours_that_cannot_stand_are_refused(scan, features, more, said):
    with pytest.raises(JumeauError) as caught:
        scan(*features, **more)
    assert said in str(caught.value)


def test_shapes_are_mended_and_said(scan):
    bow = {"type": "Polygon", "coordinates": [[[-4, 48], [-3, 49], [-3, 48], [-4, 49], [-4, 48]]]}
    found = scan(feature("29001", bow), BREST, feature("29002", None))
    assert found.frame["insee"].tolist() == ["29001", "29019"]
    assert found.frame.geometry.is_valid.all()
    assert found.frame.geometry.iloc[0].area == pytest.approx(0.5)
    assert found.notes == (
        "1 code(s) sans contour, laissés de côté : 29002",
        "1 contour(s) qui se croisaient, réparés : 29001",
    )


def test_every_truncation_is_refused(tmp_path):
    page = json.dumps({"type": "FeatureCollection", "features": [BREST] * 3})
    cuts = {*range(1, len(page), 40), page.rindex("}"), page.rindex("}", 0, -3) + 1}
    for cut in cuts:
        with pytest.raises(JumeauError, match=r"contours illisibles|vide"):
            scan_contours(write(tmp_path, "c.geojson", page[:cut]))


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"FeatureCollection","features":' + "[" * 50_000 + "]" * 50_000 + "}",
        json.dumps({"type": "FeatureCollection", "features": [BREST]}).replace("-4.5", "NaN"),
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><gml>&e;</gml>',
        "PK\x03\x04",
    ],
)
def test_what_is_not_such_json_is_refused(tmp_path, text):
    with pytest.raises(JumeauError, match="contours illisibles"):
        scan_contours(write(tmp_path, "c.geojson", text))


def test_compressed_contours(tmp_path):
    path = tmp_path / "c.geojson.gz"
    page = {"type": "FeatureCollection", "features": [BREST]}
    path.write_bytes(gzip.compress(json.dumps(page).encode()))
    assert read_contours(path)["insee"].tolist() == ["29019"]
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(JumeauError, match="illisible"):
        read_contours(path)
