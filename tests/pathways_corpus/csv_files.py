"""CSV logs: twelve events of three cases, damaged in one way at a time."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.pathways_corpus.bad import Bad, gz, zipped

HEAD = "case_id,activity,timestamp"
ROWS = [
    f"c{case},{activity},2024-03-{case + 1:02d}T{hour:02d}:00:00"
    for case in range(3)
    for hour, activity in ((8, "Entrée"), (9, "Réanimation"), (10, "Écho"), (11, "Sortie"))
]
N = len(ROWS)


def text(rows: list[str] = ROWS, head: str = HEAD, end: str = "\n") -> str:
    """Give a whole file."""
    return end.join([head, *rows]) + end


def with_row(row: str, at: int = 5) -> list[str]:
    """Give the rows, one of them replaced."""
    return [*ROWS[:at], row, *ROWS[at + 1 :]]


def bad_files() -> Iterator[Bad]:
    """Give every case."""
    yield from _bytes()
    yield from _archives()
    yield from _cells()
    yield from _times()
    yield from _shapes()


def _one(name: str, content: bytes, file: str = "log.csv", **expected: object) -> Bad:
    return Bad(f"csv {name}", {file: content}, **expected)  # type: ignore[arg-type]


def _bytes() -> Iterator[Bad]:
    good = text()
    yield _one("empty", b"", refused=True)
    yield _one("blank lines", b"\n\n \n", refused=True)
    yield _one("mark only", b"\xef\xbb\xbf", refused=True)
    yield _one("header only", f"{HEAD}\n".encode(), refused=True)
    yield _one("null bytes", good.encode().replace(b"c1", b"c\0"), refused=True)
    yield _one("utf-32", good.encode("utf-32"), refused=True)
    yield _one("random bytes", Random(1).randbytes(5000), refused=True)
    yield _one("picture", b"\x89PNG\r\n\x1a\n" + Random(2).randbytes(3000), refused=True)
    page = b"<!DOCTYPE html><html><body>Session, expired; log in</body></html>"
    yield _one("web page", page, refused=True)
    yield _one("json", b'{"case": 1, "activity": 2}', refused=True)
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"):
        yield _one(f"in {encoding}", good.encode(encoding), rows=N, kept=N)
    mixed = good.encode().replace("Écho".encode(), "Écho".encode("cp1252"), 1)
    yield _one("two encodings", mixed, rows=N, kept=N)
    yield _one("line ends of Windows", text(end="\r\n").encode(), rows=N, kept=N)
    yield _one("no last line end", good.encode().rstrip(), rows=N, kept=N)
    yield _one("line ends of old Mac", text(end="\r").encode())


def _archives() -> Iterator[Bad]:
    good = text().encode()
    packed = gz(good)
    yield _one("archive", packed, "log.csv.gz", rows=N, kept=N)
    yield _one("archive under another name", packed, rows=N, kept=N)
    yield _one("archive truncated", packed[:-12], "log.csv.gz", refused=True)
    yield _one("archive cut in half", packed[: len(packed) // 2], "log.csv.gz", refused=True)
    altered = packed[:-6] + bytes([packed[-6] ^ 0xFF]) + packed[-5:]
    yield _one("archive altered", altered, "log.csv.gz", refused=True)
    yield _one("archive and garbage", packed + b"garbage!", "log.csv.gz", refused=True)
    yield _one("archive name only", good, "log.csv.gz", rows=N, kept=N)
    yield _one("zip", zipped(**{"log.csv": good}), "log.zip", source="csv", rows=N, kept=N)
    two = zipped(**{"a.csv": good, "b.csv": good})
    yield _one("zip of two", two, "log.zip", source="csv", refused=True)
    yield _one("zip truncated", zipped(**{"a.csv": good})[:-30], "log.csv", refused=True)
    yield _one("zip of nothing", zipped(), "log.csv", refused=True)


def _cells() -> Iterator[Bad]:
    lost = {
        "short row": "c1,Écho", "long row": "c1,Écho,2024-03-02T09:00:00,x,y",
        "no case": ",Écho,2024-03-02T09:00:00", "no activity": "c1,,2024-03-02T09:00:00",
        "no time": "c1,Écho,",
    }  # fmt: skip
    for name, row in lost.items():
        yield _one(name, text(with_row(row)).encode(), rows=N, kept=N - 1)
    whole = {
        "case named NA": "NA,Écho,2024-03-02T09:00:00",
        "case named null": "null,Écho,2024-03-02T09:00:00",
        "long identifier": "9007199254740993,Écho,2024-03-02T09:00:00",
        "leading zeros": "0012,Écho,2024-03-02T09:00:00",
        "formula": "c1,=cmd|' /C calc'!A0,2024-03-02T09:00:00",
        "markup": "c1,<img src=x onerror=alert(1)>,2024-03-02T09:00:00",
        "comma in quotes": 'c1,"Écho, cœur",2024-03-02T09:00:00',
        "quotes in quotes": 'c1,"Écho ""cœur""",2024-03-02T09:00:00',
    }
    for name, row in whole.items():
        yield _one(name, text(with_row(row)).encode(), rows=N, kept=N)
    yield _one("line end in quotes", text(with_row('c1,"Éc\nho",2024-03-02T09:00:00')).encode())
    yield _one("quote never closed", text(with_row('c1,"Écho,2024-03-02T09:00:00')).encode())
    yield _one("last row cut", (text()[:-12]).encode(), rows=N)
    huge = text(with_row(f"c1,{'x' * 5_000_000},2024-03-02T09:00:00"))
    yield _one("huge cell", huge.encode())
    yield _one("only separators", text([*ROWS, ",,"]).encode(), kept=N)
    blank = text([*ROWS[:5], "", *ROWS[5:]])
    yield _one("blank row", blank.encode(), kept=N)


