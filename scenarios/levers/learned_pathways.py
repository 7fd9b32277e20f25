"""Let some hospitals follow the ways of patients learned from their own records."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from scenarios.bounds import Share
from scenarios.lever import LeverModel, Wrong
from scenarios.lever_sites import named
from scenarios.lever_words import Code
from scenarios.uncertain import Uncertain
from scenarios.words import near
from twin.contracts import TwinInputs
from twin.contracts.learned import LearnedPathways
from twin.tables import JumeauError

CENTRE = 0.5


class LearnedPathwaysLever(LeverModel):
    """Replace the published ways of patients by those learned from a hospital's own records.

    Triage, exams, decision, short-stay unit, ward, delays of exams and stays, by cause and age,
    for the causes that the model covers (or those named) and the hospitals named. What was not
    learned stays as it is; a model that has learned nothing changes nothing. It describes how a
    hospital works and no decision: it holds during the whole simulation, warm-up included, and
    takes no dates. Each draw samples the model from the laws of its sampling uncertainty
    (`sampling`); the centre uses their means.

    Notes
    -----
    Source: the event log that the model was learned from (`jumeau pathways twin-model`); the file
    keeps its digest.
    """

    label: ClassVar[str] = "Parcours appris d'un journal"

    kind: Literal["learned-pathways"] = "learned-pathways"
    model: str = Field(
        min_length=1,
        description="Fichier fait par `jumeau pathways twin-model`, depuis le dossier du scénario.",
        examples=["modele-appris.json"],
    )
    sites: tuple[Code, ...] = Field(
        (), description="FINESS des hôpitaux ; aucun : ceux dont le modèle a lu les dossiers.",
        examples=[["220000012"], ["350000741"]],
    )  # fmt: skip
    causes: tuple[str, ...] = Field(
        (), description="Motifs pris dans le modèle ; aucun : tous ceux qu'il couvre."
    )
    sampling: Share = Field(
        Uncertain(0.0, 1.0),
        description="Tirage de l'incertitude d'échantillonnage ; [0, 1] : un par tirage, "
        "0.5 : les moyennes.",
    )

    def contradictions(self) -> Iterator[Wrong]:
        """Give a last day, which it does not have."""
        if self.end is not None:
            yield ("end",), "parcours appris : pas de dates, ils valent toute la simulation"

    def files(self) -> Mapping[str, str]:
        """Give the file of the model."""
        return {"model": self.model}

    def read_files(self) -> None:
        """Read the model; refuse a cause that it does not know."""
        learned = _read(self.model)
        for cause in self.causes:
            if cause not in learned.covered():
                raise JumeauError(
                    f"motif « {cause} »",
                    "le modèle ne le couvre pas.",
                    f"{near(cause, learned.covered())}Motifs appris : "
                    f"{', '.join(learned.covered()) or 'aucun'}.",
                )

    def hospitals(self) -> Mapping[str, str]:
        """Give the hospitals named."""
        return named(self.sites)

    def notes(self, start: object) -> tuple[str, ...]:
        """Say what was learned, from what."""
        try:
            learned = _read(self.model)
        except JumeauError:
            return ()  # told as a fault of the scenario
        if learned.empty:
            return ("Parcours appris : le modèle n'a rien appris, il ne change rien.",)
        return (
            f"Parcours appris : {learned.source or 'journal sans titre'} "
            f"({learned.visits} passages, {len(learned.covered())} motifs) ; les autres motifs "
            "et les autres hôpitaux suivent les valeurs du territoire.",
        )

    def apply(self, inputs: TwinInputs) -> TwinInputs:
        """Give the hospitals their own model."""
        learned = _read(self.model)
        if learned.empty:
            return inputs
        known = {f.id for f in inputs.territory.of_kind("hospital")}
        sites = self.sites or tuple(s for s in learned.sites if s in known)
        if not sites:
            raise JumeauError(
                f"levier learned-pathways, {self.model}",
                "aucun hôpital du modèle n'est dans le territoire.",
                'Nommez ceux qui le suivent : sites = ["220000012"].',
            )
        position = self.sampling.central
        luck = None if position == CENTRE else _luck(learned, position)
        local = learned.local(
            inputs.pathways, inputs.needs.causes, sites, wanted=self.causes, luck=luck
        )
        held = (*inputs.pathways.local, local)
        return replace(inputs, pathways=replace(inputs.pathways, local=held))


@lru_cache(maxsize=8)
def _loaded(path: Path, changed_ns: int, size: int) -> LearnedPathways:
    return LearnedPathways.load(path)


def _read(name: str) -> LearnedPathways:
    path = Path(name)
    try:
        facts = path.stat()
    except OSError:
        return LearnedPathways.load(path)  # says why
    return _loaded(path, facts.st_mtime_ns, facts.st_size)


def _luck(learned: LearnedPathways, position: float) -> np.random.Generator:
    """Give the luck of a draw: that of the model and of the place in the interval, no other."""
    seed = hashlib.sha256(f"{learned.digest()}/{position!r}".encode()).digest()
    return np.random.default_rng(np.frombuffer(seed, "<u4"))
