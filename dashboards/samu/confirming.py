"""Bases tried, then lived by the twin: the scenario that says them, its run, both figures."""

from __future__ import annotations

import hashlib
import re
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd

from dashboards import views, workshop
from dashboards.jobs import Job, jobs, submit
from dashboards.library import Library, ref_of
from dashboards.samu.trial import Trial, levers_of
from scenarios.samu_words import NOT_A_DEVICE
from scenarios.scenario import Scenario, load_scenario
from scenarios.siting_ground import Ground
from scenarios.toml_text import toml_text
from twin.tables import JumeauError
from twin.territory import Territory

EFFORTS = {"court": (7, 4), "long": (28, 20)}
"""Days and replications of a confirmation: quick and noisy, or the length of a study."""
START, WARMUP_DAYS, SEED = "2026-01-12", 7, 2026
DAY_DAYS = 3
"""Days run to film one: a Monday and the two days that its stages may need to end."""
SAME = ("lever", "start", "days", "warmup_days", "seed")
"""What a run must share with the scenario of a trial for its figures to be those of the trial."""
TWIN = ("smur_response_median", "smur_response_p90", "smur_sorties")


def day_text(where: str, name: str) -> str:
    """Give the scenario whose only aim is a filmed day of the reference."""
    return toml_text(
        {"format": 1, "name": name, "title": "Une journée pour le SAMU",
         "question": "Comment vivent les équipes et les urgences, un lundi ?", "territory": where,
         "start": START, "days": DAY_DAYS, "warmup_days": WARMUP_DAYS, "replications": 1,
         "seed": SEED},
        f"Écrit par la page SAMU. {NOT_A_DEVICE}",
    )  # fmt: skip


def trial_text(ground: Ground, trial: Trial, where: str, effort: str) -> tuple[str, str]:
    """Give the name and the file of the scenario of a trial.

    Raises
    ------
    JumeauError
        Nothing changes, or a commune hosts a base: the twin opens a base at a hospital only.

    Notes
    -----
    The name holds what is asked and the digest of the territory: a territory built again, or bases
    whose teams are others, is another scenario, and its run is not taken for this one.
    """
    levers = levers_of(ground, trial)
    if not levers:
        raise JumeauError("Essai", "rien ne change : il n'y a rien à faire juger.",
                          "Ouvrez, fermez ou déplacez une base.")  # fmt: skip
    days, replications = EFFORTS.get(effort, EFFORTS["court"])

    def told(name: str) -> str:
        return _trial_file(name, where, days, replications, levers)

    asked = f"{told('')}|{ground.territory.digest()}"
    name = f"essai-bases-{hashlib.sha256(asked.encode()).hexdigest()[:8]}"
    return name, told(name)


def _trial_file(
    name: str, where: str, days: int, replications: int, levers: list[dict[str, object]]
) -> str:
    return toml_text(
        {
            "format": 1, "name": name, "title": "Bases de SMUR essayées",
            "question": "Les bases essayées raccourcissent-elles le délai des SMUR, équipes "
                        "occupées comprises ?",
            "territory": where, "start": START, "days": days, "warmup_days": WARMUP_DAYS,
            "replications": replications, "seed": SEED,
            "decision": {"indicator": "smur_response_p90", "threshold": 0, "better": "lower"},
            "lever": levers,
        },
        f"Écrit par la page SAMU : à faire juger par jumeau run. {NOT_A_DEVICE}",
    )  # fmt: skip


def day_name(identifier: str) -> str:
    """Give the name of the scenario of a filmed day, one for each territory."""
    kept = re.sub(r"[^a-z0-9]+", "-", identifier.lower()).strip("-")[:40].strip("-") or "lieu"
    return f"journee-samu-{kept}"


def started(library: Library, name: str, text: str, territory: Territory) -> Job:
    """Check a scenario, save its file and put it in the line of runs; nothing where it is wrong.

    Raises
    ------
    JumeauError
        What the reader of scenarios refuses.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        try:
            found = load_scenario(path, territory=territory)
        except JumeauError as error:
            told = str(error).replace(f"{path}, ", "").replace(f"{path}", "")
            raise JumeauError("Scénario", told, "") from None
    workshop.save(library.root, name, text, replace=True)
    running = next((job for job in jobs(library.root) if job.name == name
                    and job.state() in ("waiting", "running")), None)  # fmt: skip
    return running or submit(library.root, text, name, found.title)


def job_named(library: Library, name: str) -> Job | None:
    """Give the newest job of a scenario; None when there is none."""
    return next((job for job in jobs(library.root) if job.name == name), None)


def run_named(library: Library, name: str) -> str | None:
    """Give the newest stored run of a scenario, as addresses name it."""
    return next((ref_of(run) for run in library.runs().values() if run.name == name), None)


def run_of(library: Library, name: str, text: str, territory: Territory) -> str | None:
    """Give the newest run of this very scenario on this very territory, as addresses name it.

    A name is not enough: a scenario may be changed under its name, a territory built again.
    """
    plain = Scenario.model_validate(tomllib.loads(text)).plain()
    digest = territory.digest()
    for run in library.runs().values():
        if run.name != name or run.record.territory.digest != digest:
            continue
        if all(run.record.scenario.get(key) == plain[key] for key in SAME):
            return ref_of(run)
    return None


def lived(library: Library, name: str, text: str, territory: Territory) -> list[dict[str, Any]]:
    """Give what the twin says of a trial, whole territory; empty while it has not been lived.

    Parameters
    ----------
    name, text
        What `trial_text` gives.
    territory
        That of the figures beside: a run on another one is not shown.

    Raises
    ------
    JumeauError
        When the run is altered.
    """
    ref = run_of(library, name, text, territory)
    if ref is None or ref not in library.policies():
        return []
    rows: pd.DataFrame = views.of_site(library.study(ref).rows, "")
    kept = rows[rows["indicator"].isin(TWIN)].set_index("indicator")
    found = []
    for one in TWIN:
        if one in kept.index:
            row = {str(key): value for key, value in kept.loc[one].items()}
            found.append({**row, "indicator": one})
    return found
