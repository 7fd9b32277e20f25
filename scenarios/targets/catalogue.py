"""The targets, in the order of the table."""

from __future__ import annotations

import numpy as np

from scenarios.targets import measures as m
from scenarios.targets.fold import BY_SMUR
from scenarios.targets.target import Target
from twin.contracts import BANDS, CHILD_BANDS
from twin.indicators.emergency import (
    ED_LWBS,
    ED_STAY_DIRECT,
    ED_STAY_HOME,
    ED_STAY_MEDIAN,
    ED_STAY_OVER_8H,
    ED_STAY_OVER_8H_75,
    ED_STAY_UHCD,
)
from twin.indicators.rows import ratio
from twin.indicators.samu import (
    CALLS_ABANDONED,
    CALLS_ANSWERED_60S,
    HANDOVER_MEDIAN,
    HANDOVER_P90,
    SMUR_RESPONSE_P90,
    VSAV_RESPONSE_P90,
)
from twin.indicators.tally.stays import DIRECT, HOME, THROUGH_UHCD
from twin.indicators.wards import BED_OCCUPANCY, BOARDERS_8H, CANCELLED_SHARE
from twin.parameters import national2026 as france

SMALL_A_DAY, LARGE_A_DAY = 40, 120
MORNING, EVENING = m.MORNING, m.EVENING
_STAYS = "exam_biology, exam_imaging, exam_both, bed_search, uhcd_stay (choisis pour cette enquête)"
_PACE = "pace_reference, pace_power, pace_bounds (rythme selon la taille, calé sur cette enquête)"
_SORT = "ward_0_4 à ward_75p, uhcd_0_4 à uhcd_75p (orientation après la décision)"
_AGES = (
    "âges des patients ; examens, délais et recherche d'un lit selon l'âge, calés sur l'enquête de "
    "2013"
)
_CALLS = "capacity_beta_calls, patience_call"
_STAFF = "effectifs supposés (capacity_beta_ed)"
_BEDS = "lits utilisables supposés (capacity_beta_beds), stay_days"
_ONE_DAY = "Source : un mardi de juin. Jumeau : tous les jours de la période."
_UHCD = (
    "UHCD comprise, vers le domicile ou un service ; une reprise de presse ne compte que ceux qui "
    "ne sont pas hospitalisés ensuite."
)
_MEAN, _TIMES = "fois la moyenne", "fois"
_SEEN = "Des passages vus par un médecin."


