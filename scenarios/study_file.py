"""Tell a study from a scenario: both are TOML, each has its own commands."""

from __future__ import annotations

import tomllib
from pathlib import Path

from twin.tables import JumeauError


def refuse_study(path: Path) -> None:
    """Refuse a study where a scenario is wanted, and say which command takes it.

    Raises
    ------
    JumeauError
        When the file lists `scenarios` and is not itself one. A file that cannot be read is left
        to the reader of scenarios, who says why.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    listed = data.get("scenarios")
    if not isinstance(listed, list) or "lever" in data:
        return
    names = " ".join(str(one) for one in listed)
    raise JumeauError(
        f"{path}",
        "c'est un fichier d'étude (clé scenarios : plusieurs scénarios et ce qu'on en demande), "
        "pas un scénario.",
        f"Lancez-le par `jumeau batch {path}` ; pour vérifier ses scénarios : "
        f"`jumeau scenario check {names}`.",
    )
