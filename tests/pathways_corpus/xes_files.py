"""XES logs: six events of two traces, damaged in one way at a time."""

from __future__ import annotations

from collections.abc import Iterator

from tests.pathways_corpus.bad import Bad, gz, zipped

DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'


def event(
    name: str | None = "Réa &amp; lit", time: str | None = "2024-03-01T08:00:00", more: str = ""
) -> str:
    """Give one event."""
    told = "" if name is None else f'<string key="concept:name" value="{name}"/>'
    when = "" if time is None else f'<date key="time:timestamp" value="{time}"/>'
    return f"<event>{told}{when}{more}</event>"


def trace(*events: str, name: str | None = "c1") -> str:
    """Give one trace."""
    told = "" if name is None else f'<string key="concept:name" value="{name}"/>'
    return f"<trace>{told}{''.join(events)}</trace>"


LIFE = '<string key="lifecycle:transition" value="{}"/>'
KEY = '<string key="k{}" value="1"/>'
ODD = b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE l+AD4-<log/>'
FIRST = trace(*[event(time=f"2024-03-01T0{h}:00:00") for h in range(3)])
SECOND = [event(time=f"2024-03-02T0{h}:00:00") for h in range(3)]


def log(*traces: str, head: str = DECLARED, space: str = "") -> str:
    """Give a whole file."""
    return f"{head}<log{space}>{''.join(traces)}</log>"


def hurt(bad: str, name: str | None = "c2") -> str:
    """Give a log whose fifth event is another."""
    return log(FIRST, trace(SECOND[0], bad, SECOND[2], name=name))


def _one(name: str, content: str | bytes, file: str = "log.xes", **expected: object) -> Bad:
    raw = content.encode() if isinstance(content, str) else content
    return Bad(f"xes {name}", {file: raw}, **expected)  # type: ignore[arg-type]


GOOD = log(FIRST, trace(*SECOND, name="c2"))


def bad_files() -> Iterator[Bad]:
    """Give every case."""
    yield from _whole()
    yield from _written()
    yield from _rows()
    yield from _attacks()


