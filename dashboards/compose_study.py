"""A study being composed: what the page holds, and the file that `jumeau batch` runs."""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, isfinite, log2
from pathlib import Path
from typing import Any, Literal

from dashboards.forms.values import number_of
from scenarios.scenario import Scenario, load_scenario
from scenarios.studies import Study, load_study
from scenarios.studies.factor import law_of, variant
from scenarios.studies.flip import Flip
from scenarios.studies.precision import TRUSTED
from scenarios.studies.study import Explain
from scenarios.toml_text import toml_text
from scenarios.uncertain import Count
from twin.tables import JumeauError

LONGEST = 80
SUFFIX = "-etude"
LEAST_DOSES, MOST_DOSES = 2, 12
LEAST_FACTORS = 2
FLIP_STEPS = 5
LEAST_REPLICATIONS, REPLICATIONS = 2, 10
"""Replications of each point of a sweep and of each share, as many as the answer itself at most."""
QUICK = {"trajectories": 4, "keep": 4, "size": 16, "replications": 5}
"""How far the page looks for what decides; a larger search is written in the file."""
LAST = ("ramp_days", "compliance")
"""Values that every measure has: offered after its own."""

Where = Literal["decides", "threshold", "half", "most", "dose", "doses", "factors", "asked"]


@dataclass(frozen=True, slots=True)
class StudyDraft:
    """What the form of a study holds, as typed.

    Attributes
    ----------
    decides, facility, threshold, better
        The figure that decides; without it, that of the scenario.
    half_width, most
        Precision wanted (mc95, unit of the figure) and the cap of replications; none without it.
    dose, doses
        Path of the value to vary and its values, "5 ; 10"; "" when not asked.
    why, factors
        Whether to look for what the answer depends on, and over which paths (none: the usual).
    shares
        Whether to share the change between the measures.
    """

    decides: str = ""
    facility: str = ""
    threshold: Any = 0
    better: str = "lower"
    half_width: Any = None
    most: Any = 200
    dosed: bool = True
    dose: str = ""
    doses: str = ""
    why: bool = False
    factors: tuple[str, ...] = ()
    shares: bool = False

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> StudyDraft:
        """Give the form that shows a saved study; what the page does not ask for is left out."""
        decision, precision = data.get("decision") or {}, data.get("precision") or {}
        points = [p for p in (data.get("design") or {}).get("points", ()) if len(p) == 1]
        path = next((key for point in points for key in point), "")
        doses = [point[path] for point in points if path in point]
        return cls(
            str(decision.get("indicator", "")), str(decision.get("facility", "")),
            decision.get("threshold", 0), str(decision.get("better", "lower")),
            precision.get("half_width"), precision.get("most", 200),
            bool(points), path, " ; ".join(f"{v:g}".replace(".", ",") for v in doses),
            "sensitivity" in data,
            tuple(str(one["path"]) for one in data.get("factor", ())),
            "explain" in data,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CheckedStudy:
    """A study that was read: its file, or what is wrong and where the form shows it.

    Attributes
    ----------
    faults
        Texts by field; "" for a field only left empty.
    """

    name: str = ""
    text: str = ""
    study: Study | None = None
    faults: tuple[tuple[Where, str], ...] = ()

    def at(self, where: Where) -> list[str]:
        """Give what is wrong at a field."""
        return [text for place, text in self.faults if place == where]


def name_of(scenario: str) -> str:
    """Give the name of the study of a scenario."""
    return scenario[: LONGEST - len(SUFFIX)].rstrip("-") + SUFFIX


def read_scenario(text: str) -> Scenario | None:
    """Read the scenario that the page shows; None while it is not complete."""
    with tempfile.TemporaryDirectory(prefix="jumeau-") as folder:
        path = Path(folder) / "scenario.toml"
        path.write_text(text, encoding="utf-8")
        try:
            return load_scenario(path, check_sites=False)
        except JumeauError:
            return None


def doses_offered(scenario: Scenario) -> list[str]:
    """Give the paths of the numbers of the measures, those of their own first."""
    paths = [(key in LAST, f"lever.{rank}.{key}")
             for rank, lever in enumerate(scenario.lever, 1) for key in lever.values()]  # fmt: skip
    return [path for _, path in sorted(paths, key=lambda one: one[0])]


def usual_factors(scenario: Scenario) -> list[str]:
    """Give what is looked at unasked: intervals of the measures, then the model's own."""
    return [one.path for one in Flip.model_validate({}).swept(scenario)]


def doses_of(text: str) -> tuple[list[float], bool]:
    """Read "5 ; 7,5 10"; the values in order, and whether everything was a number."""
    words = text.replace(";", " ").split()
    found = [number_of(word) for word in words]
    known = [float(v) for v in found if isinstance(v, int | float) and isfinite(v)]
    return sorted(set(known)), len(known) == len(words)


def check_study(draft: StudyDraft, scenario: Scenario) -> CheckedStudy:
    """Read a study as the command line reads its file, beside its scenario's."""
    doses, faults = _doses(draft, scenario)
    if not (draft.dosed or draft.why or draft.shares or draft.half_width not in (None, "")):
        faults.append(("asked", "Cochez au moins une question, ou demandez une précision."))
    if not draft.decides and scenario.decision is None:
        faults.append(("decides", ""))
    factors = list(draft.factors) or usual_factors(scenario)
    if draft.why and len(factors) < LEAST_FACTORS:
        faults.append(("factors", "Choisissez au moins deux valeurs."))
    if draft.shares and len(scenario.lever) < LEAST_FACTORS:
        faults.append(("asked", "Partager l'effet demande au moins deux mesures."))
    name, data = name_of(scenario.name), _data(draft, scenario, doses, factors)
    text = toml_text(data, f"Étude de {scenario.name}.toml : {scenario.question}")
    study, wrong = _read(text, name, scenario)
    # Without a figure that decides, the reader says it again in words of the file.
    faults += [] if ("decides", "") in faults else wrong
    # A place that already says what is wrong does not say it twice.
    once = {where: said for where, said in reversed(faults)}
    return CheckedStudy(name, text, None if faults else study, tuple(once.items()))


def _read(text: str, name: str, scenario: Scenario) -> tuple[Study | None, list[tuple[Where, str]]]:
    """Read the file of a study beside that of its scenario: the study, or what is wrong."""
    with tempfile.TemporaryDirectory(prefix="jumeau-") as folder:
        path = Path(folder) / f"{name}.toml"
        beside = path.with_name(f"{scenario.name}.toml")
        beside.write_text(toml_text(scenario.plain()), encoding="utf-8")
        path.write_text(text, encoding="utf-8")
        try:
            return load_study(path, check_sites=False), []
        except JumeauError as error:
            return None, [_placed(fault, str(path)) for fault in error.faults()]


def _doses(draft: StudyDraft, scenario: Scenario) -> tuple[list[float], list[tuple[Where, str]]]:
    if not draft.dosed:
        return [], []
    path = draft.dose if draft.dose in doses_offered(scenario) else ""
    if not path:
        return [], [("dose", "")]
    values, whole = doses_of(draft.doses)
    if not whole:
        return [], [("doses", "Écrivez des nombres séparés par des points-virgules : 5 ; 10.")]
    if not values:
        return [], [("doses", "")]
    if not LEAST_DOSES <= len(values) <= MOST_DOSES:
        text = f"De {LEAST_DOSES} à {MOST_DOSES} doses différentes."
        return [], [("doses", text)]
    if isinstance(law_of(scenario, path), Count) and any(v != int(v) for v in values):
        return [], [("doses", "Cette valeur se compte : des nombres entiers seulement.")]
    for value in values:
        try:
            variant(scenario, {path: value})
        except JumeauError as error:
            said = f"{value:g}".replace(".", ",")
            return [], [("doses", f"{said} : {error.problem} {error.remedy}")]
    return values, []


def _data(
    draft: StudyDraft, scenario: Scenario, doses: Sequence[float], factors: Sequence[str]
) -> dict[str, Any]:
    """Give the study as a file holds it; a question left out is not in it."""
    data: dict[str, Any] = {
        "format": 1, "name": name_of(scenario.name), "title": f"Étude : {scenario.title}",
        "question": scenario.question, "scenarios": [f"{scenario.name}.toml"],
    }  # fmt: skip
    if draft.decides:
        data["decision"] = {
            "indicator": draft.decides, "facility": draft.facility or None,
            "threshold": number_of(draft.threshold), "better": draft.better,
        }  # fmt: skip
    decided = draft.decides or (scenario.decision.indicator if scenario.decision else "")
    if number_of(draft.half_width) is not None and decided:
        site = draft.facility if draft.decides else (
            scenario.decision.facility if scenario.decision else "")  # fmt: skip
        most = number_of(draft.most)
        least = min(20, most) if isinstance(most, int) and most >= LEAST_FACTORS else None
        data["precision"] = {"indicator": decided, "facility": site or None,
                             "half_width": number_of(draft.half_width), "least": least,
                             "most": most}  # fmt: skip
    first = _answered(data, scenario)
    each = max(LEAST_REPLICATIONS, min(REPLICATIONS, first))
    swept: list[dict[str, Any]] = []
    if doses:
        data["design"] = {"kind": "list", "points": [{draft.dose: value} for value in doses]}
        swept.append({"path": draft.dose, "values": list(doses)})
    if draft.why:
        data["sensitivity"] = dict(QUICK)
        swept += [{"path": path} for path in factors if path != draft.dose or not doses]
    if swept:
        data["flip"] = {"steps": FLIP_STEPS, "replications": each, "factors": swept}
    if draft.shares:
        data["explain"] = {"replications": each}
    data["losers"] = {"number": 20}
    if draft.why:
        data["factor"] = [{"path": path} for path in factors]
    return data


def _answered(data: Mapping[str, Any], scenario: Scenario) -> int:
    """Give the replications that the answer itself has at least."""
    asked = data.get("precision")
    if asked is None:
        return scenario.replications
    return min(TRUSTED, asked["most"]) if isinstance(asked["most"], int) else TRUSTED


def _placed(error: JumeauError, path: str) -> tuple[Where, str]:
    """Find the field that a fault of the file speaks of."""
    said = f"{error.problem} {error.remedy}".replace(path, "").strip()
    places: dict[str, Where] = {
        "decision.threshold": "threshold", "precision.half_width": "half",
        "precision.most": "most", "precision.least": "most", "precision": "half",
        "decision": "decides", "design": "doses", "factor": "factors", "flip": "factors",
    }  # fmt: skip
    found = next((where for key, where in places.items() if key in error.place), None)
    return found or "asked", said


def most_runs(study: Study, scenario: Scenario) -> int:
    """Give how many simulations a study takes at most, references included.

    Sources of the counts: the designs of Morris (trajectories x (factors + 1)), of Saltelli for
    total indices (size x (factors + 2), size a power of 2), and the subsets of Shapley (2^n - 1,
    or n + 1 beyond six measures).
    """
    drawn = scenario.draws if any(lever.intervals() for lever in scenario.lever) else 0
    drawn = scenario.draws if scenario.assumptions else drawn
    each = study.precision.most if study.precision else scenario.replications
    total = each * (2 + drawn)
    if study.design is not None:
        total += len(study.design.points) * scenario.replications
    if (asked := study.sensitivity) is not None:
        number = len(study.factor)
        kept = min(asked.keep, number)
        points = asked.trajectories * (number + 1) + 2 ** ceil(log2(asked.size)) * (kept + 2)
        total += 2 * (points + 2 * number + 1) * asked.replications
    if (flip := study.flip) is not None:
        steps = sum(len(one.values) or flip.steps for one in flip.swept(scenario))
        total += 2 * steps * flip.replications
    if (shares := study.explain) is not None:
        levers = len(scenario.lever)
        subsets = 2**levers - 1 if levers <= 6 else levers + 1
        total += subsets * shares.replications * (1 + Explain.number_of_draws(shares, scenario))
    return total


def saved_study(folder: Path, scenario: str) -> StudyDraft:
    """Give the form of the study saved beside a scenario, an empty one when there is none."""
    try:
        data = tomllib.loads((folder / f"{name_of(scenario)}.toml").read_text(encoding="utf-8"))
        return StudyDraft.of(data)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return StudyDraft()
