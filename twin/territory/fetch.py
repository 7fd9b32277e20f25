"""Download official files: https only, resumed where it stopped, capped, checked, all or nothing.

Nothing here is done unless a user asks. Messages name a host, never a whole address, so that no
password or token of a proxy can slip into them.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin, urlsplit

from twin.tables import JumeauError, said
from twin.territory.fetch_part import Part, encoded
from twin.territory.fetched import Download, digest, read_ledger, write_ledger
from twin.territory.official_files import OfficialFile

if TYPE_CHECKING:
    import requests

State = Literal["new", "unchanged", "changed"]
Progress = Callable[[str, int, int | None], None]
USER_AGENT = "jumeau (open French health-territory digital twin)"
CHUNK = 1 << 13
"""Bytes written at once: what an interruption loses at most."""
REDIRECTS = 5
RETRIES = 3
WAIT_S = 1.0
TIMEOUT_S = (10.0, 60.0)
AGAIN = {429, 500, 502, 503, 504}
_MAGIC = {"zip": b"PK", "7z": b"7z\xbc\xaf\x27\x1c", "gzip": b"\x1f\x8b"}


@dataclass(frozen=True, slots=True)
class Fetched:
    """One file after a download: what it is now, and what it was before."""

    download: Download
    path: Path
    state: State
    before: Download | None = None


class Unreachable(JumeauError):
    """A host that does not answer: no use asking it again at once."""


@dataclass(frozen=True)
class Client:
    """How to ask: certificate authorities, patience, and who is told of progress."""

    verify: bool | str = True
    retries: int = RETRIES
    wait_s: float = WAIT_S
    timeout_s: tuple[float, float] = TIMEOUT_S
    progress: Progress | None = None


def fetch(file: OfficialFile, folder: Path, client: Client | None = None) -> Fetched:
    """Download one file into a folder and record it in `fetched.json`.

    What is interrupted stays as `<name>.part` and is resumed at the next call; the file appears
    under its name only when it is whole and checked. A file already there is asked for again
    only if it changed.

    Raises
    ------
    JumeauError
        When the host does not answer (`Unreachable`), refuses, answers a web page, redirects out
        of https, sends more than `max_mib`, or another content than the pinned `sha256`.
    """
    client = client or Client()
    if not file.url:
        raise JumeauError(
            file.id, "pas d'adresse directe connue.", f"Téléchargez-le depuis {file.page}"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _no_room(folder, error) from None
    ledger = read_ledger(folder)
    before = ledger.get(file.id)
    target = folder / file.name
    if before is not None and (not target.is_file() or digest(target) != before.sha256):
        before = None
    faults: list[JumeauError] = []
    for url in file.url:
        try:
            fresh = _from(url, file, folder, client, before)
        except Unreachable:
            raise
        except JumeauError as error:
            faults.append(error)
            continue
        if fresh is None and before is not None:
            return Fetched(before, target, "unchanged", before)
        if fresh is not None:
            write_ledger(folder, ledger | {file.id: fresh})
            old = ledger.get(file.id)
            same = old is not None and old.sha256 == fresh.sha256
            state: State = "new" if old is None else "unchanged" if same else "changed"
            return Fetched(fresh, target, state, old)
    raise faults[0]


def chosen(files: Sequence[OfficialFile], only: Sequence[str]) -> tuple[OfficialFile, ...]:
    """Give the files asked for by id, or the usual ones that have an address.

    Raises
    ------
    JumeauError
        When an id is unknown.
    """
    known = {file.id: file for file in files}
    unknown = [name for name in only if name not in known]
    if unknown:
        raise JumeauError(
            "jumeau territory fetch",
            f"fichier inconnu : {', '.join(unknown)}.",
            f"Connus : {', '.join(known)}.",
        )
    if only:
        return tuple(known[name] for name in dict.fromkeys(only))
    return tuple(file for file in files if file.default and file.url)


def _from(
    url: str, file: OfficialFile, folder: Path, client: Client, before: Download | None
) -> Download | None:
    """Download from one address, as often as patience allows; None if it has not changed."""
    import requests

    part = Part(folder / file.name)
    with requests.Session() as session:
        session.auth = _anonymous
        session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "identity"})
        for attempt in range(client.retries + 1):
            if attempt:
                time.sleep(client.wait_s * 2 ** (attempt - 1))
            last = attempt == client.retries
            try:
                answer = _ask(session, url, part, client, before)
                with answer:
                    if answer.status_code == 304:
                        return None
                    if answer.status_code in AGAIN and not last:
                        continue
                    _receive(answer, file, part, client)
                return _kept(file, part, answer, url)
            except (requests.exceptions.RequestException, OSError) as error:
                if "certificate verify failed" in str(error).casefold().replace("_", " "):
                    raise _untrusted(url) from None
                if error.errno and not isinstance(error, ConnectionError | TimeoutError):
                    raise _no_room(folder, error) from None
                if last:
                    raise _unreachable(url, error, part) from None
    raise AssertionError("unreachable")


def _ask(
    session: requests.Session, url: str, part: Part, client: Client, before: Download | None
) -> requests.Response:
    """Follow redirects within https and give the answer, its body not read yet."""
    asked = url
    for _ in range(REDIRECTS + 1):
        _refuse_other_schemes(asked, url)
        headers = part.headers(asked)
        if before is not None and not headers:
            headers = {"If-None-Match": before.etag} if before.etag else {}
            if before.last_modified and not headers:
                headers = {"If-Modified-Since": before.last_modified}
        answer = session.get(asked, headers=headers, stream=True, allow_redirects=False,
                             timeout=client.timeout_s, verify=client.verify)  # fmt: skip
        if not answer.is_redirect:
            return answer
        answer.close()
        asked = urljoin(asked, answer.headers["Location"])
    raise JumeauError(_host(url), f"plus de {REDIRECTS} redirections.", "Vérifiez l'adresse.")


def _receive(answer: requests.Response, file: OfficialFile, part: Part, client: Client) -> None:
    """Write the body into the part, from where it stopped if the server agrees."""
    if answer.status_code == 416:
        part.drop()
        raise OSError("the part does not fit what the server has")
    if answer.status_code not in (200, 206):
        raise JumeauError(
            _host(answer.url), f"le serveur répond {answer.status_code}.",
            f"L'adresse a pu changer : voyez {file.page}",
        )  # fmt: skip
    start = part.begin(answer)
    length = "" if encoded(answer) else answer.headers.get("Content-Length", "")
    whole = start + int(length) if length.isdigit() else None
    if whole is not None and whole > file.max_bytes:
        raise _too_big(file, part)
    done = start
    with part.path.open("ab") as out:
        for piece in answer.iter_content(CHUNK):
            done += len(piece)
            if done > file.max_bytes:
                out.close()
                raise _too_big(file, part)
            out.write(piece)
            if client.progress:
                client.progress(file.id, done, whole)
    if whole is not None and done != whole:
        raise OSError("the server stopped in the middle")


def _kept(file: OfficialFile, part: Part, answer: requests.Response, url: str) -> Download:
    """Check the whole part, give it its name, and say what it is."""
    with part.path.open("rb") as stream:
        head = stream.read(512)
        stream.seek(0)
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    size = part.path.stat().st_size
    magic = _MAGIC.get(file.kind, b"")
    page = head.lstrip().lower().startswith((b"<!doctype html", b"<html"))
    if not size or page or not head.startswith(magic):
        part.drop()
        what = "une page web" if page else "un fichier vide" if not size else "un autre format"
        raise JumeauError(
            _host(url), f"le serveur a rendu {what} au lieu de {file.name}.", f"Voyez {file.page}"
        )
    if file.sha256 and found != file.sha256:
        part.drop()
        raise JumeauError(
            f"{file.id} ({file.name})",
            f"empreinte inattendue : {found[:16]}… au lieu de {file.sha256[:16]}….",
            f"Fichier altéré, ou nouvelle édition : vérifiez sur {file.page}",
        )
    part.keep()
    return Download(
        file.id, file.name, found, size, url, datetime.now(UTC).isoformat(timespec="seconds"),
        answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""), file.publisher,
        file.licence, file.vintage, file.page,
    )  # fmt: skip


def _anonymous(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Send no password: requests would look for one in ~/.netrc."""
    return request


