"""`jumeau samu decide`: what a physician decides of the options proposed, and why, written down."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from scenarios.cli.samu._common import AsJson, say
from twin.tables import JumeauError

Many = list[str] | None


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("decide", cls=FrenchCommand)(decide)


def decide(
    proposal: Annotated[
        Path, typer.Argument(metavar="F.json", help="Écrit par samu refer ou samu batch --out.")
    ],
    accept: Annotated[
        Many, typer.Option("--accept", metavar="CAS", help="Accepter l'option 1, ou tout.")
    ] = None,
    modify: Annotated[
        Many, typer.Option("--modify", metavar="CAS=RANG", help="Choisir une autre option.")
    ] = None,
    reject: Annotated[
        Many, typer.Option("--reject", metavar="CAS", help="N'en prendre aucune.")
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="MOTIF", help="Motif : obligatoire sauf accord.")
    ] = "",
    by: Annotated[str, typer.Option("--by", metavar="QUI", help="Qui décide.")] = "",
    as_json: AsJson = False,
) -> None:
    """Accepte, change ou refuse les orientations proposées ; rien n'est jamais effacé.

    Sans option : montre les décisions prises. « tout » accepte les cas non encore décidés.
    """
    from scenarios.samu_decide import Asked, decided
    from scenarios.samu_decide import decide as write_down
    from scenarios.samu_words import NOT_A_DEVICE
    from twin.decisions import VERDICT_FR

    asked = Asked(accept or (), [_pair(text) for text in modify or []], reject or (), reason, by)
    found = decided(proposal) if asked.empty else write_down(proposal, asked)
    rows = found.rows()
    if as_json:
        screen.show_json({"notice": NOT_A_DEVICE, "left": found.left, "decisions": rows})
        return
    if rows:
        screen.out().print(screen.facts_table(
            ("Cas", "Décision", "Proposé", "Décidé", "Motif", "Par"),
            [(r["case"], VERDICT_FR[r["verdict"]], r["proposed"] or "–", r["decided"] or "–",
              r["reason"].replace("[", r"\["), r["by"].replace("[", r"\[")) for r in rows],
        ))  # fmt: skip
    else:
        say("Aucune décision sur cette proposition.")
    say(f"{found.left} cas sans décision.")
    say(f"note : {NOT_A_DEVICE}")


def _pair(text: str) -> tuple[str, str]:
    case, mark, rank = text.partition("=")
    if not mark:
        raise JumeauError("--modify", f"« {text} » refusé.", "Écrivez CAS=2 (rang de l'option).")
    return case.strip(), rank.strip()
