"""What the whole of a PMSI file says of a patient, and the chaining errors that it betrays.

The file is read a first time for these facts only: a few numbers a stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from pathways.sources._pmsi_netting import KEY, quantity
from pathways.vocabulary import HOSPITALISATION

DEATH = "9"
"""Exit mode of a death."""
AFTER_DEATH = "ligne datée après le décès du même numéro : erreur de chaînage"
CHAIN = "codes retour du chaînage non nuls : ce numéro n'est pas celui d'un patient"
NO_NUMBER = "pas de numéro anonyme : la ligne n'est à personne"
BACKWARDS = "sortie avant l'entrée"
TWO_STAYS = "ce numéro de séjour est déjà celui d'un autre patient dans cet établissement"
OVERLAP = "séjour MCO qui en chevauche un autre du même patient (gardé : à vérifier)"
DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of the whole file.

    Attributes
    ----------
    deaths
        `ano, died`: the first death recorded for each number (microseconds).
    thieves
        Rows of a stay whose number belongs to another patient of the same site.
    overlaps
        Rows of an MCO stay that starts before the end of an earlier one of the same patient.
    wrong
        Keys of the lines of negative quantity.
    """

    deaths: pl.DataFrame
    thieves: pl.DataFrame
    overlaps: pl.DataFrame
    wrong: pl.DataFrame


def facts(timed: Iterator[pl.DataFrame]) -> Facts:
    """Gather the facts of a file from its pieces, their dates read."""
    deaths, stays, wrong = [], [], []
    for piece in timed:
        good = piece.filter(pl.col("fault").is_null())
        deaths.append(good.filter(pl.col("died").is_not_null()).select("ano", "died"))
        stays.append(
            good.filter(pl.col("nature") == "sejour")
            .select("row", "ano", "finess", "sejour", "activity", "start", "end", "mode_entree")
        )  # fmt: skip
        wrong.append(good.filter(quantity() < 0).select(KEY))
    if not stays:
        nothing = pl.DataFrame(schema={"ano": pl.String, "died": pl.Int64, "row": pl.Int64})
        return Facts(nothing.drop("row"), nothing, nothing, nothing)
    every = pl.concat(stays)
    owner = pl.col("ano").first().over("finess", "sejour")
    thieves = every.filter(
        pl.col("finess").is_not_null() & pl.col("sejour").is_not_null() & (pl.col("ano") != owner)
    ).select("row")
    # Entry mode 0 is an act done elsewhere during a stay (prestation): it overlaps by nature.
    full = every.join(thieves, on="row", how="anti", maintain_order="left").filter(
        (pl.col("activity") == HOSPITALISATION)
        & pl.col("mode_entree").ne_missing("0")
        & (pl.col("sejour").is_null() | pl.struct("finess", "sejour").is_first_distinct())
    )
    ended = pl.col("end").cum_max().shift(1).over("ano")
    overlaps = full.sort("ano", "start", "row").filter(pl.col("start") < ended).select("row")
    died = pl.concat(deaths).group_by("ano").agg(pl.col("died").min())
    return Facts(died, thieves, overlaps, pl.concat(wrong).unique())


def checked(piece: pl.DataFrame, found: Facts) -> pl.DataFrame:
    """Give a piece with the chaining errors of its rows added to its faults."""
    died = piece.join(found.deaths, on="ano", how="left", maintain_order="left", suffix="_known")
    day = pl.col("died_known") // DAY_US * DAY_US + DAY_US
    return died.with_columns(
        pl.coalesce(
            "fault",
            pl.when(pl.col("row").is_in(found.thieves["row"].implode()))
            .then(pl.struct(field=pl.lit("sejour"), value="sejour", reason=pl.lit(TWO_STAYS))),
            pl.when(pl.col("start") >= day)
            .then(pl.struct(field=pl.lit("entree"), value="entree", reason=pl.lit(AFTER_DEATH))),
        ).alias("fault")
    )  # fmt: skip
