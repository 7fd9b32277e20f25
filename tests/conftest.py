"""The folder is the level: each test is marked after the folder it lives in."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared" / "data"
LEVELS = {"unit", "spec", "theory", "property", "regression", "integration", "dashboards", "docs",
          "architecture"}  # fmt: skip


def pytest_collection_modifyitems(items):
    for item in items:
        level = item.path.relative_to(HERE).parts[0]
        if level not in LEVELS:
            raise pytest.UsageError(f"{item.nodeid}: put the test in one of {sorted(LEVELS)}")
        item.add_marker(level)


def pytest_make_parametrize_id(config, val, argname):
    """Name a test after its argument, never after bytes: an archive carries the time it was made.

    Two workers that named the same test differently would refuse to run at all.
    """
    return argname if isinstance(val, bytes) and len(val) > 24 else None


@pytest.fixture(scope="session")
def shared_territory():
    """Give the folder of the real Breton files; skip where it is absent."""
    folder = SHARED / "territory"
    if not folder.is_dir():
        pytest.skip("real files absent: they are not part of the repository")
    return folder


@pytest.fixture(scope="session")
def miner_of_session(tmp_path_factory):
    """Give a miner that has imported pm4py once for every test that asks it."""
    from tests.warm_miner import WarmMiner

    miner = WarmMiner(tmp_path_factory.mktemp("miner"))
    yield miner
    miner.stop()


@pytest.fixture
def warm_miner(miner_of_session, monkeypatch):
    """Have each question forked from a miner already started, as fast as pm4py answers."""
    from tests.warm_miner import put_in_place

    put_in_place(monkeypatch, miner_of_session)
