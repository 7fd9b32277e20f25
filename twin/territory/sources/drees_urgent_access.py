"""The official minutes to urgent care, by commune: DREES and DGOS, 31/12/2015 and 31/12/2019.

Columns as they are written in the public code that reads this file (sheet `BASECOM_URGENCES_2019`,
header on row 6); to be checked at the first real file. Times are INSEE METRIC minutes, and
**cumulative**: each column adds a means to the one before.
"""

from __future__ import annotations

import re
from pathlib import Path

from twin.tables import Column, JumeauError, Table
from twin.territory.sources.catalogue import Source
from twin.territory.sources.reading import Publisher, Reading
from twin.territory.sources.sheet import INSEE_LABELS, delimited_rows, header_row, plain, read_sheet
from twin.territory.sources.workbook import glimpse, rows, sheet_names

PUBLISHER = Publisher(
    "Diagnostic d'accès aux soins urgents",
    "DREES et DGOS",
    "Licence Ouverte 2.0",
    "https://data.drees.solidarites-sante.gouv.fr/explore/dataset/"
    "2943_diagnostic-d-acces-aux-soins-urgents/information/",
)


def _minutes(name: str, meaning: str) -> Column:
    return Column(name, "number", f"trajet le plus court vers {meaning}", "minutes",
                  required=False, nullable=True, minimum=0, maximum=1000)  # fmt: skip


MINUTES = (
    _minutes("su_smur_min", "un service d'urgences, un SMUR ou une antenne (tps_SU_SMUR)"),
    _minutes("su_smur_mcs_min", "l'un d'eux ou un médecin correspondant du SAMU (tps_SU_SMUR_MCS)"),
    _minutes("helismur_min", "l'un d'eux, héliSMUR compris (tps_ychelismur)"),
    _minutes("helicopter_min", "l'un d'eux, tout hélicoptère d'État compris (tps_ycheli)"),
    _minutes("su_min", "un service d'urgences seul, si le fichier le donne (tps_SU)"),
    _minutes("smur_min", "un SMUR ou une antenne seuls, si le fichier le donne (tps_SMUR)"),
)
URGENT_ACCESS = Table(
    name="acces_urgents",
    meaning="minutes officielles d'accès aux soins urgents, une ligne par commune",
    columns=(
        Column("insee", "text", "code INSEE de la commune", length=5),
        Column("population", "number", "population de la commune", "habitants", required=False,
               nullable=True, minimum=0, maximum=1e8),
        *MINUTES,
    ),
    key=("insee",),
    source="DREES et DGOS, Licence Ouverte 2.0",
)  # fmt: skip
_PATTERNS = {
    "insee": INSEE_LABELS,
    "population": (r"population( (totale|municipale))?( \d{4})?",),
    "su_smur_min": (r"tps_su_smur", r"temps .*(urgences|su).*smur(?!.*(mcs|heli)).*"),
    "su_smur_mcs_min": (r"tps_su_smur_mcs", r"temps .*(urgences|su).*smur.*mcs(?!.*heli).*"),
    "helismur_min": (r"tps_ychelismur", r"temps .*helismur.*"),
    "helicopter_min": (r"tps_ycheli", r"temps .*helico.*"),
    "su_min": (r"tps_su", r"temps (d'acces |de trajet )?(a|au|aux|vers) .*urgences(?!.*smur).*"),
    "smur_min": (r"tps_smur", r"temps (d'acces |de trajet )?(a|au|aux|vers) .*smur(?!.*mcs).*"),
}


def read(path: Path) -> Reading:
    """Read the official minutes (workbook or CSV), titles above the header skipped.

    Raises
    ------
    JumeauError
        When the file is not this table: no commune code, or not one column of minutes.
    """
    notes: tuple[str, ...] = ()
    if _is_text(path):
        cells, notes = delimited_rows(path)
        name = path.name
    else:
        names = sheet_names(path)
        name = next((n for n in names if "basecom" in plain(n)), "")
        name = name or next((n for n in names if "urgence" in plain(n)), names[0])
        cells = rows(path, name)
    at = header_row(cells, _PATTERNS)
    labels = [] if at is None else [plain(cell) for cell in cells[at]]
    timed = [c.name for c in MINUTES if any(_matches(c.name, label) for label in labels)]
    if at is not None and not timed:
        raise JumeauError(
            f"{path}",
            f"aucune colonne de minutes (lues : {', '.join(labels[:12])}).",
            "Attendu : tps_SU_SMUR, tps_SU_SMUR_MCS, tps_ychelismur ou tps_ycheli.",
        )
    year = re.search(r"20\d\d", name) or re.search(r"20\d\d", path.name)
    vintage = f"31/12/{year[0]}" if year else ""
    return read_sheet(path, cells, URGENT_ACCESS, _PATTERNS, PUBLISHER, vintage=vintage,
                      notes=(*notes, "format à vérifier au premier fichier réel"))  # fmt: skip


def recognise(name: str, head: bytes) -> bool:
    """Say whether a file is this one: its columns or sheet if seen, or its name."""
    text = glimpse(head) or head.decode("utf-8", "ignore")
    if "tps_SU_SMUR" in text or "BASECOM_URGENCES" in text:
        return True
    return bool(glimpse(head)) and "acces aux soins urgents" in plain(name).replace("_", " ")


def _matches(name: str, label: str) -> bool:
    return any(re.fullmatch(pattern, label) for pattern in _PATTERNS[name])


def _is_text(path: Path) -> bool:
    return path.name.casefold().endswith((".csv", ".txt", ".csv.gz", ".txt.gz"))


SOURCE = Source(
    "drees_urgent_access",
    "Diagnostic d'accès aux soins urgents, par commune (DREES et DGOS)",
    PUBLISHER,
    (URGENT_ACCESS,),
    recognise,
    read,
)
