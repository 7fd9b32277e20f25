"""`jumeau forecast twin` from end to end on the made-up territory: figures, draws and refusals."""

from __future__ import annotations

import csv
import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scenarios.baseline import base_inputs
from scenarios.cli.main import main
from scenarios.outlook.watch import MEASURES, Days
from tests.territories import small_territory
from twin.contracts import Activity, Calendar, Keep, Outcome
from twin.contracts.forecast_file import load_forecast
from twin.contracts.present import BedsTaken
from twin.engine.run import run

ROOT = Path(__file__).parents[2]
FORECAST = ROOT / "examples/previsions/prevision-miniature.json"
OCCUPANCY = ROOT / "examples/previsions/occupation-miniature.csv"
HIGH, LOW, OTHER = "220900001", "220900002", "220900003"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("territoire") / "miniature"
    with pytest.raises(SystemExit) as end:
        main(["territory", "build", "--sources", str(ROOT / "examples/territoire-miniature"),
              "--out", str(folder)])  # fmt: skip
    assert not end.value.code
    return folder


def command(capsys, place, *more, file=FORECAST):
    with pytest.raises(SystemExit) as end:
        main(["forecast", "twin", str(file), "--territory", str(place), "--workers", "1", *more])
    out, err = capsys.readouterr()
    return int(end.value.code or 0), out, err


def test_the_answer_is_by_site_and_day(capsys, place):
    said = ("--occupancy", str(OCCUPANCY), "--days", "4", "--draws", "8", "--json")
    code, out, _ = command(capsys, place, *said)
    found = json.loads(out)
    assert code == 0
    assert (found["start"], found["days"], found["draws"]) == ("2026-01-12", 4, 8)
    rows = found["rows"]
    assert len(rows) == 3 * 4 * len(MEASURES)
    assert len({tuple(row) for row in rows}) == 1
    mean = load_forecast(FORECAST).quantile(0.5)
    for row in rows:
        told = [row[q] for q in ("q05", "q25", "q50", "q75", "q95")]
        assert told == sorted(told)
        if row["indicator"] == "ed_arrivals" and row["facility"] != OTHER:
            site, day = [HIGH, LOW].index(row["facility"]), int(row["day"][-2:]) - 12
            assert row["forecast"] == pytest.approx(mean[site, day], abs=0.01)
            # Eight futures of standard deviation 17 %, the noise of counts included.
            assert row["mean"] == pytest.approx(mean[site, day], rel=4.5 * 0.22 / np.sqrt(8))
        if row["indicator"] == "ed_seen_60":
            assert 0 <= row["q05"] <= row["q95"] <= 1
    beds = {r["facility"]: r for r in rows if r["indicator"] == "beds_occupied_8h"}
    assert beds[HIGH]["open_beds"] > 0
    assert found["worst_match_share"] < 0.05
    assert command(capsys, place, *said)[1] == out


def test_the_screen_says_what_it_is(capsys, place, tmp_path):
    page = tmp_path / "jours.csv"
    code, out, _ = command(capsys, place, "--days", "2", "--draws", "2", "--out", str(page))
    assert code == 0
    for words in ("2 futurs", "Hôpital de Ville-Haute", "occupation moyenne", "grossiers"):
        assert words in out
    assert "Clinique de Port-Clair" not in out
    text = page.read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
    assert len(rows) == 3 * 2 * len(MEASURES)
    assert {row["facility"] for row in rows} == {HIGH, LOW, OTHER}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--days", "40"), "ne porte que 28 jour(s)"),
        (("--start", "2026-03-01"), "la prévision va du 12/01/2026"),
        (("--start", "demain"), "pas une date"),
        (("--site", "220900001"), "SERIE=FINESS"),
        (("--site", "CH=220900001"), "aucune série « CH »"),
        (("--site", "220900001=999999999"), "999999999"),
        (("--draws", "0"), "de 1 à"),
    ],
)
def test_what_cannot_be_asked_is_refused_without_a_trace(capsys, place, more, words):
    code, out, err = command(capsys, place, "--days", "3", *more)
    assert code == 2
    assert not out
    assert words in err
    assert "Traceback" not in err


