"""The emergency department against theory: one physician, priorities, triage then physician."""

from __future__ import annotations

import numpy as np

from scenarios.theory import exact, places
from scenarios.theory import worlds as w
from scenarios.theory.agreement import Agreement, Statement
from scenarios.theory.effort import Effort
from scenarios.theory.simulate import Log, replicate
from twin.contracts import MS_PER_MINUTE, Activity, Law, TwinInputs

SERVICE = 24.0
POLLACZEK = "Pollaczek 1930, Khinchine 1932"


def one_physician(per_hour: float, law: Law, **parts: object) -> TwinInputs:
    """Give an ED where one physician sees everyone once, and everyone goes home."""
    return w.with_ed(
        w.world([places.hospital(), places.samu()], per_hour=per_hour), first_contact=law, **parts
    )


def wait_for_physician(effort: Effort) -> list[Agreement]:
    """One physician, three laws of service: M/G/1."""
    per_hour, found = 1.6, []
    for name, law, cv2 in (
        ("constant", Law.constant(SERVICE), 0.0),
        ("exponentiel", Law.exponential(SERVICE), 1.0),
        ("lognormal, sigma 0,6", Law.lognormal(SERVICE, 0.6), exact.lognormal_cv2(0.6)),
    ):
        values = replicate(
            one_physician(per_hour, law),
            lambda log: [float(log.waits(Activity.FIRST_CONTACT).mean())],
            replications=effort.replications, days=effort.days(80), skip_days=3,
        )  # fmt: skip
        found.append(
            Statement(
                f"M/G/1 : un urgentiste, service {name}", "attente moyenne (min)",
                "r s (1 + cv2) / (2 (1 - r))", POLLACZEK,
            ).against(exact.wait_mg1(per_hour / 60, SERVICE, cv2), values[:, 0])
        )  # fmt: skip
    return found


def wait_by_level(effort: Effort) -> list[Agreement]:
    """One physician, three FRENCH levels: Cobham."""
    levels, per_hour = (1, 3, 5), 1.8
    shares = np.array([0.2, 0.5, 0.3])
    inputs = one_physician(per_hour, Law.exponential(SERVICE))
    triage = np.zeros_like(inputs.pathways.ed.triage)
    triage[..., list(levels)] = shares
    values = replicate(
        w.with_ed(inputs, triage=triage),
        lambda log: [
            float(log.waits(Activity.FIRST_CONTACT, detail=level).mean()) for level in levels
        ],
        replications=effort.replications, days=effort.days(80), skip_days=3,
    )  # fmt: skip
    waits = exact.waits_by_priority(list(shares * per_hour / 60), SERVICE, 1.0)
    return [
        Statement(
            "M/M/1 à priorités : niveaux FRENCH devant l'urgentiste",
            f"attente moyenne, niveau {name} (min)", "W0 / ((1 - s(k-1)) (1 - s(k)))",
            "Cobham, Operations Research 2, 1954",
        ).against(wait, values[:, rank])
        for rank, (name, wait) in enumerate(zip(("2", "3B", "5"), waits, strict=True))
    ]  # fmt: skip


def triage_then_physicians(effort: Effort) -> list[Agreement]:
    """One nurse then two physicians, exponential: a tandem, each stage alone (Jackson)."""
    per_hour, nurse, physician = 4.0, 9.0, 20.0
    inputs = w.with_ed(
        w.world([places.hospital(physicians=2), places.samu()], per_hour=per_hour),
        triage_time=Law.exponential(nurse),
        first_contact=Law.exponential(physician),
    )
    values = replicate(
        inputs, _both_waits, replications=effort.replications, days=effort.days(80), skip_days=3
    )
    case = "Tandem (Jackson) : infirmier d'accueil (M/M/1) puis 2 urgentistes (M/M/2)"
    source = "Jackson, Operations Research 5, 1957 ; Burke 1956"
    rate = per_hour / 60
    return [
        Statement(case, f"attente moyenne avant {stage} (min)", formula, source).against(
            exact.wait_mmc(servers, rate * service, service), values[:, rank]
        )
        for rank, (stage, servers, service, formula) in enumerate(
            (
                ("le tri", 1, nurse, "r s / (1 - r)"),
                ("l'urgentiste", 2, physician, "Erlang C x s / (c - a)"),
            )
        )
    ]


def _both_waits(log: Log) -> tuple[float, float]:
    """Give the mean wait before triage, and from the end of triage to the physician."""
    triage, seen = log.rows(Activity.TRIAGE, early=True), log.rows(Activity.FIRST_CONTACT)
    ended = np.full(int(triage["ordinal"].max()) + 1, -1, np.int64)
    ended[triage["ordinal"]] = triage["end"]
    wait = (seen["start"] - ended[seen["ordinal"]]) / MS_PER_MINUTE
    return float(log.waits(Activity.TRIAGE).mean()), float(wait.mean())
