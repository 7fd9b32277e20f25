"""Write a log as XES: read back by `pathways.sources.xes`, it says the same (same `digest`).

Standard extensions where they exist (concept, time, organizational, lifecycle). An event that has
an end is written as a `start` and a `complete`, as XES wants. What XES has no word for (patient,
commune, periods of observation) has keys that begin with `jumeau:`.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import polars as pl

from pathways.sources._xes_roles import CASE_MARK, LIFECYCLE, PAIRED, USUAL
from pathways.sources.xes import ATTRIBUTE_KEY, STATED
from twin.contracts.events import ATTRIBUTE, EventLog
from twin.contracts.whole_file import beside

ROWS_AT_ONCE = 200_000
INSTANCE = "concept:instance"
ESCAPES = {
    "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;",
    "\t": "&#9;",
}  # fmt: skip
FORBIDDEN = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x{FFFE}\x{FFFF}]"
"""Characters that XML has no way to write: each becomes U+FFFD, and it is counted."""
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<classifier name="Activity" keys="concept:name"/>
"""


def write_xes(log: EventLog, path: Path) -> tuple[str, ...]:
    """Write a log as XES (gzip where the name ends with `.gz`), then rename it in place.

    Returns
    -------
    tuple of str
        What could not be written as it is, in French (characters that XML does not have).

    Raises
    ------
    JumeauError
        The file cannot be written.
    """
    writer = _Writer(log)
    with beside(path) as partial, partial.open("wb") as raw:
        if path.suffix.lower() == ".gz":
            with gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
                writer.write(packed)
        else:
            writer.write(raw)
    if not writer.replaced:
        return ()
    return (
        f"{writer.replaced} valeur(s) avec des caractères que XML n'a pas : "
        "remplacés par « \ufffd ».",
    )


