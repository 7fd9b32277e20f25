r"""Rank the pairs of a team and a door for one case; hard limits first, then one stated cost.

Of a team u and a door s that may receive the case (open when it would arrive, with the service,
a place unless undeclared, a way there), the cost in weighted minutes is

$$g\,\big(m_{us} + L\,(1 - P_{us})\big) + C\,\ell_u + \pi_s$$

with $g$ the weight of the priority, $m$ the mean minutes to treatment, $P$ the probability to treat
within the window, $L$ the minutes that a window missed is worth, $\ell$ the points of coverage
lost, $C$ their price and $\pi$ the opportunity cost of the place (weights: `parameters.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from logistics.samu.referral import parameters as p
from logistics.samu.referral.law import in_time, ninth_decile, variance

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
SMUR, VSAV, PRIVATE, HELICOPTER = range(4)
MODES = ("SMUR", "VSAV", "ambulance privée", "hélicoptère")
MEDICAL = (SMUR, HELICOPTER)
MOST = 3
NEAREST_TEAMS, NEAREST_DOORS = 40, 60
"""Teams of a mode, and doors, that are compared: those that arrive, or are reached, soonest."""
UNKNOWN = -1


@dataclass(frozen=True, slots=True, eq=False)
class Teams:
    """Teams, base by base, seen from the place of the case.

    Attributes
    ----------
    mode
        Rank in `MODES`, shape (U,).
    free
        Teams on duty and free, shape (U,).
    road_min
        From the base to the case, siren included, shape (U,); infinite without a way.
    lost
        Share of calls uncovered when one leaves, shape (U,); 0 for teams that cover none.
    """

    mode: Ints
    free: Ints
    road_min: Floats
    lost: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Doors:
    """Doors, seen from the place of the case.

    Attributes
    ----------
    able
        Services the case needs are all there and its age is received, shape (S,).
    open
        Whether it receives, hour by hour from the hour of the decision, shape (S, hours).
    road_min, flight_min
        From the case, shape (S,); infinite without a way.
    places
        Free places of the scarcest service needed, `UNKNOWN` where not declared, shape (S,).
    price
        Opportunity cost of one of these places, weighted minutes, shape (S,).
    """

    able: Bools
    open: Bools
    road_min: Floats
    flight_min: Floats
    places: Ints
    price: Floats


@dataclass(frozen=True, slots=True)
class Care:
    """One need: from the door to the treatment, and the minutes left at the decision.

    Attributes
    ----------
    mean_min, sigma
        Of the law from door to treatment.
    left_min
        Minutes left; infinite without a window.
    from_contact
        Whether they only start when the team is at the patient's side (first ECG).
    """

    mean_min: float
    sigma: float
    left_min: float
    from_contact: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What the case asks.

    Attributes
    ----------
    gravity
        Weight of a minute.
    modes
        Modes that the response allows.
    cares
        Its needs; at least one.
    minute
        Minute of the hour at the decision, 0 to 59.
    sector_min
        Road beyond which a private ambulance does not come.
    departure, scene
        Mean (min) and sigma of each mode, from the alert to the departure and on the scene.
    """

    gravity: float
    modes: tuple[int, ...]
    cares: tuple[Care, ...]
    minute: float
    sector_min: float
    departure: tuple[tuple[float, float], ...]
    scene: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One team and one door.

    Attributes
    ----------
    team, door
        Ranks.
    scene_min, contact_min, treatment_min
        From the decision, means: team on the scene, first physician, treatment.
    treatment_p90_min
        Nine times in ten treatment comes before.
    in_time
        Probability to treat within the window; NaN without one.
    late_cost, cover_cost, price, cost
        Parts of the cost, weighted minutes, and their sum (minutes to treatment included).
    """

    team: int
    door: int
    scene_min: float
    contact_min: float
    treatment_min: float
    treatment_p90_min: float
    in_time: float
    late_cost: float
    cover_cost: float
    price: float
    cost: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """Options, best first, and what hard limits refused.

    Attributes
    ----------
    refused
        How many teams and doors each limit put aside, by key.
    """

    options: tuple[Option, ...]
    refused: dict[str, int]


def choose(
    teams: Teams, doors: Doors, asked: Asked, *, teams_kept: int | None = NEAREST_TEAMS,
    doors_kept: int | None = NEAREST_DOORS, most: int = MOST,
) -> Ranked:  # fmt: skip
    """Rank the options of one case.

    Parameters
    ----------
    teams_kept, doors_kept
        Teams of a mode, and doors, compared; `None` for all.
    """
    mode_ok = np.isin(teams.mode, asked.modes)
    free = teams.free > 0
    way = np.isfinite(teams.road_min)
    way &= (teams.mode != PRIVATE) | (teams.road_min <= asked.sector_min)
    ready = mode_ok & free & way
    held = doors.able & (doors.places != 0)
    refused = {
        "team_busy": int((mode_ok & ~free).sum()),
        "team_no_way": int((mode_ok & free & ~way).sum()),
        "door_service": int((~doors.able).sum()),
        "door_full": int((doors.able & (doors.places == 0)).sum()),
    }
    tables = [_pairs(teams, doors, asked, mode, ready, held, teams_kept, doors_kept)
              for mode in asked.modes]  # fmt: skip
    refused["door_closed"] = int((held & ~doors.open.any(axis=1)).sum())
    found = [_Table.join(tables).option(k) for k in _best(_Table.join(tables), most)]
    if not found:
        late = held & doors.open.any(axis=1) & ~doors.open.all(axis=1)
        refused["door_closed"] += int(late.sum())
    return Ranked(tuple(found), refused)


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """Pairs in columns, `Option` by `Option`."""

    team: Ints
    door: Ints
    values: Floats

    @classmethod
    def join(cls, parts: list[_Table]) -> _Table:
        return cls(
            np.concatenate([t.team for t in parts]), np.concatenate([t.door for t in parts]),
            np.concatenate([t.values for t in parts], axis=1),
        )  # fmt: skip

    def option(self, k: int) -> Option:
        return Option(int(self.team[k]), int(self.door[k]), *map(float, self.values[:, k]))


def _nearest(ranks: Ints, minutes: Floats, kept: int | None) -> Ints:
    if kept is None or len(ranks) <= kept:
        return ranks
    found: Ints = ranks[np.argpartition(minutes[ranks], kept - 1)[:kept]]
    return found


def _pairs(
    teams: Teams, doors: Doors, asked: Asked, mode: int, ready: Bools, held: Bools,
    teams_kept: int | None, doors_kept: int | None,
) -> _Table:  # fmt: skip
    """Give the pairs of one mode that break no limit, with all their figures."""
    carry, carry_sigma = (
        (doors.flight_min, p.FLIGHT_SIGMA.number) if mode == HELICOPTER
        else (doors.road_min, p.ROAD_SIGMA.number)
    )  # fmt: skip
    u = _nearest(np.flatnonzero(ready & (teams.mode == mode)), teams.road_min, teams_kept)
    s = np.flatnonzero(held & np.isfinite(carry) & doors.open.any(axis=1))
    s = _nearest(s, carry + doors.price / asked.gravity, doors_kept)
    out_sigma = p.FLIGHT_SIGMA.number if mode == HELICOPTER else p.ROAD_SIGMA.number
    leave, leave_sigma = asked.departure[mode]
    stay, stay_sigma = asked.scene[mode]
    scene = leave + teams.road_min[u]
    scene_var = variance(leave, leave_sigma) + variance(teams.road_min[u], out_sigma)
    after = stay + carry[s]
    after_var = variance(stay, stay_sigma) + variance(carry[s], carry_sigma)
    door_min = scene[:, None] + after[None]
    hour = ((asked.minute + door_min) // 60).astype(np.int64)
    ahead = doors.open.shape[1]
    fits = (hour < ahead) & doors.open[s[None], np.minimum(hour, ahead - 1)]
    row, column = np.nonzero(fits)
    arrived = door_min[row, column]
    spread = scene_var[row] + after_var[column]
    care = max(asked.cares, key=lambda c: c.mean_min)
    treated = arrived + care.mean_min
    p90 = ninth_decile(treated, spread + variance(care.mean_min, care.sigma))
    chance = np.full(len(row), np.nan)
    for one in asked.cares:
        if np.isfinite(one.left_min):
            own = variance(one.mean_min, one.sigma)
            mean, var = (
                (after[column], after_var[column]) if one.from_contact else (arrived, spread)
            )  # fmt: skip
            chance = np.fmin(chance, in_time(mean + one.mean_min, var + own, one.left_min))
    late = asked.gravity * p.LATE_MIN.number * np.where(np.isnan(chance), 0.0, 1.0 - chance)
    cover = 100 * p.COVER_MIN.number * np.nan_to_num(teams.lost[u[row]])
    price = doors.price[s[column]]
    contact = scene[row] if mode in MEDICAL else arrived
    cost = asked.gravity * treated + late + cover + price
    return _Table(u[row], s[column], np.array(
        [scene[row], contact, treated, p90, chance, late, cover, price, cost]))  # fmt: skip


def _best(table: _Table, most: int) -> list[int]:
    """Give the best pairs, one a door while there are doors left, then other teams."""
    cost = table.values[-1]
    order = np.lexsort((table.team, table.door, cost))
    _, first = np.unique(table.door[order], return_index=True)
    found = [int(k) for k in order[np.sort(first)[:most]]]
    for k in order[: most * most + most]:
        if len(found) >= most:
            break
        if int(k) not in found:
            found.append(int(k))
    return sorted(found, key=lambda k: (float(cost[k]), k))
