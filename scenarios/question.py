"""What a scenario asks besides its levers: the figure that decides, the precision wanted."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from scenarios.lever_words import OptionalCode, problem


class Decision(BaseModel):
    """The figure that the answer turns on: the policy is kept when it changes enough."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    indicator: str = Field(min_length=1, description="Identifiant de l'indicateur qui décide.")
    facility: OptionalCode = Field("", description="FINESS du site ; vide : le territoire entier.")
    zone: OptionalCode = Field("", description="Commune ; vide : toutes.")
    threshold: float = Field(
        0.0, allow_inf_nan=False,
        description="Écart à la référence qui fait basculer la réponse (unité de l'indicateur).",
    )  # fmt: skip
    better: Literal["lower", "higher"] = Field(
        "lower", description="« lower » : mieux quand l'indicateur baisse ; « higher » : monte."
    )


class Precision(BaseModel):
    """How precise the difference must be: replications are added until it is, or up to `most`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    indicator: str = Field(min_length=1, description="Identifiant de l'indicateur à préciser.")
    facility: OptionalCode = Field("", description="FINESS du site ; vide : le territoire entier.")
    half_width: float = Field(
        gt=0, allow_inf_nan=False,
        description="Demi-largeur voulue de l'intervalle mc95 de l'écart.",
    )  # fmt: skip
    relative: bool = Field(
        False, strict=True, description="true : en part de la valeur de référence (0.05 : 5 %)."
    )
    least: int = Field(10, strict=True, ge=2, le=100_000, description="Répétitions, au moins.")
    most: int = Field(1000, strict=True, ge=2, le=100_000, description="Répétitions, au plus.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.least > self.most:
            raise problem(
                f"least ({self.least}) dépasse most ({self.most}) ; mettez-les dans l'ordre"
            )
        return self
