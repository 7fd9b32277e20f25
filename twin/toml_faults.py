"""What is wrong with a file that is not TOML, in French, with its line and its cause if seen."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from twin.tables import JumeauError

PAIR = re.compile(r"""^\s*["']?([\w-]+)["']?\s*=""")
"""The key of a line `key = value`."""
_ZERO_CODE = re.compile(r"=\s*\[?\s*0\d+")
EXPECTED = "Attendu : clé = valeur, texte entre guillemets, dates nues."


def toml_fault(
    path: Path, text: str, error: tomllib.TOMLDecodeError, expected: str = EXPECTED
) -> tuple[int, JumeauError]:
    """Give the line and the fault of a text that is not TOML.

    Parameters
    ----------
    path, text
        The file and what it holds.
    error
        What the TOML reader said.
    expected
        How such a file is written, where the cause is not seen.
    """
    lines = text.split("\n")
    found = re.search(r"line (\d+)", str(error))
    number = int(found[1]) if found else len(text.rstrip().split("\n"))
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    place = f"{path}, ligne {number}"
    pair = PAIR.match(line)
    if "overwrite" in str(error) or "twice" in str(error):
        name = pair[1] if pair else line
        earlier = [n for n, row in enumerate(lines[: number - 1], 1)
                   if re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=", row)]  # fmt: skip
        where = f" (déjà ligne {earlier[-1]})" if earlier else ""
        return number, JumeauError(
            f"{place}, {name}" if pair else place,
            f"« {name} » est écrit deux fois{where}.", "Gardez-en un seul.",
        )  # fmt: skip
    if _ZERO_CODE.search(line):
        return number, JumeauError(
            place,
            f"« {line} » : un code ne s'écrit pas en nombre.",
            'Les codes (commune, FINESS) sont du texte, entre guillemets : "01004".',
        )
    return number, JumeauError(place, f"ce n'est pas du TOML : « {line[:80]} ».", expected)


def read_toml(text: str, path: Path, expected: str = EXPECTED) -> dict[str, Any]:
    """Read the text of a TOML file.

    Raises
    ------
    JumeauError
        What is wrong, with its line.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise toml_fault(path, text, error, expected)[1] from error
    except RecursionError:
        raise JumeauError(
            f"{path}", "ce n'est pas du TOML : crochets imbriqués sans fin.", expected
        ) from None
