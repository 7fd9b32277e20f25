"""`jumeau samu grade`: how urgent archived or invented cases are, by rules that can be edited."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from scenarios.cli.samu._common import AsJson, RulesFile, say, typeset
from twin.tables import JumeauError

if TYPE_CHECKING:
    from logistics.samu.grading.rules import Rules


STATUS_FR = {"assumed": "supposé", "published": "publié", "measured": "mesuré"}


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("grade", cls=FrenchCommand)(grade)


def grade(
    cases: Annotated[
        Path | None, typer.Argument(metavar="CAS.csv", help="Cas archivés ou inventés.")
    ] = None,
    motive: Annotated[
        str | None, typer.Option("--motif", metavar="MOTIF", help="Un seul cas, dit ici.")
    ] = None,
    signs: Annotated[
        str, typer.Option("--signes", metavar="A+B", help="Ses signes, séparés par +.")
    ] = "",
    age: Annotated[str, typer.Option("--age", metavar="CLASSE", help="Classe d'âge.")] = "45-64",
    called: Annotated[
        str, typer.Option("--appel", metavar="QUAND", help="Date et heure de l'appel.")
    ] = "2026-01-12 03:00",
    onset: Annotated[
        str, typer.Option("--debut", metavar="QUAND", help="Date et heure du premier signe.")
    ] = "",
    rules_file: RulesFile = None,
    show_rules: Annotated[
        bool, typer.Option("--show-rules", help="Montrer les règles, motifs, signes et besoins.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Graduer des cas archivés : priorité P0-P3, réponse R1-R4, besoins, et pourquoi."""
    from logistics.samu.grading.grade import grade as graded_by
    from logistics.samu.grading.rules import read_rules
    from scenarios.samu_reading import case_of, read_cases
    from scenarios.samu_telling import graded, rules_told, sealed
    from scenarios.samu_words import NOT_A_DEVICE

    if (cases is not None) + (motive is not None) + show_rules != 1:
        raise JumeauError("grade", "un fichier de cas, ou --motif, ou --show-rules est attendu.",
                          "Donnez l'un des trois.")  # fmt: skip
    rules = read_rules(rules_file)
    if show_rules:
        if as_json:
            screen.show_json(rules_told(rules))
        else:
            _show_rules(rules)
        return
    if cases is not None:
        found = read_cases(cases, rules)
    else:
        told = {"cas": "cas-1", "motif": motive, "signes": signs, "age": age, "appel": called,
                "debut": onset}  # fmt: skip
        found = (case_of(told, "grade", rules),)
    rows = [graded(case, graded_by(case, rules)) for case in found]
    if as_json:
        screen.show_json(sealed({"notice": NOT_A_DEVICE, "rules": rules.title, "cases": rows}))
        return
    screen.out().print(screen.facts_table(
        ("Cas", "Motif", "Priorité", "Réponse", "Besoins", "Pourquoi", "Règles"),
        [(row["case"], rules.motives[row["motive"]], row["priority"], row["response"],
          ", ".join(rules.needs[n].name for n in row["needs"]) or "–",
          typeset(row["reason"]) + (" (supposé)" if row["assumed"] else ""),
          ", ".join(row["rules"]) or "aucune") for row in rows], whole=(0, 2, 3),
    ))  # fmt: skip
    say(f"note : {NOT_A_DEVICE}")
    say(f"note : règles « {rules.title} » ; jumeau samu grade --show-rules les montre.")


def _show_rules(rules: Rules) -> None:
    from logistics.samu.grading.case import NEEDS, RESPONSES_FR
    from scenarios.samu_words import NOT_A_DEVICE

    console = screen.out()
    console.print(typeset(f"[bold]{rules.title} : {len(rules.rules)} règles[/bold]"))

    def among(keys: tuple[str, ...]) -> str:
        return ", ".join(keys) or "–"

    console.print(screen.facts_table(
        ("Règle", "Motifs", "Signes", "Âges", "Début", "Suggère", "Besoins", "Raison", "Statut"),
        [(r.id, among(r.motives), among(r.signs), among(r.ages),
          f"≤ {r.onset_max_min:g} min" if r.onset_max_min < float("inf") else "–",
          f"{r.priority} {r.response}", ", ".join(NEEDS[n] for n in r.needs) or "–",
          typeset(r.reason), STATUS_FR[r.status]) for r in rules.rules],
    ))  # fmt: skip
    for source in dict.fromkeys(rule.source for rule in rules.rules):
        those = [rule.id for rule in rules.rules if rule.source == source]
        many = f"{len(those)} règles" if len(those) > 5 else ", ".join(those)
        say(f"Source : {source} ({many}).")
    say(f"Sans règle : {rules.otherwise[0]} {rules.otherwise[1]}. {rules.otherwise[2]}")
    say("Réponses : " + ", ".join(f"{key} {name}" for key, name in RESPONSES_FR.items()) + ".")
    console.print("\n[bold]Besoins et délais[/bold]")
    console.print(screen.facts_table(
        ("Besoin", "Nom", "Délai", "Porte-traitement", "Source", "Statut"),
        [(NEEDS[n.id], n.name,
          "–" if n.window_min == float("inf") else f"{n.window_min:g} min depuis "
          + ("le premier signe" if n.window_from == "onset" else "l'équipe sur place"),
          f"{n.care_min:g} min", typeset(n.source), STATUS_FR[n.status])
         for n in rules.needs.values()], whole=(0,),
    ))  # fmt: skip
    say("Motifs : " + ", ".join(rules.motives))
    say("Signes : " + ", ".join(f"{key} ({name})" for key, name in rules.signs.items()))
    say(f"note : {NOT_A_DEVICE}")
