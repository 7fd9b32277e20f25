"""Write the reference pages from the code: commands, scenario files, indicators, parameters."""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from docs.generate_library import library
from docs.generate_model import capacity_words, causes, log_rows, rules, wards
from docs.generate_pathways import break_rules, pathway_formats, pathway_words
from docs.generate_results import regions, targets
from docs.generate_staffing import staffing_tables, working_rules
from docs.markdown import NO_BREAK, number, table, typeset

HERE = Path(__file__).resolve().parent
OUT = HERE / "_generated"
STATUS = {
    "published": "Publiés : lus dans la source nommée",
    "measured": "Mesurés : calculés par nous sur des données nommées",
    "assumed": "Hypothèses (`assumed`) : aucun chiffre publié, à remplacer ou à faire varier",
}
BETTER = {"low": "bas", "high": "haut", "neutral": "ni l'un ni l'autre"}
TYPES = {"string": "texte", "integer": "entier", "number": "nombre", "boolean": "true ou false"}
KINDS = {"text": "texte", "integer": "entier", "number": "nombre", "flag": "0 ou 1"}


def version() -> str:
    """Give the version of the project."""
    text = (HERE.parent / "pyproject.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)["project"]["version"])


def commands() -> str:
    """Give every command of `jumeau`, its arguments and its options."""
    from typer.main import get_command

    from scenarios.cli.main import app
    from scenarios.cli.territory import app as territory

    def walk(command: Any, name: str) -> Iterator[tuple[str, Any]]:
        inner = getattr(command, "commands", None)
        if inner is None:
            yield name, command
            return
        for verb, one in inner.items():
            yield from walk(one, f"{name} {verb}")

    found = [
        *(pair for pair in walk(get_command(app), "jumeau") if pair[0] != "jumeau territory"),
        *walk(get_command(territory), "jumeau territory"),
    ]
    return "\n".join(_command(name, command) for name, command in found)


def _command(name: str, command: Any) -> str:
    params = [p for p in command.params if p.name not in {"help", *_COMPLETION}]
    text = inspect.cleandoc(command.help or "")
    lines = [f"## `{name}`", "", typeset(text), ""]
    if params:
        lines.append(table(("Argument ou option", "Sens", "Par défaut"), map(_param, params)))
    return "\n".join(lines)


_COMPLETION = ("install_completion", "show_completion")


def _param(param: Any) -> tuple[str, str, str]:
    if param.param_type_name == "argument":
        written = f"`{(param.metavar or param.name).strip('{}').upper()}`"
    else:
        names = [*param.opts, *param.secondary_opts]
        written = " / ".join(f"`{name}`" for name in names)
    if param.required:
        default = "obligatoire"
    elif param.default in (None, False, ""):
        default = "–"
    else:
        default = f"`{str(param.default).lower() if param.default is True else param.default}`"
    return written, param.help or "", default


def scenario_fields() -> str:
    """Give the fields of a scenario file, from its schema."""
    from scenarios.scenario import scenario_schema

    schema = scenario_schema()
    return _fields(schema, skip=("lever",))


SHARED = ("reason", "source", "start", "end")
RISING = ("ramp_days", "compliance")
"""Keys of every lever, and of those that rise day after day: shown once."""


def levers() -> str:
    """Give the levers, the keys that they share, then each one: what it does and its own keys."""
    from scenarios.dosed import DosedLever
    from scenarios.lever import lever_kinds
    from scenarios.scenario import find_scenario, library, scenario_schema

    definitions, kinds = scenario_schema()["$defs"], lever_kinds()
    uses: dict[str, list[str]] = {kind: [] for kind in kinds}
    for name in library():
        scenario = find_scenario(name, check_sites=False)
        for kind in dict.fromkeys(lever.kind for lever in scenario.lever):
            uses[kind].append(f"[{scenario.title}](bibliotheque.md#{name})")
    rises = {kind: issubclass(model, DosedLever) for kind, model in kinds.items()}
    dosed = next(kind for kind, rising in rises.items() if rising)
    rows = [
        (f"[`{kind}`](#levier-{kind})", model.label, "oui" if rises[kind] else "non")
        for kind, model in kinds.items()
    ]
    parts = [
        table(("Levier", "Ce que c'est", "Monte en charge"), rows),
        "### Clés communes",
        "",
        typeset("Les deux dernières sont celles des leviers qui montent en charge."),
        "",
        _fields(_kept(definitions[dosed], (*SHARED, *RISING)), definitions=definitions),
    ]
    for kind, model in kinds.items():
        doc = re.sub(r"\nNotes\n-+\n", "\n", inspect.cleandoc(model.__doc__ or ""))
        own = [k for k in definitions[kind]["properties"] if k not in ("kind", *SHARED, *RISING)]
        parts += [f"(levier-{kind})=", f"### `{kind}`", "", f"{typeset(model.label)}.", "",
                  "Définition dans le code (en anglais)\u00a0:", "",
                  *(f"> {line}".rstrip() for line in doc.splitlines()), "",
                  _fields(_kept(definitions[kind], own), definitions=definitions)]  # fmt: skip
        if uses[kind]:
            parts += [typeset(f"Dans la bibliothèque : {', '.join(uses[kind])}."), ""]
    return "\n".join(parts)


def _kept(schema: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Give a schema with some of its keys only."""
    found = {name: schema["properties"][name] for name in names if name in schema["properties"]}
    return {**schema, "properties": found}


def _fields(
    schema: dict[str, Any],
    *,
    skip: Sequence[str] = (),
    definitions: dict[str, Any] | None = None,
) -> str:
    required = [*schema.get("required", []), *schema.get("else", {}).get("required", [])]
    known = definitions or schema.get("$defs", {})
    rows = []
    for name, one in schema["properties"].items():
        if name in skip:
            continue
        default = one.get("default")
        shown = "obligatoire" if name in required else "–" if default is None else _plain(default)
        rows.append((f"`{name}`", _type(one, known), shown, one.get("description", "")))
    return table(("Clé", "Type", "Par défaut", "Sens"), rows)


def _plain(value: Any) -> str:
    if isinstance(value, dict) and not any(value.values()):
        return "–"
    if value == []:
        return "–"
    if isinstance(value, dict) and {"low", "high"} <= set(value):
        return _plain([value["low"], value["high"]])
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    if isinstance(value, list):
        inside = ", ".join(f'"{v}"' if isinstance(v, str) else f"{v:g}" for v in value)
        return f"`[{inside}]`"
    return f'`"{value}"`' if isinstance(value, str) else f"`{value}`"


def _type(one: dict[str, Any], known: dict[str, Any]) -> str:
    if "$ref" in one:
        fields = known[one["$ref"].rpartition("/")[2]]["properties"]
        inside = " ; ".join(f"`{k}` : {v.get('description', '')}" for k, v in fields.items())
        return f"table ({inside})"
    if "const" in one:
        return f"`{_plain(one['const']).strip('`')}`"
    if "enum" in one:
        return ", ".join(_plain(v) for v in one["enum"])
    if "anyOf" in one:
        shapes = [part for part in one["anyOf"] if part.get("type") != "null"]
        if any("law" in part.get("properties", {}) for part in shapes):
            return f"{_type(shapes[0], known)}, intervalle `[bas, haut]` ou loi"
        return " ou ".join(_type(part, known) for part in shapes)
    if one.get("format") == "date":
        return "date"
    if one.get("type") == "array":
        return f"liste de {_type(one['items'], known)}"
    others = one.get("additionalProperties")
    if one.get("type") == "object" and isinstance(others, dict):
        return f"table de {_type(others, known)}"
    low, high = one.get("minimum"), one.get("maximum")
    bounds = f" ({low} à {high})" if low is not None and high is not None else (
        f" (au moins {low})" if low is not None else "")  # fmt: skip
    return TYPES.get(one.get("type", ""), one.get("type", "")) + bounds


def indicators() -> str:
    """Give every indicator with its unit and definition."""
    from twin.indicators import catalogue

    rows = [
        (f"`{i.id}`", i.label, i.label_en, i.unit, BETTER[i.better], i.definition)
        for i in catalogue()
    ]
    return table(("Identifiant", "Nom", "English", "Unité", "Meilleur vers", "Définition"), rows)


def event_log() -> str:
    """Give the columns of the event log, then its activities and outcomes."""
    from twin.contracts import ACTIVITY_FR, EVENT_LOG, OUTCOME_FR

    parts = [
        typeset(EVENT_LOG.meaning),
        "",
        f"Clé{NO_BREAK}: " + ", ".join(f"`{name}`" for name in EVENT_LOG.key) + ".",
        "",
        _columns(EVENT_LOG.columns),
        "## Activités",
        "",
        table(
            ("Code", "Nom", "Étape"), ((int(a), f"`{a.name}`", t) for a, t in ACTIVITY_FR.items())
        ),
        "## Issues",
        "",
        table(
            ("Code", "Nom", "Issue"), ((int(o), f"`{o.name}`", t) for o, t in OUTCOME_FR.items())
        ),
    ]
    return "\n".join(parts)


def _columns(columns: Iterable[Any]) -> str:
    return table(
        ("Colonne", "Type", "Unité", "Sens"),
        ((f"`{c.name}`", KINDS[c.kind], c.unit, c.meaning) for c in columns),
    )


def source_tables() -> str:
    """Give the columns of the files of a territory: Jumeau's own, then each official file's."""
    from twin.territory.sources.capacities import CAPACITIES
    from twin.territory.sources.catalogue import sources
    from twin.territory.sources.communes import COMMUNES
    from twin.territory.sources.emergency_departments import EMERGENCY
    from twin.territory.sources.travel_overrides import OVERRIDES

    parts = []
    own = ((COMMUNES, "Communes"), (EMERGENCY, "Urgences"), (OVERRIDES, "Trajets"),
           (CAPACITIES, "Capacités"))  # fmt: skip
    for one, name in own:
        parts += [f"## {name}", "", *_source_table(one)]
    for source in sources():
        page = f" Page : `{source.publisher.page}`." if source.publisher.page else ""
        origin = f"{source.publisher.publisher} ; licence : {source.publisher.licence}.{page}"
        parts += [f"## {typeset(source.label)}", "", typeset(origin), ""]
        for one in source.tables:
            parts += [f"Table `{one.name}`{NO_BREAK}:", "", *_source_table(one)]
    return "\n".join(parts)


def _source_table(one: Any) -> list[str]:
    rows = [
        (f"`{c.name}`", KINDS[c.kind], c.unit, "oui" if c.required else "non",
         "oui" if c.nullable else "non", c.meaning + _choices(c.choices))
        for c in one.columns
    ]  # fmt: skip
    head = ("Colonne", "Type", "Unité", "Obligatoire", "Vide admis", "Sens")
    return [typeset(f"{one.meaning}. Source : {one.source}."), "", table(head, rows)]


def _choices(values: Sequence[str]) -> str:
    return f" ({', '.join(values)})" if values else ""


def parameters() -> str:
    """Give every parameter of the model by status: the Method page."""
    from twin.parameters import every_parameter

    # Observed figures are read by nothing of the model: the table of the targets shows them.
    found = [p for p in every_parameter() if not p.name.startswith("observed_")]
    parts = [
        typeset(
            f"Le modèle a {len(found)} paramètres : "
            + ", ".join(f"{sum(p.status == s for p in found)} `{s}`" for s in STATUS)
            + "."
        ),
        "",
    ]
    for status, title in STATUS.items():
        rows = [
            (p.label, number(p.value), p.unit, p.source, f"`{p.name}`")
            for p in found
            if p.status == status
        ]
        head = ("Paramètre", "Valeur", "Unité", "Source", "Nom")
        parts += [f"## {typeset(title)}", "", table(head, rows)]
    return "\n".join(parts)


def sources() -> str:
    """Give the sources of the embedded data and of the pilot, with their licences and gaps."""
    from twin.territory import Territory
    from twin.territory.reference_data import provenance

    found = provenance()
    origin = [
        (f"`{s['name']}` {s['version']}", ", ".join(s["publishers"]), s["licence_data"],
         s["licence_code"], s["content"])
        for s in found["sources"]
    ]  # fmt: skip
    files = [
        (f"`{name}`", f["lignes"], f["octets"], f"`{f['sha256'][:16]}…`")
        for name, f in found["fichiers"].items()
    ]
    pilot = [(s.name, s.publisher, s.licence, s.vintage) for s in Territory.pilot().sources]
    gaps = found["lacunes"]
    lacks = [
        (f"`{key}`", ", ".join(value) if isinstance(value, list) else value)
        for key, value in gaps.items()
        if not isinstance(value, dict)
    ]
    origin_head = ("Paquet", "Producteurs", "Licence des données", "Licence du code", "Contenu")
    return "\n".join(
        [
            typeset(f"Attribution : {found['attribution']}."), "",
            "## Données embarquées", "", table(origin_head, origin),
            "## Fichiers embarqués", "",
            table(("Fichier", "Lignes", "Octets", "sha256"), files),
            "## Territoire pilote", "",
            table(("Source", "Producteur", "Licence", "Millésime"), pilot),
            "## Lacunes connues", "", table(("Lacune", "Communes ou explication"), lacks),
        ]
    )  # fmt: skip


PAGES: dict[str, Callable[[], str]] = {
    "commands": commands,
    "scenario_fields": scenario_fields,
    "levers": levers,
    "library": library,
    "indicators": indicators,
    "event_log": event_log,
    "log_rows": log_rows,
    "rules": rules,
    "causes": causes,
    "wards": wards,
    "capacity_words": capacity_words,
    "source_tables": source_tables,
    "parameters": parameters,
    "targets": targets,
    "sources": sources,
    "regions": regions,
    "break_rules": break_rules,
    "pathway_formats": pathway_formats,
    "pathway_words": pathway_words,
    "working_rules": working_rules,
    "staffing_tables": staffing_tables,
}


def write_all(folder: Path = OUT) -> None:
    """Write every generated page; a page that has not changed keeps its date."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        path, text = folder / f"{name}.md", page()
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
