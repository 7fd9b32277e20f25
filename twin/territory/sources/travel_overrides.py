"""Minutes that a user knows better than the model: estuaries, islands, mountains."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from twin.tables import Column, JumeauError, Table

OVERRIDES = Table(
    name="trajets",
    meaning="minutes imposées d'une commune à un site",
    columns=(
        Column("insee", "text", "code INSEE de la commune de départ", length=5),
        Column("finess", "text", "numéro FINESS du site, ou identifiant de la base"),
        Column("minutes", "number", "durée du trajet", "min", minimum=0, maximum=1440),
    ),
    key=("insee", "finess"),
    source="saisie de l'utilisateur",
)


def read_overrides(
    path: Path, zones: Collection[str], sites: Collection[str]
) -> tuple[dict[tuple[str, str], float], list[JumeauError]]:
    """Read the minutes imposed from a commune to a site, and every fault of the file.

    Parameters
    ----------
    path
        CSV file `insee,finess,minutes`.
    zones, sites
        Codes that the territory knows.

    Raises
    ------
    JumeauError
        When the file cannot be read as this table at all.
    """
    frame, faults = OVERRIDES.scan_csv(path)
    known = (("insee", set(zones), "commune"), ("finess", set(sites), "site"))
    for name, codes, word in known:
        for code in sorted(set(frame[name].dropna()) - codes):
            faults.append(
                JumeauError(
                    f"{path}, {name} {code}",
                    f"{word} « {code} » absent du territoire.",
                    "Retirez ces lignes ou corrigez le code.",
                )
            )
    rows = frame.dropna().itertuples(index=False, name=None)
    return {(zone, site): float(minutes) for zone, site, minutes in rows}, faults
