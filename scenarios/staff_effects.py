"""What a roster does to the waits of its site: lived beside another one, with the same luck.

Each replication is lived once a variant: the reference (the site's usual capacity, or another
roster), the roster as planned, then, when asked, with absences that nobody makes up for, and with
these absences and the hospital's repairs. Variants share the patients, their luck and the absences.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from scenarios.base_beds import is_assumed
from scenarios.paired import paired_differences
from scenarios.team import WORD_OF
from twin.contracts import AccessChange, Calendar, CapacityChange, TwinInputs, hourly_capacity
from twin.contracts.capacity import hours_between
from twin.contracts.rosters import Roster
from twin.contracts.team_capacity import staffing_changes
from twin.contracts.teams import Team
from twin.tables import JumeauError

if TYPE_CHECKING:
    from logistics.staffing.problem.problem import Problem
    from scenarios.staff_adviser import RosterRepair

INDICATORS = (
    "ed_stay_median", "ed_stay_over_8h", "ed_seen_60", "ed_seen_240", "ed_lwbs", "boarders_8h",
    "ed_boarding_mean", "ed_present_mean",
)  # fmt: skip
"""The stay first: it can be checked against observed data; waits to a physician cannot."""
NOISE = (
    "mc95 est le bruit de simulation à paramètres fixés, pas l'incertitude de la politique ; "
    "param90 et year90 ne sont pas calculés ici (pour eux : un scénario avec le levier roster et "
    "des tirages, draws)."
)
UNSEEN = (
    "Les attentes du médecin ne se vérifient sur aucune donnée ouverte : lisez d'abord la durée de "
    "passage."
)
DRAWN = (
    "Absences tirées au sort : ce n'est la prévision de l'absence de personne ; taux et durées "
    "supposés, personne d'absent le premier jour."
)
APART = (
    "La chance d'une absence est celle d'un rang dans l'équipe, par ordre alphabétique des "
    "identifiants : deux évaluations de plannings dont les personnes diffèrent ne partagent pas "
    "leurs absences, et leur écart contient ce hasard."
)
ACCESS = (
    "Accès des urgences du territoire : {rules} règle(s) en vigueur pendant ces jours, appliquées "
    "avant comme après."
)
ESTIMATED = (
    "La capacité ordinaire de {lines} de ce site est une estimation (supposée), pas sa "
    "déclaration : l'écart au planning en dépend. Donnez la vôtre dans le fichier des "
    "capacités, ou comparez deux plannings (--against)."
)
PARTLY = (
    "Le planning ne couvre que {covered} des {days} jours mesurés : les autres gardent l'effectif "
    "ordinaire, et l'effet moyen y est dilué. Pour le planning seul, "
    "bornez --start et --days à sa période."
)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Study:
    """What is lived, and when.

    Attributes
    ----------
    start, days, warmup_days
        Measured period, and the days lived before it.
    """

    start: date
    days: int
    warmup_days: int
    replications: int
    seed: int = 2026

    @property
    def first_day(self) -> date:
        """Give the first simulated day."""
        return self.start - timedelta(days=self.warmup_days)


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to staff the site.

    Attributes
    ----------
    key, words
        Name in files, and on screen.
    repair
        Gives the adviser of one run; None where nobody repairs.
    """

    key: str
    words: str
    inputs: TwinInputs
    repair: Callable[[], RosterRepair] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Effects:
    """What was found.

    Attributes
    ----------
    comparisons
        Pairs (variant, against), by key, with their paired differences.
    hashes
        Log hash of each replication, by variant.
    repairs
        Repairs, changed cells and posts left empty of each replication; empty without repair.
    """

    variants: tuple[Variant, ...]
    comparisons: tuple[tuple[str, str, pd.DataFrame], ...]
    hashes: dict[str, list[str]]
    repairs: list[dict[str, int]] = field(default_factory=list)


