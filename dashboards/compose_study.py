"""A study being composed: what the page holds, and the file that `jumeau batch` runs."""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log2
from pathlib import Path
from typing import Any

from dashboards.compose_points import (
    Faults,
    Where,
    axes_of,
    faults_beside,
    points_of,
)
from dashboards.forms.values import number_of
from dashboards.workshop import OURS, OWN
from scenarios.scenario import Scenario, load_scenario
from scenarios.studies import Study, load_study
from scenarios.studies.flip import Flip
from scenarios.studies.precision import TRUSTED
from scenarios.studies.study import Explain
from scenarios.studies.surface import check_paths
from scenarios.toml_text import toml_text
from twin.tables import JumeauError

LONGEST = 80
SUFFIX = "-etude"
LEAST_FACTORS = 2
MUTE = ("decides", "")
"""The fault of a study that nothing decides."""
FLIP_STEPS = 5
LEAST_REPLICATIONS, REPLICATIONS = 2, 10
"""Replications of each point of a sweep and of each share, as many as the answer itself at most."""
QUICK = {"trajectories": 4, "keep": 4, "size": 16, "replications": 5}
"""How far the page looks for what decides; a larger search is written in the file."""


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
    second, seconds
        The same of a second value: every pair of the two is run; "" for none.
    why, factors
        Whether to look for what the answer depends on, and over which paths (none: the usual).
    shares
        Whether to share the change between the measures.
    others
        Other scenarios that the same study answers, as models are named ("mien/x").
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
    second: str = ""
    seconds: str = ""
    why: bool = False
    factors: tuple[str, ...] = ()
    shares: bool = False
    others: tuple[str, ...] = ()

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> StudyDraft:
        """Give the form that shows a saved study; what the page does not ask for is left out."""
        decision, precision = data.get("decision") or {}, data.get("precision") or {}
        axes = axes_of((data.get("design") or {}).get("points", ()))
        (dose, doses), (second, seconds) = [*axes, ("", []), ("", [])][:2]
        return cls(
            str(decision.get("indicator", "")), str(decision.get("facility", "")),
            decision.get("threshold", 0), str(decision.get("better", "lower")),
            precision.get("half_width"), precision.get("most", 200),
            bool(axes), dose, _typed(doses), second, _typed(seconds),
            "sensitivity" in data,
            tuple(str(one["path"]) for one in data.get("factor", ())),
            "explain" in data,
            tuple(map(_model_of, data.get("scenarios", ())[1:])),
        )  # fmt: skip


def _typed(values: Sequence[float]) -> str:
    return " ; ".join(f"{v:g}".replace(".", ",") for v in values)


def _model_of(word: object) -> str:
    """Give the model that a study names: a file beside it, or a scenario of the library."""
    text = str(word)
    own = text.endswith(".toml")
    return f"{OWN}/{text.removesuffix('.toml')}" if own else f"{OURS}/{text}"


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


def usual_factors(scenario: Scenario) -> list[str]:
    """Give what is looked at unasked: intervals of the measures, then the model's own."""
    return [one.path for one in Flip.model_validate({}).swept(scenario)]


