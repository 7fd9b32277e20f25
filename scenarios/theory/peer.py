"""The engine and SimPy on one network of two hospitals: the same means, or not."""

from __future__ import annotations

import time
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from scenarios.theory.agreement import LEVEL
from scenarios.theory.effort import Effort
from scenarios.theory.peer_world import two_hospitals
from scenarios.theory.simulate import SEED, START, Log, replicate
from twin.contracts import (
    MS_PER_MINUTE,
    Activity,
    Calendar,
    Outcome,
    TwinInputs,
)
from twin.engine.compiling import compile_tables
from twin.engine.run import run

if TYPE_CHECKING:
    from scenarios.theory.peer_network import Network

Floats = npt.NDArray[np.float64]
SKIP_DAYS = 3
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
        Interval of the difference, engine - peer (Welch), at 99 % for all the figures together.
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
        name: network.sums[name] / max(1, network.counts[name]) / MS_PER_MINUTE for name in MEASURES
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
    # The network is judged as a whole: 99 % for all its figures together (Bonferroni).
    level = 1 - (1 - LEVEL) / len(MEASURES)
    half = float(stdtrit(freedom, (1 + level) / 2) * np.sqrt(a + b))
    return Beside(quantity, float(ours.mean()), float(theirs.mean()), gap - half, gap + half, n)
