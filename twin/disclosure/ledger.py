"""The book of exports: what was let out of a log, and whether two exports isolate somebody.

Each line holds the hash of the line before: a line changed, moved or removed breaks the chain.
Lines removed at the end leave a chain that is right: note the last hash elsewhere to see that.

What is compared: pairs of selections of the same log (the new one with each of the last
`LOOKED_AT` different ones, whatever the question asked). What is not: sums of three exports or
more, exports of two logs that share patients, and what a reader knows from elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

from twin.disclosure.gate import THRESHOLD, Gate
from twin.tables import JumeauError, said

Patients = npt.NDArray[np.integer]
Chosen = npt.NDArray[np.integer]
Filters = Mapping[str, str]
LOOKED_AT = 200
START = "0" * 64


@dataclass(frozen=True, slots=True)
class Export:
    """One table let out.

    Attributes
    ----------
    number
        Rank in the book, from 1.
    at
        When (UTC, ISO 8601).
    log
        Digest of the log.
    question
        What was asked ("map", "variants"...).
    filters
        Selection asked for, as words; empty for the whole log.
    hidden
        Counts hidden in the table.
    threshold
        Of the gate; 0 for a public log.
    reason
        Why the threshold was lowered, if it was.
    previous, sha256
        Hash of the line before, and of this one.
    """

    number: int
    at: str
    log: str
    question: str
    filters: Filters
    hidden: int
    threshold: int
    reason: str
    previous: str
    sha256: str = ""

    def digest(self) -> str:
        """Give the hash of the line, its own hash left out."""
        said_ = {k: v for k, v in asdict(self).items() if k != "sha256"}
        return hashlib.sha256(_json(said_).encode()).hexdigest()


def beside(log: Path) -> Path:
    """Give the place of a log's book of exports: beside it."""
    return log.with_name(f"{log.name}.exports.jsonl")


def read(book: Path) -> list[Export]:
    """Read a book and check its chain; an absent book is empty."""
    if not book.exists():
        return []
    exports: list[Export] = []
    previous = START
    for number, line in enumerate(book.read_text(encoding="utf-8").splitlines(), 1):
        try:
            export = Export(**json.loads(line))
        except (ValueError, TypeError) as error:
            raise _broken(book, number, "ligne illisible") from error
        if export.number != number or export.previous != previous:
            raise _broken(book, number, "une ligne a été retirée, ajoutée ou déplacée")
        if export.digest() != export.sha256:
            raise _broken(book, number, "la ligne a été modifiée")
        exports.append(export)
        previous = export.sha256
    return exports


def record(
    book: Path, log: str, question: str, filters: Filters, gate: Gate, hidden: int
) -> Export:
    """Write one export at the end of a book, after checking its chain."""
    # Opened before it is read, and locked: two exports at once must not take the same number.
    try:
        with book.open("a", encoding="utf-8") as stream, _Alone(stream.fileno()):
            exports = read(book)
            export = Export(
                number=len(exports) + 1,
                at=datetime.now(UTC).isoformat(timespec="seconds"),
                log=log,
                question=question,
                filters=dict(sorted(filters.items())),
                hidden=hidden,
                threshold=0 if gate.public else gate.threshold,
                reason=gate.override if gate.threshold < THRESHOLD else "",
                previous=exports[-1].sha256 if exports else START,
            )
            export = Export(**{**asdict(export), "sha256": export.digest()})
            stream.write(_json(asdict(export)) + "\n")
    except OSError as error:
        raise JumeauError(
            f"registre des exports {book}",
            f"écriture impossible : {said(error)}, rien n'est donc exporté",
            "placez le journal dans un dossier où vous pouvez écrire",
        ) from error
    return export


def isolating(
    book: Path,
    log: str,
    filters: Filters,
    gate: Gate,
    select: Callable[[Filters], Chosen],
    people: Callable[[Chosen], Patients] = lambda chosen: chosen,
) -> list[Export]:
    """Give the earlier exports that, set beside a new one, would isolate 1 to 10 patients.

    Parameters
    ----------
    book
        Book of exports.
    log
        Digest of the log.
    filters
        Selection about to be let out.
    gate
        Rule of the log; a public log isolates nobody.
    select
        Gives what a selection holds: patients, or their pathways. A selection that it can no
        longer make (an attribute that is gone) raises `JumeauError`, and is then taken as
        isolating.
    people
        Gives the patients of what `select` gave: two selections of the same patients may differ
        by one pathway of one of them.
    """
    if gate.public:
        return []
    earlier: dict[str, Export] = {}
    for export in reversed(read(book)):
        if export.log == log and dict(export.filters) != dict(filters):
            earlier.setdefault(_json(dict(export.filters)), export)
        if len(earlier) == LOOKED_AT:
            break
    now = np.unique(select(filters)) if earlier else np.array([], np.int64)
    found = []
    for export in earlier.values():
        try:
            then = np.unique(select(export.filters))
        except JumeauError:
            found.append(export)
            continue
        apart = (np.setdiff1d(now, then), np.setdiff1d(then, now))
        if any(gate.hides(len(np.unique(people(chosen)))) for chosen in apart):
            found.append(export)
    return found


def warning(exports: list[Export]) -> str:
    """Say what `isolating` found, in one French sentence (empty if nothing)."""
    if not exports:
        return ""
    numbers = ", ".join(f"n° {e.number} ({e.question})" for e in exports[:5])
    more = f" et {len(exports) - 5} autres" if len(exports) > 5 else ""
    return (
        "Rapproché d'un export déjà fait, celui-ci isolerait un petit nombre de patients"
        f"\u00a0: {numbers}{more}. Gardez la même sélection, ou élargissez l'écart."
    )


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def _broken(book: Path, line: int, what: str) -> JumeauError:
    return JumeauError(
        f"{book}, ligne {line}",
        f"le registre des exports n'est plus fiable : {what}",
        "retrouvez la copie d'origine, ou ouvrez un nouveau registre en gardant celui-ci",
    )


class _Alone:
    """Holds a file for this process only, where the system knows how to."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def __enter__(self) -> None:
        try:
            import fcntl
        except ImportError:
            return
        fcntl.flock(self._handle, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        """The lock goes with the file."""
