"""Small checks of the reference data: what is asked wrongly is refused with a remedy."""

from collections.abc import Callable

import pandas as pd
import pytest

from twin.tables import JumeauError
from twin.territory import reference_data


@pytest.mark.parametrize("code", ["54", "3", "Bretagne", ""])
def test_unknown_region_is_refused_with_the_list_of_regions(code: str) -> None:
    with pytest.raises(JumeauError) as caught:
        reference_data.communes(code)
    assert repr(code) in caught.value.problem
    assert "53 Bretagne" in caught.value.remedy
    assert "06 Mayotte" in caught.value.remedy


@pytest.mark.parametrize(
    "read",
    [
        reference_data.communes,
        reference_data.commune_contours,
        reference_data.department_contours,
    ],
)
def test_unknown_department_is_refused_everywhere(read: Callable[..., pd.DataFrame]) -> None:
    with pytest.raises(JumeauError) as caught:
        read(departments=["29", "20"])
    assert "'20'" in caught.value.problem
    assert "'29'" not in caught.value.problem
    assert "2A Corse-du-Sud" in caught.value.remedy


def test_department_of_another_region_is_refused() -> None:
    with pytest.raises(JumeauError) as caught:
        reference_data.communes("53", ["44"])
    assert "région 53" in caught.value.problem
    assert "35 Ille-et-Vilaine" in caught.value.remedy


@pytest.mark.parametrize("departments", ["29", []])
def test_departments_must_be_a_list_with_something_in_it(departments: str | list[str]) -> None:
    with pytest.raises(JumeauError):
        reference_data.communes(departments=departments)


def test_region_and_departments_narrow_each_other() -> None:
    both = reference_data.communes("53", ["29", "56"])
    assert set(both["dep"]) == {"29", "56"}
    assert set(both["reg"]) == {"53"}
    assert both.equals(reference_data.communes(departments=["56", "29"]))


def test_each_table_has_the_columns_its_provenance_declares() -> None:
    declared = {
        name: list(entry["colonnes"])
        for name, entry in reference_data.provenance()["fichiers"].items()
    }
    assert declared == {
        "communes.parquet": list(reference_data.communes("94")),
        "contours_communes.parquet": list(reference_data.commune_contours("94")),
        "contours_departements.parquet": list(reference_data.department_contours("94")),
        "collectivites.parquet": list(reference_data.collectivities()),
    }


def test_column_types_are_the_same_in_every_region() -> None:
    brittany, mayotte = reference_data.communes("53"), reference_data.communes("06")
    assert brittany.dtypes.equals(mayotte.dtypes)
