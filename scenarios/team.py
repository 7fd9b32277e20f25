"""A roster in a file becomes a team of the twin: who, what they hold open, how often away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from scenarios.lever_words import OptionalCode, problem
from scenarios.words import near
from twin.contracts import AbsenceRate, StaffedLine, Team
from twin.contracts.rosters import Roster
from twin.contracts.teams import BEDS, ED_POSTS
from twin.parameters.staff_absence2026 import (
    SPELL_DAYS,
    TOLD_HOUR,
    UNFORESEEN,
    UNFORESEEN_DOCTORS,
)
from twin.tables import JumeauError
from twin.territory.facility import Line
from twin.territory.sources.capacities import RESOURCES

if TYPE_CHECKING:
    from logistics.staffing.problem.problem import Problem

WORDS: dict[str, Line] = {w: line for w, line in RESOURCES.items() if line in (*ED_POSTS, *BEDS)}
"""French word of each line that a roster can staff, as in a file of capacities."""
WORD_OF: dict[Line, str] = {line: word for word, line in WORDS.items()}
LINES_FR: dict[str, str] = {
    "medecins": "médecins des urgences",
    "infirmiers_tri": "infirmiers d'accueil",
    "infirmiers_soins": "infirmiers de soins des urgences",
}
MOST_BEDS = 2_000
_MEDICAL = ("senior", "intern")


class LineStaffed(BaseModel):
    """What the persons of a roster who have a skill hold open at the site."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    line: str = Field(
        description="Ressource du site : " + ", ".join(WORDS) + ".", examples=["medecins"]
    )
    skill: OptionalCode = Field("", description="Compétence qui compte ; vide : tout le monde.")
    beds: int = Field(
        0, ge=0, le=MOST_BEDS, description="Lits de l'unité, équipe complète (lits seulement)."
    )
    per_person: float = Field(1.0, gt=0, le=MOST_BEDS, description="Lits par personne, le jour.")
    per_person_night: float | None = Field(
        None, gt=0, le=MOST_BEDS, description="Lits par personne de 21 h à 7 h ; vide : comme le "
        "jour."
    )  # fmt: skip

    @field_validator("line", mode="before")
    @classmethod
    def _known(cls, value: object, info: ValidationInfo) -> object:
        said = WORD_OF.get(value, value)  # type: ignore[call-overload]
        if said in WORDS:
            return said
        raise problem(
            f"ressource « {value} » : un planning ne la tient pas ; "
            f"{near(str(value), list(WORDS))}ressources : {', '.join(WORDS)}"
        )

    def staffed(self) -> StaffedLine:
        """Give it as the twin takes it."""
        night = self.per_person if self.per_person_night is None else self.per_person_night
        return StaffedLine(WORDS[self.line], self.skill, self.beds, self.per_person, night)


def line_said(text: str) -> LineStaffed:
    """Read "medecins=urgentiste", or "lits_medecine=ide:28/14/28" (unit, by day, by night).

    Raises
    ------
    JumeauError
        When it is neither.
    """
    word, _, rest = text.partition("=")
    skill, _, beds = rest.partition(":")
    numbers = beds.split("/") if beds else []
    said = dict(zip(("beds", "per_person", "per_person_night"), numbers, strict=False))
    place = f"--line {text}"
    if not rest or len(numbers) > len(said) or (beds and len(numbers) < 2):
        raise JumeauError(
            place, "correspondance illisible.",
            "Écrivez medecins=urgentiste, ou lits_medecine=ide:28/14/28 (lits de l'unité, lits par "
            "personne le jour, la nuit).",
        )  # fmt: skip
    if WORD_OF.get(word.strip(), word.strip()) not in WORDS:  # type: ignore[call-overload]
        raise JumeauError(place, f"un planning ne tient pas la ressource « {word} ».",
                          f"Ressources : {', '.join(WORDS)}.")  # fmt: skip
    try:
        values = {k: float(v.replace(",", ".")) for k, v in said.items()}
        return LineStaffed.model_validate({"line": word.strip(), "skill": skill.strip(), **values})
    except ValueError:
        raise JumeauError(
            place, f"nombres « {beds} » refusés.",
            f"Des lits entiers de 1 à {MOST_BEDS}, puis des lits par personne au-dessus de 0.",
        ) from None  # fmt: skip


def team_of(
    site: str,
    roster: Roster,
    lines: tuple[LineStaffed, ...],
    absences: tuple[AbsenceRate, ...] = (),
) -> Team:
    """Give the team of a site; nobody is ever away without rates.

    Raises
    ------
    JumeauError
        When no line is said.
    """
    if not lines:
        raise JumeauError(
            "--line", "aucune ressource n'est donnée au planning.",
            f"Écrivez --line medecins=COMPÉTENCE ; ressources : {', '.join(WORDS)}.",
        )  # fmt: skip
    return Team(site, roster, tuple(one.staffed() for one in lines), absences,
                int(TOLD_HOUR.number))  # fmt: skip


def read_team_problem(path: Path) -> Problem:
    """Read a staffing problem.

    Raises
    ------
    JumeauError
        With each fault of the file.
    """
    from logistics.staffing.problem.reading import read_problem

    return read_problem(path)


def read_team_roster(path: Path, problem_file: Path | None) -> tuple[Problem, Roster]:
    """Read a roster with its problem: the one named, else the only one of its folder.

    A problem alone (.toml) gives the roster that its cycles make.

    Raises
    ------
    JumeauError
        When either cannot be read, or nobody works in it.
    """
    from logistics.staffing.problem.foreign import problem_beside
    from logistics.staffing.problem.reading import read_problem
    from logistics.staffing.problem.rosters import cycle_roster, read_roster

    if not path.is_file():
        raise JumeauError(f"{path}", "planning introuvable.", "Vérifiez le chemin.")
    if path.suffix.lower() == ".toml":
        held = read_problem(path)
        roster = replace(cycle_roster(held), name=path.stem)
    else:
        beside = problem_file or problem_beside(path)
        if beside is None:
            raise JumeauError(f"{path}", "le problème de ce planning manque.",
                              "Donnez le fichier .toml (problem, ou --problem).")  # fmt: skip
        held = read_problem(beside)
        roster = read_roster(path, held)
    if not any(d.day >= roster.start for d in roster.duties):
        raise JumeauError(f"{path}", "personne ne travaille dans ce planning.",
                          "Donnez un tableau rempli, ou un problème avec ses trames.")  # fmt: skip
    return held, roster


def usual_rates(held: Problem, share: float | None = None) -> tuple[AbsenceRate, ...]:
    """Give how often the persons of a problem are away: doctors apart where a skill tells them.

    Parameters
    ----------
    share
        Share of days away for everybody, instead of the rates of `staff_absence2026`.
    """
    days = SPELL_DAYS.number
    if share is not None:
        return (AbsenceRate("", share, days),)
    doctors = {p.id: set(p.skills) for p in held.person if p.status in _MEDICAL}
    others = {s for p in held.person if p.status not in _MEDICAL for s in p.skills}
    only = sorted({s for skills in doctors.values() for s in skills} - others)
    rest = UNFORESEEN_DOCTORS if len(doctors) == len(held.person) else UNFORESEEN
    return (
        *(AbsenceRate(skill, UNFORESEEN_DOCTORS.number, days) for skill in only),
        AbsenceRate("", rest.number, days),
    )
