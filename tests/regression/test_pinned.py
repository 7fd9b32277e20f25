"""The pilot gives the figures it gave."""

import importlib.util
from pathlib import Path

SPEC = importlib.util.spec_from_file_location("pinned", Path(__file__).parent / "pinned.py")


def test_the_pilot_gives_its_pinned_figures():
    pinned = importlib.util.module_from_spec(SPEC)
    SPEC.loader.exec_module(pinned)
    assert pinned.figures() == pinned.FILE.read_text(encoding="utf-8")
