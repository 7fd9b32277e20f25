"""Traps of care breaks, each one a small log and what must be said of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from pathways.breaks import Breaks, Rule, anchors, evaluate, find_rule, rates, with_words
from pathways.breaks.rule import Words
from twin.contracts.events import EventLog, LogAbout
from twin.contracts.events.coding import Coder

EPOCH = datetime(1970, 1, 1)
END = date(2024, 12, 31)
GP, STAY = "consultation generaliste", "hospitalisation"


def us(text: str) -> int:
    return int((datetime.fromisoformat(text) - EPOCH) / timedelta(microseconds=1))


def event(
    activity: str, start: str, end: str | None = None, patient: str = "a", **more: Any
) -> dict:
    row = {"case": more.pop("case", f"{patient}{start}"), "patient": patient, "activity": activity,
           "start": us(start), "end": us(end) if end else None}  # fmt: skip
    if activity == STAY:
        more = {"dp": "I50.1", "mode_sortie": "8"} | more
    return row | {f"@{name}": value for name, value in more.items()}


def log_of(*rows: dict, died: str | None = None, periods: tuple[tuple[str, str], ...] = (),
           about: LogAbout | None = None) -> EventLog:  # fmt: skip
    marks = ("@dp", "@das", "@mode_sortie", "@destination", "@specialite", "@ghm", "@mode_entree",
             "@atc", "@jours", "@code_acte", "@lieu")  # fmt: skip
    # Another patient, so that every kind of care is known to be in the data.
    other = [
        event(GP, "2023-02-01T10:00:00", patient="z"),
        event(STAY, "2023-01-01T10:00:00", "2023-01-04T10:00:00", patient="z", mode_sortie="9"),
    ]
    frame = pl.DataFrame([*rows, *other], schema_overrides=dict.fromkeys(marks, pl.String)
                         | {"end": pl.Int64}, infer_schema_length=None)  # fmt: skip
    coder = Coder()
    coder.add(frame)
    coder.add_patients(
        pl.DataFrame(
            [{"name": "a", "sex": "F", "born": us("1940-03-01"),
              "died": us(died) if died else None},
             {"name": "z", "sex": "M", "born": us("1950-01-01"), "died": None}],
            schema_overrides={"died": pl.Int64},
        )
    )  # fmt: skip
    if periods:
        coder.add_periods(
            pl.DataFrame(
                [{"name": "a", "start": us(s), "end": us(e) + 86_400_000_000} for s, e in periods]
            )
        )
    return coder.finish(about or LogAbout())


def judged(*rows: dict, rule: Rule | None = None, until: date = END, **more: Any) -> Breaks:
    return evaluate(log_of(*rows, **more), rule or find_rule("hf-gp-7d"), until)


def fates(found: Breaks) -> list[tuple[str, int | None]]:
    rows = found.rows.filter(pl.col("patient") == 0).sort("time")
    return list(rows.select("status", "day").iter_rows())


def clocked(rule: Rule, **changes: Any) -> Rule:
    return rule.model_copy(update={"window": rule.window.model_copy(update=changes)})


OUT = event(STAY, "2024-03-01T09:00:00", "2024-03-05T11:00:00")


def test_day_zero_after_the_exit_counts_before_it_does_not():
    assert fates(judged(OUT, event(GP, "2024-03-05T15:00:00"))) == [("met", 0)]
    assert fates(judged(OUT, event(GP, "2024-03-05T10:59:00"))) == [("broken", None)]
    assert fates(judged(OUT, event(GP, "2024-03-03T10:00:00"))) == [("broken", None)]


def test_at_the_very_instant_of_discharge_the_rule_decides():
    rule = find_rule("hf-gp-7d")
    visit = event(GP, "2024-03-05T11:00:00")
    assert fates(judged(OUT, visit)) == [("met", 0)]
    strict = clocked(rule, same_instant="ignored")
    assert fates(judged(OUT, visit, rule=strict)) == [("broken", None)]


def test_dates_without_an_hour_are_compared_as_days():
    stay = event(STAY, "2024-03-01T00:00:00", "2024-03-05T00:00:00")
    visit = event(GP, "2024-03-05T00:00:00")
    strict = clocked(find_rule("hf-gp-7d"), same_instant="ignored")
    assert fates(judged(stay, visit, rule=strict)) == [("met", 0)]
    assert fates(judged(OUT, visit)) == [("met", 0)]
    later = clocked(strict, first_day=1, day_zero="ignored")
    assert fates(judged(stay, visit, rule=later)) == [("broken", None)]


def test_the_last_day_of_the_window_is_in_the_next_is_out():
    assert fates(judged(OUT, event(GP, "2024-03-12T23:59:59"))) == [("met", 7)]
    assert fates(judged(OUT, event(GP, "2024-03-13T00:00:00"))) == [("broken", None)]


def test_a_clock_of_24_hours_is_not_a_clock_of_calendar_days():
    rule = clocked(find_rule("hf-gp-7d"), clock="24h")
    assert fates(judged(OUT, event(GP, "2024-03-12T11:00:00"), rule=rule)) == [("met", 7)]
    assert fates(judged(OUT, event(GP, "2024-03-12T11:00:01"), rule=rule)) == [("broken", None)]


def test_days_are_local_even_when_the_log_keeps_instants():
    # Left at 23:30 in Paris on 5 March (22:30 UTC); seen at 00:30 on the 13th: eighth day.
    paris = LogAbout(clock="utc", zone="Europe/Paris")
    stay = event(STAY, "2024-03-01T09:00:00", "2024-03-05T22:30:00")
    assert fates(judged(stay, event(GP, "2024-03-12T23:30:00"), about=paris)) == [("broken", None)]
    assert fates(judged(stay, event(GP, "2024-03-12T22:30:00"), about=paris)) == [("met", 7)]


def test_several_anchors_of_one_patient_are_several_rows():
    second = event(STAY, "2024-06-01T09:00:00", "2024-06-05T11:00:00")
    found = judged(OUT, event(GP, "2024-03-08T10:00:00"), second)
    assert fates(found) == [("met", 3), ("broken", None)]
    assert rates(found).patients == 1


def test_the_same_line_twice_is_one_anchor():
    assert fates(judged(OUT, OUT | {"case": "b"})) == [("broken", None)]


def test_an_expected_event_that_is_also_an_anchor_is_not_its_own_answer():
    rule = find_rule("readmission-30d")
    assert fates(judged(OUT, rule=rule)) == [("met", None)]
    again = event(STAY, "2024-03-20T09:00:00", "2024-03-22T11:00:00")
    assert fates(judged(OUT, again, rule=rule)) == [("broken", 15), ("met", None)]


def test_a_readmission_the_same_day_is_a_transfer_and_the_last_exit_is_the_anchor():
    rule = find_rule("readmission-30d")
    chained = event(STAY, "2024-03-05T16:00:00", "2024-03-09T11:00:00")
    found = judged(OUT, chained, rule=rule)
    assert fates(found) == [("met", None)]
    assert found.rows.filter(pl.col("patient") == 0)["time"].to_list() == [
        us("2024-03-09T11:00:00")
    ]
    assert "suivi le jour même d'un autre séjour" in found.left_out["reason"].to_list()


def test_an_exit_inside_another_stay_is_no_anchor():
    outer = event(STAY, "2024-03-02T09:00:00", "2024-03-30T11:00:00", dp="S72")
    assert fates(judged(OUT, outer)) == []


def test_readmission_and_death_compete():
    back = event(STAY, "2024-03-08T09:00:00", "2024-03-09T11:00:00", dp="S72")
    assert fates(judged(OUT, back, event(GP, "2024-03-10T10:00:00"))) == [("competing", 3)]
    assert fates(judged(OUT, event(GP, "2024-03-07T10:00:00"), back)) == [("met", 2)]
    assert fates(judged(OUT, died="2024-03-09T00:00:00")) == [("competing", 4)]


def test_a_visit_on_the_day_of_death_was_made_before_it():
    visit = event(GP, "2024-03-09T15:00:00")
    assert fates(judged(OUT, visit, died="2024-03-09T00:00:00")) == [("met", 4)]
    other = clocked(find_rule("hf-gp-7d"), tie="competing")
    assert fates(judged(OUT, visit, rule=other, died="2024-03-09T00:00:00")) == [("competing", 4)]


def test_an_act_billed_after_death_is_no_follow_up():
    assert fates(judged(OUT, event(GP, "2024-03-11T10:00:00"), died="2024-03-09T00:00:00")) == [
        ("competing", 4)
    ]


@pytest.mark.parametrize(
    ("died", "reason"),
    [("2024-03-05T00:00:00", "décès pendant le séjour (date de décès)"),
     ("2024-03-04T00:00:00", "décès pendant le séjour (date de décès)"),
     ("2024-02-10T00:00:00", "ancre après le décès")],
)  # fmt: skip
def test_who_died_before_the_exit_has_no_anchor(died, reason):
    found = judged(OUT, died=died)
    assert fates(found) == []
    assert reason in found.left_out["reason"].to_list()


@pytest.mark.parametrize(
    "more",
    [{"mode_sortie": "9"}, {"mode_sortie": "7"}, {"mode_sortie": "6"}, {"destination": "2"},
     {"destination": "7"}, {"destination": "6"}, {"das": "I10 Z515"}],
)  # fmt: skip
def test_exclusions_at_the_anchor(more):
    stay = event(STAY, "2024-03-01T09:00:00", "2024-03-05T11:00:00", **more)
    assert fates(judged(stay)) == []


@pytest.mark.parametrize(
    "visit",
    [event("teleconsultation", "2024-03-07T10:00:00", specialite="22"),
     event("consultation cardiologue", "2024-03-07T10:00:00", lieu="hopital"),
     event(GP, "2024-03-07T10:00:00", lieu="centre_sante")],
)  # fmt: skip
def test_equivalents_count(visit):
    assert fates(judged(OUT, visit)) == [("met", 2)]


def test_a_remote_visit_of_another_specialty_is_no_equivalent():
    visit = event("teleconsultation", "2024-03-07T10:00:00", specialite="15")
    assert fates(judged(OUT, visit)) == [("broken", None)]


def test_the_end_of_the_data_censors_and_the_day_itself_is_told():
    assert fates(judged(OUT, until=date(2024, 3, 12))) == [("broken", None)]
    assert fates(judged(OUT, until=date(2024, 3, 11))) == [("censored", None)]
    late = event(GP, "2024-03-10T10:00:00")
    assert fates(judged(OUT, late, until=date(2024, 3, 9))) == [("censored", None)]
    assert fates(judged(OUT, late, until=date(2024, 3, 10))) == [("met", 5)]
    assert fates(judged(OUT, until=date(2024, 3, 4))) == []


def test_lost_cover_censors_and_periods_that_touch_are_one():
    first = ("2023-01-01", "2024-03-08")
    assert fates(judged(OUT, periods=(first,))) == [("censored", None)]
    assert fates(judged(OUT, periods=(first, ("2024-03-09", "2024-12-31")))) == [("broken", None)]
    assert fates(judged(OUT, periods=(first, ("2024-03-10", "2024-12-31")))) == [("censored", None)]
    assert fates(judged(OUT, periods=(("2023-01-01", "2024-03-04"),))) == []


def test_crude_anchors_are_chosen_by_date_and_never_by_fate():
    found = judged(OUT, periods=(("2023-01-01", "2024-03-08"),))
    assert found.rows["complete"].to_list() == [True]
    # A late anchor already met is left out of the crude rate all the same.
    found = judged(OUT, event(GP, "2024-03-06T10:00:00"), until=date(2024, 3, 11))
    assert fates(found) == [("met", 1)]
    assert found.rows["complete"].to_list() == [False]


def test_the_incomplete_last_month_is_not_believed():
    rows = [event(GP, f"2024-0{m}-{d:02}T10:00:00", patient="z") for m in (1, 2, 3)
            for d in range(1, 29)]  # fmt: skip
    log = log_of(*rows, event(GP, "2024-04-03T10:00:00", patient="z"))
    assert (
        anchors(log, find_rule("hf-gp-7d")).end.words().startswith("Fin des données : 31/03/2024")
    )
    mistyped = log_of(*rows, event(GP, "2099-12-31T10:00:00", patient="z"))
    assert "31/03/2024" in anchors(mistyped, find_rule("hf-gp-7d")).end.words()


def test_the_end_said_by_the_source_wins():
    about = LogAbout(complete_until=us("2024-03-01"))
    assert "29/02/2024" in anchors(log_of(OUT, about=about), find_rule("hf-gp-7d")).end.words()


def test_age_is_that_of_the_anchor():
    young = find_rule("hf-gp-7d")
    young = young.model_copy(update={"anchor": young.anchor.model_copy(update={"age_min": 84})})
    before = event(STAY, "2024-02-20T09:00:00", "2024-02-29T11:00:00")
    assert fates(judged(before, rule=young)) == []
    assert fates(judged(OUT, rule=young)) == [("broken", None)]


def test_two_days_of_dosage_are_two_days():
    rule = find_rule("diabetes-hba1c-yearly")
    box = [
        event("delivrance", f"2023-0{m}-01T10:00:00", atc="A10BA02", jours="30") for m in (1, 2, 3)
    ]
    dose = [event("biologie", f"2023-05-0{d}T0{h}:00:00", code_acte="1577")
            for d, h in ((1, 8), (1, 9))]  # fmt: skip
    assert fates(judged(*box, *dose, rule=rule)) == [("broken", None)]
    more = event("biologie", "2023-09-01T08:00:00", code_acte="1577")
    assert fates(judged(*box, *dose, more, rule=rule)) == [("met", 184)]


def test_a_supply_runs_out_later_when_the_patient_was_in_hospital():
    rule = find_rule("dispensing-gap-30d")

    def box(day: str, atc: str = "C07AB07") -> dict:
        return event("delivrance", f"{day}T10:00:00", atc=atc, jours="30")

    first, second = box("2024-01-01"), box("2024-01-31")  # supply until 1 March
    assert fates(judged(first, second, box("2024-03-31"), rule=rule))[0] == ("met", 30)
    assert fates(judged(first, second, box("2024-04-01"), rule=rule))[0] == ("broken", None)
    stay = event(STAY, "2024-02-10T09:00:00", "2024-02-15T11:00:00")
    assert fates(judged(first, second, stay, box("2024-04-05"), rule=rule))[0] == ("met", 30)
    # Another class is not a renewal; an early renewal is one.
    assert fates(judged(first, second, box("2024-03-01", "C09AA05"), rule=rule)) == [
        ("broken", None)
    ]
    assert fates(judged(first, second, box("2024-02-20"), rule=rule))[0] == ("met", -10)


def test_a_log_without_the_care_expected_is_not_evaluable_and_never_zero():
    frame = pl.DataFrame([OUT], schema_overrides={"@dp": pl.String})
    coder = Coder()
    coder.add(frame)
    found = evaluate(coder.finish(LogAbout()), find_rule("hf-gp-7d"))
    assert not found.evaluable
    assert "Consultation de généraliste" in found.missing[0]


def test_the_words_of_a_log_stand_for_those_of_the_rule():
    rule = find_rule("hf-gp-7d")
    words = Words(
        activities={STAY: ("Séjour",), GP: ("CS MG",)},
        attributes={"dp": "diag"},
        values={"dp": {"I50*": ("IC",)}},
    )
    rows = [event("Séjour", "2024-03-01T09:00:00", "2024-03-05T11:00:00", diag="IC"),
            event("CS MG", "2024-03-06T09:00:00")]  # fmt: skip
    assert fates(judged(*rows, rule=with_words(rule, words))) == [("met", 1)]


def test_attributes_of_an_anchor_are_never_those_of_later_events():
    rows = [event("Release", "2024-03-05T10:00:00", case="c"),
            event(GP, "2024-03-06T10:00:00", case="c", lieu="hopital")]  # fmt: skip
    rule = find_rule("hf-gp-7d")
    anchor = rule.anchor.model_copy(
        update={"at": "start", "events": (
            rule.expected.events[0].model_copy(update={"activities": ("Release",)}),)}
    )  # fmt: skip
    found = judged(*rows, rule=rule.model_copy(update={"anchor": anchor}))
    assert found.rows.filter(pl.col("patient") == 0)["@lieu"].to_list() == [None]


def test_without_censoring_the_two_rates_agree():
    rows = [
        event(STAY, f"2024-0{m}-01T09:00:00", f"2024-0{m}-05T11:00:00") for m in range(1, 9)
    ] + [event(GP, f"2024-0{m}-0{m + 1}T15:00:00") for m in (5, 6, 7)]
    rows.append(event(STAY, "2024-02-08T09:00:00", "2024-02-09T11:00:00", dp="S72"))
    both = rates(judged(*rows))
    assert both.counts == {"met": 3, "broken": 4, "censored": 0, "competing": 1}
    for status in ("met", "broken", "competing"):
        crude, aalen = both.crude[status], both.incidence[status]
        assert crude.value == pytest.approx(aalen.value)


def test_the_first_only_then_one_a_year():
    rule = find_rule("hf-gp-7d")
    rows = [event(STAY, f"2024-0{m}-01T09:00:00", f"2024-0{m}-05T11:00:00") for m in (2, 5, 9)]

    def kept(**changes: Any) -> int:
        anchor = rule.anchor.model_copy(update=changes)
        return len(fates(judged(*rows, rule=rule.model_copy(update={"anchor": anchor}))))

    assert kept() == 3
    assert kept(pick="first") == 1
    assert kept(min_earlier=1) == 2
    assert kept(spacing_days=100) == 2
    assert kept(observed_before_days=550) == 1


def test_24_hours_are_true_hours_on_the_night_the_clock_changes():
    paris = LogAbout(clock="utc", zone="Europe/Paris")
    rule = clocked(find_rule("hf-gp-7d"), clock="24h", last_day=1)
    stay = event(STAY, "2024-03-25T09:00:00", "2024-03-30T11:00:00")
    found = judged(stay, event(GP, "2024-03-31T11:00:00"), rule=rule, about=paris)
    assert fates(found) == [("met", 1)]
    late = judged(stay, event(GP, "2024-03-31T11:00:01"), rule=rule, about=paris)
    assert fates(late) == [("broken", None)]


@pytest.mark.parametrize("days", [None, "", "0", "-5", "inconnu"])
def test_a_supply_that_is_not_told_is_no_supply_of_zero_days(days):
    rule = find_rule("dispensing-gap-30d")
    first, second, third = (
        event("delivrance", f"2024-0{m}-01T10:00:00", atc="C07AB07", jours=given)
        for m, given in ((1, "30"), (2, days), (3, "30"))
    )
    found = judged(first, second, third, rule=rule)
    # The second box is no anchor; the third is one.
    assert fates(found) == [("broken", None)]
    assert "durée délivrée inconnue" in found.left_out["reason"].to_list()
