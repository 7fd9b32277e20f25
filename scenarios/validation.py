"""The visits of each emergency department: simulated, observed, and the honest rules beside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from scenarios.baseline import base_inputs
from scenarios.hospitals import minutes_to_hospitals
from twin.contracts import Calendar, TwinInputs
from twin.engine.expected import expected_visits
from twin.engine.run import run
from twin.indicators import Tally
from twin.tables import JumeauError
from twin.territory import Territory

Floats = npt.NDArray[np.float64]
BOOTSTRAP = 2000
YEAR_DAYS = 365


@dataclass(frozen=True, slots=True)
class VisitsRow:
    """One way to say how many visits each ED receives, and how far it is from what is observed.

    Attributes
    ----------
    method
        What predicts.
    status
        `emergent` (nothing of the observed volumes by site was used), `fitted` (the national
        parameters were fitted on the country's sites, these among them) or `imposed` (each
        site's volume was).
    correlation, correlation_low, correlation_high
        Pearson, with its 95 % bootstrap interval over sites.
    mape, mape_low, mape_high
        Mean absolute percentage error over sites, a fraction, and its interval.
    """

    method: str
    status: str
    correlation: float
    correlation_low: float
    correlation_high: float
    mape: float
    mape_low: float
    mape_high: float


def visits_by_site(territory: Territory, *, seed: int = 20260101) -> tuple[VisitsRow, ...]:
    """Compare the yearly visits of each ED with those observed, whole year simulated.

    The regional total is given to every method: only the split by site is judged. With 29 sites a
    correlation of 0.93 has an interval of about 0.85 to 0.97.

    Raises
    ------
    JumeauError
        When fewer than three EDs declare their visits and beds.
    """
    hospitals = territory.of_kind("hospital")
    observed = np.array([f.visits_year or np.nan for f in hospitals])
    beds = np.array([np.nan if f.beds_mco is None else f.beds_mco for f in hospitals])
    beyond = territory.ring_zones
    own = np.array([f.zone not in beyond for f in hospitals], bool)
    known = np.isfinite(observed) & np.isfinite(beds) & own
    if known.sum() < 3:
        raise JumeauError(
            f"territoire {territory.code}",
            f"{int(known.sum())} site(s) déclarent leurs passages et leurs lits.",
            "Il en faut au moins 3 pour comparer : construisez le territoire avec la SAE.",
            exit_code=1,
        )
    gravity = base_inputs(territory, impose_visits=False)
    imposed = base_inputs(territory)
    rng = np.random.default_rng(seed)
    methods: tuple[tuple[str, str, Floats], ...] = (
        ("site le plus proche", "emergent", _nearest(gravity)),
        ("proportionnel aux lits", "emergent", beds),
        ("modèle gravitaire (attendu)", "fitted", _expected(gravity)),
        ("simulation d'un an, modèle gravitaire", "fitted", _simulated(gravity, seed)),
        ("simulation d'un an, volumes calés", "imposed", _simulated(imposed, seed)),
    )
    return tuple(_row(name, status, v, observed, known, rng) for name, status, v in methods)


def _nearest(inputs: TwinInputs) -> Floats:
    """Send every inhabitant to the nearest site."""
    minutes = minutes_to_hospitals(inputs)
    people = inputs.territory.population.persons.sum(axis=1)
    nearest: Floats = np.bincount(
        minutes.argmin(axis=1), weights=people.astype(float), minlength=minutes.shape[1]
    ).astype(float)
    return nearest


def _expected(inputs: TwinInputs) -> Floats:
    choice = inputs.choice.probabilities(minutes_to_hospitals(inputs))
    visits: Floats = expected_visits(inputs, choice).sum(axis=1)
    return visits


def _simulated(inputs: TwinInputs, seed: int) -> Floats:
    start = date(2025, 1, 1)
    tally = Tally(inputs, Calendar.of(start, YEAR_DAYS), 0)
    run(inputs, start=start, days=YEAR_DAYS, warmup_days=0, seed=seed, observers=[tally])
    return tally.visits.astype(float)


def _row(
    method: str,
    status: str,
    predicted: Floats,
    observed: Floats,
    known: npt.NDArray[np.bool_],
    rng: np.random.Generator,
) -> VisitsRow:
    guess, truth = predicted[known], observed[known]
    guess = guess * truth.sum() / guess.sum()
    draws = rng.integers(len(truth), size=(BOOTSTRAP, len(truth)))
    with np.errstate(invalid="ignore", divide="ignore"):
        r = np.array([np.corrcoef(guess[d], truth[d])[0, 1] for d in draws])
    error = np.abs(guess / truth - 1)
    mapes = error[draws].mean(axis=1)
    low, high = np.nanquantile(r, [0.025, 0.975])
    mape_low, mape_high = np.quantile(mapes, [0.025, 0.975])
    return VisitsRow(
        method, status, float(np.corrcoef(guess, truth)[0, 1]), float(low), float(high),
        float(error.mean()), float(mape_low), float(mape_high),
    )  # fmt: skip
