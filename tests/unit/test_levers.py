"""What every lever owes: a source, no effect at zero dose, inputs left as they were."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from scenarios.dosed import DosedLever
from scenarios.lever import LeverModel, lever_kinds
from scenarios.lever_days import EVER
from tests.territories import small_territory
from tests.unit.demand_doses import DEMAND, WHOLE_RUN, span
from tests.unit.forecast_doses import EARLY, FORECASTS
from tests.unit.learned_doses import LEARNED, UNDATED
from tests.unit.lever_doses import IN_PHASES, SUPPLY
from tests.unit.roster_doses import ROSTERS
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
DOSES |= SUPPLY | DEMAND | LEARNED | FORECASTS | ROSTERS
MIDNIGHTS = (datetime(2026, 1, 12), datetime(2026, 1, 19))
NIGHTS = (datetime(2026, 1, 12, 20), datetime(2026, 1, 19, 8))
LAST_ARRIVALS = (datetime(2026, 1, 12, 19), datetime(2026, 1, 19, 8))
IN_FORCE = {"regulated-access": NIGHTS, "suspend-ed": LAST_ARRIVALS, "antenna": LAST_ARRIVALS}
"""From the 12th to the 18th by kind: a night belongs to the day on which it begins; the hour of the
last arrivals (30 minutes before) is read whole. Midnight to midnight for the others."""

every_lever = pytest.mark.parametrize("kind", sorted(lever_kinds()))
every_dated_lever = pytest.mark.parametrize(
    "kind", sorted(lever_kinds().keys() - {*UNDATED, *EARLY})
)


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
def test_has_a_french_name_and_notes_that_are_sentences(kind):
    model = lever_kinds()[kind]
    assert model.label[:1].isupper()
    assert not model.label.endswith(".")
    lever = model.model_validate(COMMON | DOSES[kind][1])
    assert all(note[0].isupper() and note.endswith(".") for note in lever.notes(DAY))


@every_lever
def test_a_dose_followed_by_nobody_is_identity(kind, inputs):
    model = lever_kinds()[kind]
    if issubclass(model, DosedLever):
        said = COMMON | DOSES[kind][1] | {"compliance": 0, "ramp_days": 5}
        assert model.model_validate(said).apply(inputs) is inputs


@every_lever
def test_what_must_exist_in_the_reference_is_put_there_once(kind, inputs):
    lever = lever_kinds()[kind].model_validate(COMMON | DOSES[kind][1])
    once = lever.ground(inputs)
    assert lever.ground(once).digest() == once.digest()
    assert once.timeline == inputs.timeline


@every_lever
def test_claims_name_a_thing_and_a_way(kind):
    zero, real = (lever_kinds()[kind].model_validate(COMMON | dose) for dose in DOSES[kind])
    assert zero.claims() == ()
    for claim in real.claims():
        assert "/" in claim.thing
        assert claim.way
        assert claim.period[0].date() >= DAY


@every_lever
def test_each_value_may_be_given_by_its_path(kind):
    lever = lever_kinds()[kind].model_validate(COMMON | DOSES[kind][1])
    for path, law in lever.values().items():
        again = lever.with_value(path, law.plain())
        assert again.values()[path] == law
        assert again.with_value(path, law.central).values()[path].fixed


@every_lever
def test_zero_dose_is_identity(kind, inputs):
    zero, _ = DOSES[kind]
    assert lever_kinds()[kind].model_validate(COMMON | zero).apply(inputs) is inputs


@every_dated_lever
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
    starts, ends = zip(*(span(change, after_last) for change in after.timeline), strict=True)
    assert min(starts) == first
    assert max(ends) == after_last
    if kind not in IN_PHASES:
        assert max(starts) - first <= timedelta(hours=1)
        assert set(ends) == {after_last}
    assert set(lever.hospitals().values()) <= {f.id for f in inputs.territory.facilities}


@every_dated_lever
def test_needs_its_first_day(kind, inputs):
    _, real = DOSES[kind]
    lever = lever_kinds()[kind].model_validate({"reason": "essai"} | real)
    with pytest.raises(ValueError, match="first day"):
        lever.apply(inputs)
    first = EVER if kind in WHOLE_RUN else DAY
    assert lever.starting(DAY).start == first
    assert lever.starting(DAY).starting(date(2027, 1, 1)).start == first


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
