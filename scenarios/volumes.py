"""What a year of needs brings in calls and ED visits, and the needs that give stated totals."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from twin.contracts import Needs, PathwayModel
from twin.contracts.needs import CALL_15, CALL_18, OWN_MEANS, Floats
from twin.engine.expected_visits import answered
from twin.territory.facility import HOURS_A_WEEK

R1, VSAV, PRIVATE, DUTY_GP, SENT = range(5)
"""Ranks in `RESPONSES`."""
ROUNDS, TOLERANCE = 200, 1e-13


def episodes_of_year(needs: Needs) -> Floats:
    """Give the episodes of a year, people present counted, shape (zones, causes, bands).

    Season, holidays and hours average 1 over a year; that resorts fill in the season of some
    causes more than of others is neglected (well under a thousandth of a region's episodes).
    """
    weighted = np.einsum("zbsk,cbsk->zcb", needs.people, needs.relative)
    there = needs.zone_factor * needs.presence.mean(axis=1)
    episodes: Floats = weighted * needs.rate_year * there[:, None, None]
    return episodes


def reaching_ed(needs: Needs, pathways: PathwayModel) -> tuple[Floats, Floats]:
    """Give the ED visits that one episode brings, by cause, band and first contact.

    Those who come back within 30 days are counted once, by their own means.

    Returns
    -------
    tuple of ndarray
        By their own means, then carried by a unit; each of shape (causes, bands, 4), first
        contacts in the order own GP, 15, 18, own means.
    """
    calls, ed = pathways.calls, pathways.ed
    no_gp = needs.week_profile @ (1 - calls.gp_on_duty) / HOURS_A_WEEK
    sent = calls.response[:, SENT] + no_gp[:, None] * calls.response[None, :, DUTY_GP]
    taken_15 = calls.response[:, :DUTY_GP] @ calls.transported[:DUTY_GP]
    by_fire = calls.response[:, [VSAV, PRIVATE]].sum(axis=1) * calls.transported[VSAV]
    taken_18 = calls.response[:, R1] * calls.transported[R1] + by_fire
    taken_18[0] = calls.transported[R1]
    own = np.zeros((*calls.gp_refers.shape, 4))
    own[..., 0] = calls.gp_refers
    kept, instead = answered(calls)
    own[..., 1 + CALL_15] = kept * np.einsum("cbp,cp->cb", calls.priority, sent) + instead
    own[..., 1 + OWN_MEANS] = 1.0
    carried = np.zeros_like(own)
    carried[..., 1 + CALL_15] = kept * (calls.priority @ taken_15)
    carried[..., 1 + CALL_18] = calls.priority @ taken_18
    ward = ed.disposition[:, :, 1] + ed.disposition[:, :, 2] * ed.uhcd_admitted
    stays = np.einsum("cbl,lb->cb", ed.triage, ward)
    after_ed, after_stay = pathways.wards.returns
    back = (1 - stays) * after_ed + stays * after_stay
    return own + (own + carried) * back[..., None], carried


def visits_of_year(needs: Needs, pathways: PathwayModel) -> tuple[Floats, Floats]:
    """Give the ED visits of a year by commune and band: by own means, and carried by a unit.

    Returns
    -------
    tuple of ndarray
        Two arrays of shape (zones, bands).
    """
    ways = _ways(needs)
    own, carried = reaching_ed(needs, pathways)
    return np.einsum("zcbw,cbw->zb", ways, own), np.einsum("zcbw,cbw->zb", ways, carried)


def files_of_year(needs: Needs, pathways: PathwayModel) -> Floats:
    """Give the regulation files of a year by commune, shape (zones,).

    One for each person who calls 18, or 15 and is answered.
    """
    ways = _ways(needs).sum(axis=(1, 2))
    files: Floats = ways[:, 1 + CALL_15] * answered(pathways.calls)[0] + ways[:, 1 + CALL_18]
    return files


def with_totals(
    needs: Needs,
    pathways: PathwayModel,
    *,
    files: float,
    visits: float,
    counted: npt.NDArray[np.bool_] | None = None,
) -> Needs:
    """Give the same needs with two totals set: regulation files and ED visits of a year.

    One factor on the calls to 15 and 18, one on the other first contacts, the same for all causes,
    bands and communes; rates and shares are rewritten accordingly. The factors are found by
    alternate division, since distance shifts the shares of each commune. Where calls alone bring
    more visits than wanted, nobody comes by other ways and the calls are left.

    Parameters
    ----------
    counted
        Communes whose files are counted; all of them without it.
    """
    year = _Year.of(needs, pathways, counted)
    by_call, others = 1.0, 1.0
    found = needs
    for _ in range(ROUNDS):
        seen = year.totals(found)
        more = files / seen.files if seen.files > 0 else 1.0
        wanted = max(visits - seen.called, 0.0)
        rest = wanted / seen.others if seen.others > 0 else 1.0
        by_call, others = by_call * more, others * rest
        found = _scaled(needs, year.there, by_call, others)
        if abs(more - 1) < TOLERANCE and abs(rest - 1) < TOLERANCE:
            break
    return found


@dataclass(frozen=True, slots=True)
class _Totals:
    """Files, visits after a call, and other visits, a year."""

    files: float
    called: float
    others: float


@dataclass(frozen=True, slots=True)
class _Year:
    """What stays the same while rates and shares are searched for."""

    weight: Floats
    gp_there: Floats
    there: Floats
    far: Floats
    reach: Floats
    counted: npt.NDArray[np.bool_]
    kept: float

    @classmethod
    def of(
        cls,
        needs: Needs,
        pathways: PathwayModel,
        counted: npt.NDArray[np.bool_] | None,
    ) -> _Year:
        weight = episodes_of_year(replace(needs, rate_year=np.ones_like(needs.rate_year)))
        gp_there = needs.gp_there @ needs.week_profile.T / HOURS_A_WEEK
        people = weight.sum(axis=2)
        total = people.sum(axis=0)
        there = np.divide(
            (people * gp_there).sum(axis=0), total, out=np.zeros_like(total), where=total > 0
        )
        own, carried = reaching_ed(needs, pathways)
        every = np.ones(len(weight), bool)
        return cls(
            weight, gp_there, there, needs.far, own + carried,
            every if counted is None else counted, answered(pathways.calls)[0],
        )  # fmt: skip

    def totals(self, needs: Needs) -> _Totals:
        """Give the totals of a year under these rates and shares."""
        far = self.far[:, None, None]
        first = self.weight * needs.rate_year
        at_gp = first * needs.gp * self.gp_there[:, :, None]
        c15, c18, come = (needs.contact[..., way] for way in (CALL_15, CALL_18, OWN_MEANS))
        rest = (first - at_gp) / (far * (c15 + c18) + come)
        asked = rest * far
        reach = self.reach
        return _Totals(
            float((asked[self.counted] * (c15 * self.kept + c18)).sum()),
            float((asked * (c15 * reach[..., 1] + c18 * reach[..., 2])).sum()),
            float((at_gp * reach[..., 0]).sum() + (rest * come * reach[..., 3]).sum()),
        )


def _ways(needs: Needs) -> Floats:
    """Give the episodes of a year by first contact, shape (zones, causes, bands, 4)."""
    return episodes_of_year(needs)[..., None] * needs.by_contact()


def _scaled(needs: Needs, there: Floats, by_call: float, others: float) -> Needs:
    """Multiply calls and other first contacts, at the mean presence of GPs."""
    calls, come = needs.contact[..., :OWN_MEANS] * by_call, needs.contact[..., OWN_MEANS:] * others
    ways = np.concatenate([calls, come], axis=2)
    total = ways.sum(axis=2)
    at_gp = needs.gp * there[:, None]
    grown = (1 - at_gp) * total + at_gp * others
    gp = np.divide(needs.gp * others, grown, out=np.zeros_like(grown), where=grown > 0)
    contact = np.divide(
        ways, total[..., None], out=needs.contact.copy(), where=total[..., None] > 0
    )
    return replace(
        needs, rate_year=needs.rate_year * grown, gp=np.minimum(gp, 1.0), contact=contact
    )
