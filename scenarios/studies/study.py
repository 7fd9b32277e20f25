"""A study: several scenarios, and what is asked of them, written in TOML."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationInfo, field_validator

from scenarios.lever_words import problem
from scenarios.question import Decision, Precision
from scenarios.reading import read_source
from scenarios.scenario import Scenario, find_scenario
from scenarios.studies.design import Design
from scenarios.studies.factor import Factor
from scenarios.studies.figure import Decided
from scenarios.studies.flip import Flip
from scenarios.studies.losers import Losers
from scenarios.studies.sensitivity import Sensitivity
from scenarios.studies.surface import check_paths
from twin.tables import JumeauError, refuse

MOST_DRAWN = 3
"""Levers up to which shares are drawn unasked: 7 subsets, each as long as the answer itself."""


class Explain(BaseModel):
    """The figures whose change is shared between the levers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    indicators: tuple[str, ...] = Field(
        (), description="Indicateurs à partager ; vide : celui qui décide."
    )
    replications: int = Field(
        10, strict=True, ge=2, le=100_000, description="Réplications de chaque sous-ensemble."
    )
    draws: int | None = Field(
        None, strict=True, ge=0, le=10_000,
        description="Tirages de chaque sous-ensemble, pour le param90 des parts ; 0 : valeurs "
        "centrales seules ; absent : ceux du scénario jusqu'à 3 leviers, 0 au-delà.",
    )  # fmt: skip

    def number_of_draws(self, scenario: Scenario) -> int:
        """Give how many draws to split the change of a scenario in."""
        if self.draws is not None:
            return self.draws
        return scenario.draws if len(scenario.lever) <= MOST_DRAWN else 0


class Study(BaseModel):
    """What is asked of several scenarios; every table left out is not computed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = Field(1, description="Version de ce format de fichier.")
    name: str = Field(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80, description="Nom court, sans accent."
    )
    title: str = Field(min_length=1, description="Titre à l'écran.")
    question: str = Field(min_length=1, description="La question posée, en une phrase.")
    scenarios: tuple[str, ...] = Field(
        min_length=1, description="Noms de la bibliothèque, ou fichiers (à côté de celui-ci)."
    )
    days: int | None = Field(
        None, strict=True, ge=1, le=3660, description="Jours mesurés ; absent : ceux du scénario."
    )
    replications: int | None = Field(
        None, strict=True, ge=1, le=100_000,
        description="Réplications ; absent : celles du scénario, ou de la précision.",
    )  # fmt: skip
    draws: int | None = Field(
        None, strict=True, ge=0, le=10_000, description="Tirages ; absent : ceux du scénario."
    )
    decision: Decision | None = Field(
        None, description="Le chiffre qui décide ; absent : celui du premier scénario."
    )
    precision: Precision | None = Field(
        None, description="La précision voulue ; elle choisit le nombre de réplications."
    )
    factor: tuple[Factor, ...] = Field(
        (), description="Ce que le plan et la sensibilité font varier."
    )
    design: Design | None = Field(None, description="Les variantes à calculer.")
    sensitivity: Sensitivity | None = Field(None, description="Morris, Sobol et tornade.")
    explain: Explain | None = Field(None, description="Partage de l'effet entre les leviers.")
    flip: Flip | None = Field(None, description="Points de bascule.")
    losers: Losers | None = Field(None, description="Communes perdantes.")

    _held: tuple[Scenario, ...] = PrivateAttr(default=())

    @field_validator("precision")
    @classmethod
    def _one_number(cls, value: Precision | None, info: ValidationInfo) -> Precision | None:
        if value is not None and info.data.get("replications") is not None:
            raise problem("donnez replications ou precision, pas les deux")
        return value

    @field_validator("factor")
    @classmethod
    def _each_once(cls, value: tuple[Factor, ...]) -> tuple[Factor, ...]:
        paths = [factor.path for factor in value]
        if len(set(paths)) < len(paths):
            raise problem("deux facteurs ont le même chemin")
        return value

    @field_validator("design", "sensitivity")
    @classmethod
    def _some_factors[Asked: (Design | None, Sensitivity | None)](
        cls, value: Asked, info: ValidationInfo
    ) -> Asked:
        listed = isinstance(value, Design) and value.kind == "list"
        if value is not None and not listed and not info.data.get("factor"):
            raise problem("il faut des facteurs à faire varier : [[factor]] avec path")
        return value

    @property
    def loaded(self) -> tuple[Scenario, ...]:
        """Give the scenarios, with the days, draws and replications of the study."""
        return self._held or prepared(self, [find_scenario(word) for word in self.scenarios])

    def hold(self, scenarios: tuple[Scenario, ...]) -> None:
        """Keep the scenarios read beside the study's own file."""
        self._held = scenarios

    def plain(self) -> dict[str, Any]:
        """Give the study as a file would hold it (JSON types only)."""
        return self.model_dump(mode="json")


def load_study(path: Path, *, check_sites: bool = True) -> Study:
    """Read a study and its scenarios; refuse, all at once, everything that is wrong.

    Raises
    ------
    JumeauError
        File absent, not TOML, unknown keys, refused values, unknown scenarios or paths.
    """
    source = read_source(path, Study)
    faults = [*source.faults]
    if source.model is None:
        refuse(faults)
    study: Study = source.model
    found: list[Scenario] = []
    for rank, word in enumerate(study.scenarios):
        beside = path.parent / word
        try:
            found.append(
                find_scenario(str(beside) if beside.is_file() else word, check_sites=check_sites)
            )
        except JumeauError as error:
            faults.append(source.fault(("scenarios", rank), f"{error}", "Corrigez ce scénario."))
    if len(found) == len(study.scenarios) and "factor" not in source.refused:
        faults += [
            source.fault(("factor", rank, "path"), f"{error}", "Corrigez le chemin du facteur.")
            for rank, error in check_paths(found[0], study.factor)
        ]
    refuse(faults)
    study.hold(prepared(study, found))
    return study


def prepared(study: Study, scenarios: list[Scenario]) -> tuple[Scenario, ...]:
    """Give the scenarios with the days, draws and replications of the study.

    Raises
    ------
    JumeauError
        When two have the same name, or the decision is nowhere.
    """
    names = [one.name for one in scenarios]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise JumeauError(
            f"étude {study.name}", f"scénarios de même nom : {', '.join(twice)}.",
            "Donnez un nom à chacun.",
        )  # fmt: skip
    decision_of(study, scenarios[0])
    return tuple(
        one.changed(days=study.days, draws=study.draws, replications=study.replications)
        for one in scenarios
    )


def decision_of(study: Study, scenario: Scenario) -> Decided:
    """Give the figure that the study turns on.

    Raises
    ------
    JumeauError
        When neither the study nor its first scenario says it.
    """
    decision = study.decision or scenario.decision
    if decision is None:
        raise JumeauError(
            f"étude {study.name}", "aucun chiffre de décision.",
            'Ajoutez [decision] avec indicator = "ed_boarding_mean", par exemple.',
        )  # fmt: skip
    return decision


def study_schema() -> dict[str, Any]:
    """Give the JSON schema of a study file."""
    schema = Study.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
