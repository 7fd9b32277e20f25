"""Negative lines of billing, and the lines that they cancel or reduce.

A regularisation repeats the patient, the nature, the date, the site and the codes of the line that
it corrects, with a negative quantity. It cancels the latest line of the same quantity; failing
that it reduces the latest ones. A negative line that nothing covers is refused.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

KEY = ("ano", "nature", "start", "finess", "code", "atc", "cip", "specialite")
AMOUNT = 10_000
"""Quantities are counted in ten-thousandths."""
CANCELLED = "annulée par la régularisation de la ligne {}"
CANCELS = "régularisation : annule ou réduit la ligne {}"
ORPHAN = "quantité négative sans ligne à régulariser (même patient, date, codes)"
SCHEMA = pl.Schema(
    {"row": pl.Int64, "netted": pl.String, "orphan": pl.String, "left": pl.Int64}
)  # fmt: skip


def quantity() -> pl.Expr:
    """Give the quantity of a line in ten-thousandths."""
    number = pl.col("quantite").str.replace(",", ".", literal=True)
    return (number.cast(pl.Float64, strict=False) * AMOUNT).round().cast(pl.Int64, strict=False)


def regularised(timed: Iterator[pl.DataFrame], wrong: pl.DataFrame) -> pl.DataFrame:
    """Decide the fate of the lines that negative ones correct.

    Parameters
    ----------
    timed
        Pieces of the file, their dates read.
    wrong
        Keys of the negative lines.

    Returns
    -------
    polars.DataFrame
        `row`, and one of: `netted` (why), `orphan` (why), `left` (quantity that stays).
    """
    if not wrong.height:
        return pl.DataFrame(schema=SCHEMA)
    lines = pl.concat(
        piece.filter(pl.col("fault").is_null())
        .join(wrong, on=KEY, how="semi", nulls_equal=True)
        .select("row", *KEY, quantity().alias("amount"))
        .filter(pl.col("amount").fill_null(0) != 0)
        for piece in timed
    ).sort("row")
    out: list[dict[str, object]] = []
    for act in lines.partition_by(KEY, maintain_order=True):
        out.extend(_act(list(act.select("row", "amount").iter_rows())))
    return pl.DataFrame(out, schema=SCHEMA)


def _act(lines: list[tuple[int, int]]) -> Iterator[dict[str, object]]:
    """Give what becomes of the lines of one act."""
    left = {row: amount for row, amount in lines if amount > 0}
    given = dict(left)
    by: dict[int, int] = {}
    for row, amount in lines:
        if amount > 0:
            continue
        need = -amount
        if need > sum(left.values()):
            yield {"row": row, "orphan": ORPHAN}
            continue
        same = [r for r in left if left[r] == need]
        first = (same or [r for r in left if left[r] > 0])[-1]
        yield {"row": row, "netted": CANCELS.format(first)}
        for one in [first, *[r for r in reversed(left) if r != first]]:
            taken = min(need, left[one])
            if taken:
                left[one] -= taken
                need -= taken
                by[one] = row
    for row, amount in left.items():
        if not amount:
            yield {"row": row, "netted": CANCELLED.format(by[row])}
        elif amount != given[row]:
            yield {"row": row, "left": amount}
