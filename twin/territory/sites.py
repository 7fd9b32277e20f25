"""Hospitals with an emergency department as the files describe them, before any estimate."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from twin.tables import JumeauError
from twin.territory import marks
from twin.territory.facility import Facility
from twin.territory.sources.emergency_departments import EMERGENCY


@dataclass(frozen=True, slots=True)
class Site:
    """A hospital as the files describe it, before anything is estimated.

    Attributes
    ----------
    hospital
        The site, without capacity.
    samu_seat
        Whether it hosts the SAMU of its department.
    smur
        `oui`, `incertain`, `non`; empty where nothing is declared.
    """

    hospital: Facility
    samu_seat: bool
    smur: str


def misplaced(
    path: Path, kept: pd.DataFrame, communes: pd.DataFrame, region: str | None
) -> list[JumeauError]:
    """Give a fault for each site outside the territory, in a wrong department, or a double seat.

    Parameters
    ----------
    path
        File, for the messages.
    kept
        Rows of `EMERGENCY`.
    communes
        Communes of the territory: `insee`, `dep`.
    region
        Region asked for, if any.
    """
    faults = []
    departments = dict(zip(communes["insee"], communes["dep"], strict=True))
    for finess, insee, dep in (
        kept[["finess", "insee", "dep"]].dropna().itertuples(index=False, name=None)
    ):
        if insee not in departments:
            faults.append(
                JumeauError(
                    f"{path}, finess {finess}",
                    f"la commune « {insee} » n'est pas dans le territoire.",
                    "Corrigez le code INSEE, ou retirez ce site (--region ne garde que les siens).",
                )
            )
        elif departments[insee] != dep:
            faults.append(
                JumeauError(
                    f"{path}, finess {finess}",
                    f"la commune {insee} est du département {departments[insee]}, pas « {dep} ».",
                    "Gardez les codes en texte, zéros de tête compris (« 01 », « 2A »).",
                )
            )
    if kept.empty:
        place = f"la région {region}" if region else "le territoire"
        faults.append(
            JumeauError(f"{path}", f"aucun site d'urgences dans {place}.", "Vérifiez le fichier.")
        )
    seats = kept.loc[(kept["samu_siege_nv"].notna() & kept["samu_siege_nv"].eq(True)).astype(bool)]
    for dep, rows in seats.groupby("dep"):
        if len(rows) > 1:
            faults.append(
                JumeauError(
                    f"{path}, département {dep!s}",
                    f"plusieurs sièges de SAMU : {', '.join(rows['finess'].tolist())}.",
                    "Un SAMU par département : gardez un seul samu_siege_nv = 1.",
                )
            )
    return faults


def sites_of(kept: pd.DataFrame) -> list[Site]:
    """Give the hospitals of rows that no check refused."""
    return [_site(row) for row in kept.to_dict("records")]


def _site(row: Mapping[Hashable, Any]) -> Site:
    def whole(name: str) -> int | None:
        value = row[name]
        return None if pd.isna(value) else int(value)

    def flag(name: str) -> bool:
        return not pd.isna(row[name]) and bool(row[name])

    def text(name: str) -> str:
        return "" if pd.isna(row[name]) else str(row[name])

    general, children = flag("urg_generales"), flag("urg_pediatriques")
    notes = [
        EMERGENCY.source,
        marks.SMUR_UNCERTAIN if text("smur_nv") == "incertain" else "",
        marks.SEASONAL if flag("saisonnier") else "",
        marks.ANTENNA if flag("antenne") else "",
        "" if general or children else marks.NO_AUTHORISATION,
    ]
    hospital = Facility(
        id=text("finess"), name=text("nom"), kind="hospital", zone=text("insee"),
        department=text("dep"), lon=float(row["lon"]), lat=float(row["lat"]),
        category=text("categorie"), beds_mco=whole("lits_mco"),
        beds_critical=whole("lits_rea"), beds_uhcd=whole("lits_uhcd"),
        visits_year=whole("passages_2025"), paediatric_only=children and not general,
        source=" ; ".join(note for note in notes if note),
    )  # fmt: skip
    return Site(hospital, flag("samu_siege_nv"), text("smur_nv"))
