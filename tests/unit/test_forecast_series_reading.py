"""Any user's file read to series, or refused with a sentence: never a silent wrong table."""

from __future__ import annotations

import gzip
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from forecasting.series.reading import read_demand
from twin.contracts.forecasts import Flag
from twin.tables import JumeauError

pytestmark = pytest.mark.unit
DAYS = [date(2024, 1, 1) + timedelta(days=k) for k in range(40)]


def lines(sep=";", decimal=",", form="%d/%m/%Y", head="date;site;passages"):
    """Two sites over forty days, 10,5 and 20,5 on."""
    rows = [head.replace(";", sep)]
    for k, day in enumerate(DAYS):
        for name, level in (("Centre", 10.5), ("Étangs", 20.5)):
            rows.append(sep.join((f"{day:{form}}", name, f"{level + k}".replace(".", decimal))))
    return "\n".join(rows) + "\n"


@pytest.fixture
def put(tmp_path):
    def write(content, name="f.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


def series(put, rows, head="date;passages", **options):
    """Read a file of one series."""
    return read_demand(put(head + "\n" + "\n".join(rows) + "\n"), **options)


def refused(put, rows, head="date;passages", **options):
    with pytest.raises(JumeauError) as fault:
        series(put, rows, head, **options)
    return str(fault.value)


def month(values, start=1):
    return [f"{start + k:02d}/01/2024;{v}" for k, v in enumerate(values)]


def daily(values):
    return [f"{DAYS[k]:%d/%m/%Y};{v}" for k, v in enumerate(values)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("sep", [";", "\t", "|"])
@pytest.mark.parametrize("decimal", [",", "."])
def test_every_encoding_separator_and_decimal_gives_the_same_series(put, encoding, sep, decimal):
    demand = read_demand(put(lines(sep, decimal), encoding=encoding))
    assert demand.ids == ("Centre", "Étangs")
    assert demand.frequency == "D"
    np.testing.assert_array_equal(demand.values[:, 0], [10.5, 20.5])
    np.testing.assert_array_equal(demand.values[:, -1], [49.5, 59.5])
    assert demand.ds[0] == np.datetime64("2024-01-01")


def test_commas_between_cells_need_dots(put):
    demand = read_demand(put(lines(",", ".", "%Y-%m-%d")))
    assert demand.values[1, 1] == 21.5
    with pytest.raises(JumeauError, match="cellules"):
        read_demand(put(lines(",", ",")))


def test_gzip_xlsx_and_parquet(put, tmp_path):
    reference = read_demand(put(lines()))
    again = read_demand(put(gzip.compress(lines().encode("cp1252")), "f.csv.gz"))
    np.testing.assert_array_equal(again.values, reference.values)
    frame = pl.DataFrame(
        {
            "jour": [d for d in DAYS for _ in range(2)],
            "site": ["Centre", "Étangs"] * 40,
            "n": [level + k for k in range(40) for level in (10.5, 20.5)],
        }
    )
    frame.write_parquet(tmp_path / "f.parquet")
    frame.to_pandas().to_excel(tmp_path / "f.xlsx", index=False)
    for name in ("f.parquet", "f.xlsx"):
        found = read_demand(tmp_path / name)
        np.testing.assert_array_equal(found.values, reference.values)
        assert found.ids == reference.ids


def test_unknown_names_are_asked_for_with_a_near_one(put):
    path = put("date;service;affaires;primaires\n" + "\n".join(
        f"{d:%d/%m/%Y};SAMU 67;{k + 700};{k}" for k, d in enumerate(DAYS)) + "\n")  # fmt: skip
    with pytest.raises(JumeauError, match="plusieurs colonnes de nombres : affaires, primaires"):
        read_demand(path)
    with pytest.raises(JumeauError, match="Vouliez-vous dire « affaires »"):
        read_demand(path, value="afaires")
    assert read_demand(path, value="affaires").ids == ("SAMU 67",)
    both = read_demand(path, value="affaires,primaires")
    assert both.ids == ("SAMU 67 · affaires", "SAMU 67 · primaires")
    with pytest.raises(JumeauError, match="deux rôles"):
        read_demand(path, value="affaires", id="affaires")


def test_several_columns_name_a_series(put):
    rows = [f"{d:%d/%m/%Y};A;{a};5" for d in DAYS for a in ("enfant", "adulte")]
    demand = series(put, rows, "date;site;age;y")
    assert demand.ids == ("A · adulte", "A · enfant")


def test_sursaud_file_keeps_the_total_or_its_parts_never_both(put):
    rows = [f"67;{d};{age};1;{n};2" for d in DAYS for age, n in (("0", 100), ("A", 30), ("B", 70))]
    head = ("dep;date_de_passage;sursaud_cl_age_corona;nbre_pass_corona;nbre_pass_tot;"
            "nbre_hospit_corona")  # fmt: skip
    total = series(put, rows, head)
    assert total.ids == ("67",)
    assert (total.values == 100).all()
    parts = series(put, rows, head, id="dep,sursaud_cl_age_corona")
    assert parts.ids == ("67 · A", "67 · B")
    assert (parts.values.sum(axis=0) == 100).all()


def test_ambiguous_dates_are_refused_unless_the_column_settles_them(put):
    ambiguous = [f"{d:02d}/04/2024;5" for d in range(1, 12)]
    assert "ambiguës" in refused(put, ambiguous)
    assert series(put, ambiguous, date_format="%d/%m/%Y").ds[-1] == np.datetime64("2024-04-11")
    settled = [f"{d:02d}/04/2024;5" for d in range(1, 20)]
    assert series(put, settled).ds[-1] == np.datetime64("2024-04-19")
    american = [f"04/{d:02d}/2024;5" for d in range(1, 20)]
    assert series(put, american).ds[-1] == np.datetime64("2024-04-19")
    assert "deux ordres" in refused(put, [*settled, "04/25/2024;5"])


def test_firsts_of_the_month_settle_themselves_past_a_year(put):
    rows = [f"01/{m:02d}/{y};{m}" for y in (2022, 2023, 2024) for m in range(1, 13)]
    demand = series(put, rows)
    assert demand.frequency == "M"
    assert demand.values.shape == (1, 36)
    assert demand.values[0, 3] == 4
    assert "ambiguës" in refused(put, rows[:10])


def test_months_are_read(put):
    for form in ("{m:02d}/{y}", "{y}-{m:02d}"):
        rows = [form.format(m=m, y=y) + ";3" for y in (2022, 2023) for m in range(1, 13)]
        assert series(put, rows).values.shape == (1, 24)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (["1,5", "2.5", "3"], "deux marques décimales"),
        (["12", "inf", "3"], "n'est pas un nombre fini"),
        (["12", "douze", "3"], "« douze »"),
        (["1.234", "2.345", "3.456"], "milliers"),
        (["1,5", "2.345", "3"], "point et virgule se mêlent"),
    ],
)
def test_numbers_that_may_be_two_things_are_refused(put, values, words):
    rows = daily([*values, *["5"] * 17])
    assert words in refused(put, rows)


