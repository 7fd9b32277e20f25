"""A question on a log: the cohort kept, and the disclosure gate that its answers go through."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from pathways.queries.cohort import ORDER, Cohort, Condition, select
from twin.contracts.events import EventLog
from twin.disclosure import THRESHOLD, Gate
from twin.tables import JumeauError

SIGNS = ("!=", "<=", ">=", "=", "<", ">")


@dataclass(frozen=True, slots=True)
class Asked:
    """A log, the pathways kept in it, and the gate.

    Attributes
    ----------
    log
        The pathways kept.
    cohort
        Which they are.
    gate
        What may be shown.
    path, whole
        File of the log, and all its pathways, where its exports are to be recorded.
    """

    log: EventLog
    cohort: Cohort
    gate: Gate
    path: Path | None = None
    whole: EventLog | None = None

    def header(self) -> dict[str, Any]:
        """Give what each JSON answer says of its origin, filters and disclosure rule."""
        about = self.log.about
        return {
            "source": {
                "files": [s.name for s in about.sources],
                "formats": sorted({s.format for s in about.sources}),
                "origin": about.origin,
                "clock": about.clock,
                "zone": about.zone,
                "notes": list(about.notes),
            },
            "filters": {
                "words": list(self.cohort.words()),
                "where": [
                    {"attribute": c.attribute, "sign": c.sign, "values": list(c.values)}
                    for c in self.cohort.conditions
                ],
                "period": [d.isoformat() for d in self.cohort.period or ()],
                "sites": list(self.cohort.sites),
            },
            "disclosure": {
                "public": self.gate.public,
                "threshold": self.gate.threshold,
                "units": "patients",
                "words": self.gate.words(),
            },
        }

    def source_words(self) -> str:
        """Say in one French sentence where the figures come from."""
        about = self.log.about
        files = ", ".join(s.name for s in about.sources) or "journal sans fichier nommé"
        kind = "Journal simulé" if about.origin == "simulated" else "Journal observé"
        return f"{kind}\u00a0: {files}."


def ask(
    log: EventLog,
    where: Sequence[str] = (),
    period: str | None = None,
    sites: Sequence[str] = (),
    *,
    threshold: int = THRESHOLD,
    override: str = "",
) -> Asked:
    """Keep a cohort of a log and give it with its gate.

    Parameters
    ----------
    log
        The whole log.
    where
        Conditions as written: `attribute=value`, `!=`, `<=`, `>=`, `<`, `>`; `a|b` for either.
    period
        `2014-01-01..2014-06-30`: pathways begun on these days.
    sites
        Pathways passed by one of these sites.
    threshold, override
        Of the gate; under 11 only with a reason.

    Raises
    ------
    JumeauError
        What was asked cannot be understood; nobody is left; the cohort, or what it leaves out,
        is of 1 to 10 patients.
    """
    cohort = Cohort(
        conditions=tuple(condition(text) for text in where),
        period=days(period) if period else None,
        sites=tuple(sites),
    )
    gate = Gate.of(log.about, threshold, override)
    kept = select(log, cohort)
    if not kept.events:
        raise JumeauError(
            " ; ".join(cohort.words()) or "journal",
            "aucun parcours n'y répond.",
            "Élargissez la période ou retirez une condition.",
        )
    gate.admit(_patients(kept))
    _check_left_out(log, kept, cohort, gate)
    return Asked(kept, cohort, gate, whole=log)


def _patients(log: EventLog) -> int:
    """Count the patients of the pathways kept (`log.patients` may list others)."""
    return int(log.frame["patient"].n_unique())


def check_rest(whole: EventLog, kept: Sequence[EventLog], gate: Gate, what: str) -> None:
    """Refuse selections that leave out 1 to 10 patients: a subtraction would describe them."""
    if gate.public:
        return
    inside = pl.concat([one.frame["case"] for one in kept]).unique()
    out = whole.frame.filter(~pl.col("case").is_in(inside.implode()))
    gate.admit(out["patient"].n_unique(), "reste du journal", what)


def _check_left_out(log: EventLog, kept: EventLog, cohort: Cohort, gate: Gate) -> None:
    """Check what a cohort leaves out of the log, and each condition out of all the others."""
    parts: list[Cohort] = [Cohort()]
    for i in range(len(cohort.conditions)):
        others = (*cohort.conditions[:i], *cohort.conditions[i + 1 :])
        parts.append(replace(cohort, conditions=others))
    parts += [replace(cohort, period=None), replace(cohort, sites=())]
    if gate.public:
        return
    for wider in dict.fromkeys(parts):
        if wider != cohort:
            check_rest(select(log, wider), [kept], gate, "la sélection")


def condition(text: str) -> Condition:
    """Read a condition: `attribute=value`."""
    found = re.search("|".join(SIGNS), text)
    if not found or not text[: found.start()].strip() or not text[found.end() :].strip():
        raise JumeauError(
            f"--where {text}",
            "ce n'est pas une condition.",
            "Écrivez ATTRIBUT=VALEUR, par exemple --where Diagnose=A ou --where 'Age>=80'.",
        )
    sign, value = found.group(), text[found.end() :].strip()
    values = (value,) if sign in ORDER else tuple(v.strip() for v in value.split("|"))
    if sign in ORDER:
        try:
            float(value.replace(",", "."))
        except ValueError as error:
            raise JumeauError(
                f"--where {text}",
                f"« {value} » n'est pas un nombre.",
                f"Un nombre est attendu après {sign}.",
            ) from error
    return Condition(text[: found.start()].strip(), sign, values)


def days(text: str) -> tuple[date, date]:
    """Read a period: `2014-01-01..2014-06-30`."""
    try:
        first, last = (date.fromisoformat(part.strip()) for part in text.split(".."))
    except ValueError as error:
        raise JumeauError(
            f"--period {text}",
            "ce ne sont pas deux dates.",
            "Écrivez --period 2014-01-01..2014-06-30.",
        ) from error
    if last < first:
        raise JumeauError(
            f"--period {text}", "la fin précède le début.", "Écrivez la première date d'abord."
        )
    return first, last
