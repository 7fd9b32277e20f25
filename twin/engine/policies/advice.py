"""What advisers ask for: so many more, or fewer, of a line of a facility, for some hours."""

from __future__ import annotations

from collections.abc import Sequence

from twin.contracts import BED_LINES, ELECTIVE_LINES, CapacityAction
from twin.contracts.bases import unit_bases
from twin.contracts.run import Actor, Rule
from twin.engine.policies.register import BASES, CENTRES, SITES, WARDS, Change, Register
from twin.engine.state import BASE_EXTRA, BED_EXTRA, CENTRE_EXTRA, EXTRA
from twin.engine.tables import PLANNED, URGENT, WARD_COUNT, Ints, Small
from twin.tables import JumeauError
from twin.territory.facility import Line
from twin.territory.territory import Territory

# In the order of the resources of an ED and of a SAMU centre (`twin.engine.tables`).
_ED_LINES: tuple[Line, ...] = ("triage_nurses", "care_nurses", "boxes", "physicians", "uhcd_beds")
_CENTRE_LINES: tuple[Line, ...] = ("call_assistants", "regulators", "gp_regulators")


class Advice:
    """Carries out what the advisers say, and refuses what no site has.

    Parameters
    ----------
    territory
        Facilities that can be named.
    site_ward
        1 where a hospital has a ward, shape (hospitals, wards).
    """

    def __init__(self, territory: Territory, site_ward: Ints | Small) -> None:
        self._rank = {facility.id: i for i, facility in enumerate(territory.facilities)}
        self._cell: dict[tuple[str, str], tuple[int, int, int]] = {}
        pools = ((BED_LINES, int(URGENT)), (ELECTIVE_LINES, int(PLANNED)))
        for i, hospital in enumerate(territory.of_kind("hospital")):
            for rank, line in enumerate(_ED_LINES):
                self._cell[hospital.id, line] = SITES, i, EXTRA + rank
            for lines, pool in pools:
                for ward, line in enumerate(lines):
                    if site_ward[i, ward]:
                        cell = WARDS, i * WARD_COUNT + ward, BED_EXTRA + pool
                        self._cell[hospital.id, line] = cell
        for i, base in enumerate(unit_bases(territory)):
            self._cell[base.facility.id, base.line] = BASES, i, BASE_EXTRA
        for i, centre in enumerate(territory.of_kind("samu")):
            for rank, line in enumerate(_CENTRE_LINES):
                self._cell[centre.id, line] = CENTRES, i, CENTRE_EXTRA + rank

    def follow(self, register: Register, actions: Sequence[CapacityAction]) -> None:
        """Carry out an adviser's actions for the hours that follow.

        Raises
        ------
        JumeauError
            When an action names a line that the facility does not have, or has no length.
        """
        for action in actions:
            cell = self._cell.get((action.facility, action.line))
            if cell is None:
                raise JumeauError(
                    f"conseil pour {action.facility}",
                    f"ressource « {action.line} » inconnue.",
                    "Vérifiez le conseiller.",
                )
            if action.hours < 1:
                raise JumeauError(
                    f"conseil pour {action.facility}",
                    f"durée de {action.hours} h.",
                    "Un conseil dure au moins une heure.",
                )
            register.decide(
                Actor.ADVISER,
                Rule.ADVICE,
                self._rank[action.facility],
                action.hours,
                [Change(*cell, action.delta)],
                action.delta,
            )