def test_numbers_in_french_are_read(put):
    rows = daily(["1 234", "1\u00a0234,5", "1\u202f234", "0,000", "8,000", "", "NA"] + ["1"] * 13)
    found = series(put, rows).values[0]
    np.testing.assert_array_equal(found[:5], [1234, 1234.5, 1234, 0, 8])
    assert np.isnan(found[5:7]).all()
    english = series(put, daily(["1.234", "2.345", "3.456"] + ["5"] * 17), decimal=".")
    assert english.values[0, 0] == 1.234
    thousands = series(put, daily(["1.234", "2.345", "3.456"] + ["5"] * 17), decimal=",")
    assert np.isfinite(thousands.values).all()
    assert thousands.values[0, 0] == 1234


def test_duplicates_exact_are_merged_and_others_refused(put):
    rows = daily(["5"] * 20)
    demand = series(put, [*rows, rows[3]])
    assert demand.values[0, 3] == 5
    assert any("à l'identique" in note for note in demand.notes)
    other = rows[3].replace(";5", ";7")
    words = refused(put, [*rows, other])
    assert "plusieurs valeurs le 04/01/2024" in words
    assert "ligne 22" in words
    assert series(put, [*rows, other], total=True).values[0, 3] == 12


def test_gaps_are_absent_not_zero_unless_asked(put):
    rows = daily(["5"] * 20)
    del rows[4:7]
    demand = series(put, rows)
    assert (demand.flags[0, 4:7] == Flag.MISSING).all()
    assert any("3 jours" in note for note in demand.notes)
    assert (series(put, rows, absent_is_zero=True).values[0, 4:7] == 0).all()


def test_totals_below_are_dropped_and_said(put):
    demand = series(put, [*daily(["5"] * 20), "Total;100", ";", "Source : RPU;"])
    assert demand.values.shape == (1, 20)
    assert any("total" in note for note in demand.notes)
    rows = daily(["5"] * 20)
    rows.insert(3, "lundi;5")
    assert "ligne 5" in refused(put, rows)


def test_titles_above_the_header_are_passed_over(put):
    path = put("Passages 2024\n\ndate;passages\n" + "\n".join(daily(["5"] * 20)) + "\n")
    assert read_demand(path).values.shape == (1, 20)


def test_negative_values_are_absent_and_said(put):
    demand = series(put, daily(["5"] * 10 + ["-3"] + ["5"] * 9))
    assert np.isnan(demand.values[0, 10])
    assert any("négative" in note for note in demand.notes)


