"""A lever: one decision that someone could take, as a pure change of the twin's inputs."""

from __future__ import annotations

import importlib
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from scenarios.area import Area
from scenarios.claims import Claim
from scenarios.lever_words import WARD_WORDS, Code, problem
from scenarios.uncertain import Count, Uncertain
from scenarios.words import near
from twin.tables import JumeauError
from twin.territory.facility import Line

if TYPE_CHECKING:
    from twin.contracts import TwinInputs

__all__ = ["Code", "Lever", "LeverModel", "build", "lever_kinds", "problem"]


UNCHECKED = {"contradictions": "unchecked"}
"""Context of a validation that lets values through that are wrong together, to name them all."""
Wrong = tuple[tuple[str, ...], str]
"""Keys that are wrong together, and the message ("problem ; remedy"), in French."""


class Lever(Protocol):
    """Anything that turns inputs into other inputs, and leaves the old ones as they were."""

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Give the inputs as they are once the decision is taken."""
        ...


class LeverModel(BaseModel, ABC):
    """What every lever of a file says: which one, why, from where, from when to when."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    label: ClassVar[str] = ""
    """Name on screen, in French."""
    unknown_site: ClassVar[str] = ""
    """What to add where a site named is not among the departments of the territory, in French."""
    comes_last: ClassVar[bool] = False
    """Whether it counts on what the others leave: it is then applied after them, whatever its place
    in the file."""

    kind: str = Field(description="Nature du levier (nom de son fichier, tirets pour soulignés).")
    reason: str = Field(min_length=1, description="Pourquoi ce levier, en une phrase.")
    source: str = Field("assumed", description="D'où viennent ses nombres ; « assumed » sinon.")
    start: date | None = Field(
        None, description="Premier jour d'effet ; absent : premier jour mesuré."
    )
    end: date | None = Field(None, description="Dernier jour d'effet, compris ; absent : jamais.")

    @field_validator("start", "end", mode="before")
    @classmethod
    def _a_bare_date(cls, value: object, info: ValidationInfo) -> object:
        if isinstance(value, int | float) and not isinstance(value, bool):
            raise problem(
                f"{value} n'est pas une date ; écrivez-la sans guillemets : "
                f"{info.field_name} = 2026-01-12"
            )
        return value

    @field_validator("*")
    @classmethod
    def _each_name_once(cls, value: object) -> object:
        """Refuse the same hospital, ward or post twice in a list: its effect would count twice."""
        if isinstance(value, tuple):
            for rank, one in enumerate(value):
                if one in value[:rank]:
                    said = WARD_WORDS.get(one, one) if isinstance(one, str) else one
                    raise problem(f"« {said} » est écrit deux fois ; gardez-en un seul")
        return value

    def contradictions(self) -> Iterator[Wrong]:
        """Give what is wrong in values that, one by one, are right (nothing here)."""
        return iter(())

    @model_validator(mode="after")
    def _hold_together(self, info: ValidationInfo) -> Self:
        if info.context != UNCHECKED:
            for _, text in self.contradictions():
                raise problem(text)
        return self

    @abstractmethod
    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Give the inputs as they are once the decision is taken."""

    def ground(self, inputs: TwinInputs) -> TwinInputs:
        """Give the inputs with what must exist, empty, in the reference too (nothing here).

        Applied to the reference as to the policy, before any lever: it changes no behaviour (a
        base with no team), and done twice it changes nothing more.
        """
        return inputs

    def hospitals(self) -> Mapping[str, str]:
        """Give the hospitals named, by key of the file, so that unknown ones are refused."""
        return {}

    def places(self) -> Mapping[str, tuple[str, str]]:
        """Give the other facilities named, by key of the file: kind (`smur`, `samu`...) and id."""
        return {}

    def files(self) -> Mapping[str, str]:
        """Give the files that the lever reads, by key of the file that names them."""
        return {}

    def read_files(self) -> None:
        """Read those files and forget them; raise `JumeauError` when one is wrong."""

    def read_file(self, key: str) -> None:
        """Read the file of one key, the other values of the lever being perhaps not said yet.

        Raises
        ------
        JumeauError
            When that file is wrong by itself.
        """
        self.read_files()

    def lines(self) -> Mapping[str, tuple[str, Line]]:
        """Give, by field, the hospital and the line of beds that the lever counts on."""
        return {}

    def claims(self) -> tuple[Claim, ...]:
        """Give what the lever takes hold of (nothing here), once it knows its first day."""
        return ()

    def notes(self, start: date) -> tuple[str, ...]:
        """Give, in French sentences, what the reader must know (nothing here).

        Parameters
        ----------
        start
            First measured day, from which a lever without its own first day is in force.
        """
        return ()

    def beyond(self, first: date, last: date) -> Iterator[tuple[str, str, str]]:
        """Give the dates of its own that the measured period leaves out (nothing here).

        Yields
        ------
        tuple of str
            Key, problem, remedy, in French.
        """
        return iter(())

    def areas(self) -> dict[str, Area]:
        """Give the areas said, by field."""
        values = ((name, getattr(self, name)) for name in type(self).model_fields)
        return {name: value for name, value in values if isinstance(value, Area)}

    def starting(self, first_measured_day: date) -> Self:
        """Give the lever with its first day, which is the first measured day when not said."""
        return self if self.start else self.model_copy(update={"start": first_measured_day})

    def living(self, first_day: date) -> Self:
        """Give the lever told the first simulated day, warm-up included (nothing to do here)."""
        return self

    def values(self) -> dict[str, Uncertain]:
        """Give the values that may be uncertain, by path ("share_lost", "staff.share")."""
        return dict(_values(self, ""))

    def intervals(self) -> dict[str, Uncertain]:
        """Give the values that are not known exactly, by path, in declared order."""
        return {path: law for path, law in self.values().items() if not law.fixed}

    def resolve(self, quantiles: Mapping[str, float] | None = None) -> Self:
        """Give the lever with fixed values only.

        Parameters
        ----------
        quantiles
            Probability to read each interval at, by path; None takes the mean of each.
        """
        return self.replaced(
            {
                path: law.at(law.central if quantiles is None else law.quantile(quantiles[path]))
                for path, law in self.intervals().items()
            }
        )

    def replaced(self, values: Mapping[str, Uncertain]) -> Self:
        """Give the lever with other values at some paths, unchecked."""
        return _replaced(self, values)

    def with_value(self, path: str, value: Any) -> Self:
        """Give the lever with another value at a path of its keys; a count is rounded.

        Raises
        ------
        JumeauError
            When the lever has no such path.
        pydantic.ValidationError
            When the lever refuses the value.
        """
        known = self.values()
        if isinstance(known.get(path), Count) and isinstance(value, float):
            value = int(Count(0, 0).at(value).low)
        held = self.model_dump(mode="json", by_alias=False)
        table, names = held, path.split(".")
        if names[0] not in held:
            aliases = {info.alias: name for name, info in type(self).model_fields.items()}
            names[0] = str(aliases.get(names[0], names[0]))
        for name in names[:-1]:
            table = table[name] if isinstance(table.get(name), dict) else {}
        if names[-1] not in table:
            raise JumeauError(
                f"levier {self.kind}", f"valeur « {path} » inconnue.",
                f"{near(path, list(known))}Valeurs : {', '.join(known)}.",
            )  # fmt: skip
        table[names[-1]] = value.plain() if isinstance(value, Uncertain) else value
        return type(self).model_validate(held)

    def moments(self) -> tuple[datetime, datetime | None]:
        """Give the local moments of effect: midnight of `start`, midnight after `end`.

        Raises
        ------
        ValueError
            When the first day is not known (call `starting` first).
        """
        if self.start is None:
            raise ValueError("a lever needs its first day: call starting(first_measured_day)")
        after = None if self.end is None else datetime.combine(self.end, time()) + timedelta(1)
        return datetime.combine(self.start, time()), after


def _values(model: BaseModel, before: str) -> Iterator[tuple[str, Uncertain]]:
    """Give the uncertain values of a model and of its tables, in declared order."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, Uncertain):
            yield before + name, value
        elif isinstance(value, BaseModel):
            yield from _values(value, f"{before}{name}.")


