"""What a pharmacist types, in French: a day, a budget, levels of service, what prices are of."""

from __future__ import annotations

import re
from datetime import date

from forecasting.stock import cells
from forecasting.stock.prices import Per
from twin.tables import JumeauError


def day(text: str) -> date | None:
    """Read a day (31/12/2025); None where nothing was typed.

    Raises
    ------
    JumeauError
        It is not a day.
    """
    found = cells.day(text)
    if isinstance(found, str):
        raise JumeauError("--asof", f"« {text} » : {found}.", "Écrivez 31/12/2025.")
    return found


def budget(text: str) -> float | None:
    """Read an amount in euros (12 500,50); None where nothing was typed.

    Raises
    ------
    JumeauError
        It is not an amount.
    """
    (found,) = cells.amounts([text])
    if isinstance(found, str) or (found is not None and found < 0):
        raise JumeauError("--budget", f"« {text} » n'est pas un montant.", "Écrivez 12 500,50.")
    return found


def levels(text: str) -> tuple[float, float, float]:
    """Read three levels of service in per cent (99;97;90), shares between 0.5 and 1.

    Raises
    ------
    JumeauError
        They are not three levels.
    """
    found = cells.amounts(re.split(r"[;/ ]+", text.replace("%", "").strip()))
    values = [v / 100 for v in found if isinstance(v, float)]
    if len(values) != 3 or len(found) != 3 or not all(0.5 <= v < 1 for v in values):
        raise JumeauError(
            "--levels", f"« {text} » refusé.",
            "Écrivez trois niveaux entre 50 et 99,9 (vital;essentiel;désirable) : 99;97;90.",
        )  # fmt: skip
    return values[0], values[1], values[2]


def price(text: str) -> Per:
    """Read what the prices are of: unite, boite, or nothing.

    Raises
    ------
    JumeauError
        It is neither.
    """
    found: dict[str, Per] = {"": "", "unite": "unit", "ucd": "unit", "boite": "box", "cip": "box"}
    word = cells.plain(text)
    if word not in found:
        raise JumeauError("--price", f"« {text} » inconnu.", "Écrivez unite ou boite.")
    return found[word]
