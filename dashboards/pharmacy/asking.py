"""What is asked of an order: files by kind, columns, day, service, budget; typed, then checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboards.pharmacy.previewing import ASIDE, NEEDED
from dashboards.pharmacy.shelf import FILES, Deposit, Source
from scenarios.parts import write_whole
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.stock_inputs import Asked

MAPPING = "colonnes.toml"
SERVICES = ("cycle", "fill")
TYPED = ("asof", "service", "levels", "budget", "review", "days")
"""What the form asks, each as it was typed."""
REVIEWS, DAYS, DELAYS = (1, 31), (1, 90), (1, 45)
KIND_FR = {
    "consommation": "sorties", "stock": "stock", "commandes": "commandes", "produits": "catalogue",
    "marches": "marchés", "ruptures": "jours de rupture", "interdits": "substitutions interdites",
    "services": "services",
}  # fmt: skip


def defaults() -> dict[str, str]:
    """Give what the form shows first: the values of the command line."""
    from forecasting.stock.parameters import REVIEW_DAYS, SERVICE

    levels = ";".join(f"{100 * level:g}" for level in SERVICE.series)
    return {"asof": "", "service": SERVICES[0], "levels": levels, "budget": "",
            "review": f"{REVIEW_DAYS.number:g}", "days": "30"}  # fmt: skip


def by_kind(sources: Sequence[Source], kinds: Sequence[str]) -> dict[str, Source]:
    """Give the file of each kind, those left aside put away.

    Raises
    ------
    JumeauError
        Two files of a kind, or one of the three needed kinds without a file.
    """
    found: dict[str, Source] = {}
    for source, kind in zip(sources, kinds, strict=True):
        if kind == ASIDE:
            continue
        if kind in found:
            raise JumeauError(
                source.name, f"« {found[kind].name} » est déjà le fichier « {KIND_FR[kind]} ».",
                "Réunissez-les en un seul fichier, ou laissez l'un des deux de côté.",
            )  # fmt: skip
        found[kind] = source
    absent = [KIND_FR[kind] for kind in NEEDED if kind not in found]
    if absent:
        raise JumeauError(
            "Fichiers", f"il manque : {', '.join(absent)}.", "Ajoutez-les, ou dites lequel c'est."
        )
    return found


def typed(values: Mapping[str, Any]) -> dict[str, str]:
    """Check what was typed; give it as texts, defaults where nothing was.

    Raises
    ------
    JumeauError
        A value that cannot be read.
    """
    from scenarios import stock_typed

    said = {name: str(values.get(name) or "").strip() for name in TYPED}
    said = {name: value or defaults()[name] for name, value in said.items()}
    stock_typed.day(said["asof"])
    stock_typed.levels(said["levels"])
    stock_typed.budget(said["budget"])
    if said["service"] not in SERVICES:
        said["service"] = SERVICES[0]
    whole(said["review"], "Jours entre deux commandes", REVIEWS)
    whole(said["days"], "Jours regardés", DAYS)
    return said


def whole(text: str, place: str, bounds: tuple[int, int]) -> int:
    """Read a whole number between two bounds.

    Raises
    ------
    JumeauError
        It is not one.
    """
    low, high = bounds
    plain = text.strip()
    value = int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 4 else low - 1
    if not low <= value <= high:
        raise JumeauError(place, f"« {text} » refusé.", f"Écrivez un nombre de {low} à {high}.")
    return value


def mapping(roles: Mapping[tuple[str, str], Any]) -> dict[str, dict[str, str]]:
    """Give the columns told, by kind and role; what is left to guess is not there."""
    found: dict[str, dict[str, str]] = {}
    for (kind, role), heading in roles.items():
        if heading:
            found.setdefault(kind, {})[role] = str(heading)
    return found


def asked_of(deposit: Deposit, settings: Mapping[str, Any], place: Path) -> Asked:
    """Give the question of an order as the command line asks it.

    Parameters
    ----------
    place
        Folder of the order that holds the files (that of the trial's own order, for a trial).

    Raises
    ------
    JumeauError
        A file is no longer there, or a value cannot be read.
    """
    from scenarios import stock_typed
    from scenarios.stock_inputs import Asked

    files = {kind: place / FILES / str(name) for kind, name in settings["files"].items()}
    told = settings.get("mapping") or {}
    path = deposit.folder / MAPPING
    if told:
        write_whole(path, lambda temporary: _write(temporary, _toml(told)))
    said = typed(settings)
    return Asked(
        files["consommation"], files["stock"], files["commandes"], files.get("produits"),
        files.get("marches"), files.get("ruptures"), files.get("interdits"),
        files.get("services"), path if told else None, asof=stock_typed.day(said["asof"]),
        review_days=int(said["review"]), service="fill" if said["service"] == "fill" else "cycle",
        levels=stock_typed.levels(said["levels"]), budget=stock_typed.budget(said["budget"]),
        days=int(said["days"]), replayed=not settings.get("delay"),
        delay_days=int(settings.get("delay") or 0), delayed=str(settings.get("delayed") or ""),
    )  # fmt: skip


def _toml(told: Mapping[str, Mapping[str, str]]) -> str:
    from scenarios.toml_text import toml_text

    return toml_text(told)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
