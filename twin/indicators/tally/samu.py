"""The fold of the SAMU: calls, files, units on their way, transmission at the hospital, road."""

from __future__ import annotations

from typing import NamedTuple

from twin.indicators.tally.day import Counts, zeros
from twin.indicators.tally.places import Places

LONGEST_RESPONSE_MIN = 240
KIND, CARENCE = 7, 8
GP_FILE = 4


class SamuTables(NamedTuple):
    """The tables of `Samu` that grow as the days come."""

    calls: Counts
    calls_30s: Counts
    calls_60s: Counts
    hung_up: Counts
    file_wait: Counts
    response: Counts
    smur_alert: Counts
    smur_road: Counts
    carence: Counts
    handover: Counts
    own_metres: Counts
    unit_metres: Counts
    zone_smur_ms: Counts
    zone_smur: Counts


class Samu:
    """Counts of the dispatch centres and of the units, by centre, base or hospital.

    Attributes
    ----------
    calls, calls_30s, calls_60s, hung_up
        Calls answered, answered within 30 and 60 s, and hung up before; presented is the sum of
        the first and the last.
    file_wait
        Histogram of the wait of files for a physician: AMU then GP of the regulation, by centre
        and minute.
    response
        Histogram from pick-up to the patient's side by base and minute.
    smur_alert, smur_road
        Legs of the SMUR's: pick-up to alert, alert to patient; by base and minute.
    carence
        Missions of private ambulances that a VSAV had to take, by base.
    handover
        Histogram from the door to the unit's release, by hospital and minute.
    own_metres, unit_metres
        Driven by patients who came by their own means, by hospital; by units, by base.
    zone_smur_ms, zone_smur
        Sum and number of SMUR responses by commune of the patient.
    """

    FOLDED = SamuTables._fields

    def __init__(self, places: Places) -> None:
        sites, bases, zones = len(places.hospitals), len(places.bases), len(places.zones)
        centres = len(places.centres)
        self.calls, self.calls_30s, self.calls_60s, self.hung_up = (
            zeros(centres) for _ in range(4)
        )
        minutes = LONGEST_RESPONSE_MIN + 1
        self.file_wait = zeros(centres, 2, minutes)
        self.response = zeros(bases, minutes)
        self.smur_alert, self.smur_road = zeros(bases, minutes), zeros(bases, minutes)
        self.carence = zeros(bases)
        self.handover = zeros(sites, minutes)
        self.own_metres, self.unit_metres = zeros(sites), zeros(bases)
        self.zone_smur_ms, self.zone_smur = zeros(zones), zeros(zones)
