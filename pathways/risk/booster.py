"""Gradient-boosted trees: the only file of `pathways` that loads XGBoost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

from pathways.risk.encoding import Feature, Matrix, check_finite
from pathways.risk.settings import BOOSTER, ROUNDS, SHAP_TOLERANCE
from twin.tables import JumeauError

if TYPE_CHECKING:
    from xgboost import Booster

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees that give a margin (log-odds of the outcome) and the part of each feature in it.

    Attributes
    ----------
    features
        Columns expected, in order.
    booster
        The trees.
    """

    features: tuple[Feature, ...]
    booster: Booster

    @classmethod
    def grow(
        cls, table: Matrix, label: npt.NDArray[np.int8], features: tuple[Feature, ...]
    ) -> Self:
        """Grow the trees: fixed parameters, one thread, one seed; a log always gives the same."""
        import xgboost

        check_finite(table, features)
        if not np.isin(label, (0, 1)).all():
            raise JumeauError("modèle de risque", "issue autre que 0 ou 1.", "Vérifiez la cible.")
        data = xgboost.DMatrix(table, label=label.astype(np.float32), nthread=1)
        return cls(features, xgboost.train(BOOSTER, data, num_boost_round=ROUNDS))

    @classmethod
    def of_json(cls, raw: bytes, features: tuple[Feature, ...]) -> Self:
        """Read trees written by `to_json`; JSON holds no code."""
        import xgboost

        try:
            booster = xgboost.Booster({"nthread": 1})
            booster.load_model(bytearray(raw))
        except (xgboost.core.XGBoostError, ValueError) as error:
            raise JumeauError(
                "modèle de risque", "ce n'est pas un modèle XGBoost en JSON.", "Recalculez-le."
            ) from error
        return cls(features, booster)

    def to_json(self) -> bytes:
        """Write the trees as XGBoost JSON."""
        return bytes(self.booster.save_raw("json"))

    def margin(self, table: Matrix) -> Floats:
        """Give the log-odds of the outcome, before calibration."""
        import xgboost

        check_finite(table, self.features)
        data = xgboost.DMatrix(table, nthread=1)
        return np.asarray(self.booster.predict(data, output_margin=True), np.float64)

    def parts(self, table: Matrix) -> tuple[Floats, float]:
        """Give the part of each feature in each margin (TreeSHAP), and the margin of nobody.

        Raises
        ------
        ArithmeticError
            The parts and the base do not add up to the margin: nothing may be explained.
        """
        import xgboost

        check_finite(table, self.features)
        data = xgboost.DMatrix(table, nthread=1)
        raw = np.asarray(self.booster.predict(data, pred_contribs=True), np.float64)
        gap = float(np.abs(raw.sum(axis=1) - self.margin(table)).max(initial=0.0))
        if not gap <= SHAP_TOLERANCE:
            raise ArithmeticError(f"SHAP parts miss the margin by {gap:g}")
        base = float(raw[0, -1]) if len(raw) else 0.0
        return raw[:, :-1], base
