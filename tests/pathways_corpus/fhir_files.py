"""FHIR resources: four encounters of two patients, damaged in one way at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.pathways_corpus.bad import Bad, gz


def encounter(number: int, **changes: Any) -> dict[str, Any]:
    """Give one encounter."""
    return {
        "resourceType": "Encounter", "id": f"e{number}", "status": "finished",
        "class": {"code": "AMB"}, "subject": {"reference": f"Patient/p{number % 2}"},
        "period": {"start": f"2024-03-0{number + 1}T08:00:00+01:00",
                   "end": f"2024-03-0{number + 1}T09:00:00+01:00"},
        **changes,
    }  # fmt: skip


def resources(**changes: Any) -> list[dict[str, Any]]:
    """Give two patients and four encounters, the third one changed."""
    people = [{"resourceType": "Patient", "id": f"p{i}", "gender": "female"} for i in (0, 1)]
    return [*people, *(encounter(i, **(changes if i == 2 else {})) for i in range(4))]


def lines(*found: Any) -> bytes:
    """Give NDJSON."""
    return "".join(json.dumps(one) + "\n" for one in found).encode()


def bundle(*found: Any) -> bytes:
    """Give a Bundle."""
    entries = [{"fullUrl": f"urn:uuid:{i}", "resource": r} for i, r in enumerate(found)]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def bad_files() -> Iterator[Bad]:
    """Give every case."""
    yield from _rows()
    yield from _whole()


def _one(name: str, content: bytes, file: str = "log.ndjson", **expected: Any) -> Bad:
    return Bad(f"fhir {name}", {file: content}, **{"source": "fhir", **expected})


def _rows() -> Iterator[Bad]:
    start = "2024-03-03T08:00:00+01:00"
    lost: dict[str, dict[str, Any]] = {
        "no period": {"period": None}, "period a text": {"period": "2024"}, "month only":
        {"period": {"start": "2024-03"}}, "year only": {"period": {"start": "2024"}},
        "naive": {"period": {"start": "2024-03-03T08:00:00"}}, "29 February":
        {"period": {"start": "2023-02-29T08:00:00Z"}}, "ends before it starts": {"period":
        {"start": start, "end": "2024-03-01T08:00:00+01:00"}}, "month for an end":
        {"period": {"start": start, "end": "2024-03"}}, "no subject": {"subject": None},
        "subject a list": {"subject": [1]}, "planned": {"status": "planned"},
        "cancelled": {"status": "cancelled"}, "by mistake": {"status": "entered-in-error"},
        "no class": {"class": None}, "class a list": {"class": []}, "start a number":
        {"period": {"start": 20240303}}, "start a list": {"period": {"start": [start]}},
    }  # fmt: skip
    for name, changes in lost.items():
        yield _one(name, lines(*resources(**changes)), rows=4, kept=3)
    kept: dict[str, dict[str, Any]] = {
        "day for an end": {"period": {"start": start, "end": "2024-03-03"}},
        "no end": {"period": {"start": start}}, "unknown patient": {"subject": {"reference":
        "Patient/ghost"}}, "subject by identifier": {"subject": {"identifier": {"value": "x"}}},
        "exit a text": {"hospitalization": "home"}, "types null": {"type": [None, 3]},
        "diagnosis of nothing": {"diagnosis": [{"condition": {"reference": "Condition/x"}}]},
        "markup": {"class": {"code": "<b>", "display": "<img src=x onerror=alert(1)>"}},
    }  # fmt: skip
    for name, changes in kept.items():
        yield _one(name, lines(*resources(**changes)), rows=4, kept=4)
    good = lines(*resources())
    yield _one("line that is no JSON", good + b"{bad\n", rows=5, kept=4)
    yield _one("line that is a number", good + b"12\n", rows=5, kept=4)
    yield _one("line cut", good + good.splitlines()[-1][:40], rows=5, kept=4)
    yield _one("line not in UTF-8", good + b'{"resourceType": "\xe9"}\n', rows=5, kept=4)
    yield _one("line that is deep", good + b"[" * 100_000 + b"\n", rows=5, kept=4)
    yield _one("key twice", good + b'{"resourceType":"Encounter","id":"a","id":"b"}\n',
               rows=5, kept=4)  # fmt: skip
    yield _one("line without a type", good + b'{"id": "x"}\n', rows=5, kept=4)
    yield _one("blank lines", good.replace(b"\n", b"\n\n"), rows=4, kept=4)
    yield _one("mark", b"\xef\xbb\xbf" + good, rows=4, kept=4)
    yield _one("other resources", good + lines({"resourceType": "Observation"}), rows=4, kept=4)
    yield _one("archive", gz(good), "log.ndjson.gz", rows=4, kept=4)
    person = {
        "resourceType": "Patient",
        "id": "p9",
        "birthDate": "soon",
        "deceasedDateTime": "2024",
    }
    yield _one("patient with wrong dates", good + lines(person), rows=4, kept=4)
    yield _one("patient without a name", good + lines({"resourceType": "Patient"}), rows=4, kept=4)
    act = {"resourceType": "Procedure", "subject": {"reference": "Patient/p0"}}
    yield _one("procedure without a date", good + lines(act), rows=5, kept=4)
    done = {**act, "performedDateTime": "2024-03-01T10:00:00+01:00", "status": "not-done"}
    yield _one("procedure not done", good + lines(done), rows=5, kept=4)
    found = {"resourceType": "Condition", "subject": {"reference": "Patient/p0"}}
    yield _one("condition without a date", good + lines(found), rows=5, kept=4)


def _whole() -> Iterator[Bad]:
    good = bundle(*resources())
    yield _one("bundle", good, "log.json", rows=4, kept=4)
    yield _one("bundle on a line", good + b"\n", "log.ndjson", rows=4, kept=4)
    entry = good.replace(b'"entry": [', b'"entry": [null, {"fullUrl": 3}, ')
    yield _one("bundle with empty entries", entry, "log.json", rows=6, kept=4)
    folder = {
        "Encounter.ndjson": lines(*resources()[2:]),
        "Patient.ndjson": lines(*resources()[:2]),
    }
    yield Bad("fhir folder", folder, rows=4, kept=4, folder=True)
    yield Bad("fhir folder of nothing", {"a.txt": b"x"}, source="fhir", folder=True, refused=True)
    refused = {
        "empty": b"", "no encounter": lines(*resources()[:2]), "bundle cut": good[:-20],
        "bundle and text": good + b"x", "bundle of nothing": bundle(), "xml":
        b'<Bundle xmlns="http://hl7.org/fhir"/>', "endless line": b'{"a":"' + b"x" * 9_000_000,
        "archive cut": gz(good)[:-9],
    }  # fmt: skip
    for name, content in refused.items():
        yield _one(name, content, "log.json", refused=True)
