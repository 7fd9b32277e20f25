"""The network that the engine and SimPy both live: two communes, two hospitals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scenarios.baseline import base_inputs
from scenarios.theory import places
from scenarios.theory.worlds import one_hot
from twin.contracts import NOBODY_ACTS, CallModel, Law, Needs, TwinInputs, WardModel
from twin.contracts.policies import ReferralPolicy
from twin.territory import Population

PERSONS = ((28_000, 70_000, 27_000), (13_000, 32_000, 15_000))
STAY_H = 16.0


def two_hospitals() -> TwinInputs:
    """Give two communes with an ED each, one dispatch centre, VSAV at two stations.

    Needs, hours, probabilities and durations are those of the reference situation, but stays in
    a ward, short so that the start is soon forgotten. Left out of both: SMUR, 18, impatient
    callers, planned stays, discharge rounds, transfers, follow-up care, returns, seasons.
    """
    territory = places.place(
        [
            places.hospital("220000012", physicians=3, triage_nurses=2, care_nurses=3, boxes=18,
                            uhcd_beds=4, beds_medicine=20),
            places.hospital("220000095", "22002", -2.8, physicians=2, boxes=9, care_nurses=2,
                            uhcd_beds=2, beds_medicine=11),
            places.samu(call_assistants=2, regulators=2, gp_regulators=1),
            places.station("AMB-1", vsav=5), places.station("AMB-2", "22002", -2.8, vsav=3),
        ],
        communes=2, spacing=0.2,
    )  # fmt: skip
    persons = np.array(PERSONS)
    zones = territory.zones.assign(population=persons.sum(axis=1))
    territory = replace(
        territory, zones=zones, population=Population(territory.population.zones, persons)
    )
    usual = base_inputs(territory, impose_visits=False)
    return replace(
        usual,
        territory=territory,
        needs=_steady(usual),
        pathways=replace(
            usual.pathways, calls=_one_unit(usual), wards=_plain_wards(usual, sites=2)
        ),
        referral=ReferralPolicy(specialised=False, required=()),
        policies=NOBODY_ACTS,
    )


def _steady(usual: TwinInputs) -> Needs:
    """Give the needs without seasons, 18 answered as 15."""
    needs = usual.needs
    contact = needs.contact.copy()
    contact[..., 0] += contact[..., 1]
    contact[..., 1] = 0.0
    ones = np.ones(len(needs.causes))
    return replace(
        needs, contact=contact, season=np.ones_like(needs.season), school=ones, rest=ones,
        presence=np.ones_like(needs.presence), ceiling=needs.week_profile.max(axis=1),
    )  # fmt: skip


def _one_unit(usual: TwinInputs) -> CallModel:
    """Give the calls where a VSAV answers every mission and nobody hangs up."""
    calls = usual.pathways.calls
    response = calls.response.copy()
    response[:, 1] += response[:, 0] + response[:, 2]
    response[:, [0, 2]] = 0.0
    return replace(
        calls, response=response, vsav_with_smur=0.0, patience=Law.never(),
        handover_most=Law.never(),
    )  # fmt: skip


def _plain_wards(usual: TwinInputs, sites: int) -> WardModel:
    """Give the wards with one queue for beds and nothing else."""
    wards = usual.pathways.wards
    return replace(
        wards, stay=(Law.lognormal(60 * STAY_H, 0.8),) * len(wards.stay),
        stay_factor=np.ones_like(wards.stay_factor),
        elective=np.zeros((sites, *wards.elective.shape[1:])),
        by_round=np.zeros_like(wards.by_round), downstream=one_hot(wards.downstream.shape, 0),
        outlying_hours=1e6, transfer_hours=1e6, returns=np.zeros_like(wards.returns),
    )  # fmt: skip
