"""An invented or archived case typed on the page, graded and referred as the command line does."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboards.samu.grounds import Laid
from dashboards.samu.wording import worded
from logistics.samu.grading.rules import Rules, read_rules
from scenarios.samu_reading import Places, case_of, read_places
from scenarios.samu_refer import Situation, refer
from scenarios.samu_telling import referrals
from twin.tables import JumeauError

FIELDS = ("commune", "motif", "signes", "age", "appel", "debut", "besoins", "places")
"""What the form holds; `signes` and `besoins` are several, joined by `+`."""
EXAMPLE = {"motif": "stroke", "signes": "deficit", "age": "65-74", "appel": "12/01/2026 15:40",
           "debut": "12/01/2026 15:00", "besoins": "", "places": ""}  # fmt: skip
"""What the form holds at first: an invented case."""
LONGEST_PLACES = 20_000
NUMBER = "cas-1"


@lru_cache(maxsize=1)
def house_rules() -> Rules:
    """Give the rules of grading of the house."""
    return read_rules()


def referred(laid: Laid, territory: str, form: Mapping[str, str]) -> dict[str, Any]:
    """Refer the case of a form: the proposal, with the form that gave it.

    Raises
    ------
    JumeauError
        Anything that cannot be read: all in the words of the page.
    """
    try:
        return _referred(laid, territory, form)
    except JumeauError as error:
        raise JumeauError("Cas", worded(f"{error}".replace("formulaire, ", "")), "") from None


def _referred(laid: Laid, territory: str, form: Mapping[str, str]) -> dict[str, Any]:
    if not form.get("commune"):
        raise JumeauError("commune", "elle manque.", "Choisissez-la dans la liste.")
    if not form.get("motif"):
        raise JumeauError("motif", "il manque.", "Choisissez-le dans la liste.")
    rules = house_rules()
    case = case_of({"cas": NUMBER, **form}, "formulaire", rules)
    places = _places(laid, str(form.get("places") or ""), case.called)
    situation = Situation(laid.referral, rules, places, {})
    body = referrals(situation, [refer(situation, case)])
    kept = {name: str(form.get(name) or "") for name in FIELDS}
    return {**body, "form": {**kept, "territory": territory}}


def _places(laid: Laid, text: str, at: Any) -> Places:
    """Read the free places typed, as a file of the command line is read."""
    if not text.strip():
        return {}
    if len(text) > LONGEST_PLACES:
        raise JumeauError("places", "texte trop long.", f"{LONGEST_PLACES} caractères au plus.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "places.csv"
        path.write_text(text, encoding="utf-8")
        try:
            return read_places(path, [door.id for door in laid.referral.doors], at=at)
        except JumeauError as error:
            raise JumeauError("Places libres", worded(str(error), Path(folder)), "") from None
