"""What `jumeau territory access` says, before it is written as JSON, as a table or on screen."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from twin.access import By, Measure
    from twin.territory import Territory

ED_THRESHOLD_MIN = 30.0
ED_NOTE = (
    "share_over_30_min_ed ne compte que les sites du territoire, pour rester comparable que les "
    "voisins soient connus ou non ; share_over_30_min_ed_with_neighbours compte aussi ceux de "
    "l'anneau."
)


def report(
    territory: Territory, measured: Measure, by: By, threshold: float | None, week: bool
) -> dict[str, Any]:
    """Give everything that is shown: shares are fractions."""
    from twin import access as rooms
    from twin.access.groups import grouping

    one = measured.indicator
    wanted = sorted({*one.thresholds, *([] if threshold is None else [threshold])})
    region, areas, departments = (
        rooms.area_table(territory, measured, kind, wanted) for kind in ("region", by, "department")
    )
    whole = region.to_dict("records")[0]
    emergency = _emergency(territory, measured)
    ringed = bool(territory.in_ring.any())
    own = _emergency(territory.with_own_sites(), measured) if ringed else emergency
    page: dict[str, Any] = {
        "territory": {"code": territory.code, "name": territory.name, "vintage": territory.vintage},
        "indicator": one.id,
        "title": one.title,
        "unit": one.unit,
        "definition": one.definition,
        "formula": one.formula,
        "source": one.source,
        "caveat": one.caveat(territory),
        "hour": measured.moment.hour_of_week,
        "date": None if measured.moment.day is None else measured.moment.day.isoformat(),
        "thresholds": wanted,
        "share_over_30_min_ed": own.get(""),
        "share_over_30_min_ed_range": own.get("range"),
        "share_over_30_min_ed_with_neighbours": emergency.get(""),
        "ed_definition": f"{emergency['definition']} {ED_NOTE}",
    }
    page |= {str(name): whole[name] for name in whole if name not in ("group", "label")}
    page["without_value_reasons"] = _reasons(territory, measured)
    page["by_department"] = {
        str(row["group"]): {
            "share_over_30_min_ed": own.get(str(row["group"])),
            "share_over_30_min_ed_with_neighbours": emergency.get(str(row["group"])),
        }
        | {str(name): row[name] for name in row if name != "group"}
        for row in departments.to_dict("records")
    }
    page["by"] = by
    page["by_note"] = grouping(territory, by).note
    page["groups"] = areas.to_dict("records")
    page["equity"] = asdict(rooms.equity_of(territory, measured))
    page["national"] = rooms.national_figures()
    if week:
        level = threshold or ED_THRESHOLD_MIN
        curve = rooms.week_curve(one, territory, measured.moment.day, level)
        page["week"] = {"threshold": level, "share_by_hour": curve.tolist()}
    return page


def _emergency(territory: Territory, measured: Measure) -> dict[str, Any]:
    """Give the share over 30 minutes from an ED at that moment: region (key ""), departments."""
    from twin import access as rooms

    hour = measured.moment.hour_of_week
    one = rooms.find("ed_minutes" if hour is None else "ed_open_minutes")
    if lack := one.lacks(territory):
        return {"definition": lack.replace(" | ", " ")}
    found = rooms.measure(one, territory, measured.moment)
    shares: dict[str, Any] = {"definition": one.definition}
    for kind in ("region", "department"):
        rows = rooms.area_table(territory, found, kind, (ED_THRESHOLD_MIN,)).to_dict("records")
        for row in rows:
            shares["" if kind == "region" else str(row["group"])] = row["share_over_30_min"]
            if kind == "region":
                shares["range"] = _range(row)
    return shares


def _range(row: dict[Hashable, Any]) -> list[float]:
    """Give the share if nobody, then everybody, without a value is beyond the threshold."""
    people, absent = row["inhabitants"], row["without_value"]
    far = row["people_over_30_min"]
    return [far / people, (far + absent) / people] if people else []


def _reasons(territory: Territory, measured: Measure) -> list[dict[str, Any]]:
    """Give each reason of an absent value, with its communes and inhabitants, ring left out."""
    import numpy as np
    import pandas as pd

    from twin.access.indicator import RING, persons

    table = pd.DataFrame(
        {
            "reason": measured.reasons,
            "inhabitants": persons(territory).astype(int),
            # Out of reach is beyond every threshold; unknown is counted nowhere.
            "counted": np.isinf(measured.by_zone),
        }
    )
    absent = table[(table["reason"] != "") & (table["reason"] != RING)]
    return [
        {"reason": reason, "communes": len(rows), "inhabitants": int(rows["inhabitants"].sum()),
         "counted": bool(counted)}
        for (reason, counted), rows in absent.groupby(["reason", "counted"], sort=True)
    ]  # fmt: skip


def plain(value: Any) -> Any:
    """Give a value as JSON can hold it: what is unknown or out of reach is null."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def by_commune(territory: Territory, measured: Measure) -> pd.DataFrame:
    """Give the value of each commune of the territory itself."""
    from twin.access.indicator import persons

    zones = territory.zones[["insee", "nom", "dep", "epci"]]
    table = zones.assign(
        inhabitants=persons(territory).astype(int),
        value=measured.by_zone,
        unit=measured.indicator.unit,
        reason=measured.reasons,
    )
    return table[~territory.in_ring]
