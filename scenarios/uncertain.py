"""A number that is not known exactly: fixed, an interval, or one with a most likely value."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

_FORMS = "un nombre (0.1), un intervalle [0.05, 0.15] ou { low = 0.05, mode = 0.1, high = 0.15 }"


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A value with what we know about it.

    Attributes
    ----------
    low, high
        Bounds; equal when the value is fixed.
    mode
        Most likely value (triangular law); None for a uniform law between the bounds.
    """

    low: float
    high: float
    mode: float | None = None

    @classmethod
    def of(cls, value: object) -> Uncertain:
        """Read the three forms that a person may write.

        Raises
        ------
        ValueError
            When the value is none of them, or its bounds are in the wrong order.
        """
        if isinstance(value, Uncertain):
            return value
        if isinstance(value, dict) and {"low", "high"} <= set(value) <= {"low", "mode", "high"}:
            mode = value.get("mode")
            low, high = _number(value["low"]), _number(value["high"])
            found = cls(low, high, None if mode is None else _number(mode))
        elif isinstance(value, list | tuple) and len(value) == 2:
            found = cls(_number(value[0]), _number(value[1]))
        else:
            number = _number(value)
            found = cls(number, number)
        if not found.low <= (found.low if found.mode is None else found.mode) <= found.high:
            raise ValueError("les bornes ne sont pas dans l'ordre (bas, mode, haut)")
        return found

    @property
    def fixed(self) -> bool:
        """Tell whether there is nothing to draw."""
        return self.low == self.high

    @property
    def central(self) -> float:
        """Give the mean of the law."""
        if self.mode is None:
            return (self.low + self.high) / 2
        return (self.low + self.mode + self.high) / 3

    def quantile(self, probability: float) -> float:
        """Give the value that the law does not exceed with this probability."""
        span = self.high - self.low
        if self.mode is None or span == 0:
            return self.low + probability * span
        rise = self.mode - self.low
        if probability * span <= rise:
            return self.low + sqrt(probability * span * rise)
        return self.high - sqrt((1 - probability) * span * (self.high - self.mode))

    def plain(self) -> Any:
        """Give the form that a file holds."""
        if self.fixed:
            return self.low
        if self.mode is None:
            return [self.low, self.high]
        return {"low": self.low, "mode": self.mode, "high": self.high}

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Let pydantic models read and write the value."""
        return core_schema.no_info_plain_validator_function(
            _validate,
            serialization=core_schema.plain_serializer_function_ser_schema(lambda v: v.plain()),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe the three forms in the published schema."""
        number = {"type": "number"}
        return {
            "anyOf": [
                number,
                {"type": "array", "items": number, "minItems": 2, "maxItems": 2},
                {
                    "type": "object",
                    "properties": {"low": number, "mode": number, "high": number},
                    "required": ["low", "high"],
                    "additionalProperties": False,
                },
            ]
        }


def _number(value: object) -> float:
    """Give a finite number or refuse."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"attendu : {_FORMS}")
    if not -1e12 < value < 1e12:
        raise ValueError("le nombre n'est pas fini")
    return float(value)


def _validate(value: object) -> Uncertain:
    """Give the value, or a message that the scenario reader can show."""
    try:
        return Uncertain.of(value)
    except ValueError as error:
        raise PydanticCustomError("jumeau", "{problem}", {"problem": str(error)}) from None


def share(low: float, high: float | None = None) -> Uncertain:
    """Give a share, fixed or uniform between two bounds."""
    return Uncertain(low, low if high is None else high)
