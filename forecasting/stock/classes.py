"""How regular a consumption is (ADI, CV2), and what it costs (ABC)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from forecasting.stock import parameters

Floats = npt.NDArray[np.float64]
Pattern = Literal["smooth", "erratic", "intermittent", "lumpy", "none"]
PATTERN_FR: dict[str, str] = {
    "smooth": "régulière",
    "erratic": "irrégulière",
    "intermittent": "intermittente",
    "lumpy": "intermittente et irrégulière",
    "none": "sans consommation",
}


@dataclass(frozen=True, slots=True)
class Regularity:
    """How regular a consumption is.

    Attributes
    ----------
    adi
        Average interval between two days with demand, days; infinite without demand.
    cv2
        Squared coefficient of variation of the quantities of those days.
    pattern
        Class of Syntetos, Boylan and Croston (2005).
    """

    adi: float
    cv2: float
    pattern: Pattern


def regularity(values: Floats) -> Regularity:
    """Class a series of daily demands: smooth, erratic, intermittent or lumpy.

    ADI = days / days with demand; CV2 = variance / mean² of the demands above zero. Limits 1.32
    and 0.49 (Syntetos, Boylan and Croston 2005): a value equal to a limit is on its low side.
    """
    sizes = values[values > 0]
    if not len(sizes):
        return Regularity(float("inf"), 0.0, "none")
    adi = len(values) / len(sizes)
    cv2 = float((sizes.std() / sizes.mean()) ** 2)
    rare, wild = adi > parameters.ADI_LIMIT.number, cv2 > parameters.CV2_LIMIT.number
    pattern: Pattern = "smooth"
    if rare:
        pattern = "lumpy" if wild else "intermittent"
    elif wild:
        pattern = "erratic"
    return Regularity(adi, cv2, pattern)


def abc(spent: Mapping[str, float]) -> dict[str, Literal["A", "B", "C"]]:
    """Class products by what they cost: A for the first 80 % of the money, B up to 95 %, then C.

    The product that crosses a limit belongs to the class before it; without a price, class C.
    """
    first, second = parameters.ABC_LIMITS.series
    known = {code: value for code, value in spent.items() if value > 0}
    total = sum(known.values())
    found: dict[str, Literal["A", "B", "C"]] = dict.fromkeys(spent, "C")
    before = 0.0
    for code in sorted(known, key=lambda c: (-known[c], c)):
        share = before / total
        found[code] = "A" if share < first else "B" if share < second else "C"
        before += known[code]
    return found
