"""Numbers as they are written in French exports: read, or refused with the reason."""

from __future__ import annotations

import polars as pl

from twin.tables import JumeauError

ABSENT = ("", "na", "n/a", "nan", "null", "none", "nd", "nr", "-", "–", ".", "#n/a", "nc")
"""What stands for "no value" (lower case)."""
SPACES = "[ \u00a0\u202f]"
GROUPED = rf"^[-+]?\d{{1,3}}(?:{SPACES}\d{{3}})+(?:[.,]\d+)?$"
BOTH_FRENCH = r"^[-+]?\d{1,3}(?:\.\d{3})+,\d+$"
BOTH_ENGLISH = r"^[-+]?\d{1,3}(?:,\d{3})+\.\d+$"
DOTTED = r"^[-+]?\d{1,3}(?:\.\d{3})+(?:,\d+)?$"
COMMAED = r"^[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$"
COMMA = r"^[-+]?\d*,\d+$"
DOT = r"^[-+]?\d*\.\d+(?:[eE][-+]?\d+)?$"
THREE = r"^[-+]?[1-9]\d{0,2}[.,]\d{3}$"
"""One mark and three digits: 1.234 is one and a bit, or a thousand and more."""


def read_numbers(
    texts: pl.Series, place: str, *, first_line: int, separator: str, decimal: str = ""
) -> pl.Series:
    """Read a column of numbers; null where nothing is written.

    Parameters
    ----------
    texts
        The cells.
    place
        File and column, for the messages.
    first_line
        Line of the first cell in the file.
    separator
        Between the cells of the file: where it is a comma, a lone dot is decimal.
    decimal
        Decimal mark, `,` or `.`; empty: settled by the column.

    Raises
    ------
    JumeauError
        A cell is not a number, or is infinite; two decimal marks; 1.234 that may be either.
    """
    if texts.dtype.is_numeric() or texts.dtype == pl.Boolean:
        return _finite(texts.cast(pl.Float64).fill_nan(None), texts, place, first_line)
    if decimal not in ("", ",", "."):
        raise JumeauError("--decimal", f"« {decimal} » n'est pas « , » ni « . ».", "Choisissez.")
    plain = texts.cast(pl.Float64, strict=False)
    whole = not decimal and plain.null_count() == texts.null_count()
    # Fast path: everything is already written with dots, or has no mark at all.
    if whole and (separator == "," or not _may_be_thousands(texts)):
        return _finite(plain.fill_nan(None), texts, place, first_line)
    texts = texts.str.strip_chars()
    texts = texts.set(texts.str.to_lowercase().is_in(ABSENT), None)
    if texts.str.contains(SPACES).any():
        grouped = texts.str.contains(GROUPED).fill_null(value=False)
        texts = texts.zip_with(~grouped, texts.str.replace_all(SPACES, ""))
    mark = decimal or _mark(texts, place, first_line, separator)
    other, thousands = (".", DOTTED) if mark == "," else (",", COMMAED)
    if texts.str.contains(other, literal=True).any():
        grouped = texts.str.contains(thousands).fill_null(value=False)
        texts = texts.zip_with(~grouped, texts.str.replace_all(other, "", literal=True))
        left = texts.str.contains(other, literal=True).fill_null(value=False)
        if left.any():
            _mixed(texts, left, place, first_line)
    marked = texts.str.replace(",", ".", literal=True)
    return _finite(marked.cast(pl.Float64, strict=False).fill_nan(None), texts, place, first_line)


def _mark(texts: pl.Series, place: str, first_line: int, separator: str) -> str:
    """Settle the decimal mark of a column."""
    comma = texts.str.contains(COMMA).fill_null(value=False)
    dot = texts.str.contains(DOT).fill_null(value=False)
    french, english = _any(texts, BOTH_FRENCH), _any(texts, BOTH_ENGLISH)
    three = texts.str.contains(THREE).fill_null(value=False)
    sure_comma = (comma & ~three).any() or french
    sure_dot = (dot & ~three).any() or english
    if (sure_comma and sure_dot) or (french and english):
        one = texts.filter(comma & ~three if (comma & ~three).any() else comma | dot)[0]
        rank = int((dot & ~three).arg_max() or 0)
        raise JumeauError(
            f"{place}, ligne {first_line + rank}",
            f"deux marques décimales dans la colonne (« {one} » et « {texts[rank]} »).",
            "Écrivez toute la colonne avec la virgule, ou toute avec le point.",
        )
    if sure_comma or sure_dot:
        mark = "," if sure_comma else "."
        other = dot if sure_comma else comma
        if other.any() and not (french or english):
            _mixed(texts, other, place, first_line)
        return mark
    if comma.any() and dot.any():
        _mixed(texts, dot, place, first_line)
    if comma.any():
        # `;` between cells is the French form, where the comma is decimal; "8,000" is eight.
        if separator != ",":
            return ","
        _either(texts, comma, place, first_line)
    if dot.any() and separator not in (",", ""):
        _either(texts, dot, place, first_line)
    return "."


def _mixed(texts: pl.Series, which: pl.Series, place: str, first_line: int) -> None:
    rank = int(which.arg_max() or 0)
    raise JumeauError(
        f"{place}, ligne {first_line + rank}",
        f"« {texts[rank]} » : point et virgule se mêlent dans la colonne.",
        "Écrivez toute la colonne avec la même marque décimale, sans séparateur de milliers.",
    )


def _either(texts: pl.Series, which: pl.Series, place: str, first_line: int) -> None:
    rank = int(which.arg_max() or 0)
    raise JumeauError(
        f"{place}, ligne {first_line + rank}",
        f"« {texts[rank]} » se lit avec trois décimales, ou comme des milliers : rien ne tranche.",
        "Donnez --decimal , ou --decimal . (la marque décimale du fichier).",
    )


def _may_be_thousands(texts: pl.Series) -> bool:
    """Tell whether every number with a dot could be thousands (1.234)."""
    dotted = texts.filter(texts.str.contains(".", literal=True))
    return bool(len(dotted)) and bool(dotted.str.contains(THREE).all())


def _any(texts: pl.Series, pattern: str) -> bool:
    return bool(texts.str.contains(pattern).any())


def _finite(values: pl.Series, texts: pl.Series, place: str, first_line: int) -> pl.Series:
    """Refuse what is no number, and infinity."""
    endless = values.is_infinite().fill_null(value=False)
    if texts.dtype == pl.String:
        lower = texts.str.strip_chars().str.to_lowercase()
        unread = values.is_null() & texts.is_not_null() & ~lower.is_in(ABSENT).fill_null(value=True)
    else:
        unread = endless
    wrong = endless | unread
    if not wrong.any():
        return values
    rank, many = int(wrong.arg_max() or 0), int(wrong.sum())
    raise JumeauError(
        f"{place}, ligne {first_line + rank}",
        f"« {texts[rank]} » n'est pas un nombre fini ({many} valeur(s) ainsi).",
        "Corrigez-les, ou laissez la cellule vide : elle comptera comme absente, pas comme zéro.",
    )
