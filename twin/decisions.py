"""What people decided about what the twin proposed, and why: a book that only grows.

Each line holds the hash of the line before: a line changed, moved or removed breaks the chain.
Lines removed at the end leave a chain that is right: note the last hash elsewhere to see that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from twin.tables import JumeauError, said

Verdict = Literal["accept", "modify", "reject"]
VERDICT_FR = {"accept": "accepté", "modify": "modifié", "reject": "refusé"}
START = "0" * 64
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision.

    Attributes
    ----------
    number
        Rank in the book, from 1.
    at
        When (UTC, ISO 8601).
    about
        Digest of the proposal decided upon.
    subject
        Line of the proposal (a product's code).
    verdict
        Accepted, modified or rejected.
    proposed, decided
        Quantity proposed, and that decided.
    reason
        Why; never empty unless accepted.
    by
        Who decides, as the person says.
    previous, sha256
        Hash of the line before, and of this one.
    """

    number: int
    at: str
    about: str
    subject: str
    verdict: Verdict
    proposed: float
    decided: float
    reason: str
    by: str
    previous: str
    sha256: str = ""

    def digest(self) -> str:
        """Give the hash of the line, its own hash left out."""
        told = {k: v for k, v in asdict(self).items() if k != "sha256"}
        return hashlib.sha256(_json(told).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision about to be written: line, verdict, quantities, reason."""

    subject: str
    verdict: Verdict
    proposed: float
    decided: float
    reason: str = ""


def read(book: Path) -> list[Decision]:
    """Read a book and check its chain; an absent book is empty.

    Raises
    ------
    JumeauError
        When a line is unreadable, changed, moved or missing.
    """
    if not book.exists():
        return []
    found: list[Decision] = []
    previous = START
    for number, text in enumerate(book.read_text(encoding="utf-8").splitlines(), 1):
        try:
            one = Decision(**json.loads(text))
        except (ValueError, TypeError) as error:
            raise _broken(book, number, "ligne illisible") from error
        if one.number != number or one.previous != previous:
            raise _broken(book, number, "une ligne a été retirée, ajoutée ou déplacée")
        if one.digest() != one.sha256:
            raise _broken(book, number, "la ligne a été modifiée")
        found.append(one)
        previous = one.sha256
    return found


def record(book: Path, about: str, choices: Sequence[Choice], by: str) -> list[Decision]:
    """Write decisions at the end of a book, all or none, after checking its chain.

    Parameters
    ----------
    book
        The file; made when absent.
    about
        Digest of the proposal.
    choices
        What was decided.
    by
        Who decides.

    Raises
    ------
    JumeauError
        A reason missing for what is modified or rejected, a broken book, no room to write.
    """
    for choice in choices:
        if choice.verdict != "accept" and not choice.reason.strip():
            raise JumeauError(
                choice.subject, "une modification ou un refus demande un motif.",
                'Ajoutez --reason "...".',
            )  # fmt: skip
        if len(choice.reason) > LONGEST_REASON:
            raise JumeauError(choice.subject, "motif trop long.", "500 caractères au plus.")
    try:
        # Opened before it is read, and locked: two people must not take the same number.
        with book.open("a", encoding="utf-8") as stream:
            _lock(stream.fileno())
            kept = read(book)
            fresh: list[Decision] = []
            for choice in choices:
                last = (kept + fresh)[-1] if kept or fresh else None
                one = Decision(
                    number=len(kept) + len(fresh) + 1,
                    at=datetime.now(UTC).isoformat(timespec="seconds"),
                    about=about, subject=choice.subject, verdict=choice.verdict,
                    proposed=choice.proposed, decided=choice.decided,
                    reason=choice.reason.strip(), by=by.strip(),
                    previous=last.sha256 if last else START,
                )  # fmt: skip
                fresh.append(Decision(**{**asdict(one), "sha256": one.digest()}))
            stream.write("".join(_json(asdict(one)) + "\n" for one in fresh))
    except OSError as error:
        raise JumeauError(
            f"{book}", f"écriture impossible : {said(error)}.", "Choisissez un autre dossier."
        ) from error
    return fresh


def latest(decisions: Sequence[Decision], about: str) -> dict[str, Decision]:
    """Give the last decision on each line of a proposal."""
    return {one.subject: one for one in decisions if one.about == about}


def _lock(handle: int) -> None:
    try:
        import fcntl
    except ImportError:
        return
    fcntl.flock(handle, fcntl.LOCK_EX)


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, allow_nan=False)


def _broken(book: Path, line: int, what: str) -> JumeauError:
    return JumeauError(
        f"{book}, ligne {line}", f"le registre des décisions n'est plus fiable : {what}.",
        "Retrouvez la copie d'origine, ou ouvrez un nouveau registre en gardant celui-ci.",
    )  # fmt: skip
