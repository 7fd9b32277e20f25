"""Pictures of the SAMU's verbs on the pilot: what the answer says is in them."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from scenarios.chain import library_names
from scenarios.cli.main import main
from scenarios.samu_words import NOT_A_DEVICE
from scenarios.scenario import Scenario
from twin.territory import Territory
from twin.territory.openings import AccessRule

EXAMPLES = Path(__file__).parents[2] / "examples" / "samu"
SVG = "{http://www.w3.org/2000/svg}"


def code(*words):
    """Give the exit code of a command."""
    with pytest.raises(SystemExit) as ended:
        main(["samu", *map(str, words)])
    return ended.value.code


def read(path):
    """Give the texts of a picture, and its tips."""
    root = ET.parse(path).getroot()
    texts, tips = (
        [one.text or "" for one in root.iter(f"{SVG}{tag}")] for tag in ("text", "title")
    )
    assert NOT_A_DEVICE in texts
    return " ".join(texts).replace("\u00a0", " "), " ".join(tips).replace("\u00a0", " ")


def test_rounds_on_the_map(tmp_path, capsys):
    image = tmp_path / "tournees.svg"
    files = (EXAMPLES / "transports.csv", "--vehicules", EXAMPLES / "vehicules.csv")
    assert code("transport", *files, "--tours", 3, "--image", image, "--json") == 1
    told = json.loads(capsys.readouterr().out)
    texts, tips = read(image)
    for tour in told["tours"]:
        assert f"{tour['vehicle']} ({tour['type']}), {tour['depart']} - {tour['back']}" in texts
        for stop in tour["stops"]:
            what = "prise en charge" if stop["action"] == "pick" else "dépose"
            assert f"{stop['begin']} {what} {stop['request']} ({tour['vehicle']})" in tips
    assert image.read_text(encoding="utf-8").count("<polyline") == len(told["tours"])
    for one in told["unserved"]:
        assert f"{one['request']} non desservi" in tips
    assert "non desservi" in texts


def test_options_of_each_case(tmp_path, capsys):
    image = tmp_path / "cas.svg"
    files = (EXAMPLES / "cas.csv", "--capacity", EXAMPLES / "places.csv")
    assert code("refer", *files, "--at", "2026-01-12 03:40", "--image", image, "--json") == 1
    told = json.loads(capsys.readouterr().out)
    texts, _ = read(image)
    assert {c["answer"] for c in told["cases"]} == {"options", "no_transport", "no_safe_option"}
    limits = 0
    for case in told["cases"]:
        assert f"Cas {case['case']} : {case['priority']}, {case['response']}" in texts
        if case["answer"] != "options":
            assert case["why"].replace("\u00a0", " ") in texts
        limits += bool(case["options"]) and any(
            w["left_min"] is not None and w["from"] == "decision" for w in case["windows"]
        )
        for option in case["options"]:
            assert f"{option['rank']}. {option['destination'][:20]}" in texts
    # One dashed line a case with a window that counts from now, and the one of the legend.
    dashed = image.read_text(encoding="utf-8").count('stroke-dasharray="5 3"')
    assert dashed == limits + 1 > 1


@pytest.mark.parametrize("verb", ["refer", "transport", "policies", "call-centre"])
def test_only_svg_is_drawn(verb, capsys):
    files = {"refer": ["x.csv"], "transport": ["x.csv", "--vehicules", "v.csv"]}.get(verb, [])
    assert code(verb, *files, "--image", "x.png") == 2
    assert "Finissez par .svg" in capsys.readouterr().err.replace("\u00a0", " ")


def test_a_scenario_says_the_access_that_it_follows(monkeypatch, capsys):
    pilot = Territory.pilot()
    rule = AccessRule(pilot.of_kind("hospital")[0].id, "regulated", None, None, (0, 1), 20, 8)
    ruled = replace(pilot, access_rules=(rule,))
    name = library_names()[0]
    said = []
    for place in (pilot, ruled):
        monkeypatch.setattr(Scenario, "load_territory", lambda self, place=place: place)
        with pytest.raises(SystemExit) as end:
            main(["scenario", "check", name, "--json"])
        assert end.value.code in (0, None)
        notes = json.loads(capsys.readouterr().out)["files"][0]["notes"]
        said.append([one for one in notes if one.startswith("Accès des urgences")])
    assert said[0] == []
    assert len(said[1]) == 1
    assert "1 règle(s) du territoire en vigueur" in said[1][0]
