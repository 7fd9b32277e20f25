"""Which events meet the conditions of a rule."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.conformance.rules import Condition
from twin.contracts.events import ATTRIBUTE, EventLog
from twin.tables import JumeauError

YEAR_US = 365.25 * 86400 * 1_000_000
CODED = ("site", "resource", "zone")


def meets(log: EventLog, conditions: Sequence[Condition]) -> npt.NDArray[np.bool_]:
    """Tell for each event of a log whether every condition holds there.

    Raises
    ------
    JumeauError
        An attribute that the log does not have.
    """
    kept = np.ones(log.events, bool)
    for condition in conditions:
        values = _values(log, condition)
        if condition.of == "case":
            frame = pl.DataFrame({"case": log.frame["case"], "value": values})
            values = frame.select(pl.col("value").forward_fill().over("case"))["value"]
        kept &= _passes(values, condition).fill_null(value=False).to_numpy()
    return kept


def _values(log: EventLog, condition: Condition) -> pl.Series:
    name = condition.attribute
    if name in CODED:
        words = pl.Series(name, getattr(log.names, f"{name}s"), dtype=pl.String)
        return words.gather(log.frame[name])
    if name in {"sex", "age_years"} and name not in log.attributes:
        people = log.frame.select("patient", "start").join(
            log.patients.select("patient", "sex", "born"), on="patient", how="left",
            maintain_order="left",
        )  # fmt: skip
        if name == "sex":
            return people["sex"]
        return ((people["start"] - people["born"]) / YEAR_US).cast(pl.String)
    if name not in log.attributes:
        known = ", ".join([*log.attributes, *CODED, "sex", "age_years"])
        raise JumeauError(
            f"condition sur « {name} »", "le journal n'a pas cet attribut", f"attributs : {known}"
        )
    return log.frame[ATTRIBUTE + name]


def _passes(values: pl.Series, condition: Condition) -> pl.Series:
    test = condition.test
    if test == "known":
        wanted = condition.values == ("true",)
        return values.is_not_null() if wanted else values.is_null()
    if test in {"is", "is_not"}:
        # A truth value is written True, TRUE or true according to the source.
        logical = all(v in {"true", "false"} for v in condition.values)
        found = (values.str.to_lowercase() if logical else values).is_in(list(condition.values))
        return found if test == "is" else ~found
    numbers = values.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    bound = float(condition.values[0])
    if test == "at_least":
        return numbers >= bound
    if test == "at_most":
        return numbers <= bound
    return numbers > bound if test == "above" else numbers < bound
