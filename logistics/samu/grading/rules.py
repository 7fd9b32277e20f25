"""Rules of grading, read from a file that a physician can edit: each with its reason and source."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from logistics.samu.grading.case import NEEDS, PRIORITIES, RESPONSES
from twin.contracts.bands import BANDS
from twin.parameters.sourced import Status
from twin.tables import JumeauError, read_text, refuse, shown

HOUSE = Path(__file__).with_name("rules2026.toml")
STATUSES = ("assumed", "published", "measured")
CLOCKS = ("onset", "contact")
KEYS = {
    "motive": {"id", "name"},
    "sign": {"id", "name"},
    "need": {"id", "name", "window_min", "window_from", "care_min", "care_sigma", "source",
             "status"},
    "rule": {"id", "motives", "signs", "ages", "onset_max_min", "priority", "response", "needs",
             "reason", "source", "status"},
    "otherwise": {"priority", "response", "reason"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Need:
    """What a need asks of a hospital, and how soon.

    Attributes
    ----------
    window_min
        Minutes within which treatment counts; infinite without.
    window_from
        Where the clock starts: `onset` (first sign) or `contact` (the team there: first ECG).
    care_min, care_sigma
        From the door to the treatment: mean, minutes, and standard deviation of the logarithm.
    """

    id: str
    name: str
    window_min: float
    window_from: str
    care_min: float
    care_sigma: float
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class Rule:
    """If this motive, one of these signs, this age, since so long: at least this urgency.

    Attributes
    ----------
    motives, signs, ages
        One of them is enough; empty is "whatever it is".
    onset_max_min
        First sign at most so many minutes before the call; infinite without.
    needs
        Needs that it adds.
    """

    id: str
    motives: tuple[str, ...]
    signs: tuple[str, ...]
    ages: tuple[str, ...]
    onset_max_min: float
    priority: str
    response: str
    needs: tuple[str, ...]
    reason: str
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class Rules:
    """A whole set of rules.

    Attributes
    ----------
    motives, signs
        Names by key, as shown.
    needs
        Every key of `NEEDS`, in that order.
    otherwise
        What is answered where no rule holds: priority, response, reason.
    """

    title: str
    motives: dict[str, str]
    signs: dict[str, str]
    needs: dict[str, Need]
    rules: tuple[Rule, ...]
    otherwise: tuple[str, str, str]


def read_rules(path: Path | None = None) -> Rules:
    """Read a file of rules, those of the house by default.

    Raises
    ------
    JumeauError
        Not TOML, or anything unknown, missing or twice: all faults at once.
    """
    path = HOUSE if path is None else path
    try:
        data = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise JumeauError(
            f"{path}", f"TOML illisible ({error}).", "Corrigez cette ligne."
        ) from None
    return _Reader(path, data).rules()


class _Reader:
    """Read one file, noting every fault."""

    def __init__(self, path: Path, data: dict[str, Any]) -> None:
        self.path, self.data = path, data
        self.faults: list[JumeauError] = []

    def wrong(self, place: str, problem: str, remedy: str) -> None:
        """Note a fault."""
        self.faults.append(JumeauError(f"{self.path}, {place}", problem, remedy))

    def rules(self) -> Rules:
        """Give the rules, or refuse the file."""
        strange = sorted(set(self.data) - set(KEYS) - {"format", "title"})
        if strange:
            self.wrong("début", f"tables inconnues : {', '.join(strange)}.",
                       f"Tables : {', '.join(KEYS)}.")  # fmt: skip
        motives, signs = self.names("motive"), self.names("sign")
        needs = {row.id: row for row in map(self.need, self.tables("need"))}
        absent = [key for key in NEEDS if key not in needs]
        if absent:
            self.wrong("need", f"besoins absents : {', '.join(absent)}.", "Décrivez-les tous.")
        found = [self.rule(row, motives, signs) for row in self.tables("rule")]
        if not found:
            self.wrong("rule", "aucune règle.", "Écrivez au moins une table [[rule]].")
        last = self.data.get("otherwise")
        last = last if isinstance(last, dict) else {}
        self.keys("otherwise", "otherwise", last)
        otherwise = (self.one("otherwise", last, "priority", PRIORITIES),
                     self.one("otherwise", last, "response", RESPONSES),
                     self.text("otherwise", last, "reason"))  # fmt: skip
        refuse(shown(self.faults, self.path))
        title = str(self.data.get("title", self.path.name))
        return Rules(title, motives, signs, {k: needs[k] for k in NEEDS}, tuple(found), otherwise)

    def tables(self, kind: str) -> list[dict[str, Any]]:
        """Give the tables of one kind, each with an id of its own."""
        rows = self.data.get(kind, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.wrong(kind, "ce n'est pas une suite de tables.", f"Écrivez [[{kind}]].")
            return []
        seen: set[str] = set()
        for row in rows:
            key = self.text(kind, row, "id")
            self.keys(f"{kind} {key}", kind, row)
            if key in seen:
                self.wrong(f"{kind} {key}", "identifiant déjà pris.", "Changez l'un des deux.")
            seen.add(key)
        return rows

    def keys(self, place: str, kind: str, row: dict[str, Any]) -> None:
        """Refuse a key that means nothing: a misspelt one would be a rule not applied."""
        strange = sorted(set(row) - KEYS[kind])
        if strange:
            self.wrong(place, f"clés inconnues : {', '.join(strange)}.",
                       f"Clés : {', '.join(sorted(KEYS[kind]))}.")  # fmt: skip

    def names(self, kind: str) -> dict[str, str]:
        """Give names by key."""
        return {str(row.get("id", "")): self.text(f"{kind} {row.get('id', '')}", row, "name")
                for row in self.tables(kind)}  # fmt: skip

    def text(self, place: str, row: dict[str, Any], key: str) -> str:
        """Give a text, never empty."""
        value = row.get(key)
        if not isinstance(value, str) or not value.strip():
            self.wrong(place, f"{key} absent ou vide.", f'Écrivez {key} = "...".')
            return ""
        return value

    def one(self, place: str, row: dict[str, Any], key: str, known: tuple[str, ...]) -> str:
        """Give a word of a closed list."""
        value = row.get(key)
        if value not in known:
            self.wrong(place, f"{key} = « {value} » inconnu.", f"Choix : {', '.join(known)}.")
            return known[0]
        return str(value)

    def many(
        self, place: str, row: dict[str, Any], key: str, known: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Give words of a closed list."""
        values = row.get(key, [])
        if not isinstance(values, list):
            self.wrong(place, f"{key} n'est pas une liste.", f'Écrivez {key} = ["..."].')
            return ()
        for value in values:
            if value not in known:
                self.wrong(place, f"{key} : « {value} » inconnu.", f"Choix : {', '.join(known)}.")
        return tuple(str(value) for value in values)

    def minutes(self, place: str, row: dict[str, Any], key: str, otherwise: float) -> float:
        """Give a positive number."""
        value = row.get(key, otherwise)
        good = isinstance(value, int | float) and not isinstance(value, bool)
        if not good or math.isnan(value) or value < 0:
            self.wrong(place, f"{key} = « {value} » refusé.", "Donnez un nombre d'au moins 0.")
            return 0.0
        return float(value)

    def need(self, row: dict[str, Any]) -> Need:
        """Read a need."""
        key = str(row.get("id", ""))
        place = f"need {key}"
        if key not in NEEDS:
            self.wrong(place, "besoin inconnu.", f"Choix : {', '.join(NEEDS)}.")
        clock = "onset"
        if "window_min" in row:
            clock = self.one(place, row, "window_from", CLOCKS)
        return Need(
            key, self.text(place, row, "name"), self.minutes(place, row, "window_min", math.inf),
            clock, self.minutes(place, row, "care_min", 0.0),
            self.minutes(place, row, "care_sigma", 0.0), self.text(place, row, "source"),
            cast(Status, self.one(place, row, "status", STATUSES)),
        )  # fmt: skip

    def rule(self, row: dict[str, Any], motives: dict[str, str], signs: dict[str, str]) -> Rule:
        """Read a rule."""
        key = str(row.get("id", ""))
        place = f"rule {key}"
        return Rule(
            key, self.many(place, row, "motives", tuple(motives)),
            self.many(place, row, "signs", tuple(signs)), self.many(place, row, "ages", BANDS),
            self.minutes(place, row, "onset_max_min", math.inf),
            self.one(place, row, "priority", PRIORITIES),
            self.one(place, row, "response", RESPONSES),
            self.many(place, row, "needs", tuple(NEEDS)), self.text(place, row, "reason"),
            self.text(place, row, "source"),
            cast(Status, self.one(place, row, "status", STATUSES)),
        )  # fmt: skip
