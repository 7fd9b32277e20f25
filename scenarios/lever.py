"""A lever: one decision that someone could take, as a pure change of the twin's inputs."""

from __future__ import annotations

import importlib
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Protocol, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from scenarios.uncertain import Uncertain
from scenarios.words import near
from twin.territory.facility import Line

if TYPE_CHECKING:
    from twin.contracts import TwinInputs


class Lever(Protocol):
    """Anything that turns inputs into other inputs, and leaves the old ones as they were."""

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Give the inputs as they are once the decision is taken."""
        ...


def problem(text: str) -> PydanticCustomError:
    """Give a fault whose French message is shown as it is."""
    return PydanticCustomError("jumeau", "{problem}", {"problem": text})


def _text_code(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise problem(
            f"{value} est un nombre ; les codes (commune, FINESS) sont du texte, "
            f'entre guillemets : "{value}"'
        )
    return value


Code = Annotated[str, BeforeValidator(_text_code), Field(min_length=1)]


class LeverModel(BaseModel, ABC):
    """What every lever of a file says: which one, why, from where, from when to when."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    kind: str = Field(description="Nature du levier (nom de son fichier, tirets pour soulignés).")
    reason: str = Field(min_length=1, description="Pourquoi ce levier, en une phrase.")
    source: str = Field("assumed", description="D'où viennent ses nombres ; « assumed » sinon.")
    start: date | None = Field(
        None, description="Premier jour d'effet ; absent : premier jour mesuré."
    )
    end: date | None = Field(None, description="Dernier jour d'effet, compris ; absent : jamais.")

    @abstractmethod
    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Give the inputs as they are once the decision is taken."""

    def hospitals(self) -> Mapping[str, str]:
        """Give the hospitals named, by key of the file, so that unknown ones are refused."""
        return {}

    def starting(self, first_measured_day: date) -> Self:
        """Give the lever with its first day, which is the first measured day when not said."""
        return self if self.start else self.model_copy(update={"start": first_measured_day})

    def intervals(self) -> dict[str, Uncertain]:
        """Give the values that are not known exactly, by field, in declared order."""
        values = ((name, getattr(self, name)) for name in type(self).model_fields)
        return {n: v for n, v in values if isinstance(v, Uncertain) and not v.fixed}

    def resolve(self, quantiles: Mapping[str, float] | None = None) -> Self:
        """Give the lever with fixed values only.

        Parameters
        ----------
        quantiles
            Probability to read each interval at, by field; None takes the mean of each.
        """
        fixed = {
            name: law.central if quantiles is None else law.quantile(quantiles[name])
            for name, law in self.intervals().items()
        }
        return self.model_copy(update={n: Uncertain(v, v) for n, v in fixed.items()})

    def lines(self) -> Mapping[str, tuple[str, Line]]:
        """Give, by field, the hospital and the line of beds that the lever counts on."""
        return {}

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
    if kind not in kinds:
        raise problem(f"levier « {kind} » inconnu ; {near(str(kind), list(kinds))}{known}")
    return kinds[kind].model_validate(value)
