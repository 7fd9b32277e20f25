"""RPPS, the directory of health professionals (Annuaire Santé): GPs counted by commune.

The file holds names of persons. Only the columns needed to count are read; the identifier serves
to count a GP once and is dropped at once: what is kept is a number by commune.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from twin.tables import Column, JumeauError, Table
from twin.territory.sources.blocks import Blocks
from twin.territory.sources.catalogue import Source
from twin.territory.sources.cells import Coded, Reject
from twin.territory.sources.delimited import records
from twin.territory.sources.insee_codes import whole_commune
from twin.territory.sources.reading import Publisher, Reading, plain
from twin.territory.sources.recognition import columns, date_in
from twin.territory.territory import SourceRecord

PUBLISHER = Publisher(
    "Annuaire Santé, extraction en libre accès (RPPS)", "Agence du numérique en santé",
    "Licence Ouverte 2.0",
    "https://www.data.gouv.fr/datasets/annuaire-sante-extractions-des-donnees-en-libre-acces-des-"
    "professionnels-intervenant-dans-le-systeme-de-sante-rpps",
)  # fmt: skip
GP_COUNT = Table(
    name="rpps",
    meaning="une ligne par commune où exerce un médecin généraliste de ville ; aucun nom, aucun "
    "identifiant",
    columns=(
        Column("insee", "text", "commune d'exercice", length=5),
        Column("medecins_generalistes", "integer", "médecins généralistes différents qui y "
               "exercent (libéraux, ou salariés d'un centre de santé)", "médecins", minimum=0),
        Column("etp", "number", "les mêmes, un médecin de deux communes comptant pour moitié dans "
               "chacune", "médecins", minimum=0),
    ),
    key=("insee",),
    source="ANS, RPPS (Licence Ouverte 2.0)",
)  # fmt: skip
PHYSICIAN = "10"
GENERAL_PRACTICE = ("SM26", "SM53", "SM54")
"""Qualified in general medicine, specialist in general medicine, general medicine (TRE_R38)."""
LIBERAL, EMPLOYED, HEALTH_CENTRE = "L", "S", "SA05"
WANTED: Mapping[str, str] = {
    "code profession": "profession",
    "code savoir-faire": "skill",
    "code commune (coord. structure)": "commune",
    "code mode exercice": "mode",
    "code secteur d'activité": "sector",
    "identifiant pp": "person",
    "identification nationale pp": "person",
}
REQUIRED = ("code profession", "code savoir-faire", "code commune (coord. structure)")
SEPARATOR = "|"


@dataclass(slots=True)
class _Found:
    """Activities of GPs met so far: a hash of the person, the commune, the line."""

    persons: list[npt.NDArray[np.uint64]] = field(default_factory=list)
    communes: list[pd.Series] = field(default_factory=list)
    lines: list[npt.NDArray[np.int64]] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    rows_in: int = 0


def recognise(name: str, head: bytes) -> bool:
    """Say whether a file is the table of activities of the RPPS."""
    return set(REQUIRED) <= columns(head)


def read(path: Path) -> Reading:
    """Count the GPs by commune, block by block: the memory does not grow with the file.

    A GP counts in a commune when he or she has there a liberal activity, or a salaried one in a
    health centre (the field of the DREES APL). Every other row is kept in the count of rows and
    folded; a GP's activity without a commune is rejected.

    Parameters
    ----------
    path
        `PS_LibreAcces_Personne_activite_<date>.txt`.

    Raises
    ------
    JumeauError
        When the file is not this table.
    """
    blocks = Blocks(path)
    found = _Found()
    line, places, width = 1, dict[int, str](), 0
    for text in blocks:
        if not width:
            head, _, body = text.partition("\n")
            places, width = _places(path, head)
            line += 1
        else:
            body = text
        _take(path, body, line, places, width, found)
        line += body.count("\n")
    if not width:
        raise JumeauError(f"{path}", "le fichier est vide.", "Téléchargez-le à nouveau.")
    frame = _counted(found)
    record = SourceRecord(path.name, PUBLISHER.publisher, PUBLISHER.licence, date_in(path.name),
                          blocks.sha256)  # fmt: skip
    activities = sum(len(lines) for lines in found.lines)
    notes = [f"{found.rows_in} lignes lues, {activities} activités de médecine générale de ville"]
    if blocks.cp1252_lines:
        notes.append(f"{blocks.cp1252_lines} ligne(s) lue(s) en cp1252")
    if "mode" not in places.values():
        notes.append("sans mode d'exercice : tous les généralistes comptent, hôpital compris")
    if "person" not in places.values():
        notes.append("sans identifiant : les activités sont comptées, non les médecins")
    return Reading(
        path, frame, tuple(found.rejects), found.rows_in, record, tuple(notes),
        folded=found.rows_in - len(found.rejects) - len(frame),
    )  # fmt: skip


def gp_count(reading: Reading) -> dict[str, int]:
    """Give the number of different GPs by commune.

    Parameters
    ----------
    reading
        What `read` gave.
    """
    frame = reading.frame
    return dict(zip(frame["insee"].tolist(), frame["medecins_generalistes"].tolist(), strict=True))


def _places(path: Path, head: str) -> tuple[dict[int, str], int]:
    """Give the columns wanted by place, and the number of columns."""
    names = [plain(cell) for cell in head.split(SEPARATOR)]
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise JumeauError(
            f"{path}, ligne 1",
            f"colonnes absentes : {', '.join(missing)} (lues : {head[:80]}).",
            "Attendu : PS_LibreAcces_Personne_activite_*.txt, séparé par « | ».",
        )
    places: dict[int, str] = {}
    for name, word in WANTED.items():
        if name in names and word not in places.values():
            places[names.index(name)] = word
    return places, len(names)


def _take(
    path: Path, body: str, line: int, places: Mapping[int, str], width: int, found: _Found
) -> None:
    """Add the activities of GPs of a block."""
    block = records(path, body, places, width, separator=SEPARATOR, first_line=line, quoted=False)
    found.rows_in += block.rows_in
    found.rejects += block.rejects
    cells = block.cells
    here = _is(cells["profession"], (PHYSICIAN,)) & _is(cells["skill"], GENERAL_PRACTICE)
    if "mode" in cells:
        in_town = _is(cells["mode"], (LIBERAL,))
        if "sector" in cells:
            in_town |= _is(cells["mode"], (EMPLOYED,)) & _is(cells["sector"], (HEALTH_CENTRE,))
        here &= in_town
    commune = cells["commune"].at(here).str.strip().reset_index(drop=True)
    lines = block.lines[here]
    good = commune.str.fullmatch(r"(?:\d\d|2[AB])\d{3}", na=False).to_numpy(bool)
    for at in np.flatnonzero(~good):
        code = str(commune.iloc[at])
        words = "commune d'exercice illisible" if code else "médecin sans commune d'exercice"
        found.rejects.append(Reject(int(lines[at]), "commune", code[:80], words))
    if "person" in cells:
        person = pd.util.hash_array(cells["person"].at(here).to_numpy(dtype=object))[good]
    else:
        person = lines[good].astype(np.uint64)
    found.persons.append(person)
    found.communes.append(commune[good])
    found.lines.append(lines[good])


def _is(cells: Coded, words: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Say which cells hold one of the words."""
    if not len(cells.words):
        return np.zeros(len(cells.codes), bool)
    good = cells.words.str.strip().isin(words).to_numpy(bool)
    return np.asarray(good[cells.codes], bool)


def _counted(found: _Found) -> pd.DataFrame:
    """Give the GPs by commune; the identifiers end here."""
    activities = pd.DataFrame(
        {
            "insee": whole_commune(pd.concat(found.communes, ignore_index=True).astype("object")),
            "person": np.concatenate(found.persons),
            "ligne": np.concatenate(found.lines),
        }
    ).drop_duplicates(["insee", "person"])
    share = 1.0 / activities.groupby("person")["insee"].transform("size")
    groups = activities.assign(etp=share).groupby("insee")
    frame = groups.agg(
        medecins_generalistes=("person", "size"), etp=("etp", "sum"), ligne=("ligne", "min")
    )
    frame = frame.reset_index().set_index("ligne").sort_index()
    return frame.astype({"medecins_generalistes": "Int64", "etp": "float64", "insee": "object"})


SOURCE = Source("rpps", "RPPS : médecins généralistes par commune", PUBLISHER, (GP_COUNT,),
                recognise, read)  # fmt: skip
