"""Files opened within limits, and JSON and XML read as streams."""

from __future__ import annotations

import json

import pytest

from pathways.importing.json_stream import NotJsonError, elements, lines, loads
from pathways.importing.limits import Limits, first_bytes, given, open_bounded, readable
from pathways.importing.xml_stream import Tags, root_tag, walk
from tests.pathways_corpus.bad import gz, gzip_bomb, zipped
from twin.tables import JumeauError


def written(tmp_path, content, name="a"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("pack", [bytes, gz, lambda b: zipped(a=b)], ids=["plain", "gzip", "zip"])
def test_bytes_come_decompressed_whatever_the_name(tmp_path, pack):
    content = b"12345\n" * 1000
    path = written(tmp_path, pack(content))
    with open_bounded(path) as stream:
        assert stream.read() == content
        assert given(stream) == len(content)
    assert first_bytes(path, 5) == b"12345"


def test_a_bomb_stops_while_it_unrolls(tmp_path):
    path = written(tmp_path, gzip_bomb(b"", b"x", 0.5))
    with readable(path) as stream, pytest.raises(JumeauError, match="100 fois"):
        stream.read()
    assert stream.raw.given < 32 * 1024**2


def test_an_honest_archive_passes_and_a_size_is_a_size(tmp_path):
    content = b"".join(b"%d," % i for i in range(3_000_000))
    path = written(tmp_path, gz(content))
    with readable(path, Limits(ratio_from=0)) as stream:
        assert len(stream.read()) == len(content)
    with (
        readable(path, Limits(most_bytes=10_000)) as stream,
        pytest.raises(JumeauError, match="Gio"),
    ):
        stream.read()


@pytest.mark.parametrize("damage", [gz(b"x" * 999)[:-4], zipped(a=b"1", b=b"2"), zipped(),
                                    zipped(a=b"1" * 99)[:-9]],
                         ids=["cut-gzip", "two-files", "no-file", "cut-zip"])  # fmt: skip
def test_a_damaged_archive_is_said_in_words(tmp_path, damage):
    path = written(tmp_path, damage)
    with pytest.raises(JumeauError, match="archive"), readable(path) as stream:
        stream.read()
    assert first_bytes(path) == b""


def test_what_is_no_file(tmp_path):
    for path in (tmp_path, tmp_path / "absent"):
        with pytest.raises(JumeauError):
            open_bounded(path)


def test_elements_of_json_across_every_window(tmp_path, monkeypatch):
    made = {"a": [{"n": i, "t": "é" * (i % 7)} for i in range(50)], "b": 12, "c": [], "d": [[1], 2]}
    path = written(tmp_path, json.dumps(made, ensure_ascii=False, indent=1).encode())
    expected = [("a", {"n": str(i), "t": "é" * (i % 7)}) for i in range(50)]
    expected += [("b", "12"), ("d", ["1"]), ("d", "2")]
    for step in (1, 2, 3, 7, 1000):
        monkeypatch.setattr("pathways.importing.json_stream.STEP", step)
        assert list(elements(path, Limits())) == expected


def test_numbers_keep_every_digit():
    assert loads('{"n": 9007199254740993, "x": 1.50}') == {"n": "9007199254740993", "x": "1.50"}


@pytest.mark.parametrize("text", ['{"a":1,"a":2}', "NaN", "[" * 100_000, "{", b"\xff"])
def test_what_is_no_json(text):
    with pytest.raises(NotJsonError):
        loads(text)


def test_lines_are_numbered_and_bounded(tmp_path):
    path = written(tmp_path, b"\xef\xbb\xbfa\n\n \nb")
    assert list(lines(path, Limits())) == [(1, b"a\n"), (4, b"b")]
    with pytest.raises(JumeauError, match="ligne 1"):
        list(lines(written(tmp_path, b"x" * 100), Limits(longest_record=50)))


class Heard(Tags):
    def __init__(self, path):
        super().__init__(path, Limits(depth=5))
        self.names = []

    def start(self, tag, attributes):
        super().start(tag, attributes)
        self.names.append((tag, dict(attributes)))


def test_entities_of_xml_itself_are_read(tmp_path):
    path = written(tmp_path, b'<a v="&lt;&amp;&#233;"/>')
    tags = Heard(path)
    list(walk(path, Limits(), tags))
    assert tags.names == [("a", {"v": "<&é"})]


def test_depth_is_bounded_and_the_root_is_known_beforehand(tmp_path):
    path = written(tmp_path, b"<?xml version='1.0'?><!-- <b/> --><x:a xmlns:x='u'>" + b"<b>" * 9)
    assert root_tag(path) == "a"
    with pytest.raises(JumeauError, match="emboîtées"):
        list(walk(path, Limits(), Heard(path)))
    assert root_tag(written(tmp_path, "<é".encode("utf-16"))) == ""
    assert root_tag(written(tmp_path, "<log>".encode("utf-16"))) == "log"
