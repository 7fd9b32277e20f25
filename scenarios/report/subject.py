"""Which results a note is about: each policy with the reference that shares its luck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.compare import Comparison, compare
from scenarios.store import Store, StoredRun, comparable
from twin.tables import JumeauError
from twin.territory import Territory


@dataclass(frozen=True, slots=True)
class Subject:
    """A policy, its reference, and the territory when its data are still at hand."""

    base: StoredRun
    policy: StoredRun
    comparison: Comparison
    territory: Territory | None
    why_no_territory: str = ""


def subjects(store: Store, words: Sequence[str]) -> tuple[Subject, ...]:
    """Give the policies that words name, each with its reference.

    Parameters
    ----------
    words
        As `Store.get` takes them: name, `name/digest`, folder, file of a scenario. A reference
        may be among them: it then serves the policies that it can meet.

    Raises
    ------
    JumeauError
        When a word names nothing, only references are given, or a policy has no reference.
    """
    runs = list({run.path.resolve(): run for run in map(store.get, words)}.values())
    policies = [run for run in runs if run.record.scenario.get("lever")]
    references = [run for run in runs if not run.record.scenario.get("lever")]
    if not policies:
        raise JumeauError(
            ", ".join(words),
            "sans levier, c'est une référence : il n'y a pas de décision à noter.",
            "Donnez le résultat d'une politique : `jumeau store list` les montre.",
        )
    others = store.list()
    return tuple(_subject(policy, references, others) for policy in policies)


def _subject(policy: StoredRun, given: Sequence[StoredRun], others: Sequence[StoredRun]) -> Subject:
    base = (
        best_reference(policy, given)
        or best_reference(policy, others)
        or best_reference(policy, _beside(policy))
    )
    if base is None:
        raise JumeauError(
            f"{policy.name}/{policy.path.name}",
            "sa référence (même territoire, période, graine et code) n'est pas dans le dossier.",
            f"Relancez `jumeau run {policy.name}` sans --no-baseline, ou donnez le bon --out.",
        )
    territory, why = territory_of(policy)
    return Subject(base, policy, compare(base, policy, zones=True), territory, why)


def best_reference(policy: StoredRun, runs: Sequence[StoredRun]) -> StoredRun | None:
    """Give the reference, of those given, that shares most with a policy.

    It has no lever, answers the same question, gives the model's factors the same values, and has
    replications in common: the more the better, then the more draws, then the latest.
    """
    asked = policy.record.scenario.get("assumptions") or {}
    mine = set(policy.replications())
    found = [
        (len(mine & set(run.replications())), run.record.draws, run.record.created, run)
        for run in runs
        if not run.record.scenario.get("lever")
        and (run.record.scenario.get("assumptions") or {}) == asked
        and comparable(run, policy)
    ]
    shared = [one for one in found if one[0]]
    return max(shared, key=lambda one: one[:3])[3] if shared else None


def _beside(policy: StoredRun) -> tuple[StoredRun, ...]:
    """Give the runs of the store that a policy given by its folder lies in."""
    return Store(policy.path.parent.parent).list()


def territory_of(run: StoredRun) -> tuple[Territory | None, str]:
    """Give the territory of a run, or None and why: its folder may be gone, or changed since."""
    from pathlib import Path

    from scenarios.scenario import PILOT

    where = str(run.record.scenario.get("territory", PILOT))
    try:
        place = Territory.pilot() if where == PILOT else Territory.load(Path(where))
    except JumeauError as error:
        return None, f"Le territoire du calcul n'est plus lisible ({error.problem})"
    if place.digest() != run.record.territory.digest:
        return None, "Le territoire installé n'est plus celui du calcul (empreintes différentes)."
    return place, ""
