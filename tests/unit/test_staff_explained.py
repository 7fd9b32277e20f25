"""What a manager is told of a year and of a choice: Sundays in all, the true reason of a no."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import numpy as np

from dashboards.parts.hospital_work import _prices
from logistics.staffing.explaining.prices import gain_without, prices
from logistics.staffing.forms import OFF
from logistics.staffing.problem.parts import Need, Person
from logistics.staffing.yearly.counters import plan_counters
from tests.staffing_worlds import SHIFTS, problem

CODES = {s.id: s for s in SHIFTS}


def test_every_second_sunday_holds_over_the_year_not_month_by_month():
    # March 2027: months of 3 and 5 weeks, which round up one by one to 29 Sundays.
    given = problem(
        date(2027, 3, 8), 28, 14, (Person(id="a", skills=("ide",)),), (CODES["M"],),
        need=(Need(day="dimanche", skill="ide", shift="M", need=1),),
    )  # fmt: skip
    plan = plan_counters(given, seconds=5)
    held = [t.sundays for t in plan.targets]
    assert sum(held) == 26
    assert max(held) > 2  # a month of five weeks may still hold three


def test_a_shift_outside_the_contract_is_not_called_a_lack_of_skill():
    of = (CODES["M"], CODES["N"], CODES["J"].model_copy(update={"skills": ("bloc",)}))
    given = problem(persons=(Person(id="a", skills=("ide",), shifts=("N", "J")),), shifts=of)
    cells = np.full((1, given.days), OFF, np.int16)
    why = {p.shift: p.why for p in prices(given, cells, 0, 3)}
    assert why["M"] == "hors des postes qu'elle tient (N, J)"
    assert why["J"] == "compétence que la personne n'a pas (bloc)"


def test_what_the_table_could_gain_anyway_is_told_apart_from_a_price():
    people = (Person(id="a", skills=("ide",)), Person(id="b", skills=("ide",)))
    need = (Need(day="2026-12-02", skill="ide", shift="M", need=1, under=100),)
    given = problem(days=7, persons=people, shifts=(CODES["M"],), need=need)
    empty = np.full((2, 7), OFF, np.int16)  # nobody on the 2nd: 100 points to be had
    gain = gain_without(given, empty, 0, 4)
    assert gain >= 90
    (other,) = prices(given, empty, 0, 4)
    assert other.cost is not None
    assert other.cost < 0 < other.cost + gain + 100
    page = _prices({"person": "a", "day": "2026-12-04", "held": "repos", "gain_without": gain,
                    "prices": [{**asdict(other), "moved": []}]}, "fr")  # fmt: skip
    assert f"gagnerait déjà {gain} points" in str(page[-1])
    filled = empty.copy()
    filled[1, 2] = 0
    assert gain_without(given, filled, 0, 4) < 90
