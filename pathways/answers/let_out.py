"""What leaves a log for a file is written in the log's book of exports, beside the log.

A log declared public is not followed. Neither is JSON on the standard output, nor what is shown
on a screen: the book follows the files that the command itself writes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pathways.answers.answer import Answer
from pathways.answers.asked import condition, days
from pathways.queries.cohort import Cohort, select
from twin.contracts.events import EventLog
from twin.disclosure import Gate
from twin.disclosure.ledger import beside, isolating, record, warning
from twin.tables import JumeauError

PATIENT = np.uint64(2**32 - 1)
"""A pathway of a patient is one number: the case above, the patient in the low half."""


def let_out(
    path: Path, log: EventLog, cohort: Cohort, gate: Gate, question: str, hidden: int
) -> str:
    """Record that figures of a log are about to be written to a file.

    Parameters
    ----------
    path
        File (or folder) of the log; its book is beside it.
    log
        The whole log, before any cohort is kept.
    cohort
        Which pathways the figures are about.
    gate
        Rule that they went through.
    question
        What was asked ("map", "breaks"...).
    hidden
        Counts hidden in what is written.

    Returns
    -------
    str
        A French sentence where an earlier export, set beside this one, would isolate 1 to 10
        patients; empty otherwise.

    Raises
    ------
    JumeauError
        The book cannot be written, or it was changed: nothing may then leave the log.
    """
    if gate.public:
        return ""
    book, digest = beside(path.resolve()), fingerprint(path, log)
    filters = filters_of(cohort)

    def chosen(words: Mapping[str, str]) -> npt.NDArray[np.uint64]:
        frame = select(log, cohort_of(words)).frame
        cases, patients = (frame[c].to_numpy().astype(np.uint64) for c in ("case", "patient"))
        return np.unique((cases << np.uint64(32)) | patients)

    found = isolating(book, digest, filters, gate, chosen, lambda pairs: pairs & PATIENT)
    record(book, digest, question, filters, gate, hidden)
    return warning(found)


def fingerprint(path: Path, log: EventLog) -> str:
    """Give the sha256 of the file of a log (of those of its files, for a folder)."""
    if path.is_dir():
        told = sorted((source.name, source.sha256) for source in log.about.sources)
        return hashlib.sha256(repr(told).encode()).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def filters_of(cohort: Cohort) -> dict[str, str]:
    """Say a cohort in words that `cohort_of` reads; the order in which it was asked is lost."""
    asked = sorted(f"{c.attribute}{c.sign}{'|'.join(sorted(c.values))}" for c in cohort.conditions)
    words = {f"where {rank}": text for rank, text in enumerate(asked, 1)}
    if cohort.period:
        words["period"] = "..".join(day.isoformat() for day in cohort.period)
    words |= {f"site {rank}": site for rank, site in enumerate(sorted(cohort.sites), 1)}
    return words


def cohort_of(filters: Mapping[str, str]) -> Cohort:
    """Read what `filters_of` wrote.

    Raises
    ------
    JumeauError
        Something else was written there: it cannot be taken for the whole log.
    """
    odd = [k for k in filters if k != "period" and not k.startswith(("where ", "site "))]
    if odd:
        raise JumeauError("registre des exports", f"filtre « {odd[0]} » inconnu.", "Vérifiez-le.")
    return Cohort(
        conditions=tuple(condition(t) for k, t in filters.items() if k.startswith("where ")),
        period=days(filters["period"]) if "period" in filters else None,
        sites=tuple(site for k, site in filters.items() if k.startswith("site ")),
    )


def hidden_in(answer: Answer) -> int:
    """Count the rows of an answer's table where something is hidden, and the variants left out."""
    marks = [c for c in answer.table.columns if c == "hidden" or c.endswith("_hidden")]
    rows = answer.table.select(marks)
    flagged = sum(any(row) for row in rows.iter_rows()) if marks else 0
    return flagged + int(answer.facts.get("hidden_variants") or 0)
