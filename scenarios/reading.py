"""Read what a person wrote in TOML and say in French everything that is wrong, with its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scenarios.chain import Chain, read_chain
from scenarios.lever_words import parted
from scenarios.toml_places import Key, line_of
from scenarios.words import near
from twin.tables import JumeauError, refuse

__all__ = ["Key", "Source", "in_french", "in_order", "line_of", "read_scenario_file", "read_source"]

_FRENCH = {
    "missing": "clé obligatoire absente.",
    "string_type": "{input} n'est pas du texte entre guillemets.",
    "string_too_short": "texte vide.",
    "string_too_long": "texte de plus de {max_length} caractères.",
    "string_pattern_mismatch": "{input} n'est pas un nom court (a-z, 0-9 et tirets).",
    "int_type": "{input} n'est pas un nombre entier.",
    "int_parsing": "{input} n'est pas un nombre entier.",
    "int_parsing_size": "{input} est un nombre trop grand.",
    "int_from_float": "{input} n'est pas un nombre entier.",
    "float_type": "{input} n'est pas un nombre.",
    "float_parsing": "{input} n'est pas un nombre.",
    "finite_number": "{input} n'est pas un nombre fini.",
    "bool_type": "{input} n'est ni true ni false.",
    "bool_parsing": "{input} n'est ni true ni false.",
    "date_type": "{input} n'est pas une date.",
    "date_parsing": "{input} n'est pas une date.",
    "date_from_datetime_parsing": "{input} n'est pas une date.",
    "date_from_datetime_inexact": "{input} n'est pas une date sans heure.",
    "datetime_type": "{input} n'est pas un moment.",
    "datetime_parsing": "{input} n'est pas un moment.",
    "datetime_from_date_parsing": "{input} n'est pas un moment.",
    "greater_than_equal": "{input} est plus petit que {ge}.",
    "greater_than": "{input} doit dépasser {gt}.",
    "less_than_equal": "{input} est plus grand que {le}.",
    "less_than": "{input} doit rester sous {lt}.",
    "literal_error": "{input} n'est pas une valeur connue ({expected}).",
    "tuple_type": "{input} n'est pas une liste.",
    "list_type": "{input} n'est pas une liste.",
    "too_short": "liste trop courte : {actual_length} au lieu de {min_length} au moins.",
    "too_long": "liste trop longue : {actual_length} au lieu de {max_length} au plus.",
    "dict_type": "{input} n'est pas une table.",
    "model_type": "{input} n'est pas une table.",
    "model_attributes_type": "{input} n'est pas une table.",
}
_REMEDY = {
    "missing": "Ajoutez-la.",
    "date_from_datetime_inexact": "Retirez l'heure : 2026-01-12.",
    "datetime": "Écrivez un moment sans guillemets : 2026-01-12T20:00:00.",
    "date": "Écrivez une date sans guillemets : 2026-01-12.",
    "string_type": "Mettez la valeur entre guillemets.",
    "string_too_short": "Écrivez-le.",
    "int": "Écrivez un entier sans guillemets.",
    "float": "Écrivez un nombre sans guillemets, avec un point : 0.5.",
    "bool": "Écrivez true ou false, sans guillemets.",
    "tuple": 'Écrivez une liste entre crochets : ["a", "b"].',
    "list": 'Écrivez une liste entre crochets : ["a", "b"].',
    "dict": "Écrivez une table : { clé = valeur }.",
    "model": "Écrivez une table : { clé = valeur }.",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was read: the model, what is wrong, and where each key is written.

    Attributes
    ----------
    model
        What the file says; without its refused keys and levers when there are faults, so that
        the others can still be checked; None when too little is left.
    faults
        What is refused, all at once.
    ranks
        Rank in the file (from 0) of each lever of the model.
    refused
        First keys that are refused or missing: what depends on them cannot be checked.
    """

    chain: Chain
    model: Any
    faults: tuple[JumeauError, ...] = ()
    ranks: tuple[int, ...] = ()
    refused: frozenset[str] = frozenset()

    def fault(self, key: Key, problem: str, remedy: str) -> JumeauError:
        """Give a fault placed at a key of the file, or of the one it extends."""
        return JumeauError(self.chain.place(key), problem, remedy)


