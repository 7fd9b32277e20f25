"""Observed flows as a file gives them: visits from a commune, or a postcode, to a site."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from twin.tables import Column, JumeauError, Table

FLOWS = Table(
    name="flux",
    meaning="une ligne par zone d'origine et site : passages observés (RPU agrégés)",
    columns=(
        Column("insee", "text", "commune d'origine", length=5, required=False, nullable=True),
        Column("code_postal", "text", "code postal d'origine, si la commune manque", length=5,
               required=False, nullable=True),
        Column("finess", "text", "numéro FINESS géographique du site", length=9),
        Column("passages", "integer", "passages observés", "passages", minimum=0, maximum=1e7),
    ),
    source="RPU agrégés par l'utilisateur",
)  # fmt: skip
POSTCODES = Table(
    name="codes_postaux",
    meaning="une ligne par commune et code postal (base officielle des codes postaux, La Poste)",
    columns=(
        Column("insee", "text", "commune", length=5),
        Column("code_postal", "text", "code postal", length=5),
    ),
    source="La Poste, base officielle des codes postaux (Licence Ouverte)",
)
ALIASES = {"Code_commune_INSEE": "insee", "#Code_commune_INSEE": "insee",
           "code_commune_insee": "insee", "Code_postal": "code_postal"}  # fmt: skip


def read_flows(path: Path, postcodes: Path | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read flows: `zone`, `finess`, `count`, and the communes of each zone: `zone`, `insee`.

    Parameters
    ----------
    path
        CSV with `finess`, `passages`, and `insee` or `code_postal`.
    postcodes
        CSV `insee,code_postal`, needed when the origins are postcodes.

    Raises
    ------
    JumeauError
        When a file is not such a table, or postcodes have no table of their communes.
    """
    frame = FLOWS.read_csv(path)
    for name in ("insee", "code_postal"):
        if name not in frame:
            frame[name] = pd.NA
    if frame[["insee", "code_postal"]].isna().all(axis=1).any():
        raise JumeauError(
            f"{path}", "des lignes sans insee ni code_postal.", "Donnez l'origine de chaque flux."
        )
    by_code = frame["insee"].isna()
    zone = frame["insee"].where(~by_code, "CP" + frame["code_postal"].astype(str))
    communes = pd.DataFrame({"zone": zone[~by_code], "insee": frame.loc[~by_code, "insee"]})
    if by_code.any():
        if postcodes is None:
            raise JumeauError(
                f"{path}",
                f"{int(by_code.sum())} lignes n'ont qu'un code postal.",
                "Ajoutez --codes-postaux FICHIER (insee,code_postal : base de La Poste).",
            )
        table = POSTCODES.read_csv(postcodes, rename=ALIASES)
        found = pd.DataFrame({"zone": "CP" + table["code_postal"], "insee": table["insee"]})
        communes = pd.concat([communes, found[found["zone"].isin(set(zone[by_code]))]])
    counts = pd.DataFrame({"zone": zone, "finess": frame["finess"], "count": frame["passages"]})
    flows = counts.groupby(["zone", "finess"], as_index=False).agg({"count": "sum"})
    if flows["count"].sum() == 0:
        raise JumeauError(f"{path}", "aucun passage.", "Donnez des flux non nuls.")
    return flows, communes.drop_duplicates(ignore_index=True)
