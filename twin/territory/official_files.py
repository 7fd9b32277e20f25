"""The official files that one may download: where they are, what they weigh, what is known."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from twin.tables import JumeauError

Kind = Literal["text", "zip", "7z", "gzip"]
MIB = 1024**2


class OfficialFile(BaseModel):
    """One official file, as `official_files.toml` declares it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    label: str
    name: Annotated[str, Field(description="Nom du fichier une fois téléchargé.")]
    page: str
    url: tuple[str, ...] = ()
    publisher: str
    licence: str
    vintage: str
    max_mib: Annotated[int, Field(gt=0, le=20_000)]
    kind: Kind
    sha256: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    unpack: tuple[str, ...] = ()
    default: bool = True
    verified: bool = False

    @property
    def max_bytes(self) -> int:
        """Give the most bytes accepted."""
        return self.max_mib * MIB

    @field_validator("name")
    @classmethod
    def _plain_name(cls, value: str) -> str:
        if not value or value != PurePosixPath(value).name or value.startswith("."):
            raise ValueError("a file name without folder is expected")
        return value

    @field_validator("page", "url")
    @classmethod
    def _https(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for one in (value,) if isinstance(value, str) else value:
            if not one.startswith("https://") or "@" in one:
                raise ValueError("an https address without password is expected")
        return value


def official_files(path: Path | None = None) -> tuple[OfficialFile, ...]:
    """Give the files declared in the package, or in another list of the same form.

    Raises
    ------
    JumeauError
        When the list is absent, is no TOML, or declares a file wrongly or twice.
    """
    where = path or Path("official_files.toml")
    try:
        if path is None:
            folder = resources.files("twin.territory") / "reference"
            text = (folder / "official_files.toml").read_text(encoding="utf-8")
        else:
            text = path.read_text(encoding="utf-8")
        rows = tomllib.loads(text).get("file", [])
        files = tuple(OfficialFile.model_validate(row) for row in rows)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, AttributeError) as error:
        raise JumeauError(
            f"{where}", f"liste illisible ({type(error).__name__}).", "Corrigez le fichier."
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        raise JumeauError(
            f"{where}, {'.'.join(map(str, first['loc']))}",
            f"valeur refusée ({first['msg']}).",
            "Corrigez la liste.",
        ) from None
    ids = [one.id for one in files]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice or not files:
        raise JumeauError(
            f"{where}",
            f"identifiants en double : {', '.join(twice)}." if twice else "liste vide.",
            "Corrigez la liste.",
        )
    return files
