"""Deprivation: published scores, fifths of the population, and a component computed by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from twin.tables import JumeauError
from twin.territory.sources import deprivation, insee_social
from twin.territory.sources.catalogue import recognised
from twin.territory.sources.deprivation import compute, quintiles


def save(folder, name, text, encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def inputs(income, bac, workers, unemployed, population=1000):
    n = len(income)
    return pd.DataFrame(
        {
            "insee": [f"220{i:02d}" for i in range(n)],
            "median_income": income,
            "baccalaureate_share": bac,
            "workers_share": workers,
            "unemployed_share": unemployed,
            "population": np.broadcast_to(population, n).astype(float),
        }
    )


@pytest.mark.parametrize(
    ("text", "encoding", "score", "used"),
    [
        ("CODGEO;FDEP09;FDEP13;fdep15\n2A004;1;2;-0,5\n97101;1;2;3,25\n", "cp1252",
         [-0.5, 3.25], "fdep15"),
        ("\ufeffCode commune,Commune,Nombre d'habitants de la commune,"
         "Indice de défavorisation en quintiles\n2A004,Ajaccio,72000,-0.5\n97101,Abymes,5,3.25\n",
         "utf-8", [-0.5, 3.25], "indice de defavorisation en quintiles"),
        ("insee\tscore\n2A004\t1\n97101\t\n", "utf-8", [1, np.nan], "score"),
    ],
)  # fmt: skip
def test_published_scores_in_their_spellings(tmp_path, text, encoding, score, used):
    reading = deprivation.read(save(tmp_path, "fdep.csv", text, encoding))
    assert reading.frame["insee"].tolist() == ["2A004", "97101"]
    np.testing.assert_equal(reading.frame["score"].to_numpy(), score)
    assert f"« {used} »" in " ".join(reading.notes)


def test_published_scores_are_recognised_and_rejects_counted(tmp_path):
    text = "CODGEO;fdep15\n01004;0,5\n1005;0,5\n01006;beaucoup\nFrance;0\n01007;1\n01007;2\n"
    path = save(tmp_path, "x.csv", text)
    assert recognised(path) is deprivation.SOURCES[0]
    reading = deprivation.read(path)
    assert reading.frame["insee"].tolist() == ["01004"]
    assert reading.rows_in == 6
    assert len(reading.rejects) == 5


def test_a_score_that_is_already_a_quintile_is_said(tmp_path):
    text = "CODGEO;fdep\n" + "".join(f"0100{i};{i % 5 + 1}\n" for i in range(1, 9))
    reading = deprivation.read(save(tmp_path, "q.csv", text))
    assert "déjà un quintile" in reading.notes[-1]


def test_four_variables_that_say_the_same_thing():
    """Two kinds of communes, all four variables opposed: each z is 1 or -1, each weight 1/2."""
    found = compute(inputs([30, 20] * 3, [60, 40] * 3, [10, 30] * 3, [5, 15] * 3))
    assert found.explained == pytest.approx(1)
    assert found.loadings == pytest.approx(
        {"median_income": -0.5, "baccalaureate_share": -0.5, "workers_share": 0.5,
         "unemployed_share": 0.5}
    )  # fmt: skip
    np.testing.assert_allclose(found.score, [-2, 2] * 3)
    assert found.missing == ()


def test_equal_correlations_by_hand():
    """With every correlation r, the first eigenvalue is 1 + 3 r and the weights are equal."""
    common = np.array([1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1, -1.0])
    own = np.array([[1 if (i >> k) & 1 else -1 for i in range(8)] * 2 for k in range(3)], float)
    last = own[0] * own[1] * own[2]
    columns = [common + e for e in (*own, last)]
    r = np.corrcoef(columns)[0, 1]
    assert r == pytest.approx(0.5)
    found = compute(inputs(-columns[0] + 9, -columns[1] + 9, columns[2] + 9, columns[3] + 9))
    assert found.explained == pytest.approx((1 + 3 * r) / 4)
    assert list(found.loadings.values()) == pytest.approx([-0.5, -0.5, 0.5, 0.5])


def test_population_weighs():
    """A commune counted three times weighs as three communes."""
    rng = np.random.default_rng(5)
    table = inputs(*(rng.normal(50, 5, 8) for _ in range(4)))
    heavy = table.assign(population=[3000.0, *[1000.0] * 7])
    copied = pd.concat([table, table.iloc[[0, 0]].assign(insee=["22090", "22091"])])
    np.testing.assert_allclose(compute(heavy).score, compute(copied).score.iloc[:8])


def test_communes_without_an_input_are_counted_not_invented():
    table = inputs([30, 20] * 4, [60, 40] * 4, [10, 30] * 4, [5, 15] * 4)
    table.loc[0, "median_income"] = np.nan
    table.loc[1, "population"] = 0
    found = compute(table)
    assert found.missing == ("22000", "22001")
    assert found.population_missing == 1000
    assert found.score.isna().sum() == 2
    table.loc[2, "workers_share"] = np.nan
    table.loc[3, "workers_share"] = np.nan
    with pytest.raises(JumeauError, match="4 commune"):
        compute(table)
    with pytest.raises(JumeauError, match="identique dans toutes les communes : workers_share"):
        compute(inputs([30, 20] * 3, [60, 40] * 3, [10] * 6, [5, 15] * 3))


def test_quintiles_are_fifths_of_the_population():
    score = pd.Series([5, 1, 2, 3, 4, np.nan, 9], index=list("eabcdxz"))
    people = pd.Series([10, 10, 10, 10, 10, 10, 0], index=list("eabcdxz"))
    found = quintiles(score, people)
    assert found.dropna().to_dict() == {"e": 5, "a": 1, "b": 2, "c": 3, "d": 4}
    ties = quintiles(pd.Series([1, 1, 2, 2]), pd.Series([10, 10, 10, 10]))
    assert ties.tolist() == [2, 2, 4, 4], "equal scores stand together"
    alone = quintiles(pd.Series([1.0, 2.0]), pd.Series([99, 1]))
    assert alone.tolist() == [3, 5]


def test_the_four_inputs_out_of_the_files_of_the_insee(tmp_path):
    income = insee_social.read_income(
        save(tmp_path, "FILO2021_DISP_COM.csv", "CODGEO;Q121;Q221\n2A004;1;21 500\n97101;1;ns\n")
    )
    diplomas = insee_social.read_diplomas(
        save(tmp_path, "base-cc-diplomes-formation-2022.CSV",
             "CODGEO;P22_NSCOL15P;P22_NSCOL15P_BAC;P22_NSCOL15P_SUP2;P22_NSCOL15P_SUP34;"
             "P22_NSCOL15P_SUP5;P16_NSCOL15P;P16_NSCOL15P_BAC\n"
             "2A004;1000;200;100;60,5;39,5;1;1\n97101;0;0;0;0;0;1;1\n")
    )  # fmt: skip
    work = insee_social.read_employment(
        save(tmp_path, "base-cc-emploi-pop-active-2022.CSV",
             "CODGEO;P22_ACT1564;P22_CHOM1564;C22_ACT1564;C22_ACT1564_STAT_GSEC16_26;P16_ACT1564\n"
             "2A004;500;50;480;120;7\n97101;100;30;100;25;7\n")
    )  # fmt: skip
    assert [r.record.vintage for r in (income, diplomas, work)] == ["2021", "2022", "2022"]
    assert [reject.value for reject in income.rejects] == ["ns"]
    table = insee_social.deprivation_inputs(income, diplomas, work).set_index("insee")
    assert table.loc["2A004"].tolist() == [21500, 0.4, 0.25, 0.1]
    assert table["median_income"].isna()["97101"]
    assert table["baccalaureate_share"].isna()["97101"]
    assert [recognised(r.path).id for r in (income, diplomas, work)] == [
        "insee_income", "insee_diplomas", "insee_employment"]  # fmt: skip
