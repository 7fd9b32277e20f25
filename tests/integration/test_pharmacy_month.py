"""A pharmacy's files as its software exports them, and the slips that make an order wrong."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from forecasting.shortage.stock_risk import read_stock_risk
from forecasting.stock.codes import with_key
from scenarios.cli.forecast.shortage import _ranked
from scenarios.stock import study
from scenarios.stock_decide import Asked as Choices
from scenarios.stock_decide import decide
from scenarios.stock_export import write_study
from scenarios.stock_inputs import Asked
from twin.tables import JumeauError

pytestmark = pytest.mark.integration
START, DAYS = date(2025, 1, 6), 120
ASOF = START + timedelta(days=DAYS)
UCD = [with_key(f"340089{n:06d}") for n in (111111, 222222)]
CIP = [with_key(f"340093{n:06d}") for n in (111111, 222222)]
PACK = 10


def french(day):
    return f"{day:%d/%m/%Y}"


def outputs():
    return [
        f"{french(START + timedelta(days=k))};{code};{4 + k % 3},0"
        for k in range(DAYS)
        for code in UCD
    ]


def orders(delivered=True):
    found = []
    for k in range(0, DAYS - 14, 7):
        day = START + timedelta(days=k)
        end = french(day + timedelta(days=3)) if delivered else ""
        found += [f"{code};4;{french(day)};{end};{'4' if delivered else ''}" for code in CIP]
    return found


def signed(quantities):
    """Give the example's outputs with other quantities, one after the other."""
    return [
        row.rpartition(";")[0] + f";{quantities[k % len(quantities)]}"
        for k, row in enumerate(outputs())
    ]


def test_outputs_written_as_negative_are_refused_not_taken_for_no_need(tmp_path):
    with pytest.raises(JumeauError, match="sont négatives"):
        study(write(tmp_path, moves=signed(["-4", "-5", "-6", "0", "2"])))


def test_outputs_all_zero_are_told(tmp_path):
    notes = study(write(tmp_path, moves=signed(["0"]))).shelf.reading.notes
    assert any("toutes les quantités sont nulles" in note for note in notes)


def test_a_return_that_hides_a_need_is_told(tmp_path):
    (tmp_path / "sain").mkdir()
    assert not any("retour de" in n for n in study(write(tmp_path / "sain")).shelf.reading.notes)
    slip = [*outputs(), f"{french(ASOF - timedelta(days=2))};{UCD[0]};-5000"]
    notes = study(write(tmp_path, moves=slip)).shelf.reading.notes
    (found,) = [note for note in notes if "retour de" in note]
    assert "5\u202f000" in found or "5 000" in found
    assert UCD[0] in found


def write(folder, *, moves=None, booked=None, heads="Date livraison;Qté reçue", tension=""):
    """Write the four files of a pharmacy, in cp1252, and give the question they make."""
    texts = {
        "sorties": ["Date mouvement;Code UCD13;Qté sortie", *(moves or outputs())],
        "stock": ["Code CIP13;Désignation;Stock", *(f"{code};Produit é;2" for code in CIP)],
        "commandes": [
            f"Code CIP13;Qté commandée;Date commande;{heads}",
            *(booked or orders()),
        ],
        "produits": [
            "Code UCD13;Code CIP13;Libellé;Boîte de;Prix unitaire HT;Tension",
            *(f"{u};{c};Produit é {u[-3:]};{PACK};1,50;{tension}"
              for u, c in zip(UCD, CIP, strict=True)),
        ],
    }  # fmt: skip
    folder.mkdir(exist_ok=True)
    for name, lines in texts.items():
        (folder / f"{name}.csv").write_bytes(("\r\n".join(lines) + "\r\n").encode("cp1252"))
    paths = [folder / f"{name}.csv" for name in texts]
    return Asked(*paths, replayed=False)


def rows(asked):
    body = study(asked).to_dict()
    return body, {row["code"]: row for row in body["products"]}


