"""A model kept in a folder: plain files and the sha256 of each, written last.

Nothing in the folder runs when it is read. The hashes tell damage and hasty changes from the
original; they are no signature: who can write the folder can also write them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from twin.contracts.whole_file import beside
from twin.tables import JumeauError, said

ELSEWHERE = "Choisissez un autre dossier."


@dataclass(frozen=True, slots=True)
class Sealed:
    """One kind of model in a folder.

    Attributes
    ----------
    seals
        Name of the file of hashes.
    needed
        Files that every model of this kind has.
    version
        Version of the format.
    most_bytes
        Of one file; a larger one is not read.
    what
        What such a folder is, in French ("un modèle de prévision").
    given
        Remedy where the folder is another one.
    again
        Remedy where it is damaged.
    """

    seals: str
    needed: frozenset[str]
    version: int
    most_bytes: int
    what: str
    given: str
    again: str

    def write(
        self, folder: Path, files: Mapping[str, bytes],
        beside: Callable[[dict[str, str]], Mapping[str, bytes]] = lambda _: {},
    ) -> dict[str, str]:  # fmt: skip
        """Write a model whole, its hashes last: a folder cut in its writing is refused.

        Parameters
        ----------
        files
            What is sealed, by name.
        beside
            Gives what is written with it and not sealed, from the hashes.

        Returns
        -------
        dict
            The sha256 of each file, by name.

        Raises
        ------
        JumeauError
            The folder cannot be written.
        """
        seals = {name: hashlib.sha256(raw).hexdigest() for name, raw in files.items()}
        # Made before anything is written: what cannot be made leaves the older model alone.
        every = {**files, **beside(seals)}
        self._open_again(folder)
        for name, raw in every.items():
            put(folder / name, raw)
        put(folder / self.seals, as_json({"version": self.version, "sha256": seals}))
        return seals

    def read(self, folder: Path) -> dict[str, bytes]:
        """Read the files of a model, by name, once they are proved to be those written.

        Raises
        ------
        JumeauError
            A file is absent, too large or altered, or the folder is something else.
        """
        place = folder / self.seals
        seals = self._object(place, self._bytes(place)).get("sha256")
        if not isinstance(seals, dict) or not self.needed <= seals.keys():
            raise self.refused(place)
        files = {}
        for name, digest in seals.items():
            if Path(name).name != name:
                raise JumeauError(str(place), "nom de fichier impossible.", self.again)
            files[name] = self._bytes(folder / name)
            if hashlib.sha256(files[name]).hexdigest() != digest:
                raise JumeauError(
                    str(folder / name),
                    "fichier altéré : son empreinte n'est pas celle de l'enregistrement.",
                    self.again,
                )
        return files

    def page(self, path: Path, raw: bytes) -> dict[str, Any]:
        """Give the JSON page that says the version of a model.

        Raises
        ------
        JumeauError
            It is no page, or of another version.
        """
        page = self._object(path, raw)
        if page.get("version") != self.version:
            raise JumeauError(str(path), "modèle d'une autre version de Jumeau.", self.again)
        return page

    def refused(self, path: Path) -> JumeauError:
        """Give the fault of a file that is not that of such a model."""
        return JumeauError(str(path), f"ce n'est pas {self.what}.", self.again)

    def _open_again(self, folder: Path) -> None:
        """Take the hashes of an older model off: a writing that is cut leaves no sealed mixture."""
        try:
            (folder / self.seals).unlink(missing_ok=True)
        except OSError as error:
            raise _unwritten(folder, error) from error

    def _bytes(self, path: Path) -> bytes:
        try:
            if path.stat().st_size > self.most_bytes:
                raise JumeauError(str(path), "fichier trop gros pour un modèle.", "Vérifiez-le.")
            return path.read_bytes()
        except OSError as error:
            raise JumeauError(str(path), f"{said(error)}.", self.given) from error

    def _object(self, path: Path, raw: bytes) -> dict[str, Any]:
        try:
            data = json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise JumeauError(str(path), "ce n'est pas du JSON.", self.again) from error
        if not isinstance(data, dict):
            raise self.refused(path)
        return data


def as_json(data: Any) -> bytes:
    """Write JSON in a stable order; a number that is none (NaN) is refused."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    return (text + "\n").encode()


def put(path: Path, raw: bytes) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    JumeauError
        It cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritten(path.parent, error) from error
    with beside(path, ELSEWHERE) as partial:
        partial.write_bytes(raw)


def _unwritten(path: Path, error: OSError) -> JumeauError:
    return JumeauError(str(path), f"écriture impossible : {said(error)}.", ELSEWHERE)
