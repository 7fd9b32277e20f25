"""The figures of the table as they are written in French."""

from __future__ import annotations

from scenarios.cli.screen import MINUS, NO_BREAK, number
from scenarios.targets.target import TargetRow

TAG_FR = {"imposed": "imposé", "emergent": "émergent"}
BOUND_FR = {"at_least": "au moins ", "at_most": "au plus "}
HEAD = ("Chiffre", "Statut", "Simulé (mc95)", "Observé", "Source", "Écart")
READING = (
    "Imposé : les paramètres ont été choisis pour ce chiffre, ou le reçoivent ; le retrouver ne "
    "prouve rien, s'en écarter dit que le calage est à reprendre. "
    "Émergent : rien n'a été ajusté dessus ; seul un chiffre émergent et sourcé met le modèle à "
    "l'épreuve. mc95 : bruit de simulation à paramètres fixes, pas l'incertitude du modèle."
)


def value(figure: float | None, unit: str) -> str:
    """Give a figure: a share in per cent, minutes from an hour on as "2 h 45"."""
    if figure is None:
        return "–"
    if unit == "part":
        return f"{number(100 * figure)}{NO_BREAK}%"
    if unit != "min":
        return number(figure)
    sign = MINUS if round(figure) < 0 else ""
    hours, minutes = divmod(abs(round(figure)), 60)
    said = f"{hours}{NO_BREAK}h{NO_BREAK}{minutes:02d}" if hours else f"{minutes}{NO_BREAK}min"
    return sign + said


def gap(row: TargetRow) -> str:
    """Give the gap with its sign, then relative to what was observed."""
    if row.gap is None:
        return "–"
    if row.unit == "part":
        plain = f"{number(100 * row.gap, signed=True)}{NO_BREAK}pt"
    elif row.unit == "min":
        plain = ("+" if round(row.gap) > 0 else "") + value(row.gap, "min")
    else:
        plain = number(row.gap, signed=True)
    if row.gap_relative is None:
        return plain
    return f"{plain} ({number(100 * row.gap_relative, 0, signed=True)}{NO_BREAK}%)"


def simulated(row: TargetRow) -> str:
    """Give the simulated figure and its interval."""
    said = value(row.simulated, row.unit)
    if row.low is None or row.high is None:
        return said
    low, high = value(row.low, row.unit), value(row.high, row.unit)
    if row.unit == "part":
        low, high = low[:-2], high[:-2]
    return f"{said} [{low} ; {high}]"


def observed(row: TargetRow) -> str:
    """Give the observed figure, as a bound where it is one, and the range of its source."""
    if row.observed is None:
        return "–"
    said = BOUND_FR.get(row.relation, "") + value(row.observed, row.unit)
    if row.observed_low is None or row.observed_high is None:
        return said
    low, high = value(row.observed_low, row.unit), value(row.observed_high, row.unit)
    return f"{said} (de {low} à {high})"


def label(row: TargetRow) -> str:
    """Give the name of a figure, with its unit where the figure itself does not show it."""
    said = row.unit in ("part", "min", "patients")
    return row.label if said else f"{row.label} ({row.unit})"


def verdict(row: TargetRow) -> str:
    """Say how the two figures stand; an imposed one is never more than found again."""
    imposed = " ; imposé, ne prouve rien" if row.tag == "imposed" else ""
    match row.status:
        case "in_range":
            return f"dans l'intervalle de la source{imposed}"
        case "gap" if value(row.simulated, row.unit) == value(row.observed, row.unit):
            return f"pas d'écart à la précision affichée{imposed}"
        case "gap":
            return f"écart de {gap(row)}"
        case "bound_met":
            return f"borne respectée{imposed}"
        case "bound_missed":
            return f"hors de la borne, de {gap(row)}"
        case "not_comparable":
            return "non comparable"
        case "no_source":
            return "aucune source ouverte connue"
        case "not_simulated":
            return "non simulé"
        case _:
            return "rien à compter sur la période"


def cells(row: TargetRow) -> tuple[str, ...]:
    """Give the cells of a row, in the order of `HEAD`; the gap says its reading too."""
    said = row.verdict.removeprefix("écart de ").removesuffix(" ; imposé, ne prouve rien")
    if row.status == "in_range":
        said = f"{gap(row)}, {said}"
    return (label(row), TAG_FR[row.tag], simulated(row), observed(row), row.source, said)
