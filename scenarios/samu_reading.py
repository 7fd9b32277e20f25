"""Read the users' files of the SAMU: cases without identity, places, services, free teams."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from logistics.samu.grading.case import NEEDS, Case
from logistics.samu.grading.rules import Rules
from scenarios.words import near
from twin.contracts.bands import BANDS
from twin.tables import Column, JumeauError, Table, read_text, refuse, shown

LOCAL = ZoneInfo("Europe/Paris")
FORMATS = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M")
IDENTITY = {
    "nom", "noms", "prenom", "prenoms", "patient", "nir", "nss", "ins", "ipp", "iep", "secu",
    "telephone", "tel", "portable", "mobile", "email", "mail", "courriel", "adresse", "rue",
    "naissance", "ddn", "dob", "identite", "appelant", "name", "surname", "phone",
    "address", "birth",
}  # fmt: skip
"""Words of a column's name that say whose case it is; a commune's name says nobody's."""
NAMES = {"nom", "noms", "name"}
"""Words that name a place as well as a person."""
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")
_LONG = re.compile(r"\d{8}")

CASES = Table("cas", "Cas archivés ou inventés", (
    Column("cas", "text", "numéro du cas, jamais une personne"),
    Column("commune", "text", "code INSEE", length=5),
    Column("motif", "text", "clé d'un motif des règles"),
    Column("age", "text", "classe d'âge", choices=BANDS),
    Column("appel", "text", "date et heure de l'appel"),
    Column("debut", "text", "premier signe", required=False, nullable=True),
    Column("signes", "text", "clés séparées par +", required=False, nullable=True),
    Column("besoins", "text", "besoins ajoutés, séparés par +", required=False, nullable=True),
), key=("cas",), source="le dossier d'étude")  # fmt: skip
PLACES = Table("places", "Places libres par site et besoin", (
    Column("site", "text", "FINESS du site"),
    Column("besoin", "text", "besoin, ou « toutes » pour le total"),
    Column("places", "integer", "places libres", minimum=0, maximum=10_000, unit="place"),
    Column("releve", "text", "date et heure du relevé", required=False, nullable=True),
), key=("site", "besoin"), source="le dossier d'étude")  # fmt: skip
SERVICES = Table("services", "Services qu'un site a", (
    Column("site", "text", "FINESS du site"),
    Column("besoin", "text", "besoin auquel il répond"),
), key=("site", "besoin"), source="le dossier d'étude")  # fmt: skip
TEAMS = Table("equipes", "Équipes libres par base", (
    Column("base", "text", "base du territoire"),
    Column("moyen", "text", "SMUR, VSAV, ambulance ou hélicoptère",
           choices=("smur", "vsav", "ambulance", "helicoptere")),
    Column("libres", "integer", "équipes libres", minimum=0, maximum=1000, unit="équipe"),
), key=("base", "moyen"), source="le dossier d'étude")  # fmt: skip
WHOLE = "toutes"
Places = dict[tuple[str, str], tuple[int, datetime | None]]


def instant(text: str, place: str, *, now: datetime | None = None) -> datetime:
    """Read a date and an hour, local time of metropolitan France; the future is refused.

    Raises
    ------
    JumeauError
        When it is neither `2026-01-12 03:00` nor `12/01/2026 03:00`, or is yet to come.
    """
    for form in FORMATS:
        try:
            found = datetime.strptime(text.strip(), form).replace(tzinfo=LOCAL)
        except ValueError:
            continue
        if found > (now or datetime.now(UTC)):
            raise JumeauError(
                place, f"« {text} » est à venir.",
                "Seuls des cas archivés ou inventés sont reçus, jamais le flux du jour.",
            )  # fmt: skip
        return found
    raise JumeauError(
        place, f"« {text} » n'est pas une date et une heure.",
        "Écrivez 2026-01-12 03:00 ou 12/01/2026 03:00.",
    )  # fmt: skip


