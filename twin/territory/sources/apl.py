"""The APL of the DREES: general practitioners within reach, by commune (one sheet a year)."""

from __future__ import annotations

import re
from pathlib import Path

from twin.tables import Column, JumeauError, Table
from twin.territory.sources.catalogue import Source
from twin.territory.sources.reading import Publisher, Reading
from twin.territory.sources.sheet import INSEE_LABELS, read_sheet
from twin.territory.sources.workbook import glimpse, rows, sheet_names

PUBLISHER = Publisher(
    "APL aux médecins généralistes",
    "DREES",
    "Licence Ouverte 2.0",
    "https://data.drees.solidarites-sante.gouv.fr/explore/dataset/"
    "530_l-accessibilite-potentielle-localisee-apl/information/",
)
_UNIT = "consultations par an et habitant standardisé"


def _apl(name: str, meaning: str, required: bool = False) -> Column:
    return Column(name, "number", meaning, _UNIT, required=required, nullable=True, minimum=0,
                  maximum=100)  # fmt: skip


APL = Table(
    name="apl",
    meaning="accessibilité potentielle localisée aux médecins généralistes, une ligne par commune",
    columns=(
        Column("insee", "text", "code INSEE de la commune", length=5),
        _apl("apl", "APL, tous les médecins généralistes", required=True),
        _apl("apl_65", "APL, médecins de 65 ans ou moins"),
        _apl("apl_62", "APL, médecins de 62 ans ou moins"),
        _apl("apl_60", "APL, médecins de 60 ans ou moins"),
        Column("population_standardisee", "number", "poids des moyennes d'APL",
               "habitants standardisés", nullable=True, minimum=0, maximum=1e8),
        Column("population_totale", "number", "population de la commune", "habitants",
               required=False, nullable=True, minimum=0, maximum=1e8),
        Column("millesime", "integer", "année de l'APL", minimum=2000, maximum=2100),
    ),
    key=("insee",),
    source="DREES, Licence Ouverte 2.0",
)  # fmt: skip
_PATTERNS = {
    "insee": INSEE_LABELS,
    "apl": (r"apl aux medecins generalistes(?!.*\d\d ans).*",),
    "apl_65": (r"apl aux medecins generalistes.*\b65 ans.*",),
    "apl_62": (r"apl aux medecins generalistes.*\b62 ans.*",),
    "apl_60": (r"apl aux medecins generalistes.*\b60 ans.*",),
    "population_standardisee": (r"population standardisee.*",),
    "population_totale": (r"population totale.*",),
}
_SHEET = re.compile(r"\s*APL[ _-]?(20\d\d)\s*", re.IGNORECASE)


def years(path: Path) -> dict[int, str]:
    """Give the years of a workbook, in order, with their sheets.

    Raises
    ------
    JumeauError
        When no sheet is called "APL" and a year.
    """
    names = sheet_names(path)
    found = {int(at[1]): name for name in names if (at := _SHEET.fullmatch(name))}
    if not found:
        raise JumeauError(
            f"{path}",
            f"aucune feuille « APL AAAA » (feuilles : {', '.join(names[:8])}).",
            "Donnez le classeur de la DREES, APL aux médecins généralistes.",
        )
    return dict(sorted(found.items()))


def read_apl(path: Path, year: int | None = None) -> Reading:
    """Read the APL of one year (the latest if not said); titles and units are not rows.

    Parameters
    ----------
    path
        The workbook of the DREES.
    year
        Year of the sheet.

    Returns
    -------
    Reading
        Columns of `APL`; Paris, Lyon and Marseille come by arrondissement. An empty APL is "not
        published", never zero. Totals and notes under the table are rejected rows.

    Raises
    ------
    JumeauError
        When the workbook is not sane, or has no such sheet or column.
    """
    found = years(path)
    wanted = max(found) if year is None else year
    if wanted not in found:
        raise JumeauError(
            f"{path}", f"pas d'APL de {wanted}.", f"Années : {', '.join(map(str, found))}."
        )
    cells = rows(path, found[wanted])
    return read_sheet(path, cells, APL, _PATTERNS, PUBLISHER, vintage=f"APL {wanted}",
                      fixed={"millesime": str(wanted)})  # fmt: skip


def read(path: Path) -> Reading:
    """Read the APL of the latest year of a workbook."""
    return read_apl(path)


def recognise(name: str, head: bytes) -> bool:
    """Say whether a workbook is that of the APL: its sheets or texts if seen, or its name."""
    text = glimpse(head)
    if re.search(r'name="APL[ _-]?20\d\d"|APL aux médecins généralistes', text):
        return True
    named = re.search(r"(?<![a-z])apl(?![a-z])|accessibilite_potentielle", name.casefold())
    return bool(text and named and "generaliste" in name.casefold().replace("é", "e"))


SOURCE = Source("apl", "APL aux médecins généralistes (DREES)", PUBLISHER, (APL,), recognise, read)