def variants_of(
    base: TwinInputs,
    team: Team,
    study: Study,
    *,
    against: Team | None = None,
    absences: bool = False,
    problem: Problem | None = None,
) -> tuple[Variant, ...]:
    """Give the reference, the roster, and what absences and repairs make of it.

    Parameters
    ----------
    team
        With its absence rates, used where `absences` or `problem` ask for them.
    against
        Another roster of the same site; None is its usual capacity.
    problem
        Of the roster, to repair it; None: nobody repairs.

    Raises
    ------
    JumeauError
        When a roster does not fit its site, or covers no measured day.
    """
    _refuse_other_days(team, study)
    reference = Variant("reference", "capacité ordinaire", base)
    if against is not None:
        _refuse_other_days(against, study)
        words = f"planning {against.roster.name or 'de référence'}"
        reference = Variant("reference", words, base.with_changes(
            *staffing_changes(against, base.territory)))  # fmt: skip
    changes = staffing_changes(team, base.territory)
    planned = base.with_changes(*changes) if changes else base
    found = [reference, Variant("planned", "planning, tous présents", planned)]
    away = replace(planned, teams=(team,))
    if absences or problem is not None:
        found.append(Variant("absences", "avec les absences, sans remplacer", away))
    if problem is not None:
        from scenarios.staff_adviser import RosterRepair

        found.append(Variant("repaired", "avec les absences, réparé", away,
                             lambda: RosterRepair(team, problem, study.first_day)))  # fmt: skip
    return tuple(found)


def partly_covered(roster: Roster, study: Study) -> str | None:
    """Say how many of the measured days the roster covers, where it does not cover them all."""
    after = min(roster.end, study.start + timedelta(days=study.days))
    covered = (after - max(roster.start, study.start)).days
    return None if covered >= study.days else PARTLY.format(covered=covered, days=study.days)


def _refuse_other_days(team: Team, study: Study) -> None:
    roster = team.roster
    after = study.start + timedelta(days=study.days)
    if roster.end <= study.start or roster.start >= after:
        last = roster.end - timedelta(days=1)
        raise JumeauError(
            f"planning {roster.name}",
            f"il va du {roster.start:%d/%m/%Y} au {last:%d/%m/%Y}, hors des jours mesurés "
            f"({study.start:%d/%m/%Y}, {study.days} jours).",
            "Changez --start et --days, ou donnez le planning de cette période.",
        )  # fmt: skip


def evaluate(
    variants: Sequence[Variant], study: Study, site: str, progress: Progress | None = None
) -> Effects:
    """Live every replication of every variant and compare them.

    Variants of equal content are lived once.
    """
    total, done = study.replications * len(variants), 0
    frames: dict[str, list[pd.DataFrame]] = {v.key: [] for v in variants}
    hashes: dict[str, list[str]] = {v.key: [] for v in variants}
    repairs: list[dict[str, int]] = []
    digests = {v.key: v.inputs.digest() for v in variants}
    for replication in range(study.replications):
        lived: dict[str, tuple[str, pd.DataFrame]] = {}
        for variant in variants:
            adviser = None if variant.repair is None else variant.repair()
            known = lived.get(digests[variant.key]) if adviser is None else None
            log_hash, frame = known or _live(variant.inputs, study, replication, site, adviser)
            if adviser is None:
                lived[digests[variant.key]] = (log_hash, frame)
            else:
                repairs.append({"replication": replication, "repairs": adviser.repairs,
                                "changed_cells": adviser.changed,
                                "left_empty": adviser.left_empty})  # fmt: skip
            frames[variant.key].append(frame)
            hashes[variant.key].append(log_hash)
            done += 1
            if progress is not None:
                progress(done, total)
    together = {key: pd.concat(parts, ignore_index=True) for key, parts in frames.items()}
    comparisons = tuple(
        (key, other, paired_differences(
            together[other], together[key], INDICATORS, acted_on=(site,)))
        for key, other in _pairs([v.key for v in variants])
    )  # fmt: skip
    return Effects(tuple(variants), comparisons, hashes, repairs)


def _pairs(keys: Sequence[str]) -> list[tuple[str, str]]:
    """Give which variant is compared with which: each with the one before it."""
    return [(keys[k], keys[k - 1]) for k in range(1, len(keys))]


