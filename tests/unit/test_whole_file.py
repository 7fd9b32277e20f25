"""A file is written whole or not at all; what is no file is never replaced by one."""

from __future__ import annotations

import os
import stat
from threading import Thread

import pytest

from pathways.exports.xes import write_xes
from pathways.importing.importer import import_log
from pathways.importing.source import Ask
from pathways.learning.model import PathwayModel, write_model
from tests.pathways_corpus.xes_files import event, log, trace
from twin.contracts.events import write_log
from twin.contracts.whole_file import beside
from twin.tables import JumeauError

MODEL = PathwayModel({}, {}, {"source": "essai"})


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Give a log of one event."""
    path = tmp_path_factory.mktemp("journal") / "log.xes"
    path.write_text(log(trace(event("accueil", "2024-03-01T08:00:00"))), encoding="utf-8")
    return import_log(path, Ask())[0]


@pytest.mark.parametrize("kind", ["model", "xes"])
def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path, small, kind):
    """As `--out /dev/stdout`, which a renamed file would take the place of."""
    pipe, heard = tmp_path / "tuyau", list[bytes]()
    os.mkfifo(pipe)
    # Open for reading too, so that nothing waits for the other end.
    held = os.open(pipe, os.O_RDWR)
    reader = Thread(target=lambda: heard.append(os.read(held, 1 << 20)), daemon=True)
    reader.start()
    if kind == "model":
        write_model(MODEL, pipe)
    else:
        write_xes(small, pipe)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    reader.join(5)
    os.close(held)
    assert heard
    assert heard[0]


def test_a_log_is_not_written_where_its_end_cannot_be_read_again(tmp_path, small):
    pipe = tmp_path / "tuyau"
    os.mkfifo(pipe)
    with pytest.raises(JumeauError, match="dans un fichier") as caught:
        write_log(small, pipe)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert caught.value.remedy


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_is_interrupted_leaves_what_was_there(tmp_path, fault):
    path = tmp_path / "modele.json"
    path.write_text("avant")

    def cut():
        with beside(path) as partial:
            partial.write_text("apr")
            raise fault

    with pytest.raises((JumeauError, KeyboardInterrupt)):
        cut()
    assert {one.name: one.read_text() for one in tmp_path.iterdir()} == {"modele.json": "avant"}


def test_a_folder_that_is_absent_is_told_with_its_remedy(tmp_path):
    with pytest.raises(JumeauError, match="écriture impossible") as caught:
        write_model(MODEL, tmp_path / "absent" / "modele.json")
    assert caught.value.remedy == "Choisissez un autre fichier."
