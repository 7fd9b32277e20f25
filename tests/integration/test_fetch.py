"""Downloads against a local https server: resumed, capped, checked, refused out of https."""

from __future__ import annotations

import hashlib
import http.server
import io
import json
import ssl
import threading
import zipfile
from pathlib import Path

import pytest
import trustme

from scenarios.cli.fetch import fetch as command
from twin.tables import JumeauError
from twin.territory.fetch import CHUNK, Client, Unreachable, chosen, fetch
from twin.territory.official_files import OfficialFile, official_files
from twin.territory.unpack import unpack

BODY = bytes(i * 7 % 256 for i in range(300_000)).replace(b"<", b"-")
PATIENCE = {"wait_s": 0.01, "timeout_s": (2.0, 2.0)}


class Site(http.server.BaseHTTPRequestHandler):
    """A publisher with good and bad days; what was asked is kept in `asked`."""

    protocol_version = "HTTP/1.1"
    asked: list[dict[str, str]]
    body: bytes
    tag: str

    def log_message(self, *_):
        pass

    def do_GET(self):
        server = self.server
        server.asked.append({"path": self.path, **dict(self.headers)})
        name = self.path.strip("/").split("/")[0]
        getattr(self, f"give_{name.replace('-', '_')}")()

    def send(self, status, body=b"", cut=None, **headers):
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if cut is None else body[:cut])
        if cut is not None:
            self.close_connection = True

    def ranged(self, cut=None):
        """Give the body, or the rest of it if the reader has the same edition."""
        server, start = self.server, 0
        wanted = self.headers.get("Range", "")
        if self.headers.get("If-None-Match") == server.tag:
            self.send(304)
            return
        if wanted and self.headers.get("If-Range") == server.tag:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            whole = len(server.body)
            self.send(206, server.body[start:], cut, ETag=server.tag,
                      Content_Range=f"bytes {start}-{whole - 1}/{whole}")  # fmt: skip
            return
        self.send(200, server.body, cut, ETag=server.tag)

    def give_good(self):
        self.ranged()

    def give_dropped(self):
        """Stop in the middle the first time."""
        first = sum(one["path"] == self.path for one in self.server.asked) == 1
        self.ranged(cut=100_000 if first else None)

    def give_always_dropped(self):
        self.ranged(cut=50_000)

    def give_no_range(self):
        first = sum(one["path"] == self.path for one in self.server.asked) == 1
        self.send(200, self.server.body, 100_000 if first else None)

    def give_busy(self):
        first = sum(one["path"] == self.path for one in self.server.asked) == 1
        self.send(503) if first else self.ranged()

    def give_down(self):
        self.send(503)

    def give_big(self):
        self.send(200, b"x" * (3 << 20))

    def give_big_unsaid(self):
        """Send without end and without a length."""
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        with_room = b"x" * (1 << 16)
        try:
            for _ in range(64):
                self.wfile.write(with_room)
        except OSError:
            pass
        self.close_connection = True

    def give_missing(self):
        self.send(404, b"no")

    def give_page(self):
        self.send(200, b"\n<!DOCTYPE html><html>Connexion</html>")

    def give_to_http(self):
        self.send(302, Location="http://localhost:9/file.csv")

    def give_to_password(self):
        self.send(302, Location="https://user:secret@localhost:9/file.csv")

    def give_to_good(self):
        self.send(302, Location="/good")

    def give_round(self):
        self.send(302, Location="/round")


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    made = trustme.CA()
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    made.cert_pem.write_to_path(path)
    return made, path


