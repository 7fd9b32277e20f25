"""Referrals, batches and grades as JSON and as sentences: the same figures, the same keys."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from logistics.samu.grading.case import NEEDS, Case
from logistics.samu.grading.grade import Grade
from logistics.samu.grading.rules import Rules
from logistics.samu.referral import parameters as p
from logistics.samu.referral.choose import MODES, Option
from scenarios.access_said import access_said
from scenarios.samu_batch import Plan, places_table, why_unserved
from scenarios.samu_ground import KEYS, Ground
from scenarios.samu_period import START
from scenarios.samu_reading import WHOLE
from scenarios.samu_refer import Referred, Situation
from scenarios.samu_words import NOT_A_DEVICE
from scenarios.siting_files import DEFINITION

REFUSED_FR = {
    "team_busy": "base(s) sans équipe de garde et libre",
    "team_no_way": "équipe(s) sans route, sans jour ou hors secteur",
    "door_service": "site(s) sans le service, ou qui ne reçoit pas cet âge",
    "door_full": "site(s) sans place",
    "door_closed": "site(s) fermé(s) à l'heure d'arrivée",
}
LAW = (
    "Délais : chaque durée est lognormale et indépendante, la somme aussi (moments, Fenton 1960) ; "
    f"dispersion des trajets supposée ({p.ROAD_SIGMA.number:g} sur le logarithme).".replace(
        "0.", "0,"
    )
)
RANKING = (
    f"Classement (supposé) : minutes jusqu'au traitement × poids de la priorité ; un délai manqué "
    f"vaut {p.LATE_MIN.number:g} min, un point d'appels découverts {p.COVER_MIN.number:g} ; plus "
    "le prix de la place pour les autres cas du fichier."
)
COVERAGE = (
    f"Couverture : appels de SMUR de cette heure à {p.REACH_MIN.number:g} min ou moins d'une "
    "équipe libre. "
) + DEFINITION
NOTES = (
    NOT_A_DEVICE,
    "Cas archivés ou inventés seulement : ni flux du jour, ni identité. Un médecin décide.",
    LAW, RANKING, COVERAGE,
    "Ni météo, ni trafic du jour, ni équipe déjà engagée, sauf le fichier des équipes libres.",
)  # fmt: skip
BATCH_NOTES = (
    NOT_A_DEVICE,
    "Cas archivés ou inventés seulement : ni flux du jour, ni identité. Un médecin décide.",
    "Délais moyens : équipe de garde la plus proche, sur place, route, porte (durées supposées) ; "
    "les équipes ne s'épuisent pas, les places si. Un site absent du fichier n'a pas de place.",
)  # fmt: skip


def finite(value: Any) -> Any:
    """Replace what is no number by null, all the way down."""
    if isinstance(value, dict):
        return {key: finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def digest(body: dict[str, Any]) -> str:
    """Give the sha256 of an answer: what decisions are about."""
    told = {k: v for k, v in body.items() if k != "digest"}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def sealed(body: dict[str, Any]) -> dict[str, Any]:
    """Give an answer with its digest."""
    found: dict[str, Any] = finite(body)
    return {**found, "digest": digest(found)}


def instant_text(at: datetime) -> str:
    """Give a local instant, to the minute."""
    return at.isoformat(timespec="minutes")


def graded(case: Case, one: Grade) -> dict[str, Any]:
    """Give a grade as a row."""
    return {
        "case": case.id, "zone": case.zone, "motive": case.motive, "band": case.band,
        "priority": one.priority, "response": one.response, "needs": list(one.needs),
        "reason": one.reason, "rules": [rule.id for rule in one.rules],
        "assumed": not one.rules or any(rule.status == "assumed" for rule in one.rules),
    }  # fmt: skip


def rules_told(rules: Rules) -> dict[str, Any]:
    """Give the rules for JSON."""
    return sealed({
        "notice": NOT_A_DEVICE, "title": rules.title,
        "motives": [{"id": k, "name": v} for k, v in rules.motives.items()],
        "signs": [{"id": k, "name": v} for k, v in rules.signs.items()],
        "needs": [{"id": n.id, "word": NEEDS[n.id], "name": n.name, "window_min": n.window_min,
                   "window_from": n.window_from, "care_min": n.care_min,
                   "care_sigma": n.care_sigma, "source": n.source, "status": n.status}
                  for n in rules.needs.values()],
        "rules": [{"id": r.id, "motives": r.motives, "signs": r.signs, "ages": r.ages,
                   "onset_max_min": r.onset_max_min, "priority": r.priority,
                   "response": r.response, "needs": r.needs, "reason": r.reason,
                   "source": r.source, "status": r.status} for r in rules.rules],
        "otherwise": dict(zip(("priority", "response", "reason"), rules.otherwise, strict=True)),
    })  # fmt: skip


def referrals(situation: Situation, found: Sequence[Referred]) -> dict[str, Any]:
    """Give referrals for JSON, each option with its figures, its limits and its reason."""
    days = [one.at.date() for one in found] or [START]
    access = access_said(situation.place.territory, min(days), max(days))
    return sealed({
        "notice": NOT_A_DEVICE, "kind": "refer", "territory": situation.place.territory.name,
        "cases": [_referred(situation, one) for one in found],
        "assumptions": [{"name": s.name, "value": s.value, "unit": s.unit, "label": s.label,
                         "source": s.source, "status": s.status} for s in p.EVERY],
        "access": access,
        "notes": [*NOTES, access, *supposed_notes(situation.place)],
    })  # fmt: skip


def supposed_notes(ground: Ground) -> list[str]:
    """Say which services are only supposed."""
    if not ground.supposed:
        return []
    words = ", ".join(NEEDS[need] for need in ground.supposed)
    return [f"Sites supposés d'après leurs lits, à déclarer (--services) : {words}."]


def _referred(situation: Situation, one: Referred) -> dict[str, Any]:
    rows = [option_row(situation, one, k) for k in range(len(one.options))]
    return {
        **graded(one.case, one.grade), "at": instant_text(one.at), "answer": one.answer,
        "why": one.why, "covered_share": one.covered,
        "rescue": "" if one.rescue is None else one.rescue[0],
        "rescue_min": float("nan") if one.rescue is None else one.rescue[1],
        "windows": [{"need": need, "left_min": left,
                     "from": "contact" if contact else "decision"}
                    for need, left, contact in one.windows],
        "options": rows, "notes": list(one.notes),
        "refused": [{"limit": key, "words": words, "count": one.refused.get(key, 0)}
                    for key, words in REFUSED_FR.items()],
    }  # fmt: skip


def option_row(situation: Situation, one: Referred, rank: int) -> dict[str, Any]:
    """Give one option: figures, capacity and its age, limits, reason against the next."""
    ground, option = situation.place, one.options[rank]
    base, door = ground.bases[option.team], ground.doors[option.door]
    number, age = _capacity(situation, one, option)
    lost = option.cover_cost / (100 * p.COVER_MIN.number)
    limits = []
    if math.isnan(number):
        limits.append("places non déclarées")
    elif math.isnan(age):
        limits.append("relevé des places sans heure")
    elif age > p.STALE_MIN.number:
        limits.append(f"relevé des places vieux de {age:.0f} min")
    if option.in_time < p.SAFE.number:
        limits.append("délai probablement manqué")
    if any(need in ground.supposed for need in one.grade.needs):
        limits.append("service supposé d'après les lits")
    if not door.emergency:
        limits.append("site sans urgences, supposé ouvert jour et nuit")
    return {
        "rank": rank + 1, "base": base.id, "team": base.name, "mode": MODES[base.mode],
        "site": door.id, "destination": door.name, "scene_min": option.scene_min,
        "contact_min": option.contact_min, "treatment_min": option.treatment_min,
        "treatment_p90_min": option.treatment_p90_min, "in_time_probability": option.in_time,
        "covered_after_share": one.covered - lost, "covered_lost_share": lost,
        "places": number, "places_age_min": age, "price_weighted_min": option.price,
        "cost_weighted_min": option.cost, "limits": limits,
        "reason": against_next(one.options, rank),
    }  # fmt: skip


def _capacity(situation: Situation, one: Referred, option: Option) -> tuple[float, float]:
    """Give the free places of the need taken, and the minutes since they were counted."""
    door = situation.place.doors[option.door].id
    table, known = places_table(situation.place, situation.places)
    k = KEYS.index(one.grade.place_taken)
    if not known[option.door, k]:
        return float("nan"), float("nan")
    read = [situation.places[door, key][1] for key in (one.grade.place_taken, WHOLE)
            if (door, key) in situation.places]  # fmt: skip
    times = [r for r in read if r is not None]
    age = (one.at - min(times)).total_seconds() / 60 if times else float("nan")
    return float(table[option.door, k]), age


def against_next(options: Sequence[Option], rank: int) -> str:
    """Say what makes an option better than the next, largest part first."""
    if rank + 1 >= len(options):
        return "dernière option retenue"
    a, b = options[rank], options[rank + 1]
    parts = [
        (b.cost - a.cost - (b.late_cost - a.late_cost) - (b.cover_cost - a.cover_cost)
         - (b.price - a.price), f"traitement {_more(b.treatment_min - a.treatment_min, 'min')}"),
        (b.late_cost - a.late_cost,
         "délai tenu " + _more(100 * (a.in_time - b.in_time), "fois sur 100", "moins", "plus")),
        (b.cover_cost - a.cover_cost,
         "couverture " + _more((b.cover_cost - a.cover_cost) / p.COVER_MIN.number,
                               "pt", "moins", "plus")),
        (b.price - a.price, "place " + _more(b.price - a.price, "min", "plus chère de",
                                             "moins chère de")),
    ]  # fmt: skip
    told = sorted((x for x in parts if abs(x[0]) > 0.05), key=lambda x: -abs(x[0]))
    if not told:
        return "équivaut à la suivante"
    return f"la suivante : {' ; '.join(words for _, words in told)}"


def _more(value: float, unit: str, more: str = "plus tard", less: str = "plus tôt") -> str:
    text = f"{abs(value):.1f}".replace(".", ",")
    if more.endswith(" de"):
        return f"{more if value > 0 else less} {text} {unit}"
    return f"{text} {unit} {'de ' if more in ('plus', 'moins') else ''}" + (
        more if value > 0 else less
    )


def planned(ground: Ground, found: Plan) -> dict[str, Any]:
    """Give a batch for JSON."""
    access = access_said(ground.territory, found.at.date())
    return sealed({
        "notice": NOT_A_DEVICE, "kind": "batch", "territory": ground.territory.name,
        "at": instant_text(found.at), "sent": int((found.grouped.group >= 0).sum()),
        "summary": [_sum("flow", found.flow), _sum("severity_order", found.rule)]
        + ([] if found.every is None else [_sum("every_arc", found.every)]),
        "cases": [case_row(ground, found, i) for i in range(len(found.cases))],
        "hospitals": hospital_rows(ground, found),
        "access": access,
        "notes": [*BATCH_NOTES, access, *supposed_notes(ground)],
    })  # fmt: skip


def _sum(name: str, one: Any) -> dict[str, Any]:
    return {"plan": name, "unserved": int(one.unserved.sum()), "late": int(one.late),
            "weighted_min": float(one.weighted_min)}  # fmt: skip


def case_row(ground: Ground, found: Plan, i: int) -> dict[str, Any]:
    """Give one case of a batch: where it goes by the plan and by the rule, and why not."""
    case, g = found.cases[i], int(found.grouped.group[i])
    window = float(found.grouped.batch.window[g]) if g >= 0 else float("nan")
    door, other = int(found.door[i]), int(found.rule_door[i])
    judged = door >= 0 and math.isfinite(window)
    if g < 0:
        why = "sans transport : médecin ou conseil"
    elif door < 0:
        why = why_unserved(ground, found, i)
    else:
        why = ""
    options = [{"rank": k + 1, "site": ground.doors[j].id, "destination": ground.doors[j].name,
                "plan": name}
               for k, (j, name) in enumerate([(door, "flow"), (other, "severity_order")])
               if j >= 0 and (k == 0 or j != door)]  # fmt: skip
    return {
        **graded(case, found.grouped.grades[i]),
        "site": "" if door < 0 else ground.doors[door].id,
        "destination": "" if door < 0 else ground.doors[door].name,
        "treatment_min": float(found.minutes[i]), "window_min": window,
        "in_time": bool(found.minutes[i] <= window) if judged else None,
        "rule_site": "" if other < 0 else ground.doors[other].id,
        "rule_treatment_min": float(found.rule_minutes[i]), "why": why, "options": options,
    }  # fmt: skip


def hospital_rows(ground: Ground, found: Plan) -> list[dict[str, Any]]:
    """Give, by hospital and need with places, how many each plan takes."""
    batch = found.grouped.batch
    rows = []
    for j, door in enumerate(ground.doors):
        for k, need in enumerate(KEYS):
            if batch.places[j, k]:
                used = [int(one.count[(one.hospital == j) & (batch.need[one.patient] == k)].sum())
                        for one in (found.flow, found.rule)]  # fmt: skip
                rows.append({"site": door.id, "name": door.name, "need": need,
                             "places": int(batch.places[j, k]), "beds": int(batch.beds[j]),
                             "flow": used[0], "severity_order": used[1]})  # fmt: skip
    return rows
