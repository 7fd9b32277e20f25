"""The pharmacist's page without a browser: files, an order, decisions, a trial, what may leave."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

import dashboards
from dashboards import ids
from dashboards.app import create_app
from dashboards.deposits.receiving import EMPTY
from dashboards.parts import pharmacy_decide
from dashboards.parts.pharmacy_fan import evenings
from dashboards.parts.pharmacy_files import said
from dashboards.parts.pharmacy_start import address
from dashboards.pharmacy import asking, working
from dashboards.pharmacy.previewing import ASIDE, headings, kind_of, kinds_of, look
from dashboards.pharmacy.shelf import EXAMPLE, ORDER, OWN, TRIAL, Shelf, Source
from dashboards.pharmacy.wording import worded
from dashboards.pharmacy_words import PHARMACY_WORDS
from forecasting.stock.columns import FILES
from forecasting.stock.files import read_products
from forecasting.stock.reading import Reading
from scenarios.parts import write_json
from scenarios.stock_decide import Asked, decide, decided
from tests.dashboards.test_app import call
from tests.unit.shortage_worlds import write_world
from twin.tables import JumeauError

ASSETS = Path(dashboards.__file__).parent / "assets"
SENT = {"X-Jumeau": "depot", "Content-Type": "application/octet-stream"}
NIRSEVIMAB, SALBUTAMOL, AMOXICILLIN = "9900224", "9900161", "9900035"


def drop(site, name, body):
    """Drop a file as a browser does; give its id."""
    found = site.server.test_client().post(
        "/pharmacie/depot", query_string={"name": name}, data=body, headers=SENT
    )
    assert found.status_code == 200
    return found.get_json()


def test_an_empty_file_is_said_empty_and_leaves_nothing(site, shelf):
    before = len(shelf.deposits())
    found = site.server.test_client().post(
        "/pharmacie/depot", query_string={"name": "vide.csv"}, data=b"", headers=SENT
    )
    assert found.status_code == EMPTY
    assert len(shelf.deposits()) == before
    words = (ASSETS / "deposit.js").read_text("utf-8")
    assert words.count(f"{EMPTY}: ") == 4, "one file or several: words for it in both languages"


def test_a_price_that_does_not_say_of_what_is_told_in_the_preview_and_on_the_order(tmp_path):
    path = tmp_path / "produits.csv"
    path.write_text("Code UCD;Boîte de;Prix\n9900007;100;3\n", encoding="utf-8")
    source = Source("p", path.name, path)
    assert "« Prix »" in look(source, "produits", {}).doubt
    assert not look(source, "produits", {"prix_boite": "Prix"}).doubt
    for lang, list_ in (("fr", "Prix d'une boîte"), ("en", "Price of a box")):
        words = str(said(source, "produits", {}, lang))
        assert list_ in words
    reading = Reading()
    with pytest.raises(JumeauError) as caught:
        read_products(path, {}, reading)
    shown = worded(str(caught.value), tmp_path)
    assert "Revenez aux fichiers" in shown
    assert "--" not in shown


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Give a store beside a pharmacist's folder that holds dated files of shortages."""
    root = tmp_path_factory.mktemp("place")
    (root / "runs").mkdir()
    folder = write_world(root / "pharmacie" / "penuries", 2, substances=12)
    pack = f"60000000\t\t\t\t\t\t{NIRSEVIMAB}\n"
    (folder / "CIS_CIP_bdpm.txt").write_text(pack, "cp1252")
    return root


@pytest.fixture(scope="module")
def site(place):
    return create_app(place / "runs")


@pytest.fixture(scope="module")
def shelf(place):
    return Shelf.beside(place / "runs")


def asked_of(shelf, sources, **more):
    """Give a new order on some files, and what is asked of it."""
    order = shelf.new("Commande <b>", sort=ORDER, **{"from": EXAMPLE})
    files = shelf.take(order, asking.by_kind(sources, kinds_of(sources)))
    return order, {"files": files, "mapping": {"stock": {"lot": "Lot"}}, **more,
                   **asking.typed({"budget": "15 000"})}  # fmt: skip


def worked(order, settings):
    """Work out an order as the background process does it; give the exit code."""
    write_json(order.folder / "import.json", settings)
    return working.main(order.folder)


def since(shelf, path, month):
    """Give the files of the example, whose consumption begins on a month of 2025."""
    sources = shelf.sources(EXAMPLE)
    whole = next(source.path for source in sources if source.id == "consommation")
    head, *rows = whole.read_text("cp1252").splitlines()
    kept = [row for row in rows if row[6:10] == "2025" and int(row[3:5]) >= month]
    path.write_text("\n".join([head, *kept]) + "\n", encoding="cp1252")
    return [Source(s.id, s.name, path) if s.id == "consommation" else s for s in sources]


