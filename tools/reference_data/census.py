"""Ages and dwellings of the 2021 census, carried to the communes of 2026."""

from __future__ import annotations

import pandas as pd

COUNTS = {
    "pop": "pop_rp2021",
    "pop_0_19": "age_0_19",
    "pop_20_64": "age_20_64",
    "pop_65p": "age_65p",
    "logements": "logements",
    "res_secondaires": "residences_secondaires",
}

SPLITS = {
    "15141": ("15031", "15035", "15047", "15171"),
    "60054": ("60694",),
    "85084": ("85165", "85212"),
}
"""Communes that were one in the geography of the census file (2024) and are several since."""


def successors(places: pd.DataFrame) -> dict[str, str]:
    """Map every old or district code to the commune of today that holds it.

    Parameters
    ----------
    places
        Rows of the official geographic code.

    Returns
    -------
    dict
        Districts of Paris, Lyon, Marseille and codes of merged communes, to today's code.
    """
    today = places[places["type"] == "commune-actuelle"]
    merged = today.dropna(subset=["anciensCodes"])[["code", "anciensCodes"]].explode("anciensCodes")
    mapping = dict(zip(merged["anciensCodes"], merged["code"], strict=True))
    districts = places[places["type"] == "arrondissement-municipal"]
    mapping.update(dict(zip(districts["code"], districts["commune"], strict=True)))
    return mapping


def absorbing(iris: pd.DataFrame, places: pd.DataFrame) -> set[str]:
    """List the communes of today that absorbed others since the geography of the census file.

    Parameters
    ----------
    iris
        One row for each small census area.
    places
        Rows of the official geographic code.

    Returns
    -------
    set
        INSEE codes; Paris, Lyon and Marseille, known by their districts, are left out.
    """
    today = places.loc[places["type"] == "commune-actuelle", "code"]
    old = iris.loc[~iris["com"].isin(today), "com"].drop_duplicates()
    return set(old.map(successors(places))) - set(places["commune"].dropna())


def carry(iris: pd.DataFrame, places: pd.DataFrame, population: pd.Series) -> pd.DataFrame:
    """Sum the census by commune of today, and say of each how it was obtained.

    Parameters
    ----------
    iris
        One row for each small census area.
    places
        Rows of the official geographic code.
    population
        Legal population by INSEE code: the communes wanted, and the key to share a split.

    Returns
    -------
    pandas.DataFrame
        The six counts (empty where the census file has nothing) and `ages_from`.

    Raises
    ------
    RuntimeError
        When a code of the census file leads to no commune of today.
    """
    mapping = successors(places)
    today = iris["com"].where(iris["com"].isin(population.index), iris["com"].map(mapping))
    if not today.isin(population.index).all():
        lost = sorted(iris.loc[~today.isin(population.index), "com"].unique())
        message = f"census codes without a commune: {lost}"
        raise RuntimeError(message)
    counts = iris.groupby(today)[list(COUNTS)].sum().rename(columns=COUNTS)
    origin = pd.Series("iris", index=population.index)
    origin[sorted(absorbing(iris, places))] = "fusion"
    origin[places["commune"].dropna().unique()] = "arrondissements"
    table = counts.reindex(population.index).astype("Int32")
    for parent, children in SPLITS.items():
        codes = [parent, *children]
        table.loc[codes] = _share(counts.T[parent], population[codes])
        origin[codes] = "partage"
    origin[table["pop_rp2021"].isna()] = "absent"
    table["ages_from"] = origin
    return table


def _share(total: pd.Series, weights: pd.Series) -> pd.DataFrame:
    """Share counts in proportion to the population; the first commune takes the rounding."""
    shares = pd.DataFrame(
        {name: (weights / weights.sum() * value).round() for name, value in total.items()}
    )
    shares.iloc[0] = total - shares.iloc[1:].sum()
    return shares.astype("Int32")