def test_rows_of_the_census_are_refused_with_their_line(capsys, place, tmp_path):
    wrong = tmp_path / "lits.csv"
    wrong.write_text(f"finess;secteur;occupes\n{LOW};rea;3\n{HIGH};jardin;1\n", encoding="utf-8")
    code, _, err = command(capsys, place, "--days", "3", "--occupancy", str(wrong))
    assert code == 2
    assert "ligne 2" in err
    assert "ligne 3" in err


def test_an_altered_forecast_is_refused(capsys, place, tmp_path):
    data = json.loads(FORECAST.read_text(encoding="utf-8"))
    data["values"][0][0] = [9.0] * len(data["levels"])
    (tmp_path / "p.json").write_text(json.dumps(data), encoding="utf-8")
    code, _, err = command(capsys, place, file=tmp_path / "p.json")
    assert code == 2
    assert "modifiée" in err


def test_days_are_counted_as_the_log_says():
    """The fold against a plain count of the whole log."""
    inputs = base_inputs(small_territory())
    waits = BedsTaken("220000012", "medicine", 90, 0, 5)
    inputs = replace(inputs, present=(waits,))
    start, days = dt.date(2026, 3, 27), 5  # the clocks change on the third day
    calendar = Calendar.of(start, days, inputs.territory.code)
    fold = Days(inputs, calendar)
    result = run(inputs, start=start, days=days, warmup_days=0, seed=2, keep=Keep.EVENTS,
                 observers=(fold,))  # fmt: skip
    table = dict(zip(MEASURES, fold.table(), strict=True))
    log = [row for block in result.blocks for row in block.frame().itertuples()]
    eights = [h for h in range(calendar.hours) if calendar.hour_of_week[h] % 24 == 8]
    causes = len(inputs.needs.causes)
    for site in range(2):
        mine = [row for row in log if row.site == site]
        doors = {}
        for row in mine:
            if row.activity == Activity.ARRIVAL:
                doors[row.zone, row.cause, row.ordinal] = row.end
        for day, eight in enumerate(eights):
            at = eight * 3_600_000
            here = [k for k, end in doors.items() if calendar.day[end // 3_600_000] == day]
            assert table["ed_arrivals"][day, site] == len(here)
            seen = [
                row for row in mine if row.activity == Activity.FIRST_CONTACT
                and (row.zone, row.cause, row.ordinal) in here and row.start - row.requested <= 36e5
            ]  # fmt: skip
            assert table["ed_seen_60"][day, site] == pytest.approx(len(seen) / len(here))
            out = {}
            for row in mine:
                left = row.activity == Activity.EXIT and row.detail in (
                    Outcome.HOME, Outcome.LEFT_WITHOUT_BEING_SEEN,
                )  # fmt: skip
                if left or row.activity == Activity.BOARDING:
                    out[row.zone, row.cause, row.ordinal] = row.end - row.requested
            stays = sorted(out.get(key, float("inf")) for key in here)
            if stays[len(stays) // 2] < float("inf"):
                middle = stays[len(stays) // 2] / 60_000
                assert table["ed_stay_median"][day, site] == pytest.approx(middle)
            entered = [r for r in mine if r.end <= at and (
                r.activity in (Activity.TRANSFER, Activity.ELECTIVE)
                or (r.activity == Activity.BOARDING and not r.detail & 32))]  # fmt: skip
            gone = [r for r in mine if r.end <= at and r.activity == Activity.BED]
            assert table["beds_occupied_8h"][day, site] == len(entered) - len(gone)
            asked = [r for r in mine if r.end <= at and r.activity == Activity.BED_REQUEST]
            found = [r for r in mine if r.activity == Activity.BOARDING and r.cause >= causes]
            left_ed = [r for r in mine if r.end <= at and r.activity == Activity.BOARDING]
            waiting = len(asked) + len(found) - len(left_ed)
            assert table["boarders_8h"][day, site] == waiting
    assert table["boarders_8h"].max() > 0
