"""`jumeau staff check`: which rules a roster breaks, for whom, when, by how much."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli.french import FrenchCommand
from twin.tables import JumeauError

if TYPE_CHECKING:
    from logistics.staffing.problem.problem import Problem
    from logistics.staffing.verdict import Verdict

STATUSES = ("fph", "senior", "intern", "private")
MOST = 40


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("check", cls=FrenchCommand)(check)


def check(
    roster: Annotated[
        Path,
        typer.Argument(metavar="TABLEAU", help="Planning : CSV ou XLSX, ou le problème (.toml)."),
    ],
    problem: Annotated[
        Path | None,
        typer.Option("--problem", metavar="FICHIER", help="Le problème (.toml) ; sinon celui qui "
                     "est à côté du tableau."),
    ] = None,
    status: Annotated[
        str,
        typer.Option("--status", metavar="STATUT",
                     help="Sans problème : fph, senior, intern ou private."),
    ] = "fph",
    all_: Annotated[bool, typer.Option("--all", help="Montrer aussi toutes les alertes.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Tout en JSON.")] = False,
) -> None:  # fmt: skip
    """Vérifie un planning contre les règles de temps de travail, règle par règle.

    Le tableau a une ligne par poste (agent ; jour ; poste) ou une colonne par jour. Code de sortie
    1 quand une règle dure est enfreinte. Avec le problème seul (.toml), c'est sa trame qui est
    vérifiée. Exemple : examples/equipe.
    """
    from logistics.staffing.problem.rosters import cycle_roster, read_roster
    from logistics.staffing.verdict import judge

    if status not in STATUSES:
        raise JumeauError("--status", f"« {status} » inconnu.", f"Valeurs : {', '.join(STATUSES)}.")
    found, said = _problem(roster, problem, status)
    own = roster.suffix.lower() == ".toml"
    table = cycle_roster(found) if own else read_roster(roster, found)
    verdict = judge(found, table)
    if json:
        _json(verdict, roster, said)
    else:
        _show(verdict, said, all_)
    if not verdict.legal:
        raise typer.Exit(1)


def _problem(roster: Path, problem: Path | None, status: str) -> tuple[Problem, str]:
    """Give the problem, and which it is."""
    from logistics.staffing.problem.foreign import problem_beside, problem_from_roster
    from logistics.staffing.problem.reading import read_problem

    if roster.suffix.lower() == ".toml":
        return read_problem(roster), f"{roster}, sa trame"
    if not roster.is_file():
        raise JumeauError(f"{roster}", "fichier introuvable.", "Vérifiez le chemin.")
    beside = problem or problem_beside(roster)
    if beside is not None:
        return read_problem(beside), f"{beside}"
    kept = problem_from_roster(roster, status)  # type: ignore[arg-type]
    return kept, f"aucun : statut {status} supposé là où le tableau ne le dit pas"


def _json(verdict: Verdict, roster: Path, said: str) -> None:
    from logistics.staffing.verdict import verdict_rows
    from scenarios.cli import screen

    screen.show_json({
        "format": 1, "roster": str(roster), "problem": said,
        "start": str(verdict.problem.start), "days": verdict.problem.days,
        "persons": len(verdict.problem.person),
        "duties": sum(d.day >= verdict.roster.start for d in verdict.roster.duties),
        "legal": verdict.legal, "hard": verdict.count("hard"), "alerts": verdict.count("alert"),
        "past": verdict.count("past"), "breaches": verdict_rows(verdict),
        "rules": [{"id": r.id, "title": r.title, "article": r.article, "hard": r.hard,
                   "certainty": r.certainty, "valid_from": str(r.valid_from)}
                  for r in verdict.rules],
        "notes": list(verdict.notes),
    })  # fmt: skip


def _show(verdict: Verdict, said: str, everything: bool) -> None:
    from rich.markup import escape

    from logistics.staffing.verdict import SEVERITY_FR, verdict_rows
    from scenarios.cli import screen

    problem = verdict.problem
    duties = sum(d.day >= verdict.roster.start for d in verdict.roster.duties)
    space = screen.NO_BREAK
    typer.echo(f"Problème{space}: {_typeset(said)}")
    typer.echo(
        f"{len(problem.person)} personnes, {duties} postes, du {screen.day(str(problem.start))} "
        f"au {screen.day(str(problem.last_day))}"
    )
    rows = verdict_rows(verdict)
    kept = rows if everything else [r for r in rows if r["severity"] == "hard"][:MOST]
    marks = {"verified": "", "secondary": " (source secondaire)", "to_verify": " (à vérifier)"}
    if kept:
        screen.out().print(screen.facts_table(
            ("Force", "Qui", "Ce qui est enfreint", "Règle", "Article"),
            [(SEVERITY_FR[r["severity"]], escape(_typeset(r["name"] or "équipe")),
              escape(_typeset(r["words"])), r["rule"], r["article"] + marks[r["certainty"]])
             for r in kept],
        ))  # fmt: skip
    hidden = verdict.count("hard") - sum(r["severity"] == "hard" for r in kept)
    if hidden:
        typer.echo(f"... et {hidden} autres (--all, ou --json).")
    if not everything:
        _summary(verdict)
    for note in verdict.notes:
        typer.echo(f"note{space}: {_typeset(note)}")
    hard = verdict.count("hard")
    typer.echo(
        f"Tableau légal{space}: aucune règle dure enfreinte." if verdict.legal
        else f"Tableau refusé{space}: {hard} manquement{'s' if hard > 1 else ''} à une règle dure."
    )  # fmt: skip


def _summary(verdict: Verdict) -> None:
    """Count the alerts, rule by rule."""
    from collections import Counter

    from scenarios.cli import screen

    for severity, word in (("alert", "alerte"), ("past", "déjà dans l'historique")):
        counts = Counter(f.rule.title for f in verdict.findings if f.severity == severity)
        for title, number in counts.most_common():
            typer.echo(f"{word}{screen.NO_BREAK}: {_typeset(title)} ({number})")


def _typeset(text: str) -> str:
    """Set French punctuation with no-break spaces; nothing of a file commands the terminal."""
    from scenarios.cli import screen

    text = "".join(c for c in text if c.isprintable() or c in "\u00a0\u202f")
    for mark in ":;?!%»":
        text = text.replace(f" {mark}", f"{screen.NO_BREAK}{mark}")
    return text.replace("« ", f"«{screen.NO_BREAK}")
