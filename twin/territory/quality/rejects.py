"""The rows that the readers refused when a territory was built, read back from `rejects.csv`."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from twin.tables import JumeauError, said

NAME = "rejects.csv"
"""Name of the file in the folder of a territory (written by `sources.reading.write_rejects`)."""
HEADER = ["fichier", "ligne", "champ", "valeur", "raison"]
KEPT = 50


@dataclass(frozen=True, slots=True)
class RejectedRows:
    """What the readers refused of one file.

    Attributes
    ----------
    file
        Name of the source file.
    rejected
        How many rows.
    reasons
        Reasons and how many rows each, the commonest first.
    first
        The first rows: line, field, value, reason.
    """

    file: str
    rejected: int
    reasons: tuple[tuple[str, int], ...]
    first: tuple[tuple[str, str, str, str], ...]


def read_rejects(path: Path) -> tuple[RejectedRows, ...]:
    """Read a file of rejected rows, file by file in their order.

    Raises
    ------
    JumeauError
        When the file is absent, or is not one that `jumeau territory build` wrote.
    """
    files: dict[str, list[tuple[str, str, str, str]]] = {}
    reasons: dict[str, Counter[str]] = {}
    counts: Counter[str] = Counter()
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.reader(stream, delimiter=";")
            if next(rows, None) != HEADER:
                raise ValueError("header")
            for file, line, name, value, reason in rows:
                counts[file] += 1
                reasons.setdefault(file, Counter())[f"{name} : {reason}" if name else reason] += 1
                first = files.setdefault(file, [])
                if len(first) < KEPT:
                    first.append((line, name, value, reason))
    except OSError as error:
        raise JumeauError(
            f"{path}", f"fichier illisible ({said(error)}).", "Vérifiez le chemin."
        ) from None
    except (ValueError, csv.Error):
        raise JumeauError(
            f"{path}",
            "ce n'est pas un fichier de rejets.",
            f"Attendu : colonnes {', '.join(HEADER)}, séparées par « ; ».",
        ) from None
    return tuple(
        RejectedRows(file, counts[file], tuple(reasons[file].most_common()), tuple(first))
        for file, first in files.items()
    )
