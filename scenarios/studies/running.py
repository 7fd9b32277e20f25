"""Who runs the scenarios of a study, and which run answers which scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from scenarios.assumptions import by_id
from scenarios.scenario import Scenario
from scenarios.store import StoredRun
from scenarios.studies.factor import unique
from scenarios.studies.figure import (
    Figure,
    Floats,
    differences,
    drawn_differences,
    values_of,
)
from twin.tables import JumeauError

Runner = Callable[[Sequence[Scenario], int], tuple[StoredRun, ...]]
"""Runs scenarios and the references that they need, with so many replications each."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A scenario, its reference and its run."""

    scenario: Scenario
    base: StoredRun
    policy: StoredRun
    replications: int

    def differences(self, figure: Figure) -> pd.Series:
        """Give policy - reference at central values, by replication."""
        return differences(self.base, self.policy, figure, most=self.replications)

    def drawn(self, figure: Figure) -> Floats:
        """Give policy - reference with parameters drawn, shape (draws, replications)."""
        return drawn_differences(self.base, self.policy, figure, most=self.replications)

    def values(self, figure: Figure) -> pd.Series:
        """Give the values of the policy at central values, by replication."""
        return central(self.policy, figure, self.replications)


def central(run: StoredRun, figure: Figure, most: int) -> pd.Series:
    """Give the values of draw 0 by replication, numbered up to `most`."""
    series = values_of(run, figure)
    zero: pd.Series = series[series.index.get_level_values("draw") == 0].droplevel("draw")
    return zero[zero.index <= most].sort_index()


def answers(runner: Runner, scenarios: Sequence[Scenario], replications: int) -> tuple[Answer, ...]:
    """Run scenarios and give each with its run and its reference, in the order given.

    Raises
    ------
    JumeauError
        When the runner gave no run for one of them.
    """
    runs = runner(unique(scenarios), replications)
    found = []
    for scenario in scenarios:
        asked = scenario.plain()
        policy = _answering(runs, asked, same_name=True)
        if policy is None:
            raise _absent(scenario.name)
        code = policy.record.territory.code
        base = _answering(runs, scenario.baseline(code).plain(), same_name=False)
        if base is None:
            raise _absent(f"référence de {scenario.name}")
        found.append(Answer(scenario, base, policy, replications))
    return tuple(found)


def _answering(
    runs: Iterable[StoredRun], asked: Mapping[str, Any], *, same_name: bool
) -> StoredRun | None:
    """Give the run of a scenario: same content, whatever its number of replications."""
    ignored = {"replications"} if same_name else {"replications", *_WORDS}
    wanted = _without(asked, ignored)
    return next((run for run in runs if _without(run.record.scenario, ignored) == wanted), None)


# What a scenario says to its reader and that changes no figure.
_WORDS = ("name", "title", "question", "decision", "precision", "extends")


def _without(table: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """Give a scenario without some keys, nor the assumptions that are at their central value.

    These change no input: a reference that says them and one that does not are one run.
    """
    kept = {key: value for key, value in table.items() if key not in set(keys)}
    centres = {key: one.central for key, one in by_id().items()}
    kept["assumptions"] = {
        key: value
        for key, value in (table.get("assumptions") or {}).items()
        if value != centres.get(key)
    }
    return kept


def _absent(name: str) -> JumeauError:
    return JumeauError(
        name, "aucun résultat : le calcul a échoué ou a été interrompu.",
        "Voyez la cause dans le dossier des résultats, puis relancez : ce qui est fait est gardé.",
    )  # fmt: skip
