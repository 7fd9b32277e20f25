"""Chained stays and lines of care: what each column gives, what is refused, what cancels."""

import polars as pl
import pytest

from pathways.importing.importer import import_log
from pathways.importing.refusals import Refusals
from pathways.importing.source import Ask
from pathways.sources import pmsi
from twin.tables import JumeauError

HEAD = (
    "ano;nature;champ;sejour;finess;entree;sortie;mode_sortie;destination;ghm;dp;das;code;"
    "specialite;quantite;atc;sexe;naissance;commune;retour"
)


def line(**cells):
    return ";".join(cells.get(name, "") for name in HEAD.split(";"))


def stay(ano, number, first, last, **cells):
    cells = {"champ": "mco", "finess": "290000025", "mode_sortie": "8", "retour": "000"} | cells
    return line(ano=ano, nature="sejour", sejour=number, entree=first, sortie=last, **cells)


@pytest.fixture
def read(tmp_path):
    def run(*lines, head=HEAD, ask=None):
        path = tmp_path / "pmsi.csv"
        path.write_text("\n".join([head, *lines, ""]), encoding="utf-8")
        log, told = import_log(path, ask or Ask(), source="pmsi", rejects=tmp_path / "rejects.csv")
        refused = pl.DataFrame()
        if told.rejects is not None:
            refused = pl.read_csv(told.rejects, infer_schema=False)
        assert log.about.rows_in == log.events + log.about.rows_rejected + (
            log.about.rows_netted + log.about.rows_merged
        )
        return log, refused

    return run


def days(log, column="start"):
    return [str(d)[:10] for d in log.spelled()[column].cast(pl.Datetime("us")).to_list()]


def test_a_stay_is_one_event_with_the_codes_of_the_pmsi(read):
    log, refused = read(
        stay("P1", "S1", "02/01/2024", "09/01/2024", dp="I50.0", das="i10 n18.3", sexe="1",
             naissance="01/05/1940", commune="29232", ghm="05M092", destination=""),
    )  # fmt: skip
    said = log.spelled().row(0, named=True)
    assert said["activity"] == "hospitalisation"
    assert said["site"] == "290000025"
    assert said["zone"] == "29232"
    assert said["@dp"] == "I500"
    assert said["@das"] == "I10 N183"
    assert said["@mode_sortie"] == "8"
    assert days(log) == ["2024-01-02"]
    assert days(log, "end") == ["2024-01-09"]
    assert log.patients.select("sex").item() == "M"
    assert str(log.patients["born"].cast(pl.Datetime("us"))[0])[:10] == "1940-05-01"
    assert not refused.height


@pytest.mark.parametrize(
    ("cells", "activity"),
    [
        ({"champ": "smr"}, "hospitalisation smr"),
        ({"champ": "SSR"}, "hospitalisation smr"),
        ({"champ": "had"}, "hospitalisation had"),
        ({"champ": "psy"}, "hospitalisation psy"),
        ({"champ": ""}, "hospitalisation"),
        ({"ghm": "28Z04Z"}, "seance"),
        ({"ghm": "28Z04Z", "champ": "smr"}, "hospitalisation smr"),
    ],
)
def test_the_field_names_the_stay(read, cells, activity):
    log, _ = read(stay("P1", "S1", "2024-01-02", "2024-01-03", **cells))
    assert log.names.activities == (activity,)


@pytest.mark.parametrize(
    ("cells", "activity"),
    [
        ({"specialite": "01"}, "consultation generaliste"),
        ({"specialite": "3"}, "consultation cardiologue"),
        ({"specialite": "13"}, "consultation pneumologue"),
        ({"specialite": "3", "code": "TCS"}, "teleconsultation"),
        ({"specialite": "99"}, "consultation specialiste"),
        ({"code": "G"}, "consultation generaliste"),
        ({"code": "CS"}, "consultation specialiste"),
        ({"nature": "acte", "code": "GLQP012"}, "acte technique"),
        ({"nature": "acte", "code": "AMI"}, "soins infirmiers"),
        ({"nature": "acte", "code": "X", "specialite": "26"}, "kinesitherapie"),
        ({"nature": "biologie", "code": "1577"}, "biologie"),
        ({"nature": "delivrance", "atc": "C03CA01"}, "delivrance"),
        ({"nature": "rum"}, "mouvement unite"),
        ({"nature": "urgences"}, "passage urgences"),
    ],
)
def test_lines_of_care(read, cells, activity):
    log, _ = read(line(**{"ano": "P1", "nature": "consultation", "entree": "2024-01-02"} | cells))
    assert log.names.activities == (activity,)


