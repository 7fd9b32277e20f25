"""A world where nothing happens but what a case adds: ordinary inputs, every stage made neutral.

Every duration is nil, everyone is an adult of one cause, nobody loses patience, comes back or is
admitted, no actor decides. A case then gives one or two stages a law and counted servers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.baseline import base_inputs
from scenarios.theory import places
from twin.contracts import (
    NOBODY_ACTS,
    CallModel,
    EdChoice,
    EdModel,
    Law,
    Needs,
    PathwayModel,
    TwinInputs,
    WardModel,
)
from twin.contracts.needs import CALL_15, OWN_MEANS
from twin.contracts.policies import ReferralPolicy
from twin.territory import Facility, Territory

Floats = npt.NDArray[np.float64]
ADULT, CAUSE, MEDICINE = 2, 0, 0
HOURS_A_YEAR = 365.25 * 24
NIL, NEVER = Law.constant(0), Law.never()
_LONG_H = 1e6


def one_hot(shape: tuple[int, ...], rank: int) -> Floats:
    """Give probabilities that are 1 at one rank of the last axis."""
    table = np.zeros(shape)
    table[..., rank] = 1.0
    return table


def world(
    facilities: Sequence[Facility],
    *,
    per_hour: float,
    contact: int = OWN_MEANS,
    hours: Floats | None = None,
) -> TwinInputs:
    """Give the neutral world of one commune.

    Parameters
    ----------
    per_hour
        Mean needs an hour (Poisson).
    contact
        Whom everyone asks first: `CALL_15` or `OWN_MEANS`.
    hours
        Relative needs by hour of the day, mean 1, shape (24,); even without it.
    """
    territory = places.place(facilities)
    return neutral(territory, np.array([per_hour]), contact, hours)


def neutral(
    territory: Territory, per_hour: Floats, contact: int, hours: Floats | None = None
) -> TwinInputs:
    """Give the neutral inputs of a territory, needs an hour by commune."""
    usual = base_inputs(territory, impose_visits=False)
    sites = len(territory.of_kind("hospital"))
    return replace(
        usual,
        territory=territory,
        needs=_needs(usual.needs, per_hour, contact, hours),
        pathways=_pathways(usual.pathways, sites),
        choice=EdChoice(np.ones((2, sites)), 0.05, False, places.SOURCE),
        referral=ReferralPolicy(specialised=False, required=()),
        policies=NOBODY_ACTS,
    )


def _needs(usual: Needs, per_hour: Floats, contact: int, hours: Floats | None) -> Needs:
    causes, bands = usual.rate_year.shape
    zones = len(per_hour)
    people = np.zeros((zones, bands, 2, 2))
    people[:, ADULT, 0, 0] = per_hour * HOURS_A_YEAR
    rate = np.zeros((causes, bands))
    rate[CAUSE, ADULT] = 1.0
    profile = np.ones((causes, 168))
    if hours is not None:
        profile[:] = np.tile(hours / hours.mean(), 7)
    return replace(
        usual,
        people=people,
        rate_year=rate,
        relative=np.ones_like(usual.relative),
        week_profile=profile,
        season=np.ones_like(usual.season),
        school=np.ones(causes),
        rest=np.ones(causes),
        presence=np.ones((zones, 12)),
        zone_factor=np.ones(zones),
        gp=np.zeros((causes, bands)),
        gp_there=np.ones((zones, 168)),
        contact=one_hot(usual.contact.shape, contact),
        far=np.ones(zones),
        ceiling=profile.max(axis=1),
    )


def _pathways(usual: PathwayModel, sites: int) -> PathwayModel:
    calls, ed, wards = _instant(usual.calls), _instant(usual.ed), _instant(usual.wards)
    calls = replace(
        calls,
        priority=one_hot(calls.priority.shape, 3), general=np.zeros(4),
        response=one_hot(calls.response.shape, 5), vsav_with_smur=0.0,
        gp_on_duty=np.zeros(168), hangup=np.array([0.0, 0.0, 1.0]),
        gp_refers=np.zeros_like(calls.gp_refers), transported=np.zeros(4), patience=NEVER,
        handover_most=NEVER, grounded=0.0, road=(1.0, 1.0, 1.0, 1.0), sector_min=float("inf"),
    )  # fmt: skip
    ed = replace(
        ed,
        triage=one_hot(ed.triage.shape, 3), disposition=one_hot(ed.disposition.shape, 0),
        uhcd_admitted=np.zeros_like(ed.uhcd_admitted), exams=one_hot(ed.exams.shape, 0),
        exam_factor=np.ones_like(ed.exam_factor),
        followed=places.PLENTY, lying=0, pace=np.ones(sites), patience=(NEVER,) * 6,
    )  # fmt: skip
    wards = replace(
        wards,
        ward=one_hot(wards.ward.shape, MEDICINE), stay_factor=np.ones_like(wards.stay_factor),
        search_factor=np.ones_like(wards.search_factor),
        elective=np.zeros((sites, *wards.elective.shape[1:])), elective_season=np.ones(12),
        by_round=np.zeros_like(wards.by_round), rest_share=1.0,
        downstream=one_hot(wards.downstream.shape, 0), outlying_hours=_LONG_H,
        transfer_hours=_LONG_H, returns=np.zeros_like(wards.returns),
    )  # fmt: skip
    return replace(usual, calls=calls, ed=ed, wards=wards, source=places.SOURCE)


def _instant[Part: (CallModel, EdModel, WardModel)](part: Part) -> Part:
    """Give a part of the pathway whose every duration is nil."""
    laws: dict[str, Any] = {}
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(value, Law):
            laws[field.name] = NIL
        elif isinstance(value, tuple) and value and isinstance(value[0], Law):
            laws[field.name] = (NIL,) * len(value)
    return replace(part, **laws)


def with_calls(inputs: TwinInputs, **parts: Any) -> TwinInputs:
    """Give the same world with other parts of `CallModel`."""
    calls = replace(inputs.pathways.calls, **parts)
    return replace(inputs, pathways=replace(inputs.pathways, calls=calls))


def with_ed(inputs: TwinInputs, **parts: Any) -> TwinInputs:
    """Give the same world with other parts of `EdModel`."""
    ed = replace(inputs.pathways.ed, **parts)
    return replace(inputs, pathways=replace(inputs.pathways, ed=ed))


def with_wards(inputs: TwinInputs, **parts: Any) -> TwinInputs:
    """Give the same world with other parts of `WardModel`."""
    wards = replace(inputs.pathways.wards, **parts)
    return replace(inputs, pathways=replace(inputs.pathways, wards=wards))


__all__ = ["ADULT", "CALL_15", "CAUSE", "MEDICINE", "NIL", "OWN_MEANS", "neutral", "one_hot",
           "with_calls", "with_ed", "with_wards", "world"]  # fmt: skip
