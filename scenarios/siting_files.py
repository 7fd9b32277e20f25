"""A siting answer as JSON, GeoJSON, a table by commune, and a scenario that the twin can judge."""

from __future__ import annotations

import csv
import io
import json
import math
from typing import Any

import numpy as np

from scenarios.samu_words import NOT_A_DEVICE
from scenarios.siting import MODELS, Closure, Served, Siting, Step
from scenarios.toml_text import toml_text
from twin.access.emergency import MOBILISATION_MIN

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
    "L'occupation des équipes est recalculée pour les bases ouvertes ; la recherche du modèle "
    "« attendue », et sa preuve, gardent celle d'aujourd'hui.",
    "Ni hélicoptère, ni médecin correspondant du SAMU, ni renfort des départements voisins.",
)


def plain(found: Siting) -> dict[str, Any]:
    """Give the whole answer for JSON; what has no value is null."""
    q, place = found.question, found.place
    told: dict[str, Any] = _finite({
        "notice": NOT_A_DEVICE,
        "territory": place.territory.name,
        "definition": DEFINITION,
        "within_min": q.within,
        "model": q.model,
        "model_words": MODELS[q.model],
        "weight": q.weight,
        "bases": [{"base": place.places[j].base, "site": place.places[j].id,
                   "name": place.places[j].name, "zone": place.places[j].zone,
                   "teams_least": int(place.teams[j].min()),
                   "teams_most": int(place.teams[j].max())} for j in place.bases],
        "candidates": len(place.candidates),
        "calls_year": float(place.calls.mean(axis=1).sum()),
        "today": _served(found.today),
        "by_hour": [{"hour_of_week": h, "day": DAYS_FR[h // 24], "hour": h % 24,
                     "calls_share": float(v)} for h, v in enumerate(found.by_hour)],
        "steps": [_step(found, step) for step in found.steps],
        "closures": [_closed(one) for one in found.closures],
        "unreachable": list(found.unreachable),
        "communes_beyond_all": found.beyond_all[0],
        "residents_beyond_all": found.beyond_all[1],
        "notes": list(NOTES),
    })  # fmt: skip
    return told


def _served(one: Served) -> dict[str, Any]:
    return {
        "calls_share": float(one.calls), "residents_share": float(one.residents),
        "twice_share": float(one.twice), "free_share": float(one.free),
        "mean_min": float(one.mean_min), "farthest_min": float(one.farthest_min),
        "farthest": one.farthest, "residents_beyond": float(one.beyond),
    }  # fmt: skip


def _step(found: Siting, step: Step) -> dict[str, Any]:
    names = {p.id: p.name for p in found.place.places}
    return {
        "more": step.count, "status": step.status, "gap": float(step.gap),
        "seconds": step.seconds, "opened": list(step.opened),
        "added": [{"id": code, "name": names[code]} for code in step.added],
        **_served(step.served),
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
    place = found.place
    after = _after(found)
    lines = io.StringIO()
    out = csv.writer(lines, delimiter=";" if french else ",", lineterminator="\n")
    out.writerow(("insee", "commune", "habitants", "appels_an", "minutes_aujourdhui", "base",
                  "minutes_apres", "base_apres", "definition", "mention"))  # fmt: skip
    zones = place.territory.zones
    now = place.minutes[:, place.bases]
    then = place.minutes[:, after]
    calls = place.calls.mean(axis=1)
    for z, (code, name) in enumerate(zip(zones["insee"], zones["nom"], strict=True)):
        cells = [code, name, f"{place.residents[z]:.0f}", _text(calls[z], french)]
        for table, ranks in ((now, place.bases), (then, after)):
            least = float(table[z].min())
            cells += [_text(least, french),
                      place.places[int(ranks[table[z].argmin()])].name
                      if math.isfinite(least) else ""]  # fmt: skip
        out.writerow([*cells, DEFINITION, NOT_A_DEVICE])
    return lines.getvalue()


def _text(value: float, french: bool) -> str:
    if not math.isfinite(value):
        return ""
    return f"{value:.2f}".replace(".", ",") if french else f"{value:.2f}"


def _after(found: Siting) -> np.ndarray:
    """Give the ranks of the bases of the last step that has an answer, today's else."""
    rank = {p.id: j for j, p in enumerate(found.place.places)}
    for step in reversed(found.steps):
        if step.opened:
            return np.array([rank[code] for code in step.opened], np.int64)
    return found.place.bases


def geojson(found: Siting) -> str:
    """Give communes (points) with their minutes, and bases kept, added or closed, as GeoJSON."""
    place, after = found.place, _after(found)
    zones = place.territory.zones
    now = place.minutes[:, place.bases].min(axis=1)
    then = place.minutes[:, after].min(axis=1)
    features = [
        _feature(float(lon), float(lat), {
            "kind": "commune", "insee": str(code), "name": str(name),
            "residents": float(people), "today_min": float(a), "after_min": float(b),
        })
        for lon, lat, code, name, people, a, b in zip(
            zones["lon"], zones["lat"], zones["insee"], zones["nom"], place.residents, now, then,
            strict=True)
    ]  # fmt: skip
    stay, begun = {int(j) for j in after}, {int(j) for j in place.bases}
    for j in sorted(stay | begun):
        one = place.places[j]
        state = "kept" if j in stay and j in begun else "added" if j in stay else "closed"
        features.append(_feature(one.lon, one.lat, {
            "kind": "base", "id": one.id, "name": one.name, "state": state}))  # fmt: skip
    whole = {"type": "FeatureCollection", "notice": NOT_A_DEVICE, "features": _finite(features)}
    return json.dumps(whole, ensure_ascii=False, allow_nan=False)


def _feature(lon: float, lat: float, told: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]},
            "properties": told}  # fmt: skip


def scenario_text(found: Siting, where: str, name: str) -> str | None:
    """Give a scenario that lives the last step in the twin; none where nothing changes.

    Only hospitals host a base in the twin: a commune chosen gives no scenario.
    """
    place = found.place
    rank = {p.id: j for j, p in enumerate(place.places)}
    last = next((s for s in reversed(found.steps) if s.opened), None)
    if last is None or any(not _hospital(code) for code in last.added):
        return None
    closed = [j for j in place.bases if place.places[j].id not in last.opened]
    changes: list[tuple[str, int]] = [(code, 1) for code in last.added]
    changes += [(place.places[j].id, -int(place.teams[j].max())) for j in closed]
    if not changes:
        return None
    levers = [{"kind": "smur-teams", "site": code, "teams": teams,
               "reason": f"{_words(teams)} {place.places[rank[code]].name}.",
               "source": "jumeau samu site, modèle de couverture (assumed)"}
              for code, teams in changes]  # fmt: skip
    return toml_text(
        {
            "format": 1, "name": name, "title": "Bases de SMUR proposées",
            "question": "Les bases proposées par jumeau samu site raccourcissent-elles le délai "
                        "des SMUR, équipes occupées comprises ?",
            "territory": where, "start": "2026-01-12", "days": 28, "warmup_days": 7,
            "replications": 20, "seed": 2026,
            "decision": {"indicator": "smur_response_p90", "threshold": 0, "better": "lower"},
            "lever": levers,
        },
        "Écrit par jumeau samu site : à faire juger par jumeau run.",
    )  # fmt: skip


def _hospital(code: str) -> bool:
    """Say whether a code is a FINESS number (nine signs) and not a commune's (five)."""
    return len(code) == 9


def _words(teams: int) -> str:
    return "Une équipe jour et nuit à" if teams > 0 else "Aucune équipe à"
