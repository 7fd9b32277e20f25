"""Real rosters that a user declares in place of our estimates: how many, where, at which hours."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from twin.tables import Column, JumeauError, Table
from twin.territory.facility import HOURS_A_WEEK, Facility, Line, WeekCapacity

INTAKES: tuple[Line, ...] = ("smr_intakes", "had_intakes", "ehpad_intakes")
RESOURCES: Mapping[str, Line] = {
    "infirmiers_tri": "triage_nurses",
    "infirmiers_soins": "care_nurses",
    "box": "boxes",
    "medecins": "physicians",
    "lits_uhcd": "uhcd_beds",
    "lits_aval": "beds",
    "lits_medecine": "beds_medicine",
    "lits_chirurgie": "beds_surgery",
    "lits_geriatrie": "beds_geriatrics",
    "lits_pediatrie": "beds_paediatrics",
    "lits_obstetrique": "beds_obstetrics",
    "lits_psychiatrie": "beds_psychiatry",
    "lits_usic": "beds_usic",
    "lits_unv": "beds_unv",
    "lits_rea": "beds_rea",
    "lits_usip": "beds_usip",
    "programmes_medecine": "elective_medicine",
    "programmes_chirurgie": "elective_surgery",
    "programmes_geriatrie": "elective_geriatrics",
    "programmes_pediatrie": "elective_paediatrics",
    "programmes_obstetrique": "elective_obstetrics",
    "programmes_psychiatrie": "elective_psychiatry",
    "programmes_usic": "elective_usic",
    "programmes_unv": "elective_unv",
    "programmes_rea": "elective_rea",
    "programmes_usip": "elective_usip",
    "equipes_smur": "smur_teams",
    "helicopteres": "helicopters",
    "vsav": "vsav",
    "ambulances": "ambulances",
    "arm": "call_assistants",
    "regulateurs": "regulators",
    "regulateurs_generalistes": "gp_regulators",
    "entrees_smr": "smr_intakes",
    "entrees_had": "had_intakes",
    "entrees_ehpad": "ehpad_intakes",
}
"""Word of each line in a user's file: `lits_*` for unscheduled patients, `programmes_*` the beds
kept for planned stays, `entrees_*` the patients that follow-up care takes in the hour."""
LINES_OF: Mapping[str, tuple[Line, ...]] = {
    "hospital": tuple(
        line
        for word, line in RESOURCES.items()
        if word.startswith(("infirmiers", "box", "medecins", "lits", "programmes"))
    ),
    "smur": ("smur_teams", "helicopters"),
    "ambulance": ("vsav", "ambulances"),
    "samu": ("call_assistants", "regulators", "gp_regulators", *INTAKES),
}
"""Lines that each kind of facility may declare, those that we do not estimate included."""
WEEK = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
DAYS: Mapping[str, range] = {
    "tous": range(7),
    "lun-ven": range(5),
    "sam-dim": range(5, 7),
    **{name: range(at, at + 1) for at, name in enumerate(WEEK)},
}
CAPACITIES = Table(
    name="capacites",
    meaning="une ligne par site, ressource et plage d'heures ; la dernière ligne l'emporte aux "
    "heures qu'elle couvre ; une ressource nommée doit l'être pour les 168 heures de la semaine",
    columns=(
        Column("site", "text", "FINESS de l'hôpital, ou identifiant de la base ou du SAMU que "
               "donne `jumeau territory show`"),
        Column("ressource", "text", "ressource postée", choices=tuple(RESOURCES)),
        Column("jours", "text", "jours où la plage commence", choices=tuple(DAYS)),
        Column("de", "integer", "heure locale de début", "h", minimum=0, maximum=23),
        Column("a", "integer", "heure de fin, non comprise ; avant ou égale au début, elle est "
               "celle du lendemain (8 à 8 : 24 heures)", "h", minimum=0, maximum=24),
        Column("nombre", "integer", "nombre présent à ces heures", minimum=0, maximum=10_000),
    ),
    source="saisie de l'utilisateur",
)  # fmt: skip
Declared = Mapping[tuple[str, Line], WeekCapacity]


def read_capacities(
    path: Path, places: Sequence[Facility] | None
) -> tuple[Declared, list[JumeauError]]:
    """Read the capacities declared, hour by hour, and every fault of the file.

    Parameters
    ----------
    path
        CSV file with the columns of `CAPACITIES`.
    places
        Facilities of the territory; None when other faults left them unknown: sites are then
        not checked.

    Raises
    ------
    JumeauError
        When the file cannot be read as this table at all.
    """
    frame, faults = CAPACITIES.scan_csv(path, by_line=True)
    if frame.empty:
        faults.append(JumeauError(f"{path}", "aucune capacité.", "Donnez au moins une ligne."))
    known = None if places is None else {place.id: place for place in places}
    weeks: dict[tuple[str, str], list[int | None]] = {}
    first: dict[tuple[str, str], int] = {}
    refused: set[tuple[str, str]] = set()
    for row in frame.itertuples():
        line, site, resource, days, start, end, number = row
        pair = (str(site), str(resource))
        first.setdefault(pair, line)
        if pd.isna([site, start, end, number]).any() or resource not in RESOURCES:
            refused.add(pair)
        elif known is not None and (fault := _misplaced(f"{path}, ligne {line}", *pair, known)):
            faults.append(fault)
            refused.add(pair)
        elif days not in DAYS:
            refused.add(pair)
        else:
            week = weeks.setdefault(pair, [None] * HOURS_A_WEEK)
            for hour in _hours(DAYS[days], int(start), int(end)):
                week[hour] = int(number)
    found: dict[tuple[str, Line], WeekCapacity] = {}
    for pair, week in weeks.items():
        whole = tuple(number for number in week if number is not None)
        if len(whole) == HOURS_A_WEEK:
            line_id = RESOURCES[pair[1]]
            found[pair[0], line_id] = WeekCapacity(line_id, whole, f"déclaré : {path.name}")
        elif pair not in refused:
            faults.append(
                JumeauError(
                    f"{path}, ligne {first[pair]}, site {pair[0]}, {pair[1]}",
                    f"{HOURS_A_WEEK - len(whole)} heures de la semaine sans nombre : "
                    f"{_missing(week)}.",
                    "Couvrez-les (une première ligne « tous » de 0 à 24, que les suivantes "
                    "corrigent), avec 0 si personne n'est là.",
                )
            )
    return found, [*faults, *_given_twice(path, first)]


def _given_twice(path: Path, first: Mapping[tuple[str, str], int]) -> list[JumeauError]:
    """Refuse beds given both together and ward by ward at one site."""
    wards = {word for word, line in RESOURCES.items() if line.startswith("beds_")}
    faults = []
    for site, word in first:
        own = [w for s, w in first if s == site and w in wards]
        if word == "lits_aval" and own:
            faults.append(
                JumeauError(
                    f"{path}, ligne {first[site, word]}, site {site}",
                    f"lits donnés ensemble (lits_aval) et par service ({', '.join(own)}).",
                    "Gardez l'un ou l'autre : lits_aval est réparti entre les services.",
                )
            )
    return faults


def with_declared(places: Sequence[Facility], declared: Declared) -> tuple[Facility, ...]:
    """Give the facilities with the declared capacities in place of their estimates, or added."""
    found = []
    for place in places:
        own = [c for (site, _), c in declared.items() if site == place.id]
        usual = {c.line for c in place.capacity}
        kept = [declared.get((place.id, c.line), c) for c in place.capacity]
        more = [c for c in own if c.line not in usual]
        found.append(replace(place, capacity=(*kept, *more)))
    return tuple(found)


def _hours(days: range, start: int, end: int) -> list[int]:
    """Give the hours of the week of a shift that begins on these days; Sunday meets Monday."""
    length = (end - start) % 24 or 24
    return [(day * 24 + start + hour) % HOURS_A_WEEK for day in days for hour in range(length)]


def _misplaced(
    where: str, site: str, resource: str, known: Mapping[str, Facility]
) -> JumeauError | None:
    """Say whether the site is unknown, or has no such resource."""
    place = known.get(site)
    if place is None:
        near = difflib.get_close_matches(site, list(known), 1, 0.6)
        hint = f"Vouliez-vous dire « {near[0]} » ? " if near else ""
        return JumeauError(
            f"{where}, site",
            f"site « {site} » absent du territoire.",
            f"{hint}Voyez les identifiants par `jumeau territory show`.",
        )
    lines = LINES_OF[place.kind]
    if RESOURCES[resource] in lines:
        return None
    own = ", ".join(word for word, line in RESOURCES.items() if line in lines)
    return JumeauError(
        f"{where}, ressource",
        f"{site} ({place.name}) n'a pas de « {resource} ».",
        f"Ressources de ce site : {own}.",
    )


def _missing(week: Sequence[int | None]) -> str:
    """Name the hours that have no number: "samedi 0-24 h, dimanche 0-8 h et 20-24 h"."""
    parts = []
    for at, name in enumerate(WEEK):
        day = [hour for hour in range(24) if week[at * 24 + hour] is None]
        starts = [hour for hour in day if hour - 1 not in day]
        ends = [hour + 1 for hour in day if hour + 1 not in day]
        spans = [f"{start}-{end} h" for start, end in zip(starts, ends, strict=True)]
        if spans:
            parts.append(f"{name} {' et '.join(spans)}")
    return ", ".join(parts)
