"""Models kept in a folder: written whole, proved when read, one fault a damage."""

from __future__ import annotations

import json

import pytest

from pathways.risk import saved
from twin.contracts.sealed import Sealed, as_json, put
from twin.tables import JumeauError

KIND = Sealed(
    "empreintes.json", frozenset({"page.json"}), version=3, most_bytes=1000,
    what="un modèle d'essai", given="Donnez le dossier écrit.", again="Refaites-le.",
)  # fmt: skip
FILES = {"page.json": as_json({"version": 3}), "arbres.bin": b"\x00\x01"}


@pytest.fixture
def kept(tmp_path):
    KIND.write(tmp_path, FILES)
    return tmp_path


def test_what_is_written_is_read(tmp_path):
    seals = KIND.write(
        tmp_path / "m", FILES, lambda sums: {"LISEZ.md": sums["arbres.bin"].encode()}
    )
    assert KIND.read(tmp_path / "m") == FILES
    # Known answer: `printf '\000\001' | sha256sum`.
    assert seals["arbres.bin"].startswith("b413f47d13ee2fe6")
    # What stands beside is written with the model and is not part of it.
    assert (tmp_path / "m" / "LISEZ.md").read_text() == seals["arbres.bin"]
    (tmp_path / "m" / "LISEZ.md").write_text("noté à la main")
    assert KIND.read(tmp_path / "m") == FILES


@pytest.mark.parametrize(
    ("name", "raw", "problem"),
    [
        ("arbres.bin", b"\x00\x02", "altéré"),
        ("arbres.bin", None, "arbres.bin"),
        ("arbres.bin", b"0" * 1001, "trop gros"),
        ("empreintes.json", b"{", "JSON"),
        ("empreintes.json", b"[1]", "pas un modèle d'essai"),
        ("empreintes.json", b'{"sha256": {"arbres.bin": ""}}', "pas un modèle d'essai"),
        ("empreintes.json", b'{"sha256": {"page.json": "", "../x": ""}}', "altéré|impossible"),
        ("empreintes.json", b'{"sha256": {"../x": "", "page.json": ""}}', "impossible"),
    ],
)
def test_a_damaged_folder_is_refused(kept, name, raw, problem):
    if raw is None:
        (kept / name).unlink()
    else:
        (kept / name).write_bytes(raw)
    with pytest.raises(JumeauError, match=problem) as caught:
        KIND.read(kept)
    assert caught.value.remedy


def test_another_version_is_refused(tmp_path):
    with pytest.raises(JumeauError, match="autre version") as caught:
        KIND.page(tmp_path / "page.json", json.dumps({"version": 2}).encode())
    assert caught.value.remedy == KIND.again


def test_a_writing_that_is_cut_leaves_no_sealed_mixture(kept):
    """The first file is new, the second one cannot be written: the older hashes are off."""
    (kept / "arbres.bin").unlink()
    (kept / "arbres.bin").mkdir()
    with pytest.raises(JumeauError, match="écriture impossible"):
        KIND.write(kept, FILES)
    assert not (kept / KIND.seals).exists()


def test_words_that_cannot_be_made_leave_the_older_model(kept):
    with pytest.raises(ZeroDivisionError):
        KIND.write(kept, {"page.json": b"{}"}, lambda _: {"LISEZ.md": b"" * (1 // 0)})
    assert KIND.read(kept) == FILES


@pytest.mark.parametrize(
    "write", [put, lambda path, raw: KIND.write(path.parent, {path.name: raw})]
)
def test_a_file_that_cannot_take_its_place_leaves_nothing(tmp_path, write):
    (tmp_path / "taken").mkdir()
    with pytest.raises(JumeauError, match="écriture impossible"):
        write(tmp_path / "taken", b"1")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_a_model_of_risk_says_how_to_learn_it_again(tmp_path):
    saved.KIND.write(tmp_path, {saved.TREES: b"{}", saved.STEPS: b'{"version": 0}'})
    with pytest.raises(JumeauError, match="autre version") as caught:
        saved.load(tmp_path)
    assert "jumeau pathways risk" in str(caught.value.remedy)
