"""Siting against spopt (PySAL), whose models are written apart and solved by another solver."""

import numpy as np
import pytest

from logistics.samu.siting.centre import p_center
from logistics.samu.siting.cover import cover_of
from logistics.samu.siting.coverage_models import covered_twice, most_covered, set_cover
from logistics.samu.siting.limits import Limits
from logistics.samu.siting.median import p_median

pytest.importorskip("spopt", reason="spopt is not installed: a peer of the development group")
# spopt 0.8 still builds its models as PuLP 3 does; PuLP 4 announces another way.
pytestmark = pytest.mark.filterwarnings("ignore:.*PuLP 4:DeprecationWarning")
COUNTS = [pytest.param(3, id="few"), pytest.param(50, id="issue", marks=pytest.mark.full)]
counted = pytest.mark.parametrize("trials", COUNTS)


def worlds(trials):
    """Give small worlds: minutes that reach everybody from somewhere, weights, a radius, p."""
    for trial in range(trials):
        rng = np.random.default_rng((77, trial))
        points, places = int(rng.integers(8, 30)), int(rng.integers(4, 12))
        minutes = np.round(rng.uniform(1, 60, (points, places)), 1)
        radius = max(float(rng.uniform(10, 40)), float(minutes.min(axis=1).max()))
        weight = rng.integers(1, 20, points).astype(float)
        yield minutes, weight, radius, int(rng.integers(1, places))


def cbc():
    """Give the solver of spopt: CBC, in a process of its own, not the HiGHS of OR-Tools."""
    import pulp

    return pulp.PULP_CBC_CMD(msg=False, threads=1, gapRel=0.0)


@counted
def test_coverage_agrees_with_spopt(trials):
    from spopt.locate import LSCP, LSCPB, MCLP

    for minutes, weight, radius, count in worlds(trials):
        reach = minutes <= radius
        cover = cover_of(reach, np.ones(len(weight)))
        least = set_cover(cover, Limits())
        theirs = LSCP.from_cost_matrix(minutes, radius).solve(cbc())
        assert least.value == pytest.approx(theirs.problem.objective.value())
        # Backup: with as many as that, all reached, as many points as can be reached twice.
        backup = LSCPB.from_cost_matrix(minutes, radius, cbc()).solve(cbc())
        twice = covered_twice(cover, Limits(count=len(least.opened)),
                              must=np.ones(cover.groups, bool))  # fmt: skip
        # spopt 0.8 counts as backed up any point that one site alone can reach (its u is free).
        alone = int((reach.sum(axis=1) == 1).sum())
        theirs = backup.problem.objective.value() - alone
        assert 2 * twice.value - len(weight) == pytest.approx(theirs)
        most = most_covered(cover_of(minutes <= 0.6 * radius, weight), Limits(count=count))
        theirs = MCLP.from_cost_matrix(minutes, weight, 0.6 * radius, count).solve(cbc())
        assert most.value == pytest.approx(theirs.problem.objective.value())


@counted
def test_medians_and_centres_agree_with_spopt(trials):
    from spopt.locate import PCenter, PMedian

    for minutes, weight, _, count in worlds(trials):
        found = p_median(minutes * weight[:, None], count)
        theirs = PMedian.from_cost_matrix(minutes, weight, count).solve(cbc())
        assert found.value == pytest.approx(theirs.problem.objective.value())
        centre = p_center(minutes, count)
        theirs = PCenter.from_cost_matrix(minutes, count).solve(cbc())
        assert centre.value == pytest.approx(theirs.problem.objective.value())
