"""What an episode takes off the pharmacy's shelf, and what follows when it is not there.

Product by product, in the order of the tables:

1. the shelf has it: it is taken;
2. no shortage is in force there, and lacks are then made up for at once: it comes from elsewhere;
3. a substitute is on the shelf, and permitted (kind 3 only where agreed): it is taken instead;
4. an emergency patient whose treatment cannot wait: the nearest hospital with the product and a
   free bed of the ward that he needs keeps both for him;
5. else the product comes from elsewhere, and the treatment waits for it.

Steps 3 to 5 are written in the log. Delays of several products of one episode do not add up: the
longest holds.
"""

from __future__ import annotations

import math

import numpy as np

from twin.contracts import Activity
from twin.contracts.pharmacies import EFFECTS, Effect
from twin.engine.bookkeeping import NOWHERE, write
from twin.engine.compiled import inline, inner
from twin.engine.luck import Decision, pick, uniform
from twin.engine.state import BAND, BORROWED, CAUSE, HOUR, NOW, PID, SHELF, SITE, USED, State
from twin.engine.stays import free_beds
from twin.engine.tables import URGENT, Tables

Number = np.int64
IN_ED, IN_WARD = np.bool_(True), np.bool_(False)
NO_SITE = np.int64(-1)
ELSEWHERE_COLUMN = 1
WAIT, SWAP = 0, 1
FORMULARY = 3
_SUPPLY = np.int64(Activity.SUPPLY)
_D_WARD = np.int64(Decision.WARD)
_USED_IN_ED, _USED_IN_WARD = np.int64(Decision.USED_IN_ED), np.int64(Decision.USED_IN_WARD)
_EFFECTS = np.int64(EFFECTS)
_SUBSTITUTED, _DELAYED, _TRANSFERRED = (
    np.int64(Effect.SUBSTITUTED), np.int64(Effect.DELAYED), np.int64(Effect.TRANSFERRED),
)  # fmt: skip
_CLOSE = 1e-9


@inline
def _take(s: State, row: Number, units: Number) -> None:
    """Take units off a shelf that has them."""
    s.stock[row, SHELF] -= units
    s.stock[row, USED] += units


@inline
def _borrow(s: State, row: Number, units: Number) -> None:
    """Use units that come from elsewhere."""
    s.stock[row, BORROWED] += units
    s.stock[row, USED] += units


@inner
def ward_needed(t: Tables, s: State, slot: Number) -> Number:
    """Give the ward that a patient needs if he stays in hospital."""
    shares = t.ward[t.site_model[s.pool[slot, SITE]], s.pool[slot, CAUSE], s.pool[slot, BAND]]
    return np.int64(pick(shares, uniform(t.key, s.pool[slot, PID], _D_WARD)))


@inner
def _replaced(
    t: Tables, s: State, supply: Number, row: Number, product: Number, units: Number
) -> bool:
    """Take the first permitted substitute that the shelf has; give whether there was one."""
    shelves = row - product
    for rank in range(t.swap_first[product], t.swap_first[product + 1]):
        if t.swap[rank, 1] == FORMULARY and t.supply_agreed[supply, row] == 0:
            continue
        need = np.int64(math.ceil(np.float64(units) * t.swap_ratio[rank] - _CLOSE))
        if s.stock[shelves + t.swap[rank, 0], SHELF] >= need:
            _take(s, shelves + t.swap[rank, 0], need)
            return True
    return False


@inner
def _has_it(t: Tables, s: State, slot: Number, product: Number, units: Number) -> Number:
    """Give the nearest other hospital with the product and a bed for a patient, -1 for none."""
    site, ward = s.pool[slot, SITE], ward_needed(t, s, slot)
    count = t.product.shape[0]
    for rank in range(t.site_order.shape[1]):
        other = np.int64(t.site_order[site, rank])
        stocked = s.stock[other * count + product, SHELF] >= units
        if other != site and stocked and free_beds(t, s, other, ward, URGENT) > 0:
            return other
    return NO_SITE


@inner
def dispense(
    t: Tables, s: State, slot: Number, place: Number, in_ed: np.bool_
) -> tuple[Number, Number]:
    """Give an episode what it uses.

    Parameters
    ----------
    place
        Row of `use_first`: cause, ward, or ward of planned stays.
    in_ed
        Whether he may still be sent to another hospital.

    Returns
    -------
    tuple of int
        Delay of the treatment (ms), and the hospital where he must go for it, -1 for none.
    """
    now, site, patient = s.counters[NOW], s.pool[slot, SITE], s.pool[slot, PID]
    supply = np.int64(t.supply_row[t.hour[s.counters[HOUR], 1]])
    count = t.product.shape[0]
    late, other = np.int64(0), NO_SITE
    decision = _USED_IN_ED if in_ed else _USED_IN_WARD
    for rank in range(t.use_first[place], t.use_first[place + 1]):
        product, units = t.use[rank, 0], t.use[rank, 1]
        if uniform(t.key, patient, decision + product) >= t.use_share[rank]:
            continue
        row = site * count + product
        if s.stock[row, SHELF] >= units:
            _take(s, row, units)
            continue
        if t.loans != 0 and t.supply_lost[supply, row] <= 0.0:
            _borrow(s, row, units)
            continue
        if _replaced(t, s, supply, row, product, units):
            effect = _SUBSTITUTED
            late = max(late, t.supply_ms[supply, row, SWAP])
        else:
            if in_ed and t.product[product, ELSEWHERE_COLUMN] != 0:
                other = _has_it(t, s, slot, product, units)
            if other >= 0:
                effect = _TRANSFERRED
                _take(s, other * count + product, units)
            else:
                effect = _DELAYED
                _borrow(s, row, units)
                late = max(late, t.supply_ms[supply, row, WAIT])
        write(s, slot, _SUPPLY, now, now, now, NOWHERE, product * _EFFECTS + effect)
        if other >= 0:
            break
    return late, other