def test_codes_of_thirteen_digits_are_found_and_boxes_are_told(tmp_path):
    body, found = rows(write(tmp_path))
    assert body["columns"]["produits"]["ucd"] == "Code UCD13"
    assert body["columns"]["produits"]["cip"] == "Code CIP13"
    assert found[UCD[0]]["on_hand"] == 2 * PACK
    told = " ".join(body["notes"])
    assert "stock.csv : 2 quantité(s) sous un code CIP, comptées en boîtes" in told
    assert f"commandes.csv : {len(orders())} quantité(s)" in told
    assert "sorties.csv" not in told
    assert body["proposal"][0]["cip"] in CIP


@pytest.mark.parametrize("typed", ["05/06/2025", "05/05/2062"])
def test_one_date_typed_wrong_does_not_say_what_day_it_is(tmp_path, typed):
    asked = write(tmp_path, moves=[*outputs(), f"{typed};{UCD[0]};4,0"])
    with pytest.raises(JumeauError, match="loin après toutes les autres"):
        study(asked)
    told, _ = rows(replace(asked, asof=ASOF))
    right, _ = rows(write(tmp_path / "right"))
    assert told["proposal"] == right["proposal"]


def test_one_date_typed_long_before_is_told(tmp_path):
    body, _ = rows(write(tmp_path, moves=[f"05/05/1998;{UCD[0]};4,0", *outputs()]))
    assert any("loin avant toutes les autres" in note for note in body["notes"])


def test_outputs_that_cannot_be_read_are_never_taken_for_less_need(tmp_path):
    moves = outputs()
    third = [line.replace(",0", ".0") if k % 3 == 0 else line for k, line in enumerate(moves)]
    with pytest.raises(JumeauError, match="sous-estimés d'autant"):
        study(write(tmp_path, moves=third))
    few = [line.replace(",0", ".0") if k % 30 == 0 else line for k, line in enumerate(moves)]
    body, _ = rows(write(tmp_path, moves=few))
    assert any("8 lignes de sorties illisibles sur 240" in note for note in body["notes"])


def test_past_orders_without_a_delivery_date_are_refused(tmp_path):
    # A heading not recognised: every recent order would be awaited, and nothing ordered.
    with pytest.raises(JumeauError, match="livraison = "):
        study(write(tmp_path, heads="Arrivage;Entrées"))
    with pytest.raises(JumeauError, match="dite livrée"):
        study(write(tmp_path, booked=orders(delivered=False)))
    last = french(ASOF - timedelta(days=2))
    body, found = rows(write(tmp_path, booked=[f"{CIP[0]};4;{last};;"]))
    assert found[UCD[0]]["on_order"] == 4 * PACK
    assert any("leurs délais sont supposés" in note for note in body["notes"])


def test_what_is_received_without_a_date_is_no_longer_awaited(tmp_path):
    last = french(ASOF - timedelta(days=2))
    booked = [*orders(), f"{CIP[0]};10;{last};;9", f"{CIP[1]};10;{last};;10"]
    body, found = rows(write(tmp_path, booked=booked))
    assert found[UCD[0]]["on_order"] == 1 * PACK
    assert found[UCD[1]]["on_order"] == 0
    assert any(note.startswith("2 commande(s) reçues") for note in body["notes"])


def test_the_rest_of_a_partial_delivery_is_told(tmp_path):
    day = ASOF - timedelta(days=9)
    line = f"{CIP[0]};10;{french(day)};{french(day + timedelta(days=3))};6"
    body, found = rows(write(tmp_path, booked=[*orders(), line]))
    assert found[UCD[0]]["on_order"] == 0
    assert any(note.startswith("1 livraison(s) partielle(s)") for note in body["notes"])


