"""From a source to one event log, in chunks; every row is in the log or accounted for."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from pathways.importing.completeness import complete_until, end_of_month
from pathways.importing.identifiers import Pseudonyms, find_clear, naming_columns
from pathways.importing.refusals import Refusals
from pathways.importing.registry import Source, source_of
from pathways.importing.rejects import RejectFile
from pathways.importing.setting_aside import SettingAside
from pathways.importing.source import (
    FLAGGED,
    IGNORED,
    MERGED,
    NETTED,
    REJECTED,
    Ask,
    Batch,
    Report,
)
from twin.contracts.events import ATTRIBUTE, Coder, EventLog, LogAbout, SourceFile
from twin.tables import JumeauError, said

HASHED_AT_ONCE = 4 << 20


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    Attributes
    ----------
    about
        As kept in the log: sources, clock, counts of rows, notes.
    cases, patients, activities
        Of the log.
    flagged
        Values kept whose reading must be known (an hour lived twice).
    ignored
        Values (or records that are no event) left aside.
    rejects
        The reject file; None where nothing was refused.
    """

    about: LogAbout
    cases: int
    patients: int
    activities: int
    flagged: int
    ignored: int
    rejects: Path | None

    def to_dict(self) -> dict[str, Any]:
        """Give plain values, for JSON."""
        told = asdict(self.about)
        return {
            "events": self.about.rows_kept,
            "cases": self.cases,
            "patients": self.patients,
            "activities": self.activities,
            **{k: told[k] for k in told if k.startswith(("rows_", "patients_"))},
            "rows_flagged": self.flagged,
            "values_ignored": self.ignored,
            "clock": self.about.clock,
            "zone": self.about.zone,
            "public": self.about.public,
            "pseudonymised": self.about.pseudonymised,
            "complete_until": self.about.complete_until,
            "sources": told["sources"],
            "rejects": None if self.rejects is None else str(self.rejects),
            "notes": list(self.about.notes),
        }


def import_log(
    path: Path,
    ask: Ask,
    *,
    source: str = "",
    opt_out: Refusals | None = None,
    key: Pseudonyms | None = None,
    rejects: Path | None = None,
    whole_until: str = "",
) -> tuple[EventLog, ImportReport]:
    """Import a source.

    Parameters
    ----------
    path
        File, or folder for formats of several files.
    ask
        What the user asked.
    source
        Name of the format; empty: recognised.
    opt_out
        Patients who refused: removed before anything else.
    key
        Pseudonymises cases and patients; columns that name a person are then dropped.
    rejects
        Reject file.
    whole_until
        Last complete month (`2024-03`), where its owner knows it; empty: looked for.

    Raises
    ------
    JumeauError
        Nothing to read, persons in clear, or rows unaccounted for.
    """
    reader = source_of(path, source or (ask.mapping.source if ask.mapping else ""))
    refusals = opt_out or Refusals(frozenset())
    report = Report(spare=refusals.spare)
    identifiers = _identifiers(ask)
    file = None if rejects is None else RejectFile(rejects, key.of if key else None, identifiers)
    report.sink = None if file is None else file.write
    try:
        log, about = _imported(path, ask, reader, report, refusals, key, whole_until)
        report.flush()
        written = None if file is None else file.close()
    except JumeauError:
        # Why nothing could be kept is in the rejects.
        report.flush()
        if file is not None and report.counts:
            file.close()
        raise
    except BaseException:
        if file is not None:
            file.drop()
        raise
    return log, ImportReport(
        about=about,
        cases=log.cases.height,
        patients=log.patient_count(),
        activities=len(log.names.activities),
        flagged=report.counts.get(FLAGGED, 0),
        ignored=report.counts.get(IGNORED, 0),
        rejects=written,
    )


def _imported(
    path: Path, ask: Ask, reader: Source, report: Report, refusals: Refusals,
    key: Pseudonyms | None, whole_until: str,
) -> tuple[EventLog, LogAbout]:  # fmt: skip
    coder = Coder()
    taken = 0
    for batch in reader.read(path, ask, report):
        taken += _take(coder, batch, refusals, report, named=key is not None)
    if not taken:
        _nothing(report, refusals, path)
    _judge_identifiers(coder, report, key, path)
    if known := refusals.missing_zeros(coder.words("patient")):
        report.note(
            f"{known} refus introuvable(s) tel(s) quel(s), mais présent(s) à des zéros de tête "
            "près : vérifiez la liste"
        )
    if key is not None:
        coder.rename(key.every)
    about = LogAbout(
        clock=report.clock, zone=report.zone, public=ask.public,
        sources=_files(path, reader.NAME), pseudonymised=key is not None,
        rows_in=report.rows_in, rows_opted_out=refusals.rows, patients_opted_out=refusals.patients,
    )  # fmt: skip
    log = coder.finish(about, SettingAside(report).keep)
    _say_shared_cases(log, report)
    if ask.mapping is None or not ask.mapping.columns.event_id:
        _say_twins(log, report, reader.NAME)
    whole = end_of_month(whole_until, log) if whole_until else complete_until(log)
    if whole is not None and not whole_until:
        last = str(pl.Series([whole - 1]).cast(pl.Datetime("us"))[0])[:7]
        report.note(f"dernier mois complet : {last} (vu au volume ; --complete-until le fixe)")
    about = log.about.with_(
        rows_rejected=report.rows_rejected,
        rows_netted=report.counts.get(NETTED, 0),
        rows_merged=report.counts.get(MERGED, 0),
        complete_until=whole,
        notes=tuple(report.notes),
    )
    _balance(about, path)
    return replace(log, about=about), about