def refuse_identity(path: Path) -> None:
    """Refuse a file with a column whose name says whose case it is.

    Raises
    ------
    JumeauError
        With the names of the columns.
    """
    text = read_text(path)
    head = text.splitlines()[0] if text.strip() else ""
    found = [name.strip().strip('"') for name in re.split(r"[,;\t]", head) if _tells_who(name)]
    if found:
        raise JumeauError(
            f"{path}, ligne 1", f"colonnes d'identité refusées : {', '.join(found)}.",
            "Ôtez-les du fichier : ni nom, ni date de naissance, ni adresse, ni téléphone.",
        )  # fmt: skip


def _tells_who(name: str) -> bool:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = set(re.findall(r"[a-z]+", plain))
    if words & {"commune", "site", "motif", "base"}:
        words -= NAMES
    # Long words are looked for inside others too: "DateNaissance" is one word.
    return bool(words & IDENTITY) or any(len(w) > 5 and w in plain for w in IDENTITY)


def read_cases(path: Path, rules: Rules, *, now: datetime | None = None) -> tuple[Case, ...]:
    """Read cases; every fault of the file at once.

    Raises
    ------
    JumeauError
        Identity, a date to come, a clock going backwards, an unknown word, no case at all.
    """
    refuse_identity(path)
    frame, faults = CASES.scan_csv(path, by_line=True)
    refuse(shown(faults, path))
    cases: list[Case] = []
    for line, row in zip(frame.index, frame.to_dict("records"), strict=True):
        try:
            cases.append(case_of(row, f"{path}, ligne {line}", rules, now=now))
        except JumeauError as error:
            faults.extend(error.faults())
    refuse(shown(faults, path))
    if not cases:
        raise JumeauError(f"{path}", "aucun cas.", "Écrivez une ligne par cas.")
    return tuple(cases)


def case_of(
    row: Mapping[Any, Any], place: str, rules: Rules, *, now: datetime | None = None
) -> Case:
    """Make a case of named texts.

    Raises
    ------
    JumeauError
        When a word is unknown or the clock goes backwards.
    """

    def text(key: str) -> str:
        value = row.get(key)
        return "" if value is None or pd.isna(value) else str(value).strip()

    name = text("cas")
    if not _CODE.fullmatch(name) or _LONG.search(name):
        raise JumeauError(
            f"{place}, cas", f"« {name[:12]} » refusé.",
            "Un numéro court (lettres sans accent, chiffres, moins de 8 chiffres à la suite), "
            "qui ne désigne personne.",
        )  # fmt: skip
    if text("age") not in BANDS:
        raise JumeauError(f"{place}, age", f"« {text('age')} » inconnu.",
                          f"Classes : {', '.join(BANDS)}.")  # fmt: skip
    called = instant(text("appel"), f"{place}, appel", now=now)
    onset = instant(text("debut"), f"{place}, debut", now=now) if text("debut") else None
    if onset is not None and onset > called:
        raise JumeauError(
            f"{place}, debut", "le premier signe vient après l'appel.", "Corrigez l'une des dates."
        )
    motive = _word(text("motif"), rules.motives, f"{place}, motif", "motif")
    signs = tuple(
        _word(s, rules.signs, f"{place}, signes", "signe") for s in _split(text("signes"))
    )
    needs = tuple(need_of(n, f"{place}, besoins") for n in _split(text("besoins")))
    return Case(name, text("commune"), motive, signs, text("age"), called, onset, needs)


def _split(text: str) -> list[str]:
    return [word.strip() for word in re.split(r"[+|]", text) if word.strip()]


def _word(text: str, known: dict[str, str], place: str, what: str) -> str:
    """Give the key of a word: the key itself, or its name as shown."""
    if text in known:
        return text
    by_name = {name.lower(): key for key, name in known.items()}
    if text.lower() in by_name:
        return by_name[text.lower()]
    hint = near(text, [*known, *by_name])
    raise JumeauError(place, f"{what} « {text} » inconnu.",
                      f"{hint}Liste : jumeau samu grade --show-rules.")  # fmt: skip


