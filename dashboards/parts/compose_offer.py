"""What the selectors of the form offer: territories, their hospitals, their communes."""

from __future__ import annotations

from typing import Any

from dashboards.atlas import PILOT
from dashboards.forms.draft import Draft
from dashboards.forms.naming import kind_name
from dashboards.library import Library
from dashboards.parts.compose_field import Offer
from dashboards.words import say
from dashboards.workshop import BLANK, FOLDER, models
from scenarios.lever import lever_kinds
from scenarios.scenario import PILOT as PILOT_KEY
from twin.tables import JumeauError
from twin.territory import Territory


def known_territories(library: Library) -> dict[str, tuple[str, str]]:
    """Give what a file may name as its territory: id and name of each; nothing else is opened."""
    found = {}
    for entry in library.territories().values():
        key = PILOT_KEY if entry.path is None else str(entry.path.resolve())
        found[key] = (entry.id, entry.name)
    return found


def territory_of(library: Library, draft: Draft) -> Territory:
    """Give the territory of a draft, the pilot where its own is unknown or broken."""
    identifier, _ = known_territories(library).get(str(draft.frame.get("territory")), (PILOT, ""))
    try:
        return library.place(identifier).territory
    except JumeauError:
        return library.place(PILOT).territory


def offer(library: Library, draft: Draft) -> Offer:
    """Give what the selectors offer for the territory of a draft."""
    place = territory_of(library, draft)
    hospitals = sorted(place.own("hospital"), key=lambda f: f.name)
    zones = place.zones[~place.in_ring].sort_values(["nom", "insee"])
    named = zip(zones["insee"], zones["nom"], zones["dep"], strict=True)
    territories = known_territories(library).items()
    return Offer(
        sites=[{"value": f.id, "label": f.name} for f in hospitals],
        bases=[
            {"value": f.id, "label": f"{f.name} ({f.kind.upper()})"}
            for f in sorted(place.facilities, key=lambda f: (f.kind, f.name))
            if f.kind != "hospital"
        ],
        communes=[{"value": str(c), "label": f"{name} ({dep})"} for c, name, dep in named],
        territories=[{"value": key, "label": name} for key, (_, name) in territories],
        folder=str(library.root / FOLDER),
    )


def kinds(lang: str) -> list[dict[str, str]]:
    """Give every measure of the catalogue, by name."""
    listed = [{"value": kind, "label": kind_name(kind, lang)} for kind in lever_kinds()]
    return sorted(listed, key=lambda item: item["label"])


def model_options(library: Library, lang: str) -> list[dict[str, Any]]:
    """Give what one may start from, in three groups."""
    groups: dict[str, list[dict[str, str]]] = {}
    for where, ref, title in models(library.root):
        label = say("s_from_reference", lang) if where == BLANK else title
        groups.setdefault(where, []).append({"value": ref, "label": label})
    return [{"group": say(f"s_group_{where}", lang), "items": items}
            for where, items in groups.items()]  # fmt: skip
