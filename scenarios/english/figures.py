"""French numbers and dates as they are written in English: 1 234,5 is 1,234.5."""

from __future__ import annotations

import re

MONTHS = {
    "janvier": "January", "février": "February", "mars": "March", "avril": "April", "mai": "May",
    "juin": "June", "juillet": "July", "août": "August", "septembre": "September",
    "octobre": "October", "novembre": "November", "décembre": "December",
}  # fmt: skip
_DECIMAL = re.compile(r"(?<=\d),(?=\d)")
_GROUP = re.compile(r"(?<=\d)[\u202f\u00a0](?=\d{3}(?!\d))")
_DATE = re.compile(rf"\b(1er|\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})\b")
_DAY = re.compile(r"\b(\d{2})/(\d{2})/(\d{4})\b")


def in_english_figures(text: str) -> str:
    """Give a text whose numbers and dates are English, its words unchanged."""
    said = _GROUP.sub(",", _DECIMAL.sub(".", text))
    said = re.sub("[\u00a0\u202f]", " ", said)
    said = re.sub(r"(?<=\d) %", "%", said)
    said = re.sub(r"(?<=\S) (?=[;:?!](?:\s|$))", "", said)
    said = _DATE.sub(lambda d: f"{d[1].removesuffix('er')} {MONTHS[d[2]]} {d[3]}", said)
    return _DAY.sub(lambda d: f"{int(d[1])} {list(MONTHS.values())[int(d[2]) - 1]} {d[3]}", said)
