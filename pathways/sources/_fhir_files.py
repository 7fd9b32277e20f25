"""FHIR resources one by one, from NDJSON, from Bundles, or from a folder of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pathways.importing.json_stream import NotJsonError, elements, lines, loads
from pathways.importing.limits import Limits, first_bytes
from twin.tables import JumeauError

ENDINGS = (".ndjson", ".jsonl", ".json")
ANY = re.compile(rb'"resourceType"\s*:\s*"(\w{1,60})"')


@dataclass(frozen=True, slots=True)
class Found:
    """One resource, its rank in the source, its address in a Bundle; or why it cannot be read."""

    rank: int
    resource: dict[str, Any]
    address: str = ""
    wrong: str = ""


def files_of(path: Path) -> list[Path]:
    """Give the files of a source: itself, or those of the folder.

    Raises
    ------
    JumeauError
        A folder without any file of FHIR.
    """
    if not path.is_dir():
        return [path]
    found = [
        p for p in sorted(path.iterdir())
        if p.is_file() and p.name.lower().removesuffix(".gz").endswith(ENDINGS)
    ]  # fmt: skip
    if not found:
        raise JumeauError(
            f"{path}", "aucun fichier .ndjson ni .json dans ce dossier.", "Vérifiez le chemin."
        )
    return found


def first_type(path: Path) -> str:
    """Give the first type of resource named in a file; nothing where none is."""
    found = ANY.search(first_bytes(path))
    return found.group(1).decode() if found else ""


def resources(path: Path, limits: Limits) -> Iterator[Found]:
    """Give every resource, in the order of the files.

    Raises
    ------
    JumeauError
        File absent, damaged, beyond the limits, or a Bundle that is no JSON.
    """
    rank = 0
    for file in files_of(path):
        plain = file.name.lower().removesuffix(".gz")
        if first_type(file) == "Bundle" and not plain.endswith((".ndjson", ".jsonl")):
            found = _bundle(file, limits)
        elif _spread(file):
            found = iter([_checked(_whole(file, limits))])
        else:
            found = _by_line(file, limits)
        for one in found:
            rank += 1
            yield Found(rank, one.resource, one.address, one.wrong)


def _spread(file: Path) -> bool:
    """Tell whether a single resource spreads over several lines."""
    head = first_bytes(file).lstrip(b"\xef\xbb\xbf \t\r\n")
    first, _, rest = head.partition(b"\n")
    return bool(rest.strip()) and first.strip() == b"{"


def _whole(file: Path, limits: Limits) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for key, value in elements(file, limits):
        if key in whole:
            known = whole[key]
            whole[key] = [*(known if isinstance(known, list) else [known]), value]
        else:
            whole[key] = value
    return whole


def _bundle(file: Path, limits: Limits) -> Iterator[Found]:
    for key, entry in elements(file, limits):
        if key == "entry":
            yield _entry(entry)


def _entry(entry: Any) -> Found:
    if not isinstance(entry, dict) or not isinstance(entry.get("resource"), dict):
        return Found(0, {}, wrong="une entrée de Bundle sans ressource")
    address = entry.get("fullUrl")
    return _checked(entry["resource"], address if isinstance(address, str) else "")


def _by_line(file: Path, limits: Limits) -> Iterator[Found]:
    for _, line in lines(file, limits):
        try:
            one = loads(line)
        except NotJsonError as error:
            yield Found(0, {}, wrong=str(error))
            continue
        if isinstance(one, dict) and one.get("resourceType") == "Bundle":
            entries = one.get("entry")
            yield from map(_entry, entries if isinstance(entries, list) else [])
        else:
            yield _checked(one)


def _checked(one: Any, address: str = "") -> Found:
    if not isinstance(one, dict) or not isinstance(one.get("resourceType"), str):
        return Found(0, {}, wrong="ce n'est pas une ressource FHIR (resourceType absent)")
    return Found(0, one, address)
