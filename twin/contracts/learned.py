"""What was learned of the ways of patients in some hospitals, with what is left to chance."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np

from twin.contracts.bands import BANDS
from twin.contracts.needs import Floats
from twin.contracts.pathway import DISPOSITIONS, EXAMS, TRIAGE_LEVELS, LocalModel, PathwayModel
from twin.contracts.wards import WARDS
from twin.contracts.whole_file import beside
from twin.tables import JumeauError, said

FORMAT = "jumeau.learned-pathways"
VERSION = 1
_A, _L = len(BANDS), len(TRIAGE_LEVELS)
SHARES: dict[str, tuple[int, ...]] = {
    "triage": (_A, len(TRIAGE_LEVELS)),
    "disposition": (_L, _A, len(DISPOSITIONS)),
    "uhcd_admitted": (_A, 2),
    "exams": (_L, _A, len(EXAMS)),
    "ward": (_A, len(WARDS)),
}
"""Branchings learned, and the shape of one cause; the last axis holds the outcomes."""
FACTORS = ("exam_factor", "stay_factor")
"""Durations learned, as multipliers of those of the territory, by cause and age band."""


@dataclass(frozen=True, slots=True, eq=False)
class LearnedPathways:
    """Branching probabilities and durations learned from a log, with their sampling uncertainty.

    Attributes
    ----------
    causes
        Causes of the twin, in the order of the first axis of every array.
    shares
        By name of `SHARES`, the weights of a Dirichlet law (posterior: what was counted, and the
        weight of the parent cell), shape (causes, ...). A cell whose weights add up to 0 was not
        learned: the territory's own probabilities stay.
    factors
        By name of `FACTORS`, mean and standard deviation of the logarithm of what multiplies
        the territory's own factor, shape (causes, bands, 2); a deviation that is not a number:
        not learned.
    sites
        Hospitals whose records were read (FINESS).
    source
        What was read, in a French sentence.
    log_digest
        Digest of the log.
    visits
        Emergency visits read.
    """

    causes: tuple[str, ...]
    shares: Mapping[str, Floats]
    factors: Mapping[str, Floats]
    sites: tuple[str, ...] = ()
    source: str = ""
    log_digest: str = ""
    visits: int = 0

    @classmethod
    def nothing(cls, causes: tuple[str, ...]) -> Self:
        """Give a model that has learned nothing: the twin stays as it is."""
        return cls(
            causes,
            {name: np.zeros((len(causes), *shape)) for name, shape in SHARES.items()},
            {name: np.full((len(causes), _A, 2), np.nan) for name in FACTORS},
        )

    @property
    def empty(self) -> bool:
        """Tell whether nothing was learned."""
        return not self.covered()

    def covered(self) -> tuple[str, ...]:
        """Give the causes of which something was learned."""
        known = np.zeros(len(self.causes), bool)
        for weights in self.shares.values():
            known |= weights.reshape(len(self.causes), -1).any(axis=1)
        for factor in self.factors.values():
            known |= np.isfinite(factor[..., 1]).reshape(len(self.causes), -1).any(axis=1)
        return tuple(c for c, there in zip(self.causes, known, strict=True) if there)

    def local(
        self,
        base: PathwayModel,
        causes: tuple[str, ...],
        sites: tuple[str, ...],
        *,
        wanted: tuple[str, ...] = (),
        luck: np.random.Generator | None = None,
    ) -> LocalModel:
        """Give what the hospitals then follow.

        Parameters
        ----------
        base
            The territory's model, kept where nothing was learned.
        causes
            Causes of the twin, in the order of the arrays of `base`.
        sites
            FINESS of the hospitals.
        wanted
            Causes to take; all those that were learned when empty.
        luck
            Draws the probabilities and the factors from their laws; None takes their means.
        """
        model = LocalModel.of(base, sites, self.source)
        taken = [c for c in self.covered() if c in causes and (not wanted or c in wanted)]
        ours = [self.causes.index(c) for c in taken]
        theirs = [causes.index(c) for c in taken]
        changed: dict[str, Any] = {}
        for name in SHARES:
            drawn, there = _drawn_shares(self.shares[name], luck)
            if name == "uhcd_admitted":
                drawn = drawn[..., 1]
            changed[name] = _put(getattr(model, name), drawn, there, theirs, ours)
        for name in FACTORS:
            drawn, there = _drawn_factors(self.factors[name], luck)
            own = np.ones_like(getattr(model, name))
            changed[name] = getattr(model, name) * _put(own, drawn, there, theirs, ours)
        return replace(model, **changed)

    def digest(self) -> str:
        """Give the sha256 of what was learned."""
        return hashlib.sha256(json.dumps(self.plain(), sort_keys=True).encode()).hexdigest()

    def plain(self) -> dict[str, Any]:
        """Give plain values, for a JSON file; what was not learned is null."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "source": self.source,
            "log_digest": self.log_digest,
            "visits": self.visits,
            "sites": list(self.sites),
            "bands": list(BANDS),
            "causes": list(self.causes),
            "shares": {name: self.shares[name].tolist() for name in SHARES},
            "factors": {name: _nulls(self.factors[name].tolist()) for name in FACTORS},
        }

    def save(self, path: Path) -> None:
        """Write the model as JSON."""
        text = json.dumps(self.plain(), ensure_ascii=False) + "\n"
        with beside(path) as partial:
            partial.write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a model.

        Raises
        ------
        JumeauError
            Absent, not a learned model, or with arrays of other shapes or impossible values.
        """
        remedy = "Refaites-le : jumeau pathways twin-model JOURNAL --out MODÈLE."
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise JumeauError(f"{path}", f"lecture impossible : {said(error)}.", remedy) from error
        except UnicodeDecodeError:
            raise JumeauError(f"{path}", "ce n'est pas du texte.", remedy) from None
        try:
            data = json.loads(text)
            if data["format"] != FORMAT or data["version"] > VERSION:
                raise ValueError("format ou version inconnus")
            causes = tuple(str(c) for c in data["causes"])
            if tuple(data["bands"]) != tuple(BANDS):
                raise ValueError("autres tranches d'âge")
            shares = {n: np.array(data["shares"][n], np.float64) for n in SHARES}
            factors = {n: np.array(data["factors"][n], np.float64) for n in FACTORS}
            _check(causes, shares, factors)
        except (KeyError, TypeError, ValueError) as error:
            raise JumeauError(
                f"{path}", f"ce n'est pas un modèle appris par Jumeau ({error}).", remedy
            ) from None
        return cls(
            causes, shares, factors, tuple(data.get("sites", ())), str(data.get("source", "")),
            str(data.get("log_digest", "")), int(data.get("visits", 0)),
        )  # fmt: skip


def _nulls(values: Any) -> Any:
    """Give nested lists with null where there is no number."""
    if isinstance(values, list):
        return [_nulls(value) for value in values]
    return None if values != values else values


def _check(
    causes: tuple[str, ...], shares: Mapping[str, Floats], factors: Mapping[str, Floats]
) -> None:
    for name, shape in SHARES.items():
        weights = shares[name]
        if weights.shape != (len(causes), *shape):
            raise ValueError(f"{name} : forme {weights.shape}")
        if not np.isfinite(weights).all() or (weights < 0).any():
            raise ValueError(f"{name} : poids négatifs ou infinis")
    for name in FACTORS:
        if factors[name].shape != (len(causes), _A, 2) or np.isinf(factors[name]).any():
            raise ValueError(f"{name} : forme ou valeurs")


def _drawn_shares(weights: Floats, luck: np.random.Generator | None) -> tuple[Floats, Any]:
    """Give probabilities, and where there are any (Dirichlet by independent gammas)."""
    given = weights if luck is None else np.where(weights > 0, luck.standard_gamma(weights), 0.0)
    total = given.sum(axis=-1, keepdims=True)
    there = (weights.sum(axis=-1) > 0) & (total[..., 0] > 0)
    return np.divide(given, total, out=np.zeros_like(given), where=total > 0), there


def _drawn_factors(laws: Floats, luck: np.random.Generator | None) -> tuple[Floats, Any]:
    mean, spread = laws[..., 0], laws[..., 1]
    there = np.isfinite(mean) & np.isfinite(spread)
    noise = 0.0 if luck is None else luck.standard_normal(mean.shape)
    return np.exp(np.where(there, mean + noise * np.where(there, spread, 0.0), 0.0)), there


def _put(old: Floats, new: Floats, there: Any, theirs: list[int], ours: list[int]) -> Floats:
    """Give an array with the learned cells of the causes taken, the others as they were."""
    out = np.array(old, np.float64)
    if ours:
        mask = there[ours]
        rows = out[theirs]
        rows[mask] = new[ours][mask]
        out[theirs] = rows
    return out
