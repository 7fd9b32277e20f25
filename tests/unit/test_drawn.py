"""Pictures of answers: well-formed, everything asked is in them, and the sentence too."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from scenarios.drawn import intervals, spans
from scenarios.drawn.frame import Key, picture
from scenarios.drawn.hours import Panel, Series, draw_hours
from scenarios.drawn.maps import Mark, Route, Shading, draw_map, minutes_shading
from scenarios.samu_words import NOT_A_DEVICE
from twin.territory import Territory

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def pilot():
    return Territory.pilot()


def read(text):
    """Give the texts of a picture; it has to be XML, without script nor outside address."""
    root = ET.fromstring(text)
    assert root.tag == f"{SVG}svg"
    assert "<script" not in text
    assert not re.search(r'(href|src)="', text)
    assert NOT_A_DEVICE in [t.text for t in root.iter(f"{SVG}text")]
    return [t.text or "" for t in root.iter(f"{SVG}text")]


def test_the_sentence_is_said_once_and_markup_is_only_text():
    text = picture([], 600, 10, [Key("a <b> : c", "#000")], "<t>", [NOT_A_DEVICE])
    said = read(text)
    assert said.count(NOT_A_DEVICE) == 1
    assert "a <b>\u00a0: c" in said


def test_a_map_names_its_classes_and_counts_their_communes(pilot):
    minutes = np.full(len(pilot.zones), 12.0)
    minutes[0], minutes[1], minutes[2] = 30.0, 30.1, np.inf
    shading = minutes_shading(pilot, minutes, 30)
    said = read(draw_map(pilot, title="t", notes=["n"], shading=shading))
    many = len(pilot.zones) - 3
    # 30 min is within a reach of 30 min: the same class as 12, or the one that ends there.
    assert f"10 à 20 min ({many} communes)" in said
    assert {"20 à 30 min (1 commune)", "30 à 45 min (1 commune)",
            "aucune route (1 commune)"} <= set(said)  # fmt: skip


def test_a_reach_of_its_own_ends_a_class(pilot):
    minutes = np.full(len(pilot.zones), 24.0)
    minutes[0] = 26.0
    shading = minutes_shading(pilot, minutes, 25)
    near, far = (shading.classes[shading.of_zone[str(z)]] for z in pilot.zones["insee"][[1, 0]])
    assert (near[1], far[1]) == ("20 à 25 min", "25 à 30 min")
    assert near[0] != far[0]


def test_every_commune_mark_and_route_is_drawn_with_its_tip(pilot):
    zone = str(pilot.zones["insee"].iloc[5])
    lon, lat = float(pilot.zones["lon"].iloc[5]), float(pilot.zones["lat"].iloc[5])
    shading = Shading((("#123456", "une"),), {zone: 0}, {zone: "ici"})
    text = draw_map(
        pilot, title="t", notes=[], shading=shading,
        marks=[Mark(lon, lat, "cross", "#a00", "fermée", "Base")],
        routes=[Route(((lon, lat), (lon + 1, lat)), "#0a0", "tournée")],
    )  # fmt: skip
    tips = [t.text for t in ET.fromstring(text).iter(f"{SVG}title")]
    assert {"ici", "fermée", "tournée"} <= set(tips)
    assert {"une (1 commune)", "non mesuré", "Base"} <= set(read(text))
    # One shape a commune of the territory's contours.
    assert text.count("<path") > len(pilot.zones) * 0.95


def test_routes_on_the_same_road_stand_side_by_side(pilot):
    route = Route(((-3.0, 48.0), (-2.0, 48.2)), "#0a0")
    text = draw_map(pilot, title="t", notes=[], routes=[route, route])
    places = re.findall(r'<polyline points="([^"]*)"', text)
    assert len(places) == 2
    assert places[0] != places[1]


def test_names_never_cover_one_another(pilot):
    lon, lat = float(pilot.zones["lon"].iloc[5]), float(pilot.zones["lat"].iloc[5])
    marks = [Mark(lon, lat, "disc", "#000", f"tip {k}", f"Nom {k}") for k in range(3)]
    text = draw_map(pilot, title="t", notes=[], marks=marks)
    assert sum(one.startswith("Nom") for one in read(text)) == 1
    assert (
        sum((t.text or "").startswith("tip") for t in ET.fromstring(text).iter(f"{SVG}title")) == 3
    )


def test_hours_are_drawn_where_they_are_known():
    values = np.arange(168.0)
    values[10:20] = np.nan
    panel = Panel("P", "u", (Series("s", values, "#000"),))
    text = draw_hours([[panel]], title="t", notes=[])
    path = re.search(r'<path d="(M[^"]*)" fill="none"', text).group(1)
    assert path.count("H") == 158
    assert path.count("M") == 2
    assert {"lundi", "dimanche", "P (u)", "s"} <= set(read(text))


def test_intervals_stand_about_zero():
    ranges = (intervals.Range("a", -1.0, -2.0, -0.5, "dit a", True),
              intervals.Range("b", None, None, None, "rien", False))  # fmt: skip
    text = intervals.draw_intervals([intervals.Panel("M", "min", "d", ranges)], interval="i",
                                    marked="vu", title="t", notes=[])  # fmt: skip
    said = read(text)
    assert {"M", "d", "a", "b", "dit a", "rien", "vu", "i"} <= set(said)
    bars = re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="5.0"', text)
    zero = float(re.search(r'<line x1="([\d.]+)"[^>]*stroke-width="1.4"', text).group(1))
    ((left, wide),) = [(float(x), float(w)) for x, w in bars]
    assert left < left + wide < zero


def test_spans_end_where_they_say():
    one = spans.Span("1. CHU", (10.0, 60.0), 80.0, "dit")
    text = spans.draw_spans([spans.Group("Cas 1", (one,), 90.0, "pourquoi"),
                             spans.Group("Cas 2", (), below="Aucune option sûre.")],
                            [("a", "#111111"), ("b", "#222222")], late="9 sur 10", limit="délai",
                            title="t", notes=[])  # fmt: skip
    assert {"Cas 1", "Cas 2", "pourquoi", "Aucune option sûre.", "délai"} <= set(read(text))
    first, second = (float(re.search(rf'width="([\d.]+)" height="14.0" rx="0" fill="{c}"', text)
                           .group(1)) for c in ("#111111", "#222222"))  # fmt: skip
    assert second / first == pytest.approx(5, rel=0.01)


def test_a_territory_that_nothing_draws_has_points(pilot, monkeypatch):
    monkeypatch.setattr("scenarios.drawn.maps.outlines", lambda _: None)
    text = draw_map(pilot, title="t", notes=[])
    read(text)
    assert text.count("<circle") == len(pilot.zones)
