"""`jumeau staff explain`: why nothing is possible, and what another choice would cost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from scenarios.cli.staff._words import a_day, a_person, day_said, say
from twin.tables import JumeauError

if TYPE_CHECKING:
    from logistics.staffing.explaining.prices import Price
    from logistics.staffing.problem.problem import Problem

MOST = 8


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("explain", cls=FrenchCommand)(explain)


def explain(
    problem: Annotated[Path, typer.Argument(metavar="PROBLÈME", help="Le problème (.toml).")],
    roster: Annotated[
        Path | None,
        typer.Option("--roster", metavar="TABLEAU", help="Le planning dont on parle."),
    ] = None,
    why: Annotated[
        str | None,
        typer.Option("--pourquoi", metavar="'QUI JOUR'",
                     help="Ce que coûterait un autre poste à cette personne ce jour."),
    ] = None,
    rest: Annotated[
        str | None,
        typer.Option("--repos", metavar="'QUI JOUR'", help="Ce que coûterait ce jour de repos."),
    ] = None,
    time: Annotated[float, typer.Option("--time", metavar="S", help="Secondes de calcul.")] = 20.0,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Graine du hasard.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Tout en JSON.")] = False,
) -> None:  # fmt: skip
    """Explique : pourquoi aucun planning n'existe, ou ce que coûterait un autre choix.

    Sans --roster, cherche un petit conflit nommé entre besoins, règles, absences et verrous, et
    le moyen le moins cher d'en sortir : code de sortie 1 quand il y en a un. Avec --roster et
    --pourquoi ou --repos, donne le prix d'un autre poste ou du repos.
    """
    from logistics.staffing.problem.reading import read_problem

    if not 0 < time <= 86_400 or not 0 <= seed < 2**31:
        raise JumeauError("--time, --seed", "hors limites.", "De 1 à 86 400 secondes.")
    asked = why or rest
    if why and rest:
        raise JumeauError("--pourquoi, --repos", "l'un ou l'autre.", "Posez une question à la fois."
                          )  # fmt: skip
    if bool(asked) != (roster is not None):
        raise JumeauError("--roster", "une question porte sur un planning.",
                          "Donnez --roster TABLEAU avec --pourquoi ou --repos.")  # fmt: skip
    given = read_problem(problem)
    if asked is None or roster is None:
        _conflict(given, time, seed, as_json=as_json)
        return
    _prices(given, roster, asked, seed, only_rest=rest is not None, as_json=as_json)


def _conflict(given: Problem, seconds: float, seed: int, *, as_json: bool) -> None:
    from scenarios.cli.staff._conflict import conflict_of, show_conflict

    told = conflict_of(given, seconds=seconds, seed=seed)
    possible = told.out is not None and not told.out.steps
    if as_json:
        screen.show_json({"format": 1, "problem": given.name, "possible": possible, **told.rows()})
    elif possible:
        say("Un planning légal existe : rien n'est impossible. Lancez : jumeau staff solve")
    elif told.out is None:
        say(f"Rien trouvé ni prouvé en {screen.number(seconds, 0)} s : donnez plus de temps.")
    else:
        show_conflict(told)
        if told.conflict is None:
            say("Aucun conflit prouvé dans le temps donné (--time).")
    if not possible:
        raise typer.Exit(1)


def _prices(
    given: Problem, roster: Path, asked: str, seed: int, *, only_rest: bool, as_json: bool
) -> None:
    from logistics.staffing.explaining.prices import gain_without, prices
    from logistics.staffing.problem.rosters import read_roster
    from scenarios.staff_solve import matrix_of

    option = "--repos" if only_rest else "--pourquoi"
    words = asked.split()
    if len(words) < 2:
        raise JumeauError(option, f"« {asked} » ne se lit pas.",
                          f"Écrivez {option} 'I03 2026-12-06'.")  # fmt: skip
    who, when = a_person(" ".join(words[:-1]), given, option), a_day(words[-1], option)
    day = (when - given.start).days
    if not 0 <= day < given.days:
        raise JumeauError(option, f"{when:%d/%m/%Y} est hors du tableau.",
                          f"Du {given.start:%d/%m/%Y} au {given.last_day:%d/%m/%Y}.")  # fmt: skip
    if not roster.is_file():
        raise JumeauError(f"{roster}", "fichier introuvable.", "Vérifiez le chemin.")
    cells = matrix_of(given, read_roster(roster, given))
    rank = next(k for k, p in enumerate(given.person) if p.id == who)
    held = _code(given, int(cells[rank, day]))
    found = prices(given, cells, rank, day, seed=seed)
    if only_rest:
        found = tuple(p for p in found if p.shift == "repos")
    gain = gain_without(given, cells, rank, day, seed=seed) if found else 0
    if as_json:
        screen.show_json({
            "format": 1, "gain_without": gain, "person": who, "day": str(when), "shift": held,
            "prices": [_row(given, p) for p in found],
        })  # fmt: skip
        return
    say(f"{given.person[rank].said}, {day_said(when)} : {held}")
    if not found:
        say("C'est déjà un repos.")
    for price in found:
        _show(given, price)
    if gain and any(p.cost is not None for p in found):
        say(f"Sans toucher à cette case, déplacer les autres gagnerait déjà {gain} points : ce "
            "planning n'est pas le meilleur. La case elle-même coûte d'autant plus ; "
            "pour un prix propre, calculez d'abord (jumeau staff solve).")  # fmt: skip


def _code(given: Problem, shift: int) -> str:
    return "repos" if shift < 0 else given.shift[shift].id


def _row(given: Problem, price: Price) -> dict[str, Any]:
    return {
        "shift": price.shift, "possible": price.cost is not None, "cost": price.cost,
        "why": price.why, "optimal": price.optimal,
        "moved": [
            {"person": given.person[p].id, "name": given.person[p].said,
             "day": str(given.start + timedelta(days=d)), "before": _code(given, a),
             "after": _code(given, b)}
            for p, d, a, b in price.moved
        ],
    }  # fmt: skip


def _show(given: Problem, price: Price) -> None:
    if price.cost is None:
        say(f"{price.shift} : impossible, {price.why}")
        return
    more = screen.number(price.cost, 0, signed=True)
    proof = "" if price.optimal else " (au plus : recherche arrêtée)"
    word = "point" if abs(price.cost) < 2 else "points"
    say(f"{price.shift} : {more} {word}{proof}, {len(price.moved)} autre(s) case(s) à changer")
    for row in _row(given, price)["moved"][:MOST]:
        say(f"   {row['name']}, {row['day'][8:]}/{row['day'][5:7]} : {row['before']} -> "
            f"{row['after']}")  # fmt: skip
