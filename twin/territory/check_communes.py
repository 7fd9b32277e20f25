"""Doubts on communes: nobody there, no road, too far, not drawn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from twin.tables import JumeauError
from twin.territory.check_sites import whole
from twin.territory.contours import undrawn
from twin.territory.crossings import boats
from twin.territory.islands import ISLANDS, Place, island_minutes
from twin.territory.territory import Finding, Territory
from twin.territory.travel import distance_km, road_minutes

FAR_MIN = 60.0


def no_inhabitants(territory: Territory) -> Iterator[Finding]:
    """A territory without inhabitants has no need."""
    if territory.inhabitants == 0:
        yield Finding(
            "error", whole(territory), "aucun habitant.", "Vérifiez la colonne population_2023."
        )


def empty_communes(territory: Territory) -> Iterator[Finding]:
    """A commune without inhabitants is either a ruin of 1916 or a slip."""
    empty = territory.population.persons.sum(axis=1) == 0
    for code, name in _communes(territory, empty):
        yield Finding(
            "warning",
            f"commune {code} {name}",
            "population nulle.",
            "Vérifiez ; seules les communes mortes pour la France sont à 0.",
        )


def islands(territory: Territory) -> Iterator[Finding]:
    """A road cannot cross the sea."""
    columns = [j for j, f in enumerate(territory.facilities) if f.kind == "hospital"]
    if not columns:
        return
    hospitals = [territory.facilities[j] for j in columns]
    lon, lat = [h.lon for h in hospitals], [h.lat for h in hospitals]
    ends = [Place(h.id, h.zone, h.lon, h.lat) for h in hospitals]
    beyond = territory.in_ring
    unreal, supposed = [], []
    for row, zone in enumerate(territory.zones.to_dict("records")):
        name = ISLANDS.get(zone["insee"])
        minutes = territory.travel.minutes[row, columns]
        nearest = int(minutes.argmin())
        if name is None or beyond[row] or ISLANDS.get(hospitals[nearest].zone) == name:
            continue
        by_road = road_minutes(distance_km([zone["lon"]], [zone["lat"]], lon, lat))[0]
        start = Place(zone["insee"], zone["insee"], zone["lon"], zone["lat"])
        by_boat = island_minutes([start], ends, boats()[0])
        label = f"{zone['insee']} {zone['nom']}"
        if np.isclose(minutes[nearest], by_road[nearest]):
            unreal.append(label)
        elif minutes[nearest] == by_boat.get((start.id, ends[nearest].id)):
            supposed.append(label)
    if supposed:
        yield Finding(
            "warning",
            f"{len(supposed)} communes d'îles",
            f"les minutes de bateau y sont supposées (assumed) : {', '.join(supposed)}.",
            "Donnez une table de trajets (--trajets insee,finess,minutes).",
        )
    if unreal:
        yield Finding(
            "warning",
            f"{len(unreal)} communes d'îles",
            f"les minutes par la route y sont irréelles : {', '.join(unreal)}.",
            "Donnez une table de trajets (--trajets insee,finess,minutes).",
        )


def far_from_emergency(territory: Territory) -> Iterator[Finding]:
    """Communes over an hour from any emergency department."""
    columns = [j for j, f in enumerate(territory.facilities) if f.kind == "hospital"]
    if not columns:
        return
    nearest = territory.travel.minutes[:, columns].min(axis=1)
    for code, name in _communes(territory, nearest > FAR_MIN):
        minutes = nearest[territory.travel.zones.index(code)]
        yield Finding(
            "warning",
            f"commune {code} {name}",
            f"à {minutes:.0f} min du service d'urgences le plus proche.",
            "Vérifiez ; une table de trajets ou un site voisin manque peut-être.",
        )


def not_drawn(territory: Territory) -> Iterator[Finding]:
    """Zones that the contours given do not draw are missing on maps."""
    if territory.contours is None:
        return
    zones = territory.zones[~territory.in_ring]
    try:
        missing = undrawn(territory.contours, list(zones["insee"]), sorted(set(zones["dep"])))
    except JumeauError as fault:
        yield Finding("warning", fault.place, fault.problem, fault.remedy)
        return
    for code in missing:
        yield Finding(
            "information",
            f"contour {code}",
            "absent du fichier de contours.",
            "Complétez les contours ; les calculs n'en dépendent pas.",
        )


def _communes(territory: Territory, chosen: npt.NDArray[np.bool_]) -> Iterator[tuple[str, str]]:
    rows = territory.zones[chosen & ~territory.in_ring]
    yield from rows[["insee", "nom"]].itertuples(index=False, name=None)
