"""The targets, in the order of the table."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.targets.fold import SMUR
from scenarios.targets.target import Seen, Target
from twin.indicators.emergency import BOARDERS_8H, ED_STAY_MEDIAN, ED_STAY_OVER_8H
from twin.indicators.histogram import quantile_min, share_within
from twin.indicators.rows import ratio
from twin.indicators.samu import CALLS_ANSWERED_60S, SMUR_RESPONSE_P90
from twin.parameters import national2026 as france

YEAR_DAYS = 365
EIGHT_HOURS_MIN = 8 * 60
MORNING, EVENING = 8, 20
SMALL_A_DAY, LARGE_A_DAY = 40, 120
_STAYS = "exam_delay, first_contact, capacity_* (choisis pour cette enquête)"
_ONE_DAY = "Source : un mardi de juin. Jumeau : tous les jours de la période."
_NO_UHCD = "Jumeau n'a pas d'UHCD : toute hospitalisation y est directe."


def _yearly(s: Seen, count: float, people: float) -> float:
    """Give a count as a rate per `people` inhabitants and 365 days."""
    return ratio(count * people * YEAR_DAYS, s.inhabitants * s.fold.days)


def _ended(s: Seen) -> int:
    """Give the visits that ended: home, in a bed, or left without being seen."""
    return int(s.fold.home.sum() + s.fold.admitted.sum()) + s.fold.left


def _monday(s: Seen) -> float:
    mondays = np.array([d.weekday() == 0 for d in s.fold.dates])
    if mondays.all() or not mondays.any():
        return float("nan")
    return ratio(s.fold.by_day[mondays].mean(), s.fold.by_day[~mondays].mean()) - 1


def _by_hour(first: int, last: int) -> npt.NDArray[np.int64]:
    """Give the hours of the day from `first` to `last`, through midnight if need be."""
    return np.arange(first, last + (24 if last < first else 0)) % 24


def _stay_of_arrivals(s: Seen, first: int, last: int) -> float:
    return quantile_min(s.fold.by_arrival_hour[_by_hour(first, last)].sum(axis=0), 0.5)


def _stay_where(s: Seen, least: float, most: float) -> float:
    """Give the median stay of the EDs whose visits a day are above `least`, up to `most`."""
    own = s.tally.own_hospitals
    daily = s.tally.visits[own] / s.fold.days
    return quantile_min(s.tally.stay[own[(daily > least) & (daily <= most)]].sum(axis=0), 0.5)


def _over_8h(s: Seen, age: int) -> float:
    stays = (s.fold.home + s.fold.admitted)[age]
    return 1 - share_within(stays, EIGHT_HOURS_MIN, int(stays.sum()))


TARGETS: tuple[Target, ...] = (
    Target(
        "ed_visits_per_1000", "Passages aux urgences", france.PER_1000, "imposed",
        "passages déclarés du territoire, sinon capacity_visits_per_inhabitant",
        lambda s: _yearly(s, s.fold.by_day.sum(), 1000), france.VISITS_FRANCE,
        by_region={"53": france.VISITS_BRETAGNE, "76": france.VISITS_OCCITANIE},
    ),
    Target(
        "regulation_files_per_100", "Dossiers de régulation", france.PER_100, "imposed",
        "samu_files_per_inhabitant",
        lambda s: _yearly(s, s.fold.files, 100), france.FILES, france.FILES_RANGE,
        note="Un appel donne un dossier dans Jumeau.",
    ),
    Target(
        "smur_primary_per_1000", "Sorties primaires des SMUR", france.PER_1000, "imposed",
        "response_p0, response_p1, response_p2, priority_*",
        lambda s: _yearly(s, s.fold.smur_primary, 1000), france.SMUR_PRIMARY,
        france.SMUR_PRIMARY_RANGE,
        note="Équipes arrivées auprès du patient ; le chiffre du département vaut mieux.",
    ),
    Target(
        "visits_by_smur", "Passages amenés par un SMUR", "part", "imposed",
        "response_*, transported (sorties des SMUR)",
        lambda s: ratio(s.fold.by_mode[SMUR], s.fold.by_mode.sum()), france.BY_SMUR,
        note="Jumeau conduit toujours aux urgences, jamais directement en réanimation.",
    ),
    Target(
        "visits_0_19", "Passages de 0-19 ans", "part", "imposed", "needs_*_per_thousand",
        lambda s: ratio(s.fold.by_age[0], s.fold.by_age.sum()), france.UNDER_18,
        relation="at_least",
        note="La source compte les moins de 18 ans : une borne basse pour les 0-19 ans.",
    ),
    Target(
        "visits_65p", "Passages de 65 ans et plus", "part", "imposed", "needs_*_per_thousand",
        lambda s: ratio(s.fold.by_age[2], s.fold.by_age.sum()), france.OVER_75,
        relation="at_least",
        note="La source compte les 75 ans et plus : une borne basse pour les 65 ans et plus.",
    ),
    Target(
        "monday_excess", "Lundi, au-dessus des autres jours", "part", "imposed",
        "ed_arrivals_by_weekday", _monday, france.MONDAY,
        note="Les appels au 15 suivent leur propre semaine.",
    ),
    Target(
        "arrivals_daytime", "Arrivées de 8 h à 20 h", "part", "imposed", "ed_arrivals_by_hour",
        lambda s: ratio(s.fold.by_hour[_by_hour(MORNING, EVENING)].sum(), s.fold.by_hour.sum()),
        france.DAYTIME, note=_ONE_DAY,
    ),
    Target(
        "admitted_share", "Passages suivis d'une hospitalisation", "part", "imposed",
        "admission_*", lambda s: ratio(s.fold.admitted.sum(), _ended(s)), france.ADMITTED,
        note="Enquête de 2013 ; celle de 2023 donne 11 % directes et 5 % par l'UHCD.",
    ),
    Target(
        "home_share", "Passages suivis d'un retour à domicile", "part", "imposed",
        "admission_*", lambda s: ratio(s.fold.home.sum(), _ended(s)), france.HOME, note=_ONE_DAY,
    ),
    Target(
        "ccmu_4_5", "Passages en CCMU 4-5", "part", "imposed", "ccmu_*",
        lambda s: ratio(s.fold.ccmu[3:].sum(), s.fold.ccmu.sum()), france.CCMU_4_5,
        note="Des passages vus par un médecin.",
    ),
    Target(
        "stay_median", "Durée médiane de passage", "min", "imposed", _STAYS,
        lambda s: ED_STAY_MEDIAN.compute(s.tally)[0][2], france.STAY, note=_ONE_DAY,
    ),
    Target(
        "stay_home", "Durée médiane, retour à domicile", "min", "imposed", _STAYS,
        lambda s: quantile_min(s.fold.home.sum(axis=0), 0.5), france.STAY_HOME, note=_ONE_DAY,
    ),
    Target(
        "stay_direct", "Durée médiane, hospitalisation directe", "min", "imposed", _STAYS,
        lambda s: quantile_min(s.fold.admitted.sum(axis=0), 0.5), france.STAY_DIRECT,
        note=_NO_UHCD,
    ),
    Target(
        "stay_quartile", "Durée dépassée par un passage sur quatre", "min", "imposed",
        f"la même loi que la médiane : {_STAYS}",
        lambda s: quantile_min((s.fold.home + s.fold.admitted).sum(axis=0), 0.75),
        france.STAY_QUARTILE, note=_ONE_DAY,
    ),
    Target(
        "over_8h", "Passages de plus de 8 heures", "part", "imposed", _STAYS,
        lambda s: ED_STAY_OVER_8H.compute(s.tally)[0][2], france.OVER_8H, note=_NO_UHCD,
    ),
    Target(
        "over_8h_65p", "Plus de 8 heures, personnes âgées", "part", "imposed", _STAYS,
        lambda s: _over_8h(s, 2), france.OVER_8H_75, relation="not_comparable",
        note="Jumeau : 65 ans et plus ; source : 75 ans et plus.",
    ),
    Target(
        "stay_uhcd", "Durée médiane, par l'UHCD", "min", "imposed", "pas d'UHCD à cet étage",
        None, france.STAY_UHCD, relation="not_comparable", note=_NO_UHCD,
    ),
    Target(
        "calls_60s", "Appels décrochés en moins de 60 s", "part", "emergent",
        "effectif d'ARM supposé (capacity_beta_samu)",
        lambda s: CALLS_ANSWERED_60S.compute(s.tally)[0][2], france.CALLS_60S,
        note="Personne ne raccroche dans Jumeau : tout appel présenté y est décroché.",
    ),
    Target(
        "stay_small_sites", "Durée médiane, sites de 40 passages par jour au plus", "min",
        "emergent", "effectifs supposés, par la même règle à tous les sites",
        lambda s: _stay_where(s, 0, SMALL_A_DAY), france.STAY_SMALL, relation="at_most",
        note=f"La source dit « moins de 2 h ». {_ONE_DAY}",
    ),
    Target(
        "stay_large_sites", "Durée médiane, sites de plus de 120 passages par jour", "min",
        "emergent", "effectifs supposés, par la même règle à tous les sites",
        lambda s: _stay_where(s, LARGE_A_DAY, np.inf), france.STAY_LARGE, note=_ONE_DAY,
    ),
    Target(
        "stay_day_arrivals", "Durée médiane, arrivés de 8 h à 20 h", "min", "emergent",
        "effectifs supposés", lambda s: _stay_of_arrivals(s, MORNING, EVENING),
    ),
    Target(
        "stay_night_arrivals", "Durée médiane, arrivés de 20 h à 8 h", "min", "emergent",
        "effectifs supposés", lambda s: _stay_of_arrivals(s, EVENING, MORNING),
    ),
    Target(
        "boarders_8h", "Patients en attente de lit à 8 h", "patients", "emergent",
        "lits utilisables supposés (capacity_beta_beds)",
        lambda s: BOARDERS_8H.compute(s.tally)[0][2],
    ),
    Target(
        "smur_p90", "Délai SMUR, 9 missions sur 10", "min", "emergent",
        "bases, équipes et trajets", lambda s: SMUR_RESPONSE_P90.compute(s.tally)[0][2],
    ),
)  # fmt: skip
"""Imposed first, then emergent with a source, then emergent without."""

LEFT_OUT = (
    "Classes d'âge : Jumeau a 0-19, 20-64, 65 ans et plus ; les sources ont moins de 18, 18-74 "
    "(60 % des passages) et 75 ans et plus. Seules deux bornes sont comparées.",
    "Sans mesure à cet étage : délai de transmission à l'arrivée d'une ambulance, occupation heure "
    "par heure.",
)
