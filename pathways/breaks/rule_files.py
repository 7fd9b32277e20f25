"""Rule files: found in their folder, read with all their faults at once, described by a schema."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from pathways.breaks.rule import Rule, Words
from pathways.vocabulary import ATTRIBUTES, TITLES
from twin.tables import JumeauError, refuse, said
from twin.toml_faults import read_toml

FOLDER = Path(__file__).parent / "rules"
MOST_BYTES = 1_000_000
_FRENCH = {
    "missing": "champ absent",
    "extra_forbidden": "champ inconnu",
    "string_type": "un texte est attendu",
    "int_type": "un nombre entier est attendu",
    "int_parsing": "un nombre entier est attendu",
    "int_from_float": "un nombre entier est attendu",
    "float_type": "un nombre est attendu",
    "bool_type": "true ou false est attendu",
    "tuple_type": "une liste est attendue",
    "dict_type": "une table est attendue",
    "model_type": "une table est attendue",
    "string_pattern_mismatch": "lettres minuscules, chiffres et tirets seulement",
    "string_too_short": "texte vide",
    "too_short": "trop court : au moins une valeur est attendue",
}


def rule_names() -> tuple[str, ...]:
    """Give the names of the rules that come with Jumeau, in alphabetical order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def every_rule() -> tuple[Rule, ...]:
    """Give the rules that come with Jumeau."""
    return tuple(read_rule(FOLDER / f"{name}.toml") for name in rule_names())


def find_rule(name: str) -> Rule:
    """Give a rule by its name, or by the path of its file.

    Raises
    ------
    JumeauError
        No such rule, or a file with faults (all of them are said).
    """
    if name.endswith(".toml"):
        return read_rule(Path(name))
    if name not in rule_names():
        near = get_close_matches(name, rule_names(), 1)
        hint = f"Vouliez-vous dire {near[0]} ? " if near else ""
        raise JumeauError(
            f"règle {name}", "règle inconnue.", f"{hint}Voyez : jumeau pathways rules list."
        )
    return read_rule(FOLDER / f"{name}.toml")


def read_rule(path: Path) -> Rule:
    """Read a rule file; every fault is given, not the first only."""
    data = _table(path)
    rule: Rule = _valid(Rule, data, path)
    faults = _unknown_words(rule, path)
    if rule.name != path.stem:
        faults.append(
            JumeauError(f"{path}, name", f"« {rule.name} » n'est pas le nom du fichier.",
                        f"Écrivez name = \"{path.stem}\", ou renommez le fichier.")
        )  # fmt: skip
    refuse(faults)
    return rule


def read_words(path: Path) -> Words:
    """Read a file that gives the words of a log for those of the rules."""
    data = _table(path)
    words: Words = _valid(Words, data.get("words", data), path)
    return words


def with_words(rule: Rule, words: Words) -> Rule:
    """Give a rule that reads a log in its own words; they win over those of the rule file."""
    merged = Words(
        activities=rule.words.activities | words.activities,
        attributes=rule.words.attributes | words.attributes,
        values=rule.words.values | words.values,
    )
    return rule.model_copy(update={"words": merged})


def rule_schema() -> dict[str, Any]:
    """Give the JSON schema (draft 2020-12) of a rule file."""
    schema = Rule.model_json_schema()
    schema["description"] = "Une règle de rupture de parcours de Jumeau."
    for part in schema["$defs"].values():
        part.pop("description", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _table(path: Path) -> dict[str, Any]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise JumeauError(str(path), f"{said(error)}.", "Vérifiez le chemin.") from error
    if len(raw) > MOST_BYTES:
        raise JumeauError(str(path), "fichier trop gros pour une règle.", "Vérifiez le fichier.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise JumeauError(
            str(path), "ce n'est pas un texte en UTF-8.", "Donnez un fichier de règle (.toml)."
        ) from error
    return read_toml(text, path)


def _valid[M: BaseModel](model: type[M], data: dict[str, Any], path: Path) -> M:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults = [_fault(path, fault) for fault in error.errors(include_url=False)]
    refuse(faults)
    raise AssertionError("a refused file has a fault")


def _fault(path: Path, fault: Any) -> JumeauError:
    place = ".".join(str(part) for part in fault["loc"]) or "règle"
    text = _FRENCH.get(fault["type"], fault["msg"].removeprefix("Value error, "))
    if fault["type"] == "literal_error":
        text = f"valeur attendue : {fault['ctx']['expected'].replace(' or ', ' ou ')}"
    given = fault.get("input")
    if isinstance(given, str | int | float | bool) and fault["type"] != "missing":
        text += f", « {given} » reçu"
    return JumeauError(
        f"{path}, {place}", f"{text}.", "Voyez le format : jumeau pathways rules schema."
    )


def _unknown_words(rule: Rule, path: Path) -> list[JumeauError]:
    """Give the words that are neither of the vocabulary nor given a meaning by `[words]`."""
    from pathways.breaks.selecting import selectors

    known = {*TITLES, *rule.words.activities}
    attributes = {*ATTRIBUTES, *rule.words.attributes}
    faults = []
    for where, one in selectors(rule):
        for word in one.activities:
            if word not in known:
                faults.append(_word_fault(path, where, "activité", word, known))
        for word in (*one.where, *one.unless):
            if word not in attributes:
                faults.append(_word_fault(path, where, "attribut", word, attributes))
    for exclusion in rule.exclusion:
        faults += [
            _word_fault(path, "exclusion", "attribut", word, attributes)
            for word in exclusion.where
            if word not in attributes
        ]
    return faults


def _word_fault(path: Path, where: str, what: str, word: str, known: set[str]) -> JumeauError:
    near = get_close_matches(word, sorted(known), 1)
    hint = f"Vouliez-vous dire « {near[0]} » ? " if near else ""
    return JumeauError(
        f"{path}, {where}",
        f"{what} « {word} » inconnu(e) du vocabulaire des parcours.",
        f"{hint}Sinon, donnez ses noms dans [words].",
    )
