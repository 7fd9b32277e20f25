"""What is asked of a forecast: columns, periods, calendar; told in words and as a command."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboards.deposits.shelf import ID as ID_OF_FILE
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.cli.forecast._reading import Reading

TIME, ID, VALUE, LEFT = "time", "id", "value", "ignore"
ROLES = (TIME, ID, VALUE, LEFT)
FREQUENCIES = ("H", "D", "M")


@dataclass(frozen=True, slots=True)
class Asked:
    """The choices behind a forecast, those of `jumeau forecast demand`.

    Attributes
    ----------
    horizon
        Periods ahead; 0: the usual one of the frequency.
    stays, present
        Ids of the files of lengths of stay and of those there now; empty: no beds.
    """

    time: str = ""
    id: str = ""
    value: str = ""
    freq: str = ""
    horizon: int = 0
    date_format: str = ""
    decimal: str = ""
    total: bool = False
    absent_zero: bool = False
    join: bool = False
    department: str = ""
    zone: str = ""
    stays: str = ""
    present: str = ""

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> Asked:
        """Read what a page or a deposit holds; what is not known is left at its default.

        Raises
        ------
        JumeauError
            A horizon that is no whole number of periods.
        """
        texts = ("time", "id", "value", "date_format", "decimal", "department", "zone")
        kept: dict[str, Any] = {name: str(found.get(name) or "").strip() for name in texts}
        for name in ("stays", "present"):
            said = str(found.get(name) or "")
            kept[name] = said if ID_OF_FILE.fullmatch(said) else ""
        freq = str(found.get("freq") or "")
        kept["freq"] = freq if freq in FREQUENCIES else ""
        kept |= {name: found.get(name) is True for name in ("total", "absent_zero", "join")}
        return cls(**kept, horizon=_horizon(found.get("horizon")))

    def plain(self) -> dict[str, Any]:
        """Give it as JSON holds it."""
        return asdict(self)

    def reading(self, source: Path) -> Reading:
        """Give it as the verbs of the command line hold it."""
        from scenarios.cli.forecast._reading import Reading

        return Reading(
            data=source, freq=self.freq, time=self.time, id=self.id, value=self.value,
            date_format=self.date_format, decimal=self.decimal, total=self.total,
            absent_zero=self.absent_zero, join=self.join, zone=self.zone,
            department=self.department, known=None, past=None, past_delay=0,
        )  # fmt: skip

    def command(self, name: str, verb: str = "demand", **files: str) -> str:
        """Give the command line that does the same, with the names of other files."""
        words = ["jumeau", "forecast", verb, name]
        for option in ("time", "id", "value", "freq", "date_format", "decimal", "department",
                       "zone"):  # fmt: skip
            if value := getattr(self, option):
                words += [f"--{option.replace('_', '-')}", value]
        if self.horizon:
            words += ["--horizon", str(self.horizon)]
        flags = {"--sum": self.total, "--absent-zero": self.absent_zero, "--join": self.join}
        words += [flag for flag, on in flags.items() if on]
        for option, file in files.items():
            words += [f"--{option}", file] if file else []
        return shlex.join(words)


def columns_asked(roles: Mapping[str, str]) -> dict[str, str]:
    """Give the options that the role of each column says.

    Raises
    ------
    JumeauError
        No time, no value, too many times, or a name that cannot be told.
    """
    named: dict[str, list[str]] = {}
    for column, role in roles.items():
        named.setdefault(role, []).append(column)
    for role, words in ((TIME, "la date"), (VALUE, "la valeur à prévoir")):
        if role not in named:
            raise JumeauError(
                "Colonnes", f"aucune ne dit {words}.", "Donnez ce rôle à l'une des colonnes."
            )
    if len(named[TIME]) > 2:
        raise JumeauError(
            " et ".join(f"« {one} »" for one in named[TIME]),
            "trois colonnes de temps.",
            "Une date, ou une date et une heure.",
        )
    odd = [c for role in (TIME, ID, VALUE) for c in named.get(role, ()) if "," in c]
    if odd:
        raise JumeauError(
            f"« {odd[0]} »",
            "une virgule dans un nom de colonne.",
            "Renommez cette colonne dans le fichier.",
        )
    return {role: ",".join(named.get(role, ())) for role in (TIME, ID, VALUE)}


def _horizon(found: Any) -> int:
    if found in (None, "", 0):
        return 0
    try:
        periods = int(found)
    except (TypeError, ValueError):
        periods = 0
    if periods < 1 or periods != float(found):
        raise JumeauError(
            f"Horizon « {found} »", "il faut un nombre entier de périodes.", "Exemple : 28."
        )
    return periods
