"""The source files of a folder, found by their usual names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from twin.tables import JumeauError
from twin.territory.sources.communes import COMMUNES
from twin.territory.sources.emergency_departments import EMERGENCY
from twin.territory.sources.official import OfficialFiles

EMERGENCY_NAMES = ("urgences*.csv", "urgences*.csv.gz")


@dataclass(frozen=True, slots=True)
class SourceFiles:
    """What a folder holds; None where the embedded reference data will do."""

    communes: Path | None
    emergency: Path | None
    contours: Path | None
    overrides: Path | None
    capacities: Path | None
    neighbours: Path | None = None


def find_sources(
    directory: Path,
    *,
    communes: Path | None = None,
    emergency: Path | None = None,
    contours: Path | None = None,
    overrides: Path | None = None,
    capacities: Path | None = None,
    official: OfficialFiles | None = None,
) -> SourceFiles:
    """Find the files of a territory by their names.

    They are communes*.csv[.gz], urgences*.csv[.gz], departements*.geojson, trajets.csv[.gz],
    capacites.csv[.gz]. Of several emergency files, the one whose sites all lie in the departments
    of the communes is kept; one other serves for the neighbours of the buffer ring.

    Parameters
    ----------
    directory
        The folder.
    communes, emergency, contours, overrides, capacities
        Files already chosen, kept as they are.
    official
        Official files of the folder: with some, a file of emergency departments may be absent.

    Raises
    ------
    JumeauError
        When the folder is absent, holds no emergency file, or leaves a doubt.
    """
    if not directory.is_dir():
        raise JumeauError(f"{directory}", "dossier introuvable.", "Vérifiez le chemin.")
    communes = communes or _only(directory, ("communes*.csv", "communes*.csv.gz"), "--communes")
    if official is None or _files(directory, EMERGENCY_NAMES) or not official.readings:
        emergency = emergency or _emergency(directory, communes)
    wider = [path for path in _files(directory, EMERGENCY_NAMES) if path != emergency]
    return SourceFiles(
        communes,
        emergency,
        contours or _only(directory, ("departements*.geojson",), "--contours"),
        overrides or _only(directory, ("trajets.csv", "trajets.csv.gz"), "--trajets"),
        capacities or _only(directory, ("capacites.csv", "capacites.csv.gz"), "--capacites"),
        wider[0] if len(wider) == 1 else None,
    )


def _files(directory: Path, patterns: tuple[str, ...]) -> list[Path]:
    return sorted(path for pattern in patterns for path in directory.glob(pattern))


def _only(directory: Path, patterns: tuple[str, ...], option: str) -> Path | None:
    found = _files(directory, patterns)
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise JumeauError(
            f"{directory}", f"plusieurs fichiers possibles : {names}.", f"Précisez {option}."
        )
    return found[0] if found else None


def _emergency(directory: Path, communes: Path | None) -> Path:
    found = _files(directory, EMERGENCY_NAMES)
    if not found:
        raise JumeauError(
            f"{directory}",
            "aucun fichier urgences*.csv.",
            "Ajoutez-le au dossier, ou les fichiers SAE et FINESS (colonnes : documentation, page "
            "« fichiers du territoire »).",
        )
    if len(found) == 1:
        return found[0]
    departments = set() if communes is None else set(COMMUNES.scan_csv(communes)[0]["dep"])
    inside = [p for p in found if set(EMERGENCY.scan_csv(p)[0]["dep"]) <= departments]
    if len(inside) != 1:
        names = ", ".join(path.name for path in inside or found)
        raise JumeauError(
            f"{directory}", f"plusieurs fichiers possibles : {names}.", "Précisez --urgences."
        )
    return inside[0]
