"""What a build has to say of its files: rows refused, unknown sites, neighbours without a site."""

from __future__ import annotations

import pandas as pd

from twin.territory.regions import region_name
from twin.territory.ring import within
from twin.territory.sources.official import OfficialFiles
from twin.territory.territory import Territory
from twin.territory.zones import every_commune


def unserved_neighbours(
    table: pd.DataFrame, beyond: pd.DataFrame, minutes: float
) -> tuple[str, ...]:
    """Name the regions within reach that the file gives no site: they are left out of the ring."""
    pool = every_commune()
    served = set(pool.set_index("insee")["reg"].reindex(beyond["insee"]).dropna())
    silent = pool[~pool["reg"].isin(served | set(table["reg"]))]
    found = sorted(set(silent.loc[within(table, silent, minutes), "reg"]))
    if not found:
        return ()
    names = ", ".join(f"{region_name(code)} ({code})" for code in found)
    return (
        f"anneau : aucun site dans le fichier pour {names} ; ses habitants et ses sites sont "
        "laissés de côté, et le bord du territoire y est mal connu",
    )


def refused_rows(official: OfficialFiles) -> tuple[str, ...]:
    """Say how many rows of each file were refused, with the first reason."""
    return tuple(
        f"{r.path.name} : {len(r.rejects)} ligne(s) refusée(s) sur {r.rows_in}, la première ligne "
        f"{r.rejects[0].line} ({r.rejects[0].field} « {r.rejects[0].value} » : "
        f"{r.rejects[0].reason}) ; --rejets FICHIER les écrit toutes"
        for r in official.all_readings()
        if r.rejects
    )


def unknown_rules(territory: Territory, listed: set[str]) -> tuple[str, ...]:
    """Say which rules of access name a site that neither the territory nor its file has."""
    known = {hospital.id for hospital in territory.of_kind("hospital")}
    unknown = sorted({rule.site for rule in territory.access_rules} - known - listed)
    if not unknown:
        return ()
    return (
        f"calendrier d'accès : {len(unknown)} site(s) inconnu(s), règles sans effet "
        f"({', '.join(unknown[:5])})",
    )
