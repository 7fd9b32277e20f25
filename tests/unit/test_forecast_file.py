"""A forecast as a file: what is written is read again, and what is altered or false is refused."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from tests.unit.forecast_doses import FIRST, forecast, joint
from twin.contracts.forecast_file import load_forecast, save_forecast
from twin.tables import JumeauError


@pytest.fixture
def path(tmp_path):
    made = forecast([[30, 31], [12, 13]], [[8, 8], [4, 4]], joint=joint(0.4, 0.5, 2, 2))
    save_forecast(made, tmp_path / "p.json")
    return tmp_path / "p.json"


def test_what_is_written_is_read_again(path):
    made = forecast([[30, 31], [12, 13]], [[8, 8], [4, 4]], joint=joint(0.4, 0.5, 2, 2))
    found = load_forecast(path)
    assert found.digest() == made.digest()
    assert (found.ids, found.frequency, found.unit) == (made.ids, "D", "passages")
    assert np.array_equal(found.values, made.values)
    assert np.array_equal(found.joint.across, made.joint.across)
    assert found.joint.days == 200


def test_correlations_are_part_of_the_seal():
    plain = forecast([[30.0, 31.0]], [[8, 8]], ids=("a",))
    assert plain.digest() != replace(plain, joint=joint(0.4, 0.5, 1, 2)).digest()


def test_a_series_without_forecast_is_kept_as_such(path):
    made = load_forecast(path)
    values = made.values.copy()
    values[1] = np.nan
    save_forecast(replace(made, values=values), path)
    assert np.isnan(load_forecast(path).values[1]).all()


def edited(path, change):
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_one_altered_number_is_refused(path):
    edited(path, lambda d: d["values"][0][0].__setitem__(0, 0.5))
    with pytest.raises(JumeauError, match="modifiée depuis"):
        load_forecast(path)


def test_a_forecast_of_another_hand_needs_little(path):
    def keep_little(data):
        for key in list(data):
            if key not in ("ids", "ds", "levels", "values"):
                del data[key]

    found = load_forecast(edited(path, keep_little))
    assert found.joint is None
    assert str(found.origin) == "2026-01-11"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda d: d["values"][0][0].reverse(), "croissants"),
        (lambda d: d.update(ids=["a", "a"]), "répétés"),
        (lambda d: d["ds"].reverse(), "ordre"),
        (lambda d: d.update(levels=d["levels"][:-1]), "série, période"),
        (lambda d: d["joint"]["across"][0].__setitem__(1, 3.0), "entre -1 et 1"),
        (lambda d: d.update(version=99), "version"),
        (lambda d: d.pop("values"), "values"),
        (lambda d: d["values"][0][0].__setitem__(18, None), "en partie"),
    ],
)
def test_what_cannot_be_is_refused(path, change, word):
    def edit(data):
        data.pop("digest")
        change(data)

    with pytest.raises(JumeauError, match=word):
        load_forecast(edited(path, edit))


def test_another_file_is_refused(tmp_path):
    with pytest.raises(JumeauError, match="lecture impossible"):
        load_forecast(tmp_path / "absent.json")
    (tmp_path / "x.json").write_text("a;b\n", encoding="utf-8")
    with pytest.raises(JumeauError, match="JSON attendu"):
        load_forecast(tmp_path / "x.json")
    (tmp_path / "y.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(JumeauError, match="prévision de Jumeau"):
        load_forecast(tmp_path / "y.json")


@pytest.mark.parametrize("frequency", ["H", "M"])
def test_hours_and_months_are_sealed_as_they_will_be_read(tmp_path, frequency):
    made = forecast([[30.0]], [[8]], ids=("a",), frequency=frequency, first=FIRST.replace(day=1))
    save_forecast(made, tmp_path / "p.json")
    assert load_forecast(tmp_path / "p.json").frequency == frequency
