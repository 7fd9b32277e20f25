"""Open a log, whatever file holds it: ours, or a raw file whose columns are recognised."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pathways.importing.importer import import_log
from pathways.importing.source import Ask
from twin.contracts.events import EventLog, is_log, read_about, read_log
from twin.tables import JumeauError

PARQUET = b"PAR1"


def open_log(path: Path, *, public: bool = False, override: str = "") -> EventLog:
    """Open an event log: an imported one, or a raw source in a format that is recognised.

    Parameters
    ----------
    path
        Log written by `jumeau pathways import`, or raw file (CSV, XES...).
    public
        Declare the log public (its small counts are then shown): at import, or of a raw file.
    override
        Written reason that lets a log imported as not public be shown as if it were; to be
        recorded by the caller (see `lifts`).

    Raises
    ------
    JumeauError
        Absent, damaged, not recognised; rows of a raw file were refused, which only an import
        with its reject file may accept; or `public` on a log imported as not public, without a
        reason.
    """
    if not path.exists():
        raise JumeauError(f"{path}", "fichier absent.", "Vérifiez le chemin du journal.")
    if path.is_file() and (is_log(path) or _is_parquet(path)):
        log = read_log(path)
        if public and not log.about.public and not override.strip():
            raise JumeauError(
                f"--public {path}",
                "ce journal a été importé comme non public.",
                "Réimportez-le avec --public si son détenteur l'a déclaré public, ou donnez un "
                'motif, qui sera inscrit au registre des exports : --override "MOTIF".',
            )
        return replace(log, about=log.about.with_(public=True)) if public else log
    log, told = import_log(path, Ask(public=public))
    if told.about.rows_rejected:
        raise JumeauError(
            f"{path}",
            f"{told.about.rows_rejected} ligne(s) refusée(s) à la lecture.",
            "Importez le fichier pour savoir lesquelles : jumeau pathways import FICHIER --out "
            "journal.parquet.",
        )
    return log


def lifts(path: Path, *, public: bool) -> bool:
    """Tell whether `public` shows the small counts of a log imported as not public."""
    return public and path.is_file() and is_log(path) and not read_about(path).public


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == PARQUET
