"""The note of decision: whole, safe, in French, and true to the comparison it is made from."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest
from lxml import etree, html

from scenarios.compare import compare
from scenarios.english import english
from scenarios.paired import DETECTED, NOT_DETECTED
from scenarios.report import figures, note_of, to_html
from scenarios.report.changes import ADJUSTED, changes_of, find
from scenarios.report.html import Cell
from scenarios.report.losers import losers
from scenarios.studies.losers import Losers, losing
from tests import note_runs
from tests.note_runs import QUESTION, SITE, SUSPEND, fill, study
from twin.indicators import catalogue
from twin.tables import JumeauError

NB = "\u00a0"
EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return fill(tmp_path_factory.mktemp("runs"), hospital=EVIL)


@pytest.fixture(scope="module")
def note(store):
    return note_of(store, ["nuit"])


@pytest.fixture(scope="module")
def page(note):
    return to_html(note)


@pytest.fixture(scope="module")
def tree(page):
    return html.document_fromstring(page)


def words(node):
    return " ".join(node.text_content().split(" "))


def test_the_page_is_well_formed_and_alone(page, tree):
    # Strict XML once the void elements are closed: nothing is left open or crossed.
    closed = re.sub(r"<(meta|br)([^>]*)>", r"<\1\2/>", page.removeprefix("<!DOCTYPE html>"))
    etree.fromstring(closed.strip().encode())
    assert tree.get("lang") == "fr"
    assert not tree.xpath("//script | //iframe | //link | //object | //img")
    assert not re.findall(r"(?:src|href)\s*=\s*[\"'](?!#)", page)
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org/2000/svg)", page)
    assert not tree.xpath("//*[@*[starts-with(name(), 'on')]]")
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    for target in tree.xpath("//a/@href"):
        assert target[1:] in ids
    for labelled in tree.xpath("//@aria-labelledby"):
        assert set(labelled.split()) <= set(ids)


def test_what_comes_from_files_is_escaped(page, tree):
    assert EVIL not in page
    assert "<script>" not in page
    assert "<b>la nuit</b>" not in page
    assert QUESTION.replace(" ?", f"{NB}?") in words(tree)


def test_each_drawing_says_itself_in_words_and_has_a_table(tree):
    drawings = tree.xpath("//*[local-name()='svg']")
    assert drawings
    for one in drawings:
        title, described = one.get("aria-labelledby").split()
        assert one.get("role") == "img"
        assert tree.get_element_by_id(title).text_content().strip()
        assert tree.get_element_by_id(described).text_content().strip()
    assert tree.xpath("//table[caption]")
    assert not tree.xpath("//table[not(caption)]")
    assert not tree.xpath("//tr[not(th)]")


def test_every_number_is_that_of_the_comparison(note, tree):
    (sheet,) = note.sheets
    rows = compare(sheet.subject.base, sheet.subject.policy, zones=True).rows
    by_key = {
        (r["indicator"], r["facility"] or r["zone"], r["interval"]): r
        for r in rows.to_dict("records")
    }
    seen = set()
    for row in tree.xpath("//tr[@data-indicator]"):
        key = (row.get("data-indicator"), row.get("data-place"))
        mc95 = by_key[(*key, "mc95")]
        unit, decimals = mc95["unit"], figures.decimals_for(mc95["difference"], mc95["unit"])
        shown = {cell.get("data-label"): words(cell) for cell in row.xpath("td")}
        mark, points = (f"{NB}%", f"{NB}pt") if unit == "part" else ("", "")
        moved = figures.plain(mc95["difference"], unit, decimals, signed=True)
        assert shown["Référence"] == figures.plain(mc95["base"], unit, decimals) + mark
        assert shown["Politique"] == figures.plain(mc95["policy"], unit, decimals) + mark
        assert shown["Écart"] == moved + points
        chosen = row.xpath("ancestor::section[starts-with(@id, 'perdants')]")
        for name in ("param90", "year90") if chosen else ("mc95", "param90", "year90"):
            found = by_key[(*key, name)]
            if found["flag"]:
                assert f"{name}{' ' if name == 'mc95' else ''}" in shown["Intervalles"]
                assert found["flag"] in shown["Intervalles"]
                continue
            ends = figures.interval(found["low"], found["high"], unit, decimals)
            low, _, high = ends.strip("[]").partition(f"{NB}; ")
            assert ends in shown["Intervalles"] or (name == "param90" and low == high)
            assert name in shown["Intervalles"]
        assert mc95["verdict"] in shown["Lecture"]
        seen.add(key)
    assert ("ed_stay_median", "") in seen
    assert ("ed_access_mean", "22003") in seen


def test_the_answer_names_its_distributions(note, tree):
    (sheet,) = note.sheets
    answer = words(tree.xpath("//div[@class='answer']")[0])
    (param,) = sheet.answer.given
    assert (param.distribution, param.cases, param.n) == ("param", 12, 12)
    assert f"12 des 12{NB}tirages" in answer
    assert "comme param90" in answer
    assert f"période à venir (year90) : 6{NB}réplications, il en faut 10" in answer.replace(
        f"{NB}:", " :"
    )
    assert "très probable" in answer
    assert "mc95" not in answer
    assert "Différence détectée (défavorable)" in answer
    assert "durée médiane de passage du territoire" in answer


def test_ten_replications_make_future_periods(tmp_path, monkeypatch):
    monkeypatch.setattr(note_runs, "REPLICATIONS", 10)
    (sheet,) = note_of(fill(tmp_path), ["nuit"]).sheets
    _, year = sheet.answer.given
    # Here the draws make nearly the whole spread: 120 periods are worth 12 cases.
    assert (year.distribution, year.n, year.independent) == ("year", 120, 12)
    assert "comme year90" in sheet.answer.probabilities[1]
    assert not any("il en faut" in one for one in sheet.answer.probabilities)


def test_a_gain_not_reached_is_not_a_rise(tmp_path):
    asked = {"indicator": "ed_stay_median", "threshold": 15, "better": "higher"}
    (sheet,) = note_of(fill(tmp_path, decision=asked), ["nuit"]).sheets
    assert sheet.answer.probabilities[0].startswith(
        f"Que le gain demandé (hausse d'au moins 15{NB}min) ne soit pas atteint, en moyenne, est "
        f"très probable : 12 des 12{NB}tirages"
    )


def test_without_draws_no_uncertainty_is_claimed(tmp_path):
    note = note_of(fill(tmp_path, draws=0), ["nuit"])
    (sheet,) = note.sheets
    assert sheet.answer.given == ()
    assert "Aucune incertitude de la politique n'a été calculée" in sheet.answer.probabilities[0]
    assert "jumeau run" in sheet.answer.probabilities[1]
    page = to_html(note)
    assert "probable" not in html.document_fromstring(page).xpath(
        "string(//div[@class='answer'])"
    ).replace("probabilité", "")
    assert "year90 :" not in page


@pytest.mark.parametrize(
    ("threshold", "better", "said"),
    [
        (-15, "lower", "la politique est retenue si « {} » baisse d'au moins 15 min."),
        (30, "lower", "la politique est retenue si « {} » ne monte pas de plus de 30 min."),
        (0, "lower", "tout écart compte ; mieux quand « {} » baisse."),
    ],
)
def test_the_threshold_says_of_what_its_unit_and_its_way(tmp_path, threshold, better, said):
    asked = {"indicator": "ed_stay_median", "threshold": threshold, "better": better}
    (sheet,) = note_of(fill(tmp_path, decision=asked), ["nuit"]).sheets
    label = sheet.decisive.label
    assert sheet.decision.said.endswith(f" Seuil : {said.format(label)}")


@pytest.mark.parametrize(("threshold", "said", "none"), [
    (1, "Tout l'intervalle mc95 est au-dessus du seuil, +1,0", ""),
    (5, "Tout l'intervalle mc95 est au-dessous du seuil, +5,0", ""),
    (3.05, "Le seuil, +3,0", "ne se distingue pas du seuil, +3,0"),
])  # fmt: skip
def test_the_answer_is_read_against_its_threshold(tmp_path, threshold, said, none):
    asked = {"indicator": "ed_stay_median", "threshold": threshold, "better": "lower"}
    (sheet,) = note_of(fill(tmp_path, decision=asked), ["nuit"]).sheets
    assert said in sheet.answer.reading
    assert (none in sheet.answer.probabilities[0]) if none else sheet.answer.given
    assert english(sheet.answer.reading)


def test_the_threshold_of_a_share_is_in_points(tmp_path):
    asked = {"indicator": "bed_occupancy", "threshold": -0.02, "better": "lower"}
    (sheet,) = note_of(fill(tmp_path, decision=asked), ["nuit"]).sheets
    assert "baisse d'au moins 2 pt" in sheet.decision.said
    assert sheet.headlines("")[0].indicator == "bed_occupancy"


def test_nothing_detected_with_few_replications_is_inconclusive(tmp_path):
    asked = {"indicator": "bed_occupancy", "better": "lower"}
    note = note_of(fill(tmp_path, decision=asked), ["nuit"])
    (sheet,) = note.sheets
    page = words(html.document_fromstring(to_html(note))).replace(NB, " ")
    assert "pas de différence détectée" not in page.lower()
    if sheet.decisive.effect == "none":
        assert sheet.answer.reading.startswith("Non concluant avec 6")


def test_the_command_suggested_keeps_the_days(tmp_path):
    (sheet,) = note_of(fill(tmp_path, draws=0), ["nuit"]).sheets
    assert "jumeau run FICHIER.toml --days 14 --draws 20" in sheet.answer.probabilities[1]


def test_annexes_are_folded(tree):
    annexes = tree.xpath("//section[contains(@class, 'annex')]")
    assert len(annexes) >= 4
    for one in annexes:
        (folded,) = one.xpath("./details")
        assert folded.get("open") is None
        assert folded.xpath("./summary/h2")


def test_few_draws_make_no_probability(tmp_path):
    (sheet,) = note_of(fill(tmp_path, draws=4), ["nuit"]).sheets
    assert sheet.answer.given == ()
    assert "trop peu pour une probabilité" in sheet.answer.probabilities[0]


def test_what_was_not_done_is_said(tree, note):
    said = words(tree)
    assert "Non éprouvé a posteriori" in said
    assert "Points de bascule non calculés" in said
    assert "jumeau batch ÉTUDE.toml" in said
    assert "Un seul levier" in said
    assert "La carte n'est pas dessinée" in said
    assert "supposé" in said
    for one in note.limits.missing:
        assert one[0] in said.replace(NB, " ").replace("\u202f", " ") or NB in one[0]


def test_losers_are_detected_and_worst_first(note):
    (sheet,) = note.sheets
    assert sheet.mapped == ("ed_access_mean",)
    assert [one.zone for one in sheet.worst["ed_access_mean"]] == ["22003", "22002"]


def test_losers_have_the_interval_of_the_study(note, tree):
    (sheet,) = note.sheets
    rows = sheet.subject.comparison.rows
    asked = Losers(indicator="ed_access_mean", number=20)
    study_rows = {one.zone: one for one in losing(rows, {}, {}, asked).worst}
    for one in sheet.worst["ed_access_mean"]:
        adjusted, theirs = one.ranges[ADJUSTED], study_rows[one.zone]
        assert (adjusted.low, adjusted.high) == pytest.approx((theirs.low, theirs.high))
        raw = find(sheet.changes, one.indicator, zone=one.zone).ranges["mc95"]
        # Both communes tested are detected: chosen among two of two, there is nothing to widen.
        assert (adjusted.low, adjusted.high) == pytest.approx((raw.low, raw.high))
        assert "mc95" not in one.ranges
    section = words(tree.xpath("//section[starts-with(@id, 'perdants')]")[0])
    assert "mc95 ajusté" in section
    assert "élargi pour ce choix" in section


@pytest.mark.parametrize("better", ["low", "high", "neutral"])
def test_each_way_of_losing_keeps_its_sign(better):
    name = next(one.id for one in catalogue() if one.better == better)
    zones = {"a": 4.0, "b": -9.0, "c": 1.0, "d": -2.0}
    rows = pd.DataFrame(
        {"indicator": name, "unit": "u", "zone": zone, "facility": "", "base": 1.0,
         "policy": 1.0 + mean, "difference": mean, "interval": "mc95", "low": mean - 0.5,
         "high": mean + 0.5, "n": 10, "p_adjusted": 0.9 if zone == "c" else 1e-6,
         "verdict": NOT_DETECTED if zone == "c" else DETECTED}
        for zone, mean in zones.items()
    )  # fmt: skip
    found = losers(changes_of(rows), rows, name)
    assert [one.zone for one in found] == {"low": ["a"], "high": ["b", "d"],
                                           "neutral": ["b", "a", "d"]}[better]  # fmt: skip
    for one in found:
        interval = one.ranges[ADJUSTED]
        assert (interval.low + interval.high) / 2 == pytest.approx(zones[one.zone])
        # Those shown of the four tested, on each side: the fewer, the wider.
        assert 0.5 < (interval.high - interval.low) / 2 < 0.69


def test_a_study_brings_flip_points_shares_and_losers(tmp_path):
    store = fill(tmp_path)
    path = study(store, store.get("nuit"))
    for note in (note_of(store, ["nuit"]), note_of(store, ["nuit"], study=path.parent)):
        said = words(html.document_fromstring(to_html(note)))
        for expected in (
            "Part qui renonce", "0,073", "0,02 à 0,1", "valeur refusée", "Levier 2", "+4,5",
            "−1,5", "Perte détectée dans 2 communes sur 3.",
        ):  # fmt: skip
            assert expected in said, expected
        assert "Points de bascule non calculés" not in said
    page = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**page, "runs": ["ailleurs/nuit/0000"]}), encoding="utf-8")
    assert not note_of(store, ["nuit"]).sheets[0].studied.flips
    with pytest.raises(JumeauError, match="ne porte pas sur"):
        note_of(store, ["nuit"], study=path)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(JumeauError, match="illisible"):
        note_of(store, ["nuit"], study=path)


def test_shares_show_their_range_over_the_draws_or_say_that_they_have_none(tmp_path):
    store = fill(tmp_path)
    path = study(store, store.get("nuit"))
    said = words(html.document_fromstring(to_html(note_of(store, ["nuit"]))))
    assert "Intervalle param90" not in said
    assert "Parts aux valeurs centrales" in said
    page = json.loads(path.read_text(encoding="utf-8"))
    split = page["explained"][0]["attribution"][0]
    split["draws"] = 21
    for row, low, flag in zip(split["terms"], (2.5, None, -1.5, 1.25),
                              ("", "n'en dépend pas", "", ""), strict=True):  # fmt: skip
        high = None if low is None else low + 4
        row |= {"param90": {"mean": 1.0, "low": low, "high": high}, "param90_flag": flag}
    path.write_text(json.dumps(page), encoding="utf-8")
    note = note_of(store, ["nuit"])
    said = words(html.document_fromstring(to_html(note)))
    for expected in ("Intervalle param90", "[+2,5", "+6,5]", "n'en dépend pas", "21 tirages"):
        assert expected in said, expected
    assert "Parts aux valeurs centrales" not in said
    told = note.sheets[0].plain()["attribution"][0]
    assert told["draws"] == 21
    assert told["parts"][0]["param90"] == {"low": 2.5, "high": 6.5, "flag": ""}
    english = words(html.document_fromstring(to_html(note, "en")))
    assert "param90 interval" in english
    assert "range of each share over 21 draws" in english


def test_a_stored_attribution_is_drawn_and_a_broken_one_refused(tmp_path):
    store = fill(tmp_path)
    run = store.get("nuit")
    rows = [{"lever": "a", "alone": 4, "shapley": 4.5, "low": 4, "high": 5},
            {"lever": "b", "alone": -2, "shapley": -1.5}]  # fmt: skip
    page = {"indicator": "ed_stay_median", "unit": "min", "rows": rows, "total": 3.0}
    (run.path / "attribution.json").write_text(json.dumps(page), encoding="utf-8")
    tree = html.document_fromstring(to_html(note_of(store, ["nuit"])))
    assert tree.xpath("//*[@id='p1-waterfall1']")
    (run.path / "attribution.json").write_text("[]", encoding="utf-8")
    with pytest.raises(JumeauError, match="attribution illisible"):
        note_of(store, ["nuit"])


def test_french_spaces_do_not_break(tree):
    for node in tree.xpath("//body//text()[not(ancestor::code)]"):
        if node.getparent().get("lang") == "en" or "doi:" in node:
            continue
        assert not re.search(r"\w [:;?!%»]|« ", node), node


def test_two_policies_are_not_ranked(tmp_path):
    store = fill(tmp_path)
    fill(tmp_path, name="autre")
    note = note_of(store, ["nuit", "autre", "nuit"])
    assert len(note.sheets) == 2
    page = to_html(note)
    tree = html.document_fromstring(page)
    assert "Aucun classement" in words(tree)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_the_decisive_figure_can_be_asked_or_written(tmp_path):
    store = fill(tmp_path)
    (sheet,) = note_of(store, ["nuit"], decision=f"ed_stay_median@{SITE}").sheets
    assert (sheet.decision.facility, sheet.decision.origin) == (SITE, "asked")
    assert "exploration" in sheet.decision.said
    (zone,) = note_of(store, ["nuit"], decision="ed_access_mean@22003").sheets
    assert zone.decision.zone == "22003"
    for wrong, said in (("ed_stay_medain", "Vouliez-vous dire « ed_stay_median »"),
                        ("ed_visits@220000013", "Vouliez-vous dire « 220000012 »"),
                        ("deaths", "pas mesuré pour le territoire entier")):  # fmt: skip
        with pytest.raises(JumeauError, match=re.escape(said)):
            note_of(store, ["nuit"], decision=wrong)


def test_a_scenario_decides_beforehand(store):
    from scenarios.report.changes import changes_of
    from scenarios.report.decision import decision_of

    run = store.get("nuit")
    rows = changes_of(compare(store.get("reference-t"), run, zones=True).rows)
    said = {"indicator": "ed_visits", "facility": SITE, "threshold": -50, "better": "higher"}
    decision = decision_of({"decision": said}, rows)
    assert (decision.better, decision.threshold, decision.origin) == ("high", -50, "scenario")
    assert "Seuil" in decision.said
    assert decision_of({}, [c for c in rows if c.indicator == "ed_visits"]).origin == "first"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["nuitt"], "Vouliez-vous dire « nuit »"),
        (["reference-t"], "c'est une référence"),
    ],
)
def test_a_wrong_result_is_one_clear_message(store, asked, said):
    with pytest.raises(JumeauError, match=re.escape(said)):
        note_of(store, asked)


def test_a_policy_without_its_reference_says_so(tmp_path):
    store = fill(tmp_path)
    for path in (tmp_path / "reference-t").rglob("manifest.json"):
        path.unlink()
    with pytest.raises(JumeauError, match="sa référence"):
        note_of(store, ["nuit"])


def test_json_holds_the_numbers_of_the_comparison(note):
    plain = json.loads(json.dumps(note.plain(), allow_nan=False))
    (one,) = plain["studies"]
    assert one["decisive"]["difference"] == note.sheets[0].decisive.difference
    assert one["levers"][0]["source"] == SUSPEND["source"]
    assert {r["indicator"] for r in one["changes"]} >= {"ed_stay_median", "ed_visits"}


def test_a_cell_keeps_one_precision(note):
    moved = Cell(note.sheets[0].decisive)
    decimals = {len(text.rpartition(",")[2]) for text in (moved.base, moved.policy, moved.moved)}
    assert decimals == {1}
    assert moved.heading.endswith("(min)")


def test_the_reference_shares_factors_and_replications(tmp_path):
    from scenarios.report.subject import best_reference
    from tests.note_runs import add, question, values
    from tests.stored_runs import folder

    store = fill(tmp_path)
    policy, right = store.get("nuit"), store.get("reference-t")
    short = folder(tmp_path, question().baseline("T"), digest="cccc0123456789ab00")
    add(short, 1, values(1, 0.0))
    fewer = short.seal()
    assert best_reference(policy, [fewer, right]) == right
    assert best_reference(policy, [fewer]) == fewer
    assert best_reference(policy, [policy]) is None
    record = right.record
    other = {**record.scenario, "assumptions": {"usable_beds": 1.1}}
    varied = type(right)(right.path, record.model_copy(update={"scenario": other}))
    assert best_reference(policy, [varied]) is None
