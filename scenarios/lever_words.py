"""What a lever's keys accept, and how a refused one is said: codes, wards, problems in French."""

from __future__ import annotations

import unicodedata
from typing import Annotated, get_args

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from scenarios.words import near
from twin.contracts.wards import BED_LINES, ELECTIVE_LINES, WARDS, WARDS_FR
from twin.territory.facility import Line
from twin.territory.sources.capacities import RESOURCES

PARTS_OF_BEDS = (
    "Une part de lit (part, suivi, montée) est un lit ouvert une part des jours, trois à la "
    "suite : juste en moyenne sur plusieurs semaines, tout ou rien sur quelques jours."
)
"""What the reader of an answer must know where a lever moves less than whole beds."""


def parted(text: str) -> tuple[str, str]:
    """Give the problem and the remedy of a message written "problem ; remedy"."""
    message, _, remedy = text.rpartition(" ; ")
    if message:
        return f"{message}.", f"{remedy[:1].upper()}{remedy[1:]}.".replace("..", ".")
    return f"{remedy}.".replace("..", "."), "Corrigez cette clé."


def problem(text: str) -> PydanticCustomError:
    """Give a fault whose French message is shown as it is ("problem ; remedy")."""
    return PydanticCustomError("jumeau", "{problem}", {"problem": text})


def _text_code(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise problem(
            f"{value} est un nombre ; les codes (commune, FINESS) sont du texte, "
            f'entre guillemets : "{value}"'
        )
    return value


Code = Annotated[str, BeforeValidator(_text_code, json_schema_input_type=str), Field(min_length=1)]
"""A code: text between quotes, never a number (01001 would lose its zero)."""
OptionalCode = Annotated[str, BeforeValidator(_text_code, json_schema_input_type=str)]
"""A code, or nothing ("")."""


def _folded(word: str) -> str:
    """Give a word without accents nor capitals."""
    split = unicodedata.normalize("NFKD", word.strip().lower())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


_BEDS = {line: word for word, line in RESOURCES.items()}
WARD_WORDS: dict[str, str] = {
    ward: _BEDS[line].removeprefix("lits_") for ward, line in zip(WARDS, BED_LINES, strict=True)
}
"""French word of each ward, as in a file of capacities less its `lits_`."""
_MEANT: dict[str, str] = {
    **{word: ward for ward, word in WARD_WORDS.items()},
    **{f"lits_{word}": ward for ward, word in WARD_WORDS.items()},
    **{_folded(label): ward for ward, label in WARDS_FR.items()},
    **{_folded(label.partition(" (")[0]): ward for ward, label in WARDS_FR.items()},
    **{ward: ward for ward in WARDS},
}
_SAID = sorted({*WARD_WORDS.values(), *(f"lits_{w}" for w in WARD_WORDS.values()), *WARDS})
"""What the published schema accepts."""


def _ward(value: object) -> object:
    if isinstance(value, str) and _folded(value) in _MEANT:
        return _MEANT[_folded(value)]
    words = sorted(WARD_WORDS.values())
    known = [word for word in _MEANT if word not in WARDS]
    said = f"« {value} »" if isinstance(value, str) else str(value)
    raise problem(
        f"service {said} inconnu ; {near(_folded(str(value)), known)}services : {', '.join(words)}"
    )


def ward_named(value: object) -> str:
    """Give the ward that a word means.

    Raises
    ------
    PydanticCustomError
        When it means none.
    """
    return str(_ward(value))


Ward = Annotated[
    str,
    BeforeValidator(_ward),
    Field(json_schema_extra={"enum": [*_SAID]}),
]
"""A ward: the word of the capacity files (`medecine`, `lits_medecine`), its label, or its id."""


def beds_line(ward: str) -> Line:
    """Give the line of the beds of a ward that unscheduled patients can use."""
    return BED_LINES[WARDS.index(ward)]


def elective_line(ward: str) -> Line:
    """Give the line of the beds of a ward kept for planned stays."""
    return ELECTIVE_LINES[WARDS.index(ward)]


if not set(WARDS) == set(WARDS_FR) or not set(BED_LINES) <= set(get_args(Line)):
    raise ValueError("the wards of the levers are not those of the twin")
