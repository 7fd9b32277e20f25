"""`jumeau pathways conformance`: a log held against a reference pathway."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli.french import FrenchCommand
from scenarios.cli.pathways import _common as common
from twin.tables import JumeauError

if TYPE_CHECKING:
    from pathways.answers.answer import Answer
    from pathways.answers.asked import Asked

DEFAULT_SILENCE = "30 d"


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("conformance", cls=FrenchCommand)(conformance)


def conformance(
    log: common.Log,
    reference: Annotated[
        str,
        typer.Option(
            "--reference",
            metavar="R.toml|R.bpmn",
            help="Règles (TOML), modèle (BPMN), ou nom d'une référence fournie.",
        ),
    ],
    case_end: Annotated[
        list[str] | None,
        typer.Option(
            "--case-end",
            metavar="ACTIVITÉ",
            help="BPMN : activité qui clôt un parcours (répétable).",
        ),
    ] = None,
    silence: Annotated[
        str,
        typer.Option(
            "--silence",
            metavar="DURÉE",
            help="BPMN : un parcours muet depuis ce temps à la fin des données est clos.",
        ),
    ] = DEFAULT_SILENCE,
    timeout: Annotated[
        float, typer.Option("--timeout", min=1, metavar="S", help="BPMN : temps de calcul permis.")
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
    """Comparer les parcours à une référence : écarts en mots, dossiers en attente à part."""
    from pathways.conformance.case_ends import end_of_data

    common.check_picture(picture)
    path = _found(reference)
    common.check_written(log, path, csv=csv, picture=picture)
    whole = common.whole(log, public=public, override=override)
    # The end of the data is that of the whole log, not of the cohort kept.
    until = end_of_data(whole) if whole.events else None
    asked = common.opened(
        log, where, period, site, threshold=threshold, override=override, log=whole
    )
    if path.suffix.lower() == ".toml":
        answer = _rules(asked, path, until)
    else:
        answer = _model(asked, path, until, case_end or [], silence, timeout)
    common.deliver(answer, as_json, csv, picture)


def _found(reference: str) -> Path:
    """Give the file of a reference, named or provided."""
    from pathways.conformance.reading import provided

    path = Path(reference)
    known = provided()
    if path.suffix.lower() in {".toml", ".bpmn", ".xml"}:
        return path
    if reference in known:
        return known[reference]
    raise JumeauError(
        f"--reference {reference}",
        "ni un fichier .toml ou .bpmn, ni une référence fournie.",
        f"Références fournies : {', '.join(known)}.",
    )


def _rules(asked: Asked, path: Path, until: int | None) -> Answer:
    from pathways.conformance.against_rules import against_rules
    from pathways.conformance.answer import rules_answer
    from pathways.conformance.reading import read_reference

    reference = read_reference(path)
    return rules_answer(asked, against_rules(asked.log, reference, asked.gate, until=until))


def _model(
    asked: Asked, path: Path, until: int | None, case_end: list[str], silence: str, timeout: float
) -> Answer:
    from pathways.conformance import durations
    from pathways.conformance.against_model import against_model
    from pathways.conformance.answer import model_answer
    from pathways.conformance.case_ends import CaseEnd
    from pathways.models import read_bpmn
    from scenarios.cli import screen

    quiet = durations.microseconds(silence)
    if quiet is None:
        raise JumeauError(
            f"--silence {silence}", "ce n'est pas une durée.", "Écrivez --silence '30 d'."
        )
    known = set(asked.log.names.activities)
    for name in case_end:
        if name not in known:
            raise JumeauError(
                f"--case-end {name}", "activité inconnue du journal.",
                f"Activités : {', '.join(sorted(known)[:12])}.",
            )  # fmt: skip
    ends = CaseEnd(tuple(case_end), quiet)
    diagram = read_bpmn(path)
    with screen.progress("Alignement des parcours"):
        found = against_model(asked.log, diagram, ends, asked.gate, until=until, limit_s=timeout)
    closing = f" ou s'il a eu {' ou '.join(case_end)}" if case_end else ""
    words = (
        f"Un parcours est terminé s'il est muet depuis {durations.words(quiet)} à la fin des "
        f"données{closing} (--silence, --case-end ; choix, pas un fait)."
    )
    return model_answer(asked, found, path.stem, words)
