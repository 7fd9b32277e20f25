"""The distinct pathways of a log, with how many cases and patients took each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from twin.contracts.events import EventLog
from twin.disclosure import Gate
from twin.tables import JumeauError


@dataclass(frozen=True, slots=True, eq=False)
class Variants:
    """Distinct sequences of activities, the most frequent first.

    Attributes
    ----------
    names
        Activities, in the order of their codes.
    sequences
        Codes of each variant; at equal counts, in the order of the codes.
    counts
        Cases of each variant.
    of_case
        Rank of the variant of each case of the log, in the order of the log.
    patients
        Code of the patient of each case, in the same order.
    left_out
        Activities not looked at because too few patients had them (small cells).
    """

    names: tuple[str, ...]
    sequences: tuple[tuple[int, ...], ...]
    counts: tuple[int, ...]
    of_case: npt.NDArray[np.int64]
    patients: npt.NDArray[np.uint32]
    left_out: tuple[str, ...] = ()

    @property
    def cases(self) -> int:
        """Number of cases."""
        return len(self.of_case)

    def cases_of_first(self, variants: int) -> int:
        """Count the cases of the most frequent variants."""
        return sum(self.counts[:variants])


def variants_of(log: EventLog, gate: Gate | None = None) -> Variants:
    """Give the variants of a log.

    Parameters
    ----------
    log
        Event log (sorted, as it always is).
    gate
        Where given, activities that 1 to 10 patients had are left out before anything is
        computed (unless the log is public): a model shows the name of each activity.

    Raises
    ------
    JumeauError
        Nothing is left to look at.
    """
    frame = log.frame.select("case", "patient", "activity")
    left_out: tuple[str, ...] = ()
    if gate is not None and not gate.public:
        people = frame.group_by("activity").agg(pl.col("patient").n_unique())
        rare = people.filter(pl.col("patient") < gate.threshold)["activity"]
        left_out = tuple(sorted(log.names.activities[a] for a in rare))
        frame = frame.filter(~pl.col("activity").is_in(rare.implode()))
    if not frame.height:
        raise JumeauError(
            "journal",
            "aucune activité à montrer : le journal est vide, ou chaque activité concerne trop "
            "peu de patients",
            "élargissez la cohorte ou la période",
        )
    case = frame["case"].to_numpy()
    activity = np.ascontiguousarray(frame["activity"].to_numpy(), np.uint16)
    first = np.flatnonzero(np.r_[True, case[1:] != case[:-1]])
    last = np.r_[first[1:], len(case)]
    known: dict[bytes, int] = {}
    raw = activity.tobytes()
    met = np.fromiter(
        (
            known.setdefault(raw[2 * a : 2 * b], len(known))
            for a, b in zip(first, last, strict=True)
        ),
        np.int64,
        len(first),
    )
    words = [tuple(np.frombuffer(word, np.uint16).tolist()) for word in known]
    counts = np.bincount(met, minlength=len(words))
    order = sorted(range(len(words)), key=lambda v: (-int(counts[v]), words[v]))
    rank = np.empty(len(words), np.int64)
    rank[order] = np.arange(len(words))
    return Variants(
        names=log.names.activities,
        sequences=tuple(words[v] for v in order),
        counts=tuple(int(counts[v]) for v in order),
        of_case=rank[met],
        patients=frame["patient"].to_numpy()[first],
        left_out=left_out,
    )
