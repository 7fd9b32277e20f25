"""OCEL 2.0 logs (JSON, XML, SQLite): six events of two orders, damaged in one way at a time."""

from __future__ import annotations

import copy
import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.pathways_corpus.bad import Bad, gz

ASK = {"object_type": "order"}


def document() -> dict[str, Any]:
    """Give a good log: six events, each of one order and of one nurse."""
    return {
        "objectTypes": [{"name": "order", "attributes": []}, {"name": "nurse", "attributes": []}],
        "eventTypes": [{"name": "care", "attributes": []}],
        "objects": [{"id": o, "type": "order"} for o in ("o1", "o2")]
        + [{"id": "n1", "type": "nurse"}],
        "events": [
            {
                "id": f"e{i}",
                "type": "care",
                "time": f"2024-03-01T0{i}:00:00Z",
                "attributes": [{"name": "n", "value": 9007199254740993}],
                "relationships": [
                    {"objectId": f"o{1 + i % 2}", "qualifier": "of"},
                    {"objectId": "n1", "qualifier": "by"},
                ],
            }
            for i in range(6)
        ],
    }


def _with(change: Callable[[dict[str, Any]], object]) -> str:
    made = copy.deepcopy(document())
    change(made)
    return json.dumps(made)


def _event(**changes: Any) -> str:
    return _with(lambda d: d["events"][2].update(changes))


def xml() -> str:
    """Give the same log in XML."""
    events = "".join(
        f'<event id="e{i}" type="care" time="2024-03-01T0{i}:00:00Z"><attributes><attribute '
        f'name="n">1</attribute></attributes><objects><relationship object-id="o{1 + i % 2}" '
        f'qualifier="of"/></objects></event>'
        for i in range(6)
    )
    objects = "".join(f'<object id="{o}" type="order"/>' for o in ("o1", "o2"))
    return (
        '<?xml version="1.0" encoding="UTF-8"?><log><object-types><object-type name="order"/>'
        f"</object-types><objects>{objects}</objects><events>{events}</events></log>"
    )


SQL = (
    "CREATE TABLE event (ocel_id TEXT, ocel_type TEXT)",
    "CREATE TABLE object (ocel_id TEXT, ocel_type TEXT)",
    "CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT)",
    "CREATE TABLE event_map_type (ocel_type TEXT, ocel_type_map TEXT)",
    "CREATE TABLE object_map_type (ocel_type TEXT, ocel_type_map TEXT)",
    "CREATE TABLE event_care (ocel_id TEXT, ocel_time TEXT, n INTEGER)",
    "CREATE TABLE object_order (ocel_id TEXT, ocel_time TEXT, ocel_changed_field TEXT)",
    "INSERT INTO event_map_type VALUES ('care', 'care')",
    "INSERT INTO object_map_type VALUES ('order', 'order')",
    "INSERT INTO object VALUES ('o1', 'order'), ('o2', 'order')",
    *(
        s
        for i in range(6)
        for s in (
            f"INSERT INTO event VALUES ('e{i}', 'care')",
            f"INSERT INTO event_care VALUES ('e{i}', '2024-03-01 0{i}:00:00', 9007199254740993)",
            f"INSERT INTO event_object VALUES ('e{i}', 'o{1 + i % 2}', 'of')",
        )
    ),
)


ENDLESS = (
    "CREATE VIEW event_care AS WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) "
    "SELECT 'e1' AS ocel_id, n AS ocel_time FROM t"
)