def _whole() -> Iterator[Bad]:
    """Give files that cannot be read at all."""
    packed = gz(GOOD.encode())
    refused: dict[str, str | bytes] = {
        "empty": b"",
        "blank": b"  \n",
        "header only": DECLARED,
        "no log": f"{DECLARED}<html/>",
        "truncated": GOOD[:-20],
        "cut in a tag": GOOD[: len(GOOD) // 2],
        "no event": log(trace(), trace(name="c2")),
        "no trace": log(),
        "two roots": GOOD + "<log/>",
        "text after": GOOD + "garbage",
        "tags crossed": GOOD.replace("</event></trace>", "</trace></event>", 1),
        "not quoted": GOOD.replace('key="concept:name"', "key=concept:name", 1),
        "bare ampersand": GOOD.replace("&amp;", "&", 1),
        "unknown entity": GOOD.replace("&amp;", "&nbsp;", 1),
        "control character": GOOD.replace("lit", "l&#2;t", 1),
        "attribute twice": GOOD.replace("<event>", '<event a="1" a="2">', 1),
        "declared UTF-8, is latin-1": GOOD.encode("latin-1"),
        "declared UTF-16, is UTF-8": GOOD.replace("UTF-8", "UTF-16").encode(),
        "null bytes": GOOD.encode().replace(b"lit", b"l\0t"),
        "odd encoding": GOOD.replace("UTF-8", "UTF-7").encode(),
        "unknown encoding": GOOD.replace("UTF-8", "klingon").encode(),
        "event in event": hurt(f"<event>{event()}</event>"),
        "trace in trace": log(f"<trace>{FIRST}</trace>"),
        "log in log": log(f"<log>{FIRST}</log>"),
    }
    for name, content in refused.items():
        yield _one(name, content, refused=True)
    yield _one("archive truncated", packed[:-9], "log.xes.gz", refused=True)
    yield _one("archive of nothing", gz(b""), "log.xes.gz", refused=True)
    yield _one("zip of two", zipped(a=b"<log/>", b=b"<log/>"), "log.xes", refused=True)


def _written() -> Iterator[Bad]:
    """Give logs written in a way that other readers lose."""
    latin = GOOD.replace("UTF-8", "ISO-8859-1").encode("latin-1")
    declared = 'xmlns="http://www.xes-standard.org/"'
    prefixed = GOOD.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")
    prefixed = prefixed.replace("<x:log>", '<x:log xmlns:x="http://www.xes-standard.org/">')
    spaced = GOOD.replace("<event>", "<event >").replace("<trace>", "<trace\n>")
    straddling = log(trace(*[event("Réanimation" * 20) for _ in range(6)]))
    whole: dict[str, str | bytes] = {
        "prefix undeclared": GOOD.replace("log>", "x:log>"),
        "good": GOOD,
        "good archive": gz(GOOD.encode()),
        "latin-1": latin,
        "cp1252": GOOD.replace("UTF-8", "windows-1252").encode("cp1252"),
        "utf-16": GOOD.replace("UTF-8", "UTF-16").encode("utf-16"),
        "mark": b"\xef\xbb\xbf" + GOOD.encode(),
        "no declaration": GOOD.removeprefix(DECLARED),
        "default name space": GOOD.replace("<log>", f"<log {declared}>"),
        "prefix": prefixed,
        "spaces in tags": spaced,
        "comment": GOOD.replace("<trace>", f"<!-- {FIRST.replace('--', '')} --><trace>", 1),
        "doctype in a comment": GOOD.replace("<trace>", "<!-- <!DOCTYPE x> --><trace>", 1),
        "instruction": GOOD.replace("<trace>", "<?go now?><trace>", 1),
        "straddling": straddling,
        "comparison": GOOD.replace("lit", "délai &gt; 4h"),
        "markup": GOOD.replace("lit", "&lt;img src=x&gt;"),
        "one CDATA": GOOD.replace("<trace>", "<![CDATA[<event/>]]><trace>", 1),
        "case named NA": GOOD.replace('"c2"', '"NA"'),
        "unknown tags": GOOD.replace("<trace>", "<extra><event/></extra><trace>", 1),
        "globals": GOOD.replace(
            "<trace>",
            '<global scope="event"><string key="concept:name" '
            'value="__INVALID__"/></global><trace>',
            1,
        ),
        "empty trace": GOOD.replace("</log>", "<trace/></log>"),
        "traces of one name": GOOD.replace('"c2"', '"c1"'),
        "attribute without a key": GOOD.replace("<event>", '<event><string value="x"/>', 1),
        "attribute without a value": GOOD.replace("<event>", '<event><string key="x"/>', 1),
        "wrong integer": GOOD.replace("<event>", '<event><int key="n" value="1,5"/>', 1),
        "long integer": GOOD.replace("<event>", '<event><int key="n" value="9007199254740993"/>'),
        "nested": GOOD.replace(
            "<event>", '<event><string key="a" value="1"><string key="b" value="2"/></string>', 1
        ),
        "list": GOOD.replace(
            "<event>",
            '<event><list key="a"><values>'
            '<string key="b" value="1"/><string key="b" value="2"/></values></list>',
            1,
        ),
        "name after the events": log(
            FIRST, trace(*SECOND, '<string key="concept:name" value="c2"/>', name=None)
        ),
    }
    for name, content in whole.items():
        file = "log.xes.gz" if "archive" in name else "log.xes"
        yield _one(name, content, file, rows=6, kept=6)


def _rows() -> Iterator[Bad]:
    """Give logs of which one event cannot be kept."""
    bad = {
        "no activity": event(None),
        "empty activity": event(""),
        "no time": event(time=None),
        "29 February": event(time="2023-02-29T08:00:00"),
        "no date": event(time="not a date"),
        "with an offset": event(time="2024-03-02T01:00:00+01:00"),
        "month only": event(time="2024-03"),
        "year 2999": event(time="2999-01-01T00:00:00"),
        "empty": "<event/>",
        "two activities": event(more='<string key="concept:name" value="other"/>'),
        "two times": event(more='<date key="time:timestamp" value="2024-03-05T00:00:00"/>'),
        "empty time": event(time=""),
        "garbage only": "<event>garbage</event>",
    }
    for name, content in bad.items():
        yield _one(f"event {name}", hurt(content), rows=6, kept=5)
    yield _one("trace without a name", hurt(SECOND[1], name=None), rows=6, kept=3)
    yield _one("event out of a trace", log(FIRST, event(), event()), rows=5, kept=3)
    two = log(FIRST, trace(*SECOND, '<string key="concept:name" value="c3"/>', name="c2"))
    yield _one("trace of two names", two, rows=6, kept=3)
    wrong = log(FIRST, trace(*[event(time="hier") for _ in range(3)], name="c2"))
    yield _one("every time wrong in a trace", wrong, rows=6, kept=3)
    every = log(trace(*[event(time="hier") for _ in range(3)]))
    yield _one("every time wrong", every, refused=True)
    pairs = log(
        trace(
            *[
                event("a", f"2024-03-01T0{h}:00:00", LIFE.format(s))
                for h, s in (
                    (1, "start"),
                    (2, "start"),
                    (3, "complete"),
                    (4, "complete"),
                    (5, "start"),
                )
            ]
        )
    )
    asked = b'[columns]\nend = "lifecycle:transition"\n'
    yield _one("steps of life kept", pairs, rows=5, kept=5)
    yield _one("steps of life paired", pairs, rows=5, kept=3, mapping=asked)
    back = pairs.replace("T03:", "T00:")
    yield _one("complete before its start", back, rows=5, kept=2, mapping=asked)
    odd = pairs.replace("2024-03-01T03:00:00", "hier")
    yield _one("complete without a time", odd, rows=5, kept=2, mapping=asked)


def _attacks() -> Iterator[Bad]:
    """Give files that would hurt their reader."""
    doctype = '<!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    named = GOOD.replace("lit", "&x;")
    refused: dict[str, str | bytes] = {
        "doctype": GOOD.replace("<log>", "<!DOCTYPE log><log>"),
        "external entity": named.replace("<log>", f"{doctype}<log>"),
        "external doctype": GOOD.replace(
            "<log>", '<!DOCTYPE log SYSTEM "http://127.0.0.1:9/x"><log>'
        ),
        "doctype in UTF-16": GOOD.replace("<log>", f"{doctype}<log>")
        .replace("UTF-8", "UTF-16")
        .encode("utf-16"),
        "doctype in UTF-16, no mark": GOOD.replace("<log>", f"{doctype}<log>")
        .replace("UTF-8", "UTF-16")
        .encode("utf-16-be"),
        "doctype far": GOOD.replace("<log>", f"<!--{' ' * 200_000}-->{doctype}<log>"),
        "parameter entity": GOOD.replace("<log>", '<!DOCTYPE log [<!ENTITY % a "b"> %a;]><log>'),
        "doctype in an odd encoding": ODD,
        "deep": DECLARED + "<log><trace><event>" + '<string key="a" value="b">' * 5000,
        "endless name": DECLARED + "<" + "a" * 200_000 + "/>",
        "endless attributes": log(trace(event(more="".join(map(KEY.format, range(3000)))))),
        "endless list": log(trace(event(more='<string key="k" value="1"/>' * 20_000))),
        "endless keys": log(trace(*[event(more=KEY.format(i)) for i in range(3000)])),
        "endless value": log(trace(event("x" * 2_000_000))),
        "seventy thousand activities": log(trace(*[event(f"a{i}") for i in range(70_000)])),
    }
    for name, content in refused.items():
        yield _one(f"attack {name}", content, refused=True)
