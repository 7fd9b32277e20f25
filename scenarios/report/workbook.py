"""The note as a workbook for French Excel: real numbers, real dates, no formula from a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from scenarios.compare import INTERVALS
from scenarios.english import say
from scenarios.parts import write_whole
from scenarios.report.changes import EFFECT_FR, NAMES, Change
from scenarios.report.explained import INTERACTION, TOTAL, Range
from scenarios.report.figures import unit_words
from scenarios.report.hypotheses import STATUS_FR, model_parameters, parameter_value
from scenarios.report.note import Note, Sheet
from twin.indicators import catalogue

SHEETS = ("Résumé", "Indicateurs", "Communes", "Parts", "Hypothèses", "Manifeste")
STATUS = {"assumed": "supposé", "sourced": "sourcé", "choice": "choix de l'étude"}
_CHANGE_HEADS = (
    "Politique", "Code", "Indicateur", "Lieu", "Nom du lieu", "Unité des niveaux", "Référence",
    "Politique (niveau)", "Écart", "Unité de l'écart",
    *(f"{name} {end}" for name in NAMES for end in ("écart moyen", "bas", "haut", "remarque")),
    "Réplications", "Lecture", "Sens",
)  # fmt: skip
_PART_HEADS = (
    "Politique", "Indicateur", "Lieu", "Terme", "Seul", "Part", "Unité de l'écart", "mc95 bas",
    "mc95 haut", "param90 bas", "param90 haut", "Remarque",
)  # fmt: skip
NOT_SPLIT = "Non réparti : étude avec explain, puis jumeau batch."
_WIDTHS = {"Terme": 34, "Remarque": 40,
           "Indicateur": 44, "Nom du lieu": 30, "Politique": 30, "Lecture": 28, "Source": 60,
           "Sens": 26, "Raison": 60, "Constat": 90, "Valeur": 60, "Quoi": 34}  # fmt: skip
NUMBER = "#,##0.0##"
"""Excel writes the separators of the reader's language: 1 234,5 in French."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_workbook(note: Note, path: Path) -> Path:
    """Write the note as XLSX, whole or not at all; give its path.

    A text never becomes a formula, a link or a number: text cells are written as texts.
    """
    write_whole(path, lambda temporary: _write(note, temporary))
    return path


def _write(note: Note, path: Path) -> None:
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
               "nan_inf_to_errors": False, "default_date_format": "dd/mm/yyyy"}  # fmt: skip
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"title": say(f"Note de décision : {note.title}"), "comments": note.version,
                         "created": note.made.replace(tzinfo=None)})  # fmt: skip
    pages = {name: _Page(book, name) for name in SHEETS}
    _summary(pages["Résumé"], note)
    _table(pages["Indicateurs"], _CHANGE_HEADS, _changes(note, zones=False))
    _table(pages["Communes"], _CHANGE_HEADS, _changes(note, zones=True))
    _table(pages["Parts"], _PART_HEADS, _parts(note))
    _table(pages["Hypothèses"], ("Politique", "De quoi", "Nom", "Sens", "Valeur", "Statut",
                                 "Source", "Raison"), _hypotheses(note))  # fmt: skip
    _table(pages["Manifeste"], ("Politique", "Résultat", "Quoi", "Valeur"), _manifest(note))
    book.close()


class _Page:
    """A sheet that writes each value as what it is."""

    def __init__(self, book: Any, name: str) -> None:
        self.sheet = book.add_worksheet(say(name))
        self.head = book.add_format(
            {"bold": True, "bg_color": "#E8EEF3", "text_wrap": True, "valign": "top",
             "border": 1, "border_color": "#D7DEE6"}
        )  # fmt: skip
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.number = book.add_format({"num_format": NUMBER, "valign": "top"})
        self.share = book.add_format({"num_format": "0.0##%", "valign": "top"})
        self.whole = book.add_format({"num_format": "#,##0", "valign": "top"})
        self.day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"})
        self.row = 0

    def put(
        self, row: int, column: int, value: Any, *, share: bool = False, bold: bool = False
    ) -> None:
        """Write one value: a date, a number, or a text that stays a text."""
        if value is None or value != value:
            self.sheet.write_blank(row, column, None, self.text)
        elif isinstance(value, datetime | date):
            self.sheet.write_datetime(row, column, value, self.day)
        elif isinstance(value, bool):
            self.sheet.write_string(row, column, say("oui" if value else "non"), self.text)
        elif isinstance(value, int):
            self.sheet.write_number(row, column, value, self.whole)
        elif isinstance(value, float):
            self.sheet.write_number(row, column, value, self.share if share else self.number)
        else:
            self.sheet.write_string(
                row, column, harmless(say(str(value))), self.bold if bold else self.text
            )


