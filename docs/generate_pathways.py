"""Reference pages of care pathways: break rules, formats, words; taken from the code at each build.

The rules come from their own files, the columns of the PMSI from their declared table, the words
from the vocabulary that every source is read into.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from docs.markdown import number, table, typeset

if TYPE_CHECKING:
    from pydantic import BaseModel

    from pathways.breaks.rule import Rule, Selector

KINDS_FR = {
    "stay": "séjour", "emergency": "urgences", "visit": "contact avec un professionnel",
    "act": "acte", "drug": "médicament", "move": "mouvement, jamais compté comme un soin",
}  # fmt: skip
RECOGNISED = {
    "csv": "tout texte à colonnes ; une ligne, un événement ; avec une correspondance, ou deviné",
    "fhir": "un fichier `.ndjson`, un `Bundle` JSON ou un dossier",
    "ocel": "JSON, XML ou SQLite ; `--object` dit quel objet fait le parcours",
    "omop": "un dossier de tables (CSV, CSV.gz ou Parquet)",
    "pmsi": "CSV ou Parquet qui a `ano`, `entree` (ou `delai`) et un mot du PMSI",
    "rpu": "un XML d'OSCOUR ; un passage est un parcours, sans identifiant de patient",
    "xes": "`.xes`, `.xes.gz` ; une trace est un parcours",
}
"""How each format is known; a new source without its words stops the build."""


def break_rules() -> str:
    """Give the rules of care breaks: a table, then each one whole."""
    from pathways.breaks.rule_files import every_rule
    from pathways.breaks.sentences import CERTAINTY_FR

    rules = every_rule()
    rows = [
        (f"[`{r.name}`](#regle-{r.name})", r.title, _days(r), CERTAINTY_FR[r.certainty])
        for r in rules
    ]
    parts = [table(("Règle", "Titre", "Fenêtre, jours", "Certitude"), rows)]
    for rule in rules:
        parts += _rule(rule)
    return "\n".join(parts)


def _days(rule: Rule) -> str:
    window = rule.window
    since = " après la fin du traitement" if window.supply_attribute else ""
    return f"{window.first_day} à {window.last_day}{since}"


def _rule(rule: Rule) -> list[str]:
    from pathways.breaks.sentences import CERTAINTY_FR, window_words

    anchor = rule.anchor
    cohort = " ; ".join(_selector(s) for s in anchor.events)
    if anchor.age_min is not None or anchor.age_max is not None:
        low = f"{anchor.age_min} ans au moins" if anchor.age_min is not None else ""
        high = f"{anchor.age_max} ans au plus" if anchor.age_max is not None else ""
        cohort += f" ; {' et '.join(x for x in (low, high) if x)}"
    for days, words in (
        (anchor.observed_before_days, "observé depuis {} jours au moins"),
        (anchor.spacing_days, "une ancre tous les {} jours au plus"),
        (anchor.min_earlier, "avec {} ancre antérieure au moins"),
    ):
        cohort += f" ; {words.format(days)}" if days else ""
    if anchor.pick == "first":
        cohort += " ; la première du patient"
    start = "la sortie" if anchor.at == "end" else "le début"
    unwanted = rule.expectation == "unwanted"
    count = f"{rule.expected.count} jours distincts : " if rule.expected.count > 1 else ""
    rows = [
        ("Certitude", CERTAINTY_FR[rule.certainty]),
        ("Cohorte", cohort),
        ("L'horloge part", f"dès {start} de l'ancre"),
        ("Écartés à l'ancre", " ; ".join(x.label for x in rule.exclusion)),
        ("Fait rupture" if unwanted else "Attendu", f"{count}{rule.expected.label} : "
         + " ; ".join(_selector(s) for s in rule.expected.events)),
        ("Fenêtre", window_words(rule).removeprefix("Fenêtre\u00a0: ")),
        ("Concurrents", " ; ".join(c.label for c in rule.competing)),
        ("Chiffres publiés", " ; ".join(
            f"{f.label} : {number(f.value)} {f.unit}" + (f" à {f.days} jours" if f.days else "")
            for f in rule.figures)),
        ("Sources", " ; ".join(rule.sources)),
        ("Supposé, à vérifier", " ; ".join(rule.assumed)),
    ]  # fmt: skip
    return [
        f"(regle-{rule.name})=", f"## {typeset(rule.title)}", "",
        typeset(f"`{rule.name}`. {rule.question}"), "", table(("", ""), rows),
    ]  # fmt: skip


def _selector(one: Selector) -> str:
    """Say which events a selector takes."""
    said = " ou ".join(f"`{word}`" for word in one.activities)
    for link, patterns in ((" avec ", one.where), (" sauf ", one.unless)):
        # A table of Markdown has no room for a star: what begins with a code ends in « … ».
        parts = [
            f"`{key}` = {' ou '.join(f'`{value.replace("*", "…")}`' for value in values)}"
            for key, values in patterns.items()
        ]
        said += link + " et ".join(parts) if parts else ""
    return said + (" (équivalent)" if one.equivalent else "")


def pathway_formats() -> str:
    """Give the formats read, the roles of a mapping, and the columns of the PMSI."""
    from pathways.importing.mapping import Dates, Mapping, Roles, Text
    from pathways.importing.registry import sources
    from pathways.sources._pmsi_columns import FIELDS, NATURES, PMSI, SYNONYMS

    named: dict[str, list[str]] = {}
    for old, new in SYNONYMS.items():
        named.setdefault(new, []).append(f"`{old}`")
    rows = [
        (f"`{c.name}`", "non" if not c.required else "oui", c.unit, c.meaning,
         ", ".join(named.get(c.name, [])))
        for c in PMSI.columns
    ]  # fmt: skip
    reads = [(f"`{n}`", s.TITLE_FR, RECOGNISED[n]) for n, s in sources().items()]
    keys: list[tuple[str, type[BaseModel], tuple[str, ...]]] = [
        ("", Mapping, ("format", "source", "attributes", "ignore")),
        ("columns.", Roles, tuple(Roles.model_fields)),
        ("dates.", Dates, tuple(Dates.model_fields)),
        ("text.", Text, tuple(Text.model_fields)),
    ]  # fmt: skip
    fields = [
        (f"`{prefix}{key}`", model.model_fields[key].description)
        for prefix, model, names in keys
        for key in names
    ]
    head = ("Colonne", "Obligatoire", "Unité", "Sens", "Noms nationaux compris")
    return "\n".join([
        "## Les formats lus", "",
        table(("`--format`", "Format", "Reconnu à"), reads),
        "## Le fichier de correspondance", "",
        typeset("Un fichier TOML. `jumeau pathways mapping` l'écrit ; `--schema` en donne le "
                "schéma JSON."), "",
        table(("Clé", "Sens"), fields),
        "## Les colonnes du PMSI", "",
        typeset(f"{PMSI.meaning[0].upper()}{PMSI.meaning[1:]}. Source : {PMSI.source}."), "",
        table(head, rows),
        "### Natures de ligne", "", _pairs("`nature`", NATURES),
        "### Champs", "",
        table(("`champ`", "Activité du journal"), ((f"`{k}`", f"`{v}`")
                                                  for k, v in FIELDS.items())),
    ])  # fmt: skip


def pathway_words() -> str:
    """Give the vocabulary of a log: activities, attributes and their codes."""
    from pathways import vocabulary as words

    rows = [
        (f"`{a.word}`", a.title_fr, KINDS_FR[a.kind], a.pmsi, a.omop, a.rpu)
        for a in words.ACTIVITIES
    ]
    exits = [(f"`{word}`", f"mode de sortie {mode}") for mode, word in words.RPU_EXITS.items()]
    codes: Sequence[tuple[str, Mapping[str, str]]] = (
        ("`mode_sortie`", words.EXIT_MODES),
        ("`mode_entree`", words.ENTRY_MODES),
        ("`destination`, `provenance`", words.DESTINATIONS),
    )
    return "\n".join([
        "## Activités", "",
        table(("Mot", "Sens", "Genre", "PMSI", "OMOP", "RPU"), rows),
        "### Sorties des urgences (RPU)", "", table(("Mot", "Vient de"), exits),
        "## Attributs", "", _pairs("Attribut", words.ATTRIBUTES),
        "## Codes", "",
        *(part for title, meanings in codes for part in (_pairs(title, meanings), "")),
    ])  # fmt: skip


def _pairs(head: str, meanings: Mapping[str, str]) -> str:
    def lines() -> Iterator[tuple[str, str]]:
        for key, meaning in meanings.items():
            yield (
                f"`{key}`",
                meaning.replace("voir ENTRY_MODES", "codes plus bas")
                .replace("voir EXIT_MODES", "codes plus bas")
                .replace("voir DESTINATIONS", "codes plus bas"),
            )

    return table((head, "Sens"), lines())
