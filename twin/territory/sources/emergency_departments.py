"""The emergency departments: site, authorisations, yearly visits, beds (SAE joined with FINESS)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from twin.tables import Column, JumeauError, Table
from twin.territory.sources.places import outside_france

_UNVERIFIED = "non vérifié : absent des fichiers officiels, à contrôler (SAE, ARS)"
_DECLARED = "vide : non déclaré, jamais zéro"


def _beds(name: str, meaning: str, required: bool = False) -> Column:
    return Column(name, "integer", f"{meaning} ; {_DECLARED}", "lits", required=required,
                  nullable=True, minimum=0, maximum=10_000)  # fmt: skip


EMERGENCY = Table(
    name="urgences",
    meaning="une ligne par site autorisé à recevoir des urgences",
    columns=(
        Column("finess", "text", "numéro FINESS géographique", length=9),
        Column("nom", "text", "nom du site"),
        Column("commune_sae", "text", "commune selon la SAE", required=False, nullable=True),
        Column("insee", "text", "commune qui contient le point", length=5),
        Column("dep", "text", "code du département"),
        Column("categorie", "text", "chu, ch, private, army", required=False, nullable=True),
        Column("lon", "number", "longitude du site", "degrés WGS84", minimum=-180, maximum=180),
        Column("lat", "number", "latitude du site", "degrés WGS84", minimum=-90, maximum=90),
        Column("urg_generales", "flag", "autorisation d'urgences générales (AUTGEN)"),
        Column("urg_pediatriques", "flag", "autorisation d'urgences pédiatriques (AUTPED)"),
        Column("saisonnier", "flag", "site saisonnier (AUTSAIS)", required=False, nullable=True),
        Column("antenne", "flag", "antenne de médecine d'urgence (AUTMEDURG)", required=False,
               nullable=True),
        Column("passages_2025", "integer", f"passages de l'année (PASSU) ; {_DECLARED}",
               "passages", nullable=True, minimum=1, maximum=1e6),
        _beds("lits_mco", "lits de médecine, chirurgie, obstétrique", required=True),
        _beds("lits_rea", "lits de réanimation"),
        _beds("lits_si", "lits de soins intensifs"),
        _beds("lits_uhcd", "lits d'hospitalisation de courte durée"),
        Column("samu_siege_nv", "flag", f"siège du SAMU du département ; {_UNVERIFIED}",
               required=False, nullable=True),
        Column("smur_nv", "text", f"base SMUR ; {_UNVERIFIED}", required=False, nullable=True,
               choices=("oui", "incertain", "non")),
    ),
    key=("finess",),
    source="DREES, SAE 2025 ; FINESS, 12 mai 2026 (Licence Ouverte 2.0)",
)  # fmt: skip
VINTAGE = "SAE 2025"


def read_emergency(path: Path) -> tuple[pd.DataFrame, list[JumeauError]]:
    """Read the emergency departments of a file and say everything that is wrong with it.

    Parameters
    ----------
    path
        CSV file with the columns of `EMERGENCY`.

    Returns
    -------
    pandas.DataFrame
        All the columns of the table (empty where the file has none), sites sorted by FINESS.
    list of JumeauError
        Every fault of the rows.

    Raises
    ------
    JumeauError
        When the file cannot be read as this table at all.
    """
    frame, faults = EMERGENCY.scan_csv(path)
    if frame.empty:
        faults.append(
            JumeauError(f"{path}", "aucun site d'urgences.", "Fournissez une ligne par site.")
        )
    faults += outside_france(path, "finess", frame)
    every = frame.reindex(columns=[c.name for c in EMERGENCY.columns])
    return every.sort_values("finess", ignore_index=True), faults
