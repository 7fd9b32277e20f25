"""What the pharmacist decides of a proposal, line by line, and the order that comes out of it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.words_fr import euros, units
from twin.decisions import VERDICT_FR, Choice, Decision, latest, read, record
from twin.tables import JumeauError

BOOK, FORBIDDEN = "decisions.jsonl", "interdits.csv"
SUBSTITUTIONS = "substitutions"
"""What vetoes are about, in the book: they outlive the proposal of the day."""
LONGEST_NAME = 80
MANY_TIMES = 5.0
"""Times the proposed units above which a decided quantity looks like a slip of the hand."""
Lines = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is decided at once.

    Attributes
    ----------
    accept, reject
        Codes of lines.
    modify
        Code, and the units wanted as they were typed.
    rest
        Accept every line with something to order that has no decision yet.
    veto
        Substitutions to forbid: code, code of the substitute.
    about
        Digest of the proposal that was looked at; not checked when empty.
    reason, by
        Why (always needed but to accept), and who.
    """

    accept: Sequence[str] = ()
    modify: Sequence[tuple[str, str]] = ()
    reject: Sequence[str] = ()
    rest: bool = False
    veto: Sequence[tuple[str, str]] = ()
    about: str = ""
    reason: str = ""
    by: str = ""

    @property
    def empty(self) -> bool:
        """Say whether nothing is decided."""
        return not (self.accept or self.modify or self.reject or self.rest or self.veto)


@dataclass(frozen=True, slots=True)
class Decided:
    """A proposal with the decisions taken on it.

    Attributes
    ----------
    body
        The proposal as written by the study.
    lines
        Its lines, by code.
    decisions
        The last decision on each line; those on another proposal are not there.
    others
        Decisions of the same book about other proposals: kept, not applied.
    vetoes
        Substitutions forbidden: by code and code of the substitute, the decision.
    """

    body: dict[str, Any]
    lines: Lines
    decisions: dict[str, Decision]
    others: int
    vetoes: dict[tuple[str, str], Decision]

    @property
    def left(self) -> int:
        """Count the lines to order that nobody decided on."""
        return sum(1 for c, row in self.lines.items() if row["units"] and c not in self.decisions)

    def rows(self) -> list[dict[str, Any]]:
        """Give the decisions with their product, one a row."""
        found = []
        for code, one in self.decisions.items():
            row = self.lines[code]
            price = row["unit_price_eur"]
            found.append({
                "code": code, "cip": row.get("cip", ""), "name": row["name"],
                "supplier": row["supplier"], "units": one.decided,
                "packs": round(one.decided / float(row["pack"])),
                "cost_eur": None if price is None else one.decided * float(price),
                "verdict": VERDICT_FR[one.verdict], "proposed": one.proposed, "why": one.reason,
                "by": one.by, "at": one.at,
            })  # fmt: skip
        return found

    def order(self) -> list[dict[str, Any]]:
        """Give what is to be ordered: accepted and modified lines above zero, nothing else.

        Raises
        ------
        JumeauError
            No line was accepted.
        """
        rows = [row for row in self.rows() if row["units"]]
        if not rows:
            raise JumeauError("--order", "aucune ligne acceptée.", "Ajoutez --accept tout.")
        return rows

    def cautions(self) -> list[str]:
        """Say where the decisions go beyond what the proposal respected: quota, budget."""
        found = []
        left = {row["code"]: row["quota_left"] for row in self.body["products"]}
        for code, one in self.decisions.items():
            if one.decided > MANY_TIMES * max(one.proposed, self.lines[code]["pack"]):
                found.append(f"{self.lines[code]['name']} : {units(one.decided)} unités décidées, "
                             f"{units(one.proposed)} proposées : vérifiez.")  # fmt: skip
            quota = left.get(code)
            if quota is not None and one.decided > quota:
                found.append(f"{self.lines[code]['name']} : {units(one.decided)} unités décidées, "
                             f"contingent restant {units(quota)}.")  # fmt: skip
        budget = self.body["order"]["budget_eur"]
        cost = math.fsum(row["cost_eur"] or 0.0 for row in self.rows())
        if budget is not None and cost > budget + 0.005:
            found.append(f"Commande décidée : {euros(cost)}, au-dessus du budget de "
                         f"{euros(budget)}.")  # fmt: skip
        return found


def proposal_of(folder: Path) -> dict[str, Any]:
    """Read a proposal, and check that it is as it was written.

    Raises
    ------
    JumeauError
        There is none, or it was changed by hand.
    """
    from scenarios.stock import digest

    path = folder / "proposition.json" if folder.is_dir() else folder
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        told, right = body["digest"], digest(body)
    except (OSError, ValueError, KeyError, TypeError):
        raise JumeauError(
            f"{folder}", "ce dossier n'a pas de proposition lisible.",
            "Donnez le dossier écrit par : jumeau forecast stock ... --out DOSSIER.",
        ) from None  # fmt: skip
    if told != right:
        raise JumeauError(f"{path}", "la proposition a été modifiée.", "Recalculez-la.")
    found: dict[str, Any] = body
    return found


