"""The hospital's own stock beside the national list: expected days without product x criticality.

Equipment, consumables and plasma-derived medicines come through the same file: a code that the
medicines database does not know is ranked all the same, with no national figure.
"""

from __future__ import annotations

import csv
import io
import math
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from forecasting.stock.parameters import WEIGHTS
from twin.tables import JumeauError, read_text, refuse, shown

COLUMNS = {
    "code": ("cis", "code_cis", "cip", "cip13", "code_cip", "code_cip13", "code"),
    "days": ("jours_sans_produit", "expected_days_without", "jours_sans", "days_without"),
    "criticality": ("criticite", "ved", "criticality"),
    "name": ("nom", "libelle", "name", "produit"),
}
LETTERS = {"v": 0, "vital": 0, "e": 1, "essentiel": 1, "d": 2, "desirable": 2}


@dataclass(frozen=True, slots=True)
class AtRisk:
    """One product of the hospital.

    Attributes
    ----------
    code, name
        As written by the hospital, CIS or CIP13.
    days_without
        Expected days without product over the hospital's horizon.
    criticality, weight
        As written, and the weight of one day without it (`stock_shortage_weights`, assumed, for
        V, E, D).
    """

    code: str
    name: str
    days_without: float
    criticality: str
    weight: float

    @property
    def priority(self) -> float:
        """Give expected days without product x criticality."""
        return self.days_without * self.weight


def read_stock_risk(path: Path) -> tuple[AtRisk, ...]:
    """Read the hospital's risks: `;`, `,` or tabs, decimal comma, codes as text.

    Raises
    ------
    JumeauError
        Columns absent, code twice, numbers refused: all at once.
    """
    lines = [line for line in read_text(path).splitlines() if line.strip()]
    if len(lines) < 2:
        raise JumeauError(f"{path}", "aucune ligne sous l'en-tête.", "Vérifiez l'export.")
    mark = max((";", "\t", ","), key=lines[0].count)
    table = list(csv.reader(io.StringIO("\n".join(lines), newline=""), delimiter=mark))
    head = [_plain(cell) for cell in table[0]]
    at = {role: next((head.index(n) for n in names if n in head), -1)
          for role, names in COLUMNS.items()}  # fmt: skip
    missing = [COLUMNS[role][0] for role in ("code", "days", "criticality") if at[role] < 0]
    if missing:
        raise JumeauError(
            f"{path}, ligne 1", f"colonnes absentes : {', '.join(missing)} (lues : "
            f"{', '.join(head[:8])})", "Écrivez : cis;nom;jours_sans_produit;criticite.",
        )  # fmt: skip
    own = head.index("code") if "code" in head else -1
    found: dict[str, AtRisk] = {}
    faults: list[JumeauError] = []
    for number, row in enumerate(table[1:], 2):
        place = f"{path}, ligne {number}"
        if len(row) < len(head):
            faults.append(JumeauError(place, f"{len(row)} cellules au lieu de {len(head)}.",
                                      "Complétez la ligne."))  # fmt: skip
            continue
        # Without a CIP, the pharmacy's own code: ranked, with no national figure.
        code = row[at["code"]].strip() or (row[own].strip() if own >= 0 else "")
        code, crit = code.replace(" ", ""), row[at["criticality"]].strip()
        days, weight = _amount(row[at["days"]]), _weight(crit)
        if not code or code in found:
            faults.append(JumeauError(place, f"code « {code} » vide ou déjà lu.",
                                      "Une ligne par produit."))  # fmt: skip
        elif days is None or weight is None:
            told = row[at["days"]] if days is None else crit
            faults.append(JumeauError(place, f"« {told} » refusé.",
                                      "Jours ≥ 0 ; criticité V, E, D ou un poids."))  # fmt: skip
        else:
            name = row[at["name"]].strip() if at["name"] >= 0 else ""
            found[code] = AtRisk(code, name, days, crit, weight)
    refuse(shown(faults, path))
    return tuple(sorted(found.values(), key=lambda r: (-r.priority, r.code)))


def read_packs(path: Path) -> dict[str, str]:
    """Give the product (CIS) of each pack (CIP13), from the raw `CIS_CIP_bdpm.txt`."""
    found = {}
    for line in read_text(path).splitlines():
        cells = line.split("\t")
        if len(cells) > 6 and cells[6].strip():
            found[cells[6].strip()] = cells[0].strip()
    if not found:
        raise JumeauError(f"{path}", "aucun code CIP13 lu.", "Donnez CIS_CIP_bdpm.txt.")
    return found


def _plain(text: str) -> str:
    cut = unicodedata.normalize("NFKD", text.strip().lower())
    return "".join(c for c in cut if not unicodedata.combining(c)).replace(" ", "_")


def _amount(text: str) -> float | None:
    try:
        value = float(text.strip().replace("\u202f", "").replace("\u00a0", "").replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


def _weight(text: str) -> float | None:
    rank = LETTERS.get(_plain(text))
    return WEIGHTS.series[rank] if rank is not None else _amount(text)
