"""Changes of demand: who stays away, who comes besides, waves above the ceiling, accidents."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from twin.engine.luck import Decision
from twin.engine.oracle.people import Patient
from twin.engine.tables import A_DAY_BITS, BLOCK_BITS, FIRST_CASUALTY_BLOCK, PATIENT_BITS

if TYPE_CHECKING:
    from twin.engine.oracle.world import Oracle

_HOUR = 3_600_000


class Demand:
    """The age of those who come, and the needs above the usual ceiling."""

    def __init__(self, world: Oracle) -> None:
        self.w = world

    def _factors(self, stream: int, day: int) -> list[float]:
        t = self.w.t
        zone, cause = divmod(stream, self.w.causes)
        return [float(f) for f in t.demand[t.demand_row[day], t.demand_group[zone], cause]]

    def who(self, stream: int, day: int, shape: float, reach: float) -> int | None:
        """Give the band of a candidate at a height of the pile of intensities, None for nobody.

        The usual bands lie at the bottom of the pile, each with its missing part at its top; what
        is added to each band lies above them.
        """
        factors = self._factors(stream, day)
        usual = [float(rate) * shape for rate in self.w.t.stream_rate[stream]]
        for band, width in enumerate(usual):
            reach -= width
            if reach < 0:
                return band if reach + width * max(0.0, 1.0 - factors[band]) < 0 else None
        for band, factor in enumerate(factors):
            if factor > 1:
                reach -= usual[band] * (factor - 1.0)
                if reach < 0:
                    return band
        return None

    def waves(self) -> Iterator[tuple[int, Patient]]:
        """Give those whom the further layers bring, day by day."""
        w, t = self.w, self.w.t
        for day in (d for d, row in enumerate(t.demand_row) if row):
            start, end = (int(t.day_start[d]) * _HOUR for d in (day, day + 1))
            for stream, ceiling in enumerate(t.stream_ceiling):
                if ceiling <= 0:
                    continue
                zone, cause = divmod(stream, w.causes)
                busiest = float(t.profile[cause].max()) * float(t.day_factor[cause, day])
                busiest *= float(t.presence[zone, t.day_month[day]])
                raised = [max(1.0, f) for f in self._factors(stream, day)]
                rates = (float(r) * f for r, f in zip(t.stream_rate[stream], raised, strict=True))
                layers = math.ceil(sum(rates) * busiest / float(ceiling) + 1e-9)
                for layer in range(1, layers):
                    yield from self._layer(stream, layer, day, start, end)

    def _layer(
        self, stream: int, layer: int, day: int, start: int, end: int
    ) -> Iterator[tuple[int, Patient]]:
        w, t = self.w, self.w.t
        zone, cause = divmod(stream, w.causes)
        time, ordinal = start, (layer << BLOCK_BITS) + (day << A_DAY_BITS)
        while True:
            pid = (stream << PATIENT_BITS) + ordinal
            luck = w.chance(pid, Decision.GAP)
            time += int(-float(t.stream_gap[stream]) * math.log(luck) + 0.5)
            if time >= end:
                return
            shape = float(t.profile[cause, t.hour[time // _HOUR, 0]])
            shape *= float(t.day_factor[cause, day])
            shape *= float(t.presence[zone, t.day_month[day]])
            reach = (layer + w.chance(pid, Decision.THIN)) * float(t.stream_ceiling[stream])
            band = self.who(stream, day, shape, reach)
            if band is not None:
                yield time, Patient(pid, zone, cause, ordinal, band)
            ordinal += 1

    def accidents(self) -> Iterator[tuple[int, Patient]]:
        """Give the casualties, whose cause and age the tables tell."""
        for time, zone, cause, ordinal, band, way, site in self.w.t.further.tolist():
            if ordinal >> BLOCK_BITS >= FIRST_CASUALTY_BLOCK:
                pid = ((zone * self.w.causes + cause) << PATIENT_BITS) + ordinal
                p = Patient(pid, zone, cause, ordinal, band, way=way, planned_site=site)
                yield time, p
