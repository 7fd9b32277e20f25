"""What is asked of Dask on this machine is something that Dask knows."""

from __future__ import annotations

import dask.config
import distributed  # noqa: F401  (its own settings are read when it is imported)
import pytest

from scenarios.batch.cluster import SPARING

UNSET = object()


@pytest.mark.parametrize("name", sorted(SPARING))
def test_a_setting_of_dask_exists_and_is_changed(name):
    held = dask.config.get(name, UNSET)
    assert held is not UNSET, "Dask knows no such setting: it would be silently without effect"
    assert held != SPARING[name]
