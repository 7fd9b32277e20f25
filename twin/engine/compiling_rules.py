"""The finer rules of the SAMU as the kernel reads them: limits, doors, plans, moves of teams."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from twin.contracts import MS_PER_HOUR, MS_PER_MINUTE, Calendar, LawKind, ReferralChange, TwinInputs
from twin.contracts.bases import SMUR, UnitBase
from twin.contracts.capacity import hours_between
from twin.contracts.inputs import digest_of
from twin.contracts.policies import DestinationRule, DispatchRule
from twin.contracts.regulation import (
    BasesToHold,
    Cover,
    CoverDispatch,
    CrowdedDoor,
    DestinationPlan,
    MoveUp,
    MoveUpRule,
)
from twin.contracts.replanning import LivePlan
from twin.engine.compiling_cover import Covers, cover_tables
from twin.engine.tables import Ints, Short, Small
from twin.tables import JumeauError
from twin.territory.facility import Facility

_LONGEST_HOLD_MS = 24 * MS_PER_HOUR
"""Longest hold of a unit at a door where the model sets none."""


class Rules(NamedTuple):
    """The fields of `Tables` of the same names."""

    dispatch_limit: Ints
    dispatch_cover: Short
    offload: Ints
    plan_row: Short
    plan: Small
    replan: Ints
    move_rule: Short
    move_row: Short
    move_most: Ints
    compliance: Small
    lend: Small


def regulation_tables(
    inputs: TwinInputs,
    calendar: Calendar,
    *,
    dispatch: Short,
    destination: Short,
    hospitals: Sequence[Facility],
    centres: Sequence[Facility],
    bases: Sequence[UnitBase],
    zone_base: Small,
    units: Short,
) -> tuple[Rules, Covers]:
    """Give the numbers of the finer rules by hour, and the covers that they count.

    Parameters
    ----------
    dispatch, destination
        The rules by hour (`rule_tables`).
    zone_base, units
        Minutes of the bases to each commune, ms, and units staffed by base and hour.

    Raises
    ------
    JumeauError
        When a plan or a table names what the territory does not have, or a number means nothing.
    """
    hours, usual = calendar.hours, inputs.referral
    rules = Rules(
        dispatch_limit=np.zeros((hours, 4), np.int64),
        dispatch_cover=np.zeros(hours, np.int16),
        offload=np.zeros((hours, 3), np.int64),
        plan_row=np.zeros(hours, np.int16),
        plan=np.full(_plan_shape(inputs), -1, np.int32),
        replan=np.zeros((1, 2), np.int64),
        move_rule=np.zeros(hours, np.int16),
        move_row=np.zeros(hours, np.int16),
        move_most=np.zeros(hours, np.int64),
        compliance=np.full((1, len(centres), 1, 1), -1, np.int32),
        lend=np.zeros(len(bases), np.int32),
    )
    covers: list[Cover] = []
    for terms, on in _held(inputs, calendar, "cover_dispatch", usual.cover_dispatch):
        said = CoverDispatch() if terms is None else terms
        at = on & (dispatch == DispatchRule.CLOSEST_WITH_COVERAGE)
        if at.any():
            rules.dispatch_limit[at, 1:] = [_ms("délai d'envoi", m) for m in said.limits_min]
            rules.dispatch_cover[at] = _rank(covers, said.cover)
    for terms, on in _held(inputs, calendar, "crowded_door", usual.crowded_door):
        door = CrowdedDoor() if terms is None else terms
        at = on & (destination == DestinationRule.OFFLOAD_AWARE)
        if at.any():
            rules.offload[at] = _door(inputs, door)
    plans, replan = [rules.plan], [rules.replan]
    for row, plan, at in plans_in_force(inputs, calendar, destination):
        rules.plan_row[at] = row
        plans.append(_plan(inputs, plan, hospitals))
        replan.append(_replan(plan))
    held = [rules.compliance[0]]
    for terms, at in _held(inputs, calendar, "move_up", usual.move_up):
        if terms is None or terms.rule == MoveUpRule.HOME or not at.any():
            continue
        rules.move_rule[at] = int(terms.rule)
        rules.move_most[at] = _ms("route d'un repositionnement", terms.most_min)
        if terms.rule == MoveUpRule.DMEXCLP:
            rules.move_row[at] = _rank(covers, terms.cover)
        else:
            rules.move_row[at] = len(held)
            held.append(_to_hold(terms, centres, bases))
    if rules.move_rule.any() and units.size:
        smur = np.array([base.kind == SMUR for base in bases])
        rules.lend[:] = np.where(smur, units.min(axis=1), 0)
    found = rules._replace(
        plan=np.concatenate(plans), replan=np.concatenate(replan), compliance=_stacked(held)
    )
    return found, cover_tables(inputs, bases, zone_base, covers)


def plans_in_force(
    inputs: TwinInputs, calendar: Calendar, destination: Short
) -> list[tuple[int, DestinationPlan | LivePlan, np.ndarray]]:
    """Give each plan of destinations that is followed: its row, from 1, itself, its hours.

    Parameters
    ----------
    destination
        The rule by hour (`rule_tables`).
    """
    found: list[tuple[int, DestinationPlan | LivePlan, np.ndarray]] = []
    for plan, on in _held(inputs, calendar, "destination_plan", inputs.referral.destination_plan):
        at = on & (destination == DestinationRule.PLANNED)
        if plan is not None and at.any():
            found.append((1 + len(found), plan, at))
    return found


def _replan(plan: DestinationPlan | LivePlan) -> Ints:
    """Give the minutes between two plans and the digest of who makes them, 0 for a fixed one."""
    if isinstance(plan, DestinationPlan):
        return np.zeros((1, 2), np.int64)
    told = int.from_bytes(bytes.fromhex(digest_of(plan))[:8], "little", signed=True)
    return np.array([[plan.every_min, told]], np.int64)


def _held(
    inputs: TwinInputs, calendar: Calendar, name: str, usual: Any
) -> list[tuple[Any, np.ndarray]]:
    """Give each setting of a rule and the hours at which it is the one in force."""
    row = np.zeros(calendar.hours, np.int64)
    said = [usual]
    for change in inputs.timeline:
        if isinstance(change, ReferralChange) and getattr(change, name) is not None:
            row[hours_between(change, calendar)] = len(said)
            said.append(getattr(change, name))
    return [(one, row == rank) for rank, one in enumerate(said)]


def _rank(covers: list[Cover], cover: Cover) -> int:
    """Give the row of a way of counting cover, the first one being 1."""
    if cover not in covers:
        covers.append(cover)
    return 1 + covers.index(cover)


def _ms(what: str, minutes: float) -> int:
    if not 0 <= minutes <= 24 * 60:
        raise JumeauError(what, f"{minutes:g} min.", "Donnez de 0 à 1440 minutes.")
    return round(minutes * MS_PER_MINUTE)


def _door(inputs: TwinInputs, door: CrowdedDoor) -> tuple[int, int, int]:
    longest = inputs.pathways.calls.handover_most
    most = _LONGEST_HOLD_MS
    if longest.kind is not LawKind.NEVER:
        most = round(longest.mean_min * MS_PER_MINUTE)
    return _ms("détour", door.detour_min), _ms("box", door.box_min), most


def _plan_shape(inputs: TwinInputs) -> tuple[int, int, int]:
    return 1, len(inputs.territory.population.zones), len(inputs.needs.causes)


def _plan(
    inputs: TwinInputs, plan: DestinationPlan | LivePlan, hospitals: Sequence[Facility]
) -> Small:
    """Give a plan by the ranks of the territory; communes and causes it does not name go nearest.

    One that is made again every few minutes starts empty (`twin.engine.replanning` writes it).

    Raises
    ------
    JumeauError
        When it names a hospital, a commune or a cause that the territory does not have.
    """
    if isinstance(plan, LivePlan):
        return np.full(_plan_shape(inputs), -1, np.int32)
    zones = {str(zone): z for z, zone in enumerate(inputs.territory.population.zones)}
    causes = {cause: c for c, cause in enumerate(inputs.needs.causes)}
    sites = {site.id: i for i, site in enumerate(hospitals)}
    for word, known, said in (
        ("commune", zones, plan.zones), ("motif", causes, plan.causes),
        ("hôpital", sites, plan.sites),
    ):  # fmt: skip
        unknown = [one for one in said if one not in known]
        if unknown:
            raise JumeauError(
                "plan d'orientation", f"{word} inconnu : {unknown[0]}.",
                "Refaites le plan sur ce territoire.",
            )  # fmt: skip
    ranks = np.array([*(sites[site] for site in plan.sites), -1], np.int32)
    if plan.site.shape != (len(plan.zones), len(plan.causes)):
        raise ValueError("a plan has one hospital a commune and cause")
    if plan.site.size and not -1 <= plan.site.min() <= plan.site.max() < len(plan.sites):
        raise ValueError("a plan ranks its own hospitals")
    table = np.full(_plan_shape(inputs), -1, np.int32)
    rows, columns = [zones[z] for z in plan.zones], [causes[c] for c in plan.causes]
    if rows and columns:
        table[0][np.ix_(rows, columns)] = ranks[plan.site]
    return table


def _to_hold(terms: MoveUp, centres: Sequence[Facility], bases: Sequence[UnitBase]) -> Small:
    """Give the bases to hold by centre and number of free teams, -1 after the last one.

    Raises
    ------
    JumeauError
        When a table names a department without a SAMU, or a base that is not one of its SMUR.
    """
    rank = {b.facility.id: i for i, b in enumerate(bases) if b.kind == SMUR}
    by_department = {centre.department: i for i, centre in enumerate(centres)}
    rows = max((len(one.bases) for one in terms.tables), default=1)
    most = max((len(row) for one in terms.tables for row in one.bases), default=1)
    table = np.full((len(centres), max(rows, 1), max(most, 1)), -1, np.int32)
    for one in terms.tables:
        centre = by_department.get(one.department)
        if centre is None:
            raise _unknown(one, f"aucun SAMU dans le département {one.department}.")
        for n in range(len(table[centre])):
            row = one.bases[min(n, len(one.bases) - 1)] if one.bases else ()
            for at, base in enumerate(row):
                if base not in rank or bases[rank[base]].facility.department != one.department:
                    raise _unknown(one, f"« {base} » n'est pas une de ses bases de SMUR.")
                table[centre, n, at] = rank[base]
    return table


def _unknown(one: BasesToHold, why: str) -> JumeauError:
    return JumeauError(
        f"bases à tenir, département {one.department}", why, "Refaites la table sur ce territoire."
    )


def _stacked(tables: Sequence[Small]) -> Small:
    """Give tables of several sizes in one; more free teams than a table has rows: its last row."""
    rows = max(table.shape[1] for table in tables)
    most = max(table.shape[2] for table in tables)
    found = np.full((len(tables), tables[0].shape[0], rows, most), -1, np.int32)
    for rank, table in enumerate(tables):
        found[rank, :, : table.shape[1], : table.shape[2]] = table
        found[rank, :, table.shape[1] :, : table.shape[2]] = table[:, -1:]
    return found
