"""Write the emergency part of a log as records of OSCOUR (RPU), with the official items only.

What round-trips exactly: a log read by `pathways.sources.rpu` (same site, hours to the second,
items, names and order), whatever the number of sites. The file holds one `ETABLISSEMENT` and its
`PASSAGES` a site. From another log, only visits to an emergency department are written:

- an `entree urgences` with the `sortie urgences...` that follows it in the case, or a
  `passage urgences` with its end;
- patient identifiers, other events, resources, zones and attributes that are no item of the RPU
  stay behind, and are counted;
- `NAISSANCE` is the day of birth where the log knows it. Where it knows only the age (`@age`), it
  is 1 January of the year that gives this age: a made-up day, as in the RPU reader's own logs;
- two visits equal in every item become one at import.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

import polars as pl

from pathways import vocabulary as words
from pathways.exports.written import Written
from pathways.sources.rpu import ENTRY, EXIT, ORIENT
from twin.contracts.events import ATTRIBUTE, EventLog
from twin.contracts.whole_file import beside
from twin.tables import JumeauError

ARRIVALS = (words.ENTREE_URGENCES, words.URGENCES)
DEPARTURES = (words.SORTIE_URGENCES, *words.RPU_EXITS.values())
EVENTS = (*ARRIVALS, words.ORIENTATION_URGENCES, *DEPARTURES)
MOMENT = "%d/%m/%Y %H:%M:%S"
DAY = "%d/%m/%Y"
CODED = (ORIENT, "mode_entree", "mode_sortie", "provenance", "destination", "transport",
         "transport_pec", "gravite")  # fmt: skip
"""Items whose value must be one of the national codes, or is left out."""
_OF_ITEM = {**{v: k for k, v in ENTRY.items()}, **{v: k for k, v in EXIT.items()}, ORIENT: ORIENT}
_ILLEGAL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}]"


def write_rpu(log: EventLog, path: Path) -> Written:
    """Write the visits of a log to one XML file.

    Parameters
    ----------
    log
        Observed or simulated.
    path
        File to write.

    Raises
    ------
    JumeauError
        No visit to write (no emergency event, or sites that are not FINESS numbers), or the
        system refuses the file.
    """
    visits, written, notes = _visits(log)
    with beside(path) as partial, partial.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(_lines(visits))
    left = log.events - written
    if left:
        notes.append(f"{left} événement(s) hors urgences ou sans entrée, non écrits")
    return Written(path, "rpu", written, left, tuple(notes))


def _visits(log: EventLog) -> tuple[pl.DataFrame, int, list[str]]:
    """Give one row a visit in the order of the file, the events they hold, and what is lost."""
    notes: list[str] = []
    said = _local(log, notes).filter(pl.col("activity").is_in(EVENTS))
    said = said.with_columns(
        pl.col("activity").is_in(ARRIVALS).cast(pl.UInt32).cum_sum().over("case").alias("visit")
    ).filter(pl.col("visit") > 0)
    marked = [c for c in said.columns if c.removeprefix(ATTRIBUTE) in _OF_ITEM and c[0] == "@"]
    came, went = pl.col("activity").is_in(ARRIVALS), pl.col("activity").is_in(DEPARTURES)
    visits = said.group_by("case", "visit", maintain_order=True).agg(
        pl.col("patient").first(),
        pl.col("site").drop_nulls().first(),
        pl.col("start").filter(came).first().alias("ENTREE"),
        pl.coalesce(
            pl.col("start").filter(went).first(), pl.col("end").filter(came).drop_nulls().first()
        ).alias("SORTIE"),
        pl.col("activity").filter(went).first().alias("exit"),
        *(pl.col(c).drop_nulls().first() for c in marked),
        pl.len().alias("events"),
    )
    visits = visits.rename({c: c.removeprefix(ATTRIBUTE) for c in marked})
    visits = visits.with_columns(
        pl.lit(None, pl.String).alias(name) for name in _OF_ITEM if name not in visits.columns
    )
    visits = _placed(log, visits, notes)
    modes = {activity: mode for mode, activity in words.RPU_EXITS.items()}
    visits = visits.with_columns(
        pl.coalesce(
            "mode_sortie",
            pl.col("exit").replace_strict(modes, default=None, return_dtype=pl.String),
        ).alias("mode_sortie")
    )
    visits = _coded(visits, notes)
    people = log.patients.select(pl.col("name").alias("patient"), "sex", "born")
    visits = visits.join(people, on="patient", how="left", maintain_order="left")
    # The rank within a site and minute is part of the name of a visit: it must be kept.
    rank = pl.col("case").str.extract(r"-(\d+)$").cast(pl.Int64, strict=False)
    visits = visits.sort("site", "ENTREE", rank, "case", "visit", nulls_last=True)
    same = visits.drop("case", "visit", "patient", "events", "exit")
    twice = same.height - same.n_unique()
    if twice:
        notes.append(f"{twice} passage(s) identique(s) à un autre : l'import n'en garde qu'un")
    return visits, int(visits["events"].sum()), notes


def _local(log: EventLog, notes: list[str]) -> pl.DataFrame:
    """Give the events in words, their hours as a clock on the wall shows them."""
    said = log.spelled()
    moments = [c for c in ("start", "end") if c in said.columns]
    said = said.with_columns(pl.col(c).cast(pl.Datetime("us")) for c in moments)
    if "end" not in said.columns:
        said = said.with_columns(pl.lit(None, pl.Datetime("us")).alias("end"))
    if "site" not in said.columns:
        said = said.with_columns(pl.lit(None, pl.String).alias("site"))
    if said.filter(pl.col("start").dt.microsecond() != 0).height:
        notes.append("fractions de seconde non écrites")
    if log.about.clock == "local":
        return said
    zone = log.about.zone or "Europe/Paris"
    notes.append(f"heures écrites dans le fuseau {zone} : réimportez avec --timezone {zone}")
    wall = {
        c: pl.col(c).dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
        for c in ("start", "end")
    }
    again = wall["start"].dt.replace_time_zone(None).dt.replace_time_zone(
        zone, ambiguous="earliest", non_existent="null"
    )  # fmt: skip
    twice = said.filter(again.ne_missing(wall["start"])).height
    if twice:
        notes.append(
            f"{twice} heure(s) vécue(s) deux fois (retour à l'heure d'hiver), relue(s) comme la "
            "première"
        )
    return said.with_columns(m.dt.replace_time_zone(None).alias(c) for c, m in wall.items())


def _placed(log: EventLog, visits: pl.DataFrame, notes: list[str]) -> pl.DataFrame:
    """Keep the visits to a site that has a FINESS number."""
    from twin.territory.sources.oscour_items import FINESS

    good = pl.col("site").str.contains(rf"^{FINESS}$").fill_null(value=False)
    lost = visits.filter(~good)
    kept = visits.filter(good)
    name = log.about.sources[0].name if log.about.sources else "journal"
    if not kept.height:
        raise JumeauError(
            name,
            f"aucun passage aux urgences à écrire ({lost.height} sans numéro FINESS de site).",
            "Un RPU demande des événements « entree urgences » ou « passage urgences » et un "
            "site FINESS.",
        )
    if lost.height:
        notes.append(f"{lost.height} passage(s) sans numéro FINESS de site, non écrits")
    return kept


def _coded(visits: pl.DataFrame, notes: list[str]) -> pl.DataFrame:
    from twin.territory.sources.oscour_items import CODES

    for name in CODED:
        odd = pl.col(name).is_not_null() & ~pl.col(name).is_in(CODES[name])
        count = visits.filter(odd).height
        if count:
            notes.append(f"{name} : {count} code(s) inconnu(s) du RPU, non écrits")
            visits = visits.with_columns(pl.when(~odd).then(pl.col(name)).alias(name))
    return visits


def _lines(visits: pl.DataFrame) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<OSCOUR>\n'
    for rank, part in enumerate(visits.partition_by("site", maintain_order=True), 1):
        last = part["ENTREE"].max()
        assert isinstance(last, datetime)
        yield (
            f"<ETABLISSEMENT><FINESS>{part['site'][0]}</FINESS><ORDRE>{rank}</ORDRE>"
            f"<EXTRACT>{last.strftime(MOMENT)}</EXTRACT>"
            f"<DATEDEBUT>{part['ENTREE'][0].strftime(DAY)}</DATEDEBUT>"
            f"<DATEFIN>{last.strftime(DAY)}</DATEFIN></ETABLISSEMENT>\n<PASSAGES>\n"
        )
        for piece in part.iter_slices(10_000):
            yield from _records(piece)
        yield "</PASSAGES>\n"
    yield "</OSCOUR>\n"


def _records(visits: pl.DataFrame) -> Iterator[str]:
    from twin.territory.sources.oscour_items import ITEMS, LISTS

    age = pl.col("age").cast(pl.Int32, strict=False)
    birth = pl.coalesce(
        pl.from_epoch(pl.col("born"), "us"),
        pl.datetime(pl.col("ENTREE").dt.year() - age, 1, 1),
    ).dt.strftime(DAY)
    sex = pl.when(pl.col("sex").is_in(["M", "F", "I"])).then(pl.col("sex"))
    cells = visits.select(
        birth.alias("NAISSANCE"), sex.alias("SEXE"),
        pl.col("ENTREE", "SORTIE").dt.strftime(MOMENT),
        *(pl.col(name).str.replace_all(_ILLEGAL, " ").alias(item.upper())
          for name, item in _OF_ITEM.items()),
    ).select(ITEMS)  # fmt: skip
    for row in cells.iter_rows():
        out = ["<PATIENT>"]
        for item, value in zip(ITEMS, row, strict=True):
            inside = escape(value or "")
            if item in LISTS:
                tag = LISTS[item]
                inside = "".join(f"<{tag}>{one}</{tag}>" for one in inside.split())
            out.append(f"<{item}>{inside}</{item}>")
        yield "".join([*out, "</PATIENT>\n"])