def _refuse_other_schemes(asked: str, url: str) -> None:
    found = urlsplit(asked)
    if found.scheme != "https" or not found.hostname or found.username or found.password:
        raise JumeauError(
            _host(url),
            f"redirection hors de https refusée ({found.scheme or 'sans protocole'}).",
            "Téléchargez le fichier à la main depuis la page du producteur.",
        )


def _host(url: str) -> str:
    return urlsplit(url).hostname or "adresse"


def _untrusted(url: str) -> JumeauError:
    return Unreachable(
        _host(url),
        "certificat refusé.",
        "Derrière un pare-feu qui inspecte, donnez son autorité par --ca FICHIER.",
    )


def _too_big(file: OfficialFile, part: Part) -> JumeauError:
    part.drop()
    return JumeauError(
        f"{file.id} ({file.name})",
        f"plus de {file.max_mib} Mio : téléchargement arrêté.",
        f"Ce n'est pas le fichier attendu : voyez {file.page}",
    )


def _no_room(folder: Path, error: OSError) -> JumeauError:
    return JumeauError(
        f"{folder}", f"écriture impossible ({said(error)}).", "Vérifiez place et droits."
    )


def _unreachable(url: str, error: Exception, part: Part) -> JumeauError:
    had = part.size()
    kept = f" {had} octets sont gardés : relancez pour reprendre." if had else ""
    return Unreachable(
        _host(url),
        f"connexion impossible ou interrompue ({type(error).__name__}).",
        f"Vérifiez le réseau ou le mandataire (HTTPS_PROXY).{kept}",
    )