def read_scenario_file(path: Path, model: type[BaseModel]) -> Source:
    """Read a TOML file, and those that it extends, into a model.

    Raises
    ------
    JumeauError
        When a file is absent, not TOML, or holds anything the model refuses (all at once).
    """
    source = read_source(path, model)
    refuse(source.faults)
    return source


def read_source(
    path: Path, model: type[BaseModel], instead: Mapping[str, Any] | None = None
) -> Source:
    """Read a TOML file into a model; what it refuses is in the faults of the source.

    Parameters
    ----------
    instead
        Values of keys that are refused or missing, so that the rest can be checked.

    Raises
    ------
    JumeauError
        When a file is absent, or so broken that nothing can be read.
    """
    chain = read_chain(path)
    faults = chain.faults()
    if len(chain.parts) > 1 and "name" not in chain.own.data and not chain.lost("name"):
        problem = "clé obligatoire absente : un fichier qui en étend un autre a son propre nom."
        faults.append(JumeauError(chain.own.place(("name",)), problem, "Ajoutez-la."))
    levers = chain.data.get("lever", ())
    every = tuple(range(len(levers))) if isinstance(levers, list) else ()
    try:
        held = model.model_validate(chain.data)
        return Source(chain, held, in_order(faults), every)
    except ValidationError as error:
        refused = []
        errors = error.errors(include_url=False)
        within = {one["loc"][:-1] for one in errors}
        for one in errors:
            # A list is not too short when one of its items is refused: it is only misspelt.
            if _other_branch(one) or (one["type"] == "too_short" and one["loc"] in within):
                continue
            key, problem, remedy = in_french(one, model, chain.data)
            refused.append((one["type"], key))
            if one["type"] != "missing" or not chain.lost(one["loc"][-1]):
                faults.append(JumeauError(chain.place(key), problem, remedy))
    left, ranks = _left(chain.data, model, refused, instead or {})
    keys = frozenset(str(key[0]) for _, key in refused if key)
    return Source(chain, left, in_order(faults), ranks, keys)


def _left(
    data: Mapping[str, Any],
    model: type[BaseModel],
    refused: list[tuple[str, Key]],
    instead: Mapping[str, Any],
) -> tuple[BaseModel | None, tuple[int, ...]]:
    """Give what can be read once what is refused is left out, and the ranks of its levers.

    A lever without its unknown keys may be refused for what they stood for: that is no fault of
    its own, and it is left out too, so that the others are still checked.
    """
    rest, ranks = _rest(data, refused, instead)
    for _ in range(1 + len(ranks)):
        try:
            return model.model_validate(rest), ranks
        except ValidationError as error:
            more: list[tuple[str, Key]] = []
            for one in error.errors(include_url=False):
                key, _, _ = in_french(one, model, rest)
                if len(key) > 1 and key[0] == "lever" and isinstance(key[1], int):
                    key = ("lever", ranks[key[1]])
                more.append(("refused", key))
            refused = [*refused, *more]
            rest, ranks = _rest(data, refused, instead)
    return None, ranks


def in_order(faults: Sequence[JumeauError]) -> tuple[JumeauError, ...]:
    """Give faults in the order of the lines of each file."""
    return tuple(sorted(faults, key=_by_line))