class _Writer:
    def __init__(self, log: EventLog) -> None:
        self.log = log
        self.replaced = 0
        self.frame = log.frame
        marked = [c for c in self.frame.columns if c.startswith(ATTRIBUTE)]
        shared = [c for c in marked if c.startswith(ATTRIBUTE + CASE_MARK) and self._constant(c)]
        self.shared = {c: c.removeprefix(ATTRIBUTE + CASE_MARK) for c in shared}
        self.owns_patient = self._constant("patient")
        self.paired = "end" in self.frame.columns and self.frame["end"].count() > 0
        reserved = {name for names in USUAL.values() for name in names}
        if self.paired:
            reserved |= {LIFECYCLE, INSTANCE}
        self.own = {}
        for column in marked:
            key = column.removeprefix(ATTRIBUTE)
            if column not in self.shared:
                odd = key in reserved or key.startswith(STATED) or not key
                self.own[column] = f"{ATTRIBUTE_KEY}{key}" if odd else key

    def _constant(self, column: str) -> bool:
        """Tell whether a column has one value a case, and a key that a trace may bear."""
        key = column.removeprefix(ATTRIBUTE + CASE_MARK)
        if key in ("", "concept:name") or key.startswith(STATED):
            return False
        runs = self.frame.select("case", column)
        before = runs.shift(1)
        same_case = runs["case"].eq_missing(before["case"])
        return not bool((same_case & runs[column].ne_missing(before[column])).any())

    def write(self, file: IO[bytes] | gzip.GzipFile) -> None:
        """Write the whole log."""
        file.write(HEAD.encode())
        if self.paired:
            file.write(f'<string key="{PAIRED}" value="true"/>\n'.encode())
        for frame in self._slices():
            file.write(self._traces(frame).encode())
        file.write(self._unseen().encode())
        file.write(b"</log>\n")

    def _slices(self) -> Iterator[pl.DataFrame]:
        """Give the rows by blocks of whole cases."""
        case = self.frame["case"]
        firsts = case.ne_missing(case.shift(1)).arg_true().to_list()
        at = 0
        for first in firsts:
            if first - at >= ROWS_AT_ONCE:
                yield self.frame.slice(at, first - at)
                at = first
        yield self.frame.slice(at)

    def _traces(self, frame: pl.DataFrame) -> str:
        if not frame.height:
            return ""
        traces = frame.unique("case", keep="first", maintain_order=True)
        names = self.log.cases.sort("case")
        where = names["case"].search_sorted(traces["case"])
        opened = pl.DataFrame(
            [
                traces["case"],
                names["name"].gather(where).alias("concept:name"),
                *(traces[c].alias(k) for c, k in self.shared.items()),
            ]
        )
        texts = [k for k in opened.columns if k != "case"]
        if self.owns_patient:
            opened = self._with_person(opened, traces["patient"])
            texts += [k for k in opened.columns if k.startswith(STATED) and k not in texts]
        heads = self._said(opened, [k for k in texts if k != f"{STATED}periods"])
        if f"{STATED}periods" in opened.columns:
            heads = heads + opened[f"{STATED}periods"].fill_null("")
        inside = self._events(frame).group_by("case", maintain_order=True).agg(
            pl.col("text").str.join("")
        )  # fmt: skip
        lines = "<trace>" + heads + "\n" + inside["text"] + "</trace>\n"
        return "".join(lines.to_list())

    def _with_person(self, opened: pl.DataFrame, patient: pl.Series) -> pl.DataFrame:
        """Add what is known of the patient; nothing where the case is the patient, unknown."""
        people = self._people().rename({"patient": "#patient"})
        joined = opened.with_columns(patient.alias("#patient")).join(
            people, on="#patient", how="left", maintain_order="left"
        )
        plain = pl.all_horizontal(
            pl.col(c).is_null() for c in people.columns if c not in ("#patient", f"{STATED}patient")
        )
        alone = plain & pl.col("concept:name").eq_missing(pl.col(f"{STATED}patient"))
        return joined.with_columns(
            pl.when(~alone).then(pl.col(f"{STATED}patient")).alias(f"{STATED}patient")
        ).drop("#patient")

    def _people(self) -> pl.DataFrame:
        """Give what is known of each patient, as text (periods already as tags)."""
        periods = self.log.periods.select(
            "patient",
            pl.concat_str(
                pl.lit('<string key="period" value="'), self._time("start"), pl.lit("/"),
                self._time("end"), pl.lit('"/>'),
            ).alias("span"),
        )  # fmt: skip
        lists = periods.group_by("patient").agg(
            pl.concat_str(
                pl.lit(f'<list key="{STATED}periods"><values>'),
                pl.col("span").str.join(""),
                pl.lit("</values></list>"),
            ).alias(f"{STATED}periods")
        )
        return self.log.patients.select(
            "patient",
            pl.col("name").alias(f"{STATED}patient"),
            pl.col("sex").alias(f"{STATED}sex"),
            self._time("born").alias(f"{STATED}born"),
            self._time("died").alias(f"{STATED}died"),
        ).join(lists, on="patient", how="left", maintain_order="left")

    def _unseen(self) -> str:
        """Give the patients without any event, as empty traces."""
        patients = self._people()
        left = patients.filter(~patients["patient"].is_in(self.frame["patient"].unique().implode()))
        if not left.height:
            return ""
        texts = [c for c in left.columns if c not in ("patient", f"{STATED}periods")]
        lines = "<trace>" + self._said(left, texts)
        lines = lines + left[f"{STATED}periods"].fill_null("") + "</trace>\n"
        return "".join(lines.to_list())

    def _events(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give `case, text`: the tags of the events, in the order to write them."""
        names = self.log.names
        words = {"org:group": ("site", names.sites), "org:resource": ("resource", names.resources),
                 f"{STATED}zone": ("zone", names.zones)}  # fmt: skip
        activity = pl.Series("concept:name", names.activities, dtype=pl.String)
        columns = [activity.gather(frame["activity"])]
        for key, (column, spelled) in words.items():
            if column in frame.columns and frame[column].count():
                columns.append(pl.Series(key, spelled, dtype=pl.String).gather(frame[column]))
        if not self.owns_patient:
            patients = self.log.patients.sort("patient")
            at = patients["patient"].search_sorted(frame["patient"])
            columns.append(patients["name"].gather(at).alias(f"{STATED}patient"))
        own = [frame[c].alias(k) for c, k in self.own.items()]
        texts = pl.DataFrame(columns)
        body = self._said(pl.DataFrame([*columns, *own]), [s.name for s in (*columns, *own)])
        rows = pl.DataFrame([frame["case"], frame["start"].alias("at"), body.alias("body")])
        rows = rows.with_row_index("rank")
        if not self.paired:
            return rows.select("case", self._event("body", ""))
        ended = frame["end"].is_not_null()
        instance = frame["seq"].cast(pl.String)
        rows = rows.with_columns(instance.alias("instance"))
        last = pl.DataFrame(
            [rows["rank"], frame["case"], frame["end"].alias("at"),
             self._said(texts, ["concept:name"]).alias("body"), instance.alias("instance")]
        ).filter(ended)  # fmt: skip
        parts = [
            rows.select("rank", "case", "at", self._event("body", "start", ended)),
            last.select("rank", "case", "at", self._event("body", "complete")),
        ]
        return pl.concat(parts).sort("case", "at", "rank", maintain_order=True)

    def _event(self, body: str, step: str, ended: pl.Series | None = None) -> pl.Expr:
        """Give the tag of an event; its step of life, where it has one, names its instance."""
        life: pl.Expr = pl.lit("")
        if step:
            life = pl.concat_str(
                pl.lit(
                    f'<string key="{LIFECYCLE}" value="{step}"/><string key="{INSTANCE}" value="'
                ),
                "instance",
                pl.lit('"/>'),
            )
        if ended is not None:
            single = pl.lit(f'<string key="{LIFECYCLE}" value="complete"/>')
            life = pl.when(pl.lit(ended)).then(life).otherwise(single)
        return pl.concat_str(
            pl.lit("<event>"), body, pl.lit('<date key="time:timestamp" value="'),
            self._time("at"), pl.lit('"/>'), life, pl.lit("</event>\n"),
        ).alias("text")  # fmt: skip

    def _time(self, column: str) -> pl.Expr:
        """Give microseconds as ISO 8601: with an offset where they are instants."""
        offset = "+00:00" if self.log.about.clock == "utc" else ""
        when = pl.col(column).cast(pl.Datetime("us"))
        whole = (pl.col(column) % 1_000_000) == 0
        return (
            pl.when(whole)
            .then(when.dt.strftime(f"%Y-%m-%dT%H:%M:%S{offset}"))
            .otherwise(when.dt.strftime(f"%Y-%m-%dT%H:%M:%S%.6f{offset}"))
        )

    def _said(self, frame: pl.DataFrame, keys: list[str]) -> pl.Series:
        """Give the tags of some columns, side by side; nothing for what is null."""
        parts = []
        for key in keys:
            values = frame[key]
            odd = values.str.contains(FORBIDDEN).fill_null(value=False)
            if odd.any():
                self.replaced += int(odd.sum())
                values = values.str.replace_all(FORBIDDEN, "\ufffd")
            name = key if key.isidentifier() else _escaped(key)
            escaped = values.str.replace_many(list(ESCAPES), list(ESCAPES.values()))
            tag = "date" if key in DATES else "string"
            parts.append(
                (f'<{tag} key="{name}" value="' + escaped + '"/>').fill_null("").alias(name)
            )
        return pl.select(pl.concat_str([pl.lit(p) for p in parts])).to_series()


DATES = frozenset((f"{STATED}born", f"{STATED}died"))


def _escaped(text: str) -> str:
    import re

    text = "".join(ESCAPES.get(c, c) for c in text)
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)