TARGETS: tuple[Target, ...] = (
    Target(
        "ed_visits_per_1000", "Passages aux urgences", france.PER_1000, "imposed",
        "passages déclarés du territoire, sinon capacity_visits_per_inhabitant",
        lambda s: m.yearly(s, s.fold.by_day.sum(), 1000), france.VISITS_FRANCE,
        by_region={"53": france.VISITS_BRETAGNE, "76": france.VISITS_OCCITANIE},
    ),
    Target(
        "regulation_files_per_100", "Dossiers de régulation", france.PER_100, "imposed",
        "samu_files_per_inhabitant",
        lambda s: m.yearly(s, s.fold.files, 100), france.FILES, france.FILES_RANGE,
        note="Un appel au 15 décroché, ou un bilan venu du 18, donne un dossier dans Jumeau ; les "
        "P0 venus du 18 ne sont pas comptés.",
    ),
    Target(
        "smur_primary_per_1000", "Sorties primaires des SMUR", france.PER_1000, "imposed",
        "response_p0, response_p1, response_p2, priority_*",
        lambda s: m.yearly(s, s.fold.smur_primary, 1000), france.SMUR_PRIMARY,
        france.SMUR_PRIMARY_RANGE,
        note="Équipes arrivées auprès du patient ; le chiffre du département vaut mieux.",
    ),
    Target(
        "visits_by_smur", "Passages amenés par un SMUR", "part", "imposed",
        "transported, response_*",
        lambda s: ratio(s.fold.by_mode[BY_SMUR], s.fold.by_mode.sum()), france.BY_SMUR,
        note="Jumeau conduit toujours aux urgences, jamais directement en réanimation.",
    ),
    Target(
        "visits_under_18", "Passages de moins de 18 ans", "part", "imposed",
        "needs_*_per_thousand", lambda s: m.share_of_ages(s, 0, CHILD_BANDS), france.UNDER_18,
    ),
    Target(
        "visits_18_74", "Passages de 18 à 74 ans", "part", "imposed", "needs_*_per_thousand",
        lambda s: m.share_of_ages(s, CHILD_BANDS, len(BANDS) - 1), france.ADULTS,
    ),
    Target(
        "visits_over_75", "Passages de 75 ans et plus", "part", "imposed",
        "needs_*_per_thousand", lambda s: m.share_of_ages(s, len(BANDS) - 1, None), france.OVER_75,
    ),
    Target(
        "monday_excess", "Lundi, au-dessus des autres jours", "part", "imposed",
        "ed_arrivals_by_weekday", m.monday, france.MONDAY,
        note="Les appels au 15 suivent leur propre semaine.",
    ),
    Target(
        "arrivals_daytime", "Arrivées de 8 h à 20 h", "part", "imposed", "ed_arrivals_by_hour",
        lambda s: m.arrivals(s, MORNING, EVENING), france.DAYTIME, note=_ONE_DAY,
    ),
    Target(
        "admitted_share", "Passages suivis d'une hospitalisation", "part", "imposed", _SORT,
        lambda s: m.way_share(s, DIRECT, THROUGH_UHCD), france.ADMITTED,
        note="Enquête de 2013, UHCD comprise ; celle de 2023 : 11 % directes et 5 % par l'UHCD.",
    ),
    Target(
        "home_share", "Passages suivis d'un retour à domicile", "part", "imposed", _SORT,
        lambda s: m.way_share(s, HOME), france.HOME, note=_ONE_DAY,
    ),
    Target(
        "direct_share", "Passages suivis d'une hospitalisation directe", "part", "imposed", _SORT,
        lambda s: m.way_share(s, DIRECT), france.DIRECT, note=_ONE_DAY,
    ),
    Target(
        "uhcd_share", "Passages par l'UHCD", "part", "imposed", _SORT,
        lambda s: m.way_share(s, THROUGH_UHCD), france.UHCD, note=_UHCD,
    ),
    Target(
        "ccmu_4_5", "Passages en CCMU 4-5", "part", "imposed", "ccmu_*",
        lambda s: ratio(s.fold.ccmu[3:].sum(), s.fold.ccmu.sum()), france.CCMU_4_5,
        note="Des passages vus par un médecin.",
    ),
    Target(
        "stay_median", "Durée médiane de passage", "min", "imposed", _STAYS,
        lambda s: m.of(s, ED_STAY_MEDIAN), france.STAY, note=_ONE_DAY,
    ),
    Target(
        "stay_home", "Durée médiane, retour à domicile", "min", "imposed", _STAYS,
        lambda s: m.of(s, ED_STAY_HOME), france.STAY_HOME, note=_ONE_DAY,
    ),
    Target(
        "stay_direct", "Durée médiane, hospitalisation directe", "min", "imposed", _STAYS,
        lambda s: m.of(s, ED_STAY_DIRECT), france.STAY_DIRECT, note=_ONE_DAY,
    ),
    Target(
        "stay_uhcd", "Durée médiane, par l'UHCD", "min", "imposed", "uhcd_stay",
        lambda s: m.of(s, ED_STAY_UHCD), france.STAY_UHCD, note=_UHCD,
    ),
    Target(
        "stay_quartile", "Durée dépassée par un passage sur quatre", "min", "imposed",
        f"les mêmes lois que les médianes : {_STAYS}",
        lambda s: m.stay_quantile(s, 0.75), france.STAY_QUARTILE, note=_ONE_DAY,
    ),
    Target(
        "over_8h", "Passages de plus de 8 heures", "part", "imposed",
        f"les mêmes lois que les médianes : {_STAYS}",
        lambda s: m.of(s, ED_STAY_OVER_8H), france.OVER_8H, note=_ONE_DAY,
    ),
    Target(
        "biology_75", "Biologie, 75 ans et plus", "part", "imposed", "biology_odds_by_band",
        lambda s: m.old_share(s, s.fold.ages.biology), france.BIOLOGY_75, note=_SEEN,
    ),
    Target(
        "admitted_75", "Hospitalisés dans un service, 75 ans et plus", "part", "imposed",
        "ward_75p, uhcd_75p", lambda s: m.old_share(s, s.fold.ages.admitted), france.ADMITTED_75,
        note="Enquête de 2013, quand 20 % de tous les passages menaient à un service. Jumeau garde "
        f"le rapport entre les âges, au total plus bas de 2023. {_SEEN}",
    ),
    Target(
        "stay_ratio_75", "Durée médiane à 75 ans et plus, sur celle de 18 à 74 ans", _TIMES,
        "imposed", "exam_delay_by_band, bed_search_by_band", m.old_stay_ratio,
        france.STAY_RATIO_75, note="La source compare à 15-74 ans.",
    ),
    Target(
        "stay_small_sites", "Durée médiane, sites de 40 passages par jour au plus", "min",
        "imposed", _PACE, lambda s: m.stay_where(s, 0, SMALL_A_DAY), france.STAY_SMALL,
        relation="at_most", note=f"La source dit « moins de 2 h ». {_ONE_DAY}",
    ),
    Target(
        "stay_large_sites", "Durée médiane, sites de plus de 120 passages par jour", "min",
        "imposed", _PACE, lambda s: m.stay_where(s, LARGE_A_DAY, np.inf), france.STAY_LARGE,
        note=_ONE_DAY,
    ),
    Target(
        "calls_60s", "Appels décrochés en moins de 60 s", "part", "imposed", _CALLS,
        lambda s: m.of(s, CALLS_ANSWERED_60S), france.CALLS_60S,
        note="De tous les appels présentés, décrochés ou non.",
    ),
    Target(
        "calls_abandoned", "Appels raccrochés avant réponse", "part", "imposed", _CALLS,
        lambda s: m.of(s, CALLS_ABANDONED), france.CALLS_ABANDONED,
        note="De tous les appels présentés, décrochés ou non.",
    ),
    Target(
        "first_contact_gp", "Besoins vus d'abord par le médecin traitant", "part", "imposed",
        "gp_first_*_share, présence des généralistes", m.first_contact_gp,
        note="Besoins de soins non programmés tels que Jumeau les compte.",
    ),
    Target(
        "files_gp", "Dossiers réglés par un généraliste régulateur", "part", "imposed",
        "general_practice_share, capacity_gp_regulated_share",
        lambda s: ratio(s.fold.regulated_gp, s.fold.regulated),
        note="Des dossiers qu'un médecin régulateur a traités.",
    ),
    Target(
        "over_8h_75", "Plus de 8 heures, 75 ans et plus", "part", "emergent",
        f"{_AGES}, {_SORT}, {_BEDS}", lambda s: m.of(s, ED_STAY_OVER_8H_75), france.OVER_8H_75,
        note=f"Les plus de 8 heures de tous les âges sont, eux, imposés. {_ONE_DAY}",
    ),
    Target(
        "over_8h_under_18", "Plus de 8 heures, moins de 18 ans", "part", "emergent",
        f"{_AGES}, {_SORT}", m.over_8h_children, france.OVER_8H_CHILDREN,
        note=f"La source dit « enfants », sans borne d'âge. {_ONE_DAY}",
    ),
    Target(
        "stay_day_arrivals", "Durée médiane, arrivés de 8 h à 20 h", "min", "emergent", _STAFF,
        lambda s: m.stay_of_arrivals(s, MORNING, EVENING),
    ),
    Target(
        "stay_night_arrivals", "Durée médiane, arrivés de 20 h à 8 h", "min", "emergent", _STAFF,
        lambda s: m.stay_of_arrivals(s, EVENING, MORNING),
    ),
    Target(
        "boarders_8h", "Patients en attente de lit à 8 h", "patients", "emergent", _BEDS,
        lambda s: m.of(s, BOARDERS_8H),
    ),
    Target(
        "lwbs", "Partis sans être vus", "part", "emergent", f"patience_min, {_STAFF}",
        lambda s: m.of(s, ED_LWBS),
    ),
    Target(
        "present_peak", "Présents aux urgences à l'heure la plus chargée", _MEAN, "emergent",
        f"ed_arrivals_by_hour, {_STAFF}", lambda s: m.present(s, None),
    ),
    Target(
        "present_5h", "Présents aux urgences de 5 h à 6 h", _MEAN, "emergent",
        f"ed_arrivals_by_hour, {_STAFF}", lambda s: m.present(s, 5),
    ),
    Target(
        "bed_occupancy", "Occupation des lits non programmés", "part", "emergent", _BEDS,
        lambda s: m.of(s, BED_OCCUPANCY),
    ),
    Target(
        "bed_swing", "Lits occupés, écart entre les heures extrêmes d'un jour moyen", "part",
        "emergent", f"discharge_hour, {_BEDS}", m.bed_swing,
        note="Du nombre moyen de lits occupés par des patients non programmés.",
    ),
    Target(
        "transfers_per_1000", "Transferts faute de lit ou de service", "pour 1 000 passages",
        "emergent", f"transfer_hours, {_BEDS}", m.transfers,
    ),
    Target(
        "elective_cancelled", "Séjours programmés annulés", "part", "emergent",
        "capacity_elective_occupancy, capacity_elective_peak", lambda s: m.of(s, CANCELLED_SHARE),
    ),
    Target(
        "handover_median", "Transmission aux urgences, médiane", "min", "emergent",
        f"handover_most, {_STAFF}", lambda s: m.of(s, HANDOVER_MEDIAN),
    ),
    Target(
        "handover_p90", "Transmission aux urgences, 9 équipes sur 10", "min", "emergent",
        f"handover_most, {_STAFF}", lambda s: m.of(s, HANDOVER_P90),
    ),
    Target(
        "smur_p90", "Délai SMUR, 9 missions sur 10", "min", "emergent",
        "bases, équipes et trajets", lambda s: m.of(s, SMUR_RESPONSE_P90),
    ),
    Target(
        "vsav_p90", "Délai VSAV, 9 missions sur 10", "min", "emergent",
        "capacity_inhabitants_per_ambulance, capacity_vsav_share, trajets",
        lambda s: m.of(s, VSAV_RESPONSE_P90),
    ),
)  # fmt: skip
"""Imposed first, then emergent with a source, then emergent without."""

LEFT_OUT = (
    "Sans source ouverte trouvée : transmission à l'arrivée d'une ambulance, occupation heure par "
    "heure, délai SMUR, part des besoins vus par le médecin traitant ; ces chiffres sont montrés "
    "seuls.",
)
