"""The same territory with the inhabitants of 2030 or 2040: INSEE's projections by department."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from twin.parameters import needs2026
from twin.tables import JumeauError
from twin.territory import reference_data
from twin.territory.facility import Facility
from twin.territory.population import Population
from twin.territory.sources.official import OfficialFiles
from twin.territory.sources.omphale import long, years
from twin.territory.sources.reading import Reading
from twin.territory.territory import Territory

BASE_YEAR = 2023
"""Year of the legal population that is carried forward (census 2023, in force in 2026)."""
GROUPS = ((0, 19), (20, 64), (65, None))
"""Ages of the columns of `Population.persons`."""
OLDEST = 100
DEMAND_NOTE = (
    "{year} : les passages déclarés suivent le nombre et l'âge des habitants de leur département, "
    "à recours égal ; l'offre déclarée ne change pas, les lits et effectifs supposés suivent la "
    "demande"
)
Bounds = tuple[int, int | None]


def projected(
    persons: npt.ArrayLike,
    departments: Sequence[str],
    reading: Reading,
    year: int,
    scenario: str = "central",
    *,
    base_year: int = BASE_YEAR,
) -> npt.NDArray[np.int64]:
    """Carry the inhabitants of communes forward, in whole persons.

    With P(d, s, g, y) the projection for department d (its region where the file has only that),
    sex s, age group g and year y, and N(c, ...) the inhabitants of today:

        total(d, s, g) = round( P(d, s, g, year) / P(d, s, g, base) x N(d, s, g) )

    where N(d, ...) is the sum over the communes c of d, shared among them (and among the single
    ages of the group) as today, by largest remainder: the totals are exact. A commune keeps its
    share of its department: the projection knows no more.

    Parameters
    ----------
    persons
        Shape (zones, 3), columns 0-19, 20-64, 65+; or (zones, 2, 101), sex and single age.
    departments
        Department of each zone.
    reading
        What `omphale.read` gave.
    year, scenario
        Target year, and central, haute or basse.
    base_year
        Year of `persons`.

    Raises
    ------
    JumeauError
        When the projection lacks the year, the scenario, a department or one of its age groups.
    """
    now = np.asarray(persons, dtype=np.float64)
    table = _table(reading, (base_year, year), scenario)
    found = np.zeros(now.shape, np.int64)
    codes = np.asarray(departments, dtype=object)
    for dep in sorted(set(departments)):
        here = codes == dep
        groups = _groups(reading, table, dep)
        if now.ndim == 2:
            found[here] = _by_group(now[here], _wide(reading, groups, dep), base_year, year)
        else:
            found[here] = _by_age(now[here], groups, base_year, year)
    return found


def projection_of(files: OfficialFiles, scenario: str) -> Reading:
    """Give, of the Omphale files read, the one that holds a scenario.

    Raises
    ------
    JumeauError
        When no file does.
    """
    found = files.every("omphale")
    if not found:
        raise JumeauError(
            "projection", "aucun fichier Omphale parmi les sources.", "Ajoutez-le au dossier."
        )
    known: list[str] = []
    for reading in found:
        scenarios = sorted(set(long(reading)["scenario"]))
        if scenario in scenarios:
            return reading
        known += scenarios
    raise JumeauError(
        "projection",
        f"scénario « {scenario} » absent.",
        f"Lus : {', '.join(dict.fromkeys(known))}.",
    )


def with_projection(
    territory: Territory,
    reading: Reading,
    year: int,
    scenario: str = "central",
    *,
    base_year: int = BASE_YEAR,
) -> Territory:
    """Give the same territory, supply and roads unchanged, with its projected inhabitants.

    Parameters
    ----------
    territory
        Territory with the inhabitants of `base_year`.
    reading
        What `omphale.read` gave.
    year, scenario
        Target year, and central, haute or basse.
    base_year
        Year of the inhabitants of `territory`.

    Raises
    ------
    JumeauError
        As `projected`.
    """
    deps = territory.zones["dep"].tolist()
    population = territory.population
    persons = projected(population.persons, deps, reading, year, scenario, base_year=base_year)
    pyramid = territory.pyramid
    if pyramid is not None:
        later = projected(pyramid, deps, reading, year, scenario, base_year=base_year)
        pyramid = later.astype(np.float64)
    total = persons.sum(axis=1)
    zones = territory.zones.assign(
        population=total.astype(territory.zones["population"].dtype, copy=False)
    )
    return replace(
        territory,
        vintage=f"{territory.vintage} ; population projetée à {year}, scénario {scenario} "
        f"({reading.record.vintage})",
        zones=zones,
        population=Population(population.zones, persons),
        pyramid=pyramid,
        facilities=_with_demand(territory, persons, year),
        notes=(*territory.notes, DEMAND_NOTE.format(year=year)),
        sources=(*territory.sources, reading.record),
    )


def _with_demand(
    territory: Territory, persons: npt.NDArray[np.int64], year: int
) -> tuple[Facility, ...]:
    """Let the declared visits of each site grow as those expected of its department's people.

    Visits by age group are those of `twin.parameters.needs2026`, unchanged: only the number and
    the ages of the inhabitants move.
    """
    rate = np.array([c.per_thousand for c in needs2026.CAUSES]).sum(axis=0)
    deps = territory.zones["dep"].to_numpy(str)
    now, then = territory.population.persons @ rate, persons @ rate
    growth = {d: float(then[deps == d].sum() / now[deps == d].sum()) for d in np.unique(deps)}
    return tuple(
        f
        if f.visits_year is None
        else replace(
            f,
            visits_year=max(1, round(f.visits_year * growth.get(f.department, 1.0))),
            source=f"{f.source} ; passages projetés à {year}",
        )
        for f in territory.facilities
    )


def apportioned(weights: npt.ArrayLike, total: int) -> npt.NDArray[np.int64]:
    """Share a whole number by weights, by largest remainder (first served on a tie).

    Parameters
    ----------
    weights
        Any shape; where all are zero, everything is shared equally.
    total
        The sum of the result.
    """
    given = np.asarray(weights, dtype=np.float64)
    flat = given.ravel()
    if flat.sum() <= 0:
        flat = np.ones_like(flat)
    exact = total * flat / flat.sum()
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return np.asarray(whole.reshape(given.shape), np.int64)


def _table(reading: Reading, wanted: tuple[int, int], scenario: str) -> pd.DataFrame:
    """Give persons by level, zone, sex, age group, a column for each of the two years."""
    have = years(reading)
    for year in wanted:
        if year not in have:
            raise JumeauError(
                f"{reading.path}", f"l'année {year} n'est pas projetée.",
                f"Années : {min(have, default=0)} à {max(have, default=0)}.",
            )  # fmt: skip
    frame = long(reading)
    known = sorted(set(frame["scenario"]))
    if scenario not in known:
        raise JumeauError(
            f"{reading.path}",
            f"scénario « {scenario} » absent.",
            f"Scénarios de ce fichier : {', '.join(known)}.",
        )
    frame = frame[(frame["scenario"] == scenario) & frame["annee"].isin(wanted)]
    frame = frame.assign(age_max=frame["age_max"].astype("Float64").fillna(np.inf).astype(float))
    keys = ["niveau", "zone", "sexe", "age_min", "age_max"]
    found: pd.DataFrame = frame.pivot_table("personnes", keys, "annee", aggfunc="sum")
    return found.reset_index()


def _groups(reading: Reading, table: pd.DataFrame, dep: str) -> pd.DataFrame:
    """Give the age groups of a department, or of its region, once they are known to be whole."""
    names = reference_data.department_names().set_index("dep")
    region = str(names["reg"].get(dep, ""))
    for level, code in (("dep", dep), ("reg", region)):
        found = table[(table["niveau"] == level) & (table["zone"] == code)]
        if len(found):
            _refuse_holes(reading, found, dep)
            return found.sort_values(["sexe", "age_min"])
    raise JumeauError(
        f"{reading.path}",
        f"pas de projection pour le département {dep}.",
        "Donnez le fichier des départements, ou celui de sa région.",
    )


def _refuse_holes(reading: Reading, groups: pd.DataFrame, dep: str) -> None:
    """Refuse a projection whose age groups overlap or leave a hole: its totals would be wrong."""
    for sex in (1, 2):
        rows = groups[groups["sexe"] == sex].sort_values("age_min")
        starts, ends = rows["age_min"].to_numpy(float), rows["age_max"].to_numpy(float)
        whole = len(rows) and starts[0] == 0 and ends[-1] >= OLDEST
        if not whole or not (starts[1:] == ends[:-1] + 1).all():
            raise JumeauError(
                f"{reading.path}, département {dep}",
                "groupes d'âges incomplets : une ligne manque ou a été refusée.",
                "Voyez le fichier des rejets, et téléchargez le fichier à nouveau.",
            )


def _wide(reading: Reading, groups: pd.DataFrame, dep: str) -> pd.DataFrame:
    """Add both sexes over the three groups of `Population`."""
    place = np.searchsorted([low for low, _ in GROUPS], groups["age_min"], side="right") - 1
    last = np.array([np.inf if high is None else high for _, high in GROUPS])
    if (groups["age_max"].to_numpy(float) > last[place]).any():
        raise JumeauError(
            f"{reading.path}, département {dep}",
            "un groupe d'âges est à cheval sur 20 ou 65 ans.",
            "Donnez la projection par groupes de cinq ans.",
        )
    return groups.drop(columns=["niveau", "zone", "sexe", "age_min", "age_max"]).groupby(
        place
    ).sum()  # fmt: skip


def _by_group(
    now: npt.NDArray[np.float64], wide: pd.DataFrame, base: int, year: int
) -> npt.NDArray[np.int64]:
    columns = [
        apportioned(now[:, g], _total(now[:, g], wide[base].iloc[g], wide[year].iloc[g]))
        for g in range(len(GROUPS))
    ]
    return np.asarray(np.stack(columns, axis=1), np.int64)


def _by_age(
    now: npt.NDArray[np.float64], groups: pd.DataFrame, base: int, year: int
) -> npt.NDArray[np.int64]:
    found = np.zeros(now.shape, np.int64)
    for row in groups.to_dict("records"):
        low = int(row["age_min"])
        ages = slice(low, int(min(row["age_max"], OLDEST)) + 1)
        if low > OLDEST:
            continue
        cells = now[:, int(row["sexe"]) - 1, ages]
        found[:, int(row["sexe"]) - 1, ages] = apportioned(
            cells, _total(cells, row[base], row[year])
        )
    return found


def _total(now: npt.NDArray[np.float64], base: float, target: float) -> int:
    """Give today's total times the growth of its group; unchanged where the base is nought."""
    growth = target / base if base > 0 else 1.0
    return int(np.floor(now.sum() * growth + 0.5))
