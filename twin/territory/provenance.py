"""Where a territory comes from: one record a file, and one for what Jumeau carries."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from twin.territory import reference_data
from twin.territory.sources import communes as communes_source
from twin.territory.sources.reading import Reading
from twin.territory.territory import SourceRecord

GIVEN = "fichier fourni par l'utilisateur (provenance non vérifiée)"
LICENCE = "Licence Ouverte 2.0"


def given(path: Path, vintage: str = "") -> SourceRecord:
    """Give the record of a user's file: its columns are known, where it comes from is not."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return SourceRecord(path.name, GIVEN, "à confirmer", vintage, digest)


def embedded_record() -> SourceRecord:
    """Give the record of the embedded communes."""
    page = reference_data.provenance()
    digest = str(page["fichiers"][reference_data.COMMUNES]["sha256"])
    return SourceRecord("communes (données embarquées)", "INSEE, DGCL, IGN, DILA", LICENCE,
                        communes_source.VINTAGE, digest)  # fmt: skip


def of_readings(readings: Sequence[Reading]) -> tuple[SourceRecord, ...]:
    """Give the records of files that were read row by row, with the count of their rows."""
    return tuple(
        replace(r.record, rows_in=r.rows_in, rows_rejected=len(r.rejects)) for r in readings
    )
