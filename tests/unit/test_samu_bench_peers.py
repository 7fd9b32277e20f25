"""The peer of the SAMU benchmark: absent, failed or stopped, it is said and nothing else fails."""

import importlib.util

import pytest

from benchmarks.samu_peers import peer


def test_an_absent_peer_is_said(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    told = peer("mclp", seconds=1.0)
    assert (told["value"], told["s"], told["note"]) == (None, None, "spopt is not installed")


@pytest.mark.parametrize(("seconds", "said"), [(120.0, "spopt failed"), (0.01, "stopped after")])
def test_a_peer_that_fails_or_lasts_is_said(seconds, said, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    told = peer("pmed", "absent.txt", seconds=seconds)
    assert told["value"] is None
    assert told["note"].startswith(said)