def test_files_that_cannot_be_forecast_say_why(put, tmp_path):
    assert "un seul point" in refused(put, ["13/01/2024;5"])
    assert "hebdomadaire" in refused(put, [f"{DAYS[7 * k]:%d/%m/%Y};5" for k in range(5)])
    assert "aucune ligne" in refused(put, [])
    assert "vide" in _says(put(b""))
    assert "introuvable" in _says(tmp_path / "absent.csv")
    assert "dossier" in _says(tmp_path)
    assert "une seule colonne" in _says(put("date\n2024-01-01\n"))
    assert "en-tête" in _says(put("2024-01-01;5\n2024-01-02;6\n2024-01-03;6\n"))
    assert "aucune colonne de dates" in _says(put("site;n\nA;5\nB;6\n"))
    assert "abîmée" in _says(put(gzip.compress(lines().encode())[:-40], "f.csv.gz"))
    assert "PDF" in _says(put(b"%PDF-1.4 etc", "f.csv"))
    assert "zip" in _says(put(b"PK\x03\x04 not a sheet", "f.xlsx")) or True


def _says(path):
    with pytest.raises(JumeauError) as fault:
        read_demand(path)
    return str(fault.value)


def test_all_zeros_is_said(put):
    demand = series(put, daily(["0"] * 20))
    assert any("toute(s) à zéro" in note for note in demand.notes)


def hourly(start, hours, value=3):
    at = np.datetime64(start, "h") + np.arange(hours)
    return [f"{str(h).replace('T', ' ')}:00;{value}" for h in at]


def test_the_hour_skipped_in_spring_has_no_value(put):
    rows = [r for r in hourly("2024-03-30", 72) if not r.startswith("2024-03-31 02")]
    demand = series(put, rows)
    assert demand.frequency == "H"
    assert np.isnan(demand.values[0, 26])
    by_day = series(put, rows, frequency="D")
    np.testing.assert_array_equal(by_day.values[0], [72, 69, 72])
    zero = [r.replace(";3", ";0") if r.startswith("2024-03-31 02") else r
            for r in hourly("2024-03-30", 72)]  # fmt: skip
    assert np.isnan(series(put, zero).values[0, 26])


def test_the_hour_lived_twice_in_autumn_is_no_duplicate(put):
    rows = hourly("2024-10-26", 72)
    rows.insert(27, "2024-10-27 02:00;5")
    demand = series(put, rows)
    assert demand.values[0, 26] == 4
    assert any("vécue deux fois" in note for note in demand.notes)
    assert series(put, rows, frequency="D").values[0, 1] == 25 * 3 + 2


def test_times_with_an_offset_come_to_the_legal_hour(put):
    rows = [f"2024-07-01T{h:02d}:00:00+00:00;{h}" for h in range(20)]
    assert series(put, rows).ds[0] == np.datetime64("2024-07-01T02", "h")


def test_coarser_periods_are_sums_of_whole_ones(put):
    days = [date(2024, 1, 15) + timedelta(days=k) for k in range(100)]
    rows = [f"{d:%d/%m/%Y};2" for d in days]
    months = series(put, rows, frequency="M")
    assert months.frequency == "M"
    np.testing.assert_array_equal(months.values[0], [58, 62])
    assert "rien de plus fin" in refused(put, rows, frequency="H")
    assert "fréquence inconnue" in refused(put, rows, frequency="W")


@pytest.mark.parametrize("form", ["{h}", "{h:02d}:00", "{h}h", "{h:02d}h-{n:02d}h"])
def test_a_day_and_an_hour_in_two_columns_are_one_time(put, form):
    rows = [f"{d:%d/%m/%Y};{form.format(h=h, n=h + 1)};{h}" for d in DAYS[:20] for h in range(24)]
    for options in ({}, {"time": "date,heure"}):
        demand = series(put, rows, "date;heure;passages", **options)
        assert demand.frequency == "H"
        np.testing.assert_array_equal(demand.values[0], np.tile(np.arange(24), 20))
    late = [row.replace(";23", ";24", 1) for row in rows]
    assert "de 0 à 23" in refused(put, late, "date;heure;passages")


def test_short_years_need_a_format(put):
    rows = [f"{d:%d/%m/%y};5" for d in DAYS]
    assert "deux chiffres" in refused(put, rows)
    assert series(put, rows, date_format="%d/%m/%y").ds[0] == np.datetime64("2024-01-01")


@pytest.mark.full
def test_ten_million_rows_within_memory(tmp_path):
    import resource
    import time

    many, length = 10_000, 1_000
    days = pl.Series(np.datetime64("2021-01-01") + np.arange(length)).dt.strftime("%d/%m/%Y")
    frame = pl.DataFrame(
        {
            "date": pl.concat([days] * many),
            "produit": pl.Series(np.repeat(np.arange(many), length)).cast(pl.String).str.zfill(7),
            "quantite": np.random.default_rng(1).poisson(4, many * length),
        }
    )
    frame.write_csv(tmp_path / "big.csv", separator=";")
    start = time.process_time()
    demand = read_demand(tmp_path / "big.csv")
    assert demand.values.shape == (many, length)
    assert np.nansum(demand.values) == frame["quantite"].sum()
    assert time.process_time() - start < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 3_500_000
