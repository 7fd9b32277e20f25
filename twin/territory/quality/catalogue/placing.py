"""Whether points lie in the commune they are said to be in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from twin.territory.care_point import FRENCH
from twin.territory.check_sites import name_of
from twin.territory.quality.bounds import GEOCODE_M
from twin.territory.quality.check import Check, Outcome, Row, found, without_object
from twin.territory.quality.placement import placements
from twin.territory.quality.subject import Subject
from twin.territory.quality.words import number

Point = tuple[str, float, float, str]
"""Name, longitude, latitude, commune that it is said to be in."""
_UNDRAWN = "aucun contour de commune pour ces départements."


def _sites(subject: Subject) -> list[Point]:
    return [(name_of(h), h.lon, h.lat, h.zone) for h in subject.hospitals]


def _care(subject: Subject) -> list[Point]:
    return [(f"{FRENCH[p.kind]} {p.id} {p.name}", p.lon, p.lat, p.zone)
            for p in subject.care_points]  # fmt: skip


def _town_halls(subject: Subject) -> list[Point]:
    rows = subject.zones[["insee", "nom", "lon", "lat"]].itertuples(index=False, name=None)
    return [(f"commune {code} {name}", float(lon), float(lat), code)
            for code, name, lon, lat in rows]  # fmt: skip


def _far(points: Callable[[Subject], Sequence[Point]]) -> Callable[[Subject], Outcome]:
    """Look for points too far outside the polygon of their commune."""

    def examine(subject: Subject) -> Outcome:
        drawn = subject.drawing
        if drawn is None:
            return without_object(_UNDRAWN)
        known = set(drawn.codes)
        judged = [point for point in points(subject) if point[3] in known]
        names, lon, lat, zones = zip(*judged, strict=True) if judged else ((), (), (), ())
        rows = []
        for name, zone, place in zip(names, zones, placements(drawn, lon, lat, zones), strict=True):
            if place.metres > GEOCODE_M.number:
                inside = (
                    f" ; il est dans {place.inside} {subject.names.get(place.inside, '')}".rstrip()
                    if place.inside else ""
                )  # fmt: skip
                rows.append(
                    Row(name, f"point à {number(place.metres / 1000, 1)} km hors de sa commune "
                        f"{zone} {subject.names.get(zone, '')}".rstrip() + f"{inside}.")
                )  # fmt: skip
        return found(len(judged), rows, nothing="aucun point à placer.",
                     detail=f"Polygones : {drawn.origin}.")  # fmt: skip

    return examine


def _elsewhere(subject: Subject) -> Outcome:
    drawn = subject.drawing
    if drawn is None:
        return without_object(_UNDRAWN)
    known = set(drawn.codes)
    sites = [h for h in subject.hospitals if h.zone in known]
    places = placements(
        drawn, [h.lon for h in sites], [h.lat for h in sites], [h.zone for h in sites]
    )
    rows = []
    for site, place in zip(sites, places, strict=True):
        if place.metres > 0:
            where = (
                f"dans la commune {place.inside} {subject.names.get(place.inside, '')}".rstrip()
                if place.inside else "hors de toute commune dessinée"
            )  # fmt: skip
            rows.append(
                Row(name_of(site), f"déclaré à {site.zone} {subject.names.get(site.zone, '')}, "
                    f"mais son point est {where} ({number(place.metres)} m dehors).",
                    "warning" if place.metres > GEOCODE_M.number else "information")
            )  # fmt: skip
    within = sum(place.metres == 0 for place in places)
    return found(len(sites), rows, nothing="aucun site dans une commune dessinée.",
                 detail=f"{within} points sur {len(sites)} sont dans leur commune INSEE ; "
                 "à 200 m près, un point de bordure peut changer de commune.")  # fmt: skip


_REMEDY = "Corrigez ses coordonnées (FINESS géolocalisé, adresse), ou son code INSEE."
CHECKS = (
    Check("concordance.site_outside", "concordance", "Sites à moins de 2 km de leur commune",
          "sites d'urgences dont le point est loin du polygone de leur commune", "2 km",
          "warning", _REMEDY, "sites", _far(_sites)),
    Check("concordance.site_commune", "concordance", "Sites dans leur commune INSEE",
          "sites dont le code INSEE n'est pas celui de la commune qui contient leur point",
          "dans le polygone", "warning", _REMEDY, "sites", _elsewhere),
    Check("concordance.care_point_outside", "concordance",
          "Lieux de soins à moins de 2 km de leur commune",
          "EHPAD, maternités et autres lieux dont le point est loin de leur commune", "2 km",
          "warning", _REMEDY, "lieux de soins", _far(_care)),
    Check("concordance.commune_outside", "concordance", "Points de communes dans leur commune",
          "communes dont le point (mairie ou intérieur) est loin de leur polygone", "2 km",
          "warning", "Prenez un point intérieur au polygone.", "communes", _far(_town_halls)),
)  # fmt: skip
