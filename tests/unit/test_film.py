"""The film of a day, from hand-made blocks of the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pytest

from scenarios.film import FilmFold, film_day, film_of
from scenarios.film.files import has_film, read_film, read_targets
from scenarios.film.film import PHASES
from scenarios.film.witness import Beside, Witness
from tests.stored_runs import add, folder, scenario
from tests.territories import samu, small_territory, territory, unit, week
from twin.contracts import (
    COLUMNS,
    MS_PER_MINUTE,
    AccessChange,
    Activity,
    Calendar,
    EventBlock,
    Outcome,
    TwinInputs,
    WeeklyWindow,
)
from twin.contracts.bases import unit_bases
from twin.tables import JumeauError

A = Activity
DAY = 1
START = date(2026, 1, 11)
"""A Sunday: the day filmed is Monday the 12th."""


def at(hour, minute=0, day=DAY):
    """Give the milliseconds of a moment of a day."""
    return ((day * 24 + hour) * 60 + minute) * MS_PER_MINUTE


class Log:
    """Rows written by hand, cut in daily blocks."""

    def __init__(self):
        self.rows, self.patients = [], 0

    def patient(self, zone=0, cause=0):
        """Start another patient."""
        self.patients += 1
        self.who = {"zone": zone, "cause": cause, "ordinal": self.patients}
        return self

    def row(self, activity, requested, start, end, *, site=-1, unit=-1, detail=0):
        """Write a stage of the patient."""
        self.rows.append(
            {"end": end, **self.who, "sequence": len(self.rows), "activity": int(activity),
             "requested": requested, "start": start, "site": site, "unit": unit, "age": 2,
             "detail": int(detail)}
        )  # fmt: skip
        return self

    def blocks(self, days=5):
        """Give the daily blocks."""
        found = []
        for day in range(days):
            mine = [r for r in self.rows if at(0, 0, day) <= r["end"] < at(0, 0, day + 1)]
            found.append(EventBlock.of(day, {n: np.array([r[n] for r in mine], t)
                                             for n, t in COLUMNS}))  # fmt: skip
        return found


@pytest.fixture
def calendar():
    return Calendar.of(START, 5)


@pytest.fixture
def inputs():
    return TwinInputs(small_territory(), None, None, None)


def stay(log, door, leave, *, triage=5, seen=30, site=0):
    """Write the rows of a patient who goes home."""
    log.row(A.ARRIVAL, door, door, door, site=site)
    log.row(A.TRIAGE, door, door + triage * MS_PER_MINUTE, door + (triage + 3) * MS_PER_MINUTE,
            site=site, detail=3)  # fmt: skip
    log.row(A.FIRST_CONTACT, door, door + seen * MS_PER_MINUTE,
            door + (seen + 10) * MS_PER_MINUTE, site=site, detail=3)  # fmt: skip
    log.row(A.DECISION, leave - 9, leave - 5, leave, site=site, detail=2)
    log.row(A.EXIT, door, leave, leave, site=site, detail=Outcome.HOME)


def filmed(log, inputs, calendar, **more):
    """Film the day of the rows."""
    return film_of(log.blocks(), inputs, calendar, DAY, **more)


def test_present_from_the_door_to_leaving(inputs, calendar):
    log = Log()
    stay(log.patient(), at(8, 10), at(11, 30))
    film = filmed(log, inputs, calendar)
    site = "220000012"
    present = {
        c: film.value(site, "present", c) for c in ("08:00", "08:10", "09:00", "11:20", "11:30")
    }
    assert present == {"08:00": 0, "08:10": 1, "09:00": 1, "11:20": 1, "11:30": 0}
    assert film.value(site, "waiting_triage", "08:10") == 1
    assert film.value(site, "waiting_physician", "08:20") == 1
    assert film.value(site, "in_care", "09:00") == 1
    assert film.value("220000095", "present", "09:00") == 0
    assert (film.unknown, film.still_there, film.after_h) == (0, 0, 48)
    assert film.day == date(2026, 1, 12)
    assert (film.clock[0], film.clock[-1], len(film.clock)) == ("00:00", "24:00", 145)


def test_a_stay_across_both_midnights_and_one_without_an_end(inputs, calendar):
    log = Log()
    stay(log.patient(), at(23, 0, 0), at(1, 0, 2))
    log.patient().row(A.ARRIVAL, at(20), at(20), at(20), site=0)
    log.row(A.TRIAGE, at(20), at(20, 5), at(20, 8), site=0, detail=3)
    film = filmed(log, inputs, calendar)
    assert [film.value("220000012", "present", c) for c in ("00:00", "19:50", "24:00")] == [1, 1, 2]
    assert film.value("220000012", "waiting_physician", "24:00") == 1
    assert film.still_there == 1


def test_leaving_without_being_seen_waits_to_the_end(inputs, calendar):
    log = Log()
    log.patient().row(A.ARRIVAL, at(9), at(9), at(9), site=0)
    log.row(A.TRIAGE, at(9), at(9, 5), at(9, 8), site=0, detail=4)
    log.row(A.EXIT, at(9), at(12), at(12), site=0, detail=Outcome.LEFT_WITHOUT_BEING_SEEN)
    film = filmed(log, inputs, calendar)
    assert film.value("220000012", "waiting_physician", "11:50") == 1
    assert film.value("220000012", "in_care", "11:50") == 0
    assert film.value("220000012", "present", "12:00") == 0


def to_ward(log, door, asked, site=0):
    """Write the rows of a patient until the decision to keep him."""
    log.row(A.ARRIVAL, door, door, door, site=site)
    log.row(A.TRIAGE, door, door, door + MS_PER_MINUTE, site=site, detail=2)
    log.row(A.FIRST_CONTACT, door, door + 2 * MS_PER_MINUTE, door + 9 * MS_PER_MINUTE, site=site)
    log.row(A.DECISION, asked - 9, asked - 9, asked, site=site, detail=4)


def test_boarders_and_beds_by_group(inputs, calendar):
    log = Log()
    # Found in a bed of réanimation at the start, discharged at 10:00.
    log.patient(cause=9).row(A.BOARDING, 0, 0, 0, site=0, detail=8)
    log.row(A.BED, 0, 0, at(10), site=0, detail=8)
    # A surgery patient in a bed of medicine; he is still there at the end.
    to_ward(log.patient(), at(6), at(8))
    log.row(A.BOARDING, at(6), at(8), at(14), site=0, detail=0 + 16)
    log.patient().row(A.ELECTIVE, at(9), at(9), at(9), site=0, detail=3)
    film = filmed(log, inputs, calendar)
    site = "220000012"
    assert [film.value(site, "boarding", c) for c in ("07:50", "08:00", "13:50", "14:00")] == [
        0,
        1,
        1,
        0,
    ]
    assert [film.value(site, "beds_critical", c) for c in ("00:00", "09:50", "10:00")] == [1, 1, 0]
    assert [film.value(site, "beds_adults", c) for c in ("13:50", "14:00", "24:00")] == [0, 1, 1]
    assert [film.value(site, "beds_children", c) for c in ("08:50", "09:00")] == [0, 1]
    # `beds` of a site whose beds are not shared between wards are adults' beds.
    assert film.value(site, "staffed_adults", "12:00") == 90


def test_uhcd_is_counted_apart(inputs, calendar):
    log = Log()
    to_ward(log.patient(), at(6), at(8))
    log.row(A.UHCD, at(8), at(9), at(20), site=0, detail=1)
    log.row(A.BOARDING, at(6), at(19), at(20), site=0, detail=0 + 64)
    film = filmed(log, inputs, calendar)
    at_site = lambda name, clock: film.value("220000012", name, clock)  # noqa: E731
    assert [at_site("waiting_uhcd", c) for c in ("07:50", "08:00", "09:00")] == [0, 1, 0]
    assert [at_site("uhcd", c) for c in ("08:50", "09:00", "19:50", "20:00")] == [0, 1, 1, 0]
    assert [at_site("present", c) for c in ("08:50", "09:00", "19:30")] == [1, 0, 0]
    assert at_site("boarding", "19:30") == 0
    assert at_site("beds_adults", "20:00") == 1


@pytest.mark.parametrize(("board_site", "board_end"), [(0, 12), (1, 13)])
def test_a_transfer_leaves_with_the_team_and_enters_the_other_bed(
    inputs, calendar, board_site, board_end
):
    log = Log()
    to_ward(log.patient(), at(6), at(8))
    log.row(A.BOARDING, at(6), at(8), at(board_end), site=board_site, detail=8 + 32)
    log.row(A.TRANSFER, at(8), at(12), at(13), site=1, unit=0, detail=8)
    film = filmed(log, inputs, calendar)
    first, second = "220000012", "220000095"
    assert [film.value(first, "boarding", c) for c in ("11:50", "12:00")] == [1, 0]
    assert film.value(second, "present", "12:30") == 0
    assert [film.value(second, "beds_critical", c) for c in ("12:50", "13:00")] == [0, 1]
    assert film.value(first, "beds_critical", "13:00") == 0
    assert film.unknown == 0
    half = film.position(0, at(12, 30, 0))
    assert half == pytest.approx((-2.95, 48.0))


def test_calls_waiting_and_in_progress(inputs, calendar):
    log = Log()
    log.patient().row(A.CALL, at(10), at(10, 15), at(10, 25), unit=0, detail=2)
    log.row(A.REGULATION, at(10, 25), at(11, 5), at(11, 15), unit=0, detail=2)
    log.patient().row(A.HANG_UP, at(10, 5), at(10, 12), at(10, 12), unit=0)
    film = filmed(log, inputs, calendar)

    def calls(name, clock):
        return film.value("SAMU-22", f"calls_{name}", clock)

    assert [calls("waiting_assistant", c) for c in ("10:00", "10:10", "10:20")] == [1, 2, 0]
    assert calls("with_assistant", "10:20") == 1
    assert calls("waiting_physician", "11:00") == 1
    assert calls("with_physician", "11:10") == 1


def test_a_unit_half_way_is_in_the_middle(calendar):
    # Commune 3 is 0.2 degree east of the base: more than ten minutes by road.
    place = small_territory()
    inputs = TwinInputs(place, None, None, None)
    road = place.travel.minutes[2, [f.id for f in place.facilities].index("SMUR-1")]
    log, there = Log(), at(10)
    alerted = there - round((road + 5) * MS_PER_MINUTE)
    log.patient(zone=2).row(A.RESPONSE, alerted, alerted, there, unit=0, detail=0)
    log.row(A.SCENE, there, there, at(10, 20), unit=0, detail=0)
    log.row(A.TRANSPORT, at(10, 20), at(10, 20), at(10, 40), site=0, unit=0, detail=0)
    log.row(A.ARRIVAL, at(10, 20), at(10, 40), at(10, 40), site=0, unit=0, detail=2)
    log.row(A.HANDOVER, at(10, 40), at(10, 55), at(10, 55), site=0, unit=0, detail=0)
    log.row(A.TRIAGE, at(10, 40), at(10, 50), at(10, 52), site=0, detail=1)
    film = filmed(log, inputs, calendar)
    base, patient = (-3.0, 48.0), (-2.8, 48.0)
    of_day = lambda moment: moment - at(0)  # noqa: E731
    assert film.position(0, of_day(alerted) - 1) is None
    assert film.position(0, of_day(alerted)) == base
    half_way = of_day(there) - round(road / 2 * MS_PER_MINUTE)
    assert film.position(0, half_way) == pytest.approx((-2.9, 48.0), abs=1e-4)
    assert film.position(0, of_day(at(10, 10))) == patient
    assert film.position(0, of_day(at(10, 30))) == pytest.approx((-2.9, 48.0))
    assert film.position(0, of_day(at(10, 50))) == base  # the hospital is where the base is
    assert film.value("SMUR-1", "out", "10:30") == 1
    assert film.value("SMUR-1", "out", "11:10") == 0
    assert film.value("SMUR-1", "staffed", "10:30") == 1
    phases = [PHASES[p] for p in film.segments.sort_values("start_ms")["phase"]]
    assert phases == ["ready", "to_patient", "scene", "to_hospital", "hospital", "back"]


def test_two_units_go_together_and_a_helicopter_goes_alone(calendar):
    place = territory(
        [[100, 100, 100], [100, 100, 100]],
        [
            replace(small_territory().facilities[0]),
            replace(unit("smur", "SMUR-1", "22001", -3.0, 1),
                    capacity=(week("smur_teams", 1), week("helicopters", 1))),
            replace(unit("ambulance", "VSAV-1", "22002", -2.9, 2), capacity=(week("vsav", 2),)),
            samu("22001", -3.0),
        ],
    )  # fmt: skip
    assert [(b.facility.id, b.kind) for b in unit_bases(place)] == [
        ("SMUR-1", 0), ("SMUR-1", 3), ("VSAV-1", 1)
    ]  # fmt: skip
    for carrier, together in ((0, True), (1, False)):
        log = Log()
        log.patient(zone=1).row(A.RESPONSE, at(9), at(9), at(9, 30), unit=carrier, detail=0)
        log.row(A.RESPONSE, at(9), at(9, 2), at(9, 12), unit=2, detail=1)
        log.row(A.SCENE, at(9, 30), at(9, 30), at(10), unit=carrier, detail=0)
        log.row(A.TRANSPORT, at(10), at(10), at(10, 20), site=0, unit=carrier, detail=0)
        log.row(A.HANDOVER, at(10, 20), at(10, 40), at(10, 40), site=0, unit=carrier, detail=0)
        film = filmed(log, TwinInputs(place, None, None, None), calendar)
        kinds = film.segments.groupby("mission")["kind"].first().tolist()
        assert sorted(kinds) == sorted([unit_bases(place)[carrier].kind, 1])
        second = kinds.index(1)
        legs = {PHASES[p] for p in film.segments.loc[film.segments["mission"] == second, "phase"]}
        assert ("to_hospital" in legs) is together
        assert film.position(second, at(9, 50, 0)) == (-2.9, 48.0)


def test_closed_hours_are_those_of_the_lever(inputs, calendar):
    change = AccessChange(
        "220000095", datetime(2026, 1, 12), None, WeeklyWindow(20 * 60, 8 * 60), 30,
        0.1, 0.1, 0.4, 0.4,
    )  # fmt: skip
    film = filmed(Log(), inputs.with_changes(change), calendar)
    seen = [film.value("220000095", "access", c) for c in ("07:50", "08:00", "19:20", "19:30")]
    assert seen == [0, 2, 2, 0]
    assert film.value("220000012", "access", "03:00") == 2


def test_the_day_is_a_working_monday_with_two_days_after():
    assert film_day(Calendar.of(date(2026, 1, 1), 40), 14) == 18
    # Easter Monday is no working day.
    assert Calendar.of(date(2026, 4, 4), 14).dates()[
        film_day(Calendar.of(date(2026, 4, 4), 14), 0)
    ] == date(2026, 4, 13)
    assert film_day(Calendar.of(date(2026, 1, 12), 2), 0) == 0


def test_the_day_when_clocks_change_has_25_hours(inputs):
    calendar = Calendar.of(date(2026, 10, 24), 5)
    film = film_of(Log().blocks(), inputs, calendar, 1)
    assert film.length_ms == 25 * 3_600_000
    assert film.clock.count("02:00") == 2


def test_a_fold_that_saw_nothing_films_nothing(inputs, calendar):
    assert FilmFold(inputs, calendar, DAY).film() is None
    witness = Witness(inputs, calendar, 0, 1)
    assert witness.beside(None, "2026") == Beside()
    assert Witness.of(inputs, calendar, 0, draw=3, replication=1) is None


def test_a_film_is_kept_beside_the_run_and_verified(tmp_path, inputs, calendar):
    log = Log()
    stay(log.patient(), at(8, 10), at(11, 30))
    log.patient(zone=2).row(A.RESPONSE, at(9), at(9), at(9, 40), unit=0, detail=0)
    film = filmed(log, inputs, calendar)
    place = folder(tmp_path, scenario())
    add(place, 1, {("ed_visits", ""): 1.0})
    add(place, 2, {("ed_visits", ""): 2.0})
    old = place.seal()
    assert not has_film(old)
    with pytest.raises(JumeauError) as absent:
        read_film(old)
    assert "jumeau run essai" in absent.value.remedy
    assert read_targets(old) == []

    add(place, 1, {("ed_visits", ""): 1.0}, beside=Beside(film, {"home_share": 0.8}))
    add(place, 3, {("ed_visits", ""): 2.0})
    run = place.seal()
    again = read_film(run)
    assert again.clock == film.clock
    assert again.value("220000012", "present", "09:00") == 1
    assert again.places.to_dict("list") == film.places.to_dict("list")
    assert again.position(0, at(9, 35, 0)) == pytest.approx(film.position(0, at(9, 35, 0)))
    assert read_targets(run) == [{"home_share": 0.8}]

    (run.path / "film/film.json").write_text("{}")
    with pytest.raises(JumeauError, match="scellé"):
        read_film(run)
