"""Conformance of a log with a BPMN model: alignments of its variants, deviations in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.conformance.case_ends import CaseEnd, life_of
from pathways.models import DEFAULT_LIMIT_S, Diagram, Effort, align, net_of, variants_of
from pathways.models.alignments import Alignments
from pathways.models.variants import Variants
from pathways.pictures.numbers import number
from twin.contracts.events import EventLog
from twin.disclosure import Gate, Relation, protect
from twin.tables import JumeauError


@dataclass(frozen=True, slots=True)
class Deviation:
    """One way in which cases leave the model.

    Attributes
    ----------
    kind
        `unexpected`: an event where the model does not expect it; `skipped`: a step of the model
        that has no event.
    activity
        Activity of the event or of the step.
    cases
        Cases in which it happens at least once.
    times
        How often, all cases together; None where, less the cases, it would tell that 1 to 10
        patients had it again.
    """

    kind: Literal["unexpected", "skipped"]
    activity: str
    cases: int
    times: int | None

    def words(self, judged: int | None) -> str:
        """Say it in French."""
        many = f"{number(self.cases)} dossier{'s' if self.cases > 1 else ''}"
        many += f" sur {number(judged)}" if judged is not None else ""
        if self.kind == "unexpected":
            return f"‹{self.activity}› a eu lieu là où le modèle ne l'attend pas\u00a0: {many}"
        return f"‹{self.activity}› attendu par le modèle n'a pas eu lieu\u00a0: {many}"


@dataclass(frozen=True, slots=True)
class ModelConformance:
    """Conformance of a log with a model; counts are cases, None where hidden.

    Attributes
    ----------
    cases
        All the cases: judged and open.
    judged, open
        Cases that are over and were aligned in time; cases still open at the end of the data.
    fitting
        Judged cases that follow the model exactly.
    fitness, mean_fitness
        See `pathways.models.Alignments`; None where they would give a hidden count.
    deviations
        The most frequent first; those that concern 1 to 10 patients are left out.
    left_out
        How many deviations were left out.
    unknown
        Tasks of the model that the log never has.
    effort
        What part of the judged cases was aligned.
    foreign
        Activities of the judged cases that the model does not have, and enough patients had.
    """

    cases: int | None
    judged: int | None
    open: int | None
    fitting: int | None
    fitness: float | None
    mean_fitness: float | None
    deviations: tuple[Deviation, ...]
    left_out: int
    unknown: tuple[str, ...]
    effort: Effort
    foreign: tuple[str, ...] = ()


def against_model(
    log: EventLog,
    diagram: Diagram,
    case_end: CaseEnd,
    gate: Gate,
    *,
    until: int | None = None,
    limit_s: float = DEFAULT_LIMIT_S,
) -> ModelConformance:
    """Hold the cases that are over against a model.

    Parameters
    ----------
    log
        Event log (perhaps a cohort).
    diagram
        Model; its tasks are named as the activities of the log.
    case_end
        What tells that a case is over; where nothing does, all cases are taken as over.
    gate
        Disclosure gate.
    until
        End of the data (microseconds) of the whole log where `log` is a cohort of it.
    limit_s
        Seconds allowed.

    Raises
    ------
    JumeauError
        No task of the model is in the log; no case is over; the model cannot end.
    """
    present = {log.names.activities[a] for a in log.frame["activity"].unique()}
    unknown = tuple(a for a in diagram.activities if a not in present)
    if len(unknown) == len(diagram.activities):
        raise JumeauError(
            "modèle",
            "aucune de ses tâches n'est une activité du journal",
            f"renommez ses tâches ; le journal a : {', '.join(sorted(present)[:12])}",
        )
    life = life_of(log, case_end, until)
    over = life.over if case_end.known else np.ones(len(life.first), bool)
    if not over.any():
        raise JumeauError(
            "journal",
            "aucun parcours n'est terminé à la fin des données",
            "changez --case-end ou --silence, ou élargissez la période",
        )
    closed = log.keep(pl.Series(over[life.of_row]))
    variants = variants_of(closed)
    found = align(variants, net_of(diagram), limit_s=limit_s)
    used = variants.of_case < found.effort.variants_used
    patients = life.patient[over][used]
    of_case = variants.of_case[used]
    fits = np.array([c == 0 for c in found.costs])[of_case]
    counts, hidden = _counts(life.patient, over, patients, fits, gate)
    deviations, left_out = _deviations(found, variants, of_case, patients, gate)
    exact = gate.public or not hidden[2:].any()
    shown = [None if h else n for n, h in zip(counts, hidden, strict=True)]
    return ModelConformance(
        cases=shown[0],
        judged=shown[2],
        open=shown[1],
        fitting=shown[3],
        fitness=found.fitness if exact else None,
        mean_fitness=found.mean_fitness if exact else None,
        deviations=deviations,
        left_out=left_out,
        unknown=unknown,
        effort=found.effort,
        foreign=_foreign(closed, diagram, gate),
    )


def _foreign(log: EventLog, diagram: Diagram, gate: Gate) -> tuple[str, ...]:
    """Give the activities that the model does not have; rare ones stay unnamed."""
    people = log.frame.group_by("activity").agg(pl.col("patient").n_unique())
    had = [log.names.activities[a] for a, n in people.iter_rows() if not gate.hides(n)]
    return tuple(sorted(set(had) - set(diagram.activities)))


def _counts(
    everyone: npt.NDArray[np.uint32],
    over: npt.NDArray[np.bool_],
    judged: npt.NDArray[np.uint32],
    fits: npt.NDArray[np.bool_],
    gate: Gate,
) -> tuple[list[int], npt.NDArray[np.bool_]]:
    """Give all, open, judged, fitting, deviating, not reached in time; and which are hidden."""
    late = int(over.sum()) - len(judged)
    groups = [everyone, everyone[~over], judged, judged[fits], judged[~fits]]
    counts = [len(g) for g in groups] + [late]
    units = [len(np.unique(g)) for g in groups] + [late]
    relations = [Relation(0, (1, 2, 5)), Relation(2, (3, 4))]
    return counts, protect(counts, relations, gate, units=units)


def _deviations(
    found: Alignments,
    variants: Variants,
    of_case: npt.NDArray[np.int64],
    patients: npt.NDArray[np.uint32],
    gate: Gate,
) -> tuple[tuple[Deviation, ...], int]:
    """Count each deviation; small ones, and those that all but a few cases have, are left out."""
    size = len(found.moves)
    times: dict[tuple[str, str], npt.NDArray[np.int64]] = {}
    for rank, moves in enumerate(found.moves):
        for move in moves:
            if move[0] != "both":
                times.setdefault(move, np.zeros(size, np.int64))[rank] += 1
    weights = np.array(found.counts)
    kept, left_out = [], 0
    for (kind, activity), often in times.items():
        has = (often > 0)[of_case]
        if any(gate.hides(len(np.unique(patients[group]))) for group in (has, ~has)):
            left_out += 1
            continue
        word: Literal["unexpected", "skipped"] = "unexpected" if kind == "log" else "skipped"
        again = len(np.unique(patients[(often > 1)[of_case]]))
        times_shown = None if gate.hides(again) else int(often @ weights)
        kept.append(Deviation(word, activity, int(has.sum()), times_shown))
    kept.sort(key=lambda d: (-d.cases, -(d.times or 0), d.kind, d.activity))
    return tuple(kept), left_out
