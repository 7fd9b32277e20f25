"""Parameters: probabilities are probabilities, every number says where it comes from."""

import numpy as np
import pytest

from scenarios.base_pathways import base_pathways, duty_gps, exams_by_age, pace_of
from twin.contracts import BANDS, WARDS
from twin.parameters import assumptions, every_parameter
from twin.parameters.needs2026 import CAUSES
from twin.parameters.pathways_ed2026 import BIOLOGY_ODDS, IMAGING_ODDS
from twin.territory import Territory


@pytest.mark.parametrize("cause", CAUSES, ids=lambda c: c.id)
def test_a_cause_is_made_of_rates_and_shares(cause):
    assert min(cause.per_thousand) >= 0
    assert all(0 <= share <= 1 for share in cause.calls)
    assert sum(cause.priority) == pytest.approx(1)
    assert sum(cause.triage) == pytest.approx(1)
    assert -0.5 < cause.winter < 0.5


def test_branching_probabilities_add_up_to_one():
    path = base_pathways(Territory.pilot())
    calls, ed, wards = path.calls, path.ed, path.wards
    for rows in (
        calls.priority, calls.response, calls.hangup, ed.triage, ed.disposition, ed.exams, ed.ccmu,
        wards.ward, wards.discharge_hour, wards.downstream,
    ):  # fmt: skip
        assert np.allclose(rows.sum(axis=-1), 1)
        assert rows.min() >= 0
    for shares in (
        calls.general, calls.gp_on_duty, calls.gp_refers, calls.transported, ed.uhcd_admitted,
        wards.death, wards.returns,
    ):  # fmt: skip
        assert ((shares >= 0) & (shares <= 1)).all()
    causes, bands = len(CAUSES), len(BANDS)
    assert calls.priority.shape == (causes, bands, 4)
    assert ed.triage.shape == (causes, bands, 6)
    assert ed.exams.shape == (6, bands, 4)
    assert wards.ward.shape == (causes, bands, len(WARDS))
    assert wards.stay_factor.shape == wards.death.shape == (causes, bands)


def test_older_patients_are_more_severe():
    triage = base_pathways(Territory.pilot()).ed.triage
    first = triage[:, :, :3].sum(axis=2)
    assert (first[:, 5] >= first[:, 2] - 1e-12).all()


def test_large_emergency_departments_are_slower():
    pace = pace_of(np.array([15_000.0, 32_850.0, 40_000.0, 1e6]))
    assert pace[1] == pytest.approx(1.0, abs=0.01)
    assert (np.diff(pace) > 0).all()
    assert pace[-1] == 1.32


def test_duty_doctors_keep_the_calendar_of_the_pdsa():
    duty = duty_gps().reshape(7, 24)
    assert duty[:, :8].max() < duty[:, 20:].min()
    assert duty[5, 11] == duty[0, 11] != duty[5, 12] == duty[6, 9]


def test_every_number_has_a_unit_a_source_and_a_status():
    parameters = every_parameter()
    assert len(parameters) > 80
    assert len({p.name for p in parameters}) == len(parameters)
    for p in parameters:
        assert p.unit
        assert p.source
        assert p.label
        assert p.status in {"published", "measured", "assumed"}
    assert set(assumptions()) == {p for p in parameters if p.status == "assumed"}


def test_more_is_done_to_older_patients_and_takes_longer():
    path = base_pathways(Territory.pilot())
    exams, wards = path.ed.exams, path.wards
    biology, imaging = exams[..., 1] + exams[..., 3], exams[..., 2] + exams[..., 3]
    assert (np.diff(biology, axis=1) >= 0).all()
    assert (imaging[:, 5] > imaging[:, 2]).all()
    assert (imaging[:, 1] > imaging[:, 0]).all()  # injuries of schoolchildren
    for factor in (path.ed.exam_factor, wards.search_factor):
        assert (np.diff(factor) >= 0).all()
        assert factor[3] == 1


def test_exams_of_a_level_follow_the_odds_of_the_age():
    shares = np.array([[0.25, 0.25, 0.25, 0.25]])
    oldest = exams_by_age(shares)[0, 5]
    b, i = BIOLOGY_ODDS.series[5], IMAGING_ODDS.series[5]
    assert oldest == pytest.approx(np.array([1, b, i, b * i]) / ((1 + b) * (1 + i)))
    assert exams_by_age(shares)[0, 3] == pytest.approx(shares[0])
