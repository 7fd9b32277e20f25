"""Rows set aside once the log is coded: billing lines cancelled, events given twice."""

from __future__ import annotations

import polars as pl

from pathways.importing.source import MERGED, Report

SAME_LINE = ("case", "activity", "start", "site")
"""What a regularisation repeats of the line that it cancels."""
CANCELLED = "annulée par une régularisation"
CANCELS = "régularisation qui annule une ligne"
REDUCES = "régularisation partielle : la ligne d'origine reste, son montant n'est pas corrigé"
ORPHAN = "régularisation négative sans ligne d'origine"
TWICE = "doublon exact d'un événement déjà lu"
CONFLICT = "même identifiant qu'un événement déjà lu, contenu différent"


class SettingAside:
    """Tells which coded rows to keep (`Coder.finish`), and lists the others."""

    def __init__(self, report: Report) -> None:
        self._report = report

    def keep(self, frame: pl.DataFrame) -> pl.Series:
        """Give the rows kept, in the order of the file."""
        kept = pl.Series("keep", [True]).new_from_index(0, frame.height)
        if "#id" in frame.columns:
            kept = self._once(frame)
        if "#amount" in frame.columns:
            kept = kept & self._netted(frame.with_columns(kept.alias("kept")))
        return kept

    def _once(self, frame: pl.DataFrame) -> pl.Series:
        """Keep the first event of each identifier."""
        ident = pl.col("#id")
        again = frame.select(ident.is_not_null() & ~ident.is_first_distinct()).to_series()
        if not again.any():
            return ~again
        content = [c for c in frame.columns if c not in ("seq", "#row")]
        ids = frame.filter(again)["#id"].unique()
        doubtful = frame.filter(ident.is_in(ids.implode()))
        first = doubtful.filter(pl.col("#id").is_first_distinct())
        others = doubtful.filter(~pl.col("#id").is_first_distinct())
        same = others.join(first.select(content), on=content, how="semi", nulls_equal=True)
        for rows, status, reason in (
            (same, MERGED, TWICE),
            (others.join(same, on="seq", how="anti"), "rejected", CONFLICT),
        ):
            self._report.reject_many(
                rows.select(
                    pl.col("#row").alias("row"), pl.lit("event_id").alias("field"),
                    pl.col("#id").alias("value"), pl.lit(reason).alias("reason"),
                ),
                status,
            )  # fmt: skip
        return ~again

    def _netted(self, frame: pl.DataFrame) -> pl.Series:
        """Keep the lines that no regularisation cancels.

        Within the lines of one act (same case, activity, time and site), each negative line
        cancels a positive one of the same amount, in the order of the file. What is left of
        negative is netted where the positive lines left cover it, refused otherwise.
        """
        lines = frame.select("seq", *SAME_LINE, "#amount", "#row", "kept").filter("kept")
        wrong = lines.filter(pl.col("#amount") < 0)
        if not wrong.height:
            return pl.Series("keep", [True]).new_from_index(0, frame.height)
        keys = list(SAME_LINE)
        acts = lines.join(wrong.select(keys).unique(), on=keys, how="semi", nulls_equal=True)
        size, negative = pl.col("#amount").abs().alias("size"), pl.col("#amount") < 0
        acts = acts.filter(pl.col("#amount").fill_null(0) != 0).with_columns(size, minus=negative)
        acts = acts.sort("seq").with_columns(
            rank=pl.int_range(pl.len()).over([*keys, "size", "minus"]),
            pairs=pl.min_horizontal(
                pl.col("minus").sum().over([*keys, "size"]),
                (~pl.col("minus")).sum().over([*keys, "size"]),
            ),
        )
        paired = pl.col("rank") < pl.col("pairs")
        left = acts.filter(~paired).with_columns(total=pl.col("#amount").sum().over(keys))
        self._list(acts.filter(paired & ~pl.col("minus")), CANCELLED)
        self._list(acts.filter(paired & pl.col("minus")), CANCELS)
        zero = left.filter(pl.col("total") == 0)
        self._list(zero.filter(~pl.col("minus")), CANCELLED)
        self._list(zero.filter("minus"), CANCELS)
        self._list(left.filter((pl.col("total") > 0) & pl.col("minus")), REDUCES)
        self._list(left.filter((pl.col("total") < 0) & pl.col("minus")), ORPHAN, lost=True)
        gone = pl.concat(
            [
                acts.filter(paired)["seq"],
                zero["seq"],
                left.filter((pl.col("total") != 0) & pl.col("minus"))["seq"],
            ]
        )
        return ~frame["seq"].is_in(gone.implode())

    def _list(self, rows: pl.DataFrame, reason: str, *, lost: bool = False) -> None:
        listed = rows.select(
            pl.col("#row").alias("row"), pl.lit("amount").alias("field"),
            (pl.col("#amount") / 10_000).cast(pl.String).alias("value"),
            pl.lit(reason).alias("reason"),
        )  # fmt: skip
        if lost:
            self._report.reject_many(listed)
        else:
            self._report.net(listed)
