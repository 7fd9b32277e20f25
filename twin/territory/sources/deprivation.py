"""Deprivation by commune: a published score (FDep, F-EDI), or one computed from four inputs.

The computed score is the first principal component of median income, share with the
baccalaureate, share of workers and share of unemployed, standardised and weighted by population
(Rey et al., BMC Public Health 2009;9:33); higher is more deprived.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from twin.tables import Column, JumeauError, Table
from twin.territory.sources.catalogue import Source
from twin.territory.sources.reading import Publisher, Reading
from twin.territory.sources.recognition import columns
from twin.territory.sources.sheet import (
    INSEE_LABELS,
    delimited_rows,
    header_row,
    plain,
    read_sheet,
)

PUBLISHER = Publisher(
    "Indice de défavorisation sociale FDep, par commune",
    "Santé publique France, Inserm CépiDc",
    "Licence Ouverte 2.0 (à vérifier sur la page)",
    "https://odisse.santepubliquefrance.fr/explore/assets/"
    "indice-de-defavorisation-sociale-fdep-par-commune/",
)
INPUTS_PUBLISHER = Publisher(
    "Quatre variables de l'INSEE, par commune",
    "INSEE",
    "Licence Ouverte 2.0",
    "https://www.insee.fr/fr/statistiques",
)
_INSEE = Column("insee", "text", "code INSEE de la commune", length=5)
SCORES = Table(
    name="defavorisation",
    meaning="score de défavorisation publié, une ligne par commune",
    columns=(
        _INSEE,
        Column("score", "number", "score ; plus haut : plus défavorisé", nullable=True,
               minimum=-1000, maximum=1000),
        Column("population", "number", "population de la commune", "habitants", required=False,
               nullable=True, minimum=0, maximum=1e8),
    ),
    key=("insee",),
    source="Santé publique France, Inserm CépiDc",
)  # fmt: skip


def _share(name: str, meaning: str) -> Column:
    return Column(name, "number", f"part {meaning} (fraction ou pourcentage, le même partout)",
                  nullable=True, minimum=0, maximum=100)  # fmt: skip


VARIABLES = ("median_income", "baccalaureate_share", "workers_share", "unemployed_share")
FIFTHS = {1.0, 2.0, 3.0, 4.0, 5.0}
SIGNS = np.array([-1.0, -1.0, 1.0, 1.0])
"""Which way each variable goes when deprivation goes up."""
INPUTS = Table(
    name="defavorisation_variables",
    meaning="les quatre variables d'un indice de défavorisation, une ligne par commune",
    columns=(
        _INSEE,
        Column("median_income", "number", "revenu médian par unité de consommation", "euros par an",
               nullable=True, minimum=1, maximum=1e7),
        _share("baccalaureate_share", "des 15 ans ou plus qui ont le baccalauréat"),
        _share("workers_share", "d'ouvriers dans la population active"),
        _share("unemployed_share", "de chômeurs dans la population active"),
        Column("population", "number", "population de la commune", "habitants", required=False,
               nullable=True, minimum=0, maximum=1e8),
    ),
    key=("insee",),
    source="INSEE, Licence Ouverte 2.0",
)  # fmt: skip
_POPULATION = (r"population( \d{4})?|pop(ulation)?_?\d{0,4}|nombre d'habitants.*",)
_SCORE_PATTERNS = {
    "insee": INSEE_LABELS,
    "score": (
        *(rf"fdep[ _]?(20)?{year:02d}" for year in range(40, 5, -1)),
        r"fdep", r"indice( de defavorisation.*)?", r"score( .*)?", r"edi|f-edi",
    ),
    "population": _POPULATION,
}  # fmt: skip
_INPUT_PATTERNS = {
    "insee": INSEE_LABELS,
    "median_income": (r"median_income|revenu[_ ]median.*|rev_med|med\d\d",),
    "baccalaureate_share": (r"baccalaureate_share|(part|taux|tx)[_ ](de[s_ ])?bac.*",),
    "workers_share": (r"workers_share|(part|taux|tx)[_ ](d'|des[_ ])?ouvr.*",),
    "unemployed_share": (r"unemployed_share|(part|taux|tx)[_ ](de[s_ ])?chom.*",),
    "population": _POPULATION,
}


@dataclass(frozen=True)
class Deprivation:
    """A computed score, with what one must know to judge it.

    Attributes
    ----------
    score
        By commune; NaN where an input is missing.
    loadings
        Weight of each standardised variable.
    explained
        Share of the four variables' variance that the score carries.
    missing
        Communes not computed, for lack of an input or of a population.
    population_missing
        Their inhabitants, where known.
    """

    score: pd.Series
    loadings: dict[str, float]
    explained: float
    missing: tuple[str, ...]
    population_missing: float


def read(path: Path) -> Reading:
    """Read a published score from any CSV with a commune code and a score.

    Where a file gives several releases (FDep09, FDep15...), the latest is kept, and said.
    """
    rows, notes = delimited_rows(path)
    at = header_row(rows, _SCORE_PATTERNS)
    labels = [] if at is None else [plain(cell) for cell in rows[at]]
    used = next((label for p in _SCORE_PATTERNS["score"] for label in labels
                 if re.fullmatch(p, label)), "")  # fmt: skip
    reading = read_sheet(path, rows, SCORES, _SCORE_PATTERNS, PUBLISHER, vintage=used,
                         notes=(*notes, f"score lu dans la colonne « {used} »"))  # fmt: skip
    words = set(reading.frame["score"].dropna())
    if len(reading.frame) > len(FIFTHS) and words <= FIFTHS:
        return reading.noting("le score n'a que les valeurs 1 à 5 : sans doute déjà un quintile")
    return reading


def read_inputs(path: Path) -> Reading:
    """Read the four inputs from one CSV (see `INPUTS`)."""
    rows, notes = delimited_rows(path)
    return read_sheet(path, rows, INPUTS, _INPUT_PATTERNS, INPUTS_PUBLISHER, notes=notes)


def compute(inputs: pd.DataFrame, population: pd.Series | None = None) -> Deprivation:
    """Compute the score of the communes whose four inputs are known.

    Parameters
    ----------
    inputs
        Columns `insee` and `VARIABLES`, and `population` unless given apart.
    population
        Inhabitants by commune code.

    Raises
    ------
    JumeauError
        When fewer than five communes are complete, or a variable is the same everywhere.
    """
    table = inputs.set_index("insee")
    people = table["population"] if population is None else population.reindex(table.index)
    weight = _floats(people)
    values = np.column_stack([_floats(table[name]) for name in VARIABLES])
    whole = np.isfinite(values).all(axis=1) & np.isfinite(weight) & (weight > 0)
    if whole.sum() < 5:
        raise JumeauError(
            "indice de défavorisation",
            f"{whole.sum()} commune(s) seulement ont les quatre variables et une population.",
            "Donnez des fichiers qui couvrent le territoire.",
        )
    w = weight[whole] / weight[whole].sum()
    centred = values[whole] - w @ values[whole]
    spread = np.sqrt(w @ centred**2)
    flat = [name for name, s in zip(VARIABLES, spread, strict=True) if s <= 1e-12]
    if flat:
        raise JumeauError(
            "indice de défavorisation",
            f"variable identique dans toutes les communes : {', '.join(flat)}.",
            "Vérifiez le fichier.",
        )
    z = centred / spread
    eigenvalues, vectors = np.linalg.eigh((z * w[:, None]).T @ z)
    first = vectors[:, -1]
    first = first if first @ SIGNS >= 0 else -first
    score = np.full(len(table), np.nan)
    score[whole] = z @ first
    return Deprivation(
        pd.Series(score, index=table.index, name="score"),
        {name: float(v) for name, v in zip(VARIABLES, first, strict=True)},
        float(eigenvalues[-1] / len(VARIABLES)),
        tuple(table.index[~whole]),
        float(np.nansum(weight[~whole])),
    )


def quintiles(score: pd.Series, population: pd.Series) -> pd.Series:
    """Give fifths of the population by deprivation: 1 the least deprived, 5 the most.

    Communes are ranked by score; each is in the fifth of the population where its middle
    inhabitant stands, and equal scores stand together. No score or no inhabitant: no quintile.

    Parameters
    ----------
    score, population
        By commune code.
    """
    people = _floats(population.reindex(score.index))
    values = _floats(score)
    known = np.isfinite(values) & np.isfinite(people) & (people > 0)
    out = pd.Series(pd.NA, index=score.index, dtype="Int64", name="deprivation_quintile")
    if not known.any():
        return out
    _, group = np.unique(values[known], return_inverse=True)
    size = np.bincount(group, people[known])
    middle = np.cumsum(size) - size / 2
    fifth = np.minimum(np.floor(5 * middle / size.sum()).astype(np.int64) + 1, 5)
    out[known] = fifth[group]
    return out


def recognise(name: str, head: bytes) -> bool:
    """Say whether a file is a published score, from its header."""
    labels = [plain(label) for label in columns(head)]
    if {"insee", "score"} <= set(labels) <= {"insee", "score", "population"}:
        return True  # the table as the reference describes it
    return any(re.match(r"fdep|f-edi|indice de defavorisation", label) for label in labels)


def recognise_inputs(name: str, head: bytes) -> bool:
    """Say whether a file has the four inputs side by side."""
    labels = [plain(label) for label in columns(head)]
    return all(
        any(re.fullmatch(pattern, label) for label in labels for pattern in _INPUT_PATTERNS[one])
        for one in VARIABLES
    )


def _floats(values: pd.Series) -> npt.NDArray[np.float64]:
    return values.to_numpy("float64", na_value=np.nan)


SOURCES = (
    Source("deprivation", "Indice de défavorisation publié, par commune", PUBLISHER, (SCORES,),
           recognise, read),
    Source("deprivation_inputs", "Quatre variables d'un indice de défavorisation", INPUTS_PUBLISHER,
           (INPUTS,), recognise_inputs, read_inputs),
)  # fmt: skip
