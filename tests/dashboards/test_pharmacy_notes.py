"""What stands above an order, and beside a substitute: words that change what is decided."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from dashboards.parts.pharmacy_product import _substitutes
from dashboards.parts.pharmacy_read import noted

pytestmark = pytest.mark.unit
ROW = {"code": "A", "substitute": "B", "substitute_name": "Produit B", "rank_fr": "même substance",
       "units_each": 1.0, "on_hand": 4.0}  # fmt: skip


def text(part: Any) -> str:
    """Give the words of a component."""
    inside = getattr(part, "children", part)
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