def _live(
    inputs: TwinInputs, study: Study, replication: int, site: str, adviser: RosterRepair | None
) -> tuple[str, pd.DataFrame]:
    """Live one replication; give its log hash and the indicators of the site."""
    from twin.contracts.run import Keep
    from twin.engine.absences import with_absences
    from twin.engine.run import run
    from twin.indicators import Tally, compute

    calendar = Calendar.of(study.first_day, study.warmup_days + study.days, inputs.territory.code)
    # Beds that nobody holds open are not staffed beds.
    tally = Tally(with_absences(inputs, study.seed, replication), calendar, study.warmup_days)
    result = run(
        inputs, start=study.start, days=study.days, warmup_days=study.warmup_days, seed=study.seed,
        replication=replication, keep=Keep.INDICATORS, observers=(tally,),
        advisers=() if adviser is None else (adviser,),
    )  # fmt: skip
    tally.run = result
    frame = compute(tally, "")
    here = frame[(frame["facility"] == site) & frame["indicator"].isin(INDICATORS)]
    return result.log_hash, here.assign(draw=0, replication=replication)


def effect_rows(effects: Effects) -> list[dict[str, Any]]:
    """Give every difference as a row with the same keys; what is not known is None."""
    from twin.indicators import catalogue

    known = {one.id: one for one in catalogue()}
    words = {v.key: v.words for v in effects.variants}
    rows = []
    for key, other, frame in effects.comparisons:
        ranked = frame.assign(order=[INDICATORS.index(i) for i in frame["indicator"]])
        for row in ranked.sort_values("order").to_dict("records"):
            one = known[row["indicator"]]
            rows.append({
                "variant": key, "against": other, "words": f"{words[key]} - {words[other]}",
                "indicator": one.id, "label": one.label, "unit": one.unit, "better": one.better,
                **{name: _plain(row[name]) for name in ("base", "policy", "difference")},
                "interval": row["interval"], "low": _plain(row["low"]),
                "high": _plain(row["high"]), "n": int(row["n"]),
                "p_adjusted": _plain(row["p_adjusted"]), "verdict": row["verdict"],
            })  # fmt: skip
    return rows


def _plain(value: Any) -> float | None:
    found = float(value)
    return found if np.isfinite(found) else None


def staffed_rows(variants: Sequence[Variant], team: Team, study: Study) -> list[dict[str, Any]]:
    """Give the mean staffed of each line over the measured days that the roster covers."""
    territory = variants[0].inputs.territory
    site = territory.facility(team.facility)
    calendar = Calendar.of(study.start, study.days, territory.code)
    names = tuple(dict.fromkeys(s.line for s in team.lines))
    tables = [
        hourly_capacity([site], [names], v.inputs.timeline, calendar)[0] for v in variants[:2]
    ]
    inside = _covered(team, calendar)
    rows = []
    for j, line in enumerate(names):
        was, becomes = (table[j][inside].astype(float) for table in tables)
        rows.append({
            "line": WORD_OF[line], "hours": int(inside.sum()), "reference_mean": float(was.mean()),
            "roster_mean": float(becomes.mean()),
            "hours_above": float(np.maximum(becomes - was, 0).sum()),
            "hours_below": float(np.maximum(was - becomes, 0).sum()),
        })  # fmt: skip
    return rows


def estimated_lines(team: Team, variants: Sequence[Variant]) -> tuple[str, ...]:
    """Give the lines staffed whose usual capacity is our estimate, none against another roster."""
    reference = variants[0].inputs
    site = reference.territory.facility(team.facility)
    if any(isinstance(one, CapacityChange) for one in reference.timeline):
        return ()  # another roster, which says its own
    held = {s.line: site.line(s.line) for s in team.lines}
    return tuple(WORD_OF[line] for line, one in held.items() if one and is_assumed(one))


def access_in_force(variants: Sequence[Variant]) -> int:
    """Give how many rules of access of the territory hold during the days lived."""
    return sum(isinstance(one, AccessChange) for one in variants[0].inputs.timeline)


def _covered(team: Team, calendar: Calendar) -> np.ndarray:
    from datetime import datetime, time

    roster = team.roster
    whole = CapacityChange(
        team.facility, team.lines[0].line, "add", 0,
        datetime.combine(roster.start, time()), datetime.combine(roster.end, time()),
    )  # fmt: skip
    return hours_between(whole, calendar)
