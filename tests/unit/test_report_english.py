"""The note of decision in English: whole, in the real output, but for what its author wrote."""

from __future__ import annotations

import re
import tomllib
from dataclasses import astuple
from importlib import resources

import pytest
from lxml import html

from scenarios.english import english, say, speaking
from scenarios.english.figures import in_english_figures
from scenarios.lever import lever_kinds
from scenarios.report import note_of, quoted_in, to_html, write_records, write_workbook
from scenarios.report.limits import limits_in
from scenarios.targets import TARGETS, words
from scenarios.unshown import REASONS
from tests.note_runs import fill, study

FRENCH = re.compile(
    r"(?<![\w-])(?:le|la|les|du|des|une|un|est|sont|avec|pour|dans|sur|par|qui|que|où|ou|aux|au|"
    r"sans|ce|cette|son|sa|ses|leur|leurs|ne|pas|écart|réplications?|jours?|indicateurs?|"
    r"référence|politique|paramètres?|valeurs?|aucune?|perdants|hypothèses|réponse)(?![\w-])"
    r"|\b[dlnscj]['’]", re.IGNORECASE)  # fmt: skip
NAMES = re.compile(r"INSEE Première|Insee Première|Santé publique France|Le Quotidien du médecin"
                   r"|STRESS-DES|la prévision|RéAC")  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Give two policies, one drawn and studied, the other not."""
    made = fill(tmp_path_factory.mktemp("english"))
    fill(made.root, name="soir", draws=0)
    study(made, made.get("nuit"))
    return made


@pytest.fixture(scope="module", params=[["nuit"], ["nuit", "soir"]], ids="-".join)
def note(store, request):
    """Give a note of one policy, then of two."""
    return note_of(store, request.param)


@pytest.fixture(scope="module")
def page(note):
    """Give the page in English."""
    return to_html(note, "en")


def texts_of(page, note):
    """Give every text of a page, less what it says is French and what the scenario wrote."""
    tree = html.document_fromstring(page)
    assert tree.get("lang") == "en"
    for node in tree.xpath("//style | //body//*[@lang='fr']"):
        node.drop_tree()
    held = quoted_in(note)
    held = sorted({*held, *map(in_english_figures, held)}, key=len, reverse=True)
    for node in tree.iter():
        named = [node.get(name) for name in ("aria-label", "data-label", "title")]
        for text in (node.text, node.tail, *named):
            said = text or ""
            if not FRENCH.search(said):
                continue
            for one in held:
                said = said.replace(one, "")
            yield NAMES.sub("", said)


def test_no_french_sentence_is_left_in_the_page(note, page):
    left = [text for text in texts_of(page, note) if FRENCH.search(text)]
    assert left == [], "\n".join(left)
    assert "Decision note" in page


@pytest.mark.parametrize("many", ["12 des 12 tirages", "60\u00a0%, 6 des 10 tirages"])
def test_the_figures_of_a_probability_stay_whole(many):
    law = "valeurs incertaines écrites dans le scénario, bruit de simulation retiré, comme param90"
    with speaking("en"):
        said = say(f"Une hausse de plus de 3\u00a0min, en moyenne, est probable\u00a0: {many} "
                   f"(loi\u00a0: les {law}).")  # fmt: skip
    assert re.findall(r"\d+", said)[:-1] == re.findall(r"\d+", f"3 {many}")


def test_what_is_french_in_it_is_what_its_author_or_a_publication_wrote(note, page):
    held = {" ".join(one.split()) for one in quoted_in(note)}
    tree = html.document_fromstring(page)
    quoted = {" ".join(node.text_content().split()) for node in tree.xpath("//body//*[@lang='fr']")}
    assert quoted
    assert quoted <= held


def test_the_figures_are_the_same_in_both_languages(note, page):
    french = to_html(note)
    assert '<html lang="fr">' in french
    assert "Note de décision" in french
    assert "Decision note" not in french
    pages = [html.document_fromstring(one) for one in (french, page)]
    figures = "//tr[@data-indicator]/td[@class='n']"
    cells = [[in_english_figures(node.text_content()) for node in tree.xpath(figures)]
             for tree in pages]  # fmt: skip
    assert cells[0]
    assert cells[0] == cells[1]


def test_workbook_and_records_follow(tmp_path, note):
    from openpyxl import load_workbook

    with speaking("en", quoted_in(note)):
        book = load_workbook(write_workbook(note, tmp_path / "n.xlsx"))
        files = write_records(note, tmp_path)
    assert book.sheetnames == ["Summary", "Indicators", "Municipalities", "Shares", "Assumptions",
                               "Manifest"]  # fmt: skip
    heads = [cell.value for cell in book["Indicators"][1]]
    assert not [head for head in heads if FRENCH.search(head) or "é" in head]
    assert {"mc95 low", "param90 remark", "Reading"} <= set(heads)
    held = quoted_in(note)
    for path in files:
        text = path.read_text(encoding="utf-8")
        for one in sorted(held, key=len, reverse=True):
            text = text.replace(one, "").replace(in_english_figures(one), "")
        assert not [line for line in text.splitlines() if FRENCH.search(NAMES.sub("", line))]


def test_the_english_limits_say_as_much_as_the_french():
    french, said = (astuple(limits_in(lang)) for lang in ("fr", "en"))
    assert [len(part) for part in french] == [len(part) for part in said]
    for one, other in zip(french[0], said[0], strict=True):
        assert re.findall(r"\d+", one[1]) == re.findall(r"\d+", other[1])


def words_of():
    """Give the French texts that the note, /jumeau and /scenarios take from elsewhere."""
    found = [lever.label for lever in lever_kinds().values()]
    found += [info.description for lever in lever_kinds().values()
              for info in lever.model_fields.values() if info.description]  # fmt: skip
    found += [one.label for one in TARGETS] + [one.note for one in TARGETS if one.note]
    return sorted({*found, *words.HEAD, *words.TAG_FR.values(), words.READING, *REASONS,
                   *(one.unit for one in TARGETS)})  # fmt: skip


@pytest.mark.parametrize("french", words_of())
def test_every_word_of_levers_and_targets_has_its_english(french):
    with speaking("en"):
        said = say(french)
    assert english(french) is not None
    assert not FRENCH.search(NAMES.sub("", said))


def test_the_catalogue_fills_what_it_takes():
    hole = re.compile(r"\{(\w+)\}")
    for file in resources.files("scenarios.english").iterdir():
        if file.name.endswith(".toml"):
            for french, said in tomllib.loads(file.read_text(encoding="utf-8")).items():
                assert set(hole.findall(said)) <= set(hole.findall(french)), french


@pytest.mark.parametrize(("french", "said"), [
    ("1 234,5", "1,234.5"), ("+0,4\u00a0%", "+0.4%"), ("12 janvier 2026", "12 January 2026"),
    ("1er août 2026", "1 August 2026"), ("02/03/2026", "2 March 2026"),
    ("[+1,2\u00a0; +3,4]", "[+1.2; +3.4]"), ("10, 15, 20", "10, 15, 20"),
])  # fmt: skip
def test_figures_and_dates_are_written_as_in_english(french, said):
    assert in_english_figures(french.replace("1 234", "1\u202f234")) == said


def test_the_point_of_a_study_is_said_in_words_in_both_languages(tmp_path):
    title = "Fermer la nuit (lever.1.share_lost = 0,05)"
    made = note_of(fill(tmp_path, name="nuit-0123abcd", draws=0, title=title), ["nuit-0123abcd"])
    french = html.document_fromstring(to_html(made)).findtext(".//h1").replace("\u202f", "\u00a0")
    assert "part qui renonce aux soins\u00a0: 5\u00a0%" in french
    said = to_html(made, "en")
    assert "Fermer la nuit (Suspension of an emergency department at some hours, share who " in said
    assert "renounce care: 5%)" in said
    assert "lever.1." not in html.document_fromstring(said).findtext(".//h1")