def harmless(text: str) -> str:
    """Give a text that no spreadsheet takes for a formula, even saved again as CSV."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _table(page: _Page, heads: Sequence[str], rows: Iterable[tuple[Sequence[Any], bool]]) -> None:
    """Write a table under a frozen heading that filters."""
    for column, head in enumerate(heads):
        page.sheet.write_string(0, column, say(head), page.head)
        page.sheet.set_column(column, column, _WIDTHS.get(head, 14))
    last = 0
    for last, (row, shares) in enumerate(rows, 1):
        for column, value in enumerate(row):
            page.put(last, column, value, share=shares)
    page.sheet.freeze_panes(1, 1)
    if last:
        page.sheet.autofilter(0, 0, last, len(heads) - 1)


def _summary(page: _Page, note: Note) -> None:
    page.sheet.set_column(0, 0, 30)
    page.sheet.set_column(1, 1, 110)
    page.put(0, 0, "Note de décision", bold=True)
    page.put(0, 1, note.title, bold=True)
    page.sheet.freeze_panes(1, 0)
    row = 1
    for sheet in note.sheets:
        for title, value in _said(note, sheet):
            page.put(row, 0, title, bold=True)
            page.put(row, 1, value)
            row += 1
        row += 1


def _said(note: Note, sheet: Sheet) -> Iterable[tuple[str, Any]]:
    record = sheet.subject.policy.record
    first, last = (date.fromisoformat(day) for day in record.period.split("/"))
    yield "Politique", sheet.subject.policy.title
    yield "Question", str(record.scenario.get("question", ""))
    yield "Réponse", sheet.answer.headline
    yield "Lecture", sheet.answer.reading
    for one in sheet.answer.probabilities:
        yield "Probabilité", one
    yield "Chiffre décisif", sheet.decision.said
    for one in sheet.answer.also:
        yield "Détecté aussi", one
    yield "Territoire", record.territory.name
    yield "Premier jour mesuré", first
    yield "Dernier jour mesuré", last
    yield "Réplications appariées", sheet.subject.comparison.replications
    yield "Tirages", record.draws
    yield "Note faite le", note.made.date()
    for name, said in INTERVALS.items():
        yield f"Intervalle {name}", said
    for topic, said in sheet.backtest:
        yield topic, said
    for point in sheet.studied.flips:
        yield f"Point de bascule : {point.label}", point.turn
    if not sheet.studied.flips:
        yield "Points de bascule", "Non calculés : étude avec flip, puis jumeau batch."
    for one in sheet.subject.comparison.notes:
        yield "À savoir", one


def _changes(note: Note, *, zones: bool) -> Iterable[tuple[Sequence[Any], bool]]:
    for sheet in note.sheets:
        for one in sheet.changes:
            if bool(one.zone) == zones:
                yield _change(sheet, one), one.unit == "part"


def _change(sheet: Sheet, one: Change) -> Sequence[Any]:
    place = one.zone or one.facility
    ends: list[float | str | None] = []
    for name in NAMES:
        found = one.ranges.get(name)
        ends += [found.difference, found.low, found.high, found.flag] if found else [None] * 4
    return (
        sheet.subject.policy.name, one.indicator, one.label, place,
        sheet.names.get(place, "") or sheet.subject.policy.record.territory.name,
        "%" if one.unit == "part" else one.unit, one.base, one.policy, one.difference,
        unit_words(one.unit), *ends, one.n, one.verdict,
        EFFECT_FR[one.effect],
    )  # fmt: skip


def _parts(note: Note) -> Iterable[tuple[Sequence[Any], bool]]:
    """Give the split of each difference by lever, as the study computed it."""
    labels = {one.id: one.label for one in catalogue()}
    for sheet in note.sheets:
        name = sheet.subject.policy.name
        if not sheet.attributions:
            yield (name, *[None] * 10, NOT_SPLIT), False
        for found in sheet.attributions:
            where = (name, labels.get(found.indicator, found.indicator),
                     sheet.names.get(found.place, found.place))  # fmt: skip
            unit = unit_words(found.unit)
            rows: list[tuple[Any, ...]] = [
                (p.lever, p.alone, p.drawn, unit, p.low, p.high, *_ends(p.param90))
                for p in found.parts
            ]
            rest, whole = _ends(found.interaction_param90), _ends(found.total_param90)
            rows.append((INTERACTION, None, found.interaction, unit, None, None, *rest))
            rows.append((TOTAL, None, found.total, unit, None, None, *whole))
            for row in rows:
                yield (*where, *row), found.unit == "part"


def _ends(one: Range) -> tuple[float | None, float | None, str]:
    return one.low, one.high, one.flag


def _hypotheses(note: Note) -> Iterable[tuple[Sequence[Any], bool]]:
    for sheet in note.sheets:
        name = sheet.subject.policy.name
        for lever in sheet.levers:
            for value in lever.values:
                what = f"Levier {lever.rank} : {lever.kind}"
                row = (name, what, value.name, value.meaning, value.said, STATUS[value.status])
                yield (*row, lever.source, lever.reason), False
        for key, said in sheet.assumptions:
            yield (
                (name, "Facteur du modèle", key, "", said, "changé par le scénario", "", ""),
                False,
            )
    for one in model_parameters():
        yield ("", "Modèle", one.name, f"{one.label} ({one.unit})", parameter_value(one),
               STATUS_FR[one.status], one.source, ""), False  # fmt: skip


def _manifest(note: Note) -> Iterable[tuple[Sequence[Any], bool]]:
    for sheet in note.sheets:
        for kind, run in (("Politique", sheet.subject.policy), ("Référence", sheet.subject.base)):
            record = run.record
            facts: list[tuple[str, Any]] = [
                ("Résultat", f"{run.name}/{run.path.name}"),
                ("Empreinte de la question", record.digest),
                ("Empreinte des indicateurs", record.result_hash),
                ("Empreinte du code", record.code_digest),
                ("Empreinte des entrées", record.inputs_digest),
                ("Empreinte du territoire", record.territory.digest),
                ("Graine", str(record.seed)),
                ("Période", record.period),
                ("Réplications", len(run.replications())),
                ("Tirages", record.draws),
                ("Calculé le", datetime.fromisoformat(record.created).date()),
                *((f"Version de {name}", version) for name, version in record.versions.items()),
                *(
                    (f"Source : {one.get('name')}",
                     f"{one.get('publisher') or '–'} ; {one.get('vintage') or 'inconnu'} ; "
                     f"{one.get('licence') or '–'} ; sha256 {one.get('sha256') or '–'}")
                    for one in record.territory.sources
                ),
            ]  # fmt: skip
            for topic, value in facts:
                yield (sheet.subject.policy.name, kind, topic, value), False
