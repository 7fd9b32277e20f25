"""The process of one import: a deposit becomes a log, with its progress, rejects and report.

    python -m dashboards.logs.importing <logs>/deposes/<id> <lock>

It outlives the server; everything it says is in the folder of the deposit.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboards.deposits import working
from dashboards.jobs import folder as kept
from dashboards.logs.shelf import REJECTS, TOLD, Deposit, Shelf
from dashboards.logs.wording import worded
from scenarios.parts import write_json
from twin.tables import JumeauError

if TYPE_CHECKING:
    import polars as pl

    from pathways.importing.refusals import Refusals

EVERY_S = 0.5
KEY = ".cle-des-pseudonymes"


def start(deposit: Deposit, asked: dict[str, Any]) -> None:
    """Import a deposit in the background; an import already running is left alone."""
    working.start(deposit, "dashboards.logs.importing", asked)


def main(folder: Path) -> int:
    """Import the deposit of a folder; give the exit code that is written there."""
    shelf = Shelf(folder.parent.parent)
    deposit = working.given(shelf, folder)
    return working.finish(
        folder, lambda: write_json(folder / TOLD, _imported(shelf, deposit)),
        lambda said: worded(said, shelf.source(deposit), deposit.name),
        "La mémoire de cette machine ne suffit pas pour ce fichier.",
    )  # fmt: skip


def _imported(shelf: Shelf, deposit: Deposit) -> dict[str, Any]:
    from pathways.importing.identifiers import key_of
    from pathways.importing.importer import import_log
    from pathways.importing.mapping import mapping_of
    from pathways.importing.refusals import read_refusals
    from pathways.importing.source import Ask
    from twin.contracts.events import SourceFile, write_log

    asked, source, listed = deposit.settings(), shelf.source(deposit), shelf.refusals()
    if source is None:
        raise JumeauError(deposit.name, "le fichier n'est plus là.", "Déposez-le à nouveau.")
    mapping = asked.get("mapping")
    ask = Ask(
        mapping=None if mapping is None else mapping_of(mapping, deposit.name),
        zone=str(asked.get("zone", "")),
        date_format=str(asked.get("date_format", "")),
        public=asked.get("public") is True,
        object_type=str(asked.get("object_type", "")),
    )
    key = key_of(shelf.root.parent / KEY, [source])[0] if asked.get("pseudonymise") else None
    opted_out = read_refusals(listed) if listed else None
    log, report = import_log(
        source, ask, opt_out=_counting(opted_out, deposit.folder), key=key,
        rejects=deposit.folder / REJECTS,
    )  # fmt: skip
    from dataclasses import replace

    # What people read under a picture is the name they know, not the one of our folder.
    named = tuple(
        SourceFile(deposit.name if s.name == source.name else s.name, s.format, s.sha256)
        for s in log.about.sources
    )
    log = replace(log, about=log.about.with_(sources=named))
    write_log(log, deposit.log)
    told = report.to_dict()
    notes = [worded(note, source, deposit.name) for note in told["notes"]]
    return told | {"sources": None, "rejects": report.rejects is not None, "notes": notes}


def _counting(listed: Refusals | None, folder: Path) -> Refusals:
    """Give the list of refusals; as it sees every chunk, it also says how far the import is."""
    from pathways.importing.refusals import Refusals

    class Counting(Refusals):
        last = 0
        at = 0.0

        def spare(self, frame: pl.DataFrame) -> pl.DataFrame:
            if "row" in frame.columns and frame.height:
                self.last = max(self.last, int(frame["row"].max()))  # type: ignore[arg-type]
            if time.monotonic() - self.at > EVERY_S:
                self.at = time.monotonic()
                write_json(folder / kept.PROGRESS, {"rows": self.last})
            return super().spare(frame)

    return Counting(listed.names if listed else frozenset())


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
