"""`jumeau staff replay`: a table through drawn absences, planned against worked."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from scenarios.cli.staff._words import say
from scenarios.cli.staff.solve import stoppable
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.staff_replay import Replay

MOST_S = 86_400
EVERY_S = 2.0
"""Seconds between two lines of progress."""


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("replay", cls=FrenchCommand)(replay)


def replay(
    problem: Annotated[Path, typer.Argument(metavar="PROBLÈME", help="Le problème (.toml).")],
    roster: Annotated[Path, typer.Argument(metavar="TABLEAU", help="Planning publié.")],
    days: Annotated[
        int | None,
        typer.Option("--days", metavar="J",
                     help="Jours à vivre ; au-delà du tableau, il est répété (365 : une année)."),
    ] = None,
    rate: Annotated[
        list[str] | None,
        typer.Option("--rate", metavar="GROUPE=PART",
                     help="Part des jours d'absence d'une compétence, d'un grade, d'un statut ou "
                          "« tous » : ide=0.09 ; peut être répété."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Graine du hasard.")] = 1,
    seconds: Annotated[
        float, typer.Option("--time", metavar="S", help="Secondes de calcul au plus.")
    ] = 120.0,
    as_json: Annotated[bool, typer.Option("--json", help="Tout en JSON.")] = False,
) -> None:  # fmt: skip
    """Éprouve un planning : des absences tirées au sort, chacune réparée à son heure.

    Les absences viennent de taux de groupe et du hasard ; rien n'est prédit d'une personne. Chaque
    réparation ne sait que ce qui est connu ce matin-là. Ctrl-C ou --time : seuls les passages
    entiers du tableau sont comptés.
    """
    from logistics.staffing.problem.reading import read_problem
    from logistics.staffing.problem.rosters import read_roster
    from scenarios import staff_replay as done

    if not 0 < seconds <= MOST_S or not 0 <= seed < 2**31:
        raise JumeauError("--time, --seed", "hors limites.",
                          "De 1 à 86 400 s, graine de 0 à 2 147 483 647.")  # fmt: skip
    given = read_problem(problem)
    rates = dict(_rate(text) for text in rate or [])
    follow = Follower(quiet=as_json)
    table = read_roster(roster, given)
    with stoppable() as stop:
        found = done.replay(given, table, days=days, rates=rates, seed=seed, seconds=seconds,
                            follow=follow, stop=stop)  # fmt: skip
    told = done.facts(found)
    if as_json:
        screen.show_json({**told, "events": done.event_rows(found),
                          "passages": done.passage_rows(found)})  # fmt: skip
    else:
        _show(found, told)
    if not found.passages:
        raise typer.Exit(1)


def _rate(text: str) -> tuple[str, float]:
    """Read "ide=0.09"."""
    group, _, share = text.rpartition("=")
    try:
        return group.strip() or "tous", float(share.replace(",", "."))
    except ValueError:
        raise JumeauError("--rate", f"« {text} » ne se lit pas.",
                          "Écrivez ide=0.09.") from None  # fmt: skip


class Follower:
    """Writes the days done on stderr, now and then."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet, self.last = quiet, time.monotonic()

    def __call__(self, done: int, asked: int) -> None:
        """Say how far the replay is."""
        if not self.quiet and time.monotonic() - self.last >= EVERY_S:
            self.last = time.monotonic()
            say(f"{done} jours sur {asked}", err=True)


def _show(found: Replay, told: dict[str, Any]) -> None:
    if not found.passages:
        say("Le temps est écoulé avant la fin du premier passage : donnez plus de secondes "
            "(--time).")  # fmt: skip
        return
    number = screen.number
    share = screen.quantity(told["absent_share"], "share")
    say(f"{_some(found.lived, 'jour vécu')} sur {found.asked}, "
        f"{len(found.problem.person)} personnes, graine {found.seed} : "
        f"{_some(told['absences'], 'absence tirée')} au sort, "
        f"{_some(told['absent_days'], 'jour')} ({share} des jours)")  # fmt: skip
    for row in told["rates"]:
        say(f"  {row['group']}, {row['persons']} personne(s) : "
            f"{screen.quantity(row['share'], 'share')} - {row['source']}")  # fmt: skip
    say(f"{_some(told['repairs'], 'réparation')}, "
        f"{_some(told['changed_cells'], 'case changée')}, dont "
        f"{told['changed_under_48h']} à moins de 48 h ; {told['without_legal_way']} sans solution "
        "légale")  # fmt: skip
    if told["repairs"]:
        say(f"Temps d'une réparation : médiane {number(told['repair_s_p50'], 1)} s, "
            f"95 % sous {number(told['repair_s_p95'], 1)} s")  # fmt: skip
    say(f"Heures : {number(told['planned_h'], 1)} prévues, {number(told['lost_h'], 1)} perdues, "
        f"{number(told['worked_h'], 1)} faites par l'équipe (dont "
        f"{number(told['overtime_h'], 1)} supplémentaires), {number(told['agency_h'], 1)} par "
        "l'intérim")  # fmt: skip
    say(f"Postes non pourvus : {told['missing_worked']} sur {told['shifts_asked']} "
        f"({told['missing_planned']} déjà dans le tableau) ; sous le minimum : "
        f"{told['below_least_worked']} ({told['below_least_planned']} dans le tableau)"
        )  # fmt: skip
    say(f"Règles dures enfreintes par les réparations : {told['broken_by_repairs']} ; déjà dans le "
        f"tableau répété : {told['broken_in_table']}")  # fmt: skip
    for passage in found.passages:
        for finding in passage.broken[:3]:
            say(f"  {finding.breach.words} [{finding.rule.id}]")
    prices = {"overtime_eur": "heures supplémentaires", "agency_eur": "intérim"}
    for key, word in prices.items():
        if told[key] is not None:
            say(f"Euros, {word} : {number(told[key], 0)}")
    say("Tirage au hasard d'après des taux de groupe : aucune absence d'une personne n'est "
        "prédite.")  # fmt: skip


def _some(count: int, words: str) -> str:
    """Give a count and its words, each in the plural above one: 2 cases changées."""
    many = " ".join(f"{word}s" for word in words.split())
    return f"{count} {many if count > 1 else words}"