def _times() -> Iterator[Bad]:
    bad = {
        "29 February": "2023-02-29T09:00:00", "no date": "not a date", "year 0": "0000-03-02",
        "year 2999": "2999-03-02T09:00:00", "month 13": "2024-13-02T09:00:00",
        "hour 25": "2024-03-02T25:00:00", "1900": "1900-01-01T00:00:00",
        "minute 61": "2024-03-02T09:61:00", "with an offset": "2024-03-02T09:00:00+01:00",
        "two-digit year": "02/03/24 09:00", "number": "45353.375",
        "year of five digits": "20240-03-02T09:00:00",
    }  # fmt: skip
    for name, when in bad.items():
        yield _one(f"time {name}", text(with_row(f"c1,Écho,{when}")).encode(), rows=N, kept=N - 1)
    yield _one("time 24:00", text(with_row("c1,Écho,2024-03-02T24:00:00")).encode(), rows=N)
    no_such = text(with_row("c1,Écho,2024-03-31T02:30:00")).encode()
    yield _one("hour skipped", no_such, rows=N, kept=N - 1, ask={"zone": "Europe/Paris"})
    twice = text(with_row("c1,Écho,2024-10-27T02:30:00")).encode()
    yield _one("hour lived twice", twice, rows=N, kept=N, ask={"zone": "Europe/Paris"})
    yield _one("unknown zone", twice, refused=True, ask={"zone": "Europe/Pari"})
    ambiguous = [f"c{i},Écho,0{i}/04/2024 09:00" for i in range(1, 9)]
    yield _one("ambiguous dates", text(ambiguous).encode(), refused=True)
    asked = {"date_format": "%d/%m/%Y %H:%M"}
    yield _one("dates told", text(ambiguous).encode(), rows=8, kept=8, ask=asked)
    settled = [*ambiguous, "c9,Écho,23/04/2024 09:00"]
    yield _one("French dates", text(settled).encode(), rows=9, kept=9)
    both = [*ambiguous, "c9,Écho,23/04/2024 09:00", "c9,Écho,04/23/2024 09:00"]
    yield _one("two orders", text(both).encode(), refused=True)
    yield _one("format wrong", text().encode(), ask={"date_format": "%Q"}, refused=True)


def _shapes() -> Iterator[Bad]:
    for word, mark in {"semicolon": ";", "tab": "\t", "bar": "|"}.items():
        yield _one(f"separator {word}", text().replace(",", mark).encode(), rows=N, kept=N)
    yield _one("no known column", text(head="a,b,c").encode(), rows=N, kept=N)
    yield _one("one column", b"activity\nx\ny\n", refused=True)
    yield _one("no header", text()[len(HEAD) + 1 :].encode(), refused=True)
    doubled = text(head="case_id,activity,activity")
    yield _one("column twice", doubled.encode(), rows=N, kept=N)
    unnamed = text([f"{r},z" for r in ROWS], head=f"{HEAD},")
    yield _one("column without a name", unnamed.encode())
    wide = ",".join(f"a{i}" for i in range(5000))
    many = text([f"{r}{',1' * 5000}" for r in ROWS], head=f"{HEAD},{wide}")
    yield _one("five thousand columns", many.encode(), refused=True)
    back = text([f"{r},2023-01-01T00:00:00" for r in ROWS], head=f"{HEAD},end_timestamp")
    mapped = b'[columns]\ncase="case_id"\nactivity="activity"\nstart="timestamp"\n'
    ends = mapped + b'end="end_timestamp"\n'
    yield _one("ends before starts", back.encode(), mapping=ends, refused=True)
    ids = text([f"{r},{i // 2}" for i, r in enumerate(ROWS)], head=f"{HEAD},id")
    once = mapped + b'event_id="id"\n'
    yield _one("identifiers twice", ids.encode(), mapping=once, rows=N, kept=N // 2)
    exact = text([r for r in ROWS for _ in range(2)])
    yield _one("every row twice", exact.encode(), rows=2 * N)
    crowd = [f"c1,a{i},2024-03-02T09:00:00" for i in range(70_000)]
    yield _one("seventy thousand activities", text(crowd).encode(), refused=True)
    same = text([f"c1,x,2024-03-02T09:00:00,s{i}" for i in range(70_000)], head=f"{HEAD},finess")
    yield _one("seventy thousand sites", same.encode(), mapping=mapped + b'site="finess"\n')