@pytest.fixture(scope="module")
def order(shelf, tmp_path_factory):
    """Give an order on nine months of the example: just enough for the policy to be replayed."""
    path = tmp_path_factory.mktemp("long") / "consommation.csv"
    found, settings = asked_of(shelf, since(shelf, path, 3))
    assert worked(found, settings) == 0
    return found


@pytest.fixture(scope="module")
def settings(shelf, tmp_path_factory):
    """Give an order on two months of the example, too short to be replayed."""
    path = tmp_path_factory.mktemp("court") / "consommation.csv"
    return asked_of(shelf, since(shelf, path, 10))


@pytest.fixture(scope="module")
def small(settings):
    assert worked(*settings) == 0
    return settings[0]


def shown(app, search):
    """Give the page of an address, as the text of its components."""
    found = call(
        app, "main.children",
        [(ids.URL, "pathname", "/pharmacie"), (ids.URL, "search", search),
         (ids.BACK, "data", None)],
        [(ids.LANG_LINK, "id", ids.LANG_LINK)],
    )  # fmt: skip
    text = json.dumps(found, ensure_ascii=False)
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_files_are_told_apart_by_name_or_by_headings_alone(shelf):
    for source in shelf.sources(EXAMPLE):
        assert kind_of(source) == source.id if source.id in FILES else True
        blind = Source(source.id, "x.csv", source.path)
        assert kind_of(blind) == {"produits": "produits"}.get(source.id, source.path.stem)


def test_a_file_that_says_nothing_is_left_aside_and_its_fault_said(shelf, tmp_path):
    path = tmp_path / "source.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    source = Source("x", "Mon fichier.csv", path)
    assert kind_of(source) == ASIDE
    fault = look(source, "stock", {}).fault
    assert "Mon fichier.csv" in fault
    assert "--" not in fault
    assert str(tmp_path) not in fault
    told = look(source, "stock", {"code": "a", "quantite": "b"})
    assert (told.read, told.kept, told.fault) == (1, 1, "")
    path.write_text("", encoding="utf-8")
    assert "vide" in headings(Source("x", "vide.csv", path)).fault


def test_the_preview_shows_columns_values_and_refused_rows(site):
    page = shown(site, f"?files={EXAMPLE}")
    for words in ("37 075 lignes lues", "1 refusée", "produit sanguin labile", "Code du produit",
                  "Code UCD (9900007", "Sorties (consommation)"):  # fmt: skip
        assert words in page


def test_two_files_of_a_kind_or_a_missing_one_are_refused(shelf):
    sources = shelf.sources(EXAMPLE)
    kinds = kinds_of(sources)
    with pytest.raises(JumeauError, match="déjà le fichier"):
        asking.by_kind(sources, ["stock" if k == "produits" else k for k in kinds])
    with pytest.raises(JumeauError, match="il manque"):
        asking.by_kind(sources, [ASIDE if k == "stock" else k for k in kinds])


@pytest.mark.parametrize("typed", [
    {"budget": "cher"}, {"levels": "99;97"}, {"asof": "31/02/2025"}, {"review": "0"},
    {"days": "٣"},
])  # fmt: skip
def test_what_is_typed_wrongly_is_said_in_the_words_of_the_page(typed):
    with pytest.raises(JumeauError) as found:
        asking.typed(typed)
    assert "--" not in worded(str(found.value))


def test_the_page_of_an_order_says_everything_in_both_languages(site, order):
    page = shown(site, f"?order={order.id}&product={NIRSEVIMAB}")
    for words in ("Commande du 24 novembre 2025", "Ce qui va manquer", "Nirsévimab 100 mg ser",
                  "Stock à venir sans commander", "Risque de manquer avant la livraison",
                  "Partage du stock entre services", " sans décision", "vous auriez eu",
                  "Liste à relire, pas une prédiction certaine", "Par cycle", "valeurs supposées",
                  "Retours de services : "):  # fmt: skip
        assert words in page, words
    assert str(order.folder.parent) not in page
    english = shown(site, f"?order={order.id}&lang=en")
    assert "What will run short" in english
    assert '"lang": "fr"' in english


def test_the_order_is_that_of_the_command_line(order, tmp_path):
    from scenarios.stock import study
    from scenarios.stock_inputs import Asked as Question

    folder = order.folder / "fichiers"
    names = ("consommation", "stock", "commandes", "produits", "marches", "ruptures", "interdits",
             "services")  # fmt: skip
    told = study(Question(*(folder / f"{n}.csv" for n in names), budget=15000.0, replayed=False))
    assert told.to_dict()["digest"] == decided(order.proposal).body["digest"]


