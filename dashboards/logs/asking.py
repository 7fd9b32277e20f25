"""What the reader asks of a log, as the address of the page holds it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from dashboards.logs.shelf import ID
from twin.tables import JumeauError

VIEWS = ("map", "variants", "bottlenecks", "breaks", "compare", "simulated")
COHORT = {"where": "", "site": "", "since": "", "until": ""}
FIELDS: dict[str, dict[str, str]] = {
    "map": {"activities": "100", "paths": "80", **COHORT},
    "variants": {"most": "25", **COHORT},
    "bottlenecks": dict(COHORT),
    "breaks": {"rule": "", "by": "", "end": ""},
    "compare": {"a": "", "a_since": "", "a_until": "", "b": "", "b_since": "", "b_until": ""},
    "simulated": {"other": ""},
}
"""What each question takes, with its default."""
BETWEEN = ";;"
"""Between the conditions of one address field (a value may hold one semicolon)."""
LONGEST = 2_000
MOST = ("25", "50", "100", "400")
FRENCH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


@dataclass(frozen=True, slots=True)
class Question:
    """A question on a log: which log, what is asked, with what choices."""

    log: str
    view: str
    values: tuple[tuple[str, str], ...]

    @classmethod
    def within(cls, asked: Mapping[str, object]) -> Question:
        """Keep what makes sense of an address, defaults elsewhere."""
        view = str(asked.get("view", ""))
        view = view if view in VIEWS else VIEWS[0]
        log = str(asked.get("log", ""))
        values = {
            name: str(asked.get(name) or default)[:LONGEST]
            for name, default in FIELDS[view].items()
        }
        for name in ("activities", "paths"):
            if name in values and not _percent(values[name]):
                values[name] = FIELDS[view][name]
        if "most" in values and values["most"] not in MOST:
            values["most"] = MOST[0]
        return cls(log if ID.fullmatch(log) else "", view, tuple(values.items()))

    def __getitem__(self, name: str) -> str:
        """Give one choice."""
        return dict(self.values)[name]

    def listed(self, name: str) -> tuple[str, ...]:
        """Give the conditions of one choice."""
        return tuple(part for part in self[name].split(BETWEEN) if part)

    def query(self, **more: str) -> dict[str, str]:
        """Give the address fields that reopen it, defaults left out."""
        said = {n: v for n, v in self.values if v != FIELDS[self.view][n]}
        view = {} if self.view == VIEWS[0] else {"view": self.view}
        return {"log": self.log, **view, **said, **{k: v for k, v in more.items() if v}}

    def search(self, **more: str) -> str:
        """Give the address after its page."""
        return "?" + urlencode(self.query(**more), safe="/")


def joined(value: Any) -> str:
    """Give a control's value as an address field."""
    if isinstance(value, list | tuple):
        return BETWEEN.join(str(part).replace(BETWEEN, ";") for part in value if part)
    return "" if value is None else str(value)


def day_of(text: str) -> date | None:
    """Read a day as it is written in French (31/12/2014) or by machines (2014-12-31).

    Raises
    ------
    JumeauError
        It is not a day.
    """
    if not text.strip():
        return None
    french = FRENCH_DAY.fullmatch(text.strip())
    try:
        if french:
            return date(int(french[3]), int(french[2]), int(french[1]))
        return date.fromisoformat(text.strip())
    except ValueError:
        raise JumeauError(
            f"« {text} »", "ce n'est pas une date.", "Écrivez JJ/MM/AAAA, par exemple 31/12/2024."
        ) from None


def period(first: str, last: str) -> str | None:
    """Give a period as the answers read it; None where nothing was asked.

    Raises
    ------
    JumeauError
        Not two days; only one of the two.
    """
    since, until = day_of(first), day_of(last)
    if since is None and until is None:
        return None
    return f"{since or date(1, 1, 1)}..{until or date(9998, 12, 31)}"


def contrary(first: tuple[str, ...]) -> list[str]:
    """Give the condition that all other pathways meet.

    Raises
    ------
    JumeauError
        The first group is not made by one equality.
    """
    if len(first) == 1 and (found := re.search("!=|<=|>=|=|<|>", first[0])):
        name, value = first[0][: found.start()], first[0][found.end() :]
        if found.group() in ("=", "!="):
            return [f"{name}{'!=' if found.group() == '=' else '='}{value}"]
    raise JumeauError(
        "Second groupe",
        "le contraire du premier n'est pas simple à dire.",
        "Écrivez aussi les conditions ou la période du second groupe.",
    )


def _percent(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 4 and 1 <= int(text) <= 100
