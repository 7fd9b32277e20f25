"""A number that is not known exactly: fixed, an interval, or a law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import floor, inf, isinf, sqrt
from typing import Any, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from scenarios import laws
from scenarios.words import near

FORMS = (
    "un nombre (0.1), un intervalle [0.05, 0.15], { low = 0.05, mode = 0.1, high = 0.15 } "
    'ou une loi { law = "normal", mean = 0.1, sd = 0.02, low = 0, high = 1 }'
)
LAW_KEYS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "uniform": (frozenset({"low", "high"}), frozenset()),
    "triangular": (frozenset({"low", "mode", "high"}), frozenset()),
    **{law: (frozenset({"mean", "sd"}), frozenset({"low", "high"})) for law in laws.BELLS},
}
"""Keys of each law: those it needs, those it may have."""
LARGEST = 1e12


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A value with what we know about it.

    Attributes
    ----------
    low, high
        Bounds; equal when the value is fixed; infinite where a law has none.
    mode
        Most likely value (triangular law); None otherwise.
    law
        A bell-shaped law; None for a fixed value, a uniform law (no mode) or a triangular one.
    mean, sd
        Mean and standard deviation of the bell-shaped law before its bounds cut it (a lognormal:
        of the value itself, not of its logarithm; a beta fills its bounds, 0 and 1 by default).
    """

    low: float
    high: float
    mode: float | None = None
    law: laws.Bell | None = None
    mean: float = 0.0
    sd: float = 0.0

    @classmethod
    def of(cls, value: object) -> Self:
        """Read the forms that a person may write.

        Raises
        ------
        ValueError
            When the value is none of them, or its bounds are in the wrong order.
        """
        if isinstance(value, Uncertain):
            found = cls(value.low, value.high, value.mode, value.law, value.mean, value.sd)
        elif isinstance(value, dict):
            found = cls._of_table(value)
        elif isinstance(value, list | tuple) and len(value) == 2:
            found = cls(_number(value[0]), _number(value[1]))
        else:
            number = _number(value)
            found = cls(number, number)
        found._refuse_impossible()
        return found

    @classmethod
    def _of_table(cls, value: Mapping[str, object]) -> Self:
        law = value.get("law", "triangular" if "mode" in value else "uniform")
        if not isinstance(law, str) or law not in LAW_KEYS:
            raise ValueError(
                f"loi « {law} » inconnue ; {near(str(law), list(LAW_KEYS))}"
                f"lois : {', '.join(LAW_KEYS)}"
            )
        needed, may = LAW_KEYS[law]
        said = set(value) - {"law"}
        if "law" not in value and not needed <= said <= needed:
            raise ValueError(f"attendu : {FORMS}")
        if lacking := needed - said:
            raise ValueError(f"loi {law} : il manque {', '.join(sorted(lacking))}")
        if strange := sorted(said - needed - may):
            known = sorted(needed | may)
            raise ValueError(
                f"loi {law} : clé « {strange[0]} » inconnue ; {near(strange[0], known)}"
                f"clés : {', '.join(known)}"
            )
        numbers = {key: _number(value[key]) for key in said}
        if law in ("uniform", "triangular"):
            return cls(numbers["low"], numbers["high"], numbers.get("mode"))
        bell: laws.Bell = law  # type: ignore[assignment]
        least, most = {"normal": (-inf, inf), "lognormal": (0.0, inf), "beta": (0.0, 1.0)}[law]
        low, high = numbers.get("low", least), numbers.get("high", most)
        return cls(low, high, None, bell, numbers["mean"], numbers["sd"])

    def _refuse_impossible(self) -> None:
        """Refuse bounds in the wrong order and laws that cannot be."""
        if not self.low <= (self.low if self.mode is None else self.mode) <= self.high:
            raise ValueError("les bornes ne sont pas dans l'ordre (bas, mode, haut)")
        if self.law is None:
            return
        if self.sd <= 0:
            raise ValueError(f"loi {self.law} : sd (écart-type) doit dépasser 0")
        if self.low >= self.high:
            raise ValueError("les bornes ne sont pas dans l'ordre (bas, haut)")
        if self.law == "lognormal" and (self.mean <= 0 or self.low < 0):
            raise ValueError("loi lognormal : mean doit dépasser 0, low ne peut être négatif")
        if self.law == "beta" and not laws.beta_possible(self.mean, self.sd, self.low, self.high):
            raise ValueError(
                f"loi beta : mean doit être entre {self.low:g} et {self.high:g}, et sd assez petit "
                "(sd² < (mean - low) × (high - mean))"
            )
        if laws.kept(self.law, self.mean, self.sd, self.low, self.high) < laws.LEAST_MASS:
            raise ValueError(f"loi {self.law} : ses bornes n'en gardent presque rien")

    @property
    def fixed(self) -> bool:
        """Tell whether there is nothing to draw."""
        return self.low == self.high

    @property
    def central(self) -> float:
        """Give the mean of the law."""
        if self.law is not None:
            return laws.mean_of(self.law, self.mean, self.sd, self.low, self.high)
        if self.mode is None:
            return (self.low + self.high) / 2
        return (self.low + self.mode + self.high) / 3

    def quantile(self, probability: float) -> float:
        """Give the value that the law does not exceed with this probability."""
        if self.law is not None:
            bounds = self.mean, self.sd, self.low, self.high
            return laws.quantile(self.law, *bounds, probability)
        span = self.high - self.low
        if self.mode is None or span == 0:
            return self.low + probability * span
        rise = self.mode - self.low
        if probability * span <= rise:
            return self.low + sqrt(probability * span * rise)
        return self.high - sqrt((1 - probability) * span * (self.high - self.mode))

    def at(self, value: float) -> Self:
        """Give a value of the same nature, fixed."""
        return type(self)(value, value)

    def times(self, factor: float) -> Self:
        """Give the law of the value multiplied by a factor that is not negative."""
        if factor == 0:
            return self.at(0.0)
        mode = None if self.mode is None else self.mode * factor
        return replace(
            self,
            low=self.low * factor, high=self.high * factor, mode=mode,
            mean=self.mean * factor, sd=self.sd * factor,
        )  # fmt: skip

    def plain(self) -> Any:
        """Give the form that a file holds."""
        if self.law is not None:
            bounds = {"low": self.low, "high": self.high}
            said = {key: bound for key, bound in bounds.items() if not isinf(bound)}
            return {"law": self.law, "mean": self.mean, "sd": self.sd, **said}
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

        def validate(value: object) -> Uncertain:
            try:
                return cls.of(value)
            except ValueError as error:
                raise PydanticCustomError("jumeau", "{problem}", {"problem": str(error)}) from None

        return core_schema.no_info_plain_validator_function(
            validate,
            serialization=core_schema.plain_serializer_function_ser_schema(lambda v: v.plain()),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe the forms in the published schema."""
        return forms_schema({"type": cls._json_type()})

    @classmethod
    def _json_type(cls) -> str:
        return "number"


@dataclass(frozen=True, slots=True)
class Count(Uncertain):
    """A whole number with what we know about it: what is drawn is rounded.

    Each whole number of an interval is as likely as the others ([2, 5]: 2, 3, 4 or 5); the other
    laws are rounded to the nearest, and so is the mean (a half goes up).
    """

    @property
    def central(self) -> float:
        """Give the mean of the law, rounded."""
        return _rounded(Uncertain.central.fget(self))  # type: ignore[attr-defined]

    @property
    def number(self) -> int:
        """Give the whole number of a fixed count (the rounded mean otherwise)."""
        return int(self.central)

    def quantile(self, probability: float) -> float:
        """Give the whole number that the law does not exceed with this probability."""
        if self.law is None and self.mode is None:
            return min(self.high, floor(self.low + probability * (self.high - self.low + 1)))
        return _rounded(Uncertain.quantile(self, probability))

    def at(self, value: float) -> Self:
        """Give a fixed count, rounded."""
        return type(self)(_rounded(value), _rounded(value))

    def plain(self) -> Any:
        """Give the form that a file holds: whole numbers are written as such."""
        found = Uncertain.plain(self)
        if isinstance(found, list):
            return [int(number) for number in found]
        if isinstance(found, dict):
            return {k: int(v) if k in ("low", "mode", "high") else v for k, v in found.items()}
        return int(found)

    def _refuse_impossible(self) -> None:
        Uncertain._refuse_impossible(self)
        said = (bound for bound in (self.low, self.mode, self.high) if bound is not None)
        for bound in said:
            if not isinf(bound) and bound != int(bound):
                raise ValueError(f"{bound:g} n'est pas un nombre entier")

    @classmethod
    def _json_type(cls) -> str:
        return "integer"


def forms_schema(number: dict[str, Any]) -> JsonSchemaValue:
    """Describe in a JSON schema the forms of a value, given what a bare number must be."""
    real = {"type": "number"}

    def table(needed: list[str], other: list[str], *, named: str = "") -> dict[str, Any]:
        keys: dict[str, Any] = {"law": {"const": named}} if named else {}
        for key in (*needed, *other):
            keys[key] = real if key in ("mean", "sd") else number
        first = ["law"] if named else []
        return {"type": "object", "properties": keys, "required": [*first, *needed],
                "additionalProperties": False}  # fmt: skip

    return {
        "anyOf": [
            number,
            {"type": "array", "items": number, "minItems": 2, "maxItems": 2},
            table(["low", "high"], []),
            table(["low", "mode", "high"], []),
            *(table(sorted(needed), sorted(may), named=law)
              for law, (needed, may) in LAW_KEYS.items()),
        ]
    }  # fmt: skip


def share(low: float, high: float | None = None) -> Uncertain:
    """Give a share, fixed or uniform between two bounds."""
    return Uncertain(low, low if high is None else high)


def _rounded(value: float) -> float:
    return float(floor(value + 0.5))


def _number(value: object) -> float:
    """Give a finite number or refuse."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"attendu : {FORMS}")
    if not -LARGEST < value < LARGEST:
        raise ValueError("le nombre n'est pas fini")
    return float(value)
