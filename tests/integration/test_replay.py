"""Replaying a stored result: reproduced to the last byte, or told exactly what differs."""

from __future__ import annotations

import json
import shutil
from datetime import date

import pytest

import scenarios.replay.origin as origin_module
from scenarios.batch import Serial, run_batch
from scenarios.cli.main import main
from scenarios.experiment import run_scenario
from scenarios.replay import differences, origin_of, replay
from scenarios.scenario import Scenario
from scenarios.store import Store
from scenarios.unit_base import base_at
from tests.territories import small_territory
from twin.tables import JumeauError
from twin.territory import Territory

CLOSED = {
    "kind": "suspend-ed", "site": "220000012", "from": "20:00", "until": "08:00",
    "share_lost": [0.0, 0.1], "share_gp": [0.1, 0.3], "share_other": [0.4, 0.6],
    "share_anyway": 0.25, "reason": "essai",
}  # fmt: skip


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Give a store, the folder of its territory, its reference and its policy, drawn twice."""
    root = tmp_path_factory.mktemp("replay")
    place = small_territory().save(root / "territoire")
    asked = Scenario(
        name="petit", title="Petit", question="?", start=date(2026, 1, 12), days=2, warmup_days=1,
        replications=3, draws=2, territory=str(place), lever=(CLOSED,),
    )  # fmt: skip
    store = Store(root / "runs")
    base, policy = run_scenario(asked, territory=Territory.load(place), store=store, workers=2)
    return store, place, base, policy


@pytest.fixture
def jumeau(capsys, kept, monkeypatch):
    """Give a command line on that store: (code, stdout, stderr)."""
    monkeypatch.setenv("JUMEAU_RUNS", str(kept[0].root))

    def call(*words):
        with pytest.raises(SystemExit) as end:
            main([str(word) for word in words])
        captured = capsys.readouterr()
        return int(end.value.code or 0), captured.out, captured.err

    return call


@pytest.fixture
def copied(kept, tmp_path):
    """Give a function that copies the policy's folder with another manifest."""

    def copy(**changes):
        folder = tmp_path / "copie" / kept[3].path.name
        shutil.copytree(kept[3].path, folder)
        path = folder / "manifest.json"
        page = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**page, **changes}), encoding="utf-8")
        return path

    return copy


@pytest.mark.parametrize("rank", [2, 3])
def test_a_result_is_reproduced(kept, rank, tmp_path):
    store, run = kept[0], kept[rank]
    found = origin_of(str(run.path / "manifest.json"), store)
    assert differences(found) == ()
    done = replay(found, out=tmp_path / "encore")
    assert done.reproduced
    assert done.whole
    assert done.inputs_same
    assert len(done.logs) == len(run.record.replications)
    assert done.now == run.record.result_hash
    assert done.path is not None
    assert (done.path / "indicators.parquet").is_file()


def test_a_sample_compares_its_own_rows(kept):
    done = replay(origin_of("petit", kept[0]), (2,))
    assert done.reproduced
    assert not done.whole
    assert {(log.draw, log.replication) for log in done.logs} == {(0, 2), (1, 2), (2, 2)}
    assert done.then == done.now != kept[3].record.result_hash


def test_the_command_says_yes(jumeau, kept):
    code, out, err = jumeau("replay", kept[3].path / "manifest.json", "--replications", "1")
    assert (code, err) == (0, "")
    assert "même code, mêmes versions, même territoire" in out
    assert "3 sur 3" in out
    assert out.rstrip().endswith("Reproduit.")


def test_another_log_or_another_table_is_not_reproduced(copied, jumeau, kept):
    page = kept[3].record.model_dump(mode="json")
    page["replications"][0]["log_hash"] = "0" * 64
    path = copied(replications=page["replications"], result_hash="f" * 64)
    code, out, _ = jumeau("replay", path)
    assert code == 1
    assert "8 sur 9" in out
    assert "tirage 0, réplication 1" in out
    assert "DIFFÉRENTS" in out
    assert "NON reproduit." in out
    code, out, _ = jumeau("replay", path, "--replications", "1", "--json")
    said = json.loads(out)
    assert code == 1
    assert [log["same"] for log in said["logs"]] == [False, True, True]
    assert said["result_hash_then"] == said["result_hash_now"]


def test_a_manifest_alone_is_compared_by_its_logs(copied, kept):
    path = copied()
    (path.parent / "indicators.parquet").unlink()
    done = replay(origin_of(str(path), kept[0]), (1,))
    assert done.then is None
    assert done.reproduced


def test_what_differs_is_told_before(copied, jumeau, kept, monkeypatch):
    page = kept[3].record.model_dump(mode="json")
    path = copied(
        code_digest="c" * 64,
        versions={**page["versions"], "numpy": "1.0", "simd": "9"},
        territory={**page["territory"], "digest": "t" * 64},
    )
    found = {one.topic: one for one in differences(origin_of(str(path), kept[0]))}
    assert set(found) == {"Code du modèle", "Territoire", "Version de numpy", "Version de simd"}
    assert found["Version de numpy"].then == "1.0"
    assert found["Version de simd"].now == "non enregistré"
    code, out, _ = jumeau("replay", path, "--check")
    assert code == 1
    assert "Version de numpy : 1.0 au calcul" in out
    assert "Journaux" not in out
    assert jumeau("replay", kept[3].path, "--check")[0] == 0
    monkeypatch.setattr(origin_module, "code_digest", lambda: "d" * 64)
    assert json.loads(jumeau("replay", "petit", "--check", "--json")[1])["differences"]


