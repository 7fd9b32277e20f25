"""Doubts on hospitals: what they do not declare, what was supposed, where they stand."""

from __future__ import annotations

from collections.abc import Iterator

from twin.parameters import assumed_capacity2026 as assumed
from twin.territory import marks
from twin.territory.facility import Facility
from twin.territory.sources.capacities import RESOURCES
from twin.territory.staffing import bed_load
from twin.territory.territory import Finding, Territory
from twin.territory.travel import distance_km

GEOCODE_KM = 15.0


def whole(territory: Territory) -> str:
    """Name a territory in a finding."""
    return f"territoire {territory.code} {territory.name}"


def name_of(site: Facility) -> str:
    """Name a site in a finding."""
    return f"site {site.id} {site.name}"


def own_departments(territory: Territory) -> list[str]:
    """Give the departments of the territory itself: no finding concerns its ring."""
    return sorted(set(territory.zones.loc[~territory.in_ring, "dep"]))


def no_emergency(territory: Territory) -> Iterator[Finding]:
    """Nobody can be received where there is no emergency department."""
    if not territory.own("hospital"):
        yield Finding(
            "error",
            whole(territory),
            "aucun service d'urgences.",
            "Fournissez un fichier des urgences.",
        )


def beds_not_declared(territory: Territory) -> Iterator[Finding]:
    """Undeclared beds are not zero beds."""
    silent = [h for h in territory.own("hospital") if h.beds_mco is None]
    yield from _each(
        territory,
        silent,
        "lits MCO non déclarés ; une taille médiane est supposée.",
        "Renseignez lits_mco.",
    )


def visits_not_declared(territory: Territory) -> Iterator[Finding]:
    """Undeclared visits are not zero visits."""
    silent = [h for h in territory.own("hospital") if h.visits_year is None]
    yield from _each(
        territory,
        silent,
        "passages non déclarés ; ils sont estimés d'après les lits.",
        "Renseignez passages_2025.",
    )


def capacities_assumed(territory: Territory) -> Iterator[Finding]:
    """Staff and beds that we estimated are not those of the site."""
    beyond = territory.ring_zones
    supposed = [
        {c.line for c in f.capacity if c.source.startswith(marks.ASSUMED)}
        for f in territory.facilities
        if f.zone not in beyond
    ]
    places = sum(bool(lines) for lines in supposed)
    if places:
        words = [word for word, line in RESOURCES.items() if any(line in s for s in supposed)]
        yield Finding(
            "warning",
            whole(territory),
            f"capacités estimées (assumed) sur {places} sites et bases : {', '.join(words)}.",
            "Remplacez-les par les plannings réels (`jumeau territory build --capacites`) avant "
            "toute conclusion sur un site.",
        )


def sizes_assumed(territory: Territory) -> Iterator[Finding]:
    """Bed numbers of the pilot are suppositions."""
    supposed = [f for f in territory.own("hospital") if marks.SIZE_ASSUMED in f.source]
    if supposed:
        yield Finding(
            "warning",
            whole(territory),
            f"nombre de lits supposé (à 25 près) sur {len(supposed)} sites.",
            "Chargez le fichier SAE des urgences : `jumeau territory build`.",
        )


def beds_short(territory: Territory) -> Iterator[Finding]:
    """Fewer declared beds than admissions expected: the queue for a bed would grow for ever."""
    for hospital in territory.own("hospital"):
        beds, visits = hospital.beds_mco, hospital.visits_year
        usable = [c for c in hospital.capacity if c.line.startswith("beds")]
        if any(not c.source.startswith(marks.ASSUMED) for c in usable):
            continue  # the site says which beds it can use
        if (
            beds is not None
            and visits is not None
            and beds < assumed.BEDS_FLOOR.number * bed_load(visits)
        ):
            yield Finding(
                "warning",
                name_of(hospital),
                f"{beds} lits MCO déclarés pour {bed_load(visits):.0f} lits occupés "
                "attendus par les urgences ; l'estimation est gardée.",
                "Vérifiez lits_mco, ou donnez les transferts vers d'autres sites.",
            )


def unusual_authorisation(territory: Territory) -> Iterator[Finding]:
    """Seasonal sites, antennas and sites without authorisation do not work all year round."""
    words = (marks.SEASONAL, marks.ANTENNA, marks.NO_AUTHORISATION)
    for hospital in territory.own("hospital"):
        for word in words:
            if word in hospital.source:
                yield Finding(
                    "warning",
                    name_of(hospital),
                    f"{word} : simulé comme ouvert en continu.",
                    "Datez ses heures d'ouverture par un levier, ou retirez-le.",
                )


def far_from_commune(territory: Territory) -> Iterator[Finding]:
    """A site far from its commune's point is badly placed."""
    rows = territory.zones[["insee", "lon", "lat"]].itertuples(index=False, name=None)
    points = {code: (float(lon), float(lat)) for code, lon, lat in rows}
    beyond = territory.ring_zones
    for site in territory.facilities:
        if site.zone in beyond:
            continue
        if site.zone not in points:
            yield Finding(
                "error",
                name_of(site),
                f"commune {site.zone} absente du territoire.",
                "Corrigez le code INSEE du site.",
            )
            continue
        lon, lat = points[site.zone]
        gap_km = float(distance_km([lon], [lat], [site.lon], [site.lat])[0, 0])
        if gap_km > GEOCODE_KM and site.kind == "hospital":
            yield Finding(
                "warning",
                name_of(site),
                f"point à {gap_km:.0f} km de sa commune {site.zone}.",
                "Vérifiez ses coordonnées ou son code INSEE.",
            )


def same_point(territory: Territory) -> Iterator[Finding]:
    """Two sites at one point: one of them may be a guess."""
    seen: dict[tuple[float, float], Facility] = {}
    for hospital in territory.own("hospital"):
        first = seen.setdefault((hospital.lon, hospital.lat), hospital)
        if first is not hospital:
            yield Finding(
                "information",
                name_of(hospital),
                f"même point que {name_of(first)}.",
                "Vérifiez les coordonnées des deux sites.",
            )


def _each(
    territory: Territory, sites: list[Facility], message: str, remedy: str
) -> Iterator[Finding]:
    """One finding a site, or a single one where no site declares anything."""
    if sites and len(sites) == len(territory.own("hospital")):
        yield Finding("warning", whole(territory), f"{len(sites)} sites : {message}", remedy)
        return
    for site in sites:
        yield Finding("warning", name_of(site), message, remedy)
