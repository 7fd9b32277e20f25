"""The last step of a siting answer as a scenario that the twin can live."""

from __future__ import annotations

from typing import Any

from scenarios.siting import Siting
from scenarios.siting_asked import CREWS, HELICOPTER, PARAMEDIC
from scenarios.siting_offer import HOSPITAL_SIGNS, Team
from scenarios.toml_text import toml_text
from twin.tables import JumeauError

START, DAYS, WARMUP_DAYS = "2026-01-12", 28, 7
SOURCE = "jumeau samu site, modèle de couverture (assumed)"


def scenario_text(found: Siting, where: str, name: str, start: str = START) -> str | None:
    """Give a scenario that lives the last step in the twin; none where nothing changes.

    Raises
    ------
    JumeauError
        When a step holds what the twin cannot live: a base in a commune without a hospital, a team
        without a doctor.
    """
    place, last = found.place, found.last
    if last is None:
        return None
    for one in last.teams:
        here = place.places[one.place]
        if len(here.id) != HOSPITAL_SIGNS:
            raise JumeauError(here.name, "le jumeau n'ouvre une base que dans un hôpital.",
                              "Retirez --communes pour faire juger la réponse.")  # fmt: skip
        if one.crew == PARAMEDIC:
            raise JumeauError(
                here.name, "le jumeau ne connaît pas d'équipe sans médecin.",
                "Retirez paramedical de --equipes pour faire juger la réponse.",
            )  # fmt: skip
    levers = [_lever(found, one) for one in last.teams]
    levers += _closed(found)
    if not levers:
        return None
    return toml_text(
        {
            "format": 1, "name": name, "title": "Bases de SMUR proposées",
            "question": "Les bases proposées par jumeau samu site raccourcissent-elles le délai "
                        "des SMUR, équipes occupées comprises ?",
            "territory": where, "start": start, "days": DAYS, "warmup_days": WARMUP_DAYS,
            "replications": 20, "seed": 2026,
            "decision": {"indicator": "smur_response_p90", "threshold": 0, "better": "lower"},
            "lever": levers,
        },
        "Écrit par jumeau samu site : à faire juger par jumeau run.",
    )  # fmt: skip


def flies(found: Siting) -> bool:
    """Say whether the last step opens a helicopter: `jumeau samu confirm` does not weigh it."""
    return found.last is not None and any(one.crew == HELICOPTER for one in found.last.teams)


def _lever(found: Siting, one: Team) -> dict[str, Any]:
    here = found.place.places[one.place]
    kind = ({"kind": "helicopter", "site": here.id, "helicopters": 1} if one.crew == HELICOPTER
            else {"kind": "smur-teams", "site": here.id, "teams": 1})  # fmt: skip
    return {
        **kind, **one.shift.lever,
        "reason": f"Ajout à {here.name} : {CREWS[one.crew]}, {one.shift.words}.",
        "source": SOURCE,
    }  # fmt: skip


def _closed(found: Siting) -> list[dict[str, Any]]:
    place = found.place
    shut = [j for j in place.bases
            if place.places[j].id in found.question.closed
            or place.places[j].base in found.question.closed]  # fmt: skip
    return [
        {"kind": "smur-teams", "site": place.places[j].id, "teams": -int(place.teams[j].max()),
         "reason": f"Aucune équipe à {place.places[j].name}.", "source": SOURCE}
        for j in shut if place.teams[j].any()
    ]  # fmt: skip
