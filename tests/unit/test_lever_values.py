"""Every number of every lever may be known, an interval or a law."""

from __future__ import annotations

from types import NoneType
from typing import Union, get_args, get_origin

import pytest
from pydantic import BeforeValidator

from scenarios.lever import lever_kinds
from scenarios.uncertain import Uncertain
from tests.unit.test_levers import COMMON, DOSES

MODES = {"every_min"}
"""Numbers that choose a way to work, as a rule does: divisors of an hour."""


def bare(annotation):
    """Give the types of an annotation that are plain numbers."""
    if get_origin(annotation) in (Union, type(int | None)):
        return [one for part in get_args(annotation) for one in bare(part)]
    return [annotation] if annotation in (int, float) else []


def numbers():
    """Give each lever and field that holds a number that is not known exactly, optional or not."""
    for kind, model in lever_kinds().items():
        for name, info in model.model_fields.items():
            held = {info.annotation, *get_args(info.annotation)} - {NoneType}
            if any(isinstance(one, type) and issubclass(one, Uncertain) for one in held):
                yield kind, name


@pytest.mark.parametrize("kind", sorted(lever_kinds()))
def test_no_number_is_taken_as_if_it_were_known(kind):
    fields = lever_kinds()[kind].model_fields
    # An hour of the day is written "20:00" and read as minutes.
    plain = {
        name for name, info in fields.items()
        if bare(info.annotation) and not any(isinstance(m, BeforeValidator) for m in info.metadata)
    }  # fmt: skip
    assert plain <= MODES


@pytest.mark.parametrize(("kind", "name"), [*numbers()])
def test_a_number_may_be_an_interval_or_a_law(kind, name):
    model, (_, real) = lever_kinds()[kind], DOSES[kind]
    usual = getattr(model.model_validate(COMMON | real), name)
    value = usual.central if isinstance(usual, Uncertain) else 0.5
    shares = getattr(model, "shares", ())
    for form in (
        [value, value],
        {"low": value, "high": value},
        {"low": value, "mode": value, "high": value},
        {"law": "triangular", "low": value, "mode": value, "high": value},
    ):
        given = model.model_validate(COMMON | real).with_value(name, form)
        assert getattr(given, name).central == pytest.approx(value)
    if name in shares or not value:
        return
    law = {"law": "normal", "mean": value, "sd": abs(value) / 100,
           "low": value - abs(value) / 50, "high": value}  # fmt: skip
    if getattr(type(usual), "__name__", "") == "Count":
        law |= {"low": value, "high": value + 1, "sd": 1}
        law = law if value >= 0 else law | {"low": value - 1, "high": value}
    given = model.model_validate(COMMON | real).with_value(name, law)
    assert name in given.intervals()
    assert given.resolve(dict.fromkeys(given.intervals(), 0.3)).intervals() == {}
