"""What the model leaves out: the page of the documentation, carried with the program."""

from __future__ import annotations

import re
import tomllib
from dataclasses import astuple, dataclass, replace
from importlib import resources

from scenarios.english import Told
from scenarios.english.speech import Lang

PAGE, ENGLISH = "texts/perimetre.md", "texts/limits_en.toml"
MISSING, IN_MIND, NOT_FOR = "Pas modélisé", "Ce qu'il faut garder en tête", "Ce qu'il ne faut pas"


@dataclass(frozen=True, slots=True)
class Limits:
    """What is missing and what follows from it; what to keep in mind; what not to do."""

    missing: tuple[tuple[str, str], ...]
    in_mind: tuple[str, ...]
    not_for: tuple[str, ...]


def page() -> str:
    """Give the page as it is written: the same as that of the documentation."""
    return resources.files("scenarios.report").joinpath(PAGE).read_text(encoding="utf-8")


def limits_in(lang: Lang) -> Limits:
    """Give the limits in a language.

    Raises
    ------
    ValueError
        When the English has not as many lines as the French page.
    """
    french = limits()
    if lang == "fr":
        return french
    text = resources.files("scenarios.report").joinpath(ENGLISH).read_text(encoding="utf-8")
    page = tomllib.loads(text)
    found = Limits(tuple((str(a), str(b)) for a, b in page["missing"]),
                   *(tuple(map(Told, page[name])) for name in ("in_mind", "not_for")))  # fmt: skip
    if [len(one) for one in astuple(found)] != [len(one) for one in astuple(french)]:
        raise ValueError(f"{ENGLISH} and {PAGE} do not say as much")
    return replace(found, missing=tuple((Told(a), Told(b)) for a, b in found.missing))


def limits() -> Limits:
    """Give the limits, read from the page.

    Raises
    ------
    ValueError
        When the page has lost one of its parts.
    """
    parts = {part.partition("\n")[0].strip(): part for part in page().split("\n## ")[1:]}

    def part(title: str) -> str:
        for name, text in parts.items():
            if name.startswith(title):
                return text
        raise ValueError(f"{PAGE} has no part « {title} »")

    rows = [
        tuple(_words(cell) for cell in line.strip().strip("|").split("|"))
        for line in part(MISSING).splitlines()
        if line.startswith("|")
    ][2:]
    pairs = tuple((row[0], row[1]) for row in rows if len(row) == 2)
    return Limits(pairs, _bullets(part(IN_MIND)), _bullets(part(NOT_FOR)))


def _bullets(text: str) -> tuple[str, ...]:
    return tuple(_words(line[2:]) for line in text.splitlines() if line.startswith("- "))


def _words(text: str) -> str:
    """Give a line of Markdown without its marks."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"\*+", "", text).strip()
