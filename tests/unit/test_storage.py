"""A territory saved and read back is the same, and a damaged folder is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.territory_files import COMMUNES, EMERGENCY, OVERRIDES, write
from twin.tables import JumeauError
from twin.territory import Territory
from twin.territory.build import build

SQUARE = (
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"dep":"01"},'
    '"geometry":{"type":"Polygon","coordinates":[[[5,46],[6,46],[6,47],[5,46]]]}}]}'
)


@pytest.fixture
def territory(tmp_path: Path) -> Territory:
    """Give a territory of four communes."""
    return build(
        write(tmp_path, "communes.csv", COMMUNES),
        write(tmp_path, "urgences.csv", EMERGENCY),
        contours=write(tmp_path, "departements.geojson", SQUARE),
        overrides=write(tmp_path, "trajets.csv", OVERRIDES),
    )


def test_same_territory_after_a_round_trip(territory: Territory, tmp_path: Path) -> None:
    folder = territory.save(tmp_path / "deep" / "t")
    back = Territory.load(folder)
    assert back.digest() == territory.digest()
    assert back.facilities == territory.facilities
    assert back.zones.equals(territory.zones)
    assert (back.travel.minutes == territory.travel.minutes).all()
    assert back.travel.overrides == territory.travel.overrides == 3
    assert back.sources == territory.sources
    assert back.contours == folder / "contours.parquet"
    assert back.check() == territory.check() != ()


def test_saving_again_replaces_and_leaves_nothing_behind(
    territory: Territory, tmp_path: Path
) -> None:
    place = tmp_path / "out"
    folder = territory.save(place / "t")
    Territory.load(folder).save(folder)
    assert Territory.load(folder).digest() == territory.digest()
    assert [path.name for path in place.iterdir()] == ["t"]


def test_two_saves_write_the_same_bytes(territory: Territory, tmp_path: Path) -> None:
    first, second = territory.save(tmp_path / "a"), territory.save(tmp_path / "b")
    for path in first.iterdir():
        assert path.read_bytes() == (second / path.name).read_bytes()


def test_a_failed_save_leaves_the_old_one(
    territory: Territory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "out"
    folder = territory.save(place / "t")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("twin.territory.storage.pq.write_table", full)
    with pytest.raises(JumeauError, match="écriture impossible"):
        territory.save(folder)
    assert Territory.load(folder).digest() == territory.digest()
    assert [path.name for path in place.iterdir()] == ["t"]


def test_a_folder_of_someone_else_is_not_replaced(territory: Territory, tmp_path: Path) -> None:
    with pytest.raises(JumeauError, match="n'est pas un territoire"):
        territory.save(tmp_path)
    assert (tmp_path / "communes.csv").is_file()


def test_not_a_territory(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "absent"):
        with pytest.raises(JumeauError, match="n'est pas un territoire"):
            Territory.load(place)


@pytest.mark.parametrize(
    "name", ["zones", "facilities", "capacities", "travel", "site_travel", "contours"]
)
@pytest.mark.parametrize("harm", ["missing", "truncated", "flipped"])
def test_damaged_parts(territory: Territory, tmp_path: Path, name: str, harm: str) -> None:
    path = territory.save(tmp_path / "t") / f"{name}.parquet"
    content = bytearray(path.read_bytes())
    if harm == "missing":
        path.unlink()
    elif harm == "truncated":
        path.write_bytes(content[: len(content) // 2])
    else:
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    with pytest.raises(JumeauError, match=r"manquante|altérée") as caught:
        Territory.load(path.parent)
    assert name in caught.value.place
    assert caught.value.remedy


@pytest.mark.parametrize(
    "change",
    [
        {"version": 99},
        {"format": "autre"},
        {"digest": "0" * 64},
        {"parts": None},
        {"travel": {}},
        {"name": "Autre"},
    ],
)
def test_altered_manifest(territory: Territory, tmp_path: Path, change: dict[str, object]) -> None:
    path = territory.save(tmp_path / "t") / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change), "utf-8")
    with pytest.raises(JumeauError):
        Territory.load(path.parent)


def test_manifest_that_is_not_json(territory: Territory, tmp_path: Path) -> None:
    path = territory.save(tmp_path / "t") / "manifest.json"
    path.write_text("{", "utf-8")
    with pytest.raises(JumeauError, match="JSON"):
        Territory.load(path.parent)
