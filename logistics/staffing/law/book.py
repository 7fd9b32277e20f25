"""The whole pack: the rules found in their folder, and what they ask of a problem."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from logistics.staffing.forms import Clause, Cover
from logistics.staffing.law import rules
from logistics.staffing.law.rule import Rule
from logistics.staffing.law.world import World
from logistics.staffing.problem.problem import Problem


@cache
def _modules() -> tuple[ModuleType, ...]:
    names = sorted(m.name for m in iter_modules(rules.__path__))
    return tuple(import_module(f"{rules.__name__}.{name}") for name in names)


def every_rule() -> tuple[Rule, ...]:
    """Give every rule, in alphabetical order of their names."""
    return tuple(module.RULE for module in _modules())


def rule_of(key: str) -> Rule:
    """Give a rule by its name."""
    return next(rule for rule in every_rule() if rule.id == key)


def _holding(problem: Problem, verb: str) -> Iterator[tuple[Rule, ModuleType]]:
    """Give the hard rules in force that have something to say to the solver."""
    for module in _modules():
        rule: Rule = module.RULE
        if rule.hard and rule.valid_from <= problem.last_day and hasattr(module, verb):
            yield rule, module


def clauses(
    problem: Problem, world: World | None = None, *, only: Collection[int] | None = None
) -> list[Clause]:
    """Give what the hard rules ask of each person, in the forms of the solver.

    Parameters
    ----------
    world
        The world of the problem, where it is already built.
    only
        Ranks of the persons whose rules are wanted; None: everybody.
    """
    here = world or World.of(problem)
    return [
        clause
        for rule, module in _holding(problem, "clauses")
        for rank, person in enumerate(problem.person)
        if only is None or rank in only
        if not rule.population or person.status in rule.population
        for clause in module.clauses(here, rank)
    ]


def forbidden(problem: Problem, world: World | None = None) -> Iterator[tuple[str, int, int, int]]:
    """Give the cells that a rule forbids outright: rule, person, day, shift."""
    here = world or World.of(problem)
    for rule, module in _holding(problem, "forbidden"):
        for rank, person in enumerate(problem.person):
            if not rule.population or person.status in rule.population:
                for day, shift in module.forbidden(here, rank):
                    yield rule.id, rank, day, shift


def covers(problem: Problem, world: World | None = None) -> list[Cover]:
    """Give the minimum staff that the rules ask for."""
    here = world or World.of(problem)
    return [
        cover for _, module in _holding(problem, "covers") for cover in module.covers(here)
    ]  # fmt: skip
