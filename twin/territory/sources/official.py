"""Every official file of a folder, known by its content and read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from twin.tables import JumeauError, refuse
from twin.territory.sources.catalogue import Source, recognised
from twin.territory.sources.reading import Reading

OWN = ("communes*.csv", "urgences*.csv", "departements*.geojson", "trajets.csv", "capacites.csv")
"""Names of Jumeau's own tables, which `find_sources` finds (`.gz` too)."""
SILENT = ("readme*", "licen[cs]e*", "manifest.json", "*.md", "*.pdf", ".*")
"""Names that are not worth a note, in lower case."""


@dataclass(frozen=True)
class OfficialFiles:
    """What the official files of a folder gave.

    Attributes
    ----------
    readings
        By id of the source; several only where they go together (a scenario, a day each).
    notes
        What the reader chose and a user may want to know, in French.
    unrecognised
        Names of the files that no source claims.
    """

    readings: Mapping[str, tuple[Reading, ...]]
    notes: tuple[str, ...] = ()
    unrecognised: tuple[str, ...] = ()

    def one(self, source: str) -> Reading | None:
        """Give the reading of a source; None when the folder has no such file."""
        found = self.readings.get(source, ())
        return found[0] if found else None

    def every(self, source: str) -> tuple[Reading, ...]:
        """Give all the readings of a source."""
        return self.readings.get(source, ())

    def all_readings(self) -> tuple[Reading, ...]:
        """Give all the readings, by source then by name of file."""
        return tuple(reading for found in self.readings.values() for reading in found)


def read_folder(directory: Path) -> OfficialFiles:
    """Read every official file of a folder (not of its subfolders).

    Of several files of one source that do not go together, the one with points, then the latest
    vintage is kept, and a note says so.

    Parameters
    ----------
    directory
        The folder; the tables of Jumeau itself (communes.csv, urgences.csv...) are left alone.

    Raises
    ------
    JumeauError
        Folder absent, a recognised file that cannot be read, or two files between which nothing
        decides: every fault at once.
    """
    if not directory.is_dir():
        raise JumeauError(f"{directory}", "dossier introuvable.", "Vérifiez le chemin.")
    found: dict[str, list[Reading]] = {}
    sources: dict[str, Source] = {}
    notes: list[str] = []
    unknown: list[str] = []
    faults: list[JumeauError] = []
    for path in sorted(directory.iterdir()):
        if not path.is_file() or is_own(path.name):
            continue
        source = recognised(path)
        if source is None:
            if not any(fnmatchcase(path.name.lower(), pattern) for pattern in SILENT):
                unknown.append(path.name)
            continue
        try:
            reading = source.read(path)
            found.setdefault(source.id, []).append(reading)
            sources[source.id] = source
        except JumeauError as error:
            faults += error.faults()
    kept: dict[str, tuple[Reading, ...]] = {}
    for name, readings in sorted(found.items()):
        try:
            kept[name], note = _chosen(sources[name], readings)
            notes += note
        except JumeauError as error:
            faults.append(error)
    refuse(faults)
    if unknown:
        notes.append(f"fichiers non reconnus, laissés de côté : {', '.join(unknown)}")
    return OfficialFiles(kept, tuple(notes), tuple(unknown))


def is_own(name: str) -> bool:
    """Say whether a file bears the name of one of Jumeau's own tables."""
    plain = name.removesuffix(".gz")
    return any(fnmatchcase(plain, pattern) for pattern in OWN)


def _chosen(
    source: Source, readings: Sequence[Reading]
) -> tuple[tuple[Reading, ...], tuple[str, ...]]:
    """Give the readings to keep of one source, and what is to be said of it."""
    if source.many or len(readings) == 1:
        return tuple(readings), ()
    ranked = sorted(readings, key=_rank, reverse=True)
    if _rank(ranked[0]) == _rank(ranked[1]):
        same = [r.path.name for r in ranked if _rank(r) == _rank(ranked[0])]
        raise JumeauError(
            f"{readings[0].path.parent}",
            f"plusieurs fichiers « {source.label} » de même date : {', '.join(same)}.",
            "Gardez-en un seul.",
        )
    others = ", ".join(reading.path.name for reading in ranked[1:])
    note = f"{source.label} : {ranked[0].path.name} retenu, {others} laissé de côté"
    return (ranked[0],), (note,)


def _rank(reading: Reading) -> tuple[bool, str]:
    frame = reading.frame
    return "lon" in frame and bool(frame["lon"].notna().any()), reading.record.vintage