def test_chaining_errors_are_refused_with_their_reason(read):
    log, refused = read(
        stay("P1", "S1", "2024-01-02", "2024-01-09"),
        stay("P2", "S1", "2024-01-02", "2024-01-09"),
        stay("P3", "S3", "2024-01-02", "2024-01-01"),
        stay("P4", "S4", "2024-01-02", "2024-01-09", retour="010"),
        stay("", "S5", "2024-01-02", "2024-01-09"),
        stay("00000", "S6", "2024-01-02", "2024-01-09"),
        stay("P7", "S7", "2024-01-02", "2024-01-09", champ="xxx"),
        stay("P8", "S8", "2024-02-30", ""),
        line(ano="P9", nature="promenade", entree="2024-01-02"),
        "trop;court",
    )
    assert log.events == 1
    assert sorted(refused["row"].cast(int).to_list()) == list(range(3, 12))
    said = dict(zip(refused["row"].cast(int).to_list(), refused["reason"].to_list(), strict=True))
    assert "autre patient" in said[3]
    assert "avant" in said[4]
    assert "chaînage" in said[5]
    assert "anonyme" in said[6]
    assert "anonyme" in said[7]
    assert "champ inconnu" in said[8]
    assert "jour qui n'existe pas" in said[9]
    assert "nature inconnue" in said[10]
    assert "2 cellules" in said[11]


def test_death_is_the_patient_s_and_what_comes_after_is_refused(read):
    log, refused = read(
        stay("P1", "S1", "2024-01-02", "2024-01-09", mode_sortie="9"),
        line(ano="P1", nature="consultation", entree="2024-01-09", specialite="1"),
        line(ano="P1", nature="consultation", entree="2024-01-10", specialite="1"),
        line(ano="P2", nature="deces", entree="2024-03-01"),
        line(ano="P2", nature="consultation", entree="2024-02-01", specialite="1"),
    )
    died = {r["name"]: str(r["died"])[:10] for r in log.patients.with_columns(
        pl.col("died").cast(pl.Datetime("us"))).iter_rows(named=True)}  # fmt: skip
    assert died == {"P1": "2024-01-09", "P2": "2024-03-01"}
    assert log.about.rows_in == 4, "a line that says a death is no event"
    assert refused["row"].to_list() == ["4"]
    assert "décès" in refused["reason"][0]


def test_a_period_of_cover_ends_with_its_last_day(read):
    log, refused = read(
        line(ano="P1", nature="suivi", entree="2023-01-01", sortie="2024-12-31"),
        line(ano="P1", nature="suivi", entree="2025-01-01"),
        line(ano="P1", nature="consultation", entree="2024-02-01", specialite="1"),
    )
    span = log.periods.select(pl.col("start", "end").cast(pl.Datetime("us"))).row(0)
    assert [str(d)[:10] for d in span] == ["2023-01-01", "2025-01-01"]
    assert refused["status"].to_list() == ["ignored"]


def test_negative_lines_cancel_their_own_and_no_other(read):
    def drug(day, atc, quantity, ano="P1"):
        return line(ano=ano, nature="delivrance", entree=day, atc=atc, quantite=quantity)

    log, refused = read(
        drug("2024-01-02", "C03CA01", "2"),
        drug("2024-01-02", "C09AA05", "2"),
        drug("2024-01-02", "C03CA01", "-2"),
        drug("2024-01-03", "C03CA01", "3"),
        drug("2024-01-03", "C03CA01", "-1"),
        drug("2024-01-04", "C03CA01", "-1"),
        drug("2024-01-05", "C03CA01", "1"),
        drug("2024-01-05", "C03CA01", "1"),
        drug("2024-01-05", "C03CA01", "-1"),
    )
    kept = log.spelled().select("@atc", "@quantite").rows()
    assert kept == [("C09AA05", "2"), ("C03CA01", "2"), ("C03CA01", "1")]
    status = dict(zip(refused["row"].cast(int), refused["status"], strict=True))
    assert status == {2: "netted", 4: "netted", 6: "netted", 7: "rejected", 9: "netted",
                      10: "netted"}  # fmt: skip
    assert log.about.rows_netted == 5


