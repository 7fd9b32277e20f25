"""What is doubtful in a territory: one function a defect, each with its remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from twin.territory import check_communes, check_dispatch, check_sites
from twin.territory.territory import Finding, Territory

CHECKS: tuple[Callable[[Territory], Iterator[Finding]], ...] = (
    check_sites.no_emergency,
    check_communes.no_inhabitants,
    check_dispatch.no_smur,
    check_dispatch.no_samu,
    check_sites.capacities_assumed,
    check_sites.sizes_assumed,
    check_sites.beds_not_declared,
    check_sites.visits_not_declared,
    check_sites.beds_short,
    check_dispatch.smur_doubtful,
    check_sites.unusual_authorisation,
    check_sites.far_from_commune,
    check_sites.same_point,
    check_communes.islands,
    check_communes.far_from_emergency,
    check_communes.empty_communes,
    check_communes.not_drawn,
)
_ORDER = {"error": 0, "warning": 1, "information": 2}


def check(territory: Territory) -> tuple[Finding, ...]:
    """Give every finding on a territory, errors first.

    Parameters
    ----------
    territory
        What to examine.
    """
    found = [finding for one in CHECKS for finding in one(territory)]
    return tuple(sorted(found, key=lambda finding: _ORDER[finding.severity]))