def sqlite(*more: str) -> bytes:
    """Give the same log in SQLite, after further statements."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.sqlite"
        base = sqlite3.connect(path)
        for statement in (*SQL, *more):
            base.execute(statement)
        base.commit()
        base.close()
        return path.read_bytes()


def bad_files() -> Iterator[Bad]:
    """Give every case."""
    yield from _json()
    yield from _xml()
    yield from _sqlite()


def _one(name: str, content: str | bytes, file: str = "log.jsonocel", **expected: Any) -> Bad:
    raw = content.encode() if isinstance(content, str) else content
    return Bad(f"ocel {name}", {file: raw}, **{"ask": ASK, "source": "ocel", **expected})


def _json() -> Iterator[Bad]:
    good = json.dumps(document())
    rows = {"rows": 6, "kept": 6}
    yield _one("good", good, **rows)
    yield _one("archive", gz(good.encode()), "log.jsonocel.gz", **rows)
    yield _one(
        "indented, with a mark", b"\xef\xbb\xbf" + json.dumps(document(), indent=2).encode(), **rows
    )
    yield _one("events before objects", json.dumps(dict(reversed(document().items()))), **rows)
    one = {"rows": 6, "kept": 5}
    yield _one("no time", _event(time=None), **one)
    yield _one("no type", _event(type=""), **one)
    yield _one("wrong time", _event(time="2023-02-29T00:00:00Z"), **one)
    yield _one("naive time", _event(time="2024-03-01T02:00:00"), **one)
    yield _one("no object", _event(relationships=[]), **one)
    yield _one("unknown object", _event(relationships=[{"objectId": "ghost"}]), **one)
    yield _one("only other objects", _event(relationships=[{"objectId": "n1"}]), **one)
    yield _one("relations of another shape", _event(relationships="o1"), **one)
    yield _one("relation null", _event(relationships=[None, 3, {"objectId": 12}]), **one)
    yield _one("event null", _with(lambda d: d["events"].__setitem__(2, None)), **one)
    yield _one("event a number", _with(lambda d: d["events"].__setitem__(2, 7)), **one)
    both = [{"objectId": "o1"}, {"objectId": "o2"}, {"objectId": "o2"}]
    yield _one("two orders", _event(relationships=both), rows=7, kept=7)
    yield _one("attributes of another shape", _event(attributes={"a": 1}), **rows)
    yield _one("lone surrogate", good.replace('"care"', '"c\\ud800re"'), **rows)
    yield _one("event twice", _with(lambda d: d["events"].append(d["events"][0])), rows=7, kept=6)
    yield _one("identifier twice", _event(id="e0"), rows=6, kept=5)
    refused: dict[str, str | bytes] = {
        "empty": "", "blank": " \n ", "list": "[]", "truncated": good[:-30], "no key": "{}",
        "text after": good + "x", "NaN": good.replace("9007199254740993", "NaN", 1),
        "key twice": good.replace('"id": "e0"', '"id": "e0", "id": "e1"'), "latin-1":
        good.replace("care", "éé").encode("latin-1"), "utf-16": good.encode("utf-16"),
        "first version": '{"ocel:events": {}}', "object without a name":
        _with(lambda d: d["objects"][0].pop("id")), "single quotes": good.replace('"', "'"),
        "deep": '{"events": ' + "[" * 200_000, "deep objects": '{"a":' * 100_000,
        "endless element": '{"events": ["' + "x" * 9_000_000 + '"]}', "archive truncated":
        gz(good.encode())[:-9],
    }  # fmt: skip
    for name, content in refused.items():
        yield _one(name, content, refused=True)
    yield _one("type not chosen", good, ask={}, refused=True)
    yield _one("type unknown", good, ask={"object_type": "orders"}, refused=True)


def _xml() -> Iterator[Bad]:
    good = xml()
    yield _one("xml good", good, "log.xmlocel", rows=6, kept=6)
    yield _one("xml utf-16", good.replace("UTF-8", "UTF-16").encode("utf-16"), "log.xmlocel",
               rows=6, kept=6)  # fmt: skip
    one = {"rows": 6, "kept": 5}
    yield _one("xml no time", good.replace(' time="2024-03-01T02:00:00Z"', ""), "l.xmlocel", **one)
    yield _one("xml no type", good.replace('"e2" type="care"', '"e2"'), "l.xmlocel", **one)
    unknown = good.replace('object-id="o2"', 'object-id="x"', 1)
    yield _one("xml unknown object", unknown, "l.xmlocel", **one)
    refused = {
        "xml truncated": good[:-9], "xml doctype": good.replace("<log>", "<!DOCTYPE log><log>"),
        "xml other root": good.replace("log>", "ocel>"), "xml object without a name":
        good.replace('<object id="o1"', "<object"), "xml deep": good.replace("</log>", "<a>" * 999),
        "xml endless text": good.replace(">1<", f">{'x' * 2_000_000}<", 1),
    }  # fmt: skip
    for name, content in refused.items():
        yield _one(name, content, "log.xmlocel", refused=True)


def _sqlite() -> Iterator[Bad]:
    file = "log.sqlite"
    good = sqlite()
    yield _one("sqlite good", good, file, rows=6, kept=6)
    one = {"rows": 6, "kept": 5}
    lost = {
        "no time": "UPDATE event_care SET ocel_time = NULL WHERE ocel_id = 'e2'",
        "no row of its type": "DELETE FROM event_care WHERE ocel_id = 'e2'",
        "type without a table": "UPDATE event SET ocel_type = 'ghost' WHERE ocel_id = 'e2'",
        "no object": "DELETE FROM event_object WHERE ocel_event_id = 'e2'",
        "bytes for a time": "UPDATE event_care SET ocel_time = x'ff00' WHERE ocel_id = 'e2'",
        "row twice": "INSERT INTO event_care VALUES ('e2', '2024-03-01 02:00:00', 1)",
    }
    for name, statement in lost.items():
        yield _one(f"sqlite {name}", sqlite(statement), file, **one)
    refused = {
        "no table": sqlite("DROP TABLE event_object"),
        "no column": sqlite("ALTER TABLE event RENAME COLUMN ocel_type TO kind"),
        "a view": sqlite(
            "DROP TABLE event_care",
            ENDLESS,
        ),
        "a trigger": sqlite("CREATE TRIGGER t AFTER INSERT ON event BEGIN SELECT 1; END"),
        "truncated": good[: len(good) // 2],
        "header only": good[:16],
        "page overwritten": good[:4096] + b"\xff" * 4096 + good[8192:],
    }
    for name, content in refused.items():
        yield _one(f"sqlite {name}", content, file, refused=True)
