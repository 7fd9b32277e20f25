"""Times as they are really written: read, or refused with the reason, never guessed silently.

Times without an offset stay local unless a zone is given; times with one are instants; the two
are never mixed. `03/04/2024` is read only where its column settles which number is the day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pathways.importing.odd_times import Order, order_of, slow
from pathways.importing.source import Report
from twin.tables import JumeauError

Kind = Literal["", "local", "utc"]
FIRST_YEAR, LAST_YEAR = 1901, 2299
"""Years of care accepted; 1900-01-01 and 9999-12-31 are what software writes for "unknown".
Publishers of anonymised logs shift dates by up to two centuries."""
BORN_FROM = 1850
EPOCHS = {"epoch_s": 1_000_000, "epoch_ms": 1_000, "epoch_us": 1}
NAIVE = (
    "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%d %H:%M", "%Y-%m-%d",
)  # fmt: skip
DAY_FIRST = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y")
MONTH_FIRST = tuple(f.replace("%d/%m", "%m/%d") for f in DAY_FIRST)
ZONED = ("%Y-%m-%dT%H:%M:%S%:z", "%Y-%m-%dT%H:%M:%S%.f%:z", "%Y-%m-%d %H:%M:%S%:z")
SAMPLE = 200
DIRECTIVES = re.compile(r"(?:[^%]|%[-_0]?[YmdHMSybBjIpTFRDfzZ%]|%:z|%\.?[369]?f)+")
"""Formats understood: polars reads the others as "no value" without a word."""
NO_SUCH_HOUR = "heure sautée par le passage à l'heure d'été dans le fuseau {zone}"
TWICE = "heure vécue deux fois (retour à l'heure d'hiver, {zone}) : la première est prise"
MIXED_NAIVE = "heure sans décalage parmi des heures qui en ont un : donnez --timezone"
MIXED_ZONED = "heure avec décalage parmi des heures qui n'en ont pas : donnez --timezone"
BAD_FORMAT = "ne suit pas le format demandé ({format})"


@dataclass(slots=True)
class Clock:
    """The clock of a whole source, settled by its first time: every column shares it."""

    zone: str = ""
    kind: Kind = ""

    def __post_init__(self) -> None:
        """Refuse a zone that does not exist, and settle the clock where one is given."""
        if self.zone:
            check_zone(self.zone)
            self.kind = "utc"

    def tell(self, report: Report) -> None:
        """Write the clock in the report."""
        report.clock = "utc" if self.kind == "utc" else "local"
        report.zone = self.zone
        if report.clock == "utc" and not self.zone:
            report.note("heures avec décalage : instants, montrés en temps universel (UTC)")


def check_zone(zone: str) -> None:
    """Refuse a time zone that does not exist.

    Raises
    ------
    JumeauError
        Unknown zone; a near one is named.
    """
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        near = get_close_matches(zone, available_timezones(), 1, 0.5)
        hint = f"Vouliez-vous dire « {near[0]} » ? " if near else ""
        raise JumeauError(
            "--timezone", f"fuseau « {zone} » inconnu.", f"{hint}Exemple : Europe/Paris."
        ) from error


@dataclass(frozen=True, slots=True)
class Parsed:
    """Times read: `us` (microseconds, null where absent or bad), why it is bad, what is odd."""

    us: pl.Series
    reason: pl.Series
    flag: pl.Series

    @property
    def bad(self) -> pl.Series:
        """Tell which values were refused."""
        return self.reason.is_not_null()


@dataclass(slots=True)
class Times:
    """Reads one column, chunk after chunk: what a chunk settles holds for the next ones.

    Parameters
    ----------
    place
        File and column, for the messages.
    clock
        Shared by the columns of a source.
    date_format
        `strptime` format, or `epoch_s`, `epoch_ms`, `epoch_us`; empty: recognised.
    day
        A column of days (birth, death): a day without an hour belongs to any clock.
    first_year
        First year accepted.
    """

    place: str
    clock: Clock = field(default_factory=Clock)
    date_format: str = ""
    day: bool = False
    first_year: int = FIRST_YEAR
    _order: Order = ""

    def read(self, texts: pl.Series) -> Parsed:
        """Read texts.

        Raises
        ------
        JumeauError
            Dates that can be read in two ways and nothing settles which.
        """
        texts = texts.cast(pl.String).alias("text")
        empty = pl.Series("reason", [None], dtype=pl.String).new_from_index(0, len(texts))
        if texts.null_count() == len(texts):
            return Parsed(
                pl.Series([None], dtype=pl.Int64).new_from_index(0, len(texts)), empty, empty
            )
        us, reason, zoned = self._wall(texts, empty)
        us, reason, flag = self._settled(us, reason, zoned, empty)
        return self._sane(Parsed(us, reason, flag))

    def _wall(self, texts: pl.Series, empty: pl.Series) -> tuple[pl.Series, pl.Series, pl.Series]:
        """Give wall-clock (or, where zoned, universal) microseconds, faults, and which is zoned."""
        if self.date_format:
            us, has_offset = _asked(texts, self.date_format)
            fault = us.is_null() & texts.is_not_null()
            words = BAD_FORMAT.format(format=self.date_format)
            return us, _where(fault, words, empty), _constant(has_offset, len(texts))
        if (fast := _arrow(texts)) is not None:
            return fast[0], empty, _constant(fast[1], len(texts))
        texts = texts.str.strip_chars()
        if not self._order:
            self._order = order_of(texts, self.place)
        us, has_offset = _candidate(texts, self._order)
        left = us.is_null() & texts.is_not_null()
        zoned = _constant(has_offset, len(texts))
        if not left.any():
            return us, empty, zoned
        odd = slow(texts.filter(left), self._order)
        where = left.arg_true()
        return (
            us.scatter(where, odd["us"]),
            empty.clone().scatter(where, odd["reason"]),
            zoned.scatter(where, odd["zoned"]),
        )

    def _settled(
        self, us: pl.Series, reason: pl.Series, zoned: pl.Series, empty: pl.Series
    ) -> tuple[pl.Series, pl.Series, pl.Series]:
        """Put every time on the clock of the source."""
        known = us.is_not_null()
        free = (us % 86_400_000_000 == 0) if self.day else _constant(False, len(us))
        if not self.clock.kind and (settling := known & ~(free & ~zoned)).any():
            self.clock.kind = "utc" if zoned.filter(settling)[0] else "local"
        if self.clock.zone:
            return _localised(us, reason, zoned, empty, self.clock.zone)
        if self.clock.kind == "utc":
            wrong, words = known & ~zoned & ~free, MIXED_NAIVE
        else:
            wrong, words = known & zoned, MIXED_ZONED
        if wrong.any():
            us, reason = us.set(wrong, None), _where(wrong, words, reason)
        return us, reason, empty

    def _sane(self, parsed: Parsed) -> Parsed:
        """Refuse years that no record of care can have."""
        low, high = _year_us(self.first_year), _year_us(LAST_YEAR + 1)
        least, most = parsed.us.min(), parsed.us.max()
        if least is None or (least >= low and most < high):  # type: ignore[operator]
            return parsed
        wrong = ((parsed.us < low) | (parsed.us >= high)).fill_null(value=False)
        words = f"année hors de {self.first_year} à {LAST_YEAR} (date par défaut d'un logiciel ?)"
        return Parsed(parsed.us.set(wrong, None), _where(wrong, words, parsed.reason), parsed.flag)


def parse(
    series: pl.Series, *, zone: str = "", formats: str = "", clock: Clock | None = None,
    place: str = "dates", day: bool = False,
) -> tuple[pl.Series, pl.Series]:  # fmt: skip
    """Read one column at once: microseconds (null where absent or bad), and which are bad."""
    times = Times(place, clock or Clock(zone), formats, day, BORN_FROM if day else FIRST_YEAR)
    read = times.read(series)
    return read.us, read.bad


def _arrow(texts: pl.Series) -> tuple[pl.Series, bool] | None:
    """Read a column wholly in ISO 8601; None where one value is not (fast path)."""
    values = texts.to_arrow()
    for kind, zoned in ((pa.timestamp("us"), False), (pa.timestamp("us", tz="UTC"), True)):
        try:
            # Arrow goes on to the end after a fault, slowly: a few values are tried first.
            pc.cast(values[:SAMPLE], kind)
            read = pc.cast(values, kind)
        except pa.ArrowInvalid:
            continue
        return pl.Series(pl.from_arrow(read)).to_physical(), zoned
    return None


def _asked(texts: pl.Series, date_format: str) -> tuple[pl.Series, bool]:
    if date_format in EPOCHS:
        number = texts.str.strip_chars().cast(pl.Int64, strict=False)
        # Beyond year 2299 in seconds: nonsense, and a product that would not fit.
        return number.set((number.abs() > 2**53 // EPOCHS[date_format]), None) * EPOCHS[
            date_format
        ], True
    try:
        if not DIRECTIVES.fullmatch(date_format):
            raise pl.exceptions.ComputeError("directive")
        read = texts.str.strip_chars().str.to_datetime(date_format, time_unit="us", strict=False)
    except pl.exceptions.PolarsError as error:
        raise JumeauError(
            "--date-format",
            f"format « {date_format} » incompris.",
            "Exemples : « %d/%m/%Y %H:%M », « %Y%m%d », epoch_s, epoch_ms.",
        ) from error
    return read.to_physical(), "%z" in date_format or "%:z" in date_format


def _candidate(texts: pl.Series, order: Order) -> tuple[pl.Series, bool]:
    """Read what the commonest format of the first values reads."""
    sample = texts.drop_nulls().head(SAMPLE)
    slashed = {"day": DAY_FIRST, "month": MONTH_FIRST, "": (), "year": ()}[order]
    best, most, zone = NAIVE[0], -1, False
    for form, zoned in [*((f, False) for f in (*NAIVE, *slashed)), *((f, True) for f in ZONED)]:
        read = sample.str.to_datetime(form, time_unit="us", strict=False).count()
        if read > most:
            best, most, zone = form, read, zoned
    return texts.str.to_datetime(best, time_unit="us", strict=False).to_physical(), zone


def _localised(
    us: pl.Series, reason: pl.Series, zoned: pl.Series, empty: pl.Series, zone: str
) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Turn wall-clock times into instants, hours skipped or lived twice told apart."""
    wall = us.cast(pl.Datetime("us"))
    sure = wall.dt.replace_time_zone(zone, ambiguous="null", non_existent="null").to_physical()
    odd = sure.is_null() & us.is_not_null() & ~zoned
    flag = empty
    if odd.any():
        first = wall.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        sure = sure.zip_with(~odd, first.to_physical())
        skipped = odd & sure.is_null()
        reason = _where(skipped, NO_SUCH_HOUR.format(zone=zone), reason)
        flag = _where(odd & ~skipped, TWICE.format(zone=zone), flag)
    return us.zip_with(zoned, sure), reason, flag


def _where(mask: pl.Series, words: str, otherwise: pl.Series) -> pl.Series:
    if not mask.any():
        return otherwise
    return pl.Series("reason", [words]).new_from_index(0, len(mask)).zip_with(mask, otherwise)


def _constant(value: bool, length: int) -> pl.Series:
    return pl.Series([value], dtype=pl.Boolean).new_from_index(0, length)


def _year_us(year: int) -> int:
    """Give the first microsecond of a year."""
    return int(pl.Series([f"{year}-01-01"]).str.to_datetime(time_unit="us").to_physical()[0])
