"""`jumeau samu benchmark`: published instances, with cost, proven bound, time, limits broken."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from scenarios.cli.samu._common import typeset
from scenarios.samu_words import NOT_A_DEVICE


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("benchmark", cls=FrenchCommand)(benchmark)


def benchmark(
    file: Annotated[
        Path,
        typer.Argument(metavar="FICHIER", help="p-médiane (OR-Library) ou transport (Cordeau)."),
    ],
    seconds: Annotated[
        float, typer.Option("--time", min=0.1, max=36000, help="Secondes laissées.")
    ] = 30.0,
    as_json: Annotated[bool, typer.Option("--json", help="Tout en JSON.")] = False,
) -> None:
    """Résoudre une instance publiée : coût, borne prouvée, temps, limites enfreintes."""
    from logistics.samu.benchmark_files.cordeau import looks_like_cordeau

    body = _transport(file, seconds) if looks_like_cordeau(file) else _median(file, seconds)
    body = {"notice": NOT_A_DEVICE, **body}
    if as_json:
        screen.show_json(body)
        return
    if body["status"] == "optimal":
        proof = "prouvé"
    else:
        proof = "sans borne" if body["gap"] is None else f"écart {100 * body['gap']:.2f} %"
    decimals = 0 if body["kind"] == "p-median" else 2
    typer.echo(typeset(
        f"{file.name} : coût {screen.number(body['cost'], decimals)}, borne "
        f"{screen.number(body['bound'], decimals)} ({proof.replace('.', ',')}), "
        f"{screen.number(body['seconds'], 1)} s, limites enfreintes : {body['violations']}"
    ))  # fmt: skip
    for one in body.get("unserved", []):
        typer.echo(typeset(f"non desservi : {one}"))
    typer.echo(typeset(f"note : {NOT_A_DEVICE}"))


def _median(file: Path, seconds: float) -> dict[str, Any]:
    from logistics.samu.benchmark_files.pmed import read_pmed
    from logistics.samu.siting.median import p_median

    asked = read_pmed(file)
    found = p_median(asked.cost, asked.count, seconds=seconds)
    return {
        "file": str(file), "kind": "p-median", "cost": found.value, "bound": found.bound,
        "gap": found.gap, "seconds": found.seconds, "violations": 0, "status": found.status,
        "opened": [j + 1 for j in found.opened],
    }  # fmt: skip


def _transport(file: Path, seconds: float) -> dict[str, Any]:
    """Plan a dial-a-ride instance: the plan is judged by the validator, not by its maker."""
    from logistics.samu.benchmark_files.cordeau import read_cordeau
    from logistics.samu.transport.plan import day_plan
    from logistics.samu.transport.solve import Effort, plan_rounds
    from logistics.samu.transport.validate import violations

    asked = read_cordeau(file)
    begun = time.monotonic()
    found = plan_rounds(asked, Effort(seconds))
    plan = day_plan(asked, found)
    broken = violations(asked, plan)
    return {
        "file": str(file), "kind": "dial-a-ride", "cost": plan.cost, "bound": found.bound,
        "gap": found.gap,
        "seconds": time.monotonic() - begun, "violations": len(broken),
        "status": "optimal" if found.proven else "feasible",
        "unserved": [one.request for one in plan.left_out],
        "rounds": [{"vehicle": tour.vehicle, "depart": tour.depart, "back": tour.back,
                    "stops": [{"request": s.request, "pick": s.pick, "begin": s.begin}
                              for s in tour.stops]} for tour in plan.tours],
    }  # fmt: skip
