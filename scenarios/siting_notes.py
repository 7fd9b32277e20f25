"""What a siting answer must say beside its figures: costs, tiers, helicopters, EDs with limits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from scenarios.siting import Siting
from scenarios.siting_asked import CREWS, DOCTOR, HELICOPTER, PARAMEDIC, Question
from scenarios.siting_ground import Ground
from twin.parameters import helicopter2026, siting2026
from twin.parameters.pathways_calls2026 import GROUNDED
from twin.territory.openings import OPEN, access_by_hour

SOURCED = {
    DOCTOR: siting2026.DOCTOR_TEAM,
    PARAMEDIC: siting2026.PARAMEDIC_TEAM,
    HELICOPTER: siting2026.HELICOPTER,
}
STATUS_FR = {"published": "publié", "assumed": "hypothèse", "measured": "mesuré",
             "given": "donné par --cout"}  # fmt: skip
PART = (
    "Coûts : une équipe à certaines heures coûte sa part des heures de la semaine (hypothèse : ni "
    "majoration de nuit, ni économie d'une équipe partagée avec les urgences) ; les équipes en "
    "place ne coûtent rien de plus."
)


def costs(question: Question) -> list[dict[str, Any]]:
    """Give the cost of each crew asked for, with its source; the same keys in every row."""
    shown = dict(question.offer.costs_eur)
    asked = [*question.offer.crews]
    if HELICOPTER in asked and DOCTOR not in asked:
        asked.append(DOCTOR)
    rows = []
    for crew in asked:
        own = SOURCED[crew]
        same = shown[crew] == own.number
        rows.append({
            "crew": crew, "crew_words": CREWS[crew], "eur_year": shown[crew],
            "status": own.status if same else "given", "source": own.source if same else "",
            "label": own.label,
        })  # fmt: skip
    return rows


def notes_of(found: Siting, usual: Sequence[str]) -> tuple[str, ...]:
    """Give every note of an answer.

    Parameters
    ----------
    usual
        Those of road teams with a doctor.
    """
    q, crews = found.question, found.question.offer.crews
    notes = [one for one in usual if HELICOPTER not in crews or not one.startswith("Ni hélico")]
    if HELICOPTER in crews:
        machines = int(found.now.helicopters.max(axis=1).sum())
        notes.append(
            "Hélicoptère : de jour (lumière du milieu du territoire, toute l'année) et par temps "
            f"favorable ({100 * (1 - GROUNDED.number):.0f} % des périodes de six heures, "
            f"hypothèse) ; départ {helicopter2026.TAKEOFF_DAY.number:g} min, ligne droite à "
            f"{helicopter2026.CRUISE.number:g} km/h, {helicopter2026.APPROACH.number:g} min pour "
            "se poser ; ni lieu de poser, ni marche jusqu'au patient. "
            f"Hélicoptères déjà déclarés par le territoire : {machines}."
        )
        notes.append("Ni médecin correspondant du SAMU, ni renfort des départements voisins.")
    if PARAMEDIC in crews or q.model == "tandem":
        notes.append(
            f"Deux métiers : {100 * q.need_doctor:.0f} % des appels de SMUR demandent un médecin "
            f"en {q.standard.doctor_within:g} min ({_need(q)}) ; "
            "les autres, une équipe quelconque. Une équipe paramédicale part à la demande du "
            "médecin régulateur (décrets 2023-1374 et 2023-1376) et ne remplace pas le médecin ; "
            "« équipe libre » et « deux bases » ne comptent que les équipes médicalisées."
        )
    if q.offer.budgeted or crews != (DOCTOR,) or q.model == "minimum":
        notes.append(PART)
        notes += [_cost(row) for row in costs(q)]
    return tuple(notes + limited(found.place, q.day))


def _cost(row: dict[str, Any]) -> str:
    """Say a cost, its status and its source."""
    label, amount = row["label"], f"{row['eur_year']:,.0f}".replace(",", "\u202f")
    source = f" Source : {row['source']}." if row["source"] else ""
    return f"Coût ({STATUS_FR[row['status']]}) : {label[0].lower()}{label[1:]}, {amount} €.{source}"


def _need(question: Question) -> str:
    """Say where the share of the calls that need a doctor comes from."""
    own = siting2026.NEED_DOCTOR
    if question.need_doctor != own.number:
        return "donné par --part-medecin"
    return own.source[0].lower() + own.source[1:]


def limited(place: Ground, day: date | None) -> list[str]:
    """Say which SMUR bases stand in a hospital whose ED does not receive freely at all hours.

    A suspended, regulated or closed ED keeps its SMUR (an *antenne* is a SMUR without reception:
    CSP R. 6123-6-1), so its teams count here as they are declared; what changes is where they take
    the patient, which lengthens the mission: the twin lives it, the coverage models do not.
    """
    territory = place.territory
    hospitals = [f for f in territory.of_kind("hospital")
                 if any(p.base and p.id == f.id for p in place.places)]  # fmt: skip
    if not hospitals:
        return []
    states = access_by_hour(hospitals, territory.access_rules, day)
    shut = [(f.name, int(np.sum(row < OPEN))) for f, row in zip(hospitals, states, strict=True)
            if (row < OPEN).any()]  # fmt: skip
    if not shut:
        return []
    named = ", ".join(f"{name} ({hours} h par semaine)" for name, hours in shut)
    return [
        f"Urgences à accès limité, SMUR compté présent comme déclaré : {named}. Leurs patients "
        "sont conduits plus loin à ces heures : le jumeau le vit, ces modèles non ; si le SMUR "
        "ferme aussi, fermez-le (--fermer) ou donnez ses heures (--capacites de territory build)."
    ]
