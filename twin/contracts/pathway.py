"""What happens to a patient: branching probabilities and durations, as plain numbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

TRIAGE_LEVELS = ("1", "2", "3A", "3B", "4", "5")
PRIORITIES = ("P0", "P1", "P2", "P3")
RESPONSES = (
    "R1 SMUR", "R2 VSAV", "R2 ambulance privée", "R3 médecin de garde", "urgences par ses moyens",
    "R4 conseil",
)  # fmt: skip
UNITS = ("SMUR", "VSAV", "ambulance privée", "hélicoptère")
EXAMS = ("aucun", "biologie", "imagerie", "biologie et imagerie")
DISPOSITIONS = ("domicile", "service", "UHCD")
CCMU = ("1", "2", "3", "4", "5")


class LawKind(IntEnum):
    """The families of durations that the engine draws."""

    NEVER = 0
    CONSTANT = 1
    EXPONENTIAL = 2
    LOGNORMAL = 3


@dataclass(frozen=True, slots=True)
class Law:
    """The law of a duration.

    Attributes
    ----------
    kind
        Family; `NEVER` is a duration without end.
    mean_min
        Mean, minutes.
    sigma
        Standard deviation of the logarithm (lognormal only).
    """

    kind: LawKind
    mean_min: float = 0.0
    sigma: float = 0.0

    @classmethod
    def exponential(cls, mean_min: float) -> Law:
        """Give an exponential law."""
        return cls(LawKind.EXPONENTIAL, mean_min)

    @classmethod
    def lognormal(cls, mean_min: float, sigma: float) -> Law:
        """Give a lognormal law by its mean and the standard deviation of its logarithm."""
        return cls(LawKind.LOGNORMAL, mean_min, sigma)

    @classmethod
    def constant(cls, minutes: float) -> Law:
        """Give a fixed duration."""
        return cls(LawKind.CONSTANT, minutes)

    @classmethod
    def never(cls) -> Law:
        """Give a duration without end (a patient who never leaves, for instance)."""
        return cls(LawKind.NEVER)


@dataclass(frozen=True, slots=True)
class CallModel:
    """From the call to the door of the ED.

    Attributes
    ----------
    priority
        P(P0..P3 | cause, band), shape (causes, bands, 4).
    general
        Share of the files of each priority that the GPs of the regulation take, shape (4,); P0
        is dispatched by reflex and takes none.
    response
        P(response | priority), shape (4, 6), in the order of `RESPONSES`.
    vsav_with_smur
        P(a VSAV leaves with the SMUR of an R1).
    gp_on_duty
        P(an R3 finds a GP on duty), by hour of the week, shape (168,); else he goes to an ED.
    hangup
        What those who hang up do: call again, come to an ED, give up; shape (3,), adds up to 1.
    gp_refers
        P(the patient's own GP sends him to an ED), shape (causes, bands).
    transported
        P(taken to an ED | SMUR, VSAV, private ambulance, helicopter), shape (4,).
    patience, recall
        Before hanging up; before calling again.
    call, regulation, regulation_gp
        Work of the call assistant, of the AMU physician and of the GP of the regulation, a file.
    gp_visit
        From the need to the end of the own GP's consultation.
    departure, scene
        Mobilisation delay and time on scene, by kind of unit.
    report
        From the arrival of a VSAV called by 18 to its report to the dispatch physician.
    handover
        From the unit's release to its departure from the ED.
    handover_most
        The longest a unit is held after triage: then its patient waits on a trolley.
    prepare
        From the arrival of the team that transfers to its departure with the patient.
    redirected
        Lost at the door of a closed ED before leaving for another.
    road
        Time on the road to the patient, where he is found, over that of a private car, by kind of
        unit; other roads (to an ED, back, to transfer) are a car's.
    sector_min
        Minutes within which a private ambulance answers (its *garde* sector): beyond, the nearest
        base alone does, else a VSAV leaves by *carence*.
    grounded
        Share of the time (by spells of six hours) when the weather keeps a helicopter down.
    """

    priority: Floats
    general: Floats
    response: Floats
    vsav_with_smur: float
    gp_on_duty: Floats
    hangup: Floats
    gp_refers: Floats
    transported: Floats
    patience: Law
    recall: Law
    call: Law
    regulation: Law
    regulation_gp: Law
    gp_visit: Law
    departure: tuple[Law, Law, Law, Law]
    scene: tuple[Law, Law, Law, Law]
    report: Law
    handover: Law
    handover_most: Law
    prepare: Law
    redirected: Law
    road: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)
    sector_min: float = float("inf")
    grounded: float = 0.0


@dataclass(frozen=True, slots=True)
class EdModel:
    """Inside the emergency department.

    Attributes
    ----------
    triage
        P(FRENCH level | cause, band), shape (causes, bands, 6).
    disposition
        P(home, ward, UHCD | level, band), shape (6, bands, 3).
    uhcd_admitted
        P(a ward after the UHCD | band), shape (bands,).
    exams
        P(none, biology, imaging, both | level, band), shape (6, bands, 4).
    exam_factor
        Multiplier of the exam delays by band, shape (bands,).
    ccmu
        P(CCMU 1..5 | level, sent home or not), shape (6, 2, 5): the physician's output.
    followed
        Patients that one physician follows at once.
    lying
        First FRENCH level (rank) whose patients do not hold the unit that brought them until a
        box is free.
    pace
        Multiplier of the exam delays of each hospital, shape (hospitals,).
    triage_time, first_contact, care, decision
        Work of the triage nurse, of the physician (first contact), of the nurse (samples and
        care), of the physician (decision).
    exam_delay
        Biology, imaging, both.
    patience
        From the end of triage until the patient leaves without being seen, by level.
    uhcd
        Stay in the short-stay unit.
    """

    triage: Floats
    disposition: Floats
    uhcd_admitted: Floats
    exams: Floats
    exam_factor: Floats
    ccmu: Floats
    followed: int
    lying: int
    pace: Floats
    triage_time: Law
    first_contact: Law
    care: Law
    decision: Law
    exam_delay: tuple[Law, Law, Law]
    patience: tuple[Law, Law, Law, Law, Law, Law]
    uhcd: Law


@dataclass(frozen=True, slots=True)
class WardModel:
    """Hospital stays, what follows them, and those that are planned.

    Attributes
    ----------
    ward
        P(ward | cause, band), shape (causes, bands, wards), in the order of `WARDS`.
    bed_search
        From the decision to admit to the request of a bed: specialist's advice, search for a
        ward; the patient stays in his box or short-stay bed.
    search_factor
        Multiplier of the bed search by band, shape (bands,).
    stay
        Unscheduled stay, by ward.
    stay_factor
        Multiplier of the stay by cause and band, shape (causes, bands).
    elective_stay
        Planned stay, by ward.
    elective
        Planned admissions a day by hospital, ward and day of the week (holidays as Sundays),
        shape (hospitals, wards, 7).
    elective_season
        Multiplier of planned admissions and of the beds kept for them (summer closes some), by
        month, shape (12,).
    by_round
        Wards that discharge at the hours of `discharge_hour`; the others at any time, shape
        (wards,).
    discharge_hour
        P(hour of the day) of discharges, shape (24,).
    rest_share
        P(a discharge due on a Saturday, Sunday or public holiday takes place that day).
    downstream
        P(home, SMR, HAD, EHPAD | ward, band), shape (wards, bands, 4).
    outlying_hours
        Hours of waiting after which a patient takes a free bed of another adult ward.
    transfer_hours
        Hours of waiting after which a free bed is sought in another hospital.
    death
        P(death | cause, band), summed and never drawn, shape (causes, bands).
    returns
        P(back within 30 days | sent home by the ED or left; after a stay), by cause and band,
        shape (2, causes, bands).
    return_delay
        From leaving to coming back.
    """

    ward: Floats
    bed_search: Law
    search_factor: Floats
    stay: tuple[Law, ...]
    stay_factor: Floats
    elective_stay: tuple[Law, ...]
    elective: Floats
    elective_season: Floats
    by_round: Floats
    discharge_hour: Floats
    rest_share: float
    downstream: Floats
    outlying_hours: float
    transfer_hours: float
    death: Floats
    returns: Floats
    return_delay: Law


@dataclass(frozen=True, slots=True)
class LocalModel:
    """What happens in some hospitals instead of what the territory's model says, as plain numbers.

    Whole arrays of the shapes of `EdModel` and `WardModel`: what was not learned repeats them.

    Attributes
    ----------
    sites
        FINESS of the hospitals that follow this model.
    triage, exam_factor
        As in `EdModel`, the factor by cause too: shapes (causes, bands, 6), (causes, bands).
    disposition, uhcd_admitted, exams
        As in `EdModel`, by cause too: shapes (causes, 6, bands, 3), (causes, bands),
        (causes, 6, bands, 4).
    ward, stay_factor
        As in `WardModel`; the ward is that of the hospital of the ED, the stay that of the
        hospital of the bed.
    source
        The log that the numbers were learned from.
    """

    sites: tuple[str, ...]
    triage: Floats
    disposition: Floats
    uhcd_admitted: Floats
    exams: Floats
    exam_factor: Floats
    ward: Floats
    stay_factor: Floats
    source: str = ""

    @classmethod
    def of(cls, model: PathwayModel, sites: tuple[str, ...], source: str = "") -> LocalModel:
        """Give the territory's own model for some hospitals: it changes nothing."""
        ed, wards = model.ed, model.wards
        causes = len(ed.triage)

        def by_cause(array: Floats) -> Floats:
            return np.broadcast_to(array, (causes, *array.shape))

        return cls(
            sites, ed.triage, by_cause(ed.disposition), by_cause(ed.uhcd_admitted),
            by_cause(ed.exams), by_cause(ed.exam_factor), wards.ward, wards.stay_factor, source,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PathwayModel:
    """Branching probabilities and durations learned from a log, or set from published figures.

    Probabilities are rows that add up to 1. Bands are `BANDS`, levels `TRIAGE_LEVELS` (FRENCH
    scale), priorities `PRIORITIES`, responses `RESPONSES`, wards `WARDS`.

    Attributes
    ----------
    calls, ed, wards
        The three parts of the way.
    source
        Where the numbers come from.
    local
        Models of some hospitals, learned from their records; a hospital named twice follows the
        last that names it.
    """

    calls: CallModel
    ed: EdModel
    wards: WardModel
    source: str = ""
    local: tuple[LocalModel, ...] = ()
