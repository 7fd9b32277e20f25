"""Emergency records (RPU) in the XML of OSCOUR, read as a stream, one row a passage.

Nothing here belongs to a territory: demand counts these rows, pathways learn from them. The index
`ligne` is the rank of the passage in the file. The day of birth is dropped at reading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from twin.territory.sources.catalogue import Source
from twin.territory.sources.cells import REPEATED, Reject
from twin.territory.sources.oscour_items import (
    FINESS,
    PASSAGES,
    Flags,
    Item,
    clock,
    columns,
    typed,
)
from twin.territory.sources.oscour_stream import Extract, records
from twin.territory.sources.reading import Publisher, Reading
from twin.territory.sources.recognition import head_lines
from twin.territory.sources.sheet import file_record

PUBLISHER = Publisher(
    "Résumés de passage aux urgences (RPU), format OSCOUR",
    "Établissement de santé ; réseau OSCOUR, Santé publique France",
    "Données de santé : accès réservé, rien n'est rediffusé",
    "https://www.santepubliquefrance.fr/surveillance-syndromique-sursaud-R/reseau-oscour-R",
)
CHUNK = 50_000
REMEMBERED = 5_000_000
"""Records compared with each other to find those sent twice; beyond, only the first ones are."""
NO_ARRIVAL = "arrivée illisible, attendu JJ/MM/AAAA HH:MM"
NO_SUCH_HOUR = "heure qui n'existe pas (passage à l'heure d'été)"
LIVED_TWICE = "(arrivée(s) à une heure vécue deux fois, passage à l'heure d'hiver, gardées)"
NOT_COMPARED = "(passage(s) non comparé(s) aux autres, fichier trop long)"


@dataclass(frozen=True)
class Chunk:
    """Some records of a file: kept, refused, and what was emptied in them."""

    frame: pd.DataFrame
    rejects: tuple[Reject, ...]
    rows_in: int
    extracts: tuple[Extract, ...]
    lost: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Passages:
    """All the records of a file, with the period that each site declares to have sent."""

    reading: Reading
    extracts: tuple[Extract, ...]


def iter_passages(path: Path, chunk: int = CHUNK) -> Iterator[Chunk]:
    """Read a file by pieces of `chunk` passages: memory does not grow with the file.

    Parameters
    ----------
    path
        XML, or `.gz`.
    chunk
        Passages a piece.

    Yields
    ------
    Chunk
        Rows kept with the columns of `PASSAGES`; a record is refused when its arrival or its site
        cannot be read, when its arrival falls in the hour that never was, or when it repeats
        another in every item.

    Raises
    ------
    JumeauError
        When the file is not sane XML of OSCOUR: truncated, DOCTYPE, too deep, another root.
    """
    seen: set[int] = set()
    extracts: list[Extract] = []
    rows: list[list[str | None]] = []
    faults: dict[int, str] = {}
    first = 1
    for cells, fault in records(path, extracts.append):
        if fault:
            faults[first + len(rows)] = fault
        rows.append(cells)
        if len(rows) == chunk:
            yield _checked(rows, first, faults, seen, extracts)
            first, rows, faults, extracts[:] = first + len(rows), [], {}, []
    if rows or extracts:
        yield _checked(rows, first, faults, seen, extracts)


def read_passages(path: Path) -> Passages:
    """Read a whole file.

    Raises
    ------
    JumeauError
        As `iter_passages`.
    """
    chunks = list(iter_passages(path))
    lost = sum((chunk.lost for chunk in chunks), Counter[str]())
    notes = tuple(_said(item, count) for item, count in sorted(lost.items()) if count)
    frames = [chunk.frame for chunk in chunks] or [typed(columns([]), range(0))[0]]
    frame = pd.concat(frames)
    rejects = tuple(reject for chunk in chunks for reject in chunk.rejects)
    extracts = tuple(extract for chunk in chunks for extract in chunk.extracts)
    stated = sorted({e.extract for e in extracts if e.extract})
    vintage = f"extraction du {stated[-1]}" if stated else ""
    rows_in = sum(chunk.rows_in for chunk in chunks)
    record = file_record(path, PUBLISHER, vintage)
    return Passages(Reading(path, frame, rejects, rows_in, record, notes), extracts)


def read(path: Path) -> Reading:
    """Read a whole file: one row a passage."""
    return read_passages(path).reading


def recognise(name: str, head: bytes) -> bool:
    """Say whether a file is such XML, from its first tags."""
    lines = " ".join(head_lines(head, 12))
    return lines.lstrip("\ufeff ").startswith("<") and "<OSCOUR" in lines


def _said(item: str, count: int) -> str:
    """Give a count as a sentence; an item in brackets is a whole sentence."""
    if item.startswith("("):
        return f"{count} {item[1:-1]}"
    return f"{item} : {count} valeur(s) hors nomenclature ou illisible(s), vidées"


def _checked(
    rows: list[list[str | None]],
    first: int,
    faults: dict[int, str],
    seen: set[int],
    extracts: list[Extract],
) -> Chunk:
    """Give the typed rows of a piece, and refuse those that cannot stand."""
    raw = columns(rows)
    lines = range(first, first + len(rows))
    frame, lost = typed(raw, lines)
    never, twice = clock(frame["entree"], frame["finess"])
    why = np.array([faults.get(line, "") for line in lines], dtype=object)
    where = np.full(len(lines), "", dtype=object)
    for item, reason, bad in (
        ("FINESS", "FINESS illisible", ~frame["finess"].str.fullmatch(FINESS).to_numpy(bool)),
        ("ENTREE", NO_ARRIVAL, frame["entree"].isna().to_numpy(bool)),
        ("ENTREE", NO_SUCH_HOUR, never),
    ):
        fresh = bad & (why == "")
        why[fresh], where[fresh] = reason, item
    why[_repeated(raw, why == "", seen, lost)] = REPEATED
    refused = why != ""
    lost[LIVED_TWICE] += int((twice & ~refused).sum())
    rejects = tuple(
        Reject(lines[at], where[at], _cell(raw, where[at], at), why[at])
        for at in np.flatnonzero(refused).tolist()
    )
    return Chunk(frame[~refused], rejects, len(lines), tuple(extracts), lost)


def _cell(raw: dict[str, Item], name: str, at: int) -> str:
    return str(raw[name].words.iloc[raw[name].codes[at]])[:80] if name else ""


def _repeated(raw: dict[str, Item], good: Flags, seen: set[int], lost: Counter[str]) -> Flags:
    """Say which records repeat an earlier one of the file in every item."""
    again = np.zeros(len(good), bool)
    marks = np.zeros(len(good), np.uint64)
    for item in raw.values():
        words = pd.util.hash_array(item.words.to_numpy(dtype=object))
        marks = marks * np.uint64(1_000_003) + words[item.codes]
    for at in np.flatnonzero(good):
        mark = int(marks[at])
        if mark in seen:
            again[at] = True
        elif len(seen) < REMEMBERED:
            seen.add(mark)
        else:
            lost[NOT_COMPARED] += 1
    return again


SOURCE = Source(
    "oscour", "Résumés de passage aux urgences (RPU, XML OSCOUR)", PUBLISHER, (PASSAGES,),
    recognise, read,
)  # fmt: skip
