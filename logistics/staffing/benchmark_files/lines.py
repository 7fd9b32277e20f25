"""Lines of a benchmark file, and the faults they may hold."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from twin.tables import JumeauError

REMEDY = "Corrigez cette ligne ou reprenez le fichier d'origine."


@dataclass(frozen=True, slots=True)
class Lines:
    """A text file, its non-empty lines numbered from 1."""

    path: Path
    rows: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, path: Path) -> Lines:
        """Read a file."""
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise JumeauError(
                str(path), "le fichier ne se lit pas comme du texte UTF-8.", "Vérifiez le chemin."
            ) from error
        rows = enumerate((line.strip() for line in text.splitlines()), start=1)
        return cls(path, tuple((number, line) for number, line in rows if line))

    def fault(self, number: int, problem: str) -> JumeauError:
        """Give the error of a line (0: of the file)."""
        place = f"{self.path.name}, ligne {number}" if number else self.path.name
        return JumeauError(place, problem, REMEDY)

    def fields(self, number: int, text: str, count: int) -> list[str]:
        """Split at the commas."""
        found = [part.strip() for part in text.split(",")]
        if len(found) != count:
            raise self.fault(number, f"{count} champs attendus, {len(found)} lus.")
        return found

    def whole(self, number: int, text: str, *, least: int = 0, most: int = 10**9) -> int:
        """Read a whole number between two bounds."""
        text = text.strip()
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise self.fault(number, f"« {text} » n'est pas un nombre entier de {least} à {most}.")
        return int(text)

    def known(self, number: int, name: str, names: Collection[str], what: str) -> None:
        """Refuse an id that was not declared."""
        if name not in names:
            raise self.fault(number, f"{what} « {name} » n'est pas déclaré.")

    def unique(self, rows: Sequence[tuple[int, str]], names: Sequence[str]) -> set[str]:
        """Refuse an id declared twice or empty."""
        seen: set[str] = set()
        for (number, _), name in zip(rows, names, strict=True):
            if name in seen or not name:
                raise self.fault(number, f"l'identifiant « {name} » est vide ou répété.")
            seen.add(name)
        return seen
