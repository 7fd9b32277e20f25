"""Parameters: probabilities are probabilities, every number says where it comes from."""

import numpy as np
import pytest

from scenarios.baseline import base_pathways
from twin.parameters import assumptions, every_parameter
from twin.parameters.needs2026 import CAUSES


@pytest.mark.parametrize("cause", CAUSES, ids=lambda c: c.id)
def test_a_cause_is_made_of_rates_and_shares(cause):
    assert min(cause.per_thousand) >= 0
    assert all(0 <= share <= 1 for share in cause.calls)
    assert sum(cause.priority) == pytest.approx(1)
    assert sum(cause.triage) == pytest.approx(1)
    assert -0.5 < cause.winter < 0.5


def test_branching_probabilities_add_up_to_one():
    path = base_pathways()
    for rows in (path.priority, path.response, path.triage, path.ccmu):
        assert np.allclose(rows.sum(axis=-1), 1)
        assert rows.min() >= 0
    for shares in (path.admission, path.exams, path.transported):
        assert ((shares >= 0) & (shares <= 1)).all()


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
