"""A trial of bases as a proposal: figures today and after, in JSON, as tables, on a map."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import numpy as np

from dashboards.samu.bases_asked import Asked
from dashboards.samu.book import BASES
from dashboards.samu.by_area import reached
from dashboards.samu.grounds import Laid
from dashboards.samu.trial import Change, Trial, read_trial, teams_of
from dashboards.samu.weighing import Weighed, patterns, weigh
from scenarios.samu_telling import finite
from scenarios.samu_words import NOT_A_DEVICE
from scenarios.siting_files import DEFINITION, NOTES
from scenarios.siting_ground import Ground, Ints
from twin.tables import JumeauError


def both(laid: Laid, asked: Asked) -> tuple[Weighed, Weighed]:
    """Weigh the bases of today and those of the trial.

    Raises
    ------
    JumeauError
        The trial cannot be made on this ground.
    """
    ground = laid.bases(communes=asked.communes)
    before = weigh(ground, ground.teams, laid.inputs, asked.within_min)
    if not asked.trial.changes:
        return before, before
    return before, weigh(ground, teams_of(ground, asked.trial), laid.inputs, asked.within_min)


def best_place(ground: Ground, teams: Ints, within: float) -> tuple[str, float]:
    """Give the place where one more team, day and night, brings the most calls within reach.

    Every place is tried: for one more base the answer is exact.

    Returns
    -------
    tuple
        Identifier of the place, and the share of calls it adds.

    Raises
    ------
    JumeauError
        No place adds anything.
    """
    reach = ground.minutes <= within
    gain = np.zeros(len(ground.places))
    for hours, staffed in patterns(teams > 0):
        left = ~reach[:, staffed].any(axis=1)
        gain += (ground.calls[:, hours].sum(axis=1) * left) @ reach
    best = int(gain.argmax())
    if gain[best] <= 0:
        raise JumeauError(
            "Bases",
            "aucun lieu n'ajoute d'appels à portée.",
            "Changez la portée, ou laissez toute commune recevoir une base.",
        )
    return ground.places[best].id, float(gain[best] / ground.calls.sum())


def proposed(laid: Laid, asked: Asked) -> Trial:
    """Give the trial with the best place for one more base added.

    Raises
    ------
    JumeauError
        No place adds anything.
    """
    ground = laid.bases(communes=asked.communes)
    code, _ = best_place(ground, teams_of(ground, asked.trial), asked.within_min)
    return asked.trial.with_change(Change("o", code))


def body(laid: Laid, asked: Asked) -> dict[str, Any]:
    """Give a trial for JSON: what decisions are about.

    Raises
    ------
    JumeauError
        The trial, or the one proposed before it, cannot be made on this ground.
    """
    before, after = both(laid, asked)
    origin = asked.proposed or asked.trial.text()
    _, first = both(laid, replace(asked, trial=read_trial(origin)))
    ground = laid.bases(communes=asked.communes)
    names = {place.id: place.name for place in ground.places}
    areas, told_areas = reached(ground, teams_of(ground, asked.trial), asked.within_min)
    told: dict[str, Any] = finite({
        "notice": NOT_A_DEVICE, "kind": BASES, "territory": ground.territory.name,
        "definition": DEFINITION, "within_min": asked.within_min,
        "any_commune": asked.communes, "trial": asked.trial.text(), "proposed_trial": origin,
        "changes": [{"kind": c.kind, "place": c.place, "name": names.get(c.place, ""),
                     "hours": c.hours, "to": c.to, "to_name": names.get(c.to, "")}
                    for c in asked.trial.changes],
        "today": plain(before), "after": plain(after), "proposed": plain(first),
        "areas": [one.plain() for one in areas], "access": laid.access,
        "notes": [*NOTES, laid.access, *told_areas],
    })  # fmt: skip
    return told


def plain(one: Weighed) -> dict[str, Any]:
    """Give figures by their names; shares are fractions."""
    return {
        "calls_share": one.calls, "residents_share": one.residents, "twice_share": one.twice,
        "free_share": one.free, "mean_min": one.mean_min, "farthest_min": one.farthest_min,
        "farthest": one.farthest, "residents_beyond": one.beyond,
        "communes_beyond": one.communes_beyond,
        "calls_share_by_hour": [float(v) for v in one.calls_by_hour],
        "residents_share_by_hour": [float(v) for v in one.residents_by_hour],
    }  # fmt: skip


def by_commune(laid: Laid, asked: Asked) -> str:
    """Give minutes today and after, at the worst hour of each commune, as CSV for Excel.

    Raises
    ------
    JumeauError
        The trial cannot be made on this ground.
    """
    before, after = both(laid, asked)
    ground = laid.bases(communes=asked.communes)
    zones = ground.territory.zones
    lines = io.StringIO()
    out = csv.writer(lines, delimiter=";", lineterminator="\n")
    out.writerow(("insee", "commune", "departement", "habitants", "appels_an",
                  "minutes_aujourdhui", "minutes_essai", "mention"))  # fmt: skip
    calls = ground.calls.mean(axis=1)
    for z, (code, name, dep) in enumerate(
        zip(zones["insee"], zones["nom"], zones["dep"], strict=True)
    ):
        out.writerow(
            (
                code,
                name,
                dep,
                f"{ground.residents[z]:.0f}",
                _text(calls[z]),
                _text(before.worst_min[z]),
                _text(after.worst_min[z]),
                NOT_A_DEVICE,
            )
        )
    return lines.getvalue()


def _text(value: float) -> str:
    return f"{value:.2f}".replace(".", ",") if np.isfinite(value) else ""


def geojson(laid: Laid, asked: Asked) -> str:
    """Give communes (points) with their minutes, bases with their teams before and after.

    Raises
    ------
    JumeauError
        The trial cannot be made on this ground.
    """
    before, after = both(laid, asked)
    ground = laid.bases(communes=asked.communes)
    teams = teams_of(ground, asked.trial)
    zones = ground.territory.zones
    features = [
        _point(lon, lat, {"kind": "commune", "insee": str(code), "name": str(name),
                          "today_min": float(a), "after_min": float(b)})
        for lon, lat, code, name, a, b in zip(zones["lon"], zones["lat"], zones["insee"],
                                              zones["nom"], before.worst_min, after.worst_min,
                                              strict=True)
    ]  # fmt: skip
    for j in np.flatnonzero(ground.teams.any(axis=1) | teams.any(axis=1)):
        one = ground.places[int(j)]
        features.append(
            _point(
                one.lon,
                one.lat,
                {
                    "kind": "base",
                    "id": one.id,
                    "name": one.name,
                    "today_teams": int(ground.teams[j].max()),
                    "after_teams": int(teams[j].max()),
                },
            )
        )
    whole = {"type": "FeatureCollection", "notice": NOT_A_DEVICE, "features": finite(features)}
    return json.dumps(whole, ensure_ascii=False, allow_nan=False)


def _point(lon: float, lat: float, told: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [float(lon),
                                                                             float(lat)]},
            "properties": told}  # fmt: skip
