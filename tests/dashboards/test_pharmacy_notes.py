"""What stands above an order, and beside a substitute: words that change what is decided."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from dashboards.parts.pharmacy_product import _substitutes
from dashboards.parts.pharmacy_read import noted, replayed
from dashboards.parts.pharmacy_watch import watch
from dashboards.pharmacy.shelf import WATCH
from forecasting.shortage.words_fr import UNKNOWN, feature_fr
from forecasting.stock.replay import Played, Replayed
from scenarios.parts import write_json
from scenarios.stock_replay import sentence

pytestmark = pytest.mark.unit
ROW = {"code": "A", "substitute": "B", "substitute_name": "Produit B", "rank_fr": "même substance",
       "units_each": 1.0, "on_hand": 4.0}  # fmt: skip


def text(part: Any) -> str:
    """Give the words of a component."""
    inside = getattr(part, "children", part)
    if hasattr(inside, "children"):
        return text(inside)
    if isinstance(inside, list | tuple):
        return "".join(text(one) for one in inside)
    return "" if inside is None else str(inside)


def test_notes_of_the_reading_are_given_and_none_leaves_nothing():
    assert noted({"notes": []}) == []
    (found,) = noted({"notes": ["stock.csv : 2 quantités sous un CIP", "autre"]})
    assert "2 quantités sous un CIP" in text(found)
    assert len(found.children) == 2


@pytest.mark.parametrize(("days", "shown"), [(2.0, "Couverture (j) 2"), (None, "4 en stock")])
def test_a_substitute_tells_how_long_it_lasts_itself(days, shown):
    found = SimpleNamespace(body={"substitutes": [ROW | {"cover_q50_days": days}]}, vetoes={})
    said = text(_substitutes(found, "A", "fr")[1]).replace("\u00a0", " ")
    assert shown in said
    assert ("Couverture" in said) is (days is not None)


@pytest.mark.parametrize("known", [0, 1])
def test_products_not_found_in_the_public_base_are_never_said_calm(tmp_path, known):
    rows = [{"national_state": UNKNOWN}] * 3 + [{"national_state": "rien de déclaré"}] * known
    body = {"warning": "", "nature": "Liste.", "stock": rows, "horizons": [], "notes": [],
            "mitm_safety_stock": "Contexte."}  # fmt: skip
    write_json(tmp_path / WATCH, body)
    shelf, order = SimpleNamespace(root=tmp_path), SimpleNamespace(folder=tmp_path)
    said = " ".join(text(part) for part in watch(shelf, order, "fr"))
    assert f"3 de vos {3 + known} produits ne sont pas reliés" in said
    assert ("Aucun de vos 1 produits reliés" in said) is bool(known)
    assert ("n'est dans la liste" in said) is bool(known)


def test_a_route_that_a_group_does_not_have_is_said_other():
    assert feature_fr("route_orale", 1.0) == "voie orale"
    assert feature_fr("route_orale", 0.0) == "voie autre que orale"


def played(stockouts, mean, service, days=9):
    return {"service": service, "mean_stock": mean, "stockouts": stockouts, "stockout_days": days}


REPLAY = {
    **played(34, 806.0, 0.98), "baseline": played(26, 1000.0, 0.98),
    "baseline_same_stock": played(51, 806.0, 0.97), "baseline_nominal": played(40, 900.0, 0.9996),
    "less_stock": 0.194, "stock_unit": "€", "sentence": "La phrase.",
}  # fmt: skip


def test_both_bars_of_the_replay_stand_side_by_side():
    said = [text(part).replace("\u202f", " ") for part in replayed({"replay": REPLAY}, "fr")]
    table = said[1]
    assert "Mini-maxi, même service" in table
    assert table.index("34") < table.index("26") < table.index("51") < table.index("40")
    assert ">\u00a099,9 %" in table
    assert "à son avantage" in said[2]


def test_the_sentence_says_what_the_spared_stock_costs():
    def of(values):
        return Played(values["service"], values["mean_stock"], values["stockouts"], 9, 5)

    told = Replayed(
        of(REPLAY), of(REPLAY["baseline_nominal"]), of(REPLAY["baseline"]),
        of(REPLAY["baseline_same_stock"]), 728, 8, 7,
    )  # fmt: skip
    said = sentence(told, "€").replace("\u202f", " ").replace("\u00a0", " ")
    assert "19 % de stock en moins et 34 rupture(s) contre 26, 8 de plus" in said
    assert "se paie en ruptures" in said
    assert "au même stock moyen, 34 rupture(s) contre 51" in said
