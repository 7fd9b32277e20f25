"""One row of an OMOP table, one event: its words, its times, its place."""

from __future__ import annotations

from collections import Counter

import polars as pl

from pathways import vocabulary as words
from pathways.importing.times import Clock, Parsed, Times
from pathways.sources._omop_folder import ATC, Folder, Lookups, icd
from pathways.sources._omop_tables import (
    CONDITIONS,
    DETAILS,
    DRUGS,
    EXIT_OF,
    OUTPATIENT,
    PROCEDURES,
    SPECIALTY_OF,
    STAY_OF,
    UNKNOWN,
    VISITS,
    Events,
)
from pathways.sources._pmsi_columns import CODE_CARE

GENERAL = {
    DETAILS.name: words.UNITE, CONDITIONS.name: words.DIAGNOSTIC, PROCEDURES.name: words.ACTE,
    DRUGS.name: words.DELIVRANCE,
}  # fmt: skip
ATC_CODE = r"^[A-Z]\d{2}[A-Z]{2}\d{2}$"
CIP_CODE = r"^(\d{7}|\d{13})$"


class Shaper:
    """Turns rows into events; the times of a source are on one clock.

    Parameters
    ----------
    known
        What the rows point to.
    clock
        Of the whole source.
    folder
        For the messages.
    by_visit
        The case is the visit.
    labelled
        The activity is the label of the concept.
    """

    def __init__(
        self, known: Lookups, clock: Clock, folder: Folder, *, by_visit: bool, labelled: bool
    ) -> None:
        self._known = known
        self._clock = clock
        self._folder = folder
        self._by_visit = by_visit
        self._labelled = labelled
        self._days: Counter[str] = Counter()
        self._times: dict[str, Times] = {}

    def events(self, table: Events, piece: pl.DataFrame) -> pl.DataFrame:
        """Give the events of a piece of a table; the rows that cannot be one are refused."""
        report = self._folder.report
        rows = report.spare(piece.with_columns(pl.col("person_id").alias("patient")))
        case = "visit_occurrence_id" if self._by_visit else "person_id"
        for column, reason in (("person_id", "ligne sans personne"), (case, "ligne sans visite")):
            lone = rows[column].is_null()
            if lone.any():
                report.reject(rows["row"].filter(lone), f"{table.name}.{column}", None, reason)
                rows = rows.filter(~lone)
        rows = self._timed(table, rows)
        rows = self._labels(table, self._placed(table, rows))
        shaped = rows.with_columns(pl.col(case).alias("case"))
        shaped = _visit(shaped, self._known) if table is VISITS else _other(table, shaped)
        if self._labelled:
            shaped = shaped.with_columns(pl.coalesce("@libelle", "activity").alias("activity"))
        return shaped.select(
            "row", "case", "patient", "activity", "start", "end", "site", "resource", "zone",
            pl.col("visit_occurrence_id").alias("@visite"),
            pl.col(table.concept).alias("@concept"),
            pl.selectors.starts_with("@"),
        )  # fmt: skip

    def say(self) -> None:
        """Write in the notes how many rows are dated to the day only."""
        for name, count in sorted(self._days.items()):
            self._folder.report.note(
                f"OMOP, {name} : {count} ligne(s) datée(s) au jour, sans heure (placées à minuit)"
            )

    def _timed(self, table: Events, rows: pl.DataFrame) -> pl.DataFrame:
        start = self._moment(table, table.start, rows)
        known = start.us.is_not_null()
        reason = start.reason.fill_null("ligne sans date")
        self._refuse(table, table.start, rows, ~known, reason)
        rows = rows.with_columns(start.us.alias("start")).filter(known)
        if not table.end:
            return rows.with_columns(pl.lit(None, pl.Int64).alias("end"))
        end = self._moment(table, table.end, rows)
        self._refuse(table, table.end, rows, end.bad, end.reason)
        rows = rows.with_columns(end.us.alias("end")).filter(~end.bad)
        # A day without an hour, on the day of an entry that has one: the end is not known.
        lone = pl.col(f"{table.end}_datetime").is_null() & (
            pl.col("start") // 86_400_000_000 == pl.col("end") // 86_400_000_000
        )
        rows = rows.with_columns(
            pl.when(lone & (pl.col("end") < pl.col("start"))).then(None).otherwise("end")
            .alias("end")
        )  # fmt: skip
        back = (rows["end"] < rows["start"]).fill_null(value=False)
        words_fr = pl.Series("reason", ["fin avant le début"]).new_from_index(0, rows.height)
        self._refuse(table, table.end, rows, back, words_fr)
        return rows.filter(~back)

    def _moment(self, table: Events, stem: str, rows: pl.DataFrame) -> Parsed:
        """Read a moment: the one with an hour, or the day alone."""
        name = f"{table.name}.{stem}"
        if name not in self._times:
            ask = self._folder.ask
            form = ask.date_format or (ask.mapping.dates.format if ask.mapping else "")
            self._times[name] = Times(name, self._clock, form, day=True, first_year=1901)
        texts = rows.select(pl.coalesce(f"{stem}_datetime", f"{stem}_date"))[:, 0]
        if stem == table.start:
            alone = rows.filter(pl.col(f"{stem}_datetime").is_null()).height
            if alone:
                self._days[table.name] += alone
        return self._times[name].read(texts)

    def _refuse(
        self, table: Events, stem: str, rows: pl.DataFrame, bad: pl.Series, reason: pl.Series
    ) -> None:
        if bad.any():
            self._folder.report.reject_many(
                rows.select(
                    "row",
                    pl.lit(f"{table.name}.{stem}").alias("field"),
                    pl.coalesce(f"{stem}_datetime", f"{stem}_date").alias("value"),
                    reason.alias("reason"),
                ).filter(bad)
            )

    def _placed(self, table: Events, rows: pl.DataFrame) -> pl.DataFrame:
        """Give the site, the provider and the home of each row."""
        known = self._known
        rows = rows.join(known.providers, on="provider_id", how="left", maintain_order="left")
        rows = rows.join(known.zones, on="person_id", how="left", maintain_order="left")
        own = known.sites.rename({"site": "own_site"})
        rows = rows.join(own, on="care_site_id", how="left", maintain_order="left")
        rows = rows.join(
            known.visit_sites, on="visit_occurrence_id", how="left", maintain_order="left"
        ).join(
            known.sites.drop("lieu"), left_on="visit_care_site", right_on="care_site_id",
            how="left", maintain_order="left",
        )  # fmt: skip
        site = pl.coalesce("own_site", "care_site_id")
        if table is DETAILS:
            # The care site of a detail is a unit of the site of the visit.
            return rows.with_columns(
                pl.coalesce("site", "visit_care_site").alias("site"),
                pl.coalesce(site, "provider", "provider_id").alias("resource"),
            )
        return rows.with_columns(
            pl.coalesce(site, "site", "visit_care_site").alias("site"),
            pl.coalesce("provider", "provider_id").alias("resource"),
        )

    def _labels(self, table: Events, rows: pl.DataFrame) -> pl.DataFrame:
        """Give the words of the concept: its name, its number, or the source's value."""
        named = rows.join(
            self._known.concepts, left_on=table.concept, right_on="concept_id", how="left",
            maintain_order="left",
        )  # fmt: skip
        concept = pl.col(table.concept)
        numbered = pl.when(concept.is_not_null() & (concept != UNKNOWN)).then(
            pl.coalesce("concept_name", pl.concat_str(pl.lit("concept "), concept))
        )
        return named.with_columns(pl.coalesce(numbered, table.source).alias("@libelle"))


