"""Emergency departments and SMUR teams: which are there, at which hour, and how far."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from twin.access.indicator import Floats, Moment, States
from twin.access.reach import columns, nearest, points_of, to_facilities
from twin.parameters import pathways2026
from twin.territory.facility import HOURS_A_WEEK
from twin.territory.marks import ASSUMED
from twin.territory.openings import OPEN, REGULATED, access_by_hour
from twin.territory.territory import Territory

MOBILISATION_MIN = pathways2026.DEPARTURE[0].series[0]


def departments(territory: Territory, *, adults: bool = False) -> list[int]:
    """Give the columns of the sites with an ED, ring included.

    Parameters
    ----------
    adults
        Leave out the sites that receive children only.
    """
    found = columns(territory, "hospital")
    return [j for j in found if not (adults and territory.facilities[j].paediatric_only)]


def to_departments(territory: Territory, *, adults: bool = False) -> Floats:
    """Give the minutes to the nearest ED, every site open."""
    return nearest(to_facilities(territory, departments(territory, adults=adults)))


def freely_open(territory: Territory, day: date | None) -> States:
    """Say at each hour of the week which EDs receive without a call first."""
    return _received(territory, day, OPEN)


def open_or_regulated(territory: Territory, day: date | None) -> States:
    """Say at each hour of the week which EDs receive, after a call to 15 included."""
    return _received(territory, day, REGULATED)


def _received(territory: Territory, day: date | None, least: int) -> States:
    sites = [territory.facilities[j] for j in departments(territory)]
    status = access_by_hour(sites, territory.access_rules, day)
    return (status >= least).astype(np.int8).T


def to_open_departments(territory: Territory, moment: Moment, states: States) -> Floats:
    """Give the minutes to the nearest ED open at an hour.

    Parameters
    ----------
    states
        Shape (168, EDs), in the order of `departments`.
    """
    return _nearest_at(territory, departments(territory), moment, states)


def staffed(territory: Territory, _day: date | None) -> States:
    """Say at each hour of the week which SMUR bases have a team; not declared counts as one."""
    bases = [territory.facilities[j] for j in columns(territory, "smur")]
    lines = [base.line("smur_teams") for base in bases]
    present = np.ones((HOURS_A_WEEK, len(bases)), dtype=np.int8)
    for k, line in enumerate(lines):
        if line is not None:
            present[:, k] = np.array(line.by_hour) > 0
    return present


def from_smur(territory: Territory, moment: Moment) -> Floats:
    """Give the minutes from the departure order to the patient, nearest base with a team."""
    bases = columns(territory, "smur")
    return MOBILISATION_MIN + _nearest_at(territory, bases, moment, staffed(territory, moment.day))


def _nearest_at(
    territory: Territory, chosen: Sequence[int], moment: Moment, states: States
) -> Floats:
    if moment.hour_of_week is None:  # at any hour: only what never opens is left out
        open_once = np.asarray(states, bool)
        kept = [j for at, j in enumerate(chosen) if open_once[:, at].any()]
        return nearest(to_facilities(territory, kept))
    there: npt.NDArray[np.bool_] = states[moment.hour_of_week].astype(bool)
    return nearest(to_facilities(territory, [j for j, ok in zip(chosen, there, strict=True) if ok]))


def lacks_departments(territory: Territory) -> str:
    """Say that the territory has no ED."""
    if departments(territory):
        return ""
    return (
        "ce territoire n'a aucun service d'urgences. | Reconstruisez-le avec le fichier des "
        "urgences (--urgences)."
    )


def lacks_smur(territory: Territory) -> str:
    """Say that the territory has no SMUR base."""
    if columns(territory, "smur"):
        return ""
    return (
        "ce territoire n'a aucune base SMUR. | Reconstruisez-le avec un fichier des urgences dont "
        "la colonne smur_nv est remplie."
    )


def lacks_points(territory: Territory, kind: str, word: str) -> str:
    """Say that the territory has no place of care of one kind.

    Parameters
    ----------
    kind
        Kind of `CarePoint`.
    word
        Its French name, plural, after "table": "de maternités".
    """
    if points_of(territory, kind):
        return ""
    return (
        f"ce territoire n'a pas de table {word}. | Reconstruisez-le avec la table des lieux de "
        "soins."
    )


def no_rule(territory: Territory) -> str:
    """Say that no rule of access is known: every ED then looks open at all hours."""
    if territory.access_rules:
        dated = sum(rule.end is not None for rule in territory.access_rules)
        today = date.today()
        coming = sum(
            rule.end is None and rule.start is not None and rule.start > today
            for rule in territory.access_rules
        )
        if coming and not dated:
            return f"{coming} règle(s) à venir comptée(s) dès maintenant : donnez un jour (--date)."
        if not dated:
            return ""
        return (
            f"Sans date, {dated} règle(s) d'accès qui ont une fin ne sont pas comptées, sur "
            f"{len(territory.access_rules)} : donnez un jour (--date)."
        )
    return (
        "Aucune règle d'accès n'est connue : tous les sites sont supposés ouverts à toute heure. "
        "Donnez le calendrier d'accès des sites."
    )


def teams_supposed(territory: Territory) -> str:
    """Say how many SMUR bases, and how many team calendars, are only supposed."""
    own, every = territory.own("smur"), territory.of_kind("smur")
    said = []
    invented = sum(base.source.startswith(ASSUMED) for base in own)
    if invented:
        said.append(f"{invented} bases SMUR sur {len(own)} sont supposées, une par site public.")
    beyond = sum(base.source.startswith(ASSUMED) for base in every) - invented
    if beyond:
        said.append(f"{beyond} bases voisines supposées comptent aussi.")
    lines = [base.line("smur_teams") for base in own]
    teams = sum(line is None or line.source.startswith(ASSUMED) for line in lines)
    if teams:
        said.append(f"Équipes supposées pour {teams} bases sur {len(own)}.")
    if said:
        said.append("Donnez les bases (finess;smur;samu) et les plannings (--capacites).")
    return " ".join(said)