def test_a_territory_that_is_gone_is_one_clear_message(copied, jumeau, kept, tmp_path):
    page = kept[3].record.model_dump(mode="json")
    path = copied(scenario={**page["scenario"], "territory": str(tmp_path / "parti")})
    code, out, err = jumeau("replay", path)
    assert (code, out) == (2, "")
    assert "n'est plus là" in err
    assert "--territory DOSSIER" in err
    done = replay(origin_of(str(path), kept[0], kept[1]), (1,))
    assert done.reproduced


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("petitt",), "Vouliez-vous dire « petit »"),
        (("nulle/manifest.json",), "fichier introuvable"),
        (("petit", "--replications", "x"), "« x » illisible"),
        (("petit", "--replications", "1-"), "« 1- » illisible"),
        (("petit", "--replications", "0"), "« 0 » n'est pas possible"),
        (("petit", "--replications", "3-1"), "« 3-1 » n'est pas possible"),
        (("petit", "--replications", "2,9"), "pas dans ce résultat : 9"),
        (("petit", "--territory", "nulle"), "le dossier nulle n'existe pas"),
        ((), "il manque"),
    ],
)
def test_wrong_words_are_one_clear_message(jumeau, words, said):
    code, _, err = jumeau("replay", *words)
    assert code == 2
    assert err.count("erreur : ") == 1
    assert said in err
    assert "Traceback" not in err


def test_an_unknown_lever_or_a_broken_manifest_is_said(copied, jumeau, kept, tmp_path):
    page = kept[3].record.model_dump(mode="json")
    lever = {**page["scenario"]["lever"][0], "kind": "suspend-edd"}
    path = copied(scenario={**page["scenario"], "lever": [lever]})
    code, _, err = jumeau("replay", path)
    assert code == 2
    assert "cette version ne sait pas lire le scénario" in err
    broken = tmp_path / "manifest.json"
    broken.write_text("{", encoding="utf-8")
    code, _, err = jumeau("replay", broken)
    assert code == 2
    assert "manifeste illisible" in err


def test_the_store_of_the_result_is_not_the_place_of_its_proof(kept):
    with pytest.raises(JumeauError, match="contient le résultat"):
        replay(origin_of("petit", kept[0]), out=kept[0].root)


def test_a_reference_that_lived_with_an_empty_base_is_reproduced(tmp_path):
    place = small_territory()
    host = next(
        f.id for f in place.of_kind("hospital") if base_at(place, f.id, "helicopters") is None
    )
    opened = {"kind": "helicopter", "site": host, "helicopters": 1, "reason": "essai"}
    folder = place.save(tmp_path / "territoire")
    asked = Scenario(
        name="base", title="Base", question="?", start=date(2026, 1, 12), days=2, warmup_days=1,
        replications=1, territory=str(folder), lever=(opened,),
    )  # fmt: skip
    store = Store(tmp_path / "runs")
    runs = run_scenario(asked, territory=Territory.load(folder), store=store, workers=1)
    for run in runs:
        found = replay(origin_of(run.path, store))
        assert (found.inputs_same, found.reproduced) == (True, True)


@pytest.fixture(scope="module")
def shelved(tmp_path_factory):
    """Give the runs of a shortage on a pharmacy's own shelves, its neighbour, and the table."""
    root = tmp_path_factory.mktemp("shelves")
    place = small_territory().save(root / "territoire")
    table = root / "stocks.csv"
    table.write_text(
        "finess;produit;niveau;stock;besoin_jour\n220000012;ceftriaxone;50;8;4\n",
        encoding="utf-8",
    )
    plain = {"question": "?", "start": date(2026, 1, 12), "days": 3, "warmup_days": 1,
             "replications": 1, "territory": str(place)}  # fmt: skip
    lever = {"kind": "product-shortage", "products": ["ceftriaxone"], "sites": ["220000012"],
             "stocks": str(table), "lost": 1.0, "reason": "essai"}  # fmt: skip
    asked = [
        Scenario(name="rupture", title="Rupture", lever=(lever,), **plain),
        Scenario(name="nuit", title="Nuit", lever=(CLOSED,), **plain),
    ]
    store = Store(root / "runs")
    return store, run_batch(asked, store=store, executor=Serial()), table


def test_a_reference_on_a_pharmacy_s_own_shelves_is_reproduced_without_their_file(
    shelved, tmp_path
):
    store, (reference, shortage, beside), table = shelved
    assert (
        {run.record.shelves_digest for run in (reference, shortage, beside)}
        == {reference.record.shelves_digest}
        != {""}
    )
    away = table.rename(tmp_path / "ailleurs.csv")
    try:
        for run in (reference, beside):
            found = replay(origin_of(run.path, store))
            assert (found.inputs_same, found.reproduced) == (True, True)
        with pytest.raises(JumeauError) as told:
            replay(origin_of(shortage.path, store))
        assert told.value.place == str(table)
        assert "product-shortage" in told.value.problem
    finally:
        away.rename(table)
    assert replay(origin_of(shortage.path, store)).reproduced
