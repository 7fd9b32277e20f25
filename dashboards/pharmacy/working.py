"""The process that works out one order (or one trial): the command line's own functions.

    python -m dashboards.pharmacy.working <pharmacie>/deposes/<id> <lock>

It outlives the server; everything it says is in the folder of the order.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboards.deposits import working
from dashboards.pharmacy.asking import asked_of
from dashboards.pharmacy.shelf import ORDER, TOLD, TRIAL, WATCH, Deposit, Shelf
from dashboards.pharmacy.wording import worded
from scenarios.parts import write_json
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.stock import StockStudy

MONTHS = (1, 3, 6)
PACKS = "CIS_CIP_bdpm.txt"
MODULE = "dashboards.pharmacy.working"


def start(deposit: Deposit, asked: dict[str, Any]) -> None:
    """Work out an order in the background; the proposal and the decisions stay until then."""
    working.start(deposit, MODULE, asked)


def main(folder: Path) -> int:
    """Work out the order of a folder; give the exit code that is written there."""
    shelf = Shelf(folder.parent.parent)
    deposit = working.given(shelf, folder)

    def told(said: str) -> str:
        places = [one.folder / "fichiers" for one in _places(shelf, deposit)]
        return worded(said, *places, deposit.folder, shelf.root)

    return working.finish(
        folder, lambda: write_json(folder / TOLD, _worked(shelf, deposit)), told,
        "La mémoire de cette machine ne suffit pas pour ces fichiers.",
    )  # fmt: skip


def _places(shelf: Shelf, deposit: Deposit) -> list[Deposit]:
    """Give the order whose files are read: itself, or the one that a trial is of."""
    if deposit.sort != TRIAL:
        return [deposit]
    found = shelf.order(str(deposit.asked.get("of", "")), ORDER)
    return [] if found is None else [found]


def _worked(shelf: Shelf, deposit: Deposit) -> dict[str, Any]:
    from scenarios.stock import study
    from scenarios.stock_export import write_study

    began, places = time.monotonic(), _places(shelf, deposit)
    if not places:
        raise JumeauError("Essai", "sa commande n'existe plus.", "Recommencez.")
    found = study(asked_of(deposit, deposit.settings(), places[0].folder))
    write_study(found, deposit.proposal)
    told = {
        "asof": found.shelf.asof.isoformat(),
        "products": len(found.rows),
        "seconds": round(time.monotonic() - began, 1),
    }
    (deposit.folder / WATCH).unlink(missing_ok=True)
    folder = shelf.shortages()
    if deposit.sort == ORDER and folder is not None:
        write_json(deposit.folder / WATCH, _watched(folder, found))
    return told


def _watched(folder: Path, found: StockStudy) -> dict[str, Any]:
    """Give the list of national shortages to review on the day of the order, with this stock."""
    from forecasting.shortage import answer as answers
    from forecasting.shortage.stock_risk import AtRisk, read_packs
    from forecasting.stock.parameters import WEIGHTS

    try:
        told = answers.answer(folder, found.shelf.asof, months=MONTHS)
        codes = read_packs(folder / PACKS) if (folder / PACKS).is_file() else {}
    except JumeauError as error:
        return {"error": worded(str(error), folder.parent)}
    weights = dict(zip("VED", WEIGHTS.series, strict=True))
    risks = [
        AtRisk(row.product.cip or row.product.code, row.product.label, row.days_without,
               row.product.ved, weights[row.product.ved])
        for row in found.rows
    ]  # fmt: skip
    risks.sort(key=lambda one: (-one.priority, one.code))
    body = answers.to_dict(told, answers.stock_rows(told, risks, codes))
    for one in body["horizons"]:
        one["list"] = [row for row in one["list"] if row["in_review_list"]]
    return body


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
