"""The dispatch centre against theory: calls (M/M/c), files by priority, ambulances (M/G/c/c)."""

from __future__ import annotations

import math

from scenarios.theory import exact, places
from scenarios.theory import worlds as w
from scenarios.theory.agreement import Agreement, Statement
from scenarios.theory.effort import Effort
from scenarios.theory.simulate import Log, replicate
from twin.contracts import Activity, Law
from twin.contracts.bases import PRIVATE, VSAV

ERLANG = "Erlang 1917"
COBHAM = "Cobham, Operations Research 2, 1954"
BY_CARENCE = 8
P1 = 1
R2_PRIVATE = 2


def waiting_calls(effort: Effort) -> list[Agreement]:
    """Calls to 15 answered by c assistants: M/M/c."""
    found = []
    for per_hour, service, servers in ((50.0, 3.0, 3), (100.0, 2.0, 4)):
        load = per_hour * service / 60
        inputs = w.with_calls(
            w.world(
                [places.samu(call_assistants=servers), places.hospital()],
                per_hour=per_hour, contact=w.CALL_15,
            ),
            call=Law.exponential(service),
        )  # fmt: skip

        def read(log: Log) -> tuple[float, float]:
            waits = log.waits(Activity.CALL)
            return float((waits > 0).mean()), float(waits.mean())

        values = replicate(
            inputs, read, replications=effort.replications, days=effort.days(16), skip_days=1
        )
        case = f"M/M/{servers} : appels au 15, charge {_number(load)} erlangs"
        waited = Statement(case, "part des appels qui attendent", "Erlang C", ERLANG)
        wait = Statement(case, "attente moyenne (min)", "Erlang C x s / (c - a)", ERLANG)
        found += [
            waited.against(exact.erlang_c(servers, load), values[:, 0]),
            wait.against(exact.wait_mmc(servers, load, service), values[:, 1]),
        ]
    return found


def files_by_priority(effort: Effort) -> list[Agreement]:
    """Files of one AMU physician, half P1, half P3: Cobham, constant service."""
    per_hour, service = 9.0, 5.0
    inputs = w.with_calls(
        w.world(
            [places.samu(), places.hospital()], per_hour=per_hour, contact=w.CALL_15
        ),
        regulation=Law.constant(service),
    )  # fmt: skip
    priority = inputs.pathways.calls.priority * 0.0
    priority[..., P1] = priority[..., 3] = 0.5
    inputs = w.with_calls(inputs, priority=priority)
    values = replicate(
        inputs,
        lambda log: [float(log.waits(Activity.REGULATION, detail=p).mean()) for p in (P1, 3)],
        replications=effort.replications,
        days=effort.days(40),
        skip_days=1,
    )
    waits = exact.waits_by_priority([per_hour / 120, per_hour / 120], service, 0.0)
    return [
        Statement(
            "M/D/1 à priorités : dossiers du régulateur AMU", f"attente moyenne, {name} (min)",
            "W0 / ((1 - s(k-1)) (1 - s(k)))", COBHAM,
        ).against(wait, values[:, rank])
        for rank, (name, wait) in enumerate(zip(("P1", "P3"), waits, strict=True))
    ]  # fmt: skip


def lost_ambulances(effort: Effort) -> list[Agreement]:
    """Private ambulances by *carence*: a call that finds none free takes a VSAV, M/G/c/c.

    A private ambulance is held from its departure to its return: mobilisation, road, scene, road.
    The loss depends on the mean of that time alone, checked on two laws of the scene.
    """
    per_hour, servers, mobilisation, scene = 6.0, 6, 5.0, 30.0
    facilities = [
        places.samu(),
        places.hospital(),
        places.station("AMB", ambulances=servers),
        places.station("VSAV", vsav=places.PLENTY),
    ]
    base = w.with_calls(
        w.world(facilities, per_hour=per_hour, contact=w.CALL_15),
        departure=(Law.exponential(mobilisation),) * 4,
    )
    base = w.with_calls(
        base,
        priority=w.one_hot(base.pathways.calls.priority.shape, 0),
        response=w.one_hot(base.pathways.calls.response.shape, R2_PRIVATE),
    )
    road = float(base.territory.travel.minutes[0, 2])
    lost = exact.erlang_b(servers, per_hour * (mobilisation + scene + 2 * road) / 60)

    def read(log: Log) -> list[float]:
        rows = log.rows(Activity.RESPONSE)
        replaced = rows["detail"] == VSAV + BY_CARENCE
        if not (replaced | (rows["detail"] == PRIVATE)).all():
            raise ValueError("neither a private ambulance nor a VSAV by carence")
        return [float(replaced.mean())]

    found = []
    for name, law in (
        ("constant", Law.constant(scene)),
        ("lognormal, sigma 1,2", Law.lognormal(scene, 1.2)),
    ):
        values = replicate(
            w.with_calls(base, scene=(law,) * 4), read,
            replications=effort.replications, days=effort.days(30), skip_days=2,
        )  # fmt: skip
        found.append(
            Statement(
                f"M/G/{servers}/{servers} : ambulances privées, temps sur place {name}",
                "part des départs par carence", "Erlang B (insensible à la loi)",
                f"{ERLANG} ; Sevastyanov 1957",
            ).against(lost, values[:, 0])
        )  # fmt: skip
    return found


def hanging_up(effort: Effort) -> list[Agreement]:
    """Calls with impatience: M/M/c+M (Erlang A, Palm 1957)."""
    per_hour, service, servers, patience = 70.0, 3.0, 3, 2.0
    inputs = w.with_calls(
        w.world(
            [places.samu(call_assistants=servers), places.hospital()],
            per_hour=per_hour, contact=w.CALL_15,
        ),
        call=Law.exponential(service), patience=Law.exponential(patience),
    )  # fmt: skip

    def read(log: Log) -> list[float]:
        left = len(log.rows(Activity.HANG_UP)["end"])
        return [left / (left + len(log.rows(Activity.CALL)["end"]))]

    values = replicate(
        inputs, read, replications=effort.replications, days=effort.days(16), skip_days=1
    )
    load = per_hour * service / 60
    return [
        Statement(
            f"M/M/{servers}+M : appels au 15 et impatience, charge {_number(load)} erlangs",
            "part des appels raccrochés", "Erlang A", "Palm, Tele 1957",
        ).against(
            exact.abandoned_erlang_a(servers, per_hour / 60, 1 / service, 1 / patience),
            values[:, 0],
        )
    ]  # fmt: skip


def _number(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if math.isfinite(value) else text
