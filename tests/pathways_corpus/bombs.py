"""Files that unroll to gigabytes, or nest without end; and a process that faces them."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.pathways_corpus.bad import Bad, gzip_bomb, zipped
from tests.pathways_corpus.csv_files import HEAD, text
from tests.pathways_corpus.ocel_files import ENDLESS, sqlite

GIB = 3
LAUGHS = (
    '<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE log [<!ENTITY a0 "lol">'
    + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    + ']><log><trace><string key="concept:name" value="&a9;"/></trace></log>'
)
QUADRATIC = (
    f'<!DOCTYPE log [<!ENTITY a "{"a" * 100_000}">]><log><trace><string key="concept:name" '
    f'value="{"&a;" * 20_000}"/></trace></log>'
)
OPEN_XES = b'<log><trace><event><string key="concept:name" value="'
MIB = 1024**2


def bombs() -> Iterator[Bad]:
    """Give every bomb; the largest plain file is 100 MiB."""

    def one(name: str, file: str, content: bytes, source: str = "") -> Bad:
        return Bad(name, {file: content}, source=source, refused=True)

    yield one("laughs", "a.xes", LAUGHS.format(encoding="UTF-8").encode())
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        told = LAUGHS.format(encoding="UTF-16")
        yield one(f"laughs in {encoding}", "a.xes", told.encode(encoding))
        yield one(f"OCEL laughs in {encoding}", "a.xmlocel", told.encode(encoding), "ocel")
    yield one("quadratic", "a.xes", QUADRATIC.encode())
    yield one("RPU laughs", "a.xml", LAUGHS.replace("log", "OSCOUR").encode(), "rpu")
    yield one("gzip XES attribute", "a.xes.gz", gzip_bomb(OPEN_XES, b"x", GIB, b'"/>'))
    yield one("gzip XES text", "a.xes.gz", gzip_bomb(b"<log>", b" ", GIB, b"</log>"))
    yield one("gzip OCEL XML", "a.xmlocel", gzip_bomb(b"<log><events>", b"x", GIB), "ocel")
    yield one("gzip OCEL JSON", "a.jsonocel", gzip_bomb(b'{"events": ["', b"x", GIB), "ocel")
    yield one("gzip JSON blanks", "a.jsonocel", gzip_bomb(b'{"events": [', b" ", GIB), "ocel")
    yield one("gzip FHIR line", "a.ndjson.gz", gzip_bomb(b'{"a": "', b"x", GIB), "fhir")
    yield one("gzip FHIR blank lines", "a.ndjson.gz", gzip_bomb(b"", b"\n", GIB), "fhir")
    yield one("gzip CSV cell", "a.csv.gz", gzip_bomb(f"{HEAD}\nc1,".encode(), b"x", GIB))
    yield one("gzip CSV lines", "a.csv.gz", gzip_bomb(text().encode(), b"\n", GIB))
    yield one("gzip PMSI", "a.csv.gz", gzip_bomb(b"ano;entree;nature\n", b"1", GIB), "pmsi")
    yield one("gzip RPU", "a.xml.gz", gzip_bomb(b"<OSCOUR>", b" ", GIB), "rpu")
    table = gzip_bomb(b"visit_occurrence_id,person_id,visit_start_date\n", b"1", GIB)
    yield Bad("gzip OMOP", {"visit_occurrence.csv.gz": table}, folder=True, refused=True)
    yield one("zip", "a.xes", zipped(a=OPEN_XES + b"x" * (100 * MIB)))
    yield one("deep XML", "a.xes", b"<log>" + b"<a>" * MIB)
    yield one("deep JSON", "a.jsonocel", b'{"events": [' + b"[" * (5 * MIB), "ocel")
    yield one("deep FHIR", "a.ndjson", b"[" * (7 * MIB), "fhir")
    yield one("plain XES attribute", "a.xes", OPEN_XES + b"x" * (100 * MIB))
    yield one("plain tag without an end", "a.xes", b"<log " + b" " * (100 * MIB))
    view = sqlite("DROP TABLE event_care", ENDLESS)
    yield one("endless view", "a.sqlite", view, "ocel")


def face(folder: Path) -> None:
    """Import every source of a folder, and print for each its answer, seconds and peak (MiB)."""
    from pathways.importing.importer import import_log
    from pathways.importing.source import Ask
    from twin.tables import JumeauError

    orders = json.loads((folder / "orders.json").read_text())
    (folder / "good.csv").write_text(text())
    import_log(folder / "good.csv", Ask())
    before = _peak_mib()
    for order in orders:
        start = time.monotonic()
        try:
            import_log(Path(order["path"]), Ask(object_type="order"), source=order["source"])
            answer = "imported"
        except JumeauError as error:
            answer = f"refused: {error}"
        seconds = time.monotonic() - start
        told = {"name": order["name"], "answer": answer, "seconds": seconds}
        sys.stdout.write(json.dumps(told | {"mib": _peak_mib() - before}) + "\n")


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    face(Path(sys.argv[1]))
