"""Which wards a hospital probably has, when it does not say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from twin.parameters import assumed_wards2026 as assumed
from twin.territory.care_point import CareKind
from twin.territory.facility import Facility, Line
from twin.territory.territory import Territory

EVERYWHERE: tuple[Line, ...] = ("beds_medicine", "beds_surgery", "beds_geriatrics")
"""Wards of every hospital that receives adults."""
CHILDREN: tuple[Line, ...] = ("beds_paediatrics", "beds_surgery")
"""Wards of a hospital that receives children only."""
SIZES: Mapping[Line, float] = {
    "beds_paediatrics": assumed.SIZE_PAEDIATRICS.number,
    "beds_obstetrics": assumed.SIZE_OBSTETRICS.number,
    "beds_psychiatry": assumed.SIZE_PSYCHIATRY.number,
    "beds_usic": assumed.SIZE_USIC.number,
    "beds_unv": assumed.SIZE_UNV.number,
    "beds_rea": assumed.SIZE_REA.number,
    "beds_usip": assumed.SIZE_USIP.number,
}
"""Acute beds from which a hospital that receives adults has each other ward."""
POINTS: Mapping[Line, CareKind] = {
    "beds_obstetrics": "maternity",
    "beds_usic": "cath_lab",
    "beds_unv": "stroke_unit",
}
"""Places of care that say where a ward is, where the territory knows any."""


def plausible_wards(territory: Territory) -> tuple[frozenset[Line], ...]:
    """Give the wards of each hospital: as declared, else by its size.

    Medicine, surgery and geriatrics wherever adults are received; paediatrics and surgery where
    children only are. Others: where the territory knows maternities, stroke units or cath labs,
    the hospitals of the same commune have the ward; where a hospital declares its critical beds,
    it has a *réanimation* and an USIP if there are any; else from a size on (`assumed`). Each
    department of the territory keeps each ward at one hospital at least, its largest.

    Returns
    -------
    tuple
        Lines of beds, hospital by hospital.
    """
    hospitals = territory.of_kind("hospital")
    found = [_own(territory, site) for site in hospitals]
    beyond = territory.ring_zones
    own = [i for i, f in enumerate(hospitals) if f.zone not in beyond] or range(len(hospitals))
    for department in sorted({hospitals[i].department for i in own}):
        here = [i for i in own if hospitals[i].department == department]
        for line in (*EVERYWHERE, *SIZES):
            if not any(line in found[i] for i in here):
                found[_largest(hospitals, here, line)].add(line)
    return tuple(frozenset(lines) for lines in found)


def _own(territory: Territory, site: Facility) -> set[Line]:
    """Give the wards of one hospital on its own merits."""
    if site.paediatric_only:
        return set(CHILDREN)
    found = set(EVERYWHERE)
    for line, size in SIZES.items():
        if line in POINTS and (points := _places(territory, POINTS[line])):
            there = any(point in {site.id, site.zone} for point in points)
        elif line in {"beds_rea", "beds_usip"} and site.beds_critical is not None:
            there = site.beds_critical > 0
        else:
            there = site.beds_mco is not None and site.beds_mco >= size
        if there:
            found.add(line)
    return found


def _places(territory: Territory, kind: CareKind) -> set[str]:
    """Give the sites and the communes where one kind of care is given."""
    points = [p for p in territory.care_points if p.kind == kind]
    return {p.id for p in points} | {p.zone for p in points}


def _largest(hospitals: tuple[Facility, ...], among: Iterable[int], line: Line) -> int:
    """Give the largest hospital that may have a ward: adults first, children's for paediatrics."""

    def rank(i: int) -> tuple[bool, float]:
        site = hospitals[i]
        suits = not site.paediatric_only or line in CHILDREN
        return suits, float(site.beds_mco or 0)

    return max(among, key=rank)
