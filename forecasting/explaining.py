"""What made a forecast what it is: the recent level, the week, holidays, the user's columns.

The trees correct level times profile; Shapley values share that correction out exactly between
features, and features are put together under words that a manager uses. They tell how the model
came to its figure, not what causes what.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.demand import Study
from forecasting.rolling import FRENCH_MEMBERS, TREES
from twin.contracts.forecasts import Floats

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
GROUPS = (
    ("school_", "vacances scolaires"),
    ("public_holiday", "jours fériés et ponts"),
    ("before_holiday", "jours fériés et ponts"),
    ("after_holiday", "jours fériés et ponts"),
    ("bridge", "jours fériés et ponts"),
    ("holiday_", "jours fériés et ponts"),
    ("days_off_run", "jours fériés et ponts"),
    ("run_just_ended", "jours fériés et ponts"),
    ("first_working_day", "jours fériés et ponts"),
    ("last_working_day", "jours fériés et ponts"),
    ("christmas", "fêtes de fin d'année"),
    ("new_year", "fêtes de fin d'année"),
    ("weekday", "{weekday}"),
    ("monday", "{weekday}"),
    ("hour", "heure de la journée"),
    ("profile_", "{place}"),
    ("same_date", "même date l'an dernier"),
    ("same_", "{lately}"),
    ("year_1", "même période l'an dernier"),
    ("year_2", "même période il y a deux ans"),
    ("year_", "saison"),
    ("month", "saison"),
    ("day", "saison"),
    ("long_day", "saison"),
    ("short_day", "saison"),
    ("working_days", "jours ouvrés du mois"),
    ("ahead", "éloignement de la période prévue"),
)
RECENT = "évolution récente"


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a forecast.

    Attributes
    ----------
    words
        What it is, in French.
    value
        What it adds (unit of the series).
    """

    words: str
    value: float


@dataclass(frozen=True, slots=True)
class Explained:
    """A forecast of one series and period, taken apart.

    Attributes
    ----------
    parts
        Start first, then what is added, largest first; they sum to `trees`.
    trees
        What the trees expect (mean of those that are averaged).
    share
        Share of the trees in the forecast kept: 0 where a plain rule was kept.
    kept
        Forecast kept, before reconciliation between sites and region.
    method
        How the series is forecast (French).
    others
        The other members of the mean, by French name.
    """

    parts: tuple[Part, ...]
    trees: float
    share: float
    kept: float
    method: str
    others: dict[str, float]


def explain(made: Study, series: int, step: int) -> Explained | None:
    """Take apart the forecast of one series, some periods ahead; None where no tree was learned.

    Parameters
    ----------
    made
        Forecast with what it rests on.
    series, step
        Rank of the series, and of the period ahead (0 first).
    """
    roller = made.roller
    model = roller.model
    if model is None:
        return None
    origin = len(made.demand.ds)
    at = series * roller.horizon + step
    rows = roller.rows(origin)
    name, stopped = made.found.choice.names[series], bool(made.found.suspended[series])
    used = _used(name, roller.members)
    adds = model.contributions(rows.only(at))
    told = np.mean([adds[key][0] for key in used], axis=0)
    raw = float(rows.base[at] + told.sum())
    trees = max(raw, 0.0)
    when = roller.calendar.values[origin + step]
    words = _words(roller.calendar.names, when, made.demand.frequency)
    parts = _together(rows.names, told, float(rows.base[at]), float(rows.level[at]), words)
    if raw < 0:
        parts = (*parts, Part("arrêté à zéro", -raw))
    points = roller.forecast(origin)
    others = {
        FRENCH_MEMBERS[m]: float(points[m][series, step]) for m in roller.members if m not in TREES
    }
    by_name = {"blend": len(used) / len(roller.members), **dict.fromkeys(TREES, 1.0)}
    share = 0.0 if stopped else by_name.get(name, 0.0)
    return Explained(
        parts, trees, share, float(made.found.expected[series, step]),
        made.forecast.method[series], others,
    )  # fmt: skip


def _used(name: str, members: tuple[str, ...]) -> list[str]:
    """Give the trees that the forecast kept is made of; all those averaged where it has none."""
    return [name] if name in TREES else [m for m in members if m in TREES]


def _together(
    names: tuple[str, ...], told: Floats, base: float, level: float, words: dict[str, str]
) -> tuple[Part, ...]:
    """Put features under their words: level first, then what is added, largest first."""
    sums: dict[str, float] = {words["{place}"]: base - level}
    for name, value in zip((*names, ""), told, strict=True):
        key = _group(name, words) if name else "correction moyenne apprise"
        sums[key] = sums.get(key, 0.0) + float(value)
    ranked = sorted(sums.items(), key=lambda one: -abs(one[1]))
    return (Part("niveau récent", level), *(Part(key, value) for key, value in ranked if value))


def _group(name: str, words: dict[str, str]) -> str:
    if name.startswith(("known ", "past ")):
        kind, column = name.split(" ", 1)
        column = column.rsplit(" ", 1)[0] if kind == "past" else column
        return f"{column} (colonne donnée)"
    for start, word in GROUPS:
        if name.startswith(start):
            return words.get(word, word)
    return RECENT


def _words(names: tuple[str, ...], when: Floats, frequency: str) -> dict[str, str]:
    """Name the period forecast: its weekday, its hour, its month."""
    value = dict(zip(names, when, strict=True))
    if frequency == "M":
        return {"{place}": "mois de l'année", "{lately}": "mêmes mois d'avant"}
    day = WEEKDAYS[int(value["weekday"])]
    place = f"{day} {int(value['hour']):02d} h" if "hour" in value else day
    if value["weekday_lived"] != value["weekday"]:
        place += " férié, vécu comme un dimanche"
    return {"{weekday}": place, "{place}": place, "{lately}": "mêmes jours des dernières semaines"}
