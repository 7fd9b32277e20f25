"""Test the trees against the simple rules, and give the list of whichever is proven better."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from forecasting.shortage.events import History
from forecasting.shortage.labels import END_OF_MARKETING, NEW_SHORTAGE, outcomes
from forecasting.shortage.products import Products
from forecasting.shortage.rows import RULES, Rows, Scope, rows_at
from forecasting.shortage.scores import (
    Calibrated,
    Score,
    Tested,
    calibration,
    gain_interval,
    score_of,
)
from forecasting.shortage.settings import FOLDS, LEAST_EVENTS
from forecasting.shortage.trees import Model, anchored
from forecasting.shortage.windows import Split, Window, split_before, test_splits, windows

DEFAULT_RULE = "same_substance_route"
"""Rule given when nothing can be tested: the best of the three on the French files of 2025
(average precision 0.025, measured on one period)."""
MODEL, TIME_ONLY = "model", "model_time_only"


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """Answer for one horizon.

    Attributes
    ----------
    months
        Horizon.
    rows
        Groups at risk on the day asked.
    scores
        Model (grouped by substance), model (split by time only), three rules; empty without test.
    best_rule, gain, gain_low, gain_high
        Best rule on the test and gain in average precision over it, with its interval.
    beats
        True when the lower bound of the gain is above 0: only then is the model's list given.
    biased
        True when a window of the test or of the training is rebuilt (survivorship bias).
    rate
        Share of groups with a new declaration in the latest complete window: known at T.
    tests
        (start, end, groups, declarations, ends of marketing) of each test window.
    model
        None when there is too little to learn from.
    """

    months: int
    rows: Rows
    scores: tuple[Score, ...]
    best_rule: str
    gain: float
    gain_low: float
    gain_high: float
    beats: bool
    biased: bool
    rate: float
    calibrated: Calibrated | None
    tests: tuple[tuple[date, date, int, int, int], ...]
    model: Model | None
    notes: tuple[str, ...]

    def probability(self) -> npt.NDArray[np.float64] | None:
        """Give the probability of each group, around the rate known; none without a model."""
        return None if self.model is None else anchored(self.model.logit(self.rows.x), self.rate)

    def ranking(self) -> npt.NDArray[np.int64]:
        """Give the ranks of the groups in the list given, first the one to review first."""
        rule = self.rows.rules[self.best_rule]
        ties = [-self.rows.rules[name] for name in ("own_history", "same_substance_route")]
        if self.beats and self.model is not None:
            return np.lexsort((-rule, -self.model.margin(self.rows.x)))
        return np.lexsort((*ties, -rule))


class Book:
    """Rows of each origin, computed once.

    Parameters
    ----------
    products
        Product files by day; the last one known on each origin is used, the first one before.
    """

    def __init__(self, history: History, products: tuple[Products, ...], scope: Scope) -> None:
        self.history, self.products, self.scope = history, products, scope
        self._rows: dict[int, Rows] = {}

    def rows(self, day: int) -> Rows:
        """Give the groups at risk on a day, with the last product file known then."""
        if day not in self._rows:
            known = [p for p in self.products if p.day is not None and p.day <= day]
            self._rows[day] = rows_at(
                day, self.history, known[-1] if known else self.products[0], self.scope
            )
        return self._rows[day]

    def table(self, part: tuple[Window, ...]) -> tuple[npt.NDArray[np.float64],
                                                       npt.NDArray[np.int8],
                                                       npt.NDArray[np.str_]]:  # fmt: skip
        """Give features, labels and substances of windows, one under the other."""
        held = [self.rows(w.start) for w in part]
        y = [outcomes(r, w.end, self.history) for r, w in zip(held, part, strict=True)]
        return (
            np.vstack([r.x for r in held]),
            (np.concatenate(y) == NEW_SHORTAGE).astype(np.int8),
            np.concatenate([r.cluster for r in held]),
        )


def study(asof: int, months: int, book: Book) -> Study:
    """Study one horizon on a day.

    Parameters
    ----------
    asof
        Day asked (ordinal); the history must hold nothing later.
    months
        Horizon.
    book
        What is known, shared by the horizons.
    """
    history = book.history
    if history.days[-1] > asof:
        raise ValueError("the history holds files dated after the day asked")
    every = windows(history, months)
    rows = book.rows(asof)
    tests, told, notes = [], [], []
    biased = False
    for split in test_splits(every):
        tested, fact = _test(split, book)
        if tested is not None:
            biased |= split.rebuilt
            tests.append(tested)
            told.append(fact)
    last = split_before(asof, every, None)
    model, rate = _fit(last, book) if last else (None, float("nan"))
    if last is not None and last.rebuilt:
        biased = True
    held = tuple(tests)
    scores = tuple(score_of(n, held) for n in (MODEL, TIME_ONLY, *RULES)) if held else ()
    by = {s.name: s.average_precision for s in scores}
    usable = bool(by) and np.isfinite(by[MODEL])
    best = max(RULES, key=lambda r: by[r]) if usable else DEFAULT_RULE
    low, high = gain_interval(held, MODEL, best) if usable else (float("nan"),) * 2
    if not usable:
        notes.append(
            "Trop peu d'historique pour éprouver le modèle à cet horizon : il faut des "
            f"fichiers sur au moins {3 * months} mois et {LEAST_EVENTS} déclarations."
        )
    if any(b - a > 45 for a, b in pairwise(history.days)):
        notes.append("Fichiers espacés de plus de 45 jours : une déclaration n'est datée que du "
                     "premier fichier qui la montre.")  # fmt: skip
    return Study(
        months, rows, scores, best, by.get(MODEL, np.nan) - by.get(best, np.nan), low, high,
        bool(low > 0) and model is not None, biased, rate,
        calibration(held) if held else None, tuple(told), model, tuple(notes),
    )  # fmt: skip


def _fit(split: Split, book: Book) -> tuple[Model | None, float]:
    x, y, _ = book.table(split.train)
    later_x, later_y, _ = book.table((split.latest,))
    rate = float(later_y.mean()) if len(later_y) else float("nan")
    if y.sum() < LEAST_EVENTS or not len(later_y):
        return None, rate
    return Model.fit(x, y, later_x, later_y), rate


def _test(split: Split, book: Book) -> tuple[Tested | None, tuple[date, date, int, int, int]]:
    """Score one test window: each fold of substances by trees that never saw them."""
    window = split.test
    assert window is not None
    rows = book.rows(window.start)
    came = outcomes(rows, window.end, book.history)
    y = (came == NEW_SHORTAGE).astype(np.int8)
    fact = (date.fromordinal(window.start), date.fromordinal(window.end), len(y), int(y.sum()),
            int((came == END_OF_MARKETING).sum()))  # fmt: skip
    whole, rate = _fit(split, book)
    if whole is None or not y.any():
        return None, fact
    x, label, cluster = book.table(split.train)
    later_x, later_y, later_cluster = book.table((split.latest,))
    mine, old, late = _fold(rows.cluster), _fold(cluster), _fold(later_cluster)
    logit, margin = np.zeros(len(y)), np.zeros(len(y))
    for fold in range(FOLDS):
        at = mine == fold
        if not at.any():
            continue
        kept, after = old != fold, late != fold
        if not label[kept].any() or not after.any():
            return None, fact
        model = Model.fit(x[kept], label[kept], later_x[after], later_y[after])
        logit[at] = model.logit(rows.x[at])
        # Margins of several models are put on one scale by their calibration; a flat one keeps
        # its own order.
        margin[at] = model.margin(rows.x[at]) * (model.slope or 1e-9) + model.intercept
    scores = {MODEL: margin, TIME_ONLY: whole.margin(rows.x), **rows.rules}
    return Tested(y, rows.cluster, scores, anchored(logit, rate), rate), fact


def _fold(cluster: npt.NDArray[np.str_]) -> npt.NDArray[np.int64]:
    """Give the fold of each substance: the same one in every window and every run."""
    return np.array([zlib.crc32(name.encode()) % FOLDS for name in cluster.tolist()], np.int64)
