"""Tell a study from a scenario: both are TOML, each has its own commands."""

from __future__ import annotations

import tomllib
from pathlib import Path
from shlex import quote
from typing import Any

from twin.tables import JumeauError

STUDY_KEYS = ("scenarios", "factor", "design", "sensitivity", "explain", "flip", "losers")
SCENARIO_KEYS = ("lever", "start", "extends", "territory")
"""Keys that only a scenario has: a file that has one is read, and refused, as a scenario."""


def is_study(path: Path) -> bool:
    """Say whether a file is a study, complete or not: it asks for analyses, and has no measure.

    A file that cannot be read is none: the reader of scenarios says why.
    """
    data = _read(path)
    return any(key in data for key in STUDY_KEYS) and not any(k in data for k in SCENARIO_KEYS)


def refuse_study(path: Path) -> None:
    """Refuse a study where a scenario is wanted, and say which command takes it.

    Raises
    ------
    JumeauError
        When the file is a study.
    """
    if not is_study(path):
        return
    data = _read(path)
    key = next(key for key in STUDY_KEYS if key in data)
    listed = data.get("scenarios")
    names = [str(one) for one in listed] if isinstance(listed, list) else []
    beside = [str(path.parent / name) if (path.parent / name).is_file() else name for name in names]
    each = " ".join(quote(one) for one in beside)
    check = f" ; pour vérifier ses scénarios : `jumeau scenario check {each}`" if each else ""
    raise JumeauError(
        f"{path}",
        f"c'est un fichier d'étude (clé {key} : plusieurs scénarios et ce qu'on en demande), "
        "pas un scénario.",
        f"Lancez-le par `jumeau batch {quote(str(path))}`{check}.",
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