def need_of(text: str, place: str) -> str:
    """Give the key of a need, from its French word or its key.

    Raises
    ------
    JumeauError
        When there is no such need.
    """
    by_word = {word: key for key, word in NEEDS.items()}
    if text in NEEDS:
        return text
    if text in by_word:
        return by_word[text]
    raise JumeauError(place, f"besoin « {text} » inconnu.",
                      f"{near(text, list(by_word))}Besoins : {', '.join(by_word)}.")  # fmt: skip


def read_places(
    path: Path, sites: Sequence[str], *, at: datetime | None = None, now: datetime | None = None
) -> Places:
    """Read free places by site and need (`toutes` is the total of a site).

    Parameters
    ----------
    sites
        Sites of the territory.
    at
        Instant of the decision: a count taken after it is a clock going backwards.

    Raises
    ------
    JumeauError
        Unknown site or need, a negative number, a count from the future.
    """
    refuse_identity(path)
    frame, faults = PLACES.scan_csv(path, by_line=True)
    found: Places = {}
    for line, row in zip(frame.index, frame.to_dict("records"), strict=True):
        place = f"{path}, ligne {line}"
        try:
            site = _site(str(row["site"]), sites, place)
            need = (WHOLE if row["besoin"] == WHOLE
                    else need_of(str(row["besoin"]), f"{place}, besoin"))  # fmt: skip
            told = row.get("releve")
            read = None if told is None or pd.isna(told) else instant(
                str(told), f"{place}, releve", now=now)  # fmt: skip
            if read is not None and at is not None and read > at:
                raise JumeauError(f"{place}, releve", "le relevé vient après la décision.",
                                  "Corrigez l'heure, ou donnez --at.")  # fmt: skip
            if not pd.isna(row["places"]):
                found[site, need] = (int(row["places"]), read)
        except JumeauError as error:
            faults.extend(error.faults())
    refuse(shown(faults, path))
    return found


def read_services(path: Path, sites: Sequence[str]) -> dict[str, frozenset[str]]:
    """Read the sites that answer each need listed; a need that is not listed is left as it was.

    Raises
    ------
    JumeauError
        Unknown site or need.
    """
    frame, faults = SERVICES.scan_csv(path, by_line=True)
    found: dict[str, set[str]] = {}
    for line, row in zip(frame.index, frame.to_dict("records"), strict=True):
        place = f"{path}, ligne {line}"
        try:
            need = need_of(str(row["besoin"]), f"{place}, besoin")
            if need == "emergency":
                raise JumeauError(f"{place}, besoin", "les urgences sont celles du territoire.",
                                  "Ôtez cette ligne.")  # fmt: skip
            found.setdefault(need, set()).add(_site(str(row["site"]), sites, place))
        except JumeauError as error:
            faults.extend(error.faults())
    refuse(shown(faults, path))
    return {need: frozenset(named) for need, named in found.items()}


def read_teams(path: Path, bases: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Read the free teams of bases; a base that is not listed keeps its teams on duty.

    Parameters
    ----------
    bases
        Bases of the territory and their modes, in the words of the file.

    Raises
    ------
    JumeauError
        A team without a base in the territory.
    """
    frame, faults = TEAMS.scan_csv(path, by_line=True)
    found: dict[tuple[str, str], int] = {}
    for line, row in zip(frame.index, frame.to_dict("records"), strict=True):
        key = (str(row["base"]), str(row["moyen"]))
        if key not in bases:
            hint = near(key[0], [base for base, _ in bases])
            faults.append(JumeauError(
                f"{path}, ligne {line}", f"équipe sans base : « {key[0]} » n'a pas de {key[1]}.",
                f"{hint}Voyez `jumeau territory show`."))  # fmt: skip
        elif not pd.isna(row["libres"]):
            found[key] = int(row["libres"])
    refuse(shown(faults, path))
    return found


def _site(text: str, sites: Sequence[str], place: str) -> str:
    if text not in sites:
        raise JumeauError(f"{place}, site", f"site « {text} » hors du territoire.",
                          f"{near(text, sites)}Voyez `jumeau territory show`.")  # fmt: skip
    return text
