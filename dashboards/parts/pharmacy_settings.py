"""What the pharmacist sets: the service, its level, the budget, the rhythm; which is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboards import ids
from dashboards.pharmacy.asking import SERVICES, TYPED, defaults
from dashboards.words import say

ORDER = ["label", "input", "description", "error"]
PLACES = {"asof": "JJ/MM/AAAA", "levels": "99;97;90", "budget": "", "review": "7",
          "days": "30"}  # fmt: skip


def fields(settings: Mapping[str, Any], lang: str) -> html.Div:
    """Give the fields, as they were typed last."""
    values = defaults() | {name: str(settings[name]) for name in TYPED if settings.get(name)}
    services = [{"value": kind, "label": say(f"ph_service_{kind}", lang)} for kind in SERVICES]
    found: list[Any] = [
        dmc.Select(id={"type": ids.PH_SET, "name": "service"}, label=say("ph_set_service", lang),
                   data=services, value=values["service"], allowDeselect=False,
                   description=say("ph_set_service_note", lang), inputWrapperOrder=ORDER)
    ]  # fmt: skip
    found += [
        dmc.TextInput(id={"type": ids.PH_SET, "name": name}, label=say(f"ph_set_{name}", lang),
                      value=values[name], placeholder=PLACES[name],
                      description=say(f"ph_set_{name}_note", lang), inputWrapperOrder=ORDER)
        for name in ("levels", "budget", "review", "days", "asof")
    ]  # fmt: skip
    return html.Div(found, className="form-grid")
