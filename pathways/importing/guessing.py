"""Which column says what, guessed from names (French, English) and from values, and shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import polars as pl

from pathways.importing.mapping import Mapping, Roles
from pathways.importing.times import Times
from twin.tables import JumeauError, refuse

NAMES: dict[str, tuple[str, ...]] = {
    "case": (
        "case_id", "case_concept_name", "case", "caseid", "id_parcours", "parcours", "id_sejour",
        "num_sejour", "numero_sejour", "n_sejour", "sejour", "iep", "nda", "id_passage",
        "num_passage", "numero_passage", "n_passage", "passage", "id_dossier", "num_dossier",
        "numero_dossier", "n_dossier", "dossier", "id_episode", "episode_id", "episode",
        "encounter_id", "stay_id", "visit_id", "visit_occurrence_id", "hadm_id", "trace_id",
        "trace",
    ),
    "patient": (
        "patient_id", "patient", "id_patient", "num_patient", "numero_patient", "n_patient", "ipp",
        "nip", "subject_id", "person_id", "ben_nir_ano", "num_enq", "nir_ano", "id_beneficiaire",
        "beneficiaire", "case_patient",
    ),
    "activity": (
        "activity", "activite", "concept_name", "activity_name", "evenement", "event", "event_name",
        "etape", "acte", "libelle_acte", "code_acte", "task", "action", "libelle",
    ),
    "start": (
        "start_timestamp", "time_timestamp", "timestamp", "start_time", "start", "debut",
        "date_heure_debut", "date_debut", "horodatage", "date_heure", "datetime", "event_time",
        "complete_timestamp", "date_acte", "date_soin", "exe_soi_dtd", "date_evenement", "date",
        "jour",
    ),
    "end": (
        "end_timestamp", "end_time", "end", "fin", "date_heure_fin", "date_fin", "exe_soi_dtf",
        "complete_timestamp",
    ),
    "site": (
        "site", "finess_geo", "finess", "etablissement", "code_finess", "org_site", "hospital",
        "hopital", "facility",
    ),
    "resource": (
        "resource", "org_resource", "org_group", "service", "uf", "um", "unite", "department",
        "org_role", "ressource",
    ),
    "zone": (
        "code_commune", "commune", "code_insee", "insee", "commune_residence", "code_geo", "zone",
    ),
    "sex": ("sex", "sexe", "gender", "case_sex", "cod_sexe"),
    "born": ("birth_date", "birthdate", "date_naissance", "date_de_naissance", "ddn", "born"),
    "died": ("death_date", "date_deces", "date_de_deces", "died"),
    "covered_from": ("debut_couverture", "observation_period_start_date", "covered_from"),
    "covered_to": ("fin_couverture", "observation_period_end_date", "covered_to"),
}  # fmt: skip
"""Usual names of each role, the surest first. `event_id` and `amount` are never guessed: they
remove rows, so that a person must name them."""
NEEDED = ("case", "activity", "start")
TIME_SHARE = 0.9
HOUR = r"^\d{1,2} ?[:hH]"
CLOCK = r"^\s*\d{1,2}[:hH](?:\d{1,2})?(?::\d{2}(?:[.,]\d+)?)?\s*$"
"""A cell that holds an hour alone, as it can follow a date."""
BARE_CLOCK = r"^\s*\d{3,4}\s*$"
"""An hour that cannot be joined as it is: 0930."""
HOUR_NAMES = re.compile(r"(?:^|_)(heures?|hrs?|hours?|time|h)(?:_|$)")
DAY_NAMES = re.compile(r"(?:^|_)(date|jour|day|j|d)(?:_|$)")
DAY_ALONE = r"^\s*(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{8})\s*$"
"""An hour of the day is never the name of a pathway."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A mapping guessed, and what made it so.

    Attributes
    ----------
    mapping
        What will be used.
    why
        For each role: its column, and `nom` or `contenu` (what it was guessed from).
    hours
        Columns of hours alone that go with no date: they are not read as times.
    """

    mapping: Mapping
    why: dict[str, tuple[str, str]]
    hours: tuple[str, ...] = ()

    def notes(self) -> list[str]:
        """Say each choice; no value is shown (notes stay in the log, values may be persons)."""
        told = []
        for role, (column, reason) in self.why.items():
            columns = self.mapping.columns.played()[role]
            with_hour = f" et de son heure, « {columns[1]} »" if len(columns) > 1 else ""
            told.append(f"{role} = « {column} » (devinée par le {reason}){with_hour}")
        if self.hours:
            listed = ", ".join(f"« {c} »" for c in self.hours)
            told.append(
                f"heures non jointes à une date : {listed} ; pour les joindre, écrivez "
                "start = [date, heure] dans la correspondance (jumeau pathways mapping)"
            )
        return told


def plain(name: str) -> str:
    """Give a column name without accents, capitals or punctuation: `Date d'entrée` as it sounds."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", letters).strip("_")


