"""RPU in the XML of OSCOUR: two visits, damaged in one way at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.pathways_corpus.bad import Bad, gz
from tests.unit.rpu_files import oscour, patient, site

GOOD = oscour(site(patient(), patient(ENTREE="01/03/2026 15:00:00")))


def _one(name: str, content: str | bytes, **expected: Any) -> Bad:
    raw = content.encode() if isinstance(content, str) else content
    return Bad(f"rpu {name}", {"rpu.xml": raw}, **{"source": "rpu", **expected})


def bad_files() -> Iterator[Bad]:
    """Give every case."""
    yield _one("good", GOOD, rows=6, kept=6)
    yield _one("archive", gz(GOOD.encode()), rows=6, kept=6)
    changes: dict[str, dict[str, str | None]] = {
        "no entry": {"ENTREE": None}, "wrong entry": {"ENTREE": "30/02/2026 10:00:00"},
        "hour 25": {"ENTREE": "01/03/2026 25:00:00"}, "empty entry": {"ENTREE": ""},
    }  # fmt: skip
    for name, change in changes.items():
        yield _one(name, oscour(site(patient(), patient(**change))), rows=4, kept=3)
    back = oscour(site(patient(), patient(SORTIE="28/02/2026 10:00:00")))
    yield _one("exit before entry", back)
    yield _one("no site", oscour(site(patient(), finess="")))
    doctype = GOOD.replace("<OSCOUR>", "<!DOCTYPE OSCOUR><OSCOUR>")
    refused = {
        "empty": "", "truncated": GOOD[:-30], "no record": oscour(), "other root": "<html/>",
        "doctype": doctype, "doctype in UTF-16": doctype.replace("UTF-8", "UTF-16").encode(
        "utf-16"), "archive cut": gz(GOOD.encode())[:-9], "not XML": "PATIENT;ENTREE\n",
    }  # fmt: skip
    for name, content in refused.items():
        yield _one(name, content, refused=True)
