"""Emergency records as visits, and written back as the same records."""

import polars as pl
import pytest

from pathways.exports.rpu import write_rpu
from pathways.importing.importer import import_log
from pathways.importing.source import Ask
from pathways.sources import rpu
from tests.unit.rpu_files import oscour, patient, site
from twin.contracts.events import LogAbout, of_rows
from twin.tables import JumeauError

DAY_US = 86_400_000_000


@pytest.fixture
def read(tmp_path):
    def run(*sites, zone=""):
        path = tmp_path / "rpu.xml"
        path.write_text(oscour(*sites), encoding="utf-8")
        log, told = import_log(path, Ask(zone=zone), rejects=tmp_path / "rejects.csv")
        refused = pl.DataFrame()
        if told.rejects is not None:
            refused = pl.read_csv(told.rejects, infer_schema=False)
        assert log.about.rows_in == log.events + log.about.rows_rejected
        return log, refused

    return run


def back(log, tmp_path, zone=""):
    written = write_rpu(log, tmp_path / "back.xml")
    again, _ = import_log(written.path, Ask(zone=zone))
    return written, again


def moments(log):
    return [str(m) for m in log.spelled()["start"].cast(pl.Datetime("us")).to_list()]


def test_a_record_is_an_entry_an_orientation_and_an_exit(read, tmp_path):
    log, _ = read(site(patient()))
    said = log.spelled()
    assert said["activity"].to_list() == ["entree urgences", "orientation urgences",
                                          "sortie urgences mutation"]  # fmt: skip
    assert moments(log) == ["2026-03-01 14:44:00", *["2026-03-01 21:05:00"] * 2]
    first, last = said.row(0, named=True), said.row(2, named=True)
    assert (first["@age"], first["@cp"], first["@gravite"]) == ("77", "29000", "3")
    assert (last["@dp"], last["@das"], last["@actes"]) == ("J189", "I10 E440", "DEQP003")
    assert (last["@mode_sortie"], last["@destination"]) == ("6", "1")
    assert said["site"].unique().to_list() == ["290000025"]
    assert log.patients.select("sex", "born").row(0) == ("F", None)
    assert back(log, tmp_path)[1].digest() == log.digest()


@pytest.mark.parametrize(
    ("mode", "activity"),
    [("7", "sortie urgences transfert"), ("8", "sortie urgences domicile"),
     ("9", "sortie urgences deces"), ("", "sortie urgences"), ("4", "sortie urgences")],
)  # fmt: skip
def test_the_exit_is_named_by_its_mode(read, tmp_path, mode, activity):
    log, _ = read(site(patient(MODE_SORTIE=mode, ORIENT="")))
    assert log.names.activities == ("entree urgences", activity)
    died = log.patients["died"][0]
    assert (died is not None) == (mode == "9")
    assert back(log, tmp_path)[1].digest() == log.digest()


def test_without_an_exit_the_entry_keeps_what_was_recorded(read, tmp_path):
    log, _ = read(site(patient(SORTIE="", MODE_SORTIE="")))
    said = log.spelled()
    assert said["activity"].to_list() == ["entree urgences"]
    assert (said["@dp"][0], said["@orient"][0]) == ("J189", "MED")
    assert back(log, tmp_path)[1].digest() == log.digest()


def test_several_sites_one_minute_and_no_birth_keep_their_names(read, tmp_path):
    log, refused = read(
        site(patient(NAISSANCE=""), patient(MOTIF="R074", SEXE="M"), patient(ENTREE="x")),
        site(patient(NAISSANCE="02/03/2025"), finess="290000017"),
    )
    assert log.cases["name"].to_list() == [
        "290000025-20260301144400-1", "290000025-20260301144400-2", "290000017-20260301144400-1",
    ]  # fmt: skip
    assert refused["row"].to_list() == ["3"]
    written, again = back(log, tmp_path)
    assert written.left == 0
    assert again.digest() == log.digest()


def test_more_than_ten_visits_of_one_minute_keep_their_order(read, tmp_path):
    log, _ = read(site(*(patient(CP=f"290{n:02d}") for n in range(12))))
    assert back(log, tmp_path)[1].digest() == log.digest()