def _visit(rows: pl.DataFrame, known: Lookups) -> pl.DataFrame:
    """Give the activity of visits, and how they ended, in the words of the PMSI."""
    concept = pl.col(VISITS.concept)
    spoken = pl.coalesce(
        pl.col("specialty").replace_strict(SPECIALTY_OF, default=None, return_dtype=pl.String),
        pl.col("specialite").replace_strict(
            words.SPECIALTIES, default=None, return_dtype=pl.String
        ),
    )  # fmt: skip
    outside = concept.is_in(OUTPATIENT).fill_null(value=False)
    activity = pl.coalesce(
        concept.replace_strict(STAY_OF, default=None, return_dtype=pl.String),
        pl.when(outside).then(pl.coalesce(spoken, pl.lit(words.VISITE))),
        "@libelle",
        pl.lit(words.VISITE),
    )
    to = pl.coalesce("discharged_to_concept_id", "discharge_to_concept_id").replace(UNKNOWN, None)
    said = pl.coalesce("discharged_to_source_value", "discharge_to_source_value")
    come = pl.coalesce("admitted_from_concept_id", "admitting_source_concept_id")
    modes = {concept: mode for concept, (mode, _) in EXIT_OF.items()}
    places = {concept: place for concept, (_, place) in EXIT_OF.items() if place}
    coded = pl.when(said.is_in(list(words.EXIT_MODES))).then(said)
    return rows.join(
        known.diagnoses, on="visit_occurrence_id", how="left", maintain_order="left"
    ).with_columns(
        activity.alias("activity"),
        pl.when(outside).then(pl.col("lieu")).alias("@lieu"),
        pl.col("dp").alias("@dp"),
        pl.col("das").alias("@das"),
        pl.coalesce(to.replace_strict(modes, default=None, return_dtype=pl.String), coded)
        .alias("@mode_sortie"),
        to.replace_strict(places, default=None, return_dtype=pl.String).alias("@destination"),
        pl.coalesce(said, pl.concat_str(pl.lit("concept "), to)).alias("@sortie_vers"),
        pl.coalesce(
            "admitted_from_source_value", "admitting_source_value",
            pl.concat_str(pl.lit("concept "), come.replace(UNKNOWN, None)),
        ).alias("@venu_de"),
        *_home(rows),
    )  # fmt: skip


def _other(table: Events, rows: pl.DataFrame) -> pl.DataFrame:
    """Give the activity and the codes of the rows that are not visits."""
    source = pl.col(table.source)
    activity = pl.lit(GENERAL[table.name])
    more = {name: pl.col(c) for c, name in table.more if name}
    if table is CONDITIONS:
        more["diagnostic"] = icd(table.source)
    if table is PROCEDURES:
        more["code_acte"] = source
        care = source.str.to_uppercase().replace_strict(
            CODE_CARE, default=None, return_dtype=pl.String
        )
        activity = pl.coalesce(care, activity)
    if table is DRUGS:
        concept = pl.when(pl.col("vocabulary_id") == ATC).then(pl.col("concept_code"))
        more["atc"] = pl.coalesce(pl.when(source.str.contains(ATC_CODE)).then(source), concept)
        more["cip"] = pl.when(source.str.contains(CIP_CODE)).then(source)
    return rows.with_columns(
        activity.alias("activity"),
        *(value.alias(f"@{name}") for name, value in more.items()),
        *_home(rows),
    )


def _home(rows: pl.DataFrame) -> list[pl.Expr]:
    return [pl.col(name).alias(f"@{name}") for name in ("specialite", "cp", "commune")
            if rows[name].null_count() < rows.height]  # fmt: skip
