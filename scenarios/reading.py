"""Read what a person wrote in TOML and say in French everything that is wrong, with its line."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scenarios.words import near
from twin.tables import JumeauError, read_text, refuse

Key = tuple[str | int, ...]
_ZERO_CODE = re.compile(r"=\s*\[?\s*0\d+")

_FRENCH = {
    "missing": "clé obligatoire absente.",
    "string_type": "{input} n'est pas du texte entre guillemets.",
    "string_too_short": "texte vide.",
    "string_too_long": "texte de plus de {max_length} caractères.",
    "string_pattern_mismatch": "{input} n'est pas un nom court (a-z, 0-9 et tirets).",
    "int_type": "{input} n'est pas un nombre entier.",
    "int_parsing": "{input} n'est pas un nombre entier.",
    "int_from_float": "{input} n'est pas un nombre entier.",
    "float_type": "{input} n'est pas un nombre.",
    "float_parsing": "{input} n'est pas un nombre.",
    "bool_type": "{input} n'est ni true ni false.",
    "date_type": "{input} n'est pas une date.",
    "date_parsing": "{input} n'est pas une date.",
    "date_from_datetime_parsing": "{input} n'est pas une date.",
    "date_from_datetime_inexact": "{input} n'est pas une date sans heure.",
    "greater_than_equal": "{input} est plus petit que {ge}.",
    "greater_than": "{input} doit dépasser {gt}.",
    "less_than_equal": "{input} est plus grand que {le}.",
    "less_than": "{input} doit rester sous {lt}.",
    "literal_error": "{input} n'est pas une valeur connue ({expected}).",
    "tuple_type": "{input} n'est pas une liste.",
    "model_type": "{input} n'est pas une table.",
}
_REMEDY = {
    "missing": "Ajoutez-la.",
    "date": "Écrivez une date sans guillemets : start = 2026-01-12.",
    "string_type": "Mettez la valeur entre guillemets.",
    "int": "Écrivez un entier sans guillemets.",
    "bool": "Écrivez true ou false, sans guillemets.",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A file read without fault: the model, and the text to find lines in."""

    path: Path
    text: str
    model: Any

    def fault(self, key: Key, problem: str, remedy: str) -> JumeauError:
        """Give a fault placed at a key of the file."""
        return JumeauError(_place(self.path, self.text, key), problem, remedy)


def read_scenario_file(path: Path, model: type[BaseModel]) -> Source:
    """Read a TOML file into a model.

    Raises
    ------
    JumeauError
        When the file is absent, not TOML, or holds anything the model refuses (all at once).
    """
    text = read_text(path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_fault(path, text, error) from None
    try:
        return Source(path, text, model.model_validate(data))
    except ValidationError as error:
        real = [e for e in error.errors(include_url=False) if not _other_branch(e)]
        refuse([_translated(path, text, model, data, e) for e in real])
        raise


def line_of(text: str, key: Key) -> int | None:
    """Give the line (from 1) where a key of a TOML text is written; None when not found.

    A search of the text, not a parser: it follows `[[table]]` headers, then the first line
    that begins with the key, else the first that contains it (inline tables).
    """
    lines = text.splitlines()
    first, last = 0, len(lines)
    names = [part for part in key if isinstance(part, str)]
    if len(key) >= 2 and isinstance(key[1], int):
        headers = [i for i, line in enumerate(lines) if line.strip() == f"[[{key[0]}]]"]
        if key[1] < len(headers):
            first = headers[key[1]]
            after = [i for i in headers if i > first]
            last = after[0] if after else last
        names = names[1:]
        if not names:
            return first + 1
    for name in reversed(names):
        word = re.escape(name)
        for pattern in (rf"^\s*[\"']?{word}[\"']?\s*=", rf"[{{,]\s*[\"']?{word}[\"']?\s*="):
            for number in range(first, last):
                if re.search(pattern, lines[number]):
                    return number + 1
    return first + 1 if first else None


def _place(path: Path, text: str, key: Key) -> str:
    line = line_of(text, key)
    where = f"{path}, ligne {line}" if line else f"{path}"
    dotted = "".join(f"[{p + 1}]" if isinstance(p, int) else f".{p}" for p in key).lstrip(".")
    return f"{where}, {dotted}" if dotted else where


def _syntax_fault(path: Path, text: str, error: tomllib.TOMLDecodeError) -> JumeauError:
    """Give the fault of a text that is not TOML, with the usual cause where it is seen."""
    found = re.search(r"line (\d+)", str(error))
    number = int(found[1]) if found else len(text.splitlines())
    lines = text.splitlines()
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    if _ZERO_CODE.search(line):
        return JumeauError(
            f"{path}, ligne {number}",
            f"« {line} » : un code ne s'écrit pas en nombre.",
            'Les codes (commune, FINESS) sont du texte, entre guillemets : "01004".',
        )
    return JumeauError(
        f"{path}, ligne {number}",
        f"ce n'est pas du TOML : « {line[:80]} ».",
        'Attendu : clé = valeur, texte entre guillemets, dates nues ; "[[lever]]" par levier.',
    )


def _other_branch(error: ErrorDetails) -> bool:
    """Tell whether a fault is only about the form that the person did not choose."""
    other = isinstance(error["input"], dict)
    return (other and error["loc"][-1] == "literal['none']") or (
        not other and error["type"] in {"model_type", "model_attributes_type"}
    )


def _translated(
    path: Path, text: str, model: type[BaseModel], data: dict[str, Any], error: ErrorDetails
) -> JumeauError:
    """Give one refused value in French."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    key: Key = tuple(p for p in error["loc"] if p not in {"Redeployment", "literal['none']"})
    place = _place(path, text, key)
    if kind == "jumeau":
        message, _, remedy = str(context["problem"]).rpartition(" ; ")
        if message:
            return JumeauError(place, f"{message}.", f"{remedy[:1].upper()}{remedy[1:]}.")
        return JumeauError(place, f"{remedy}.".replace("..", "."), "Corrigez cette clé.")
    if kind == "extra_forbidden":
        known = _known_keys(model, data, key)
        return JumeauError(
            place, f"clé « {key[-1]} » inconnue.", f"{near(str(key[-1]), known)}Clés : "
            f"{', '.join(known)}.",
        )  # fmt: skip
    shown = f"« {value} »" if isinstance(value, str) else str(value)
    problem = _FRENCH.get(kind, f"{{input}} refusé ({error['msg']}).")
    remedy = next((r for k, r in _REMEDY.items() if kind.startswith(k)), "Corrigez la valeur.")
    return JumeauError(place, problem.format(input=shown, **context), remedy)


def _known_keys(model: type[BaseModel], data: dict[str, Any], key: Key) -> list[str]:
    """Give the keys that could stand where an unknown one was found."""
    from scenarios.lever import lever_kinds

    fields = model.model_fields
    if key[0] == "lever" and isinstance(key[1], int):
        fields = lever_kinds()[data["lever"][key[1]]["kind"]].model_fields
        for name in key[2:-1]:
            hint = fields[str(name)].annotation
            inner = [m for m in (hint, *get_args(hint)) if hasattr(m, "model_fields")]
            fields = inner[0].model_fields if inner else {}
    return [info.alias or name for name, info in fields.items()]