def test_hours_in_a_zone_are_instants_over_the_change_of_hour(read, tmp_path):
    log, _ = read(
        site(
            patient(ENTREE="28/03/2026 23:00", SORTIE="29/03/2026 05:00"),
            patient(ENTREE="25/10/2026 02:50", SORTIE="25/10/2026 02:55"),
            patient(ENTREE="28/03/2026 22:00", SORTIE="29/03/2026 02:30"),
        ),
        zone="Europe/Paris",
    )
    assert log.about.clock == "utc"
    stays = log.spelled().group_by("case", maintain_order=True).agg(
        (pl.col("start").max() - pl.col("start").min()) / 60e6
    )  # fmt: skip
    assert stays["start"].to_list() == [0.0, 300.0, 5.0], "the night of spring has an hour less"
    assert back(log, tmp_path, "Europe/Paris")[1].digest() == log.digest()


def test_the_hour_lived_twice_is_said(tmp_path):
    rows = pl.DataFrame(
        {"case": ["A"], "activity": ["entree urgences"], "site": ["290000025"],
         "start": [1_792_892_400_000_000]}
    )  # fmt: skip
    log = of_rows(rows, LogAbout(clock="utc", zone="Europe/Paris"))
    written, again = back(log, tmp_path, "Europe/Paris")
    assert any("deux fois" in note for note in written.notes)
    assert log.frame["start"][0] - again.frame["start"][0] == 3_600_000_000


def test_other_logs_give_their_visits_and_say_what_stays_behind(tmp_path):
    def at(hour):
        return (20_000 * 24 + hour) * 3_600_000_000

    rows = pl.DataFrame(
        [
            ("A", "P1", "consultation generaliste", at(0), None, "290000025", None),
            ("A", "P1", "passage urgences", at(2), at(5), "290000025", "8"),
            ("A", "P1", "passage urgences", at(50), None, "290000025", None),
            ("B", "P2", "sortie urgences domicile", at(1), None, "290000025", None),
            ("B", "P2", "entree urgences", at(3), None, "290000025", None),
            ("B", "P2", "sortie urgences", at(4), None, None, "12"),
            ("C", "P3", "entree urgences", at(3), None, "clinique", None),
        ],
        schema={"case": pl.String, "patient": pl.String, "activity": pl.String, "start": pl.Int64,
                "end": pl.Int64, "site": pl.String, "@mode_sortie": pl.String},
        orient="row",
    )  # fmt: skip
    log = of_rows(rows, LogAbout(origin="simulated"))
    written, again = back(log, tmp_path)
    assert again.case_count() == 3
    assert (written.events, written.left) == (4, 3)
    notes = " ".join(written.notes)
    assert "1 passage(s) sans numéro FINESS" in notes
    assert "mode_sortie : 1 code(s)" in notes
    assert sorted(again.names.activities) == ["entree urgences", "sortie urgences",
                                              "sortie urgences domicile"]  # fmt: skip


def test_a_log_without_any_visit_is_refused_in_words(tmp_path):
    rows = pl.DataFrame({"case": ["A"], "activity": ["x"], "start": [0]})
    with pytest.raises(JumeauError, match="aucun passage"):
        write_rpu(of_rows(rows, LogAbout()), tmp_path / "x.xml")
    assert not list(tmp_path.iterdir())


def test_it_recognises_its_files_only(tmp_path):
    path = tmp_path / "a.xml"
    path.write_text(oscour(), encoding="utf-16")
    assert rpu.recognises(path)
    path.write_text("<log/>", encoding="utf-8")
    assert not rpu.recognises(path)
    assert not rpu.recognises(tmp_path)


def test_texts_that_xml_escapes_or_refuses(read, tmp_path):
    log, _ = read(site(patient(MOTIF="plaie &lt;2 cm &amp; brûlure")))
    assert "plaie <2 cm & brûlure" in log.spelled()["@motif"].to_list()
    assert back(log, tmp_path)[1].digest() == log.digest()