@pytest.mark.parametrize(
    ("tension", "stopped"),
    [("Rupture de stock", True), ("arrêt de commercialisation", True), ("Risque de rupture", False),
     ("Fin de rupture", False), ("Tension", False), ("risque de rupture puis rupture", True)],
)  # fmt: skip
def test_an_announced_risk_does_not_stop_the_order(tmp_path, tension, stopped):
    body, _ = rows(write(tmp_path, tension=tension))
    for line in body["proposal"]:
        assert (line["limit"] == "bloqué") is stopped
        assert stopped or f"signalé : « {tension} »" in line["reason"]


def test_a_slip_of_the_hand_is_told_and_no_other_code_is_offered(tmp_path):
    found = study(write(tmp_path))
    write_study(found, tmp_path / "out")
    line = found.to_dict()["proposal"][0]
    many = Choices(modify=[(line["code"], str(10 * line["units"]))], reason="x", by="Dr X")
    (said,) = decide(tmp_path / "out", many).cautions()
    assert "vérifiez" in said
    one = Choices(modify=[(line["code"], str(line["units"]))], reason="x", by="Dr X")
    assert decide(tmp_path / "out", one).cautions() == []
    with pytest.raises(JumeauError) as refused:
        decide(tmp_path / "out", Choices(accept=[line["cip"]], by="Dr X"))
    assert not any(code in str(refused.value) for code in UCD)
    assert decide(tmp_path / "out", Choices(rest=True, by="Dr X")).order()[0]["cip"] in CIP


def test_the_products_written_join_the_national_list_by_their_box(tmp_path):
    write_study(study(write(tmp_path)), tmp_path / "out")
    risks = read_stock_risk(tmp_path / "out" / "produits.csv")
    assert {one.code for one in risks} == set(CIP)
    assert all(one.name.startswith("Produit é") for one in risks)
    own = tmp_path / "own.csv"
    own.write_text("code;code CIP;ved;jours sans produit\n12;;V;1,5\n", encoding="utf-8")
    assert [one.code for one in read_stock_risk(own)] == ["12"]


@pytest.mark.parametrize(("given", "shown"), [("model", "35,5\u00a0%"), ("mitm", "–")])
def test_a_model_no_better_than_the_rules_is_not_quoted(given, shown):
    row = {"rank": 1, "group": "G", "probability_model": 0.355, "reason": "r"}
    assert _ranked({"list_given": given, "list": [row]}) == [("1", "G", shown, "r")]


def test_a_few_units_awaited_tomorrow_do_not_hide_a_lack(tmp_path):
    # 20 units for 5 a day: out in 4 days. Deliveries take 9 days, one box comes sooner.
    slow = []
    for k in range(0, DAYS - 14, 7):
        day = START + timedelta(days=k)
        slow += [f"{c};4;{french(day)};{french(day + timedelta(days=9))};4" for c in CIP]
    soon = f"{CIP[0]};1;{french(ASOF - timedelta(days=8))};;"
    body, found = rows(write(tmp_path, booked=[*slow, soon]))
    one = found[UCD[0]]
    assert one["on_order"] == PACK
    assert one["p_out_before_delivery"] > 0.9
    assert one["next_delivery_days"] == 9
    reasons = {line["code"]: line["reason"] for line in body["proposal"]}
    assert "prévoir relance" in reasons[UCD[0]]
    assert "prévoir relance" in reasons[UCD[1]]


def test_vital_lines_cut_by_the_budget_are_counted_first(tmp_path):
    asked = write(tmp_path)
    catalogue = asked.products.read_text("cp1252").splitlines()
    catalogue = [f"{line};{'VED' if k == 0 else 'V' if k == 1 else 'E'}"
                 for k, line in enumerate(catalogue)]  # fmt: skip
    asked.products.write_text("\n".join(catalogue) + "\n", encoding="cp1252")
    free, _ = rows(asked)
    assert "faute de budget" not in free["headline"]
    none, _ = rows(replace(asked, budget=0.0))
    assert "2 ligne(s) réduites ou écartées faute de budget dont 1 de pro" in none["headline"]
