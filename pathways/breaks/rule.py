"""A care-break rule: who is counted, what is expected, when, and what stops the clock."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Patterns = dict[str, tuple[str, ...]]
"""Patterns of an attribute: `I50*` begins with, `I500` equals; dots and case do not count."""
Reason = Literal["death", "transfer", "institution", "palliative", "other"]
Kind = Literal["death", "readmission", "institution", "palliative", "other"]


class Part(BaseModel):
    """A part of a rule: nothing else than its fields, and it never changes."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Selector(Part):
    """Some events: kinds of care, and what their attributes must or must not say."""

    activities: tuple[str, ...] = Field(
        min_length=1, description="Activités du vocabulaire ; l'une d'elles suffit."
    )
    where: Patterns = Field(
        default={}, description="Attribut -> motifs ; chaque attribut doit suivre l'un des siens."
    )
    unless: Patterns = Field(
        default={}, description="Attribut -> motifs ; l'événement est écarté s'il en suit un."
    )
    equivalent: bool = Field(
        default=False, description="Équivalent admis (téléconsultation, externe, centre de santé)."
    )
    label: str = Field(default="", description="Nom en français, pour les écrans.")


class Same(Part):
    """Anchor and expected event must agree on the start of an attribute (an ATC class)."""

    attribute: str = Field(description="Attribut commun à l'ancre et à l'événement attendu.")
    characters: int = Field(default=0, ge=0, description="Premiers caractères ; 0 : tous.")


class Exclusion(Part):
    """Anchors left out for what their own event says: death in the stay, transfer..."""

    reason: Reason = Field(description="Nature de l'exclusion.")
    label: str = Field(min_length=1, description="Motif en français.")
    where: Patterns = Field(min_length=1, description="Attributs de l'ancre, tous vérifiés.")


class Anchor(Part):
    """The event from which the clock runs, and who is counted."""

    events: tuple[Selector, ...] = Field(min_length=1, description="L'une de ces natures.")
    at: Literal["start", "end"] = Field(description="L'horloge part du début, ou de la sortie.")
    pick: Literal["every", "first"] = Field(
        default="every",
        description="Toutes les ancres, ou la première du patient (choisie avant les exclusions).",
    )
    spacing_days: int = Field(
        default=0,
        ge=0,
        description="Une ancre n'est gardée que si la précédente gardée date d'au moins autant"
        " de jours (choix fait après les exclusions).",
    )
    min_earlier: int = Field(default=0, ge=0, description="Ancres antérieures exigées.")
    observed_before_days: int = Field(
        default=0, ge=0, description="Jours d'observation exigés avant l'ancre."
    )
    age_min: int | None = Field(default=None, ge=0, le=130, description="Âge révolu, années.")
    age_max: int | None = Field(default=None, ge=0, le=130, description="Âge révolu, années.")
    chained_to: tuple[Selector, ...] = Field(
        default=(),
        description="Séjours dont un début le jour de l'ancre, ou en cours à l'ancre, fait de"
        " la sortie une mutation : l'ancre est écartée.",
    )


class Expected(Part):
    """The event whose absence (or presence, if unwanted) makes the break."""

    label: str = Field(min_length=1, description="Ce qui est attendu, en français.")
    events: tuple[Selector, ...] = Field(min_length=1, description="L'une de ces natures.")
    count: int = Field(default=1, ge=1, le=100, description="Nombre de jours distincts attendus.")
    same: Same | None = Field(default=None, description="Même classe que l'ancre.")


