"""Whatever a log holds, CSV and OMOP give it back; visits come back from RPU."""

from datetime import datetime, timedelta

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pathways.exports.csv import write_csv
from pathways.exports.omop import write_omop
from pathways.exports.rpu import write_rpu
from pathways.importing.importer import import_log
from pathways.importing.mapping import read_mapping
from pathways.importing.source import Ask
from pathways.vocabulary import RPU_EXITS
from twin.contracts.events import Coder, LogAbout

DAY_US = 86_400_000_000
WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1,
                max_size=8)  # fmt: skip
NAMES = st.sampled_from(["A", "NA", "null", "007", "é,;\"'", "a\nb", "=1+1", "x y"])
MAYBE = st.none() | WORDS
TIMES = st.integers(0, 10**15)
EVENT = st.tuples(NAMES, WORDS, TIMES, st.none() | st.integers(0, 10**12), MAYBE, MAYBE, MAYBE,
                  MAYBE, MAYBE)  # fmt: skip
COLUMNS = {"case": pl.String, "activity": pl.String, "start": pl.Int64, "end": pl.Int64,
           "site": pl.String, "resource": pl.String, "zone": pl.String, "@dp": pl.String,
           "@site": pl.String}  # fmt: skip
QUIET = settings(max_examples=15, deadline=None,
                 suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip


@st.composite
def logs(draw):
    """Give a log with people: several cases a patient, ties, gaps, a clock."""
    rows = draw(st.lists(EVENT, min_size=1, max_size=12))
    utc = draw(st.booleans())
    frame = pl.DataFrame(rows, COLUMNS, orient="row").with_columns(
        (pl.col("start") + pl.col("end")).alias("end"),
        pl.concat_str(pl.lit("P"), pl.col("case").str.len_chars().cast(pl.String)).alias("patient"),
    )
    coder = Coder()
    coder.add(frame)
    who = frame["patient"].unique(maintain_order=True)
    days = st.integers(-20_000, 20_000).map(lambda d: d * DAY_US)
    for name in who:
        coder.add_patients(
            pl.DataFrame(
                {"name": [name], "sex": [draw(st.sampled_from(["M", "F", "I", None]))],
                 "born": [draw(st.none() | days)], "died": [draw(st.none() | st.just(10**15))]},
                schema={"name": pl.String, "sex": pl.String, "born": pl.Int64, "died": pl.Int64},
            )
        )  # fmt: skip
        if draw(st.booleans()):
            start = draw(st.integers(0, 10_000)) * DAY_US
            coder.add_periods(
                pl.DataFrame({"name": [name], "start": [start], "end": [start + 5 * DAY_US]})
            )
    return coder.finish(LogAbout(clock="utc" if utc else "local", origin="simulated"))


@given(logs())
@QUIET
def test_csv_gives_the_log_back(tmp_path_factory, log):
    folder = tmp_path_factory.mktemp("csv")
    written = write_csv(log, folder / "log.csv")
    mapping = read_mapping(folder / "log.mapping.toml")
    again, _ = import_log(written.path, Ask(mapping=mapping))
    renamed = log.spelled().rename({"@site": "@site_attribut"})
    assert again.events == log.events
    assert again.spelled().select(renamed.columns).equals(renamed)
    assert [f.rows() for f in again.people()] == [f.rows() for f in log.people()]


@given(logs())
@QUIET
def test_omop_gives_the_log_back(tmp_path_factory, log):
    folder = tmp_path_factory.mktemp("omop") / "out"
    written = write_omop(log, folder)
    again, _ = import_log(written.path, Ask())
    assert again.digest() == log.digest()


VISIT = st.tuples(
    st.sampled_from(["290000025", "2A0000014"]),
    st.integers(0, 5_000),
    st.none() | st.integers(0, 900),
    st.none() | st.sampled_from(sorted(RPU_EXITS)),
    st.none() | st.sampled_from(["UHCD", "MED", "PSA"]),
    st.none() | st.integers(0, 100),
    st.sampled_from(["M", "F", "I"]),
)


@given(st.lists(VISIT, min_size=1, max_size=15))
@QUIET
def test_rpu_gives_the_visits_back(tmp_path_factory, visits):
    folder = tmp_path_factory.mktemp("rpu")
    source, again = folder / "a.xml", folder / "b.xml"
    body = []
    for number, (site, minute, stay, mode, orient, age, sex) in enumerate(visits):
        come = datetime(2024, 5, 1) + timedelta(minutes=minute)
        left = "" if stay is None else f"{come + timedelta(minutes=stay):%d/%m/%Y %H:%M}"
        born = "" if age is None else f"01/06/{2023 - age}"
        body.append(
            f"<ETABLISSEMENT><FINESS>{site}</FINESS></ETABLISSEMENT><PASSAGES><PATIENT>"
            f"<MOTIF>motif {number}</MOTIF><SEXE>{sex}</SEXE><NAISSANCE>{born}</NAISSANCE>"
            f"<ENTREE>{come:%d/%m/%Y %H:%M}</ENTREE><SORTIE>{left}</SORTIE>"
            f"<MODE_SORTIE>{mode or ''}</MODE_SORTIE><ORIENT>{orient or ''}</ORIENT>"
            "</PATIENT></PASSAGES>"
        )
    source.write_text(f"<OSCOUR>{''.join(body)}</OSCOUR>", encoding="utf-8")
    log, _ = import_log(source, Ask())
    written = write_rpu(log, again)
    assert written.left == 0
    assert import_log(again, Ask())[0].digest() == log.digest()
