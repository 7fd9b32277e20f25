"""The pharmacist's files, read row by row: what is kept, what is refused, what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from forecasting.stock import cells, codes
from forecasting.stock.columns import FILES, Mapping_, guess
from forecasting.stock.products import Catalogue
from forecasting.stock.rejects import Rejects
from forecasting.stock.table_files import RawTable, read_table
from twin.tables import JumeauError

if TYPE_CHECKING:
    from forecasting.stock.prices import PriceRead

NUMERIC = {"quantite", "recu", "conditionnement", "minimum", "prix", "prix_boite", "prix_non_dit",
           "delai", "contingent", "priorite"}  # fmt: skip
DATED = {"date", "peremption", "commande", "livraison", "prevue", "debut", "fin"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row whose cells have their type; an empty cell is absent."""

    line: int
    words: dict[str, str]
    amounts: dict[str, float]
    days: dict[str, date]


@dataclass(slots=True)
class Reading:
    """What reading the files of one study gave.

    Attributes
    ----------
    rejects
        Rows refused, with the reason.
    columns
        By kind of file, the heading taken for each role.
    notes
        What was decided and must be known (French).
    prices
        What the prices of each file were taken for.
    """

    rejects: Rejects = field(default_factory=Rejects)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    prices: list[PriceRead] = field(default_factory=list)

    def rows(self, path: Path, kind: str, told: Mapping_) -> list[Row]:
        """Read one file.

        Raises
        ------
        JumeauError
            When the file cannot be read, lacks a column, or has no usable row at all.
        """
        table = read_table(path)
        ranks = guess(path, table.header, kind, told)
        self.columns[kind] = {role: table.header[rank] for role, rank in ranks.items()}
        self.notes.extend(f"{path.name} : {note}" for note in table.notes if "Excel" in note)
        self.notes.extend(f"{path.name} : {note}" for note in table.notes if "tronqué" in note)
        for line in table.short:
            self.rejects.add(path, line, "", "nombre de cellules différent de l'en-tête")
        found = self._typed(table, kind, ranks)
        name = path.name
        self.rejects.read[name] = len(table.rows) + len(table.short)
        self.rejects.kept[name] = len(found)
        if not found:
            reasons = [f"ligne {r.line}, {r.reason}" for r in self.rejects.of(path)[:3]]
            raise JumeauError(
                f"{path}",
                f"aucune ligne utilisable ({' ; '.join(reasons)}).",
                "Vérifiez les colonnes lues, ou donnez-les par --mapping : "
                + ", ".join(f"{k} = « {v} »" for k, v in self.columns[kind].items())
                + ".",
            )
        return found

    def _typed(self, table: RawTable, kind: str, ranks: dict[str, int]) -> list[Row]:
        required = {r.name for r in FILES[kind] if r.required}
        typed: dict[str, Sequence[float | date | str | None]] = {}
        for role, rank in ranks.items():
            column = table.column(rank)
            if role in DATED:
                typed[role] = cells.days(column)
            elif role in NUMERIC:
                typed[role] = cells.amounts(column)
        rows = []
        for at, (line, texts) in enumerate(table.rows):
            words = {r: texts[k] for r, k in ranks.items() if r not in typed and texts[k]}
            row = Row(line, words, {}, {})
            fault = codes.damaged(words.get("code", "")) if "code" in ranks else ""
            for role in typed:
                value = typed[role][at]
                if isinstance(value, str):
                    fault = fault or f"{role} « {texts[ranks[role]]} » : {value}"
                elif value is None:
                    fault = fault or (f"{role} absent(e)" if role in required else "")
                elif isinstance(value, date):
                    row.days[role] = value
                else:
                    row.amounts[role] = value
            fault = fault or self._blood(words)
            if fault:
                self.rejects.add(table.path, line, ";".join(texts), fault)
            else:
                rows.append(row)
        return rows

    @staticmethod
    def _blood(words: dict[str, str]) -> str:
        named = cells.plain(f"{words.get('libelle', '')} {words.get('categorie', '')}")
        return codes.BLOOD_REASON if codes.is_labile(named) else ""

    def unknown(self, path: Path, row: Row, catalogue: Catalogue) -> bool:
        """Refuse a row whose product the pharmacist's catalogue does not have."""
        code = row.words["code"]
        if not catalogue.told or catalogue.find(code) is not None:
            return False
        self.rejects.add(
            path, row.line, code,
            f"produit absent du catalogue{self._refused_word(code)}",
        )  # fmt: skip
        self.rejects.kept[path.name] -= 1
        return True

    def _refused_word(self, code: str) -> str:
        """Say why the catalogue does not have a product, when it was refused there."""
        labile = any(
            r.reason == codes.BLOOD_REASON and code in r.value.split(";") for r in self.rejects.rows
        )
        return f" ({codes.BLOOD_REASON})" if labile else ""
