"""A folder of OMOP tables: which files, and the small tables that the events point to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pathways.importing.source import Ask, Report
from pathways.sources._omop_tables import EVENTS, PLACE_OF, PRIMARY, UNKNOWN
from pathways.sources._tables import pieces
from twin.tables import JumeauError

ENDINGS = (".csv", ".csv.gz", ".txt", ".tsv", ".parquet")
INSEE = r"^\d[\dAB]\d{3}$"
ICD = r"^[A-Z]\d{2}"
ATC = "ATC"


def tables_of(folder: Path) -> dict[str, Path]:
    """Give the file of each table, by name in lower case.

    Raises
    ------
    JumeauError
        Two files for one table.
    """
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        low = path.name.lower()
        ending = next((e for e in sorted(ENDINGS, key=len, reverse=True) if low.endswith(e)), "")
        if not ending or not path.is_file():
            continue
        name = low.removesuffix(ending)
        if name in found:
            raise JumeauError(
                f"{folder}", f"deux fichiers pour la table {name} ({found[name].name}, "
                f"{path.name}).", "Gardez-en un seul.",
            )  # fmt: skip
        found[name] = path
    return found


@dataclass(frozen=True, slots=True)
class Folder:
    """The tables found, and what the user asked."""

    path: Path
    tables: dict[str, Path]
    ask: Ask
    report: Report

    def rows(
        self, name: str, columns: Sequence[str], *, events: bool = False, tell: bool = False
    ) -> Iterator[pl.DataFrame]:
        """Give the rows of a table piece by piece; none where the table is absent.

        Parameters
        ----------
        events
            The rows are events: a broken line is one that is lost.
        tell
            List the broken lines (a table read twice lists them once).
        """
        if name in self.tables:
            report = self.report if events or tell else Report()
            yield from pieces(
                self.tables[name], columns, report, self.ask.limits, self.ask.chunk_rows,
                events=events, label=f"{name}.ligne",
            )  # fmt: skip

    def whole(self, name: str, columns: Sequence[str], *, tell: bool = False) -> pl.DataFrame:
        """Give a small table whole; no row where it is absent."""
        empty = pl.DataFrame(schema={"row": pl.Int64, **dict.fromkeys(columns, pl.String)})
        return pl.concat([empty, *self.rows(name, columns, tell=tell)])


@dataclass(frozen=True, slots=True)
class Lookups:
    """What the events point to: one row a key."""

    sites: pl.DataFrame
    providers: pl.DataFrame
    zones: pl.DataFrame
    concepts: pl.DataFrame
    diagnoses: pl.DataFrame
    visit_sites: pl.DataFrame


def lookups(folder: Folder) -> Lookups:
    """Read the small tables, and the diagnoses of each visit."""
    sites = folder.whole("care_site", ("care_site_id", "care_site_source_value", "care_site_name",
                                       "place_of_service_concept_id"), tell=True)  # fmt: skip
    providers = folder.whole(
        "provider", ("provider_id", "provider_source_value", "specialty_concept_id",
                     "specialty_source_value"), tell=True,
    )  # fmt: skip
    visits = folder.whole("visit_occurrence", ("visit_occurrence_id", "care_site_id"))
    return Lookups(
        sites=_one(sites, "care_site_id").select(
            "care_site_id",
            pl.coalesce("care_site_source_value", "care_site_name", "care_site_id").alias("site"),
            pl.col("place_of_service_concept_id")
            .replace_strict(PLACE_OF, default=None, return_dtype=pl.String)
            .alias("lieu"),
        ),
        providers=_one(providers, "provider_id").select(
            "provider_id",
            pl.coalesce("provider_source_value", "provider_id").alias("provider"),
            pl.col("specialty_concept_id").alias("specialty"),
            pl.col("specialty_source_value").str.strip_chars_start("0").alias("specialite"),
        ),
        zones=_zones(folder),
        concepts=_concepts(folder),
        diagnoses=_diagnoses(folder),
        visit_sites=_one(visits, "visit_occurrence_id").select(
            "visit_occurrence_id", pl.col("care_site_id").alias("visit_care_site")
        ),
    )


def _one(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    """Keep the first row of each key."""
    return frame.filter(pl.col(key).is_not_null()).unique(key, keep="first", maintain_order=True)


def _zones(folder: Folder) -> pl.DataFrame:
    """Give the commune (where the location is told by its INSEE code) and postcode of persons."""
    people = folder.whole("person", ("person_id", "location_id"))
    places = folder.whole("location", ("location_id", "location_source_value", "zip", "city"),
                          tell=True)  # fmt: skip
    placed = _one(people, "person_id").join(_one(places, "location_id"), on="location_id")
    code = pl.col("location_source_value")
    return placed.select(
        "person_id",
        pl.when(code.str.contains(INSEE)).then(code).alias("zone"),
        pl.col("zip").alias("cp"),
        pl.col("city").alias("commune"),
    )


def _concepts(folder: Folder) -> pl.DataFrame:
    """Give the names of the concepts that the events use (the whole table has millions)."""
    columns = ("concept_id", "concept_name", "vocabulary_id", "concept_code")
    empty = pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    if "concept" not in folder.tables:
        return empty
    used: set[str] = set()
    for table in EVENTS:
        keys = (table.concept, *(c for c, _ in table.more if c.endswith("_concept_id")))
        for piece in folder.rows(table.name, keys):
            for key in keys:
                used.update(piece[key].drop_nulls().unique().to_list())
    wanted = pl.DataFrame(
        {"concept_id": sorted(used - {UNKNOWN})}, schema={"concept_id": pl.String}
    )
    parts = [
        piece.join(wanted, on="concept_id", how="semi").select(columns)
        for piece in folder.rows("concept", columns)
    ]
    return _one(pl.concat([empty, *parts]), "concept_id")


def _diagnoses(folder: Folder) -> pl.DataFrame:
    """Give the primary and the associated diagnoses of each visit, in ICD-10 without a dot."""
    columns = ("visit_occurrence_id", "condition_source_value", "condition_status_concept_id",
               "condition_type_concept_id")  # fmt: skip
    parts = []
    for piece in folder.rows("condition_occurrence", columns):
        first = pl.any_horizontal(
            pl.col("condition_status_concept_id", "condition_type_concept_id").is_in(PRIMARY)
        ).fill_null(value=False)
        parts.append(
            piece.filter(
                pl.col("visit_occurrence_id").is_not_null()
                & pl.col("condition_source_value").is_not_null()
            ).select("visit_occurrence_id", icd("condition_source_value").alias("code"),
                     first.alias("first"))
        )  # fmt: skip
    schema = {"visit_occurrence_id": pl.String, "code": pl.String, "first": pl.Boolean}
    every = pl.concat([pl.DataFrame(schema=schema), *parts])
    if every.height and not every["first"].any():
        folder.report.note(
            "OMOP : aucun diagnostic marqué principal (condition_status_concept_id) ; les "
            "diagnostics des visites sont tous associés (@das)"
        )
    grouped = every.group_by("visit_occurrence_id", maintain_order=True).agg(
        pl.col("code").filter(pl.col("first")).first().alias("dp"),
        pl.col("code").filter(~pl.col("first")).str.join(" ").alias("das"),
    )
    return grouped.with_columns(pl.col("das").replace("", None))


def icd(column: str) -> pl.Expr:
    """Give a diagnosis as the PMSI writes it (I500), where it is one of ICD-10."""
    plain = pl.col(column).str.to_uppercase().str.replace(".", "", literal=True)
    return pl.when(plain.str.contains(ICD)).then(plain).otherwise(pl.col(column))
