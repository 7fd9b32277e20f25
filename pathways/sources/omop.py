"""Tables of OMOP CDM 5.4 in a folder (CSV, CSV.gz or Parquet, any case), as pathways.

The case is the person, the visit an attribute; with `case = "visit_occurrence_id"` in the mapping,
the case is the visit and rows without one are rejected. Visits become the words of
`pathways.vocabulary`; a concept that is not known survives as its name, or `concept N`, and
concept 0 gives the source's own value (`@libelle` for the rows whose activity is general; with
`activity = "libelle"` in the mapping it is the activity itself). Dates without an hour stay days,
at midnight, and are counted. Identifiers are text. A folder written by `pathways.exports.omop`
says so in `cdm_source` and is read back exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pathways.importing.source import Ask, Batch, Report
from pathways.importing.times import Clock
from pathways.sources._omop_events import Shaper
from pathways.sources._omop_folder import Folder, lookups, tables_of
from pathways.sources._omop_own import is_own, read_own
from pathways.sources._omop_people import people
from pathways.sources._omop_tables import EVENTS, READ, UNREAD
from twin.tables import JumeauError

NAME = "omop"
TITLE_FR = "Tables OMOP CDM 5.4"
TABLES = EVENTS
VISIT = "visit_occurrence_id"


def recognises(path: Path) -> bool:
    """Tell whether a folder holds a table of events, by name."""
    return path.is_dir() and any(table.name in tables_of(path) for table in EVENTS)


def read(path: Path, ask: Ask, report: Report) -> Iterator[Batch]:
    """Give the events table by table, then persons, deaths and observation periods.

    Raises
    ------
    JumeauError
        No table of events in the folder, or unreadable tables.
    """
    tables = tables_of(path) if path.is_dir() else {}
    if not any(table.name in tables for table in EVENTS):
        raise JumeauError(
            f"{path}",
            "aucune table d'événements OMOP (visit_occurrence, condition_occurrence…).",
            "Donnez le dossier des tables, un fichier CSV ou Parquet par table.",
        )
    folder = Folder(path, tables, ask, report)
    clock = Clock(ask.zone or (ask.mapping.dates.zone if ask.mapping else ""))
    roles = ask.mapping.columns if ask.mapping else None
    own = is_own(folder)
    if own:
        yield from read_own(folder, clock)
    else:
        absent = [name for name in READ if name not in tables]
        if absent:
            report.note(f"OMOP, tables absentes : {', '.join(absent)}")
        left = [name for name in UNREAD if name in tables]
        if left:
            report.note(f"OMOP, tables non lues : {', '.join(left)}")
        shaper = Shaper(
            lookups(folder), clock, folder,
            by_visit=roles is not None and roles.case == VISIT,
            labelled=roles is not None and roles.activity == "libelle",
        )  # fmt: skip
        for table in EVENTS:
            for piece in folder.rows(table.name, table.columns(), events=True):
                report.rows_in += piece.height
                events = shaper.events(table, piece)
                if events.height:
                    yield Batch(events)
        shaper.say()
    clock.tell(report)
    known = people(folder, clock, own=own)
    if known.patients is not None or known.periods is not None:
        yield known
