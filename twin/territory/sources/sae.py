"""SAE, the yearly statistics of hospitals (DREES): emergency departments, beds, intensive care.

One file a table and a year (`URGENCES_2025.csv`, `URGENCES_2014r.csv`). An empty cell is "not
declared", never zero. The case of the columns varies; a few changed name since 2014.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from twin.tables import Column, JumeauError, Table
from twin.territory.sources.catalogue import Source
from twin.territory.sources.reading import Publisher, Reading, read_rows
from twin.territory.sources.recognition import columns, head_lines, year_in

PUBLISHER = Publisher(
    "Statistique annuelle des établissements de santé (SAE)", "DREES", "Licence Ouverte 2.0",
    "https://data.drees.solidarites-sante.gouv.fr/explore/dataset/707_bases-administratives-sae/",
)  # fmt: skip
ALIASES = {
    "fi_et": "fi", "finess": "fi", "nofinesset": "fi", "com": "cominsee", "comminsee": "cominsee",
    "catr": "cat", "annee": "an",
}  # fmt: skip
"""Names of other years or other bases; COM (2014) against COMINSEE was seen, FI_ET in extracts."""
UNITS_CRITICAL = ("REAADU", "REAENF", "REAPEDREC")
UNITS_INTENSIVE = ("SIADU", "SIPED")
_UNDECLARED = "vide : non déclaré, jamais zéro"


def _common(*more: Column) -> tuple[Column, ...]:
    return (
        Column("an", "integer", "année de la SAE", required=False, nullable=True, minimum=1990,
               maximum=2079),
        Column("fi", "text", "numéro FINESS géographique, neuf caractères", length=9),
        Column("rs", "text", "raison sociale", required=False, nullable=True),
        *more,
    )  # fmt: skip


def _flag(name: str, meaning: str, required: bool = False) -> Column:
    return Column(name, "flag", meaning, required=required, nullable=True)


def _count(name: str, meaning: str, unit: str, required: bool = True) -> Column:
    return Column(name, "number", f"{meaning} ; {_UNDECLARED}", unit, required=required,
                  nullable=True, minimum=0, maximum=1e6)  # fmt: skip


ID = Table(
    "sae_id", "une ligne par établissement : identité",
    _common(
        Column("cat", "text", "catégorie FINESS", required=False, nullable=True),
        Column("dep", "text", "département (9A à 9F outre-mer)", required=False, nullable=True),
        Column("nomcom", "text", "commune", required=False, nullable=True),
        Column("cominsee", "text", "code INSEE de la commune", required=False, nullable=True),
    ),
    key=("fi",), source="DREES, SAE, bordereau ID",
)  # fmt: skip
URGENCES = Table(
    "sae_urgences", "une ligne par établissement : autorisations d'urgences",
    _common(
        _flag("autsu", "autorisation d'accueil des urgences", required=True),
        _flag("autgen", "urgences générales"),
        _flag("autped", "urgences pédiatriques"),
        _flag("autsais", "site saisonnier"),
        _flag("autmedurg", "antenne de médecine d'urgence (depuis 2024)"),
    ),
    key=("fi",), source="DREES, SAE, bordereau URGENCES",
)  # fmt: skip
URGENCES2 = Table(
    "sae_urgences2", "une ligne par établissement et par service d'urgences (GEN, PED)",
    _common(
        Column("urg", "text", "service : GEN (général) ou PED (pédiatrique)"),
        _count("passu", "passages de l'année", "passages"),
        _count("lit_uhcd", "lits d'hospitalisation de courte durée", "lits", required=False),
        Column("impl_smur_site", "text", "SMUR implanté sur le site (1 ou 0)", required=False,
               nullable=True),
    ),
    key=("fi", "urg"), source="DREES, SAE, bordereau URGENCES2",
)  # fmt: skip
MCO = Table(
    "sae_mco", "une ligne par établissement : médecine, chirurgie, obstétrique",
    _common(_count("lit_mco", "lits installés au 31 décembre", "lits")),
    key=("fi",), source="DREES, SAE, bordereau MCO",
)  # fmt: skip
REA = Table(
    "sae_rea", "une ligne par établissement et par unité de soins critiques ; SITOT est un total, "
    "jamais additionné",
    _common(
        Column("uni", "text", "unité (REAADU, REAENF, REAPEDREC, SIADU, SIPED, SITOT…)"),
        _count("lit", "lits installés", "lits"),
    ),
    key=("fi", "uni"), source="DREES, SAE, bordereau REA",
)  # fmt: skip
SIGNS: Mapping[str, tuple[Table, frozenset[str]]] = {
    "sae_urgences2": (URGENCES2, frozenset({"urg", "passu"})),
    "sae_urgences": (URGENCES, frozenset({"autsu"})),
    "sae_rea": (REA, frozenset({"uni", "lit"})),
    "sae_mco": (MCO, frozenset({"lit_mco"})),
    "sae_id": (ID, frozenset({"rs"})),
}
"""The columns by which each table is known, besides FI and AN or BOR."""


def recogniser(source: str) -> Callable[[str, bytes], bool]:
    """Give the function that knows one table of the SAE."""

    def recognise(name: str, head: bytes) -> bool:
        found = columns(head)
        if not {"fi", "fi_et"} & found or not {"an", "bor"} & found:
            return False
        if source != "sae_id":
            return SIGNS[source][1] <= found
        lines = head_lines(head)
        said = len(lines) > 1 and lines[1].lstrip('"').upper().startswith(("ID;", 'ID"'))
        named = name.upper().startswith("ID_")
        return SIGNS[source][1] <= found and (said or named) and bool({"cat", "nomcom"} & found)

    return recognise


def reader(source: str) -> Callable[[Path], Reading]:
    """Give the function that reads one table of the SAE."""

    def read(path: Path) -> Reading:
        table = SIGNS[source][0]
        # A site without one of its services or units would have a wrong sum.
        whole = "fi" if len(table.key) > 1 else ""
        reading = read_rows(path, table, PUBLISHER, aliases=ALIASES, together=whole)
        years = sorted({int(year) for year in reading.frame["an"].dropna()})
        if len(years) > 1:
            raise JumeauError(
                f"{path}",
                f"plusieurs années dans la colonne AN : {', '.join(map(str, years))}.",
                "Donnez un fichier par année.",
            )
        return reading.dated(f"SAE {years[0] if years else year_in(path.name)}".strip())

    return read


_LABELS = {
    "sae_id": "SAE, table ID : identité des établissements",
    "sae_urgences": "SAE, table URGENCES : autorisations",
    "sae_urgences2": "SAE, table URGENCES2 : passages et lits d'UHCD",
    "sae_mco": "SAE, table MCO : lits",
    "sae_rea": "SAE, table REA : soins critiques",
}
SOURCES = tuple(
    Source(name, label, PUBLISHER, (SIGNS[name][0],), recogniser(name), reader(name))
    for name, label in _LABELS.items()
)
