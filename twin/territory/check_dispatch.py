"""Doubts on the SAMU and the SMUR bases: none known, uncertain, or supposed."""

from __future__ import annotations

from collections.abc import Iterator

from twin.territory import marks
from twin.territory.check_sites import name_of, own_departments, whole
from twin.territory.territory import Finding, Territory


def no_smur(territory: Territory) -> Iterator[Finding]:
    """Without a SMUR, no life-threatening call gets a team."""
    bases = territory.own("smur")
    if not bases:
        yield Finding(
            "error",
            whole(territory),
            "aucune base SMUR.",
            "Renseignez smur_nv (oui, non) dans le fichier des urgences.",
        )
        return
    for dep in sorted({*own_departments(territory)} - {base.department for base in bases}):
        yield Finding(
            "warning",
            f"département {dep}",
            "aucune base SMUR connue.",
            "Renseignez smur_nv dans le fichier des urgences.",
        )


def smur_doubtful(territory: Territory) -> Iterator[Finding]:
    """A SMUR that the source is not sure of is not counted; a supposed one is."""
    for hospital in territory.own("hospital"):
        if marks.SMUR_UNCERTAIN in hospital.source:
            yield Finding(
                "warning",
                name_of(hospital),
                "SMUR incertain : non retenu.",
                "Confirmez auprès de l'ARS : smur_nv = oui ou non.",
            )
    supposed = [f for f in territory.own("smur") if marks.SMUR_ASSUMED in f.source]
    if supposed:
        yield Finding(
            "warning",
            whole(territory),
            f"aucun SMUR déclaré : {len(supposed)} bases supposées, une par site public "
            "recevant des adultes.",
            "Renseignez la colonne smur_nv.",
        )
    unverified = [f for f in territory.own("smur") if marks.SMUR_UNVERIFIED in f.source]
    if unverified:
        yield Finding(
            "information",
            whole(territory),
            f"{len(unverified)} bases SMUR d'une source non officielle.",
            "À contrôler avec la SAE (URGENCES2) ou l'ARS.",
        )


def no_samu(territory: Territory) -> Iterator[Finding]:
    """A department without a dispatch centre answers no call."""
    centres = {f.department: f for f in territory.of_kind("samu")}
    for dep in own_departments(territory):
        if dep not in centres:
            yield Finding(
                "error",
                f"département {dep}",
                "aucun SAMU.",
                "Reconstruisez le territoire avec un siège (samu_siege_nv = 1).",
            )
        elif marks.SEAT_ASSUMED in centres[dep].source:
            yield Finding(
                "warning",
                f"département {dep}",
                "siège du SAMU supposé.",
                "Renseignez samu_siege_nv = 1 pour son site.",
            )
