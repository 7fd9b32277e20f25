"""The words of INSEE's projections: zones, age groups, years and scenarios as files write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from twin.territory.regions import REGIONS

SEXES = {"1": 1, "h": 1, "hommes": 1, "homme": 1, "m": 1, "2": 2, "f": 2, "femmes": 2, "femme": 2}
_YEAR = re.compile(r"(?:pop(?:ulation)?[ _]?)?((?:19|20)\d\d)(?:\.0)?")


def folded(word: object) -> str:
    """Give a word without case, accents, hyphens nor apostrophes."""
    text = "" if word is None else str(word)
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[-'’_]", " ", bare.casefold()).split())


def word_of(cell: object) -> str:
    """Give a cell as text, whole numbers without a decimal part."""
    if cell is None or (isinstance(cell, float) and cell != cell):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def year_of(name: str) -> str:
    """Give the year that the name of a column is, "POP_2040" or "2040"; empty if none."""
    found = _YEAR.fullmatch(name.replace(" ", "_"))
    return found.group(1) if found else ""


def age_group(word: str) -> tuple[int | None, int | None]:
    """Give the bounds of "[0;4]", "0 à 4 ans", "[95;+]", "95 ans ou plus", "12"; no first: none."""
    numbers = [int(n) for n in re.findall(r"\d{1,3}", word)]
    is_open = "+" in word or "plus" in word.casefold()
    if len(numbers) == 1:
        return numbers[0], None if is_open else numbers[0]
    if len(numbers) == 2 and not is_open and numbers[0] <= numbers[1]:
        return numbers[0], numbers[1]
    return None, None


@cache
def zones(level: str) -> Mapping[str, tuple[str, str]]:
    """Give level and code by name or code; a code alone is ambiguous where the level is not."""
    from twin.territory import reference_data

    table = reference_data.department_names()
    found: dict[str, tuple[str, str]] = {}
    if level in {"", "reg"}:
        found |= {folded(name): ("reg", code) for code, name in REGIONS.items()}
    if level == "reg":
        found |= {code: ("reg", code) for code in REGIONS}
    if level in {"", "dep"}:
        pairs = list(zip(table["dep"].tolist(), table["nom"].tolist(), strict=True))
        found |= {folded(name): ("dep", code) for code, name in pairs}
        found["reunion"] = ("dep", "974")
        # "29" is Finistère in a column of departments; overseas and Corse never collide.
        clear = [c for c, _ in pairs if level == "dep" or len(c) == 3 or not c.isdigit()]
        found |= {code.casefold(): ("dep", code) for code in clear}
    return found


def scenario_of(name: str) -> str:
    """Give central, haute, basse (population high or low), or the name of another variant."""
    words = folded(name)
    other = re.search(r"\b(fec\w*|esp\w*|vie|mig\w*)\b.*\b(haute?|basse?|bas)\b", words)
    if other:
        return f"{other.group(1)}_{other.group(2)}"
    if re.search(r"\bcentrale?\b", words):
        return "central"
    # "Haute-Savoie" is no scenario: the word ends the name, or follows "pop".
    for sign, scenario in (("haute?", "haute"), ("basse?|bas", "basse")):
        if re.search(rf"\b(?:{sign})$|\b(?:pop\w*|scenario|variante) (?:{sign})\b", words):
            return scenario
    return ""
