"""A mapping written as a file to edit: each role, what it means, and the values it would read."""

from __future__ import annotations

import json

import polars as pl

from pathways.importing.guessing import Guess
from pathways.importing.mapping import Roles

SHOWN_VALUES = 3
PERSONAL = ("case", "patient", "event_id", "born", "died")
"""Roles whose values may name a person: no example of them is written."""
LONGEST = 40


def mapping_text(guessed: Guess, sample: pl.DataFrame, source: str, name: str) -> str:
    """Give the text of a mapping file.

    Parameters
    ----------
    guessed
        Mapping guessed; its empty roles are written as comments.
    sample
        First rows of the source, as text.
    source
        Name of the format.
    name
        File that was looked at.
    """
    mapping = guessed.mapping
    roles = mapping.columns.played()
    lines = [
        f"# Correspondance des colonnes de {name}, devinée : relisez-la.",
        "# Un rôle en commentaire n'a pas de colonne. Vérification : jumeau pathways import.",
        "format = 1",
        f"source = {_text(source)}",
    ]
    if mapping.ignore:
        lines.append(f"ignore = {_list(mapping.ignore)}")
    used = {c for columns in roles.values() for c in columns} | {*mapping.ignore}
    others = [c for c in sample.columns if c not in used]
    kept = others if mapping.attributes is None else mapping.attributes
    lines += ["", "# Autres colonnes gardées telles quelles (attributs) :"]
    lines += [f"attributes = {_list(kept)}", "", "[columns]"]
    for role, field in Roles.model_fields.items():
        lines.append(f"# {field.description}")
        if role in roles:
            columns = roles[role]
            value = _text(columns[0]) if len(columns) == 1 else _list(columns)
            why = guessed.why.get(role)
            lines.append(f"{role} = {value}{_examples(sample, role, columns[0], why)}")
        else:
            lines.append(f'# {role} = ""')
    lines += ["", "[dates]", "# Format strptime si les dates sont ambiguës : « %d/%m/%Y %H:%M »."]
    lines.append(f"format = {_text(mapping.dates.format)}")
    lines += ["# Fuseau des heures sans décalage : « Europe/Paris » ; vide : heures locales."]
    lines.append(f"zone = {_text(mapping.dates.zone)}")
    lines += ["", "[text]", "# Vide : trouvé en regardant le fichier."]
    lines.append(f"encoding = {_text(mapping.text.encoding)}")
    lines.append(f"separator = {_text(mapping.text.separator)}")
    return "\n".join(lines) + "\n"


def _examples(sample: pl.DataFrame, role: str, column: str, why: tuple[str, str] | None) -> str:
    guessed = f"  # par le {why[1]}" if why else ""
    if role in PERSONAL:
        return guessed
    values = sample[column].drop_nulls().unique(maintain_order=True).head(SHOWN_VALUES)
    # A line break in a value would end the comment.
    shown = ", ".join("".join(c if c.isprintable() else " " for c in v[:LONGEST]) for v in values)
    return f"{guessed + ' ; ' if why else '  # '}ex. : {shown}"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(values: list[str] | tuple[str, ...]) -> str:
    return "[" + ", ".join(_text(v) for v in values) + "]"
