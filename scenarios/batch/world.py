"""What a worker holds in memory, loaded once: the territory, its inputs, the runs of an order."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from pathlib import Path

from scenarios.batch.lease import Elsewhere
from scenarios.batch.order import Asked, Order, read_territory
from scenarios.draws import Draw, draws_of
from scenarios.manifest import TerritoryRecord, code_digest
from scenarios.own_stock_orders import one_set_of_shelves
from scenarios.run_folder import Question, RunFolder
from scenarios.scenario import Scenario
from scenarios.store import Store
from scenarios.territory_period import period_inputs
from twin.contracts import TwinInputs
from twin.tables import JumeauError
from twin.territory import Territory

Ground = tuple[str, str, int, int]
MOST_GROUNDS = 4
"""Territories and periods held at once by a worker, so that its memory stays bounded."""
MOST_INPUTS = 8
"""Inputs of runs held at once. The engine keeps the arrays of the last inputs it met, by their
identity: made again for each replication, they would be compiled again for each."""


class Grounds:
    """The common inputs of scenarios: those of each territory and period, made once.

    Parameters
    ----------
    scenarios
        All those of the order: what one of them needs to exist, empty, exists for all.
    territory_of
        Gives a territory by its name in the scenarios.
    """

    def __init__(
        self, scenarios: tuple[Scenario, ...], territory_of: Callable[[str], Territory]
    ) -> None:
        self._scenarios, self._territory_of = scenarios, territory_of
        self._places: dict[str, Territory] = {}
        self._held: OrderedDict[Ground, TwinInputs] = OrderedDict()
        self._lock = threading.Lock()

    def territory(self, scenario: Scenario) -> Territory:
        """Give the territory of a scenario, loaded once."""
        with self._lock:
            return self._territory(scenario.territory)

    def base(self, scenario: Scenario) -> TwinInputs:
        """Give the inputs of the reference situation, before any lever."""
        ground = _ground(scenario)
        with self._lock:
            if ground not in self._held:
                self._held[ground] = self._make(scenario)
                while len(self._held) > MOST_GROUNDS:
                    self._held.popitem(last=False)
            self._held.move_to_end(ground)
            return self._held[ground]

    def _territory(self, name: str) -> Territory:
        if name not in self._places:
            self._places[name] = self._territory_of(name)
        return self._places[name]

    def _make(self, scenario: Scenario) -> TwinInputs:
        base = reference_inputs(self._territory(scenario.territory), scenario)
        beside = [one for one in self._scenarios if _ground(one) == _ground(scenario)]
        # Grounds add up (empty bases); shelves would replace one another.
        one_set_of_shelves(beside)
        for other in beside:
            base = other.grounded(base)
        return base


_BARE: OrderedDict[tuple[object, ...], TwinInputs] = OrderedDict()
_BARE_LOCK = threading.Lock()


def reference_inputs(place: Territory, scenario: Scenario) -> TwinInputs:
    """Give the inputs of a territory and a period, remembered from one order to the next."""
    from scenarios.baseline import base_inputs

    # The function is part of the key: another one gives other inputs.
    key = (base_inputs, place.digest(), *_ground(scenario)[1:])
    with _BARE_LOCK:
        if key not in _BARE:
            _BARE[key] = period_inputs(place, scenario.start, scenario.days, scenario.warmup_days)
            while len(_BARE) > MOST_GROUNDS:
                _BARE.popitem(last=False)
        _BARE.move_to_end(key)
        return _BARE[key]


_COMPILED = threading.Event()


def compiled(inputs: TwinInputs, start: date) -> None:
    """Compile the kernel, or load it from its cache, once for each process."""
    from twin.engine.run import warm_up_compiler

    if not _COMPILED.is_set():
        warm_up_compiler(inputs, start)
        _COMPILED.set()


def _ground(scenario: Scenario) -> Ground:
    """Give what the common inputs of a scenario depend on."""
    return (scenario.territory, scenario.start.isoformat(), scenario.days, scenario.warmup_days)


class World:
    """The runs of an order, ready to be carried out in this process."""

    def __init__(self, order: Order, grounds: Grounds) -> None:
        self.order, self._grounds = order, grounds
        self._draws: dict[int, tuple[Draw, ...]] = {}
        self._folders: dict[int, RunFolder] = {}
        self._inputs: OrderedDict[tuple[int, int], TwinInputs] = OrderedDict()
        self._proven: set[int] = set()
        self._lock = threading.Lock()
        self.elsewhere = Elsewhere()

    @classmethod
    def load(cls, path: Path) -> World:
        """Make the world of an order that another process wrote.

        Raises
        ------
        JumeauError
            When this machine does not have the same code.
        """
        order = Order.load(path)
        if order.code != code_digest():
            raise JumeauError(
                f"{path}",
                "le code de cet ouvrier n'est pas celui du programme qui a lancé le calcul.",
                "Installez la même version partout, puis relancez.",
            )
        names: Mapping[str, str] = order.territories
        scenarios = tuple(one.scenario for one in order.asked)
        return cls(order, Grounds(scenarios, lambda name: read_territory(names[name])))

    def ready(self) -> None:
        """Compile the kernel (or load it from its cache) before anything is timed or shared."""
        asked = self.order.asked[0].scenario
        compiled(self._grounds.base(asked), asked.start)

    def folder(self, run: int) -> RunFolder:
        """Give the folder of a run."""
        with self._lock:
            if run not in self._folders:
                asked = self.order.asked[run]
                self._folders[run] = folder_of(
                    asked, self._grounds.territory(asked.scenario), self.order
                )
                self.elsewhere.look(self._folders[run])
            return self._folders[run]

    def inputs(self, run: int, draw: int) -> TwinInputs:
        """Give the inputs of a run at one draw (0 is the centre).

        Raises
        ------
        JumeauError
            When they are not those that the order was made with.
        """
        with self._lock:
            if held := self._inputs.get((run, draw)):
                self._inputs.move_to_end((run, draw))
                return held
        made = self._made(run, draw)
        with self._lock:
            held = self._inputs.setdefault((run, draw), made)
            while len(self._inputs) > MOST_INPUTS:
                self._inputs.popitem(last=False)
        return held

    def _made(self, run: int, draw: int) -> TwinInputs:
        """Make the inputs of a run at one draw, those of draw 0 proven first."""
        asked = self.order.asked[run]
        base = self._grounds.base(asked.scenario)
        centre = asked.scenario.inputs(base) if draw == 0 or run not in self._proven else None
        if centre is not None and run not in self._proven:
            if centre.digest() != asked.inputs_digest:
                raise JumeauError(
                    f"scénario {asked.scenario.name}",
                    "les données lues par cet ouvrier ne sont pas celles du calcul.",
                    "Donnez à toutes les machines le même dossier de territoire, puis relancez.",
                )
            self._proven.add(run)
        if draw == 0 and centre is not None:
            return centre
        return asked.scenario.inputs(base, self._draw(run, draw))

    def trunk_draw(self, run: int, draw: int) -> int:
        """Give the draw of the reference that lives the same past as a draw of a policy."""
        reference = self.order.asked[self.order.asked[run].reference].scenario
        return draw if reference.draws else 0

    def _draw(self, run: int, draw: int) -> Draw | None:
        if draw == 0:
            return None
        with self._lock:
            if run not in self._draws:
                self._draws[run] = draws_of(self.order.asked[run].scenario)
            return self._draws[run][draw - 1]


def folder_of(asked: Asked, territory: Territory, order: Order) -> RunFolder:
    """Give the folder of a run."""
    record = TerritoryRecord(
        code=territory.code,
        name=territory.name,
        vintage=territory.vintage,
        digest=territory.digest(),
        sources=tuple(asdict(source) for source in territory.sources),
        hospitals={hospital.id: hospital.name for hospital in territory.own("hospital")},
        access_rules=len(territory.access_rules),
    )
    question = Question(
        asked.scenario, asked.digest, order.code, asked.inputs_digest, record, asked.shelves
    )
    return RunFolder(Store(order.runs_folder).folder(asked.scenario.name, asked.digest), question)


@lru_cache(maxsize=2)
def world_of(order: str) -> World:
    """Load the world of an order, ready, once for each worker process."""
    world = World.load(Path(order))
    world.ready()
    return world
