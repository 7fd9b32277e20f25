"""Reference pages of rosters: the working-time rules and the tables of a problem, from the code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docs.markdown import NO_BREAK, number, table, typeset

if TYPE_CHECKING:
    from logistics.staffing.law.rule import Rule

GROUPS = (
    ("fph", "Agents non médicaux (fonction publique hospitalière)"),
    ("senior", "Médecins seniors"),
    ("intern", "Internes"),
    ("private", "Secteur privé"),
)
CARE = ("reanimation_", "intensive_")


def working_rules() -> str:
    """Give the rules: a table, then each one whole, by population."""
    from logistics.staffing.law.book import every_rule
    from logistics.staffing.law.rule import CERTAINTY_FR, FORCE_FR

    rules = every_rule()
    rows = [
        (f"[`{r.id}`](#loi-{r.id.replace('_', '-')})", r.title, FORCE_FR[r.hard],
         CERTAINTY_FR[r.certainty].split(" :")[0])
        for r in rules
    ]  # fmt: skip
    doubtful = sum(r.certainty != "verified" for r in rules)
    parts = [
        typeset(f"{len(rules)} règles, dont {doubtful} à vérifier ou lues chez un commentateur."),
        "",
        table(("Règle", "Titre", "Force", "Certitude"), rows),
    ]
    for title, some in _groups(rules):
        parts += [f"## {title}", ""]
        for rule in some:
            parts += _rule(rule)
    return "\n".join(parts)


def _groups(rules: tuple[Rule, ...]) -> list[tuple[str, list[Rule]]]:
    found = [
        (title, [r for r in rules if r.population and r.population[0] == status])
        for status, title in GROUPS
    ]
    anyone = [r for r in rules if not r.population]
    care = [r for r in anyone if r.id.startswith(CARE)]
    return [*found, ("Soins critiques", care),
            ("Ce que le service a décidé", [r for r in anyone if r not in care])]  # fmt: skip


def _rule(rule: Rule) -> list[str]:
    from logistics.staffing.law.rule import CERTAINTY_FR, FORCE_FR
    from logistics.staffing.problem.parts import STATUS_FR

    figures = " ; ".join(
        f"{f.label}{NO_BREAK}: {number(f.value)} {f.unit}".rstrip() for f in rule.figures
    )
    rows = [
        ("Texte", rule.article),
        ("En vigueur depuis", rule.valid_from.strftime("%d/%m/%Y")),
        ("Population", " ; ".join(STATUS_FR[s] for s in rule.population) or "toute l'équipe"),
        ("Force", FORCE_FR[rule.hard]),
        ("Certitude", CERTAINTY_FR[rule.certainty]),
        ("Chiffres", figures),
        ("Le solveur demande", rule.stricter or "la même chose"),
    ]
    return [
        f"(loi-{rule.id.replace('_', '-')})=", f"### {typeset(rule.title)}", "",
        typeset(f"`{rule.id}`. {rule.text}"), "", table(("", ""), rows),
    ]  # fmt: skip


def staffing_tables() -> str:
    """Give the keys of a problem file and the headings of its tables."""
    from logistics.staffing.problem.parts import Settings, ShiftType, Unit
    from logistics.staffing.problem.problem import Problem
    from logistics.staffing.problem.tables import SHEETS

    parts = []
    for title, part in (("Le fichier", Problem), ("`[settings]`", Settings),
                        ("`[[shift]]`", ShiftType), ("`[[unit]]`", Unit)):  # fmt: skip
        rows = [(f"`{k}`", f.description) for k, f in part.model_fields.items()]
        parts += [f"## {title}", "", table(("Clé", "Sens"), rows)]
    for name, sheet in SHEETS.items():
        rows = [
            (f"`{heading.replace(' ', '_')}`", f"`{field}`",
             sheet.part.model_fields[field].description)
            for heading, field in sheet.headings.items()
        ]  # fmt: skip
        parts += [f"## Table `{name}`", "", typeset(f"{sheet.meaning}."), "",
                  table(("Colonne", "Clé TOML", "Sens"), rows)]  # fmt: skip
    return "\n".join(parts)
