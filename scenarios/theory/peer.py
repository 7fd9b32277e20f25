"""The engine and SimPy on one network of two hospitals: the same means, or not."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from scenarios.baseline import base_inputs
from scenarios.theory import places
from scenarios.theory.agreement import LEVEL
from scenarios.theory.effort import Effort
from scenarios.theory.simulate import SEED, START, Log, replicate
from scenarios.theory.worlds import one_hot
from twin.contracts import (
    MS_PER_MINUTE,
    NOBODY_ACTS,
    Activity,
    Calendar,
    CallModel,
    Law,
    Needs,
    Outcome,
    TwinInputs,
    WardModel,
)
from twin.contracts.policies import ReferralPolicy
from twin.engine.compiling import compile_tables
from twin.engine.run import run
from twin.territory import Population

if TYPE_CHECKING:
    from scenarios.theory.peer_network import Network

Floats = npt.NDArray[np.float64]
PERSONS = ((28_000, 70_000, 27_000), (13_000, 32_000, 15_000))
SKIP_DAYS, STAY_H = 3, 16.0
MEASURES = {
    "call": "attente de l'assistant (min)",
    "regulation": "attente du régulateur (min)",
    "response": "décroché à unité sur place (min)",
    "handover": "unité retenue à la porte (min)",
    "physician": "porte à premier contact médical (min)",
    "care": "attente de l'infirmier de soins (min)",
    "home": "durée de passage, retour à domicile (min)",
    "boarding": "attente d'un lit (min)",
    "left": "partis sans être vus (part)",
    "visits": "passages par jour",
}


@dataclass(frozen=True, slots=True)
class Beside:
    """One figure of the engine and of SimPy.

    Attributes
    ----------
    quantity
        What is compared, with its unit.
    engine, peer
        Means of the replications.
    low, high
        99 % interval of the difference, engine - peer (Welch).
    replications
        Of each.
    """

    quantity: str
    engine: float
    peer: float
    low: float
    high: float
    replications: int

    @property
    def agrees(self) -> bool:
        """Say whether the interval of the difference contains zero."""
        return self.low <= 0 <= self.high


@dataclass(frozen=True, slots=True)
class PeerReport:
    """The comparison with SimPy, and the speed of both in the same run.

    Attributes
    ----------
    rows
        One figure each; empty without SimPy.
    engine_rate, peer_rate
        Rows of the event log a CPU second.
    """

    rows: tuple[Beside, ...] = ()
    engine_rate: float = 0.0
    peer_rate: float = 0.0

    @property
    def present(self) -> bool:
        """Say whether SimPy is installed (it is a tool of the developers)."""
        return bool(self.rows)


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


def beside_simpy(effort: Effort) -> PeerReport:
    """Compare the means of ten figures; nothing without SimPy."""
    if find_spec("simpy") is None:
        return PeerReport()
    inputs, number, days = two_hospitals(), effort.peer_replications, effort.peer_days
    ours = replicate(inputs, read_log, replications=number, days=days, skip_days=SKIP_DAYS)
    theirs = np.array([read_network(network_of(inputs, days, seed)) for seed in range(number)])
    rows = tuple(
        _beside(quantity, ours[:, rank], theirs[:, rank])
        for rank, quantity in enumerate(MEASURES.values())
    )
    return PeerReport(rows, *rates(inputs, days))


def network_of(inputs: TwinInputs, days: int, seed: int) -> Network:
    """Simulate the network once in SimPy."""
    from scenarios.theory.peer_network import Network

    calendar = Calendar.of(START, days, inputs.territory.code)
    tables = compile_tables(inputs, calendar, 0, 0, agents=False)
    network = Network(tables, 24 * days, SEED + seed, 24 * SKIP_DAYS)
    network.run()
    return network


def rates(inputs: TwinInputs, days: int, repeats: int = 3) -> tuple[float, float]:
    """Give the rows a CPU second of the engine and of SimPy on the network, median of runs."""
    from scenarios.theory.peer_network import Network

    calendar = Calendar.of(START, days, inputs.territory.code)
    tables = compile_tables(inputs, calendar, 0, 0, agents=False)
    ours, theirs = [], []
    for seed in range(repeats):
        began = time.process_time()
        result = run(inputs, start=START, days=days, warmup_days=0, seed=SEED, replication=seed,
                     step_hours=24)  # fmt: skip
        ours.append(result.events / (time.process_time() - began))
        network = Network(tables, 24 * days, seed)
        began = time.process_time()
        theirs.append(network.run() / (time.process_time() - began))
    return float(np.median(ours)), float(np.median(theirs))


def read_log(log: Log) -> list[float]:
    """Give the measures of one run of the engine, in the order of `MEASURES`."""
    door = log.rows(Activity.ARRIVAL)
    gone = log.rows(Activity.EXIT)
    held, wards = log.rows(Activity.HANDOVER), log.rows(Activity.BOARDING)
    response = log.rows(Activity.RESPONSE)
    visits = len(door["end"])
    home = gone["detail"] == Outcome.HOME
    left = int((gone["detail"] == Outcome.LEFT_WITHOUT_BEING_SEEN).sum())
    spans = {
        "response": response["end"] - response["requested"],
        "handover": held["end"] - held["requested"],
        "home": (gone["end"] - gone["requested"])[home],
        "boarding": wards["end"] - wards["start"],
    }
    means = {name: float(span.mean()) / MS_PER_MINUTE for name, span in spans.items()}
    for name, activity in (
        ("call", Activity.CALL), ("regulation", Activity.REGULATION),
        ("physician", Activity.FIRST_CONTACT), ("care", Activity.CARE),
    ):  # fmt: skip
        means[name] = float(log.waits(activity).mean())
    means |= {"left": left / visits, "visits": visits / (log.days - log.skip_days)}
    return [means[name] for name in MEASURES]


def read_network(network: Network) -> list[float]:
    """Give the measures of one run of SimPy, in the order of `MEASURES`."""
    visits = network.counts["arrival"]
    means = {
        name: network.sums[name] / max(1, network.counts[name]) / MS_PER_MINUTE
        for name in MEASURES
    }
    days = (network.hours * 3_600_000.0 - network.skip) / 86_400_000.0
    means |= {"left": network.counts["left"] / visits, "visits": visits / days}
    return [means[name] for name in MEASURES]


def _beside(quantity: str, ours: Floats, theirs: Floats) -> Beside:
    """Compare two means by Welch's interval (Biometrika 34, 1947)."""
    n = len(ours)
    a, b = ours.var(ddof=1) / n, theirs.var(ddof=1) / n
    gap = float(ours.mean() - theirs.mean())
    freedom = (a + b) ** 2 / max((a**2 + b**2) / (n - 1), 1e-300)
    half = float(stdtrit(freedom, (1 + LEVEL) / 2) * np.sqrt(a + b))
    return Beside(quantity, float(ours.mean()), float(theirs.mean()), gap - half, gap + half, n)
