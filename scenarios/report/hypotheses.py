"""What the answer rests on: every value of the levers, and the model's own assumptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, get_args

from pydantic import BaseModel

from scenarios.lever import lever_kinds
from scenarios.report.figures import DASH, known, plain
from scenarios.uncertain import Uncertain
from twin.parameters.sourced import Sourced, every_parameter

KEPT_APART = ("kind", "reason", "source")
SHARES = ("share", "compliance")
STATUS_FR = {"assumed": "supposé", "published": "publié", "measured": "mesuré"}
_LAWS = {"uniform": "uniforme", "triangular": "triangulaire", "normal": "normale",
         "lognormal": "log-normale", "beta": "bêta"}  # fmt: skip
_LAW_WORDS = {"low": "bas", "high": "haut", "mode": "mode", "mean": "moyenne", "sd": "écart type"}
SERIES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a lever.

    Attributes
    ----------
    kind
        `number`, `interval`, `law`, or `choice` (site, hours, days: what is decided).
    status
        "assumed", "sourced" (the lever names a source) or "choice".
    """

    name: str
    meaning: str
    said: str
    kind: str
    status: str


@dataclass(frozen=True, slots=True)
class LeverSheet:
    """One lever of the policy, with its values, its reason and its source."""

    rank: int
    kind: str
    label: str
    reason: str
    source: str
    values: tuple[Value, ...]

    def plain(self) -> dict[str, Any]:
        """Give it as JSON values."""
        return asdict(self)


def lever_sheets(scenario: Mapping[str, Any]) -> tuple[LeverSheet, ...]:
    """Give the levers of a scenario, as its manifest holds them, every value with its status."""
    kinds = lever_kinds()
    sheets = []
    for rank, lever in enumerate(scenario.get("lever") or (), 1):
        model = kinds.get(str(lever.get("kind")))
        source = str(lever.get("source") or "assumed")
        values = tuple(_values(lever, model, source, ""))
        sheets.append(
            LeverSheet(rank, str(lever.get("kind")), getattr(model, "label", "") or "",
                       str(lever.get("reason") or ""), source, values)
        )  # fmt: skip
    return tuple(sheets)


def _values(
    table: Mapping[str, Any], model: type[BaseModel] | None, source: str, before: str
) -> Iterator[Value]:
    """Give the values of a lever and of its tables ("staff.share"), with their words."""
    fields = {} if model is None else model.model_fields
    by_key = {key: field for name, field in fields.items() for key in (name, field.alias or name)}
    for key, value in table.items():
        if value is None or (not before and key in KEPT_APART):
            continue
        field = by_key.get(key)
        meaning = (field.description or "") if field is not None else ""
        annotation = None if field is None else field.annotation
        if isinstance(value, dict) and not _law(value):
            yield from _values(value, _inner(annotation), source, f"{before}{key}.")
        else:
            yield _value(before + key, meaning, value, source, uncertain=_uncertain(annotation))


def _inner(annotation: Any) -> type[BaseModel] | None:
    """Give the model of a table inside a lever, when its type says one."""
    kinds = (annotation, *get_args(annotation))
    return next((k for k in kinds if isinstance(k, type) and issubclass(k, BaseModel)), None)


def _law(value: Mapping[str, Any]) -> bool:
    return {"low", "high"} <= set(value) or "law" in value


def _value(key: str, meaning: str, value: Any, source: str, *, uncertain: bool) -> Value:
    """Give one value with its words and its status."""
    law = isinstance(value, dict) and _law(value)
    pair = uncertain and isinstance(value, list) and len(value) == 2
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not (law or pair or number):
        return Value(key, meaning, _choice(value), "choice", "choice")
    kind = "law" if law else "interval" if pair else "number"
    assumed = "(assumed)" in meaning or source.strip().lower() == "assumed"
    said = uncertain_words(value, share=any(word in key for word in SHARES))
    if not assumed and "assumed" in source.lower():
        assumed = True  # the source says that part of the values is assumed: which is not told
    return Value(key, meaning, said, kind, "assumed" if assumed else "sourced")


def uncertain_words(value: Any, *, share: bool = False) -> str:
    """Say a value: a number, an interval, a law and its parameters."""

    def told(number: Any) -> str:
        if not isinstance(number, int | float):
            return str(number)
        unit = "part" if share else ""
        scaled = 100 * number if share else number
        decimals = next((d for d in range(4) if abs(round(scaled, d) - scaled) < 1e-9), 4)
        return plain(float(number), unit, decimals) + ("\u00a0%" if share else "")

    if isinstance(value, list):
        return f"de {told(value[0])} à {told(value[1])} (loi uniforme)"
    if isinstance(value, dict):
        name = str(value.get("law") or ("triangular" if "mode" in value else "uniform"))
        rest = ", ".join(
            f"{_LAW_WORDS.get(k, k)} {told(v)}"
            for k, v in value.items()
            if k != "law" and v is not None
        )
        return f"loi {_LAWS.get(name, name)} : {rest}"
    return told(value)


def _choice(value: Any) -> str:
    """Say what is decided rather than known."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return ", ".join(map(_choice, value)) or "aucun"
    return "aucun" if value == "none" else str(value)


def _uncertain(annotation: Any) -> bool:
    """Tell whether a field of a lever may be an interval or a law."""
    kinds = (annotation, *get_args(annotation))
    return any(isinstance(one, type) and issubclass(one, Uncertain) for one in kinds)


def assumptions_of_scenario(scenario: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Give the model factors that a scenario gives another value: name and words."""
    said = scenario.get("assumptions")
    if not isinstance(said, dict):
        return ()
    return tuple((str(key), uncertain_words(value)) for key, value in said.items())


def model_parameters() -> tuple[Sourced, ...]:
    """Give every parameter of the installed model, those without a source first."""
    order = {"assumed": 0, "measured": 1, "published": 2}
    return tuple(sorted(every_parameter(), key=lambda one: order[one.status]))


def parameter_value(one: Sourced) -> str:
    """Say the value of a parameter; a long series by its first terms."""
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    words = [_short(v) for v in values[:SERIES_SHOWN]]
    more = f" … ({len(values)} valeurs)" if len(values) > SERIES_SHOWN else ""
    return " ; ".join(words) + more


def _short(value: float) -> str:
    if not known(value):
        return DASH
    decimals = next((d for d in range(5) if abs(round(value, d) - value) < 1e-9), 5)
    return plain(float(value), "", decimals)