@pytest.fixture
def server(authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority[0].issue_cert("localhost").configure_cert(context)
    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    made.socket = context.wrap_socket(made.socket, server_side=True)
    made.asked, made.body, made.tag = [], BODY, '"one"'
    made.handle_error = lambda *_: None
    thread = threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


@pytest.fixture
def client(authority):
    return Client(verify=str(authority[1]), retries=2, **PATIENCE)


@pytest.fixture
def declare(server):
    def file(path, **more):
        urls = [path] if isinstance(path, str) else path
        base = {
            "id": "one", "label": "Un fichier", "name": "one.csv", "publisher": "INSEE",
            "page": "https://example.org/page", "licence": "Licence Ouverte 2.0",
            "vintage": "2026", "max_mib": 1, "kind": "text",
            "url": [f"https://localhost:{server.server_port}/{one}" for one in urls],
        }  # fmt: skip
        return OfficialFile.model_validate(base | more)

    return file


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_downloaded_recorded_and_not_asked_again(declare, tmp_path, client, server):
    file = declare("to-good")
    first = fetch(file, tmp_path, client)
    assert first.path.read_bytes() == BODY
    assert first.state == "new"
    assert first.download.sha256 == hashlib.sha256(BODY).hexdigest()
    assert names(tmp_path) == ["fetched.json", "one.csv"]
    row = json.loads((tmp_path / "fetched.json").read_text(encoding="utf-8"))[0]
    assert (row["publisher"], row["vintage"], row["etag"]) == ("INSEE", "2026", '"one"')
    assert fetch(file, tmp_path, client).state == "unchanged"
    assert server.asked[-1]["If-None-Match"] == '"one"'
    assert "Authorization" not in server.asked[-1]
    assert server.asked[-1]["User-Agent"].startswith("jumeau")


def test_a_change_is_said_and_a_damaged_copy_is_replaced(declare, tmp_path, client, server):
    file = declare("good")
    old = fetch(file, tmp_path, client)
    server.body, server.tag = BODY + b"more", '"two"'
    new = fetch(file, tmp_path, client)
    assert new.state == "changed"
    assert new.before.sha256 == old.download.sha256 != new.download.sha256
    (tmp_path / "one.csv").write_bytes(b"damaged")
    again = fetch(file, tmp_path, client)
    assert again.state == "unchanged"
    assert again.path.read_bytes() == BODY + b"more"


def test_a_dropped_connection_is_resumed_where_it_stopped(declare, tmp_path, client, server):
    found = fetch(declare("dropped"), tmp_path, client)
    assert found.path.read_bytes() == BODY
    start = int(server.asked[1]["Range"].removeprefix("bytes=").removesuffix("-"))
    assert 100_000 - CHUNK < start <= 100_000
    assert server.asked[1]["If-Range"] == '"one"'


def test_what_came_is_kept_for_the_next_call(declare, tmp_path, client, server):
    file = declare("always-dropped")
    with pytest.raises(Unreachable, match="octets sont gardés"):
        fetch(file, tmp_path, client)
    kept = (tmp_path / "one.csv.part").read_bytes()
    assert kept == BODY[: len(kept)]
    assert len(kept) > 120_000
    assert not (tmp_path / "one.csv").exists()
    server.asked.clear()
    with pytest.raises(Unreachable):
        fetch(file, tmp_path, client)
    assert server.asked[0]["Range"] == f"bytes={len(kept)}-"


def test_another_edition_starts_again(declare, tmp_path, client, server):
    file = declare("always-dropped")
    with pytest.raises(Unreachable):
        fetch(file, tmp_path, client)
    server.body, server.tag = b"z" * 120_000, '"two"'
    found = fetch(file, tmp_path, client)
    assert found.path.read_bytes() == server.body, "not a byte of the old edition"
    assert names(tmp_path) == ["fetched.json", "one.csv"]


def test_a_server_without_ranges_starts_again(declare, tmp_path, client):
    assert fetch(declare("no-range"), tmp_path, client).path.read_bytes() == BODY


def test_a_busy_server_is_asked_again(declare, tmp_path, client):
    assert fetch(declare("busy"), tmp_path, client).path.read_bytes() == BODY


def test_another_address_is_tried(declare, tmp_path, client):
    assert fetch(declare(["missing", "good"]), tmp_path, client).path.read_bytes() == BODY


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("missing", "répond 404"), ("down", "répond 503"), ("big", "plus de 1 Mio"),
        ("big-unsaid", "plus de 1 Mio"), ("page", "une page web"),
        ("to-http", "hors de https refusée (http)"), ("to-password", "hors de https"),
        ("round", "redirections"),
    ],
)  # fmt: skip
def test_refusals_say_why_and_leave_nothing(declare, tmp_path, client, path, said):
    with pytest.raises(JumeauError) as caught:
        fetch(declare(path), tmp_path, client)
    assert said in str(caught.value)
    assert "secret" not in str(caught.value)
    assert names(tmp_path) == []


def test_a_pinned_digest_is_checked(declare, tmp_path, client):
    good = hashlib.sha256(BODY).hexdigest()
    assert fetch(declare("good", sha256=good), tmp_path, client).download.sha256 == good
    other = tmp_path / "other"
    with pytest.raises(JumeauError, match="empreinte inattendue"):
        fetch(declare("good", sha256="0" * 64), other, client)
    assert names(other) == []
    with pytest.raises(JumeauError, match="un autre format"):
        fetch(declare("good", kind="7z"), other, client)


def test_a_certificate_is_checked(declare, tmp_path):
    with pytest.raises(Unreachable, match="certificat refusé"):
        fetch(declare("good"), tmp_path, Client(retries=2, **PATIENCE))


def test_offline_is_said_with_a_remedy(tmp_path, client, declare):
    file = declare("x").model_copy(update={"url": ("https://localhost:9/x",)})
    with pytest.raises(Unreachable) as caught:
        fetch(file, tmp_path, client)
    assert caught.value.exit_code == 2
    assert "HTTPS_PROXY" in caught.value.remedy


