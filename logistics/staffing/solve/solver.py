"""Solves a rostering problem: the constraint model and whole rosters, side by side.

1. CP-SAT begins (`direct`): it ends small problems with a proof and gives the others a first
   roster. On two threads it goes on beside the rest as long as it is ahead; on one thread it has
   a share of the budget, less once it stands still.
2. A first team is made person by person (`greedy`), on large problems before CP-SAT, which then
   begins near it; column generation over the whole team gives a proven bound (`generation`).
3. Dives make whole teams; an integer master (`assemble`) and neighbourhoods improve them.
4. Where no legal team was found, CP-SAT goes on looking for one, or proves that there is none.

Stopped at any time, the best roster so far is given with what is proven of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from logistics.staffing.forms import Instance
from logistics.staffing.solve.assemble import NODES_A_UNIT, assemble, candidates
from logistics.staffing.solve.budget import Budget
from logistics.staffing.solve.direct import Direct, solve_directly
from logistics.staffing.solve.dive import cost_of, dive
from logistics.staffing.solve.generation import BEAMS, Generator
from logistics.staffing.solve.graph import TooLarge
from logistics.staffing.solve.greedy import answer_in_turn
from logistics.staffing.solve.master import Rows
from logistics.staffing.solve.mend import mend
from logistics.staffing.solve.neighbourhoods import Neighbourhoods
from logistics.staffing.solve.pricing import Pricer
from logistics.staffing.solve.solution import Best, Progress, Solution

DIRECT_SHARE = 0.35
"""Share of the budget that the constraint model has at most, before it is compared."""
STALL_SHARE = 0.2
"""Share of the budget without a better roster after which the constraint model stands still."""
LEAST_STALL_S = 1.5
"""Seconds that it has in any case."""
LARGE = 8_000
"""Cells (person, day, shift) beyond which the constraint model needs a first team to begin near."""
FIRST_SHARE = 0.2
"""Share of the budget that the first team may take at most."""
ROOT_SHARE = 0.5
"""Share of the budget that the root may take at most."""
EARLY_SHARE = 0.2
"""Share of the budget after which a root that is not closed is left for a quick dive."""
AGAIN_SHARE = 0.7
"""Share of the budget left for the constraint model where whole rosters gained nothing."""
DIVE_SHARE = 0.4
"""Share of the budget left that one dive may take at most."""
DIVES = 2
ASSEMBLY_S = 15.0
"""Seconds of one integer master; SCIP cannot be interrupted from another thread without noise on
the screen, so this is also the most that an answer can wait for it."""
GROUPS = 10
"""Groups tried between two looks at the whole team."""
ROUGHEST = 1e6
"""Highest cost of a forbidden unit in the master."""


def solve(
    instance: Instance,
    *,
    seconds: float = 60.0,
    workers: int = 2,
    seed: int = 1,
    deterministic: float | None = None,
    start: NDArray[np.int16] | None = None,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> Solution:
    """Find a cheap legal roster and prove a bound.

    Parameters
    ----------
    seconds
        Wall time allowed.
    workers
        Threads.
    deterministic
        Work allowed instead of time (about seconds): one thread, the same answer each time.
    start
        A roster to begin from.
    progress
        Called with (cost, bound, seconds) at each improvement.
    stop
        Asked now and then; True ends the search with the best so far.
    """
    budget = Budget(seconds, deterministic, stop)
    best = Best(instance, budget, progress)
    if start is not None:
        best.offer(start)
    workers = 1 if deterministic is not None else workers
    large = instance.allowed.size > LARGE
    beside = None if large else _begin(best, workers, seed, start)
    try:
        if best.over():
            return best.solution()
        try:
            pricer = Pricer(instance)
        except TooLarge:
            if beside is not None:
                beside.end()
            _only_directly(best, workers, seed)
            return best.solution()
        generator = Generator(pricer, budget, workers, beside)
        try:
            _Search(generator, best, workers, seed, direct_waits=large).run()
        finally:
            beside = generator.beside
            generator.close()
    finally:
        if beside is not None:
            beside.end()
    return best.solution()


def _begin(best: Best, workers: int, seed: int, hint: NDArray[np.int16] | None) -> Direct | None:
    """Begin with the constraint model; give the search that goes on beside, if one does."""
    budget = best.budget
    if DIRECT_SHARE <= 0 or budget.left() <= 0:
        return None
    if budget.units is not None:
        solve_directly(best.instance, best, share=DIRECT_SHARE, seed=seed, hint=hint)
        return None
    search = Direct(best.instance, best, allowed=budget.left(), seed=seed, hint=hint)
    search.begin()
    try:
        stall = max(LEAST_STALL_S, STALL_SHARE * budget.left())
        # Small problems end here; with two threads the others go on at once.
        search.wait(LEAST_STALL_S if workers > 1 else DIRECT_SHARE * budget.left(), stall)
    except BaseException:
        search.end()
        raise
    if workers > 1 and search.alive():
        return search
    search.end()
    return None


def _only_directly(best: Best, workers: int, seed: int) -> None:
    """Leave the rest of the budget to the constraint model."""
    if not best.over():
        solve_directly(best.instance, best, workers=workers, seed=seed, hint=best.roster)


class _Search:
    """The search by whole rosters."""

    def __init__(
        self, generator: Generator, best: Best, workers: int, seed: int, direct_waits: bool
    ) -> None:
        self.direct_waits, self.mine, self.before = direct_waits, math.inf, -math.inf
        generator.look = self._compare
        self.generator, self.best, self.workers, self.seed = generator, best, workers, seed
        self.rng = np.random.default_rng(seed)
        self.everyone = list(generator.persons)
        self.team: list[int] | None = None
        self.pending: Future[dict[int, int] | None] | None = None
        self.assembled = self.dives = 0
        self.background: ThreadPoolExecutor | None = None

    def run(self) -> None:
        """Bound, dive, improve, until proven or out of budget."""
        best = self.best
        if not all(self._any(p) for p in self.everyone):
            return
        self._adopt()
        left = best.budget.left()
        share = FIRST_SHARE if self.team is None else FIRST_SHARE / 2
        self._take(answer_in_turn(self.generator, self.rng, (1 - share) * left))
        if self.direct_waits:
            hint = best.roster if best.roster is not None else roster_of(self.generator, self.team)
            self.generator.beside = _begin(best, self.workers, self.seed, hint)
            self._adopt()
        self.before = math.inf if best.cost is None else best.cost
        self._root(EARLY_SHARE)
        if not self.root.closed and not best.over():
            # Time may be short: a rough team now, the rest of the bound after it.
            self._dive(rounds=3, parts=3)
            self.dives = 0
            self._mend()
            self._root(ROOT_SHARE - EARLY_SHARE, self.root.prices)
        if not self.root.closed and self.beside is None:
            if best.cost is None:
                # Too large to be bounded in time: a legal team first.
                self._legal(0.3)
            elif self.mine >= self.before:
                # Too large for whole rosters in the time given: the constraint model again.
                self._legal(AGAIN_SHARE)
        self.background = ThreadPoolExecutor(1) if self.workers > 1 else None
        try:
            while not best.over():
                self._adopt()
                self._compare()
                if self.dives < DIVES:
                    self._dive()
                    self._mend()
                if self.dives >= DIVES and not best.over() and not self._team_is_legal():
                    self._harden()
                    continue
                self._assemble()
                self._improve()
        finally:
            if self.background is not None:
                self.background.shutdown(wait=True, cancel_futures=True)
            if self.pending is not None and self.pending.done() and not self.pending.cancelled():
                self._take(self.pending.result())

    @property
    def beside(self) -> Direct | None:
        """The constraint model that goes on beside, if it does."""
        return self.generator.beside

    def _adopt(self) -> None:
        """Take over the best roster known where it beats the team at hand."""
        best, generator = self.best, self.generator
        if best.roster is None or best.cost is None:
            return
        if self.team is not None:
            paid = cost_of(generator, self.team) + generator.rows.base
            if paid <= best.cost + 0.5:
                return
        self.team = generator.adopt(best.roster)

    def _compare(self) -> None:
        """Stop the constraint model beside once it had its share and is behind."""
        beside, budget = self.beside, self.best.budget
        if beside is None or not beside.alive():
            return
        late = budget.elapsed() > DIRECT_SHARE * budget.seconds
        still = budget.elapsed() - beside.moved > STALL_SHARE * budget.seconds
        gained = self.mine < min(self.before, beside.cost)
        if gained and (late or still):
            beside.end()

    def _root(self, share: float, prices: NDArray[np.float64] | None = None) -> None:
        """Generate columns for the whole team; the bound is proven."""
        generator = self.generator
        reserve = (1 - share) * self.best.budget.left()
        self.root = generator.run(
            self.everyone, generator.rows.need, prices=prices, reserve=reserve
        )
        self.best.prove(self.root.bound + generator.rows.base)
        self.moves = Neighbourhoods(generator, self.root.prices, self.rng)

    def _dive(self, rounds: int = 12, parts: int = 8) -> None:
        """Make a whole team; the first dive takes the largest shares, the others draw."""
        generator = self.generator
        target = math.inf if self.team is None else cost_of(generator, self.team) - 0.5
        found = dive(
            generator, self.everyone, generator.rows.need, self.root.prices, target,
            rng=None if self.dives == 0 else self.rng, begun=self.root,
            rounds=rounds, parts=parts, reserve=(1 - DIVE_SHARE) * self.best.budget.left(),
        )  # fmt: skip
        self.dives += 1
        self._take(found)

    def _improve(self) -> None:
        """Try some groups."""
        for _ in range(GROUPS):
            if self.team is None or self.best.over():
                return
            better = self.moves.step(self.team)
            if better is not None:
                self._take(dict(enumerate(better)))
            if self.pending is not None and self.pending.done():
                return

    def _team_is_legal(self) -> bool:
        """Say whether the team at hand breaks no hard need."""
        if self.team is None or self.best.cost is None:
            return False
        paid = cost_of(self.generator, self.team) + self.generator.rows.base
        return self.best.cost <= round(paid)

    def _mend(self) -> None:
        """Make the team at hand legal, where it is cheaper than the best legal one."""
        best, roster = self.best, roster_of(self.generator, self.team)
        if roster is None or self.team is None or best.over() or self._team_is_legal():
            return
        paid = cost_of(self.generator, self.team) + self.generator.rows.base
        if best.cost is not None and paid >= best.cost:
            return
        before = best.cost
        if mend(best, roster, self.rng, self.workers, self.seed) and best.cost != before:
            self.mine = min(self.mine, float(best.cost or 0))
            # From here on with what is legal, even if it costs more than the team it was made of.
            self.team = None
            self._adopt()

    def _harden(self) -> None:
        """Raise the cost of forbidden units; where that is done, ask the constraint model."""
        generator = self.generator
        if self.pending is not None:
            self.pending.result()
            self.pending = None
        self.dives = 0
        if generator.rows.rough < ROUGHEST:
            generator.rows = Rows.of(self.best.instance, 20 * generator.rows.rough)
            self._root(0.3)
        else:
            self._legal(0.5)
        self.team = None if self.best.roster is None else generator.adopt(self.best.roster)

    def _any(self, person: int) -> bool:
        """Make sure that a person has a legal roster; if not, the problem has none."""
        zero = np.zeros(len(self.generator.rows.need))
        self.generator.price([person], zero, 1, BEAMS[0])
        if self.generator.pools[person].size:
            return True
        for cap in BEAMS[1:]:
            found = self.generator.pricer.search(person, zero, cap=cap)
            if len(found.values):
                self.generator.keep(person, found.rosters, found.costs.tolist())
                return True
            if found.exact:
                self.best.prove_none()
                return False
        self._legal(1.0)
        return False

    def _take(self, found: dict[int, int] | None) -> None:
        """Keep a team if it is better, legal or not, and offer it."""
        if found is None:
            return
        generator = self.generator
        team = [found[p] for p in generator.persons]
        if self.team is not None and cost_of(generator, team) >= cost_of(generator, self.team):
            return
        self.team = team
        roster = roster_of(generator, team)
        if roster is not None and self.best.offer(roster):
            self.mine = float(self.best.cost or 0)

    def _assemble(self) -> None:
        """Look for the best team among the rosters known, beside the other moves if possible."""
        generator, best = self.generator, self.best
        if self.pending is not None:
            if not self.pending.done():
                return
            self._take(self.pending.result())
            self.pending = None
        if self.team is None or best.over():
            return
        if self.beside is not None and self.beside.alive():
            # It would be a third thread, and hold the answer back when the other one has ended.
            return
        self.assembled += 1
        target = cost_of(generator, self.team) - 0.5
        choice = candidates(
            generator, self.everyone, generator.rows.need, self.root.prices, self.root.bound,
            target, most=400 + 400 * min(self.assembled, 6),
        )  # fmt: skip
        units = best.budget.units is not None
        seconds = 600.0 if units else min(best.budget.left(), ASSEMBLY_S)
        nodes = 2 * NODES_A_UNIT if units else None
        if self.background is not None:
            self.pending = self.background.submit(assemble, choice, seconds=seconds, seed=self.seed)
            return
        self._take(assemble(choice, seconds=seconds, nodes=nodes, seed=self.seed))
        best.budget.spent += 1.0

    def _legal(self, share: float) -> None:
        """Look for a legal roster with the constraint model, or for the proof that none is."""
        generator, best, hint = self.generator, self.best, roster_of(self.generator, self.team)
        if self.beside is not None and self.beside.alive():
            # It is at it already; what it finds is taken over.
            until = best.budget.elapsed() + share * best.budget.left()
            while self.beside.alive() and best.cost is None and best.budget.elapsed() < until:
                self.beside.wait(min(until, best.budget.elapsed() + 1.0), math.inf)
            self.team = self.team if best.roster is None else generator.adopt(best.roster)
            return
        solve_directly(
            best.instance, best, share=share, workers=self.workers, seed=self.seed, hint=hint
        )
        if best.roster is not None:
            self.team = generator.adopt(best.roster)


def roster_of(generator: Generator, team: list[int] | None) -> NDArray[np.int16] | None:
    """Give the roster of a team, legal or not."""
    if team is None:
        return None
    return np.array([p.rosters[r] for p, r in zip(generator.pools, team, strict=True)])
