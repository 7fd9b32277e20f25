"""`jumeau pathways model`: a model discovered from a log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from scenarios.cli.pathways import _common as common
from twin.tables import JumeauError

if TYPE_CHECKING:
    from pathways.answers.answer import Answer
    from pathways.answers.asked import Asked

NETS = ("inductive", "heuristics")
KINDS = (*NETS, "declare", "skeleton", "temporal")


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("model", cls=FrenchCommand)(model)


def model(
    log: common.Log,
    kind: Annotated[
        str, typer.Option("--kind", metavar="GENRE", help=f"Genre de modèle : {', '.join(KINDS)}.")
    ] = "inductive",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="M.bpmn", help="Écrire le modèle en BPMN 2.0.")
    ] = None,
    noise: Annotated[
        float,
        typer.Option(
            "--noise", metavar="PART", help="Part des comportements rares écartée (0 à 1)."
        ),
    ] = 0.2,
    support: Annotated[
        float | None,
        typer.Option("--support", metavar="PART", help="Declare : part des parcours concernés."),
    ] = None,
    confidence: Annotated[
        float | None,
        typer.Option("--confidence", metavar="PART", help="Declare : part où la règle est suivie."),
    ] = None,
    measure: Annotated[
        bool, typer.Option("--measure", help="Mesurer aussi l'adéquation et la précision.")
    ] = False,
    timeout: Annotated[
        float, typer.Option("--timeout", min=1, metavar="S", help="Temps permis à chaque calcul.")
    ] = 60.0,
    where: common.Where = None,
    period: common.Period = None,
    site: common.Site = None,
    public: common.Public = False,
    threshold: common.Threshold = common.DEFAULT_THRESHOLD,
    override: common.Override = "",
    as_json: common.Json = False,
    csv: common.Csv = None,
    picture: common.Picture = None,
) -> None:
    """Découvrir un modèle des parcours, sous une limite de temps."""
    common.check_picture(picture)
    common.check_written(log, csv=csv, picture=picture, out=out)
    if kind not in KINDS:
        raise JumeauError(f"--kind {kind}", "genre inconnu.", f"Choisissez : {', '.join(KINDS)}.")
    for name, asked_for in (("--out", out is not None), ("--measure", measure)):
        if asked_for and kind not in NETS:
            raise JumeauError(
                name, f"un modèle « {kind} » n'a pas de diagramme.", f"Choisissez --kind {NETS[0]}."
            )
    asked = common.opened(
        log, where, period, site, public=public, threshold=threshold, override=override
    )
    with screen.progress("Découverte du modèle"):
        if kind in NETS:
            answer = _net(asked, kind, noise, timeout, out, measure=measure)
        else:
            answer = _other(asked, kind, noise, support, confidence, timeout)
    common.deliver(answer, as_json, csv, picture)
    if out is not None:
        screen.err().print(f"Modèle : {out}", markup=False)


def _net(
    asked: Asked, kind: str, noise: float, timeout: float, out: Path | None, *, measure: bool
) -> Answer:
    from pathways.models import align, discover, precision, variants_of, write_bpmn
    from pathways.models.answer import net_answer

    variants = variants_of(asked.log, asked.gate)
    found = discover(variants, "heuristics" if kind == "heuristics" else "inductive", noise=noise,
                     limit_s=timeout)  # fmt: skip
    if out is not None:
        if found.diagram is None:
            raise JumeauError(
                str(out), "ce modèle heuristique ne se dessine pas en BPMN.",
                "Choisissez --kind inductive.", exit_code=1,
            )  # fmt: skip
        common.leave([asked], f"model {kind}, BPMN")
        write_bpmn(found.diagram, out)
    fit = precise = None
    if measure:
        fit = align(variants, found.net, limit_s=timeout)
        precise = precision(variants, found.net, limit_s=timeout)
    return net_answer(asked, variants, found, fit, precise)


def _other(
    asked: Asked,
    kind: str,
    noise: float,
    support: float | None,
    confidence: float | None,
    timeout: float,
) -> Answer:
    from pathways.models import answer, discover_declare, discover_skeleton, temporal_profile
    from pathways.models.variants import variants_of

    if kind == "temporal":
        profile = temporal_profile(asked.log, asked.gate, limit_s=timeout)
        return answer.temporal_answer(asked, profile)
    variants = variants_of(asked.log, asked.gate)
    if kind == "skeleton":
        found = discover_skeleton(variants, noise=noise, limit_s=timeout)
        return answer.skeleton_answer(asked, variants, found)
    rules = discover_declare(
        variants, asked.gate, support=support, confidence=confidence, limit_s=timeout
    )
    return answer.declare_answer(asked, variants, rules)
