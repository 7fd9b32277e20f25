"""A scenario file to start from: every key, its meaning in a comment, and the line for editors."""

from __future__ import annotations

import json
import re
import shlex
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from scenarios.area import Area
from scenarios.lever import LeverModel, lever_kinds
from scenarios.scenario_schema import FILE_NAME
from scenarios.uncertain import Uncertain
from scenarios.words import near
from twin.tables import JumeauError, read_text

FIRST_DAY = "2026-01-12"
"""A Monday in winter, as in the library."""
COMMENTED = ("source", "reason", "kind")
_NO_NAME = "scenario"


def short_name(stem: str) -> str:
    """Give a name that a scenario may have from that of a file: "Été 1" gives "ete-1"."""
    plain = unicodedata.normalize("NFKD", stem.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-") or _NO_NAME


def head_lines(file: str) -> list[str]:
    """Give the first lines: the schema that editors read, and the two commands."""
    return [
        f"#:schema ./{FILE_NAME}",
        f"# Vérifier : jumeau scenario check {shlex.quote(file)}",
        f"# Calculer : jumeau run {shlex.quote(file)}",
    ]


def new_text(path: Path, kinds: Sequence[str]) -> str:
    """Give a commented scenario with some levers; what is optional is commented out.

    Raises
    ------
    JumeauError
        When a lever is not known.
    """
    lines = [
        *head_lines(path.name),
        "",
        "format = 1",
        f'name = "{short_name(path.stem)}"  # nom court : a-z, 0-9 et tirets',
        'title = "À écrire : le titre à l\'écran"',
        'question = "À écrire : que se passe-t-il si... ?"',
        'territory = "pilote"  # ou le dossier fait par : jumeau territory build',
        f"start = {FIRST_DAY}  # premier jour mesuré, sans guillemets",
        "days = 28  # jours mesurés",
        "warmup_days = 7  # jours simulés avant, non mesurés",
        "replications = 20  # répétitions : la chance d'une journée à l'autre",
        "seed = 2026  # la même graine pour les scénarios à comparer",
        "# draws = 40  # tirages des valeurs incertaines ; 0 : leur centre seulement",
        "",
        "# [assumptions]  # hypothèses du modèle, pour la référence comme pour la politique",
        "# physician_hours = [0.9, 1.1]",
        "",
        "# [decision]  # le chiffre qui décide de la réponse",
        '# indicator = "ed_stay_median"',
        "",
        *([] if kinds else _known_levers()),
        *levers_text(kinds),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def copied_text(source: Path, path: Path, kinds: Sequence[str]) -> str:
    """Give the text of another scenario under a name of its own, with more levers if asked."""
    rows = read_text(source).splitlines()
    rows = [row for row in rows if not row.startswith("#:schema")]
    named = f'name = "{short_name(path.stem)}"'
    at = next((i for i, row in enumerate(rows) if re.match(r"\s*name\s*=", row)), None)
    if at is None:
        rows.insert(0, named)
    else:
        rows[at] = named
    lines = [*head_lines(path.name), *rows, *(["", *levers_text(kinds)] if kinds else [])]
    return "\n".join(lines).rstrip("\n") + "\n"


def levers_text(kinds: Sequence[str]) -> list[str]:
    """Give the tables of some levers.

    Raises
    ------
    JumeauError
        When one is not known.
    """
    known = lever_kinds()
    lines: list[str] = []
    for rank, kind in enumerate(kinds):
        if kind not in known:
            raise JumeauError(
                f"--lever {kind}", "levier inconnu.",
                f"{near(kind, list(known))}Leviers : {', '.join(known)}.",
            )  # fmt: skip
        lines += [*_lever(kind, known[kind], rank), ""]
    return lines


def _known_levers() -> list[str]:
    return [
        "# Ajoutez des leviers : jumeau scenario new --lever NATURE, ou une table [[lever]].",
        *(f"#   {kind} : {model.label}" for kind, model in lever_kinds().items()),
    ]


def _lever(kind: str, model: type[LeverModel], rank: int) -> list[str]:
    lines = ["[[lever]]", f'kind = "{kind}"  # {model.label}']
    optional = []
    for name, info in model.model_fields.items():
        if name in COMMENTED:
            continue
        row = f"{info.alias or name} = {_written(name, info, rank)}  # {info.description or ''}"
        if info.is_required():
            lines.append(row)
        else:
            optional.append(f"# {row}")
    return [
        *lines,
        'reason = "À écrire : pourquoi ce levier"',
        'source = "assumed"  # d\'où viennent ses nombres',
        *optional,
    ]


def _written(name: str, info: FieldInfo, rank: int) -> str:
    """Give a value to start from: an example of the field, its default, or what its type wants."""
    if info.examples:
        return toml(info.examples[rank % len(info.examples)])
    default = info.get_default(call_default_factory=True)
    if isinstance(default, Area):
        return '{ departments = ["22"] }'
    if name in ("start", "end"):
        return FIRST_DAY
    extra = info.json_schema_extra
    if isinstance(extra, dict) and "default" in extra:
        return toml(extra["default"])
    if default is not PydanticUndefined and default is not None:
        return toml(default)
    hint = str(info.annotation)
    if "Count" in hint or "int" in hint:
        return "1"
    if "Uncertain" in hint or "float" in hint:
        return "0.1"
    return '""'


def toml(value: Any) -> str:
    """Write a value as TOML, on one line."""
    if isinstance(value, Uncertain):
        value = value.plain()
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json", by_alias=True, exclude_none=True)
    if isinstance(value, dict):
        inside = ", ".join(f"{key} = {toml(one)}" for key, one in value.items())
        return f"{{ {inside} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(toml(one) for one in value)}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value}"
    return json.dumps(str(value), ensure_ascii=False)
