"""A scenario: a question, a territory, a period, and the levers that answer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializeAsAny,
    ValidationError,
    field_validator,
)
from pydantic_core import PydanticCustomError

from scenarios.chain import LIBRARY, PILOT, library_names
from scenarios.hidden_faults import hidden_faults
from scenarios.lever import LeverModel, build
from scenarios.lever_files import with_files
from scenarios.lever_words import Code, problem
from scenarios.occupancy import occupancy_of
from scenarios.question import Decision, Precision
from scenarios.reading import in_french, in_order, read_source
from scenarios.scenario_faults import Fault, faults_of
from scenarios.scenario_schema import scenario_schema
from scenarios.study_file import refuse_study
from scenarios.uncertain import Uncertain
from scenarios.words import near
from twin.tables import JumeauError, refuse

if TYPE_CHECKING:
    from scenarios.draws import Draw
    from twin.contracts import TwinInputs
    from twin.territory import Territory

__all__ = [
    "LIBRARY",
    "PILOT",
    "Decision",
    "Precision",
    "Scenario",
    "find_scenario",
    "library",
    "load_scenario",
    "scenario_schema",
]

COUNTED = (
    "Lits comptés au départ : les urgences sont vides à minuit le premier jour (sauf qui attend un "
    "lit), leurs durées de ce jour sont un peu basses ; ce qui reste de chaque séjour suit la loi "
    "des séjours en cours d'un service à l'équilibre."
)
AnyLever = Annotated[SerializeAsAny[LeverModel], BeforeValidator(build)]


class Scenario(BaseModel):
    """What a person asks of the twin; written in TOML, every key checked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = Field(1, description="Version de ce format de fichier.")
    extends: str = Field(
        "",
        description="Fichier, ou nom de la bibliothèque, que celui-ci reprend : ses clés "
        "remplacent les siennes, ses leviers s'ajoutent aux siens.",
    )
    name: str = Field(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80, description="Nom court, sans accent."
    )
    title: str = Field(min_length=1, description="Titre à l'écran.")
    question: str = Field(min_length=1, description="La question posée, en une phrase.")
    territory: Code = Field(PILOT, description="« pilote », ou le dossier d'un territoire.")
    start: date = Field(
        ge=date(2010, 1, 1), le=date(2060, 12, 31), description="Premier jour mesuré."
    )
    days: int = Field(strict=True, ge=1, le=3660, description="Jours mesurés.")
    warmup_days: int = Field(
        7, strict=True, ge=0, le=366, description="Jours simulés avant, non mesurés."
    )
    replications: int = Field(
        20, strict=True, ge=1, le=100_000, description="Répétitions de chaque tirage."
    )
    seed: int = Field(
        2026, strict=True, ge=0, lt=2**63, description="Graine des nombres aléatoires."
    )
    draws: int = Field(
        0, strict=True, ge=0, le=10_000, description="Tirages des intervalles ; 0 : le centre."
    )
    agents: bool = Field(
        True, strict=True, description="Les acteurs réagissent (renforts) quand c'est plein."
    )
    occupancy: str = Field(
        "",
        description="Fichier CSV des lits occupés au premier jour (finess;secteur;occupes), depuis "
        "le dossier de celui-ci ; demande warmup_days = 0. Absent : l'occupation moyenne.",
    )
    assumptions: dict[str, Uncertain] = Field(
        default_factory=dict,
        description="Valeurs d'hypothèses du modèle, pour la référence comme pour la politique.",
    )
    decision: Decision | None = Field(None, description="Le chiffre qui décide de la réponse.")
    precision: Precision | None = Field(
        None, description="La précision voulue ; elle choisit le nombre de répétitions."
    )
    lever: tuple[AnyLever, ...] = Field((), description="Les leviers, dans l'ordre.")

    @field_validator("start", mode="before")
    @classmethod
    def _a_bare_date(cls, value: object) -> object:
        if isinstance(value, int | float):
            raise problem(f"{value} n'est pas une date ; écrivez-la sans guillemets : 2026-01-12")
        return value

    @property
    def last_day(self) -> date:
        """Give the last measured day."""
        return self.start + timedelta(days=self.days - 1)

    @property
    def first_day(self) -> date:
        """Give the first simulated day, warm-up included."""
        return self.start - timedelta(days=self.warmup_days)

    @property
    def period(self) -> str:
        """Give the label of the measured period, "2026-01-12/2026-02-08"."""
        return f"{self.start.isoformat()}/{self.last_day.isoformat()}"

    def plain(self) -> dict[str, Any]:
        """Give the scenario as a file would hold it (JSON types only)."""
        return self.model_dump(mode="json", by_alias=True)

    def changed(self, **options: int | None) -> Self:
        """Give the scenario with some keys changed from the command line (None: unchanged).

        Raises
        ------
        JumeauError
            When a lever's date then falls out of the period.
        """
        said = {key: value for key, value in options.items() if value is not None}
        scenario = type(self).model_validate({**dict(self), **said})
        place = ", ".join(f"--{key} {value}" for key, value in said.items())
        refuse([_loose_fault(place, fault) for fault in scenario.faults()])
        return scenario

    def faults(self, territory: Territory | None = None) -> list[Fault]:
        """Give what contradicts itself or the territory: key, problem, remedy."""
        return [*with_files(self.lever, Path())[1], *faults_of(self, territory)]

    def check(self, territory: Territory | None = None) -> None:
        """Refuse, all at once, what contradicts itself or the territory (for a scenario composed).

        Raises
        ------
        JumeauError
            With every fault; a scenario read from a file is already checked.
        """
        place = f"scénario {self.name}"
        refuse([_loose_fault(place, fault) for fault in self.faults(territory)])

    def notes(self) -> tuple[str, ...]:
        """Give in French what the reader of the answer must know about the levers."""
        said = [COUNTED] if self.occupancy else []
        said += [note for lever in self.lever for note in lever.notes(self.start)]
        return tuple(dict.fromkeys(said))

    def load_territory(self) -> Territory:
        """Give the territory that the scenario names."""
        from twin.territory import Territory

        return (
            Territory.pilot() if self.territory == PILOT else Territory.load(Path(self.territory))
        )

    def baseline(self, territory_code: str) -> Self:
        """Give the same question with no lever: the reference; its assumptions are the same."""
        vary = any(not law.fixed for law in self.assumptions.values())
        return self.model_copy(
            update={
                "name": f"reference-{territory_code.lower()}",
                "title": "Référence : aucune mesure",
                "question": "Que se passe-t-il si rien ne change ?",
                "lever": (),
                "draws": self.draws if vary else 0,
            }
        )

    def grounded(self, base: TwinInputs) -> TwinInputs:
        """Give the inputs with what the levers need to exist, empty; done twice, it is as once."""
        for lever in self.lever:
            base = lever.starting(self.start).ground(base)
        return base

    def in_turn(self) -> list[tuple[int, LeverModel]]:
        """Give the levers with their rank from 0, those that count on the others at the end."""
        return sorted(enumerate(self.lever), key=lambda one: one[1].comes_last)

    def inputs(self, base: TwinInputs, draw: Draw | None = None) -> TwinInputs:
        """Give the twin's inputs: assumptions, then each lever in turn, on those of the reference.

        Levers that count on what the others leave (`comes_last`) come after them.

        Parameters
        ----------
        draw
            The probabilities to read the uncertain values at; None takes the centre of each
            (draw 0).
        """
        if self.occupancy:
            base = replace(base, present=occupancy_of(self.occupancy))
        if not self.agents:
            base = replace(base, policies=replace(base.policies, active=False))
        base = self._assumed(self.grounded(base), None if draw is None else draw.model)
        for rank, lever in self.in_turn():
            drawn = lever.resolve(None if draw is None else draw.levers[rank])
            base = drawn.starting(self.start).living(self.first_day).apply(base)
        return base

    def _assumed(self, base: TwinInputs, quantiles: Mapping[str, float] | None) -> TwinInputs:
        """Give the inputs at the values of the assumptions, in alphabetical order."""
        if not self.assumptions:
            return base
        from scenarios.assumptions import by_id

        factors = by_id()
        for key, law in sorted(self.assumptions.items()):
            drawn = None if quantiles is None or law.fixed else law.quantile(quantiles[key])
            base = factors[key].apply(base, law.central if drawn is None else drawn)
        return base

    def with_value(self, path: str, value: Any) -> Self:
        """Give the scenario with another value at a path, for designs and turning points.

        Parameters
        ----------
        path
            `lever.1.share_lost` (levers are numbered from 1), `lever.2.staff.share`, or
            `assumptions.physician_hours`.
        value
            What a file may hold there: a number, an interval, a law. A count is rounded; a share
            of a closure makes the others scale, so that they still add up to 1.

        Raises
        ------
        JumeauError
            When nothing is at this path, or the value is refused there.
        """
        kind, _, rest = path.partition(".")
        try:
            if kind == "assumptions":
                return self._with_assumption(rest, value)
            number, _, key = rest.partition(".")
            if kind == "lever" and number.isdigit() and 1 <= int(number) <= len(self.lever) and key:
                levers = list(self.lever)
                levers[int(number) - 1] = levers[int(number) - 1].with_value(key, value)
                return self.model_copy(update={"lever": tuple(levers)})
        except ValidationError as error:
            one = error.errors(include_url=False)[0]
            _, text, remedy = in_french(one, Scenario, {})
            raise JumeauError(f"{path} = {value}", text, remedy) from None
        except PydanticCustomError as error:
            text = str((error.context or {}).get("problem", error))
            raise JumeauError(f"{path} = {value}", f"{text}.", "Corrigez la valeur.") from None
        known = [f"lever.{rank}.{key}" for rank, lever in enumerate(self.lever, 1)
                 for key in lever.values()]  # fmt: skip
        raise JumeauError(
            f"scénario {self.name}", f"aucune valeur « {path} ».",
            f"{near(path, known)}Valeurs : {', '.join([*known, 'assumptions.*'])}.",
        )  # fmt: skip

    def _with_assumption(self, key: str, value: Any) -> Self:
        from scenarios.assumptions import by_id

        if key not in by_id():
            raise JumeauError(
                f"scénario {self.name}", f"hypothèse « {key} » inconnue du modèle.",
                f"{near(key, list(by_id()))}Hypothèses : {', '.join(by_id())}.",
            )  # fmt: skip
        try:
            held = {**self.assumptions, key: Uncertain.of(value)}
        except ValueError as error:
            raise problem(str(error)) from None
        return self.model_copy(update={"assumptions": held})


