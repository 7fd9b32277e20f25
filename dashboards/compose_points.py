"""The points of a study composed on the page: a line of doses, or every pair of two values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from math import isfinite, prod
from typing import Literal, Protocol

from dashboards.forms.values import number_of
from scenarios.scenario import Scenario
from scenarios.store import SAME_ASKED
from scenarios.studies.factor import law_of, variant
from scenarios.uncertain import Count
from twin.tables import JumeauError

LEAST_DOSES, MOST_DOSES = 2, 12
MOST_OTHERS = 3
"""Other scenarios of a study: four in all, as many as are compared on one screen."""
MOST_PAIRS = 48
"""Points of a grid of two values: as many runs, each with its replications."""
LAST = ("ramp_days", "compliance")
"""Values that every measure has: offered after its own."""

Where = Literal["decides", "threshold", "half", "most", "dose", "doses", "second", "seconds",
                "factors", "asked", "others"]  # fmt: skip
Faults = list[tuple[Where, str]]


class Varied(Protocol):
    """What a draft says of the values to vary."""

    @property
    def dosed(self) -> bool:
        """Tell whether values are to be tried."""

    @property
    def dose(self) -> str:
        """Give the path of the first."""

    @property
    def doses(self) -> str:
        """Give its values, as typed."""

    @property
    def second(self) -> str:
        """Give the path of the second, "" for none."""

    @property
    def seconds(self) -> str:
        """Give its values, as typed."""


def axes_of(points: Sequence[Mapping[str, float]]) -> list[tuple[str, list[float]]]:
    """Give the one or two values that points vary, with all that each takes.

    Nothing for points that are neither a line nor every pair of two lines.
    """
    paths = list(dict.fromkeys(key for point in points for key in point))
    axes = [(path, sorted({float(p[path]) for p in points if path in p})) for path in paths]
    number = prod(len(values) for _, values in axes)
    whole = all(len(point) == len(paths) for point in points)
    return axes if 0 < len(paths) <= 2 and whole and number == len(points) else []


def doses_offered(scenario: Scenario) -> list[str]:
    """Give the paths of the numbers of the measures, those of their own first."""
    paths = [(key in LAST, f"lever.{rank}.{key}")
             for rank, lever in enumerate(scenario.lever, 1) for key in lever.values()]  # fmt: skip
    return [path for _, path in sorted(paths, key=lambda one: one[0])]


def doses_of(text: str) -> tuple[list[float], bool]:
    """Read "5 ; 7,5 10"; the values in order, and whether everything was a number."""
    words = text.replace(";", " ").split()
    found = [number_of(word) for word in words]
    known = [float(v) for v in found if isinstance(v, int | float) and isfinite(v)]
    return sorted(set(known)), len(known) == len(words)


def points_of(draft: Varied, scenario: Scenario) -> tuple[list[dict[str, float]], Faults]:
    """Give the points to run, every pair where two values vary, or what is wrong."""
    if not draft.dosed:
        return [], []
    first, faults = _axis(draft.dose, draft.doses, scenario, ("dose", "doses"))
    axes = {draft.dose: first}
    if draft.second and draft.second == draft.dose:
        faults.append(("second", "C'est déjà la première valeur : choisissez-en une autre."))
    elif draft.second:
        second, wrong = _axis(draft.second, draft.seconds, scenario, ("second", "seconds"))
        faults += wrong
        axes[draft.second] = second
    if faults:
        return [], faults
    points = [dict(zip(axes, row, strict=True)) for row in product(*axes.values())]
    if len(points) > MOST_PAIRS:
        text = f"{len(points)} couples de valeurs : {MOST_PAIRS} au plus, ôtez-en."
        return [], [("seconds", text)]
    last: Where = "seconds" if draft.second else "doses"
    for point in points:
        try:
            variant(scenario, point)
        except JumeauError as error:
            said = " et ".join(f"{value:g}".replace(".", ",") for value in point.values())
            return [], [(last, f"{said} : {error.problem} {error.remedy}")]
    return points, []


def _axis(
    path: str, text: str, scenario: Scenario, at: tuple[Where, Where]
) -> tuple[list[float], Faults]:
    """Give the values of one axis, or what is wrong at its path or at its values."""
    if path not in doses_offered(scenario):
        return [], [(at[0], "")]
    values, whole = doses_of(text)
    if not whole:
        return [], [(at[1], "Écrivez des nombres séparés par des points-virgules : 5 ; 10.")]
    if not values:
        return [], [(at[1], "")]
    if not LEAST_DOSES <= len(values) <= MOST_DOSES:
        return [], [(at[1], f"De {LEAST_DOSES} à {MOST_DOSES} doses différentes.")]
    if isinstance(law_of(scenario, path), Count) and any(v != int(v) for v in values):
        return [], [(at[1], "Cette valeur se compte : des nombres entiers seulement.")]
    return values, []


def asks_the_same(one: Scenario, other: Scenario) -> bool:
    """Tell whether two scenarios answer one question: same place, period, seed and settings."""
    a, b = one.plain(), other.plain()
    same = all(a.get(key) == b.get(key) for key in (*SAME_ASKED, "territory", "occupancy"))
    return same and a.get("assumptions") == b.get("assumptions") and one.name != other.name


def faults_beside(
    models: Sequence[str], scenario: Scenario, known: Mapping[str, Scenario],
    points: Sequence[Mapping[str, float]],
) -> Faults:  # fmt: skip
    """Give what is wrong in the other scenarios: absent, of another question, without a value."""
    faults: Faults = []
    if len(models) > MOST_OTHERS:
        faults.append(("others", f"{MOST_OTHERS} autres scénarios au plus."))
    for model in models:
        other = known.get(model)
        if other is None:
            said = f"« {model.partition('/')[2]} » n'existe plus, ou n'est plus valide."
            faults.append(("others", f"{said} Ôtez-le, ou enregistrez-le à nouveau."))
        elif not asks_the_same(scenario, other):
            faults.append(("others", f"« {other.title} » porte sur un autre territoire, une autre "
                           "période ou d'autres réglages : ôtez-le, ou alignez-les."))  # fmt: skip
        else:
            try:
                for point in points:
                    variant(other, point)
            except JumeauError:
                faults.append(("others", f"« {other.title} » n'a pas les valeurs à essayer : "
                               "ôtez-le, ou ne demandez pas de dose."))  # fmt: skip
    return faults
