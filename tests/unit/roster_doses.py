"""A roster on disk and the doses of the lever `roster` for `test_levers`."""

from __future__ import annotations

import tempfile
from pathlib import Path

SITE = "220000012"
FOLDER = Path(tempfile.mkdtemp(prefix="jumeau-"))
PROBLEM = """format = 1
name = "urgentistes"
start = 2026-01-12
days = 7

[[person]]
id = "U1"
status = "senior"
skills = ["urgentiste"]

[[person]]
id = "U2"
status = "senior"
skills = ["urgentiste"]

[[shift]]
id = "G"
start = "00:00"
end = "00:00"
kind = "garde"
"""


def write(folder=FOLDER, lines=("U1;2026-01-12;G",)):
    """Write a roster and its problem; give the path of the roster."""
    (folder / "equipe.toml").write_text(PROBLEM, encoding="utf-8")
    path = folder / "planning.csv"
    path.write_text("agent;jour;poste\n" + "".join(f"{x}\n" for x in lines), encoding="utf-8")
    return path


# One person of the three that the site usually has: two are lacking at any hour of the week.
_PLACED = {
    "site": SITE,
    "roster": str(write(lines=[f"U1;2026-01-{12 + k};G" for k in range(7)])),
}
ROSTERS = {
    "roster": (
        _PLACED | {"staffs": []},
        _PLACED | {"staffs": [{"line": "medecins", "skill": "urgentiste"}]},
    )
}
"""By kind: the zero dose and a real one."""
