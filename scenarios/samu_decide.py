"""What people decide of referrals that were proposed: accepted, changed, refused, and why."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.samu_telling import digest
from scenarios.words import near
from twin.decisions import Choice, Decision, latest, read, record
from twin.tables import JumeauError

ALL = "tout"
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Asked:
    """What is decided at once.

    Attributes
    ----------
    accept, reject
        Cases; `tout` accepts every case with an option that nobody decided on.
    modify
        Case, and the rank of the option wanted as it was typed.
    """

    accept: Sequence[str] = ()
    modify: Sequence[tuple[str, str]] = ()
    reject: Sequence[str] = ()
    reason: str = ""
    by: str = ""

    @property
    def empty(self) -> bool:
        """Say whether nothing is decided."""
        return not (self.accept or self.modify or self.reject)


@dataclass(frozen=True, slots=True)
class Decided:
    """A proposal, the last decision on each of its cases, and how many are left."""

    cases: dict[str, dict[str, Any]]
    decisions: dict[str, Decision]
    left: int

    def rows(self) -> list[dict[str, Any]]:
        """Give the decisions, one a row; rank 0 is "no option"."""
        found = []
        for case, one in self.decisions.items():
            options = {row["rank"]: row for row in self.cases[case]["options"]}
            proposed, chosen = options.get(int(one.proposed)), options.get(int(one.decided))
            found.append({
                "case": case, "verdict": one.verdict, "proposed_rank": int(one.proposed),
                "decided_rank": int(one.decided),
                "proposed": "" if proposed is None else proposed["destination"],
                "decided": "" if chosen is None else chosen["destination"],
                "reason": one.reason, "by": one.by, "at": one.at,
            })  # fmt: skip
        return found


def book_of(proposal: Path) -> Path:
    """Give the book of decisions of a proposal, beside it."""
    return proposal.with_name(f"{proposal.stem}.decisions.jsonl")


def decided(path: Path) -> Decided:
    """Give what was decided of a proposal written by the option `--out` of a verb of the SAMU.

    Raises
    ------
    JumeauError
        No proposal, or a proposal or its book changed by hand.
    """
    body = _proposal(path)
    return _decided(body, read(book_of(path)))


def _decided(body: dict[str, Any], book: Sequence[Decision]) -> Decided:
    cases = {str(row["case"]): row for row in body["cases"]}
    found = latest(book, body["digest"])
    left = sum(1 for key, row in cases.items() if row["options"] and key not in found)
    return Decided(cases, found, left)


def decide(path: Path, asked: Asked) -> Decided:
    """Write decisions on a proposal, all or none; nothing is ever erased.

    Raises
    ------
    JumeauError
        A case unknown or decided twice, an option that is not there, no reason, no name.
    """
    body = _proposal(path)
    before = _decided(body, read(book_of(path)))
    if not asked.by.strip():
        raise JumeauError("--by", "qui décide ?", 'Ajoutez --by "Dr Exemple".')
    if len(asked.by) > LONGEST_NAME:
        raise JumeauError("--by", "nom trop long.", f"{LONGEST_NAME} caractères au plus.")
    named = [case for case in asked.accept if case != ALL]
    touched = [*named, *(case for case, _ in asked.modify), *asked.reject]
    for case in touched:
        if case not in before.cases:
            raise JumeauError(case, "cas absent de cette proposition.",
                              f"{near(case, list(before.cases))}Voyez {path.name}.")  # fmt: skip
        if touched.count(case) > 1:
            raise JumeauError(case, "décidé deux fois.", "Ne gardez qu'une décision.")
    if ALL in asked.accept:
        named += [case for case, row in before.cases.items()
                  if row["options"] and case not in before.decisions
                  and case not in touched]  # fmt: skip
    choices = [_accept(before, case, asked.reason) for case in named]
    choices += [_modify(before, case, text, asked.reason) for case, text in asked.modify]
    choices += [Choice(case, "reject", _first(before, case), 0.0, asked.reason)
                for case in asked.reject]  # fmt: skip
    if choices:
        record(book_of(path), body["digest"], choices, asked.by)
    return decided(path)


def _first(found: Decided, case: str) -> float:
    options = found.cases[case]["options"]
    return float(options[0]["rank"]) if options else 0.0


def _accept(found: Decided, case: str, reason: str) -> Choice:
    rank = _first(found, case)
    if not rank:
        raise JumeauError(case, "aucune option à accepter.", "Refusez-le avec un motif (--reject).")
    return Choice(case, "accept", rank, rank, reason)


def _modify(found: Decided, case: str, text: str, reason: str) -> Choice:
    ranks = [str(row["rank"]) for row in found.cases[case]["options"]]
    if text not in ranks:
        raise JumeauError(case, f"option « {text} » absente.",
                          f"Options : {', '.join(ranks) or 'aucune'}, ou --reject.")  # fmt: skip
    return Choice(case, "modify", _first(found, case), float(text), reason)


def _proposal(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise JumeauError(f"{path}", "fichier introuvable.", "Vérifiez le chemin.")
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        told, right, cases = body["digest"], digest(body), body["cases"]
        kept = all({"case", "options"} <= set(row) for row in cases)
    except (OSError, ValueError, KeyError, TypeError):
        kept = False
    if not kept:
        raise JumeauError(
            f"{path}", "ce n'est pas une proposition lisible.",
            "Donnez le fichier .json écrit par : jumeau samu refer ... --out F.json.",
        )  # fmt: skip
    if told != right:
        raise JumeauError(f"{path}", "la proposition a été modifiée.", "Recalculez-la.")
    found: dict[str, Any] = body
    return found
