"""Identifiers of persons: keyed hashes on request, and what must not be kept in clear."""

from __future__ import annotations

import hmac
import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pathways.importing.guessing import plain
from twin.tables import JumeauError, said

KEY_BYTES = 32
HASH_CHARACTERS = 32
"""128 bits: two of 10 million persons collide with probability 1.5e-25."""
NIR = r"^[1-478]\d{2}(?:0[1-9]|1[0-2]|[2-4]\d|[5-9]\d)(?:\d{2}|2[AB])\d{6}(?:\d{2})?$"
"""Sex, year, month (20 and more: unknown month), department (2A, 2B: Corsica), commune, rank,
and perhaps the key (INSEE, répertoire national d'identification). An INS has the same form."""
EMAIL = r"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$"
PHONE = r"^(?:\+33|0033|0)[ .]?[1-9](?:[ .]?\d{2}){4}$"
INS_C = r"^\d{22}$"
CERTAIN_SHARE = 0.01
"""Share (assumed) of the identifiers above which numbers that look like NIR are taken as NIR:
one 15-digit number in about 5,000 passes by chance."""
NAMED = re.compile(
    r"^(nom|nom_.*|prenoms?|prenom_.*|name|first_?name|last_?name|surname|family_?name|adresse.*|"
    r"address.*|telephone.*|tel|phone.*|mobile|portable|e?_?mail.*|courriel|nir|nir_.*|ins|ins_.*|"
    r"num_secu.*|numero_secu.*|nss|patient_name|nom_patient|"
    r"sejour|num_?sejour|numero_sejour|no_sejour|nda|iep|ipp|num_?rss|visite|visit_occurrence_id)$"
)
"""Columns that name a person, or a stay by the number that the hospital files it under."""


@dataclass(frozen=True, slots=True)
class Found:
    """Identifiers in clear among words: how many of each kind."""

    nir: int = 0
    unkeyed_nir: int = 0
    ins: int = 0
    email: int = 0
    phone: int = 0
    of: int = 0

    @property
    def certain(self) -> bool:
        """Tell whether persons are named beyond doubt."""
        return bool(self.email) or self.nir > CERTAIN_SHARE * self.of

    def words(self) -> str:
        """Say what was found."""
        kinds = (
            (self.nir, "numéro(s) de sécurité sociale (clé juste)"),
            (self.unkeyed_nir, "numéro(s) de la forme d'un NIR sans clé"),
            (self.ins, "identifiant(s) de la forme d'un INS-C"),
            (self.email, "adresse(s) électronique(s)"),
            (self.phone, "numéro(s) de la forme d'un téléphone"),
        )
        return ", ".join(f"{count} {what}" for count, what in kinds if count)


def find_clear(words: Sequence[str] | pl.Series) -> Found:
    """Count the social security numbers, INS, addresses and telephones among words."""
    series = pl.Series("w", words, dtype=pl.String).drop_nulls()
    bare = series.str.replace_all(r"[ .]", "")
    shaped = bare.filter(bare.str.contains(NIR))
    keyed = shaped.filter(shaped.str.len_chars() == 15)
    return Found(
        nir=sum(_key_is_right(word) for word in keyed),
        unkeyed_nir=int((shaped.str.len_chars() == 13).sum()),
        ins=int(bare.str.contains(INS_C).sum()),
        email=int(series.str.contains(EMAIL).sum()),
        phone=int(series.str.contains(PHONE).sum()),
        of=len(series),
    )


def _key_is_right(nir: str) -> bool:
    """Check the key of a NIR: 97 minus the rest of the 13 digits by 97 (2A: 19, 2B: 18)."""
    digits = nir.replace("2A", "19").replace("2B", "18")
    return digits.isdigit() and 97 - int(digits[:13]) % 97 == int(digits[13:])


def naming_columns(columns: Sequence[str]) -> list[str]:
    """Give the columns whose name says that they name a person."""
    return [column for column in columns if NAMED.match(plain(column))]


class Pseudonyms:
    """Gives each identifier a keyed hash (HMAC-SHA256): the same one in every source.

    Without the key nobody can find an identifier again, even by trying them all (a plain hash
    of a 13-digit number falls in minutes).
    """

    def __init__(self, key: bytes) -> None:
        if len(key) < KEY_BYTES:
            raise JumeauError(
                "--pseudonymise", f"clé de {len(key)} octets : {KEY_BYTES} au moins.",
                "Donnez un fichier qui n'existe pas encore : une clé y sera écrite.",
            )  # fmt: skip
        self._key = key

    def of(self, word: str) -> str:
        """Give the pseudonym of one identifier."""
        return hmac.digest(self._key, word.encode(), "sha256").hex()[:HASH_CHARACTERS]

    def every(self, words: Sequence[str]) -> list[str]:
        """Give the pseudonyms of identifiers, in their order."""
        return [self.of(word) for word in words]


def key_of(path: Path, beside: Sequence[Path] = ()) -> tuple[Pseudonyms, bool]:
    """Read the key of the pseudonyms, or draw one; it is kept apart from the data.

    Parameters
    ----------
    path
        File of the key (hexadecimal).
    beside
        Files of data: the key may not be in a folder of theirs.

    Returns
    -------
    tuple of Pseudonyms and bool
        The pseudonyms, and whether the key was drawn now.

    Raises
    ------
    JumeauError
        Key beside the data, unreadable or too short.
    """
    home = path.absolute().parent
    if any(home == other.absolute().parent for other in beside):
        raise JumeauError(
            f"{path}", "la clé serait dans le dossier des données.",
            "Gardez-la dans un dossier à part, lisible de son seul gardien.",
        )  # fmt: skip
    try:
        if path.exists():
            return Pseudonyms(bytes.fromhex(path.read_text(encoding="ascii").strip())), False
        key = secrets.token_bytes(KEY_BYTES)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(key.hex() + "\n")
    except OSError as error:
        raise JumeauError(
            f"{path}", f"clé inaccessible : {said(error)}.", "Vérifiez le dossier de la clé."
        ) from error
    except ValueError as error:
        raise JumeauError(
            f"{path}", "ce fichier n'est pas une clé (hexadécimal attendu).",
            "Donnez le fichier de clé du projet, ou un nom nouveau.",
        ) from error  # fmt: skip
    return Pseudonyms(key), True