def listed(folder, files):
    """Write a list of files as TOML."""
    lines = []
    for file in files:
        lines.append("[[file]]")
        page = file.model_dump(mode="json")
        lines += [f"{key} = {json.dumps(value)}" for key, value in page.items()]
    path = folder / "files.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_the_command_keeps_what_it_got_when_one_host_fails(
    declare, tmp_path, authority, monkeypatch, capsys
):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority[1]))
    monkeypatch.setattr("twin.territory.fetch.WAIT_S", 0.01)
    files = listed(tmp_path, [declare("missing", id="a"), declare("good", id="b")])
    out = tmp_path / "out"
    with pytest.raises(JumeauError, match="répond 404"):
        command(out=out, declared=files, as_json=True)
    page = json.loads(capsys.readouterr().out)
    assert page["failed"] == 1
    assert [(row["id"], row["state"]) for row in page["files"]] == [("b", "new")]
    assert names(out) == ["fetched.json", "one.csv"]
    command(out=out, declared=files, only=["b"])
    assert "b : inchangé" in capsys.readouterr().out


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


def test_the_command_unpacks_a_zip(declare, tmp_path, authority, server, capsys):
    server.body = zipped(**{"Base CSV/BTT.csv": "a;b\n", "lisez-moi.txt": "x"})
    file = declare("good", name="x.zip", kind="zip", unpack=["*.csv"])
    command(out=tmp_path, declared=listed(tmp_path, [file]), ca=authority[1])
    assert (tmp_path / "BTT.csv").read_text(encoding="utf-8") == "a;b\n"
    assert "décompressé" in capsys.readouterr().out
    assert not (tmp_path / "lisez-moi.txt").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (zipped(**{"../x.csv": "a"}), "hors du dossier"),
        (zipped(**{"/etc/x.csv": "a"}), "hors du dossier"),
        (zipped(**{"C:\\x.csv": "a"}), "hors du dossier"),
        (zipped(**{"a/x.csv": "a", "b/x.csv": "b"}), "même nom"),
        (zipped(**{"x.txt": "a"}), "rien de tel"),
        (zipped(**{"x.csv": bytes(20 << 20)}), "se décompresse trop"),
        (zipped(**{f"{i}.csv": "a" for i in range(1100)}), "démesurée"),
        (zipped(**{"x.csv": "a" * 1000})[:-30], "illisible"),
        (b"nothing", "illisible"),
    ],
    # The bytes of an archive hold the time: they would name a test differently in each process.
    ids=("parent", "absolute", "drive", "twice", "none", "bomb", "many", "cut", "no_archive"),
)
def test_a_dangerous_archive_is_refused(content, said, tmp_path):
    path = tmp_path / "in" / "x.zip"
    path.parent.mkdir()
    path.write_bytes(content)
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(JumeauError, match=said):
        unpack(path, out, ["*.csv"])
    assert names(out) == []
    assert names(tmp_path) == ["in", "out"]


def test_a_link_in_an_archive_is_refused(tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("x.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(JumeauError, match="hors du dossier"):
        unpack(path, tmp_path, ["*.csv"])


def test_the_list_of_official_files_is_sound(capsys):
    files = official_files()
    assert {"finess", "sae", "apl", "pyramide"} <= {file.id for file in files}
    assert all(file.url or "http" in file.page for file in files)
    usual = chosen(files, [])
    assert "rpps" not in {file.id for file in usual}
    with pytest.raises(JumeauError, match="Connus : finess"):
        chosen(files, ["finesse"])
    command(listing=True)
    assert "à télécharger à la main" in capsys.readouterr().out
    command(listing=True, as_json=True)
    assert len(json.loads(capsys.readouterr().out)["files"]) == len(files)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ('url = ["http://x.org/a"]', "https"), ('url = ["https://u:p@x.org/a"]', "https"),
        ('name = "../x"', "name"), ("max_mib = 0", "max_mib"), ("other = 1", "other"),
        ('sha256 = "abc"', "sha256"), ("[[", "illisible"),
    ],
)  # fmt: skip
def test_a_wrong_list_is_refused(change, said, tmp_path):
    keys = ["id", "label", "name", "page", "publisher", "licence", "vintage", "kind", "max_mib"]
    good = dict(zip(keys, ['"a"', '"a"', '"a.csv"', '"https://x.org"', '"p"', '"l"', '"v"',
                           '"text"', "1"], strict=True))  # fmt: skip
    lines = [f"{k} = {v}" for k, v in good.items() if not change.startswith(f"{k} =")]
    path = tmp_path / "files.toml"
    path.write_text("\n".join(["[[file]]", *lines, change]), encoding="utf-8")
    with pytest.raises(JumeauError) as caught:
        official_files(path)
    assert said in str(caught.value)
    with pytest.raises(JumeauError, match="manque --out"):
        command()
    with pytest.raises(JumeauError, match="fichier introuvable"):
        command(out=Path(tmp_path), ca=tmp_path / "no.pem")