def test_the_same_stay_twice_is_one(read):
    log, refused = read(*[stay("P1", "S1", "2024-01-02", "2024-01-09")] * 2)
    assert (log.events, log.about.rows_merged) == (1, 1)
    assert refused["status"].to_list() == ["merged"]


def test_delays_without_dates_keep_true_gaps_and_say_that_dates_are_made_up(read):
    log, refused = read(
        "P1;S1;10;3;8", "P1;S2;20;0;8", "P1;S3;quand;0;8", "P1;S4;999999999;0;8",
        head="ano;sejour;delai;duree;mode_sortie",
    )  # fmt: skip
    start, end = log.frame["start"], log.frame["end"]
    assert (start[1] - start[0]) // 86_400_000_000 == 10
    assert (end[0] - start[0]) // 86_400_000_000 == 3
    assert end[1] == start[1]
    assert refused.height == 2
    assert any("fictif" in note for note in log.about.notes)


def test_names_of_the_national_tables_are_understood(read):
    log, _ = read(
        "A1;R1;290000025;2024-01-02;2024-01-05;8;;8;05M092;I500;2",
        head="NIR_ANO_17;RSA_NUM;ETA_NUM;EXE_SOI_DTD;EXE_SOI_DTF;ENT_MOD;ENT_PRV;SOR_MOD;GRG_GHM;"
        "DGN_PAL;COD_SEX",
    )
    said = log.spelled().row(0, named=True)
    assert (said["case"], said["site"], said["@dp"]) == ("A1", "290000025", "I500")
    assert log.patients["sex"].to_list() == ["F"]


def test_overlapping_stays_are_kept_and_flagged(read):
    log, refused = read(
        stay("P1", "S1", "2024-01-02", "2024-01-09"),
        stay("P1", "S2", "2024-01-05", "2024-01-12"),
        stay("P1", "S3", "2024-01-12", "2024-01-13"),
        stay("P1", "S4", "2024-01-12", "2024-01-12", ghm="28Z04Z"),
    )
    assert log.events == 4
    assert refused.select("row", "status").rows() == [("3", "flagged")]


def test_an_unclosed_quotation_mark_is_not_a_silent_loss(read):
    log, refused = read(
        stay("P1", "S1", "2024-01-02", "2024-01-09"),
        stay("P2", "S2", "2024-01-02", "2024-01-09", das='"I10'),
        stay("P3", "S3", "2024-01-02", "2024-01-09"),
        stay("P4", "S4", "2024-01-02", "2024-01-09", das='"I10'),
        stay("P5", "S5", "2024-01-02", "2024-01-09"),
    )
    assert log.events == 2
    assert "guillemet" in refused["reason"][0]


def test_a_case_named_na_and_a_french_export_are_read(tmp_path):
    path = tmp_path / "pmsi.csv"
    body = "ano;nature;entree;specialite\r\nNA;consultation;03/04/2024;1\r\né;acte;03/04/2024;\r\n"
    path.write_bytes(body.encode("cp1252"))
    log, _ = import_log(path, Ask())
    assert log.cases["name"].to_list() == ["NA", "é"]
    assert days(log) == ["2024-04-03", "2024-04-03"], "the day comes first in a French file"


def test_a_file_without_the_columns_is_refused_in_words(read):
    with pytest.raises(JumeauError, match="ano"):
        read("1;2", head="a;b")


def test_the_format_recognises_itself_and_no_other(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("ano;entree;mode_sortie\n", encoding="utf-8")
    assert pmsi.recognises(path)
    path.write_text("case_id,activity,timestamp\n", encoding="utf-8")
    assert not pmsi.recognises(path)
    assert not pmsi.recognises(tmp_path)


def test_the_columns_are_declared_with_their_meaning():
    assert all(column.meaning for column in pmsi.TABLE.columns)
    assert pmsi.TABLE.column("duree").unit == "nuits"


def test_a_patient_who_refused_leaves_with_the_lines_that_are_no_event(tmp_path):
    path = tmp_path / "pmsi.csv"
    cover = line(ano="P1", nature="suivi", entree="01/01/2024", sortie="31/12/2024")
    stays = [stay(who, who, "02/01/2024", "09/01/2024") for who in ("P1", "P2")]
    path.write_text("\n".join([HEAD, cover, *stays, ""]), encoding="utf-8")
    log, told = import_log(path, Ask(), source="pmsi", opt_out=Refusals(frozenset({"P1"})))
    assert (told.about.rows_in, told.about.rows_opted_out, log.events) == (3, 2, 1)
    assert not log.periods.height
