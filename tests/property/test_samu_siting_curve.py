"""One point of the curve of `jumeau samu site` against every choice, time out included."""

import numpy as np
import pytest

from logistics.samu.siting.coverage_models import most_covered
from logistics.samu.siting.greedy import cover_gains
from logistics.samu.siting.sited import Sited
from scenarios.siting_calendars import SHIFTS
from scenarios.siting_offer import Choices, Team
from scenarios.siting_steps import Model, solved
from tests.property.test_samu_siting_hours import close, counted, worlds


def model_of(world, solve=None):
    """Lay a tiny world out as a point of the curve."""
    cover, many = world.cover(), world.options
    teams = tuple(Team(int(world.place[j]), "medecin", SHIFTS["24h"], 1.0) for j in range(many))
    choices = Choices(0, world.place, np.zeros(many, bool), np.ones(many, bool), world.present,
                      world.cost, teams)  # fmt: skip

    def usual(limits, seconds, hint):
        return most_covered(cover, limits, seconds=seconds, hint=hint)

    return Model(
        choices, solve or usual,
        lambda opened: float(cover.weight[cover.count(opened) > 0].sum()),
        lambda opened: cover_gains(cover, opened),
        lambda opened: set(world.limits.kept.tolist()) <= set(opened.tolist()),
    )  # fmt: skip


def reached(world, opened):
    return float((world.calls * (world.times(opened) > 0)).sum())


@counted
def test_sets_written_when_they_are_broken_give_the_best_answer(trials):
    for world in worlds(trials, 21):
        if not list(world.choices()):
            continue
        start = tuple(world.limits.kept.tolist())
        found = solved(model_of(world), world.limits, start, 20.0)
        best = max(reached(world, o) for o in world.choices())
        assert found.status == "optimal"
        assert world.limits.allow(found.opened, world.options)
        assert close(reached(world, found.opened), best)
        assert close(found.value, best)


@pytest.mark.parametrize("bound", [100.0, np.inf])
def test_where_time_is_out_the_answer_is_no_worse_than_the_point_before(bound):
    for world in worlds(6, 22):
        if not world.limits.allow(world.limits.kept.tolist(), world.options):
            continue
        start = tuple(world.limits.kept.tolist())
        nan = float("nan")
        lost = Sited((), nan, bound, nan, "unknown", 1.0)
        found = solved(model_of(world, lambda *_, s=lost: s), world.limits, start, 1.0)
        assert found.status == "feasible"
        assert world.limits.allow(found.opened, world.options)
        assert reached(world, found.opened) >= reached(world, start)
        assert found.gap == pytest.approx((bound - found.value) / bound, nan_ok=True)
