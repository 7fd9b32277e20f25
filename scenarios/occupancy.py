"""Who is in bed today, from the small table that a hospital manager fills: the start of a run."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pandas as pd
from pydantic_core import PydanticCustomError

from scenarios.lever_words import beds_line, elective_line, ward_named
from scenarios.words import near
from twin.contracts.present import BedsTaken
from twin.tables import Column, JumeauError, Table, refuse, shown
from twin.territory import Facility, Territory
from twin.territory.ward_sites import plausible_wards

MOST = 5_000
OCCUPANCY = Table(
    name="occupation",
    meaning="une ligne par hôpital et secteur, comptée au premier moment simulé (minuit, au début "
    "du premier jour) ; les secteurs sans ligne partent de l'occupation moyenne du jumeau",
    columns=(
        Column("finess", "text", "FINESS géographique de l'hôpital", length=9),
        Column("secteur", "text", "service : medecine, chirurgie, geriatrie, pediatrie..."),
        Column("occupes", "integer", "patients présents dans ces lits, programmés compris",
               "patients", minimum=0, maximum=MOST),
        Column("dont_programmes", "integer", "parmi eux, ceux d'un séjour programmé ; vide ou "
               "absente : répartis comme en moyenne", "patients", required=False, nullable=True,
               minimum=0, maximum=MOST),
        Column("en_attente", "integer", "patients aux urgences, hospitalisation décidée, qui "
               "attendent un lit de ce secteur ; vide ou absente : aucun", "patients",
               required=False, nullable=True, minimum=0, maximum=MOST),
    ),
    source="saisie de l'utilisateur",
)  # fmt: skip


def read_occupancy(path: Path, territory: Territory | None = None) -> tuple[BedsTaken, ...]:
    """Read the table, and refuse at once every row that is wrong.

    Parameters
    ----------
    path
        CSV file with the columns of `OCCUPANCY`.
    territory
        Hospitals and beds to check the rows against; None leaves them unchecked.

    Raises
    ------
    JumeauError
        With each fault and its line.
    """
    frame, faults = OCCUPANCY.scan_csv(path, by_line=True)
    if frame.empty and not faults:
        faults.append(JumeauError(f"{path}", "aucune ligne.", "Donnez au moins un secteur."))
    wards = _wards(territory) if territory is not None else None
    found: list[BedsTaken] = []
    seen: dict[tuple[str, str], int] = {}
    for line, row in frame.iterrows():
        place = f"{path}, ligne {line}"
        try:
            ward = ward_named(row["secteur"])
        except PydanticCustomError as error:
            said = str((error.context or {}).get("problem", error))
            faults.append(JumeauError(f"{place}, secteur", f"{said}.", "Corrigez le mot."))
            continue
        if pd.isna(row["finess"]) or pd.isna(row["occupes"]):
            continue  # already refused by the table
        one = BedsTaken(
            str(row["finess"]), ward, int(row["occupes"]),
            _optional(row.get("dont_programmes")), _optional(row.get("en_attente")) or 0,
        )  # fmt: skip
        earlier = seen.setdefault((one.facility, one.ward), int(str(line)))
        if earlier != line:
            faults.append(
                JumeauError(place, f"ce secteur est déjà ligne {earlier}.", "Gardez une ligne.")
            )
        faults += _row_faults(place, one, wards)
        found.append(one)
    refuse(shown(faults, path))
    return tuple(found)


def occupancy_of(name: str) -> tuple[BedsTaken, ...]:
    """Give the rows of a file already checked, read again only when it has changed."""
    path = Path(name)
    try:
        facts = path.stat()
    except OSError:
        return read_occupancy(path)  # says why
    return _loaded(path, facts.st_mtime_ns, facts.st_size)


@lru_cache(maxsize=8)
def _loaded(path: Path, changed_ns: int, size: int) -> tuple[BedsTaken, ...]:
    return read_occupancy(path)


def _optional(value: object) -> int | None:
    return None if value is None or pd.isna(value) else int(str(value).partition(".")[0])  # type: ignore[call-overload]


def _wards(territory: Territory) -> dict[str, tuple[Facility, tuple[str, ...]]]:
    """Give each hospital with the lines of beds that it has."""
    sites = territory.of_kind("hospital")
    return {
        site.id: (site, (*lines, *(c.line for c in site.capacity)))
        for site, lines in zip(sites, plausible_wards(territory), strict=True)
    }


def _row_faults(
    place: str, one: BedsTaken, known: dict[str, tuple[Facility, tuple[str, ...]]] | None
) -> Iterator[JumeauError]:
    if one.planned is not None and one.planned > one.taken:
        yield JumeauError(
            f"{place}, dont_programmes",
            f"{one.planned} programmés parmi {one.taken} occupés.",
            "La part des programmés est comprise dans les lits occupés.",
        )
    if known is None:
        return
    if one.facility not in known:
        yield JumeauError(
            f"{place}, finess", f"site « {one.facility} » absent du territoire.",
            f"{near(one.facility, list(known))}Voyez `jumeau territory show`.",
        )  # fmt: skip
        return
    site, lines = known[one.facility]
    if not {beds_line(one.ward), elective_line(one.ward)} & {*lines}:
        yield JumeauError(
            f"{place}, secteur", f"{site.name} n'a pas ce service dans le jumeau.",
            "Comptez ces patients dans le service où ils sont.",
        )  # fmt: skip
