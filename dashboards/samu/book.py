"""What the SAMU page proposes, kept beside the runs, and what people decide of it, and why.

`<store>/../samu/` holds one JSON file a proposal, named by its digest, and its book of decisions
(`twin.decisions`). Browsers only ever give the name: 16 hexadecimal characters, never a path.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios import samu_decide
from scenarios.parts import write_whole
from scenarios.samu_telling import digest, sealed
from twin.decisions import Choice, Decision, Verdict, read, record
from twin.tables import JumeauError

FOLDER = "samu"
NAME = re.compile(r"[0-9a-f]{16}")
CASE, BASES = "refer", "bases"
SUBJECT = "bases"
LONGEST_NAME = samu_decide.LONGEST_NAME


@dataclass(frozen=True, slots=True)
class Book:
    """The folder of proposals and decisions beside a store of runs."""

    root: Path

    @classmethod
    def beside(cls, store: Path) -> Book:
        """Give the folder beside a store of runs."""
        return cls(store.resolve().parent / FOLDER)

    def keep(self, body: dict[str, Any]) -> str:
        """Write a proposal, whole or not at all; the same one again is the same file.

        Returns
        -------
        str
            The name of the proposal in addresses.
        """
        told = sealed({k: v for k, v in body.items() if k != "digest"})
        name = str(told["digest"])[:16]
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Decisions name people: never to be committed by mistake.
        (self.root / ".gitignore").write_text("*\n", encoding="utf-8")
        path = self._path(name)
        if not path.exists():
            text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
            write_whole(path, lambda temporary: _write(temporary, text))
        return name

    def proposal(self, name: str, kind: str) -> dict[str, Any] | None:
        """Give a proposal by its name; None when there is none of that kind, or it was changed."""
        if not NAME.fullmatch(name):
            return None
        try:
            body = json.loads(self._path(name).read_text(encoding="utf-8"))
            right = body["digest"] == digest(body) and body["kind"] == kind
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return dict(body) if right else None

    def decisions(self, name: str) -> list[Decision]:
        """Give every decision on a proposal, the oldest first.

        Raises
        ------
        JumeauError
            When the book was changed by hand.
        """
        return read(samu_decide.book_of(self._path(name)))

    def decide_case(self, name: str, verdict: str, rank: str, reason: str, by: str) -> None:
        """Write what is decided of a referral: option 1, another one, or none.

        Raises
        ------
        JumeauError
            No reason, no name, no such option, or a proposal that is no longer there.
        """
        body = self._known(name, CASE)
        case = str(body["cases"][0]["case"])
        asked = samu_decide.Asked(
            [case] if verdict == "accept" else (),
            [(case, rank)] if verdict == "modify" else (),
            [case] if verdict == "reject" else (), reason, by,
        )  # fmt: skip
        samu_decide.decide(self._path(name), asked)

    def decide_bases(self, name: str, verdict: Verdict, reason: str, by: str) -> None:
        """Write what is decided of a trial of bases; figures are shares of calls covered.

        Accepted: the trial is kept. Modified: it is kept, and differs from what was proposed.
        Rejected: the bases stay as today.

        Raises
        ------
        JumeauError
            No reason, no name, nothing proposed that was modified, or no such trial.
        """
        body = self._known(name, BASES)
        proposed, tried, today = (float(body[part]["calls_share"])
                                  for part in ("proposed", "after", "today"))  # fmt: skip
        if not by.strip():
            raise JumeauError("Qui décide", "personne n'est nommé.",
                              "Écrivez le nom, ou la fonction, de qui décide.")  # fmt: skip
        if len(by) > LONGEST_NAME:
            raise JumeauError("Qui décide", "nom trop long.", f"{LONGEST_NAME} caractères au plus.")
        other = body["proposed_trial"] != body["trial"]
        if verdict == "modify" and not other:
            raise JumeauError("Décision", "l'essai est celui qui a été proposé.",
                              "Changez-le avant de le dire modifié, ou acceptez-le.")  # fmt: skip
        if verdict == "accept" and other:
            raise JumeauError("Décision", "l'essai n'est plus celui qui a été proposé.",
                              "Dites-le modifié, avec un motif.")  # fmt: skip
        decided = today if verdict == "reject" else tried
        record(samu_decide.book_of(self._path(name)), str(body["digest"]),
               [Choice(SUBJECT, verdict, proposed, decided, reason)], by)  # fmt: skip

    def _known(self, name: str, kind: str) -> dict[str, Any]:
        body = self.proposal(name, kind)
        if body is None:
            raise JumeauError("Proposition", "elle n'est plus là, ou a été modifiée.",
                              "Recalculez-la.")  # fmt: skip
        return body

    def _path(self, name: str) -> Path:
        return self.root / f"{name}.json"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
