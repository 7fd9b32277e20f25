"""Is this installation sound: versions, data, foreign packages that hide ours, free disk."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from scenarios.manifest import version_of

PACKAGES = ("twin", "pathways", "forecasting", "logistics", "scenarios", "dashboards")
LIBRARIES = ("jumeau", "mesa", "numba", "numpy", "pandas", "pyarrow", "pm4py", "xgboost", "ortools",
             "dash", "geopandas", "pydantic", "scipy")  # fmt: skip
MINIMUM_PYTHON = (3, 12)
MINIMUM_FREE_BYTES = 10**9
Locate = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at.

    Attributes
    ----------
    topic
        `python`, `version`, `data`, `package` or `disk`.
    ok
        False is a problem to mend; `remedy` then says how.
    """

    topic: str
    name: str
    value: str
    ok: bool = True
    remedy: str = ""


def diagnose(store_root: Path) -> tuple[Check, ...]:
    """Give everything checked, problems included."""
    return (
        _python(tuple(sys.version_info[:3])),
        *_libraries(),
        *shadowed(PACKAGES),
        *_data(),
        free_disk(store_root),
    )


def shadowed(packages: Sequence[str], locate: Locate | None = None) -> tuple[Check, ...]:
    """Give where each of our packages comes from; one that is not beside the others is foreign.

    Parameters
    ----------
    locate
        Gives the folder of a package; by default where Python would import it from.
    """
    ours = Path(__file__).resolve().parent.parent
    found = []
    for package in packages:
        place = (locate or _folder)(package)
        if place is None:
            remedy = "Réinstallez Jumeau (`make setup`)."
            found.append(Check("package", package, "introuvable", False, remedy))
            continue
        own = Path(place).resolve().parent == ours
        remedy = (
            "" if own else f"Un paquet étranger cache le nôtre ({ours / package}) : désinstallez-"
            "le ou installez Jumeau dans un environnement à lui (`make setup`)."
        )  # fmt: skip
        found.append(Check("package", package, str(place), own, remedy))
    return (*found, _distribution(ours))


def free_disk(store_root: Path, needed_bytes: int = MINIMUM_FREE_BYTES) -> Check:
    """Give the room left where results are kept."""
    place = store_root.resolve()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    writable = os.access(place, os.W_OK)
    remedy = "Libérez de la place, ou choisissez un autre dossier (--out, $JUMEAU_RUNS)."
    value = f"{free / 1e9:.1f} Go libres pour {store_root}".replace(".", ",", 1)
    if not writable:
        value = f"{place} n'est pas inscriptible"
    ok = writable and free >= needed_bytes
    return Check("disk", "résultats", value, ok, "" if ok else remedy)


def _python(version: tuple[int, ...]) -> Check:
    ok = version[:2] >= MINIMUM_PYTHON
    remedy = "" if ok else "Installez Python 3.12 ou plus récent, puis `make setup`."
    return Check("python", "python", ".".join(map(str, version)), ok, remedy)


def _libraries() -> list[Check]:
    checks = []
    for name in LIBRARIES:
        version = version_of(name)
        # A source checkout run in place has no installed distribution of its own.
        absent = version == "non installé" and name != "jumeau"
        remedy = "Installez les dépendances (`make setup`)." if absent else ""
        checks.append(Check("version", name, version, not absent, remedy))
    return checks


def _data() -> list[Check]:
    from twin.territory.reference_data import provenance

    try:
        sources = provenance()["sources"]
    except (OSError, ValueError, KeyError) as error:
        remedy = "Refaites les données de référence (`make reference-data`)."
        return [Check("data", "données de référence", f"illisibles ({error})", False, remedy)]
    return [
        Check("data", str(s["name"]), f"version {s['version']} : {s['content']}") for s in sources
    ]


def _folder(package: str) -> str | None:
    """Give the folder that Python would import a package from, without importing it."""
    spec = importlib.util.find_spec(package)
    if spec is None:
        return None
    places = list(spec.submodule_search_locations or ())
    return places[0] if places else spec.origin


def _distribution(ours: Path) -> Check:
    """Tell whether our packages are those of the installed distribution, or of a checkout."""
    if (ours / "pyproject.toml").is_file():
        return Check("package", "distribution", f"source : {ours}")
    remedy = "Réinstallez Jumeau (`make setup`)."
    try:
        place = Path(str(metadata.distribution("jumeau").locate_file(""))).resolve()
    except metadata.PackageNotFoundError:
        return Check("package", "distribution", "jumeau n'est pas installé", False, remedy)
    ok = place == ours
    return Check("package", "distribution", str(place), ok, "" if ok else remedy)
