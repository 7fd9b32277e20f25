"""The tables of a tally are described to compiled code once, and anew when they are replaced."""

from __future__ import annotations

from tests.unit.tally_blocks import HOUR, MIN, START, A, B, blocks, event, inputs, values
from twin.contracts import Activity, Calendar
from twin.indicators import Tally
from twin.indicators.tally.emergency import EmergencyTables

DAYS = 3
ROWS = [
    event(Activity.ARRIVAL, (24 * day + hour) * HOUR + MIN * who, site=site, who=10 * day + who)
    for day in range(DAYS)
    for who, (hour, site) in enumerate([(8, A), (9, B), (22, A)])
]


def fresh():
    return Tally(inputs(), Calendar.of(START, DAYS), 0)


def test_a_tally_that_takes_a_past_back_goes_on_in_the_tables_of_that_past():
    first, second, third = blocks(ROWS, DAYS)
    once = fresh()
    for block in (first, second, third):
        once.observe(block)
    again = fresh()
    again.observe(first)
    past = again.saved()
    past = {name: table.copy() for name, table in past.items()}
    for block in (second, third, third):
        again.observe(block)
    again.restore(past)
    for block in (second, third):
        again.observe(block)
    assert once.visits.sum() == len(ROWS)
    assert again.visits.tolist() == once.visits.tolist()
    assert values(again) == values(once)


def test_tables_that_stay_are_described_once():
    tally = fresh()
    days = list(blocks(ROWS, DAYS))
    tally.observe(days[0])
    held = tally._described[EmergencyTables]
    tally.observe(days[1])
    assert tally._described[EmergencyTables] is held
    tally.restore({name: table.copy() for name, table in tally.saved().items()})
    tally.observe(days[2])
    assert tally._described[EmergencyTables] is not held
