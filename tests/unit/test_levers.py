"""What every lever owes: a source, no effect at zero dose, inputs left as they were."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from scenarios.lever import LeverModel, lever_kinds
from tests.territories import small_territory
from twin.contracts import TwinInputs

DAY = date(2026, 1, 12)
COMMON = {"reason": "essai", "start": DAY}
DOSES = {
    "add-staffed-beds": ({"site": "220000012", "beds": 0}, {"site": "220000012", "beds": 4}),
    "antenna": (
        {"site": "220000012", "weekdays": []},
        {"site": "220000012", "from": "20:00", "until": "08:00"},
    ),
    "regulated-access": (
        {"site": "220000012", "from": "20:00", "until": "08:00", "weekdays": []},
        {"site": "220000012", "from": "20:00", "until": "08:00"},
    ),
    "suspend-ed": (
        {"site": "220000012", "from": "20:00", "until": "08:00", "weekdays": []},
        {"site": "220000012", "from": "20:00", "until": "08:00", "keep_smur": False},
    ),
}
"""By kind: the zero dose and a real one."""
MIDNIGHTS = (datetime(2026, 1, 12), datetime(2026, 1, 19))
NIGHTS = (datetime(2026, 1, 12, 20), datetime(2026, 1, 19, 8))
LAST_ARRIVALS = (datetime(2026, 1, 12, 19), datetime(2026, 1, 19, 8))
IN_FORCE = {"regulated-access": NIGHTS, "suspend-ed": LAST_ARRIVALS, "antenna": LAST_ARRIVALS}
"""From the 12th to the 18th by kind: a night belongs to the day on which it begins; the hour of the
last arrivals (30 minutes before) is read whole. Midnight to midnight for the others."""

every_lever = pytest.mark.parametrize("kind", sorted(lever_kinds()))


@pytest.fixture
def inputs():
    """Give inputs with two hospitals and one SMUR base."""
    return TwinInputs(small_territory(), None, None, None)


@every_lever
def test_says_what_it_is_and_where_it_comes_from(kind):
    model = lever_kinds()[kind]
    assert model.model_fields["kind"].default == kind
    assert model.__doc__.splitlines()[0].endswith(".")
    assert "Source:" in model.__doc__
    own = set(model.model_fields) - {"kind"}
    assert all(model.model_fields[name].description for name in own)


@every_lever
def test_zero_dose_is_identity(kind, inputs):
    zero, _ = DOSES[kind]
    assert lever_kinds()[kind].model_validate(COMMON | zero).apply(inputs) is inputs


@every_lever
def test_real_dose_adds_dated_changes_and_leaves_inputs_untouched(kind, inputs):
    _, real = DOSES[kind]
    before = inputs.digest()
    lever = lever_kinds()[kind].model_validate(COMMON | real | {"end": date(2026, 1, 18)})
    after = lever.apply(inputs)
    assert inputs.digest() == before
    assert inputs.timeline == ()
    assert after.timeline
    assert after.digest() != before
    first, after_last = IN_FORCE.get(kind, MIDNIGHTS)
    # The door shuts before the hours begin; the staff leaves with them.
    assert min(c.start for c in after.timeline) == first
    assert max(c.start for c in after.timeline) - first <= timedelta(hours=1)
    assert {c.end for c in after.timeline} == {after_last}
    assert set(lever.hospitals().values()) <= {f.id for f in inputs.territory.facilities}


@every_lever
def test_needs_its_first_day(kind, inputs):
    _, real = DOSES[kind]
    lever = lever_kinds()[kind].model_validate({"reason": "essai"} | real)
    with pytest.raises(ValueError, match="first day"):
        lever.apply(inputs)
    assert lever.starting(DAY).start == DAY
    assert lever.starting(DAY).starting(date(2027, 1, 1)).start == DAY


@every_lever
def test_resolve_leaves_no_interval(kind):
    _, real = DOSES[kind]
    lever = lever_kinds()[kind].model_validate(COMMON | real)
    assert lever.resolve().intervals() == {}
    assert lever.resolve(dict.fromkeys(lever.intervals(), 0.9)).intervals() == {}


@pytest.mark.parametrize(("ward", "line"), [({}, "beds_medicine"), ({"ward": "rea"}, "beds_rea")])
def test_beds_open_in_the_ward_named(inputs, ward, line):
    said = COMMON | {"site": "220000012", "beds": 4} | ward
    lever = lever_kinds()["add-staffed-beds"].model_validate(said)
    assert [c.line for c in lever.apply(inputs).timeline] == [line]


def test_every_kind_is_a_lever_model():
    assert all(issubclass(model, LeverModel) for model in lever_kinds().values())
