"""The bounds of an uncertain value: a share is between 0 and 1, a factor is not negative."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isinf
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from scenarios.uncertain import Count, Uncertain


@dataclass(frozen=True, slots=True)
class Within:
    """Refuse a value that may go below `low` or above `high`, whatever is drawn.

    Attributes
    ----------
    low, high
        The bounds, included.
    what
        What the value is, in French, for the message ("une part").
    """

    low: float = -inf
    high: float = inf
    what: str = "cette valeur"

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Check the value after it is read."""
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Say the bounds in the published schema."""
        found = handler(schema)
        bounds = {"minimum": self.low, "maximum": self.high}
        said = {key: bound for key, bound in bounds.items() if not isinf(bound)}
        for form in found.get("anyOf", ()):
            numbers = [form, form.get("items", {}), *form.get("properties", {}).values()]
            for number in numbers:
                if number.get("type") in ("number", "integer"):
                    number.update(said)
        return found

    def _checked(self, value: Uncertain) -> Uncertain:
        if self.low <= value.low and value.high <= self.high:
            return value
        raise PydanticCustomError("jumeau", "{problem}", {"problem": self._said(value)})

    def _said(self, value: Uncertain) -> str:
        if isinf(self.high):
            bound = f"{self.what} est au moins {self.low:g}"
        elif isinf(self.low):
            bound = f"{self.what} est au plus {self.high:g}"
        else:
            bound = f"{self.what} est entre {self.low:g} et {self.high:g}"
        outside = value.low if value.low < self.low else value.high
        seen = "une loi sans borne" if isinf(outside) else f"{outside:g}"
        remedy = "donnez low et high à la loi" if isinf(outside) else "corrigez la valeur"
        return f"{seen} est refusé, {bound} ; {remedy}"


Share = Annotated[Uncertain, Within(0, 1, "une part")]
"""A share, between 0 and 1."""
Factor = Annotated[Uncertain, Within(0, 1000, "un facteur")]
"""A multiplier, not negative; 1 changes nothing."""
Minutes = Annotated[Uncertain, Within(0, 240, "une durée en minutes")]
"""Minutes of road or of delay, up to four hours."""
Busy = Annotated[Uncertain, Within(0.001, 0.999, "la part du temps d'une équipe")]
"""The share of its time that a team spends on missions: never none, never all."""
Number = Annotated[Count, Within(0, 100_000, "un nombre")]
"""A number of beds, posts, teams, days: whole and not negative."""
