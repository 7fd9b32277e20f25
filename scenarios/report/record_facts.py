"""What the records take from a run: every figure comes from its manifest or from the code."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from scenarios.report.figures import count, day
from scenarios.report.hypotheses import model_parameters
from twin.contracts.wards import WARDS_FR
from twin.indicators import catalogue
from twin.territory.quality.words import number

if TYPE_CHECKING:
    from scenarios.report.note import Sheet


def facts_of(sheet: Sheet) -> dict[str, Any]:
    """Give the fields that the texts of the records may use."""
    policy, base = sheet.subject.policy, sheet.subject.base
    record, scenario = policy.record, policy.record.scenario
    first, last = (day(one) for one in record.period.split("/"))
    status = Counter(one.status for one in model_parameters())
    central = [r for r in policy.records() if r.draw == 0]
    values = [(lever, value) for lever in sheet.levers for value in lever.values]
    return {
        "title": policy.title,
        "question": str(scenario.get("question", "")),
        "territory": record.territory.name,
        "vintage": record.territory.vintage,
        "hospitals": number(len(record.territory.hospitals)),
        "sources": [
            f"{one.get('name')} ({one.get('publisher') or 'producteur non dit'} ; "
            f"{one.get('vintage') or 'millésime non dit'})"
            for one in record.territory.sources
        ],
        "first": first,
        "last": last,
        "days": count(int(scenario["days"]), "jour"),
        "warmup": count(int(scenario["warmup_days"]), "jour"),
        "replications": count(len(central), "réplication"),
        "shared": count(sheet.subject.comparison.replications, "réplication"),
        "draws": record.draws,
        "seed": str(record.seed),
        "agents": record.agents,
        "levers": [f"{one.kind} ({one.reason})" for one in sheet.levers],
        "uncertain": [
            f"{lever.kind}, {value.name} : {value.said}"
            for lever, value in values
            if value.kind in ("interval", "law")
        ],
        "assumed_values": count(sum(v.status == "assumed" for _, v in values), "valeur"),
        "scenario_assumptions": [f"{key} : {said}" for key, said in sheet.assumptions],
        "parameters": number(sum(status.values())),
        "assumed": number(status["assumed"]),
        "published": number(status["published"]),
        "measured": number(status["measured"]),
        "indicators": number(len(catalogue())),
        "decisive": sheet.decisive.label,
        "wards": ", ".join(WARDS_FR.values()),
        "events": number(round(sum(r.events for r in central) / max(1, len(central)))),
        "patients": number(round(sum(r.patients for r in central) / max(1, len(central)))),
        "seconds": number(record.seconds + base.record.seconds),
        "versions": ", ".join(f"{name} {value}" for name, value in record.versions.items()),
        "jumeau": record.versions.get("jumeau", "version non dite"),
        "code": record.code_digest[:16],
        "digest": record.digest[:16],
        "territory_digest": record.territory.digest[:16],
        "result_hash": record.result_hash[:16],
        "base_hash": base.record.result_hash[:16],
        "access_rules": record.territory.access_rules,
        "created": day(record.created),
    }
