"""A siting answer as JSON, GeoJSON and a table by commune."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import asdict
from typing import Any

import numpy as np

from scenarios.samu_words import NOT_A_DEVICE
from scenarios.siting import MODELS, Closure, Served, Siting, Step
from scenarios.siting_asked import CREWS
from scenarios.siting_ground import Floats
from scenarios.siting_groups import DEFINITION as GROUPS_DEFINITION
from scenarios.siting_groups import groups, keys_by_commune
from scenarios.siting_notes import costs, notes_of
from scenarios.siting_offer import Team
from scenarios.siting_scenario import scenario_text
from twin.access.emergency import MOBILISATION_MIN

__all__ = ["DAYS_FR", "DEFINITION", "NOTES", "by_commune", "geojson", "plain", "scenario_text"]
DEFINITION = (f"Du départ demandé à l'arrivée de l'équipe : {MOBILISATION_MIN:g} min de "
              "mobilisation et la route d'une voiture ; ni décroché, ni régulation.")  # fmt: skip
DAYS_FR = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
NOTES = (
    NOT_A_DEVICE,
    DEFINITION,
    "Appels attendus du modèle (supposés) : motifs par âge, réponse R1 par priorité.",
    "« Équipe libre » suppose les équipes indépendantes et l'appel à la base la plus proche : "
    "le jumeau, lui, vit les files et les retours ; faites-le juger (--scenario, puis "
    "jumeau run).",
    "L'occupation des équipes est recalculée pour les bases ouvertes ; la recherche du modèle "
    "« attendue », et sa preuve, gardent celle d'aujourd'hui.",
    "Ni hélicoptère, ni médecin correspondant du SAMU, ni renfort des départements voisins.",
)
"""What is said of road teams with a doctor; `siting_notes` says the rest."""


def plain(found: Siting) -> dict[str, Any]:
    """Give the whole answer for JSON; what has no value is null."""
    q, place = found.question, found.place
    by_group, said = groups(place, found.today, after(found))
    told: dict[str, Any] = _finite({
        "notice": NOT_A_DEVICE,
        "territory": place.territory.name,
        "definition": DEFINITION,
        "within_min": q.within,
        "doctor_within_min": q.standard.doctor_within,
        "need_doctor_share": q.need_doctor,
        "doctor_guarantee_share": q.offer.guarantee,
        "model": q.model,
        "model_words": MODELS[q.model],
        "weight": q.weight,
        "calendars": list(q.offer.calendars),
        "crews": list(q.offer.crews),
        "costs": costs(q),
        "budget_eur_year": q.offer.budget_eur,
        "budget_hours_week": q.offer.budget_hours,
        "bases": [{"base": place.places[j].base, "site": place.places[j].id,
                   "name": place.places[j].name, "zone": place.places[j].zone,
                   "teams_least": int(place.teams[j].min()),
                   "teams_most": int(place.teams[j].max())} for j in place.bases],
        "candidates": len(place.candidates),
        "calls_year": float(place.calls.mean(axis=1).sum()),
        "today": _served(found.today),
        "by_hour": _by_hour(found),
        "steps": [_step(found, step) for step in found.steps],
        "closures": [_closed(one) for one in found.closures],
        "groups": [asdict(one) for one in by_group],
        "groups_definition": [GROUPS_DEFINITION, *said],
        "unreachable": list(found.unreachable),
        "communes_beyond_all": found.beyond_all[0],
        "residents_beyond_all": found.beyond_all[1],
        "notes": list(notes_of(found, NOTES)),
    })  # fmt: skip
    return told


def after(found: Siting) -> Served:
    """Give what the last step that has an answer serves; today else."""
    return found.today if found.last is None else found.last.served


def _by_hour(found: Siting) -> list[dict[str, Any]]:
    then = after(found).by_hour
    return [{"hour_of_week": h, "day": DAYS_FR[h // 24], "hour": h % 24, "calls_share": float(v),
             "after_calls_share": float(then[h])} for h, v in enumerate(found.by_hour)]  # fmt: skip


def _served(one: Served) -> dict[str, Any]:
    return {
        "calls_share": float(one.calls), "residents_share": float(one.residents),
        "doctor_share": float(one.doctor),
        "twice_share": float(one.twice), "free_share": float(one.free),
        "mean_min": float(one.mean_min), "farthest_min": float(one.farthest_min),
        "farthest": one.farthest, "residents_beyond": float(one.beyond),
    }  # fmt: skip


def _step(found: Siting, step: Step) -> dict[str, Any]:
    names = {p.id: p.name for p in found.place.places}
    return {
        "more": step.count, "budget": step.budget, "eur_year": step.eur_year,
        "team_hours_week": step.hours_week, "status": step.status, "gap": float(step.gap),
        "seconds": step.seconds, "opened": list(step.opened),
        "added": [{"id": code, "name": names[code]} for code in step.added],
        "teams": [_team(found, one) for one in step.teams],
        **_served(step.served),
    }  # fmt: skip


def _team(found: Siting, one: Team) -> dict[str, Any]:
    here = found.place.places[one.place]
    return {
        "id": here.id, "name": here.name, "crew": one.crew, "crew_words": CREWS[one.crew],
        "calendar": one.shift.word, "calendar_words": one.shift.words,
        "hours_week": one.hours_week, "eur_year": one.eur_year,
    }  # fmt: skip


def _closed(one: Closure) -> dict[str, Any]:
    return {
        "base": one.base, "name": one.name, "calls_share_lost": float(one.calls_lost),
        "residents_share_lost": float(one.residents_lost), **_served(one.served),
        "worst": [{"commune": n, "before_min": b, "after_min": a} for n, b, a in one.worst],
    }  # fmt: skip


def _finite(value: Any) -> Any:
    """Replace what is no number by null, all the way down."""
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def by_commune(found: Siting, *, french: bool) -> str:
    """Give minutes today and after the last step, commune by commune, as CSV."""
    place, now, then = found.place, found.today, after(found)
    lines = io.StringIO()
    out = csv.writer(lines, delimiter=";" if french else ",", lineterminator="\n")
    out.writerow(("insee", "commune", "habitants", "appels_an", "densite", "defavorisation",
                  "minutes_aujourdhui", "base", "minutes_apres", "base_apres",
                  "pire_heure_aujourdhui", "pire_heure_apres", "part_appels_aujourdhui",
                  "part_appels_apres", "definition", "mention"))  # fmt: skip
    zones = place.territory.zones
    calls = place.calls.mean(axis=1)
    density, poverty = keys_by_commune(place, "density"), keys_by_commune(place, "deprivation")
    bases = _best_base(found, today=True), _best_base(found, today=False)
    for z, (code, name) in enumerate(zip(zones["insee"], zones["nom"], strict=True)):
        cells = [code, name, f"{place.residents[z]:.0f}", _text(calls[z], french),
                 density[z], poverty[z],
                 _text(now.least_min[z], french), bases[0][z],
                 _text(then.least_min[z], french), bases[1][z],
                 _text(now.worst_min[z], french), _text(then.worst_min[z], french),
                 _text(now.covered[z], french, 4), _text(then.covered[z], french, 4)]  # fmt: skip
        out.writerow([*cells, DEFINITION, NOT_A_DEVICE])
    return lines.getvalue()


def _best_base(found: Siting, *, today: bool) -> list[str]:
    """Give the name of the base soonest in each commune, at its best hour; empty without one."""
    place = found.place
    fleet = found.now if today or found.last is None else found.last.fleet
    assert fleet is not None
    table: Floats = place.minutes.copy()
    table[:, (fleet.doctors + fleet.paramedics).sum(axis=1) == 0] = np.inf
    if found.sky is not None:
        flies = fleet.helicopters.sum(axis=1) > 0
        table[:, flies] = np.minimum(table, found.sky.minutes)[:, flies]
    best = table.argmin(axis=1)
    return [place.places[int(j)].name if math.isfinite(table[z, j]) else ""
            for z, j in enumerate(best)]  # fmt: skip


def _text(value: float, french: bool, places: int = 2) -> str:
    if not math.isfinite(value):
        return ""
    return f"{value:.{places}f}".replace(".", ",") if french else f"{value:.{places}f}"


def geojson(found: Siting) -> str:
    """Give communes (points) with their minutes, and bases kept, added or closed, as GeoJSON."""
    place, now, then = found.place, found.today, after(found)
    zones = place.territory.zones
    features = [
        _feature(float(lon), float(lat), {
            "kind": "commune", "insee": str(code), "name": str(name),
            "residents": float(people), "today_min": float(a), "after_min": float(b),
            "today_worst_min": float(c), "after_worst_min": float(d),
            "today_calls_share": float(e), "after_calls_share": float(f),
        })
        for lon, lat, code, name, people, a, b, c, d, e, f in zip(
            zones["lon"], zones["lat"], zones["insee"], zones["nom"], place.residents,
            now.least_min, then.least_min, now.worst_min, then.worst_min, now.covered,
            then.covered, strict=True)
    ]  # fmt: skip
    for j, state, teams in bases_shown(found):
        one = place.places[j]
        features.append(_feature(one.lon, one.lat, {
            "kind": "base", "id": one.id, "name": one.name, "state": state,
            "teams": [_team(found, team) for team in teams]}))  # fmt: skip
    whole = {"type": "FeatureCollection", "notice": NOT_A_DEVICE, "definition": DEFINITION,
             "features": _finite(features)}  # fmt: skip
    return json.dumps(whole, ensure_ascii=False, allow_nan=False)


def bases_shown(found: Siting) -> list[tuple[int, str, list[Team]]]:
    """Give the bases of a map: rank, state (kept, reinforced, added, closed), teams added."""
    place, last = found.place, found.last
    teams = () if last is None else last.teams
    stay = set((found.now if last is None or last.fleet is None else last.fleet).opened.tolist())
    begun = set(found.now.opened.tolist()) | {int(j) for j in place.bases}
    shown = []
    for j in sorted(stay | begun):
        mine = [one for one in teams if one.place == j]
        state = ("closed" if j not in stay else "added" if j not in begun
                 else "reinforced" if mine else "kept")  # fmt: skip
        shown.append((j, state, mine))
    return shown


def _feature(lon: float, lat: float, told: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]},
            "properties": told}  # fmt: skip