def _replaced[Model: BaseModel](model: Model, values: Mapping[str, Uncertain]) -> Model:
    """Give a model with other values at some dotted paths."""
    own: dict[str, Any] = {}
    inner: dict[str, dict[str, Uncertain]] = {}
    for path, value in values.items():
        name, _, rest = path.partition(".")
        if rest:
            inner.setdefault(name, {})[rest] = value
        else:
            own[name] = value
    own |= {name: _replaced(getattr(model, name), said) for name, said in inner.items()}
    return model.model_copy(update=own) if own else model


def lever_kinds() -> dict[str, type[LeverModel]]:
    """Give every lever by kind: one a file of `scenarios/levers`, found without a registry.

    Raises
    ------
    TypeError
        When a file of the folder does not hold exactly one lever.
    """
    package = importlib.import_module("scenarios.levers")
    kinds: dict[str, type[LeverModel]] = {}
    for name in sorted(m.name for m in pkgutil.iter_modules(package.__path__)):
        module = importlib.import_module(f"scenarios.levers.{name}")
        own = [
            value
            for value in vars(module).values()
            if isinstance(value, type)
            and issubclass(value, LeverModel)
            and value.__module__ == module.__name__
        ]
        if len(own) != 1:
            raise TypeError(f"{module.__name__} must hold exactly one lever, not {len(own)}")
        kinds[name.replace("_", "-")] = own[0]
    return kinds


def build(value: Any) -> LeverModel:
    """Give the lever that a table of the file describes.

    Raises
    ------
    PydanticCustomError
        When the table says no known kind (pydantic shows it with the other faults).
    """
    if isinstance(value, LeverModel):
        return value
    kinds = lever_kinds()
    known = f"leviers connus : {', '.join(kinds)}"
    if not isinstance(value, dict) or "kind" not in value:
        raise problem(f"un levier est une table [[lever]] avec sa clé kind ; {known}")
    kind = value["kind"]
    if not isinstance(kind, str) or kind not in kinds:
        raise problem(f"levier « {kind} » inconnu ; {near(str(kind), list(kinds))}{known}")
    return kinds[kind].model_validate(value)