def guess(sample: pl.DataFrame, place: str, base: Mapping | None = None) -> Guess:
    """Complete a mapping: the roles that it leaves empty are guessed.

    Raises
    ------
    JumeauError
        Case, activity or start not found.
    """
    base = base or Mapping()
    roles = {role: columns for role, columns in base.columns.played().items()}
    taken = {c for columns in roles.values() for c in columns} | {*base.ignore}
    sounds: dict[str, str] = {}
    for column in sample.columns:
        sounds.setdefault(plain(column), column)
    why: dict[str, tuple[str, str]] = {}
    for role, words in NAMES.items():
        if role in roles:
            continue
        known = [sounds[w] for w in words if w in sounds and sounds[w] not in taken]
        if known:
            why[role] = (known[0], "nom")
            taken.add(known[0])
    if "covered_from" in why and "covered_to" not in why and "covered_to" not in roles:
        del why["covered_from"]
    free = [c for c in sample.columns if c not in taken]
    for role, finder in (("start", _a_time), ("activity", _an_activity), ("case", _a_case)):
        if role not in roles and role not in why and (found := finder(sample, free)):
            why[role] = (found, "contenu")
            free.remove(found)
    has = {*roles, *why}
    if "case" not in has and "patient" in has:
        # Without an episode the pathway is the whole life of the patient in the source.
        column = roles["patient"][0] if "patient" in roles else why["patient"][0]
        why["case"] = (column, "patient")
    missing = [role for role in NEEDED if role not in roles and role not in why]
    if missing:
        raise JumeauError(
            place,
            f"colonne non trouvée pour {', '.join(missing)} (colonnes : "
            f"{', '.join(sample.columns[:20])}).",
            "Écrivez la correspondance : jumeau pathways mapping FICHIER --out M.toml, puis "
            "--mapping M.toml.",
        )
    named: dict[str, str | tuple[str, ...]] = {role: column for role, (column, _) in why.items()}
    used = {c for group in roles.values() for c in group} | {c for c, _ in why.values()}
    clocks = [c for c in sample.columns if c not in used and c not in base.ignore
              and _hours_alone(sample, c)]  # fmt: skip
    fit = [c for c in clocks if sample[c].drop_nulls().str.contains(CLOCK).all()]
    for role in ("start", "end"):
        if role in why and _days_alone(sample, why[role][0]):
            hour = _hour_of(why[role][0], fit, alone="end" not in {*roles, *why})
            if hour:
                named[role] = (why[role][0], hour)
                clocks.remove(hour)
                fit.remove(hour)
    columns = base.columns.model_copy(update=named)
    mapping = base.model_copy(update={"columns": Roles(**columns.model_dump())})
    return Guess(mapping, why, tuple(clocks) if "start" in why else ())


def _days_alone(sample: pl.DataFrame, column: str) -> bool:
    """Tell whether a column holds days without any hour."""
    values = sample[column].drop_nulls()
    return bool(len(values)) and bool(values.str.contains(DAY_ALONE).all())


def _hours_alone(sample: pl.DataFrame, column: str) -> bool:
    """Tell whether a column holds hours alone, by its name and by its values."""
    values = sample[column].drop_nulls()
    named = HOUR_NAMES.search(plain(column)) is not None
    return named and bool(len(values)) and bool(values.str.contains(f"{CLOCK}|{BARE_CLOCK}").all())


def _hour_of(date: str, clocks: list[str], *, alone: bool) -> str:
    """Give the hours that go with a date: same name but for the word, or the only ones."""
    about = DAY_NAMES.sub("_", plain(date)).strip("_")
    same = [c for c in clocks if HOUR_NAMES.sub("_", plain(c)).strip("_") == about]
    if len(same) == 1:
        return same[0]
    return clocks[0] if alone and len(clocks) == 1 else ""


def check_columns(mapping: Mapping, columns: Sequence[str], place: str) -> None:
    """Refuse a mapping that names columns that the source does not have.

    Raises
    ------
    JumeauError
        One fault for each missing column; a near name is given.
    """
    named = [(f"columns.{r}", c) for r, cs in mapping.columns.played().items() for c in cs]
    named += [("attributes", c) for c in mapping.attributes or ()]
    named += [("ignore", c) for c in mapping.ignore]
    faults = []
    for where, column in named:
        if column in columns:
            continue
        near = get_close_matches(column, columns, 1, 0.5)
        hint = f"Vouliez-vous dire « {near[0]} » ? " if near else ""
        faults.append(
            JumeauError(
                f"{place}, {where}",
                f"colonne « {column} » absente.",
                f"{hint}Colonnes : {', '.join(columns[:20])}.",
            )
        )
    refuse(faults)


def _a_time(sample: pl.DataFrame, free: list[str]) -> str | None:
    for column in free:
        values = sample[column].drop_nulls()
        # Long numbers without a separator are identifiers far more often than dates.
        if not len(values) or not values.str.contains(r"[-/.:]").all():
            continue
        try:
            read = Times(column).read(values)
        except JumeauError:
            return column
        if len(values) - int(read.bad.sum()) >= TIME_SHARE * len(values):
            return column
    return None


def _an_activity(sample: pl.DataFrame, free: list[str]) -> str | None:
    """Give the filled text column whose values come back most, letters in it."""
    best: tuple[int, str] | None = None
    for column in free:
        values = sample[column]
        kinds = values.n_unique()
        words = values.drop_nulls().str.contains(r"\p{L}{2}")
        filled = values.null_count() == 0 and len(words) > 0 and words.mean() > 0.9  # type: ignore[operator]
        if filled and 2 <= kinds <= max(2, len(values) // 2) and (best is None or kinds > best[0]):
            best = kinds, column
    return best[1] if best else None


def _a_case(sample: pl.DataFrame, free: list[str]) -> str | None:
    """Give the filled column with most values, provided that some come back."""
    best: tuple[int, str] | None = None
    for column in free:
        values = sample[column]
        kinds = values.n_unique()
        if (
            values.null_count() == 0
            and 1 < kinds < len(values)
            and not values.str.contains(HOUR).all()
            and (best is None or kinds > best[0])
        ):
            best = kinds, column
    return best[1] if best else None
