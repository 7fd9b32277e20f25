"""The options of `jumeau samu site` read into a question, each refused by its own name."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from scenarios.siting_asked import CREWS, MODELS, PARAMEDIC, WEIGHTS, Offer, Question
from scenarios.siting_calendars import shift
from scenarios.words import near
from twin.tables import JumeauError

LEAST_MIN, MOST_MIN = 1.0, 240.0
ANY_HOURS = ("24h", "jour", "nuit")
"""Calendars offered where a budget is given and none is named."""
MOST_EUR = 1e9
MOST_HOURS = 1e5


@dataclass(frozen=True, slots=True)
class Told:
    """What was typed, in the order of the options."""

    within: float
    model: str | None
    more: int | None
    calendars: str | None
    crews: str
    budget: float | None
    hours: float | None
    costs: tuple[str, ...]
    doctor_within: float | None
    need: float | None
    guarantee: float
    weight: str
    ceiling: bool
    close: tuple[str, ...]
    day: str
    seconds: float


def question_of(told: Told) -> Question:
    """Read a question.

    Raises
    ------
    JumeauError
        With the option at fault.
    """
    crews = _words("--equipes", told.crews, CREWS)
    model = told.model or ("tandem" if PARAMEDIC in crews else "couverture")
    _known("--modele", model, MODELS)
    _known("--poids", told.weight, WEIGHTS)
    _minutes("--minutes", told.within)
    if told.doctor_within is not None:
        _minutes("--minutes-medecin", told.doctor_within)
    if model != "tandem":
        for option, given in (("--minutes-medecin", told.doctor_within is not None),
                              ("--part-medecin", told.need is not None),
                              ("--garantie", told.guarantee > 0)):  # fmt: skip
            if given:
                raise JumeauError(option, f"sans effet sur le modèle « {model} ».",
                                  "Ajoutez --modele tandem.")  # fmt: skip
    budgeted = told.budget is not None or told.hours is not None
    _amount("--budget", told.budget, MOST_EUR)
    _amount("--heures", told.hours, MOST_HOURS)
    calendars = (
        (ANY_HOURS if budgeted else ("24h",)) if told.calendars is None
        else tuple(dict.fromkeys(part.strip() for part in told.calendars.split(",")))
    )  # fmt: skip
    for word in calendars:
        shift(word)
    offer = Offer(
        calendars, crews,
        math.inf if told.budget is None else told.budget,
        math.inf if told.hours is None else told.hours,
        _costs(told.costs), told.guarantee / 100,
    )  # fmt: skip
    usual = Question()
    return Question(
        within=told.within, model=model,
        more=told.more if told.more is not None or budgeted else 1,
        weight=told.weight, ceiling=told.within if told.ceiling else math.inf, closed=told.close,
        seconds=told.seconds, doctor_within=told.doctor_within,
        need_doctor=usual.need_doctor if told.need is None else told.need / 100,
        offer=offer, day=_day(told.day),
    )  # fmt: skip


def _known(option: str, value: str, known: Collection[str]) -> None:
    if value not in known:
        hint = near(value, list(known))
        raise JumeauError(option, f"« {value} » inconnu.", f"{hint}Choix : {', '.join(known)}.")


def _words(option: str, text: str, known: Collection[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    for word in found:
        _known(option, word, known)
    return found


def _minutes(option: str, value: float) -> None:
    if not (math.isfinite(value) and LEAST_MIN <= value <= MOST_MIN):
        raise JumeauError(option, f"{value:g} refusé.", "Donnez de 1 à 240 minutes.")


def _amount(option: str, value: float | None, most: float) -> None:
    if value is not None and not (math.isfinite(value) and 0 < value <= most):
        raise JumeauError(option, f"{value:g} refusé.", "Donnez un nombre de plus de 0.")


def _costs(said: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    found = dict(Offer().costs_eur)
    for text in said:
        crew, equal, amount = text.partition("=")
        _known("--cout", crew.strip(), CREWS)
        try:
            value = float(amount.replace(" ", "").replace("\u202f", "").replace(",", "."))
        except ValueError:
            value = math.nan
        if not equal or not 0 < value <= MOST_EUR:
            raise JumeauError("--cout", f"« {text} » refusé.", "Écrivez medecin=1700000.")
        found[crew.strip()] = value
    return tuple(found.items())


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise JumeauError("--date", f"« {text} » n'est pas un jour.",
                          "Écrivez 2026-01-12.") from None  # fmt: skip