def check_study(
    draft: StudyDraft, scenario: Scenario, others: Mapping[str, Scenario] | None = None
) -> CheckedStudy:
    """Read a study as the command line reads its file, beside its scenario's.

    Parameters
    ----------
    others
        What the other scenarios of the draft are, by model; one that is missing is a fault.
    """
    known = dict(others or {})
    points, faults = points_of(draft, scenario)
    faults += faults_beside(draft.others, scenario, known, points)
    questions = (draft.dosed, draft.why, draft.shares, draft.others)
    if not any(questions) and draft.half_width in (None, ""):
        faults.append(("asked", "Cochez au moins une question, ou demandez une précision."))
    if not draft.decides and scenario.decision is None:
        faults.append(("decides", ""))
    factors = list(draft.factors) or usual_factors(scenario)
    if draft.why and len(factors) < LEAST_FACTORS:
        faults.append(("factors", "Choisissez au moins deux valeurs."))
    if draft.shares and len(scenario.lever) < LEAST_FACTORS:
        faults.append(("asked", "Partager l'effet demande au moins deux mesures."))
    name, data = name_of(scenario.name), _data(draft, scenario, points, factors)
    text = toml_text(data, f"Étude de {scenario.name}.toml : {scenario.question}")
    beside = [scenario, *(known[one] for one in draft.others if one in known)]
    study, wrong = _read(text, name, beside)
    if study is not None and draft.why:
        faults += _unvaried(study, beside[1:])
    # Without a figure that decides, or a scenario, the reader says it again in words of the file.
    again = {place for place, text in faults if place == "others" or (place, text) == MUTE}
    faults += [] if again else wrong
    # A place that already says what is wrong does not say it twice.
    once = {where: said for where, said in reversed(faults)}
    return CheckedStudy(name, text, None if faults else study, tuple(once.items()))


def _read(text: str, name: str, scenarios: Sequence[Scenario]) -> tuple[Study | None, Faults]:
    """Read the file of a study beside those of its scenarios: the study, or what is wrong."""
    with tempfile.TemporaryDirectory(prefix="jumeau-") as folder:
        path = Path(folder) / f"{name}.toml"
        for one in scenarios:
            beside = path.with_name(f"{one.name}.toml")
            beside.write_text(toml_text(one.plain()), encoding="utf-8")
        path.write_text(text, encoding="utf-8")
        try:
            return load_study(path, check_sites=False), []
        except JumeauError as error:
            return None, [_placed(fault, str(path)) for fault in error.faults()]


def _unvaried(study: Study, others: Sequence[Scenario]) -> Faults:
    """Give the scenarios that lack a value whose weight is asked."""
    return [
        (
            "others",
            f"« {other.title} » n'a pas « {factor_of(study, rank)} » : ôtez l'un ou l'autre.",
        )
        for other in others
        for rank, _ in check_paths(other, study.factor)[:1]
    ]


def factor_of(study: Study, rank: int) -> str:
    """Give the name of a factor of a study, by its rank."""
    return study.factor[rank].label(study.loaded[0])


def _data(
    draft: StudyDraft,
    scenario: Scenario,
    points: Sequence[Mapping[str, float]],
    factors: Sequence[str],
) -> dict[str, Any]:
    """Give the study as a file holds it; a question left out is not in it."""
    data: dict[str, Any] = {
        "format": 1, "name": name_of(scenario.name), "title": f"Étude : {scenario.title}",
        "question": scenario.question,
        "scenarios": [f"{scenario.name}.toml", *map(_word_of, draft.others)],
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
    if points:
        data["design"] = {"kind": "list", "points": list(points)}
        swept += [{"path": path, "values": values} for path, values in axes_of(points)]
    if draft.why:
        data["sensitivity"] = dict(QUICK)
        held = {one["path"] for one in swept}
        swept += [{"path": path} for path in factors if path not in held]
    if swept:
        data["flip"] = {"steps": FLIP_STEPS, "replications": each, "factors": swept}
    if draft.shares:
        data["explain"] = {"replications": each}
    data["losers"] = {"number": 20}
    if draft.why:
        data["factor"] = [{"path": path} for path in factors]
    return data


def _word_of(model: str) -> str:
    """Give how a study names a model: the file beside it, or the name of the library."""
    where, _, name = model.partition("/")
    return f"{name}.toml" if where == OWN else name


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


def most_runs(study: Study, scenarios: Sequence[Scenario]) -> int:
    """Give how many simulations a study takes at most, references included."""
    return sum(_most_runs(study, one) for one in scenarios)


def _most_runs(study: Study, scenario: Scenario) -> int:
    """Give how many simulations one scenario of a study takes at most.

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
