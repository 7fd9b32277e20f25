"""The four inputs of a deprivation score, out of three files of the INSEE (any recent year).

Median income: Filosofi. Share with the baccalaureate: census, "diplômes - formation". Workers and
unemployed: census, "emploi - population active".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from twin.tables import Column, Table
from twin.territory.sources.catalogue import HEAD_BYTES, Source
from twin.territory.sources.reading import Publisher, Reading, plain, read_rows
from twin.territory.sources.recognition import columns

YEARS = [f"{year:02d}" for year in range(39, 5, -1)]
Labels = Mapping[str, tuple[str, ...]]
"""How the label of each column is written, its year apart, in one release or another."""
_PAGE = "https://www.insee.fr/fr/statistiques/"
_LICENCE = "Licence Ouverte 2.0"
_INSEE = Column("insee", "text", "code INSEE de la commune (CODGEO)", length=5)


def _persons(name: str, meaning: str, required: bool = True) -> Column:
    return Column(name, "number", meaning, "personnes", required=required, nullable=True,
                  minimum=0, maximum=1e8)  # fmt: skip


INCOME = Table(
    "revenus",
    "revenus par commune (Filosofi) ; vide ou « ns » : secret statistique",
    (_INSEE, Column("median_income", "number", "médiane du revenu disponible par unité de "
                    "consommation (Q2AA, MEDAA)", "euros par an", nullable=True, minimum=1,
                    maximum=1e7)),
    ("insee",),
    "INSEE, Filosofi",
)  # fmt: skip
DIPLOMAS = Table(
    "diplomes",
    "diplômes des 15 ans ou plus non scolarisés (recensement)",
    (
        _INSEE,
        _persons("out_of_school", "15 ans ou plus non scolarisés (PAA_NSCOL15P)"),
        _persons("bac", "dont baccalauréat (…_BAC)"),
        _persons("bac_2", "dont bac + 2 (…_SUP2)"),
        _persons("bac_3_4", "dont bac + 3 ou 4 (…_SUP34)"),
        _persons("bac_5", "dont bac + 5 ou plus (…_SUP5)"),
    ),
    ("insee",),
    "INSEE, recensement",
)
EMPLOYMENT = Table(
    "emploi",
    "actifs de 15 à 64 ans (recensement)",
    (
        _INSEE,
        _persons("active", "actifs (PAA_ACT1564)"),
        _persons("unemployed", "dont chômeurs (PAA_CHOM1564)"),
        _persons("active_by_group", "actifs, exploitation complémentaire (CAA_ACT1564)"),
        _persons("workers", "dont ouvriers (CAA_ACT1564_CS6, puis …_STAT_GSEC16_26)"),
    ),
    ("insee",),
    "INSEE, recensement",
)


_INCOME_LABELS = {"median_income": ("Q2{year}", "MED{year}")}
_DIPLOMA_LABELS = {
    "out_of_school": ("P{year}_NSCOL15P",),
    "bac": ("P{year}_NSCOL15P_BAC",),
    "bac_2": ("P{year}_NSCOL15P_SUP2",),
    "bac_3_4": ("P{year}_NSCOL15P_SUP34",),
    "bac_5": ("P{year}_NSCOL15P_SUP5",),
}
_EMPLOYMENT_LABELS = {
    "active": ("P{year}_ACT1564",),
    "unemployed": ("P{year}_CHOM1564",),
    "active_by_group": ("C{year}_ACT1564",),
    "workers": ("C{year}_ACT1564_CS6", "C{year}_ACT1564_STAT_GSEC16_26"),
}
_INCOME = Publisher("Revenus et pauvreté des ménages (Filosofi)", "INSEE", _LICENCE,
                    f"{_PAGE}7756855")  # fmt: skip
_DIPLOMA = Publisher("Diplômes - formation (recensement)", "INSEE", _LICENCE, f"{_PAGE}8581488")
_JOBS = Publisher("Emploi - population active (recensement)", "INSEE", _LICENCE, f"{_PAGE}8581444")


def read_income(path: Path) -> Reading:
    """Read the median income of communes; a value kept secret ("ns") is a rejected row."""
    return _read(path, INCOME, _INCOME, _INCOME_LABELS)


def read_diplomas(path: Path) -> Reading:
    """Read the diplomas of communes."""
    return _read(path, DIPLOMAS, _DIPLOMA, _DIPLOMA_LABELS)


def read_employment(path: Path) -> Reading:
    """Read the active, unemployed and workers of communes."""
    return _read(path, EMPLOYMENT, _JOBS, _EMPLOYMENT_LABELS)


def deprivation_inputs(income: Reading, diplomas: Reading, employment: Reading) -> pd.DataFrame:
    """Join the three files as the inputs of `deprivation.compute`; shares are fractions.

    A commune that one of the files lacks, or whose denominator is nought, has an empty input.
    """
    school = diplomas.frame.set_index("insee")
    work = employment.frame.set_index("insee")
    income_of = income.frame.set_index("insee")["median_income"]
    graduates = school[["bac", "bac_2", "bac_3_4", "bac_5"]].sum(axis=1, min_count=4)
    table = pd.concat(
        {
            "median_income": income_of,
            "baccalaureate_share": _ratio(graduates, school["out_of_school"]),
            "workers_share": _ratio(work["workers"], work["active_by_group"]),
            "unemployed_share": _ratio(work["unemployed"], work["active"]),
        },
        axis=1,
    ).sort_index()
    return table.rename_axis("insee").reset_index()


def _ratio(part: pd.Series, whole: pd.Series) -> pd.Series:
    return part / whole.where(whole > 0)


def _read(path: Path, table: Table, publisher: Publisher, labels: Labels) -> Reading:
    """Read the latest census of a file: several stand side by side (P22, P16, P11)."""
    seen = _columns(path)
    asked = [one for ways in labels.values() for one in ways]
    year = next((y for y in YEARS if any(plain(x.format(year=y)) in seen for x in asked)), "")
    aliases = {"CODGEO": "insee"}
    aliases |= {x.format(year=year): name for name, ways in labels.items() for x in ways}
    return read_rows(path, table, publisher, vintage=f"20{year}" if year else "", aliases=aliases)


def _columns(path: Path) -> frozenset[str]:
    try:
        with path.open("rb") as stream:
            return columns(stream.read(HEAD_BYTES))
    except OSError:
        return frozenset()


def _recogniser(names: tuple[str, ...]) -> Callable[[str, bytes], bool]:
    """Give the test of a file by its header: CODGEO and each of the labels, whatever the year."""

    def recognise(name: str, head: bytes) -> bool:
        labels = columns(head)
        return "codgeo" in labels and all(
            any(re.fullmatch(wanted, label) for label in labels) for wanted in names
        )

    return recognise


SOURCES = (
    Source("insee_income", "Revenu médian par commune (INSEE, Filosofi)", _INCOME, (INCOME,),
           _recogniser((r"q2\d\d|med\d\d",)), read_income),
    Source("insee_diplomas", "Diplômes par commune (INSEE, recensement)", _DIPLOMA, (DIPLOMAS,),
           _recogniser((r"p\d\d_nscol15p", r"p\d\d_nscol15p_sup5")), read_diplomas),
    Source("insee_employment", "Actifs, chômeurs, ouvriers par commune (INSEE, recensement)", _JOBS,
           (EMPLOYMENT,), _recogniser((r"p\d\d_chom1564", r"c\d\d_act1564")), read_employment),
)  # fmt: skip
