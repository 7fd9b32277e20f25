"""Run a study: replications as the precision asks, then what was asked of the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from scenarios.compare import Comparison, compare
from scenarios.paired import parameter_interval, period_interval
from scenarios.scenario import Scenario
from scenarios.studies.attribution import Attribution, attribute
from scenarios.studies.design import Design
from scenarios.studies.factor import Factor, central_of, variant
from scenarios.studies.figure import Decided, Figure, mean_of
from scenarios.studies.flip import FlipPoint, flip_point
from scenarios.studies.losers import Loss, losers
from scenarios.studies.precision import Sample, Stopped, sequential
from scenarios.studies.ranking import ranking
from scenarios.studies.result import Explained, StudyResult, Variant, Verdict
from scenarios.studies.running import Answer, Runner, answers, central
from scenarios.studies.sensitivity import (
    Bar,
    Indices,
    Ranges,
    Screened,
    Sensitivity,
    screen,
    sobol,
    tornado,
)
from scenarios.studies.sentence import crossings, said
from scenarios.studies.study import Explain, Study, decision_of, prepared
from scenarios.studies.surface import surface
from twin.territory import Territory

Step = Callable[[str], None]
_STEPS = {
    "answer": "réplications de {}", "losers": "communes perdantes de {}",
    "design": "plan d'expérience de {}",
    "indices": "criblage de Morris, {} facteurs, puis indices de Sobol", "tornado": "tornade",
    "explain": "part de chaque levier de {}", "flip": "point de bascule de {}",
}  # fmt: skip
"""The steps of a study as its reader is told of them, in French."""


def run_study(
    study: Study,
    runner: Runner,
    *,
    scenarios: Sequence[Scenario] | None = None,
    territory: Territory | None = None,
    progress: Step | None = None,
) -> StudyResult:
    """Answer a study.

    Parameters
    ----------
    scenarios
        Instead of those that the study names.
    territory
        For the losers, when it is already loaded.
    progress
        Called with the name of each step, in French.
    """
    tell = progress or (lambda _: None)
    asked = prepared(study, list(scenarios)) if scenarios is not None else study.loaded
    decision = decision_of(study, asked[0])
    figure = Figure.of(decision)
    verdicts, comparisons, explained, found, runs = [], [], [], [], []
    for scenario in asked:
        tell(_STEPS["answer"].format(scenario.name))
        answer, stopped = answered(study, scenario, runner)
        # Read at once: a step that asks more replications of the reference seals its run again.
        loss = _losers(study, scenario, answer, territory, tell)
        comparison = compare(answer.base, answer.policy)
        comparisons.append(comparison)
        verdicts.append(_verdict(answer, comparison, stopped, decision))
        runs.extend([str(answer.base.path), str(answer.policy.path)])
        if study.design is not None:
            tell(_STEPS["design"].format(scenario.name))
            found.extend(_variants(study, study.design, scenario, figure, runner))
        explained.append(_explained(study, scenario, decision, runner, loss, tell))
    return StudyResult(
        study, decision, tuple(verdicts),
        ranking(comparisons, decision) if len(comparisons) > 1 else None,
        tuple(found), tuple(explained), tuple(dict.fromkeys(runs)),
    )  # fmt: skip


def steps_told(study: Study, scenarios: Sequence[Scenario] | None = None) -> tuple[str, ...]:
    """Give the steps that `run_study` tells, in their order: how many there are to come."""
    asked = prepared(study, list(scenarios)) if scenarios is not None else study.loaded
    found: list[str] = []
    for one in asked:
        found.append(_STEPS["answer"].format(one.name))
        if study.losers is not None:
            found.append(_STEPS["losers"].format(one.name))
        if study.design is not None:
            found.append(_STEPS["design"].format(one.name))
        if study.sensitivity is not None:
            found += [_STEPS["indices"].format(len(study.factor)), _STEPS["tornado"]]
        if study.explain is not None and one.lever:
            found.append(_STEPS["explain"].format(one.name))
        if study.flip is not None:
            found += [_flip_step(one, factor) for factor in study.flip.swept(one)]
    return tuple(found)


def _flip_step(scenario: Scenario, factor: Factor) -> str:
    return _STEPS["flip"].format(factor.label(scenario))


def answered(study: Study, scenario: Scenario, runner: Runner) -> tuple[Answer, Stopped | None]:
    """Run a scenario with the number of replications asked, or that its precision asks."""
    # A number said by the study itself stands before the precision of a scenario.
    asked = study.precision or (None if study.replications else scenario.precision)
    number, stopped = scenario.replications, None
    if asked is not None:
        figure = Figure(asked.indicator, asked.facility)
        # At central values only: the precision asked is that of the simulation.
        centre = scenario.model_copy(update={"draws": 0})
        seen: list[int] = []

        def measure(n: int) -> Sample:
            (one,) = answers(runner, [centre], n)
            gaps = one.differences(figure)
            seen[:] = map(int, gaps.index)
            reference = central(one.base, figure, n).reindex(gaps.index)
            return Sample(gaps.to_numpy(np.float64), reference.to_numpy(np.float64))

        stopped = sequential(measure, asked)
        # The rule counts differences: where one is missing, more replications were lived.
        number = seen[stopped.replications - 1] if 0 < stopped.replications <= len(seen) else 1
    (answer,) = answers(runner, [scenario], number)
    return answer, stopped


def _verdict(
    answer: Answer, comparison: Comparison, stopped: Stopped | None, decision: Decided
) -> Verdict:
    figure = Figure.of(decision)
    cells = answer.drawn(figure)
    fixed = mean_of(answer.differences(figure).to_numpy())
    param = parameter_interval(cells) if min(cells.shape) >= 2 else None
    year = period_interval(cells) if len(cells) >= 2 and cells.size else None
    return Verdict(
        answer.scenario.name, answer.scenario.title, str(answer.base.path),
        str(answer.policy.path), answer.replications, len(cells),
        fixed, param, year,
        crossings(cells, decision.threshold), said(figure, fixed, cells, decision), stopped,
        comparison.notes,
    )  # fmt: skip


def _variants(
    study: Study, design: Design, scenario: Scenario, figure: Figure, runner: Runner
) -> list[Variant]:
    """Run the points of the design and give the paired difference at each."""
    points = {variant(scenario, point).name: point for point in design.plan(scenario, study.factor)}
    asked = [variant(scenario, point) for point in points.values()]
    return [
        Variant(
            scenario.name, one.scenario.name, points[one.scenario.name],
            mean_of(one.differences(figure).to_numpy()),
        )
        for one in answers(runner, asked, scenario.replications)
    ]  # fmt: skip


def _losers(
    study: Study, scenario: Scenario, answer: Answer, territory: Territory | None, tell: Step
) -> Loss | None:
    """Give the communes worst hit, where the study asks them."""
    if study.losers is None:
        return None
    tell(_STEPS["losers"].format(scenario.name))
    place = territory if territory is not None else scenario.load_territory()
    return losers(answer.base, answer.policy, place, study.losers)


def _explained(
    study: Study,
    scenario: Scenario,
    decision: Decided,
    runner: Runner,
    loss: Loss | None,
    tell: Step,
) -> Explained:
    figure = Figure.of(decision)
    screened, indices, bars = _sensitivity(study, scenario, figure, runner, tell)
    attributions: tuple[Attribution, ...] = ()
    flips: tuple[FlipPoint, ...] = ()
    if study.explain is not None and scenario.lever:
        tell(_STEPS["explain"].format(scenario.name))
        attributions = _attributions(study, study.explain, scenario, figure, runner)
    if study.flip is not None:
        swept = surface(scenario, figure, runner, study.flip.replications)
        found = []
        for factor in study.flip.swept(scenario):
            tell(_flip_step(scenario, factor))
            found.append(flip_point(scenario, factor, decision.threshold, swept, study.flip.steps))
        flips = tuple(found)
    return Explained(scenario.name, screened, indices, bars, attributions, flips, loss)


def _sensitivity(
    study: Study, scenario: Scenario, figure: Figure, runner: Runner, tell: Step
) -> tuple[tuple[Screened, ...], Indices | None, tuple[Bar, ...]]:
    if study.sensitivity is None:
        return (), None, ()
    tell(_STEPS["indices"].format(len(study.factor)))
    screened, indices = _indices(study, study.sensitivity, scenario, figure, runner)
    tell(_STEPS["tornado"])
    return screened, indices, _bars(study, study.sensitivity, scenario, figure, runner)


def _indices(
    study: Study, asked: Sensitivity, scenario: Scenario, figure: Figure, runner: Runner
) -> tuple[tuple[Screened, ...], Indices | None]:
    """Screen the factors, then give the Sobol indices of those kept."""
    evaluate = surface(scenario, figure, runner, asked.replications)
    ranges: Ranges = {one.path: one.bounds(scenario) for one in study.factor}
    screened = screen(evaluate, ranges, asked)
    kept = {one.path: ranges[one.path] for one in screened if one.kept}
    return screened, sobol(evaluate, kept, asked) if kept else None


def _bars(
    study: Study, asked: Sensitivity, scenario: Scenario, figure: Figure, runner: Runner
) -> tuple[Bar, ...]:
    """Give the bars of the tornado."""
    evaluate = surface(scenario, figure, runner, asked.replications)
    ranges: Ranges = {one.path: one.bounds(scenario) for one in study.factor}
    centre = {path: value for path in ranges if (value := central_of(scenario, path)) is not None}
    _, bars = tornado(evaluate, ranges, centre)
    return bars


def _attributions(
    study: Study, explain: Explain, scenario: Scenario, figure: Figure, runner: Runner
) -> tuple[Attribution, ...]:
    """Share the change of each figure asked between the levers."""
    figures = [Figure(name) for name in explain.indicators] or [figure]
    draws = explain.number_of_draws(scenario)
    return attribute(scenario, figures, runner, explain.replications, draws)


def steps_of(
    study: Study, scenarios: Sequence[Scenario], runner: Runner
) -> Iterator[tuple[str, Callable[[], object]]]:
    """Give each thing that a study asks of a runner, with its name in French.

    None needs another's answer to be asked: what shards do of one does not wait for the others.
    """
    figure = Figure.of(decision_of(study, scenarios[0]))
    for one in scenarios:
        yield f"réplications de {one.name}", partial(answered, study, one, runner)
        if study.design is not None:
            yield (
                f"plan d'expérience de {one.name}",
                partial(_variants, study, study.design, one, figure, runner),
            )
        asked, explain, flip = study.sensitivity, study.explain, study.flip
        if asked is not None:
            yield (
                f"Morris et Sobol de {one.name}",
                partial(_indices, study, asked, one, figure, runner),
            )
            yield f"tornade de {one.name}", partial(_bars, study, asked, one, figure, runner)
        if explain is not None and one.lever:
            yield (
                f"part de chaque levier de {one.name}",
                partial(_attributions, study, explain, one, figure, runner),
            )
        if flip is not None:
            swept = surface(one, figure, runner, flip.replications)
            for factor in flip.swept(one):
                yield (
                    f"point de bascule de {factor.path}, {one.name}",
                    partial(flip_point, one, factor, 0.0, swept, flip.steps),
                )
