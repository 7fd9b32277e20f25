"""Cases referred on the SAMU page, without a browser; what is decided of cases and of bases."""

from __future__ import annotations

import pytest

from dashboards.samu.book import CASE, Book
from dashboards.samu.casing import EXAMPLE, referred
from scenarios.samu_words import NOT_A_DEVICE
from tests.dashboards.test_samu_page import film, laid, library, samu_root  # noqa: F401
from twin.tables import JumeauError

FORM = {**EXAMPLE, "commune": "35238"}


def test_a_case_is_graded_and_referred_as_the_command_line_does(laid, tmp_path):  # noqa: F811
    body = referred(laid, "pilote", FORM)
    row = body["cases"][0]
    assert row["priority"] == "P1"
    assert "stroke_unit" in row["needs"]
    assert 1 <= len(row["options"]) <= 3
    assert [one["rank"] for one in row["options"]] == list(range(1, len(row["options"]) + 1))
    assert all(one["reason"] for one in row["options"])
    assert body["form"]["motif"] == "stroke"
    assert body["notice"] == NOT_A_DEVICE
    book = Book(tmp_path)
    name = book.keep(body)
    assert book.keep(body) == name, "the same case is the same file"
    assert book.proposal(name, CASE)["cases"] == body["cases"]


def test_places_told_show_their_age_and_can_leave_no_safe_option(laid):  # noqa: F811
    sites = [d.id for d, able in zip(laid.referral.doors, laid.referral.able, strict=True)]
    lines = "\n".join(f"{site};unv;0;12/01/2026 15:00" for site in sites)
    body = referred(laid, "pilote", {**FORM, "places": f"site;besoin;places;releve\n{lines}"})
    row = body["cases"][0]
    assert row["answer"] == "no_safe_option"
    assert "pleins" in row["why"]
    lines = lines.replace(";0;", ";2;")
    aged = referred(laid, "pilote", {**FORM, "places": f"site;besoin;places;releve\n{lines}"})
    first = aged["cases"][0]["options"][0]
    assert (first["places"], first["places_age_min"]) == (2, 40)


@pytest.mark.parametrize(("changed", "said"), [
    ({"commune": ""}, "elle manque"),
    ({"commune": "75056"}, "75056"),
    ({"motif": "licorne"}, "inconnu"),
    ({"signes": "deficit+aile"}, "inconnu"),
    ({"appel": "12/01/2126 15:40"}, "à venir"),
    ({"appel": "hier"}, "n'est pas une date"),
    ({"debut": "12/01/2026 16:00"}, "vient après l'appel"),
    ({"places": "site;nom;places\n1;Dupont;2"}, "identité"),
    ({"places": "site;besoin;places\n999999999;unv;2"}, "hors du territoire"),
    ({"places": "site;besoin;places\n350000741;unv;-2"}, "350000741|-2|0"),
])  # fmt: skip
def test_a_case_that_cannot_be_read_is_refused_in_the_words_of_the_page(laid, changed, said):  # noqa: F811
    with pytest.raises(JumeauError, match=said) as told:
        referred(laid, "pilote", FORM | changed)
    assert "--" not in str(told.value)
    assert "/tmp" not in str(told.value)


def decided(book, laid):  # noqa: F811
    body = referred(laid, "pilote", FORM)
    return book.keep(body), body["cases"][0]


def test_a_case_is_accepted_changed_refused_each_with_its_reason(laid, tmp_path):  # noqa: F811
    book = Book(tmp_path)
    name, row = decided(book, laid)
    book.decide_case(name, "accept", "", "", "Dr Exemple")
    with pytest.raises(JumeauError, match="motif"):
        book.decide_case(name, "reject", "", "", "Dr Exemple")
    with pytest.raises(JumeauError, match="qui décide"):
        book.decide_case(name, "accept", "", "", " ")
    with pytest.raises(JumeauError, match="absente"):
        book.decide_case(name, "modify", "9", "x", "Dr Exemple")
    book.decide_case(name, "modify", "2", "lit réservé", "Dr Exemple")
    book.decide_case(name, "reject", "", "hors protocole", "Dr Exemple")
    told = [(one.verdict, one.decided, one.reason) for one in book.decisions(name)]
    assert told == [
        ("accept", 1, ""),
        ("modify", 2, "lit réservé"),
        ("reject", 0, "hors protocole"),
    ]
    assert len(row["options"]) >= 2


def test_a_proposal_changed_by_hand_is_not_believed(laid, tmp_path):  # noqa: F811
    book = Book(tmp_path)
    name, _ = decided(book, laid)
    path = tmp_path / f"{name}.json"
    path.write_text(path.read_text("utf-8").replace('"P1"', '"P3"'), encoding="utf-8")
    assert book.proposal(name, CASE) is None
    with pytest.raises(JumeauError, match="modifiée"):
        book.decide_case(name, "accept", "", "", "Dr Exemple")


def bases_body(trial, origin):
    part = {"calls_share": 0.0}
    return {"notice": NOT_A_DEVICE, "kind": "bases", "trial": trial, "proposed_trial": origin,
            "today": part | {"calls_share": 0.80}, "after": part | {"calls_share": 0.82},
            "proposed": part | {"calls_share": 0.83}}  # fmt: skip


def test_a_trial_is_decided_with_what_was_proposed(tmp_path):
    book = Book(tmp_path)
    same, other = book.keep(bases_body("o.1", "o.1")), book.keep(bases_body("o.2", "o.1"))
    book.decide_bases(same, "accept", "", "Cellule")
    book.decide_bases(same, "reject", "trop cher", "Cellule")
    book.decide_bases(other, "modify", "plus près", "Cellule")
    assert [(d.verdict, d.proposed, d.decided) for d in book.decisions(same)] == [
        ("accept", 0.83, 0.82), ("reject", 0.83, 0.80)]  # fmt: skip
    assert [d.decided for d in book.decisions(other)] == [0.82]
    for name, verdict, by in ((same, "modify", "Cellule"), (other, "accept", "Cellule"),
                              (same, "accept", ""), (same, "accept", "x" * 99)):  # fmt: skip
        with pytest.raises(JumeauError):
            book.decide_bases(name, verdict, "x", by)
