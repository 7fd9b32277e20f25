"""From what was known at the anchor to a table of numbers, with the French name of each column."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import polars as pl

from pathways.breaks.rule import Rule
from pathways.risk.known import Known, known
from pathways.risk.settings import (
    MAX_ACTIVITIES,
    MAX_LEVELS,
    MIN_LEVEL_PATIENTS,
    NOT_FEATURES,
    NUMERIC_DISTINCT,
)
from pathways.vocabulary import TITLES
from twin.contracts.events import ATTRIBUTE, EventLog
from twin.tables import JumeauError

Matrix = npt.NDArray[np.float32]
NUMERIC_SHARE = 0.95
QUANTITIES = {
    "age": "âge (années)",
    "weekday": "jour de la semaine (0 : lundi)",
    "hour": "heure de l'ancre",
    "events": "nombre d'événements du parcours",
    "kinds": "nombre d'activités différentes",
    "most_repeated": "répétitions de l'activité la plus répétée",
    "since_start_days": "jours depuis le début du parcours",
    "since_last_days": "jours depuis l'événement précédent",
    "own_days": "durée de l'événement de départ (jours)",
    "earlier_cases": "parcours antérieurs dans l'année",
    "earlier_events": "événements des parcours antérieurs dans l'année",
    "since_earlier_days": "jours depuis le parcours antérieur",
}
WORDED = {
    "sex": "sexe",
    "site": "site",
    "own": "événement de départ",
    "last": "événement précédent",
    "before_last": "avant-dernier événement",
}


@dataclass(frozen=True, slots=True)
class Feature:
    """One column of the table.

    Attributes
    ----------
    kind
        `quantity` (a number), `level` (1 if a text takes this value) or `count` (events of an
        activity).
    field
        Column of what was known.
    value
        The value, or the activity; empty for a quantity.
    words
        French name.
    """

    kind: str
    field: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Encoding:
    """The columns of a model, chosen on the training part only.

    Attributes
    ----------
    features
        In the order of the columns.
    attributes
        Attributes of the log that are read.
    """

    features: tuple[Feature, ...]
    attributes: tuple[str, ...]

    def table(self, log: EventLog, anchors: pl.DataFrame) -> Matrix:
        """Give the numbers of some anchors; NaN is unknown, and is the only hole allowed."""
        return self.numbers(known(log, anchors, self.attributes))

    def numbers(self, seen: Known) -> Matrix:
        """Give the numbers of what was known at some anchors."""
        height = seen.facts.height
        out = np.zeros((height, len(self.features)), np.float32)
        counts = {
            word[0]: (part["n"].to_numpy(), part["count"].to_numpy())
            for word, part in seen.counts.partition_by("activity", as_dict=True).items()
        }
        start = int(seen.facts["n"][0]) if height else 0
        for column, one in enumerate(self.features):
            if one.kind == "count":
                at, count = counts.get(one.value, (np.zeros(0, np.int64), np.zeros(0)))
                out[at - start, column] = count
            elif one.field not in seen.facts.columns:
                out[:, column] = np.nan if one.kind == "quantity" else 0
            elif one.kind == "level":
                out[:, column] = (seen.facts[one.field] == one.value).fill_null(False).to_numpy()
            else:
                out[:, column] = _numbers(seen.facts[one.field]).to_numpy()
        return out

    def to_json(self) -> dict[str, Any]:
        """Give everything, ready for JSON."""
        return {"features": [asdict(f) for f in self.features], "attributes": [*self.attributes]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        return cls(tuple(Feature(**f) for f in data["features"]), tuple(data["attributes"]))


def choose(log: EventLog, rule: Rule, anchors: pl.DataFrame) -> tuple[Encoding, Matrix]:
    """Choose the columns on the training anchors, and give their numbers.

    Columns that take one value only are left out; a value becomes a column only if enough
    patients have it.
    """
    doubled = {rule.words.attributes.get("age", "age")}
    attributes = tuple(
        a for a in log.attributes if a.casefold() not in NOT_FEATURES and a not in doubled
    )
    seen = known(log, anchors, attributes)
    facts = seen.facts
    features = [Feature("quantity", name, "", words) for name, words in QUANTITIES.items()]
    for name, words in WORDED.items():
        features += _levels(facts, name, words)
    for attribute in attributes:
        column = ATTRIBUTE + attribute
        if _is_quantity(facts[column]):
            words = f"dernière valeur de « {attribute} »"
            features.append(Feature("quantity", column, "", words))
        else:
            features += _levels(facts, column, f"« {attribute} »")
    shown = _activities(seen)
    features += [
        Feature("count", "activity", a, f"nombre de « {TITLES.get(a, a)} »") for a in shown
    ]
    every = Encoding(tuple(features), attributes)
    numbers = every.numbers(seen)
    useful = [i for i in range(len(features)) if _varies(numbers[:, i])]
    kept = tuple(features[i] for i in useful)
    used = tuple(a for a in attributes if any(f.field == ATTRIBUTE + a for f in kept))
    return Encoding(kept, used), numbers[:, useful]


def check_finite(table: Matrix, features: tuple[Feature, ...]) -> None:
    """Refuse infinite numbers: XGBoost takes them without a word.

    Raises
    ------
    JumeauError
        Names the columns.
    """
    if table.shape[1] != len(features):
        raise JumeauError(
            "modèle de risque",
            f"{table.shape[1]} colonnes reçues, {len(features)} attendues.",
            "Recalculez le modèle sur ce journal.",
        )
    bad = [f.words for f, column in zip(features, table.T, strict=True) if np.isinf(column).any()]
    if bad:
        raise JumeauError(
            "modèle de risque",
            f"valeur infinie dans : {', '.join(bad)}.",
            "Corrigez ces valeurs dans le journal.",
        )


def _varies(column: npt.NDArray[np.float32]) -> bool:
    told = column[~np.isnan(column)]
    return len(told) > 0 and (len(told) < len(column) or bool((told != told[0]).any()))


def _numbers(values: pl.Series) -> pl.Series:
    """Read numbers; what is not a finite number is unknown."""
    if values.dtype == pl.String:
        values = values.str.strip_chars().str.replace(",", ".").cast(pl.Float64, strict=False)
    numbers = values.cast(pl.Float64)
    # Beyond single precision a number would become infinite in the table.
    fine = numbers.is_finite() & (numbers.abs() < float(np.finfo(np.float32).max))
    return pl.select(pl.when(fine.fill_null(False)).then(numbers)).to_series().fill_null(np.nan)


def _is_quantity(values: pl.Series) -> bool:
    """Tell whether an attribute is a quantity: numbers, many of them, without leading zeros."""
    told = values.drop_nulls()
    if len(told) == 0 or told.n_unique() <= NUMERIC_DISTINCT:
        return False
    if told.str.contains(r"^0\d").any():
        return False
    return float(_numbers(told).is_not_nan().mean() or 0) >= NUMERIC_SHARE  # type: ignore[arg-type]


def _levels(facts: pl.DataFrame, field: str, words: str) -> list[Feature]:
    """Give the most frequent values of a text that enough patients have."""
    found = (
        facts.select("patient", value=field)
        .drop_nulls()
        .group_by("value")
        .agg(pl.col("patient").n_unique().alias("people"))
        .filter(pl.col("people") >= MIN_LEVEL_PATIENTS)
        .sort(["people", "value"], descending=[True, False])
        .head(MAX_LEVELS)
    )
    activity = field in ("own", "last", "before_last")
    return [
        Feature("level", field, v, f"{words} = « {TITLES.get(v, v) if activity else v} »")
        for v in found["value"]
    ]


def _activities(seen: Known) -> list[str]:
    """Give the activities that enough patients went through, the most frequent first."""
    owners = seen.facts.select("n", "patient")
    found = (
        seen.counts.join(owners, on="n")
        .group_by("activity")
        .agg(pl.col("patient").n_unique().alias("people"))
        .filter(pl.col("people") >= MIN_LEVEL_PATIENTS)
        .sort(["people", "activity"], descending=[True, False])
        .head(MAX_ACTIVITIES)
    )
    return found["activity"].to_list()
