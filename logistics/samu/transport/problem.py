r"""What patients must be driven, with which vehicles, and the rules that no round may break.

The dial-a-ride problem (Cordeau 2006, Operations Research 54(3), 573-586), with kinds of places,
crews and several depots. Requests :math:`i = 1..n` have a pick-up :math:`i` and a delivery
:math:`n + i`; each vehicle :math:`k` leaves its depot and comes back to it. With :math:`B_u` the
minute when service begins at :math:`u`, :math:`d_u` its service minutes, :math:`t_{uv}` the
minutes by road and :math:`Q_u` the people on board by kind after :math:`u`:

.. math::

    \min \sum_k \sum_{uv \text{ driven by } k} c^k_{uv}
         + M \cdot \#\{\text{requests left out}\}

    B_v \ge B_u + d_u + t_{uv} \quad \text{(driven)}, \qquad
    e_u \le B_u \le l_u \quad \text{(windows)}

    B_{n+i} - (B_i + d_i) \le L_i \quad \text{(ride)}, \qquad
    0 \le Q_u \le C^k \quad \text{(places of each kind)}

    B_{\text{return}} - B_{\text{departure}} \le D^k, \qquad
    s^k \le B_{\text{departure}}, \; B_{\text{return}} \le f^k \quad \text{(shift)}

Pick-up and delivery of one request are in one round, in that order; crews able to do more may do
less (T1 does T2 and T3); waiting is allowed anywhere; `M` is larger than any cost, so that
serving one more comes first. The cost of a road is `km x euros a km + minutes x euros an hour / 60`
of its vehicle; waiting costs nothing there, and is in the hours that are reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from twin.tables import JumeauError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
KINDS = ("seated", "lying", "wheelchair")
"""Kinds of places, in the order of `Request.load` and `Vehicle.places`."""
CREWS = ("T1", "T2", "T3")
"""Medical team, nurse (paramedic), ambulance workers: each may do what the next one does."""
MOST_REQUESTS = 400
DAY_MIN = 1440.0


@dataclass(frozen=True, slots=True)
class Request:
    """A patient, or a group together, to drive from one place to another.

    Attributes
    ----------
    start, end
        Ranks of the pick-up and delivery places.
    pick_from, pick_to, drop_from, drop_to
        Minutes between which service may begin at each end.
    pick_service, drop_service
        Minutes of service at each end.
    load
        People by kind (`KINDS`).
    crew
        Crew needed (`CREWS`).
    max_ride
        Most minutes from the end of the pick-up to the delivery.
    """

    id: str
    start: int
    end: int
    pick_from: float
    pick_to: float
    drop_from: float
    drop_to: float
    pick_service: float
    drop_service: float
    load: tuple[int, int, int]
    crew: str
    max_ride: float


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle with its crew for a shift.

    Attributes
    ----------
    kind
        What it is, as the user calls it.
    places
        Places by kind (`KINDS`).
    depot
        Rank of the place it leaves from and comes back to.
    start_min, end_min
        Shift, minutes.
    max_duration
        Most minutes from departure to return.
    eur_km, eur_h, co2e_g_km
        What a kilometre costs and emits, what an hour of its crew costs.
    """

    id: str
    kind: str
    crew: str
    places: tuple[int, int, int]
    depot: int
    start_min: float
    end_min: float
    max_duration: float
    eur_km: float = 1.0
    eur_h: float = 0.0
    co2e_g_km: float = 0.0

    def able(self, asked: Request) -> bool:
        """Say whether its crew and its places suit a request carried alone."""
        if CREWS.index(self.crew) > CREWS.index(asked.crew):
            return False
        return all(q <= c for q, c in zip(asked.load, self.places, strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class Transport:
    """A day of transports to plan.

    Attributes
    ----------
    minutes, km
        By road between places, shape (places, places); infinite where no road goes.
    """

    minutes: Floats
    km: Floats
    requests: tuple[Request, ...]
    vehicles: tuple[Vehicle, ...]

    def road_cost(self, vehicle: Vehicle) -> Floats:
        """Give what each road costs a vehicle, shape (places, places)."""
        with np.errstate(invalid="ignore"):
            cost = self.km * vehicle.eur_km + self.minutes * (vehicle.eur_h / 60.0)
        return np.where(np.isfinite(self.minutes), cost, np.inf)


def check(asked: Transport) -> None:
    """Refuse a problem that is none.

    Raises
    ------
    JumeauError
        No request or vehicle, too many of them, a window backwards, a negative figure, an
        identifier twice, a place or crew that does not exist.
    """
    if not asked.requests:
        raise JumeauError("transports", "aucune demande.", "Écrivez une ligne par transport.")
    if not asked.vehicles:
        raise JumeauError("véhicules", "aucun véhicule.", "Écrivez une ligne par véhicule.")
    if len(asked.requests) > MOST_REQUESTS:
        raise JumeauError(
            "transports", f"{len(asked.requests)} demandes : au plus {MOST_REQUESTS} à la fois.",
            "Coupez par demi-journée ou par secteur.",
        )  # fmt: skip
    for name, ids in (("transports", [r.id for r in asked.requests]),
                      ("véhicules", [v.id for v in asked.vehicles])):  # fmt: skip
        if len(set(ids)) < len(ids):
            twice = next(i for i in ids if ids.count(i) > 1)
            raise JumeauError(name, f"« {twice} » figure deux fois.", "Un numéro par ligne.")
    places = len(asked.minutes)
    if not (asked.minutes >= 0).all() or not (asked.km >= 0).all():
        raise JumeauError("trajets", "une durée ou une distance est négative.", "Corrigez-la.")
    for r in asked.requests:
        _refuse(f"transport {r.id}", _faults(r, places))
    for v in asked.vehicles:
        _refuse(f"véhicule {v.id}", _vehicle_faults(v, places))


def _refuse(place: str, faults: Sequence[str]) -> None:
    if faults:
        raise JumeauError(place, f"{faults[0]}.", "Corrigez la ligne.")


def _faults(r: Request, places: int) -> list[str]:
    found = []
    if not (r.pick_from <= r.pick_to and r.drop_from <= r.drop_to):
        found.append("une plage horaire finit avant de commencer")
    if min(r.load) < 0 or max(r.load) == 0:
        found.append("le nombre de personnes doit être positif")
    if not (0 <= r.start < places and 0 <= r.end < places):
        found.append("un lieu n'existe pas")
    if r.crew not in CREWS:
        found.append(f"équipe « {r.crew} » inconnue ({', '.join(CREWS)})")
    figures = (r.pick_from, r.pick_to, r.drop_from, r.drop_to, r.pick_service, r.drop_service)
    if not np.isfinite(figures).all() or min(r.pick_service, r.drop_service) < 0:
        found.append("une durée est négative ou absente")
    if not 0 < r.max_ride < np.inf:
        found.append("la durée maximale à bord doit être positive")
    return found


def _vehicle_faults(v: Vehicle, places: int) -> list[str]:
    found = []
    if not -np.inf < v.start_min <= v.end_min < np.inf:
        found.append("l'horloge recule : le poste finit avant de commencer")
    if min(v.places) < 0:
        found.append("un nombre de places est négatif")
    if not 0 <= v.depot < places:
        found.append("le dépôt n'existe pas")
    if v.crew not in CREWS:
        found.append(f"équipe « {v.crew} » inconnue ({', '.join(CREWS)})")
    if not np.isfinite((v.eur_km, v.eur_h, v.co2e_g_km)).all() or min(
        v.eur_km, v.eur_h, v.co2e_g_km
    ) < 0:  # fmt: skip
        found.append("un coût ou une émission est négatif")
    if not v.max_duration >= 0:
        found.append("la durée maximale de tournée est négative")
    return found
