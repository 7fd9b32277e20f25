"""MCO beds of the department per 1,000 inhabitants."""

from __future__ import annotations

import numpy as np

from twin.access.beds import beds_supposed, declared_beds, lacks_beds
from twin.access.indicator import AccessIndicator, Floats, Moment, persons
from twin.access.reach import columns
from twin.territory.territory import Territory


def _raw(territory: Territory, _moment: Moment) -> Floats:
    """Give each commune the rate of its department; NaN where a site does not declare."""
    home = territory.zones["dep"].to_numpy(object)
    own = ~territory.in_ring
    people = persons(territory)
    sites = [territory.facilities[j] for j in columns(territory, "hospital")]
    beds = declared_beds(territory)
    inside = np.array([site.zone not in territory.ring_zones for site in sites], dtype=bool)
    of_site = np.array([site.department for site in sites], dtype=object)
    values = np.full(len(home), np.nan)
    for department in sorted(set(home[own])):
        here = own & (home == department)
        total = people[here].sum()
        if total:
            values[here] = 1000 * beds[inside & (of_site == department)].sum() / total
    return values


BEDS_PER_1000 = AccessIndicator(
    id="beds_per_1000",
    title="Lits MCO du département pour 1 000 habitants",
    title_en="Acute beds of the department per 1,000 inhabitants",
    unit="lits/1 000 habitants",
    definition="Lits de médecine, chirurgie et obstétrique des sites d'urgences du département de "
    "la commune, pour 1 000 habitants du département. Toutes les communes d'un département ont la "
    "même valeur. Les hôpitaux sans urgences n'y sont pas. Non calculable si un site du "
    "département ne déclare pas ses lits.",
    formula="1000 somme_j L_j / P, j parcourant les sites d'urgences du département",
    source="Jumeau : lits MCO déclarés (SAE) ou supposés du territoire.",
    better="high",
    thresholds=(),
    order=70,
    raw=_raw,
    lacks=lacks_beds,
    caveat=beds_supposed,
    missing="un site du département ne déclare pas ses lits",
)