def _loose_fault(place: str, fault: Fault) -> JumeauError:
    """Give a fault of a scenario that is in no file."""
    key, text, remedy = fault
    if key[:1] == ("lever",):
        inner = ", ".join([f"levier {int(key[1]) + 1}", ".".join(str(part) for part in key[2:])])
    else:
        inner = ".".join(str(part) for part in key)
    return JumeauError(place, f"{inner.rstrip(', ')} : {text}", remedy)


def load_scenario(
    path: Path, *, territory: Territory | None = None, check_sites: bool = True
) -> Scenario:
    """Read a scenario file and refuse, all at once, everything that is wrong in it.

    Parameters
    ----------
    territory
        The territory to check the sites against; loaded from the file's own key when None.
    check_sites
        False leaves the sites unchecked (the territory is then not read).

    Raises
    ------
    JumeauError
        File absent, not TOML, unknown keys or levers, refused values, unknown sites.
    """
    refuse_study(path)
    source = read_source(path, Scenario, _STAND_IN)
    faults = [*source.faults]
    scenario: Scenario | None = source.model
    if scenario is not None:
        place = territory if check_sites else None
        out: dict[int, Any] = {}
        placed, unread = with_files(scenario.lever, path.parent, source.ranks)
        scenario = scenario.model_copy(update={"lever": placed})
        if scenario.occupancy:
            counted = str((path.parent / scenario.occupancy).resolve())
            scenario = scenario.model_copy(update={"occupancy": counted})
        faults += [source.fault(*fault) for fault in unread]
        folder = _folder(scenario, path)
        if folder is not None and not folder.is_dir():
            faults.append(
                source.fault(
                    ("territory",),
                    f"dossier de territoire introuvable : {folder}.",
                    "Écrivez « pilote », ou le dossier fait par `jumeau territory build`.",
                )
            )
        else:
            if folder is not None:
                scenario = scenario.model_copy(update={"territory": str(folder)})
            levers = source.chain.data.get("lever")
            tables = dict(enumerate(levers)) if isinstance(levers, list) else {}
            out = {rank: one for rank, one in tables.items() if rank not in source.ranks}
            wanted = (scenario.lever or scenario.decision or scenario.precision or out
                      or scenario.occupancy)  # fmt: skip
            if place is None and check_sites and wanted and "territory" not in source.refused:
                place = scenario.load_territory()
        dated = not source.refused & {"start", "days"}
        said = {fault.place for fault in faults} | {fault.problem for fault in faults}
        for more in hidden_faults(scenario, out, place, dated=dated):
            one = source.fault(*more)
            # Several rules of a lever may be broken, each at the place of the lever itself.
            if (one.problem if len(more[0]) == 2 else one.place) not in said:
                faults.append(one)
        found = faults_of(scenario, place, ranks=source.ranks, dated=dated)
        faults += [source.fault(*fault) for fault in found if fault[0][0] not in source.refused
                   or fault[0][0] == "lever"]  # fmt: skip
    refuse(in_order(faults))
    if scenario is None:
        raise AssertionError("a file without fault is a scenario")
    return scenario


_STAND_IN = {"name": "x", "title": "x", "question": "x", "start": date(2026, 1, 1), "days": 3660}
"""What stands for a refused key while the others are checked."""


def _folder(scenario: Scenario, path: Path) -> Path | None:
    """Give the folder of the territory, from the file that names it; None for the pilot."""
    if scenario.territory == PILOT:
        return None
    return (path.parent / scenario.territory).resolve()


def find_scenario(name_or_path: str, *, check_sites: bool = True) -> Scenario:
    """Give the scenario of a file, or the one of the library that has this name."""
    path = Path(name_or_path)
    if path.suffix == ".toml" or path.is_file():
        return load_scenario(path, check_sites=check_sites)
    names = library()
    if name_or_path in names:
        return load_scenario(LIBRARY / f"{name_or_path}.toml", check_sites=check_sites)
    raise JumeauError(
        f"scénario « {name_or_path} »",
        "ni un fichier, ni un nom de la bibliothèque.",
        f"{near(name_or_path, list(names))}Bibliothèque : {', '.join(names)}.",
    )


def library() -> tuple[str, ...]:
    """Give the names of the scenarios that come with Jumeau."""
    return library_names()