def _rest(
    data: Mapping[str, Any], refused: Sequence[tuple[str, Key]], instead: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[int, ...]]:
    """Give what is left of a file without its refused keys and levers, and the ranks of these."""
    rest = dict(data)
    levers = rest.get("lever")
    kept = {rank: one for rank, one in enumerate(levers)} if isinstance(levers, list) else {}
    for kind, key in refused:
        inside = len(key) > 1 and key[0] == "lever" and isinstance(key[1], int)
        if inside and kind == "extra_forbidden" and len(key) == 3:
            # A lever already left out stays out: half of one would hide all the rest.
            if int(key[1]) in kept:
                lever = kept[int(key[1])]
                kept[int(key[1])] = {name: one for name, one in lever.items() if name != key[2]}
        elif len(key) > 1 and key[0] == "lever" and isinstance(key[1], int):
            kept.pop(int(key[1]), None)
        elif key:
            rest.pop(str(key[0]), None)
    missing = {name: one for name, one in instead.items() if name not in rest}
    held = {"lever": list(kept.values())} if "lever" in data else {}
    return {**rest, **missing, **held}, tuple(kept)


def in_french(error: ErrorDetails, model: type[BaseModel], data: Any) -> tuple[Key, str, str]:
    """Give one refused value in French: its key, the problem, the remedy."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    key = _keys_only(error["loc"], data, missing=kind == "missing")
    if kind == "jumeau":
        return key, *parted(str(context["problem"]))
    if kind == "extra_forbidden":
        known = [name for name in _known_keys(model, data, key)]
        hint = near(str(key[-1]), known)
        return key, f"clé « {key[-1]} » inconnue.", f"{hint}Clés : {', '.join(known)}."
    shown = f"« {value} »" if isinstance(value, str) else _toml(value)
    said = {name: str(one).replace(" or ", " ou ") for name, one in context.items()}
    problem = _FRENCH.get(kind, "{input} est refusé ici.").format(input=shown, **said)
    remedy = next((r for k, r in _REMEDY.items() if kind.startswith(k)), "Corrigez la valeur.")
    if kind == "literal_error" and isinstance(value, str):
        words = [word.strip(" '") for word in said["expected"].replace(" ou ", ", ").split(",")]
        remedy = f"{near(value, words)}{remedy}"
    return key, problem, remedy


def _toml(value: Any) -> str:
    """Give a value about as the file writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _by_line(fault: JumeauError) -> tuple[str, int]:
    path, _, rest = fault.place.partition(", ligne ")
    number = rest.partition(",")[0]
    return path.partition(", ")[0], int(number) if number.isdigit() else 0


def _keys_only(location: tuple[int | str, ...], data: Any, *, missing: bool) -> Key:
    """Give the keys of a location, without the names of types that pydantic adds."""
    found: list[str | int] = []
    held: Any = data
    for rank, part in enumerate(location):
        inside = isinstance(held, Mapping) and part in held
        if isinstance(held, list | tuple) and isinstance(part, int):
            inside = part < len(held)
        if inside:
            held = held[part]
        elif not (missing and rank == len(location) - 1):
            continue
        found.append(part)
    return tuple(found)


def _other_branch(error: ErrorDetails) -> bool:
    """Tell whether a fault is only about the form that the person did not choose."""
    other = isinstance(error["input"], dict)
    tagged = any(isinstance(part, str) and part == "Redeployment" for part in error["loc"])
    return (other and error["loc"][-1:] == ("literal['none']",)) or (
        tagged and not other and error["type"] in {"model_type", "model_attributes_type"}
    )


def _known_keys(model: type[BaseModel], data: Any, key: Key) -> list[str]:
    """Give the keys that could stand where an unknown one was found."""
    from scenarios.lever import lever_kinds

    held: type[BaseModel] | None = model
    path = key[:-1]
    if len(path) >= 2 and path[0] == "lever" and isinstance(path[1], int):
        held = lever_kinds()[data["lever"][path[1]]["kind"]]
        path = path[2:]
    for name in path:
        if held is None or isinstance(name, int):
            continue
        field = held.model_fields.get(name)
        held = next(_models(field.annotation), None) if field else None
    fields = held.model_fields.items() if held is not None else ()
    return [info.alias or name for name, info in fields]


def _models(hint: Any) -> Iterator[type[BaseModel]]:
    """Give the models that an annotation holds."""
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint
    for inner in get_args(hint):
        yield from _models(inner)
