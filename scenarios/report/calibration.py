"""The reference situation beside what is observed: figures imposed, figures emergent."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scenarios.film.files import read_targets
from scenarios.store import StoredRun
from scenarios.targets import TARGETS, Target, TargetRow, words
from scenarios.targets.measures import YEAR_DAYS
from scenarios.targets.table import for_territory, row_of
from twin.territory import Territory


@dataclass(frozen=True, slots=True)
class Calibration:
    """The rows of the table, those emergent and sourced first, and what to know of them."""

    rows: tuple[TargetRow, ...]
    notes: tuple[str, ...]


def calibration_of(base: StoredRun, territory: Territory | None) -> Calibration:
    """Give what the reference run of a study says of each observed figure.

    Parameters
    ----------
    territory
        Its own declared figures are used where it is at hand; else those of its region.
    """
    series = read_targets(base)
    if not series:
        return Calibration((), ("Ce résultat ne garde pas les chiffres à confronter à l'observé : "
                                "voyez `jumeau validate`.",))  # fmt: skip
    rows = [
        row_of(_own(target, base, territory), [v[target.id] for v in series if target.id in v])
        for target in TARGETS
    ]
    rows.sort(key=lambda row: (row.tag != "emergent", row.observed is None))
    days = int(base.record.scenario["days"])
    notes = [words.READING]
    if days < YEAR_DAYS:
        notes.append(
            f"Jours simulés : {days} ; la saison reste dans les chiffres. La table d'une année : "
            "`jumeau validate`."
        )
    return Calibration(tuple(rows), tuple(notes))


def _own(target: Target, base: StoredRun, territory: Territory | None) -> Target:
    if territory is not None:
        return for_territory(target, territory)
    return replace(
        target, observed=target.by_region.get(base.record.territory.code, target.observed)
    )
