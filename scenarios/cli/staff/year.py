"""`jumeau staff year`: the counters of a year, then its months one after the other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from scenarios.cli.staff._words import say
from scenarios.cli.staff.solve import MOST_S, Follower, stoppable
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.staff_solve import Planned
    from scenarios.staff_year import Year

MONTHS_FR = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
             "octobre", "novembre", "décembre")  # fmt: skip
MOST = 10


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("year", cls=FrenchCommand)(year)


def year(
    problem: Annotated[Path, typer.Argument(metavar="PROBLÈME", help="Le problème (.toml).")],
    months: Annotated[
        str,
        typer.Option("--months", metavar="1-3",
                     help="Mois à construire, du premier : « 1 », « 1-3 » ; rien : les compteurs "
                          "seuls."),
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DOSSIER", help="Où écrire les compteurs et les plannings."),
    ] = None,
    time: Annotated[
        float, typer.Option("--time", metavar="S", help="Secondes pour les compteurs.")
    ] = 60.0,
    month_time: Annotated[
        float, typer.Option("--month-time", metavar="S", help="Secondes pour chaque mois.")
    ] = 60.0,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Graine du hasard.")] = 1,
    workers: Annotated[int, typer.Option("--workers", metavar="N", help="Processus légers.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="Tout en JSON.")] = False,
) -> None:  # fmt: skip
    """Prévoit une année : compteurs par personne et par mois, puis les mois l'un après l'autre.

    Les compteurs (heures, dimanches, fériés, nuits, semaines de congé) ont un écart prouvé au
    mieux. Chaque mois part de ce que le précédent laisse (14 jours d'historique, compteurs) et
    passe le contrôle indépendant. Code de sortie 1 quand un mois n'a pas de planning légal.
    """
    from logistics.staffing.problem.reading import read_problem
    from scenarios import staff_year as done

    last = _last(months)
    limits = 0 < time <= MOST_S and 0 < month_time <= MOST_S and 1 <= workers <= 64
    if not limits or not 0 <= seed < 2**31:
        raise JumeauError("--time, --month-time, --workers, --seed", "hors limites.",
                          "De 1 à 86 400 s, de 1 à 64 processus, graine de 0 à 2 147 483 647."
                          )  # fmt: skip
    if out is not None and out.is_file():
        raise JumeauError(f"{out}", "c'est un fichier.", "Donnez un dossier.")
    given = read_problem(problem)
    counters = done.counters_of_year(given, seconds=time)
    if last > len(counters.months):
        raise JumeauError("--months", f"{last} : l'année a {len(counters.months)} mois.",
                          f"De 1 à {len(counters.months)}.")  # fmt: skip
    if not as_json:
        _show(done.Year(given, counters, ()), done.person_rows)

    def told(rank: int, planned: Planned) -> None:
        if not as_json:
            _show_month(rank, planned)

    with stoppable() as stop:
        solved = done.months_in_turn(
            given, counters, last, seconds=month_time, seed=seed, workers=workers,
            progress=Follower(quiet=as_json), told=told, stop=stop,
        )  # fmt: skip
    whole = done.Year(given, counters, solved)
    written = _write(out, whole) if out is not None else []
    if as_json:
        screen.show_json({**done.year_json(whole), "written": written})
    elif written:
        say(f"Écrit : {', '.join(written)}")
    if any(p.verdict is None or not p.verdict.legal for p in solved):
        raise typer.Exit(1)


def _last(text: str) -> int:
    """Read "1-3" (from the first month on)."""
    if not text.strip():
        return 0
    found = re.fullmatch(r"\s*1\s*(?:-\s*(\d{1,2}))?\s*", text)
    if found is None or int(found[1] or 1) < 1:
        raise JumeauError("--months", f"« {text} » ne se lit pas.",
                          "Les mois se suivent depuis le premier : écrivez 1 ou 1-3.")  # fmt: skip
    return int(found[1] or 1)


def _write(folder: Path, year_: Year) -> list[str]:
    """Write the counters and each legal roster; each file is whole or absent."""
    import json

    from scenarios.parts import write_whole
    from scenarios.staff_export import write_roster
    from scenarios.staff_year import year_json

    made = [folder / "compteurs.json"]
    text = json.dumps(year_json(year_), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    write_whole(made[0], lambda at: _text(at, text))
    for planned in year_.months:
        if planned.verdict is not None and planned.verdict.legal:
            made.append(folder / f"planning-{planned.problem.start}.xlsx")
            write_roster(made[-1], planned.verdict)
    return [str(path) for path in made]


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _show(year_: Year, rows_of: Any) -> None:
    plan, number = year_.plan, screen.number
    say(f"{year_.problem.title or year_.problem.name} : {len(year_.problem.person)} personnes, "
        f"52 semaines depuis le {year_.problem.start:%d/%m/%Y}")  # fmt: skip
    say(f"Compteurs de l'année : coût {number(plan.cost, 0)} points, aucun ne coûte moins de "
        f"{number(plan.bound, 0)} (écart {screen.quantity(plan.gap, 'share')}), en "
        f"{number(plan.seconds, 0)} s")  # fmt: skip
    for k, month in enumerate(plan.months):
        asked = sum(a.shifts for a in plan.asked if a.month == k)
        leave = sum(plan.of(p, k).leave_weeks for p in range(len(year_.problem.person)))
        short = (f", {plan.missing[k]} sans personne" if plan.missing[k] else "") + (
            f", {plan.below_least[k]} sous le minimum" if plan.below_least[k] else "")  # fmt: skip
        say(f"  {k + 1}. {MONTHS_FR[month.month - 1]} {month.year} ({_weeks(month.weeks)}) : "
            f"{asked} postes, {_weeks(leave)} de congé{short}")  # fmt: skip
    say("Par personne, sur l'année : heures, dimanches, fériés, nuits, semaines de congé")
    for row in rows_of(year_)[:MOST]:
        say(f"  {row['name']} ({row['percent']} %) : {number(row['hours'], 0)} h, "
            f"{row['sundays']}, {row['holidays']}, {row['nights']}, {row['leave_weeks']}"
            )  # fmt: skip
    if len(year_.problem.person) > MOST:
        say(f"  ... et {len(year_.problem.person) - MOST} autres (--json)")
    if year_.problem.absence:
        known = [(row["name"], row["leave_known_weeks"]) for row in rows_of(year_)]
        told = ", ".join(f"{name} {_weeks(weeks)}" for name, weeks in known if weeks)
        say(f"Congés déjà au planning, déduits des semaines à poser : {told or 'aucun'}. Seuls "
            "congé, congé annuel et RTT sont déduits, par sept jours (samedi et dimanche "
            "compris) ; maladie, maternité ou formation ne le sont pas.")  # fmt: skip


def _weeks(count: int) -> str:
    return f"{count} semaine{'s' if count > 1 else ''}"


def _show_month(rank: int, planned: Planned) -> None:
    found, verdict, problem = planned.solution, planned.verdict, planned.problem
    when = f"Mois {rank + 1}, du {problem.start:%d/%m/%Y} au {problem.last_day:%d/%m/%Y}"
    if verdict is None or found.cost is None:
        say(f"{when} : aucun planning trouvé en {screen.number(found.seconds, 0)} s "
            "(--month-time).")  # fmt: skip
        return
    bound = ("aucune borne" if found.gap is None
             else f"écart prouvé {screen.quantity(found.gap, 'share')}")  # fmt: skip
    say(f"{when} : coût {screen.number(found.cost, 0)} points ({bound}), "
        + ("légal selon le contrôle indépendant" if verdict.legal
           else f"REFUSÉ : {verdict.count('hard')} manquement(s) à une règle dure")
        )  # fmt: skip
