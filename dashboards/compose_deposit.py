"""The files that a scenario reads, dropped on the page: read by their own reader, then kept.

They go to `<runs>/scenarios/fichiers/NAME`, beside the scenarios that name them: the command line
runs the same scenario with the same files. A file that is wrong is not kept.
"""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, jsonify, request

from dashboards.deposits.receiving import STEP, bounded, only_from_our_pages
from dashboards.forms.draft import FRAME
from dashboards.forms.fields import SCENARIO_FILES, files_of
from dashboards.words import known_lang, say, told
from dashboards.workshop import FOLDER
from scenarios.lever import lever_kinds
from scenarios.occupancy import read_occupancy
from scenarios.parts import write_whole
from twin.tables import JumeauError

ROUTE = "/scenarios/depot"
KEPT = "fichiers"
MOST_BYTES = 20 * 1024**2
"""Of a dropped file: a year of forecasts of a region is under it."""
LONGEST = 60
MOST_FAULTS = 12
"""Faults said at once; the number of the others is."""
SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "roster": (".csv", ".xlsx", ".toml"),
    "problem": (".toml",),
    "forecast": (".json",),
    "model": (".json",),
    "stocks": (".csv",),
    "occupancy": (".csv",),
}
"""What each key may name."""
_UNSAFE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a dropped file.

    Attributes
    ----------
    name
        As the scenario names it, "fichiers/stocks.csv"; "" when it was refused.
    conflict
        Whether another file has that name.
    faults
        What is wrong in it.
    """

    name: str = ""
    conflict: bool = False
    faults: tuple[JumeauError, ...] = ()


def takes(part: str, key: str) -> bool:
    """Say whether a part of a scenario (its frame, "2:roster") reads a file at a key."""
    if part == FRAME:
        return key in SCENARIO_FILES
    kind = part.partition(":")[2]
    return kind in lever_kinds() and key in files_of(kind)


def safe_name(name: str, key: str) -> str:
    """Give the name under which a file is kept: letters, digits, hyphens; "" if of no format."""
    last = re.split(r"[/\\]", name)[-1]
    stem, dot, ending = last.rpartition(".")
    suffix = f"{dot}{ending}".lower()
    if suffix not in SUFFIXES[key]:
        return ""
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    short = _UNSAFE.sub("-", plain).strip("-")[:LONGEST].strip("-")
    return f"{short or key}{suffix}"


def keep(
    runs: Path, part: str, key: str, name: str, chunks: Iterable[bytes],
    beside: Mapping[str, str], *, replace: bool,
) -> Kept:  # fmt: skip
    """Read a file as the scenario will, and keep it whole or not at all.

    Parameters
    ----------
    name
        From `safe_name`.
    beside
        The other files of the same lever, as the form names them: a roster is read with its
        problem.
    replace
        Whether another file of that name may be replaced.
    """
    folder = runs / FOLDER
    target = folder / KEPT / name
    with tempfile.TemporaryDirectory(prefix="jumeau-") as held:
        read = Path(held) / name
        with read.open("xb") as file:
            for chunk in chunks:
                file.write(chunk)
        try:
            _read(part, key, read, {k: _whole(folder, one) for k, one in beside.items() if one})
        except JumeauError as error:
            return Kept(faults=tuple(_named(one, held) for one in error.faults()))
        content = read.read_bytes()
    if target.is_symlink() or target.is_dir():
        raise JumeauError(name, "ce nom est pris.", "Changez le nom du fichier.")
    if target.exists() and not replace and target.read_bytes() != content:
        return Kept(f"{KEPT}/{name}", conflict=True)
    write_whole(target, lambda temporary: _write(temporary, content))
    return Kept(f"{KEPT}/{name}")


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _read(part: str, key: str, path: Path, beside: Mapping[str, str]) -> None:
    if part == FRAME:
        read_occupancy(path)
        return
    kind = part.partition(":")[2]
    # What the form does not say yet is left out: the reader needs the files alone.
    lever = lever_kinds()[kind].model_construct(None, **{**beside, key: str(path)})
    lever.read_file(key)


def _whole(folder: Path, name: str) -> str:
    return str((folder / name).resolve())


def _named(fault: JumeauError, held: str) -> JumeauError:
    """Give a fault that names the file as its author does, not where it was read."""
    texts = (text.replace(f"{held}/", "") for text in (fault.place, fault.problem, fault.remedy))
    return JumeauError(*texts)


def serve(server: Flask, runs: Path) -> None:
    """Take the files dropped on the page; only our own pages may send one (see `secure`)."""

    def longer() -> None:
        if request.path == ROUTE and request.method == "POST":
            request.max_content_length = MOST_BYTES

    def dropped() -> Response | tuple[Response, int]:
        only_from_our_pages()
        asked = request.args
        part, key, lang = asked.get("of", ""), asked.get("path", ""), known_lang(asked.get("lang"))
        if not takes(part, key):
            abort(404)
        name = safe_name(asked.get("name", ""), key)
        if not name:
            abort(415)
        bounded(MOST_BYTES)
        others = (one for one in SUFFIXES if one != key and takes(part, one))
        beside = {one: asked.get(f"beside.{one}", "") for one in others}
        chunks = iter(lambda: request.stream.read(STEP), b"")
        try:
            kept = keep(runs, part, key, name, chunks, beside, replace=asked.get("replace") == "1")
        except JumeauError as error:
            kept = Kept(faults=error.faults())
        if kept.conflict:
            return jsonify({"said": say("y_drop_conflict", lang, name=name)}), 409
        if kept.faults:
            return jsonify({"said": faults_said(kept.faults, lang)}), 400
        return jsonify({"name": kept.name, "said": say("y_drop_kept", lang, name=kept.name)})

    server.before_request(longer)
    server.add_url_rule(ROUTE, "receive a file of a scenario", dropped, methods=["POST"])


def faults_said(faults: tuple[JumeauError, ...], lang: str) -> str:
    """Say what is wrong in a file, a line each; of very many, the first and how many more."""
    lines = [told(f"{one.place} : {one.problem} {one.remedy}", lang) for one in faults]
    more = len(lines) - MOST_FAULTS
    if more > 0:
        lines = [*lines[:MOST_FAULTS], say("y_drop_more", lang, n=more)]
    return "\n".join([say("y_drop_refused", lang), *lines])
