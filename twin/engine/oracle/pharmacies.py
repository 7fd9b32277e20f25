"""The pharmacies of the plain engine: shelves, orders, and what a lack does to an episode."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from twin.contracts import Activity
from twin.contracts.pharmacies import EFFECTS, Effect
from twin.engine.luck import Decision
from twin.engine.oracle.luck import rank
from twin.engine.oracle.people import Patient
from twin.engine.tables import PATIENT_BITS

if TYPE_CHECKING:
    from twin.engine.oracle.world import Oracle

_FORMULARY = 3
_FIRST_NUMBER = 1 << 34


class Pharmacies:
    """What each hospital's shelf holds, by product."""

    def __init__(self, world: Oracle) -> None:
        self.w = world
        self.count = len(world.t.product)
        self.shelf = [int(units) for units in world.t.starting]
        self.start = list(self.shelf)
        self.used = [0] * len(self.shelf)
        self.borrowed = [0] * len(self.shelf)
        self.received = [0] * len(self.shelf)
        self.due: dict[int, dict[int, int]] = defaultdict(dict)

    # The morning

    def look(self) -> None:
        """Take deliveries in and order, at the hour of the day when pharmacies do."""
        t = self.w.t
        day = int(t.hour[self.w.hour, 1])
        if int(t.look_hour[day]) != self.w.hour:
            return
        for row, units in self.due.pop(day, {}).items():
            lost = float(t.supply_lost[t.supply_row[day], row])
            if self.w.chance(self._number(row, day), Decision.DELIVERY) >= lost:
                self.shelf[row] += units
                self.received[row] += units
        for row in range(len(self.shelf)):
            self._order(row, row % self.count, day)

    def _order(self, row: int, product: int, day: int) -> None:
        t = self.w.t
        awaited = sum(lines.get(row, 0) for lines in self.due.values())
        lacking = int(t.level[t.day_month[day], row]) - self.shelf[row] - awaited
        if lacking <= 0 or not t.review[day, product]:
            return
        pack = int(t.product[product, 0])
        boxes = math.ceil(lacking / pack)
        luck = self.w.chance(self._number(row, day), Decision.LEAD_TIME)
        comes = day + 1 + rank(t.lead[product], luck)
        while comes < len(t.day_rest) and t.day_rest[comes]:
            comes += 1
        comes = min(comes, len(t.day_rest))
        self.due[comes][row] = self.due[comes].get(row, 0) + boxes * pack

    def _number(self, row: int, day: int) -> int:
        return ((_FIRST_NUMBER + row) << PATIENT_BITS) + day

    # An episode

    def give(self, p: Patient, place: int, *, in_ed: bool) -> tuple[int, int | None]:
        """Give an episode what it uses: how late it comes, and where he must go for it."""
        w, t = self.w, self.w.t
        shortage = int(t.supply_row[t.hour[w.hour, 1]])
        first = Decision.USED_IN_ED if in_ed else Decision.USED_IN_WARD
        late = 0
        for line in range(int(t.use_first[place]), int(t.use_first[place + 1])):
            product, units = (int(x) for x in t.use[line])
            if w.chance(p.pid, first + product) >= float(t.use_share[line]):
                continue
            row = p.site * self.count + product
            if self._take(row, units):
                continue
            if t.loans and float(t.supply_lost[shortage, row]) <= 0:
                self._borrow(row, units)
                continue
            wait, swap = (int(ms) for ms in t.supply_ms[shortage, row])
            agreed = bool(t.supply_agreed[shortage, row])
            if self._replaced(p.site, product, units, agreed):
                self._note(p, product, Effect.SUBSTITUTED)
                late = max(late, swap)
                continue
            other = self._who_has(p, product, units) if in_ed and t.product[product, 1] else None
            if other is not None:
                self._take(other * self.count + product, units)
                self._note(p, product, Effect.TRANSFERRED)
                return late, other
            self._borrow(row, units)
            self._note(p, product, Effect.DELAYED)
            late = max(late, wait)
        return late, None

    def _take(self, row: int, units: int) -> bool:
        if self.shelf[row] < units:
            return False
        self.shelf[row] -= units
        self.used[row] += units
        return True

    def _borrow(self, row: int, units: int) -> None:
        self.borrowed[row] += units
        self.used[row] += units

    def _replaced(self, site: int, product: int, units: int, agreed: bool) -> bool:
        t = self.w.t
        lines = range(int(t.swap_first[product]), int(t.swap_first[product + 1]))
        permitted = [i for i in lines if agreed or t.swap[i, 1] != _FORMULARY]
        return any(
            self._take(
                site * self.count + int(t.swap[i, 0]),
                math.ceil(units * float(t.swap_ratio[i]) - 1e-9),
            )
            for i in permitted
        )

    def _who_has(self, p: Patient, product: int, units: int) -> int | None:
        ward = self.w.wards.needed(p)
        for other in (int(x) for x in self.w.t.site_order[p.site]):
            stocked = self.shelf[other * self.count + product] >= units
            if other != p.site and stocked and self.w.wards.free(other, ward):
                return other
        return None

    def _note(self, p: Patient, product: int, effect: Effect) -> None:
        self.w.write(p, Activity.SUPPLY, self.w.now, self.w.now, -1, product * EFFECTS + effect)