def test_the_drawing_ends_where_the_figures_do(order):
    found = decided(order.proposal)
    one = next(p for p in found.body["products"] if p["code"] == NIRSEVIMAB)
    drawn = evenings(order.proposal / "stock-a-venir.csv", NIRSEVIMAB)
    assert len(drawn.days) == one["days"]
    assert sum(drawn.values["missing"]) == pytest.approx(one["days_without"], abs=0.01)
    assert drawn.values["q50"][0] <= one["on_hand"]
    assert all(a <= b for a, b in zip(drawn.values["q50"], drawn.values["order_q50"], strict=True))


def test_decisions_stay_and_only_what_is_accepted_leaves(site, small, settings):
    client = site.server.test_client()
    lines = [row["code"] for row in decided(small.proposal).body["proposal"] if row["units"]]
    told, no = len(lines), next(code for code in lines if code != SALBUTAMOL)
    where = f"?order={small.id}"
    assert client.get(f"/telecharger/commande.csv{where}").status_code == 404
    with pytest.raises(JumeauError, match="motif"):
        decide(small.proposal, Asked(reject=[no], by="Dr <b>"))
    decide(small.proposal, Asked(reject=[no], reason="saison finie", by="Dr <b>"))
    decide(small.proposal, Asked(modify=[(SALBUTAMOL, "400")], reason="épidémie", by="Dr <b>"))
    decide(small.proposal, Asked(rest=True, by="Dr <b>"))
    text = client.get(f"/telecharger/commande.csv{where}").data.decode("utf-8-sig")
    rows = {row["Code"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}
    assert rows[SALBUTAMOL]["Unités"] == "400"
    assert no not in rows
    assert len(rows) == told - 1
    workbook = client.get(f"/telecharger/commande.xlsx{where}")
    assert workbook.data[:2] == b"PK"
    assert workbook.headers["Cache-Control"] == "no-store"
    page = shown(site, f"{where}&product={no}")
    assert "Décision : refusé, 0 unités, Dr <b>" in page
    assert "0 sans décision" in page
    # Worked out again with another budget, the book stays; with the same one, decisions are back.
    found, asked = settings
    for budget, kept in (("1 000", 0), ("15 000", told)):
        assert worked(found, {**asked, "budget": budget}) == 0
        state = decided(found.proposal)
        assert (len(state.decisions), bool(state.others)) == (kept, not kept)


def test_a_line_is_never_accepted_on_another_proposal_than_the_one_seen(small):
    before = decided(small.proposal)
    with pytest.raises(JumeauError, match="recalculée"):
        decide(small.proposal, Asked(rest=True, by="X", about="f" * 64))
    assert decided(small.proposal).decisions == before.decisions
    seen = pharmacy_decide.asked({"verdict": "accept"}, SALBUTAMOL, "", "", "X", None,
                                 small.digest())  # fmt: skip
    assert decide(small.proposal, seen).decisions[SALBUTAMOL].verdict == "accept"
    assert pharmacy_decide.asked(None, SALBUTAMOL, "", "", "X", None, "").empty


def test_a_veto_needs_a_reason_and_is_shown(site, small):
    pairs = [(r["code"], r["substitute"]) for r in decided(small.proposal).body["substitutes"]]
    with pytest.raises(JumeauError, match="motif"):
        decide(small.proposal, Asked(veto=pairs[:1], by="X"))
    with pytest.raises(JumeauError, match="pas dans la proposition"):
        decide(small.proposal, Asked(veto=[("a", "b")], by="X", reason="r"))
    decide(small.proposal, Asked(veto=pairs[:1], by="X", reason="allergies"))
    assert "Interdit par X (allergies)" in shown(site, f"?order={small.id}&product={pairs[0][0]}")
    assert "allergies" in (small.proposal / "interdits.csv").read_text("utf-8-sig")


def test_a_late_supplier_raises_risks_and_orders(site, shelf, small, settings):
    trial = shelf.new("Essai", sort=TRIAL, of=small.id)
    assert worked(trial, {**settings[1], "delay": 10, "delayed": "Labo Direct"}) == 0
    late, base = decided(trial.proposal).body, decided(small.proposal).body
    before = {row["code"]: row for row in base["products"]}
    supplier = {row["code"]: row["supplier"] for row in base["proposal"]}
    for row in late["products"]:
        same = before[row["code"]]
        assert row["p_out_before_delivery"] >= same["p_out_before_delivery"] - 1e-9
        if supplier[row["code"]] not in ("Labo Direct", ""):
            assert row["p_out_before_delivery"] == same["p_out_before_delivery"]
    assert late["order"]["wanted_cost_eur"] > base["order"]["wanted_cost_eur"]
    page = shown(site, f"?order={small.id}&trial={trial.id}")
    assert "Avec 10 jours de retard (Labo Direct)" in page
    lost = shelf.new("Essai", sort=TRIAL, of=small.id)
    assert worked(lost, {**settings[1], "delay": 3, "delayed": "Nul"}) == 1
    assert "aucun fichier ne nomme" in shown(site, f"?order={small.id}&trial={lost.id}")


def test_a_bad_file_is_said_and_nothing_is_half_written(site, shelf, settings):
    sources = shelf.sources(EXAMPLE)
    chosen = asking.by_kind(sources, kinds_of(sources))
    deposit = shelf.new("Mauvaise", sort=ORDER, **{"from": EXAMPLE})
    files = shelf.take(deposit, {**chosen, "stock": chosen["services"]})
    assert worked(deposit, {**settings[1], "mapping": {}, "files": files}) == 1
    page = shown(site, f"?order={deposit.id}")
    assert "introuvable" in page
    assert "--" not in page.partition("n'a pas pu être calculée")[2].partition("warning")[0]
    assert str(deposit.folder) not in page
    assert not deposit.proposal.exists()
    shelf.erase(deposit)
    assert not deposit.folder.exists()


def test_dropped_files_are_kept_under_our_names_and_erased_with_their_order(site, shelf, place):
    sent = [drop(site, f"../{p.stem} <b>.csv", p.read_bytes())
            for p in sorted((s.path for s in shelf.sources(EXAMPLE)), key=str)[:2]]  # fmt: skip
    assert {one["as"] for one in sent} == {"files"}
    named = ".".join(one["id"] for one in sent)
    found = shelf.sources(named)
    assert all(source.path.name == "source.csv" for source in found)
    order = shelf.new("x", sort=ORDER, **{"from": named})
    names = shelf.take(order, {"stock": found[0], "commandes": found[1]})
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz-.") for name in names.values())
    shelf.erase(order)
    with pytest.raises(JumeauError):
        shelf.sources(named)
    assert not any((place / "pharmacie" / OWN / one["id"]).exists() for one in sent)


def test_a_file_of_the_folder_is_copied_so_that_its_next_version_changes_no_order(shelf, place):
    path = place / "pharmacie" / "stock.csv"
    path.write_text("code;stock\nA;3\n", encoding="utf-8")
    (served,) = shelf.served().values()
    assert served.name == "stock.csv"
    order = shelf.new("x", sort=ORDER, **{"from": served.id})
    names = shelf.take(order, {"stock": shelf.sources(served.id)[0]})
    path.write_text("code;stock\nA;9\n", encoding="utf-8")
    assert "A;3" in (order.folder / "fichiers" / names["stock"]).read_text("utf-8")
    shelf.erase(order)
    assert path.is_file()
    path.unlink()


@pytest.mark.parametrize("search", [
    "?order=../../etc/passwd", "?files=%00", f"?order={'0' * 32}", "?files=..", "?trial=x",
])  # fmt: skip
def test_a_hostile_address_gives_the_beginning(site, search):
    assert "Déposer vos fichiers" in shown(site, search)


def test_only_known_files_of_an_order_can_be_fetched(site, order):
    client = site.server.test_client()
    for name in ("rejets.csv", "proposition.xlsx", "stock-a-venir.csv"):
        found = client.get(f"/telecharger/pharmacie/{name}?order={order.id}")
        assert found.status_code == 200
        assert found.headers["Cache-Control"] == "no-store"
    for bad in ("job.json", "..%2fjob.json", "rejets.csv"):
        asked = "x" if bad == "rejets.csv" else order.id
        found = client.get(f"/telecharger/pharmacie/{bad}?order={asked}")
        # An address of no file is that of the pages: their shell, never a file of the order.
        assert found.status_code == 404 or found.mimetype == "text/html"
        assert b"created" not in found.data


def test_every_role_has_its_word_and_addresses_hold_any_code():
    roles = {role.name for roles in FILES.values() for role in roles}
    assert {f"ph_r_{role}" for role in roles} <= set(PHARMACY_WORDS)
    assert (
        address("en", order="a", product="A&b#c") == "/pharmacie?order=a&product=A%26b%23c&lang=en"
    )