def decided(folder: Path) -> Decided:
    """Give a proposal and what was decided of it.

    Raises
    ------
    JumeauError
        No proposal, or a proposal or a book changed by hand.
    """
    body = proposal_of(folder)
    book = read(folder / BOOK)
    lines = {str(row["code"]): row for row in body["proposal"]}
    mine = latest(book, body["digest"])
    others = sum(1 for one in book if one.about not in (body["digest"], SUBSTITUTIONS))
    forbidden = latest(book, SUBSTITUTIONS).items()
    vetoes = {(pair.partition(">")[0], pair.partition(">")[2]): one for pair, one in forbidden}
    return Decided(body, lines, mine, others, vetoes)


def decide(folder: Path, asked: Asked) -> Decided:
    """Write decisions on a proposal, all or none; nothing is ever erased.

    Raises
    ------
    JumeauError
        Another proposal since, a line unknown or decided twice, units that make no whole pack,
        no reason, no name.
    """
    before = decided(folder)
    if asked.about not in ("", before.body["digest"]):
        # Accepting a line must never accept a quantity that was not on screen.
        raise JumeauError(
            "Proposition", "elle a été recalculée depuis, rien n'est écrit.", "Rechargez la page."
        )
    choices = _choices(before, asked)
    vetoes = [_veto(before, code, other, asked.reason) for code, other in asked.veto]
    if (choices or vetoes) and not asked.by.strip():
        raise JumeauError("--by", "qui décide ?", 'Ajoutez --by "Dr Dupont".')
    if len(asked.by) > LONGEST_NAME:
        raise JumeauError("--by", "nom trop long.", f"{LONGEST_NAME} caractères au plus.")
    if vetoes and not asked.reason.strip():
        raise JumeauError("--veto", "une interdiction demande un motif.", 'Ajoutez --reason "...".')
    if choices:
        record(folder / BOOK, before.body["digest"], choices, asked.by)
    if vetoes:
        record(folder / BOOK, SUBSTITUTIONS, vetoes, asked.by)
    found = decided(folder)
    if vetoes:
        _write_vetoes(found, folder / FORBIDDEN)
    return found


def _veto(before: Decided, code: str, other: str, reason: str) -> Choice:
    known = [(row["code"], row["substitute"]) for row in before.body["substitutes"]]
    if (code, other) not in known:
        raise JumeauError(
            f"{code}={other}", "cette substitution n'est pas dans la proposition.",
            "Proposées : " + (", ".join(f"{a}={b}" for a, b in known) or "aucune") + ".",
        )  # fmt: skip
    return Choice(f"{code}>{other}", "reject", 0.0, 0.0, reason)


def _write_vetoes(found: Decided, path: Path) -> None:
    """Write the substitutions forbidden as the file that the next order reads (`--veto`)."""
    from scenarios.stock_export import VETO_HEADS, write_csv

    rows = [{"code": code, "substitute": other, "why": one.reason}
            for (code, other), one in found.vetoes.items()]  # fmt: skip
    write_csv(VETO_HEADS, rows, path)


def _choices(before: Decided, asked: Asked) -> list[Choice]:
    lines, accept, found = before.lines, list(asked.accept), list[Choice]()
    if asked.rest:
        named = {*accept, *asked.reject, *(code for code, _ in asked.modify), *before.decisions}
        accept += [c for c, row in lines.items() if row["units"] and c not in named]
    for code in accept:
        proposed = float(_line(lines, code)["units"])
        found.append(Choice(code, "accept", proposed, proposed, asked.reason))
    for code, amount in asked.modify:
        row = _line(lines, code)
        wanted = _units(amount, float(row["pack"]))
        found.append(Choice(code, "modify", float(row["units"]), wanted, asked.reason))
    for code in asked.reject:
        proposed = float(_line(lines, code)["units"])
        found.append(Choice(code, "reject", proposed, 0.0, asked.reason))
    codes = [one.subject for one in found]
    if twice := {code for code in codes if codes.count(code) > 1}:
        raise JumeauError(
            ", ".join(sorted(twice)), "deux décisions sur la même ligne.", "Gardez-en une."
        )
    return found


def _line(lines: Mapping[str, dict[str, Any]], code: str) -> dict[str, Any]:
    if code not in lines:
        # Two medicines may differ by one digit: a code is never offered for another.
        raise JumeauError(
            code or "code absent", "cette ligne n'est pas dans la proposition.",
            "Écrivez le code de la première colonne de proposition.csv, pas celui de la boîte.",
        )  # fmt: skip
    return lines[code]


def _units(amount: str, pack: float) -> float:
    from forecasting.stock.cells import amounts

    (found,) = amounts([amount])
    if not isinstance(found, float) or found < 0:
        raise JumeauError("--modify", f"« {amount} » refusé.", "Écrivez CODE=60 (unités).")
    packs = found / pack
    if abs(packs - round(packs)) > 1e-6:
        low, high = pack * int(packs), pack * (int(packs) + 1)
        raise JumeauError(
            "--modify", f"{amount.strip()} unités ne font pas des boîtes entières de {pack:g}.",
            f"Écrivez {f'{low:g} ou ' if low else ''}{high:g}.",
        )  # fmt: skip
    return found


def write_order(found: Decided, path: Path) -> None:
    """Write the order decided for French Excel (XLSX or CSV): accepted and modified lines only.

    Raises
    ------
    JumeauError
        No line accepted, or no room to write.
    """
    from scenarios.stock_export import FINAL_HEADS, write_csv, write_workbook

    rows = found.order()
    if path.suffix.lower() == ".csv":
        write_csv(FINAL_HEADS, rows, path)
    else:
        write_workbook((("Commande", FINAL_HEADS, rows),), path)