def _nothing(report: Report, refusals: Refusals, path: Path) -> None:
    """Say why nothing is left to import.

    Raises
    ------
    JumeauError
        Always.
    """
    if not report.rows_in:
        raise JumeauError(
            f"{path}", "aucune ligne de données (rien, ou un en-tête seul).",
            "Demandez un nouvel export, avec ses lignes.",
        )  # fmt: skip
    if refusals.rows == report.rows_in:
        raise JumeauError(
            f"{path}", "toutes les lignes sont de patients qui ont refusé.", "Vérifiez la liste."
        )
    said_of = report.refused().filter(pl.col("status") == REJECTED).head(1)
    first = "".join(
        f" ; la première, ligne {row}, champ {field} : {reason}"
        for row, field, reason in said_of.select("row", "field", "reason").iter_rows()
    )
    raise JumeauError(
        f"{path}", f"aucun événement à lire : {report.rows_in} ligne(s), toutes refusées{first}.",
        "Vérifiez la correspondance des colonnes (jumeau pathways mapping FICHIER).",
    )  # fmt: skip


def _take(coder: Coder, batch: Batch, refusals: Refusals, report: Report, *, named: bool) -> int:
    """Give the events of a batch to the coder; count them."""
    events = refusals.spare(batch.events)
    if columns := naming_columns([c[1:] for c in events.columns if c[0] == ATTRIBUTE]):
        listed = ", ".join(columns)
        if named:
            events = events.drop(f"{ATTRIBUTE}{c}" for c in columns)
            report.note(f"colonnes nominatives retirées : {listed}")
        else:
            report.note(f"colonnes nominatives gardées ({listed}) : --pseudonymise les retire")
    if "#id" in events.columns or "#amount" in events.columns:
        events = events.with_columns(pl.col("row").alias("#row"))
    coder.add(events)
    if batch.patients is not None:
        coder.add_patients(refusals.spare_people(batch.patients))
    if batch.periods is not None:
        coder.add_periods(refusals.spare_people(batch.periods))
    return events.height


def _identifiers(ask: Ask) -> set[str]:
    """Give the names under which identifiers appear among refusals."""
    named = {"case", "patient", "event_id"}
    if ask.mapping is not None:
        roles = ask.mapping.columns.played()
        named |= {c for role in ("case", "patient", "event_id") for c in roles.get(role, ())}
    return named


def _judge_identifiers(coder: Coder, report: Report, key: Pseudonyms | None, path: Path) -> None:
    """Refuse a source whose identifiers are those of persons, unless they are to be hashed."""
    if key is not None:
        return
    for role, words in (("parcours", coder.words("case")), ("patient", coder.words("patient"))):
        found = find_clear(words)
        if found.certain:
            raise JumeauError(
                f"{path}, identifiants de {role}",
                f"données directement identifiantes : {found.words()}.",
                "Ajoutez --pseudonymise CLÉ (fichier gardé à part, créé s'il n'existe pas).",
            )
        if found.words():
            report.note(f"identifiants de {role} : {found.words()} ; --pseudonymise les remplace")


def _say_shared_cases(log: EventLog, report: Report) -> None:
    """Say when the rows of one case name several patients."""
    case, patient = log.frame["case"], log.frame["patient"]
    mixed = (case == case.shift(1)) & (patient != patient.shift(1))
    if count := int(case.filter(mixed).n_unique()):
        report.note(
            f"{count} parcours nomment plusieurs patients : vérifiez la colonne du parcours"
        )


def _say_twins(log: EventLog, report: Report, name: str) -> None:
    """Say how many events are the same as another in all that is kept of them."""
    frame = log.frame
    # Twins are of one case and one time, hence side by side: few rows are compared in full.
    same = (frame["case"] == frame["case"].shift(1)) & (frame["start"] == frame["start"].shift(1))
    same = same.fill_null(value=False)
    if not same.any():
        return
    # Of those, few share the activity too: only these are gathered with all their columns.
    rows = (same | same.shift(-1, fill_value=False)).arg_true()
    alike = frame.select("case", "start", "activity")[rows].hash_rows().is_duplicated()
    near = frame[rows.filter(alike)].drop("seq")
    twins = near.height - near.n_unique()
    if twins:
        lines = "ligne identique" if twins == 1 else "lignes identiques"
        mend = " ; nommez event_id pour les fusionner" if name == "csv" else ""
        kept = "gardée" if twins == 1 else "gardées"
        report.note(f"{twins} {lines} à une autre ({kept}{mend})")


def _balance(about: LogAbout, path: Path) -> None:
    """Check that every row of the source is somewhere."""
    parts = {
        "gardées": about.rows_kept,
        "rejetées": about.rows_rejected,
        "annulées": about.rows_netted,
        "fusionnées": about.rows_merged,
        "de patients ayant refusé": about.rows_opted_out,
    }
    if about.rows_in != sum(parts.values()):
        said_parts = ", ".join(f"{count} {what}" for what, count in parts.items())
        raise JumeauError(
            f"{path}", f"{about.rows_in} lignes lues, mais {said_parts} : le compte n'y est pas.",
            "C'est un défaut de Jumeau : signalez-le avec un extrait du fichier.", 3,
        )  # fmt: skip


def _files(path: Path, name: str) -> tuple[SourceFile, ...]:
    """Give the files of a source with their fingerprints."""
    files = sorted(f for f in path.rglob("*") if f.is_file()) if path.is_dir() else [path]
    try:
        return tuple(SourceFile(f.name, name, _sha256(f)) for f in files)
    except OSError as error:
        raise JumeauError(
            f"{path}", f"lecture impossible : {said(error)}.", "Vérifiez le fichier."
        ) from error


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(HASHED_AT_ONCE):
            digest.update(block)
    return digest.hexdigest()
