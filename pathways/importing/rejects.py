"""The reject file: every row that is not in the log, with its line, its value and why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import IO

import polars as pl

from pathways.importing.identifiers import EMAIL, NIR
from twin.tables import JumeauError, said

HEADER = ("row", "field", "value", "reason", "status")
FORMULA = r"^[=+\-@\t\r]"
PLAIN_NUMBER = r"^[-+]?[\d.,]+$"
MASKED = "(masqué)"


class RejectFile:
    """A CSV file written as refusals come, visible only once it is whole.

    Parameters
    ----------
    path
        Where it goes; nothing is left there when nothing was refused.
    pseudonym
        Keyed hash of an identifier; identifiers then never appear in clear.
    identifiers
        Columns that hold identifiers.
    """

    def __init__(
        self, path: Path, pseudonym: Callable[[str], str] | None, identifiers: set[str]
    ) -> None:
        self.path = path
        self._part = path.with_name(f".{path.name}.part")
        self._file: IO[bytes] | None = None
        self._pseudonym = pseudonym
        self._identifiers = identifiers

    def write(self, refused: pl.DataFrame) -> None:
        """Add refusals.

        Raises
        ------
        JumeauError
            The file cannot be written.
        """
        if not refused.height:
            return
        if self._pseudonym is not None:
            refused = refused.with_columns(self._hidden(refused))
        text = pl.col("value", "field")
        # A spreadsheet would run such a cell as a formula.
        formula = text.str.contains(FORMULA) & ~text.str.contains(PLAIN_NUMBER)
        refused = refused.with_columns(
            pl.when(formula).then("'" + text).otherwise(text).name.keep()
        )
        try:
            if self._file is None:
                self._file = self._part.open("wb")
                self._file.write((",".join(HEADER) + "\n").encode())
            refused.select(HEADER).write_csv(self._file, include_header=False)
        except OSError as error:
            raise self._fault(error) from error

    def _hidden(self, refused: pl.DataFrame) -> pl.Series:
        """Give the values, identifiers hashed and whatever names a person masked."""
        hashed = self._pseudonym
        assert hashed is not None
        own = refused["field"].is_in(list(self._identifiers))
        return pl.Series(
            "value",
            [
                value if value is None else hashed(value) if mine else value
                for value, mine in zip(refused["value"], own, strict=True)
            ],
            dtype=pl.String,
        ).str.replace_all(f"{NIR}|{EMAIL}", MASKED)

    def close(self) -> Path | None:
        """Make the file visible; without any refusal, remove that of an earlier import."""
        try:
            if self._file is None:
                self.path.unlink(missing_ok=True)
                return None
            self._file.close()
            self._part.replace(self.path)
        except OSError as error:
            raise self._fault(error) from error
        return self.path

    def drop(self) -> None:
        """Leave nothing of an import that failed."""
        if self._file is not None:
            self._file.close()
            self._part.unlink(missing_ok=True)

    def _fault(self, error: OSError) -> JumeauError:
        return JumeauError(
            f"{self.path}", f"écriture des rejets impossible : {said(error)}.",
            "Choisissez un autre fichier avec --rejects.",
        )  # fmt: skip
