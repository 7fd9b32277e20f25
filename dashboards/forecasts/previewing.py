"""What a file of series would be read as: its columns, some of their values, their roles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dashboards.forecasts.settings import ID, LEFT, TIME, VALUE
from dashboards.forecasts.wording import worded
from twin.tables import JumeauError

SHOWN, LONGEST = 4, 32


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file: its name, some of its values, the role it plays."""

    name: str
    values: tuple[str, ...]
    role: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file is thought to be.

    Attributes
    ----------
    columns
        In the order of the file.
    rows
        Lines of data.
    trouble
        Why the roles could not be settled (French); empty where they were.
    notes
        What was odd in the file (French).
    """

    columns: tuple[Column, ...]
    rows: int
    trouble: str
    notes: tuple[str, ...]


def preview(path: Path, name: str) -> Preview:
    """Look at a file; the same file is read once.

    Raises
    ------
    JumeauError
        It cannot be read as a table; places are told by the name on screen.
    """
    try:
        state = path.stat()
    except OSError:
        raise JumeauError(name, "le fichier n'est plus là.", "Déposez-le à nouveau.") from None
    return _looked(path, name, state.st_mtime_ns, state.st_size)


def grouped_anyway(path: Path, name: str, asked: dict[str, str]) -> str:
    """Say which columns would tell series apart although the reader left them aside.

    Without any column named, the reading finds them by itself: what is shown would not be what is
    read. Empty where nothing of the kind happens.
    """
    from forecasting.series.columns import roles
    from forecasting.series.hours import with_hours
    from forecasting.series.table import read_table

    if asked[ID]:
        return ""
    frame, time, _ = with_hours(read_table(path).frame, name, asked[TIME], asked[VALUE])
    found = roles(frame, name, time=time, id="", value=asked[VALUE])
    return ", ".join(found.ids)


@lru_cache(maxsize=16)
def _looked(path: Path, name: str, _changed: int, _size: int) -> Preview:
    from forecasting.series.columns import roles
    from forecasting.series.hours import JOINED, with_hours
    from forecasting.series.table import read_table

    try:
        table = read_table(path)
    except JumeauError as error:
        said = [worded(part, path, name) for part in (error.place, error.problem, error.remedy)]
        raise JumeauError(said[0], said[1], said[2]) from None
    trouble, played = "", dict[str, str]()
    try:
        frame, time, _ = with_hours(table.frame, name, "", "")
        found = roles(frame, name, time=time, id="", value="")
        gone = [c for c in table.frame.columns if c not in frame.columns]
        times = gone if found.time == JOINED else [found.time]
        played = dict.fromkeys(times, TIME) | dict.fromkeys(found.ids, ID)
        played |= dict.fromkeys(found.values, VALUE)
    except JumeauError as error:
        trouble = worded(str(error), path, name)
    columns = []
    for column in table.frame.columns:
        cells = table.frame[column].drop_nulls()
        some = dict.fromkeys(str(v)[:LONGEST] for v in cells.head(500).to_list())
        columns.append(Column(column, tuple(some)[:SHOWN], played.get(column, LEFT)))
    return Preview(tuple(columns), table.frame.height, trouble, table.notes)