class Window(Part):
    """When the event is expected, with what is decided on day 0 and on ties."""

    first_day: int = Field(ge=0, description="Premier jour qui compte (0 : le jour de l'ancre).")
    last_day: int = Field(ge=0, le=3660, description="Dernier jour qui compte, inclus.")
    clock: Literal["calendar", "24h"] = Field(
        description="Jours civils locaux, ou durées de 24 heures depuis l'instant de l'ancre."
    )
    day_zero: Literal["counts", "ignored"] = Field(
        description="Le jour de l'ancre compte, ou non ; doit s'accorder avec first_day."
    )
    same_instant: Literal["counts", "ignored"] = Field(
        description="Un événement à l'instant même de l'ancre compte, ou non. Deux dates sans"
        " heure se comparent en jours : day_zero décide."
    )
    tie: Literal["expected", "competing"] = Field(
        description="Qui l'emporte le même jour (ou au même instant, horloge 24h)."
    )
    supply_attribute: str = Field(
        default="",
        description="Attribut de l'ancre, en jours de traitement : last_day part de leur fin.",
    )
    paused_by: tuple[Selector, ...] = Field(
        default=(), description="Séjours dont les jours prolongent le traitement délivré."
    )

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.last_day < self.first_day:
            raise ValueError("last_day précède first_day : la fenêtre est vide")
        if (self.day_zero == "counts") != (self.first_day == 0):
            raise ValueError('day_zero = "counts" va avec first_day = 0, "ignored" avec 1 ou plus')
        if self.paused_by and not self.supply_attribute:
            raise ValueError("paused_by n'a de sens qu'avec supply_attribute")
        if self.supply_attribute and self.clock == "24h":
            raise ValueError("supply_attribute se compte en jours civils : clock = calendar")
        return self


class Competing(Part):
    """What makes the expected event impossible or pointless from then on."""

    kind: Kind = Field(description="Nature ; death lit aussi la date de décès du patient.")
    label: str = Field(min_length=1, description="Nom en français.")
    events: tuple[Selector, ...] = Field(default=(), description="Événements qui le montrent.")

    @model_validator(mode="after")
    def _shown(self) -> Self:
        if self.kind != "death" and not self.events:
            raise ValueError(f"{self.kind} : dites par quels événements il se voit (events)")
        return self


class Censoring(Part):
    """When the data stop telling; the end of a patient's own observation always censors too."""

    data_end: Literal["complete_month", "last_event"] = Field(
        default="complete_month",
        description="Fin du dernier mois complet par date de soin, ou dernier événement.",
    )


class Figure(Part):
    """A published figure, to compare with: never a target of ours."""

    label: str = Field(min_length=1, description="Ce qui a été mesuré, chez qui.")
    value: float = Field(description="Valeur.")
    unit: str = Field(default="%", description="Unité.")
    days: int | None = Field(default=None, ge=0, description="Délai de la mesure, jours.")
    source: str = Field(min_length=1, description="Source.")


class Words(Part):
    """The words of a log for the words of the rule."""

    activities: Patterns = Field(default={}, description="Activité -> ses noms dans le journal.")
    attributes: dict[str, str] = Field(default={}, description="Attribut -> son nom.")
    values: dict[str, Patterns] = Field(
        default={}, description="Attribut -> motif de la règle -> motifs du journal."
    )


class Rule(Part):
    """A care-break rule, whole.

    An anchor is met when the expected event comes in the window while the patient is alive,
    covered and observable; broken when all the window was observed without it; censored when
    observation stops before; competing when death, readmission or an institution comes first.
    With `expectation = "unwanted"` (readmission) it is the event that makes the break.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")] = Field(
        description="Nom du fichier, sans .toml."
    )
    title: str = Field(min_length=1, description="Titre en français.")
    question: str = Field(min_length=1, description="Question à laquelle la règle répond.")
    certainty: Literal["published", "uncertain"] = Field(
        description="Seuil publié par une source, ou incertain."
    )
    sources: tuple[str, ...] = Field(min_length=1, description="Sources du seuil et des cohortes.")
    assumed: tuple[str, ...] = Field(default=(), description="Ce qui est supposé, à vérifier.")
    figures: tuple[Figure, ...] = Field(default=(), description="Chiffres publiés.")
    expectation: Literal["wanted", "unwanted"] = Field(
        default="wanted", description="L'événement est attendu, ou c'est lui la rupture."
    )
    anchor: Anchor
    exclusion: tuple[Exclusion, ...] = ()
    expected: Expected
    window: Window
    competing: tuple[Competing, ...] = ()
    censoring: Censoring = Censoring()
    words: Words = Words()

    @model_validator(mode="after")
    def _certain(self) -> Self:
        if self.certainty == "uncertain" and not self.assumed:
            raise ValueError("une règle incertaine dit ce qui est supposé (assumed)")
        low, high = self.anchor.age_min, self.anchor.age_max
        if low is not None and high is not None and high < low:
            raise ValueError("age_max est sous age_min")
        return self
