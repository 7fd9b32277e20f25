"""Malformed sources through the command: words and an exit code, never a traceback."""

from __future__ import annotations

import json

import pytest

from scenarios.cli.main import main
from tests.pathways_corpus import corpus

EVERY = 9
"""One file in nine goes through the command; all of them through the function it calls."""
SAMPLE = [bad for bad in corpus() if not bad.name.startswith("mapping")][::EVERY]
OPTIONS = {"object_type": "--object", "zone": "--timezone", "date_format": "--date-format"}


@pytest.mark.parametrize("bad", SAMPLE, ids=lambda bad: bad.name)
def test_the_command_answers_in_words(bad, tmp_path, capsys):
    out = tmp_path / "log.parquet"
    words = ["pathways", "import", str(bad.write(tmp_path)), "--out", str(out), "--json"]
    for name, value in bad.ask.items():
        words += [OPTIONS[name], value]
    if bad.source:
        words += ["--format", bad.source]
    if bad.mapping is not None:
        (tmp_path / "mapping.toml").write_bytes(bad.mapping)
        words += ["--mapping", str(tmp_path / "mapping.toml")]
    with pytest.raises(SystemExit) as end:
        main(words)
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert "imprévue" not in said.err
    if end.value.code == 0:
        told = json.loads(said.out)
        assert told["events"] == (bad.kept or told["events"])
        assert not bad.refused
        return
    assert end.value.code == 2
    assert said.err.startswith("erreur : ")
    assert not out.exists()
    assert bad.refused or bad.kept is None
