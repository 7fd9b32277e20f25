"""`jumeau staff need`: from arrivals by hour to persons by hour, then to shifts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from scenarios.cli.staff._words import a_day, say
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.staff_need import Arrivals

FIRST_DAY = "2026-01-12"
"""The Monday from which scenarios are simulated by default."""


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("need", cls=FrenchCommand)(need)


def need(
    minutes: Annotated[
        float, typer.Option("--minutes", metavar="MIN", help="Minutes d'une personne par patient.")
    ],
    arrivals: Annotated[
        Path | None,
        typer.Argument(metavar="ARRIVÉES", help="Série par heure, ou prévision (quantiles), CSV."),
    ] = None,
    twin: Annotated[
        str,
        typer.Option("--twin", metavar="FINESS",
                     help="Ou les arrivées que le jumeau attend sur ce site, sans fichier."),
    ] = "",
    where: Annotated[
        str,
        typer.Option("--territoire", metavar="DOSSIER|pilote", help="Territoire de --twin."),
    ] = "pilote",
    start: Annotated[
        str,
        typer.Option("--start", metavar="JOUR", help="Premier jour de l'année lue par --twin."),
    ] = FIRST_DAY,
    skill: Annotated[
        str, typer.Option("--skill", metavar="COMPÉTENCE", help="Qui : ide, urgentiste...")
    ] = "",
    wait: Annotated[float, typer.Option("--wait", metavar="MIN", help="Attente promise.")] = 15.0,
    service: Annotated[
        float, typer.Option("--service", metavar="PART", help="Part des patients servis à temps.")
    ] = 0.9,
    quantile: Annotated[
        float, typer.Option("--quantile", metavar="PART", help="Journée prise : 0,8 est chargée.")
    ] = 0.8,
    least: Annotated[
        int, typer.Option("--least", metavar="N", help="Personnes présentes à toute heure.")
    ] = 1,
    site: Annotated[str, typer.Option("--site", metavar="SITE", help="Série à prendre.")] = "",
    problem: Annotated[
        Path | None,
        typer.Option("--problem", metavar="FICHIER", help="Donner le besoin par ses postes."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FICHIER", help="Besoin à écrire (.csv).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Tout en JSON.")] = False,
) -> None:  # fmt: skip
    """Calcule le besoin en personnes d'après les arrivées par heure et une promesse d'attente.

    Chaque heure est une file d'attente ; le besoin est le plus petit effectif qui tient la
    promesse. Avec --problem, il est donné par poste, au moins d'heures payées.
    """
    from scenarios import staff_need

    if (arrivals is None) == (not twin):
        raise JumeauError("arrivées", "un fichier, ou --twin ; l'un des deux.",
                          "Donnez un fichier d'arrivées par heure, ou --twin FINESS.")  # fmt: skip
    if not 0 < service < 1 or not 0 < quantile < 1:
        raise JumeauError("--service, --quantile", "hors limites.", "Entre 0 et 1, exclus.")
    if not 0 <= least <= 500:
        raise JumeauError("--least", "hors limites.", "De 0 à 500 personnes.")
    if not 0 < minutes <= 1440 or not 0 <= wait <= 1440:
        raise JumeauError("--minutes, --wait", "hors limites.", "De 0 à 1 440 minutes.")
    if out is not None and out.suffix.lower() != ".csv":
        raise JumeauError(f"{out}", "le besoin est un .csv.", "Changez l'extension.")
    found = _arrivals(arrivals, twin, where, start, quantile, site)
    persons = staff_need.persons_by_hour(found, staff_need.Work(minutes, wait, service), least)
    paid = bound = None
    if problem is None:
        rows = staff_need.by_hours(found, persons, skill)
    else:
        from logistics.staffing.problem.reading import read_problem

        templates = staff_need.templates_of(read_problem(problem).shift)
        rows, plan = staff_need.by_shifts(found, persons, skill, templates)
        paid, bound = plan.paid_hours, plan.bound
    if out is not None:
        staff_need.write_need(out, rows)
    if as_json:
        screen.show_json({
            "format": 1, "arrivals": found.told, "days": list(found.days),
            "rates": [[round(float(x), 4) for x in row] for row in found.rates],
            "persons": persons.tolist(), "need": rows, "paid_hours_week": paid,
            "least_paid_hours_week": bound, "notes": list(found.notes),
        })  # fmt: skip
        return
    say(f"Arrivées : {found.told}")
    for note in found.notes:
        say(f"note : {note}")
    say(f"{screen.number(minutes)} min par patient ; {screen.quantity(service, 'share')} attendent "
        f"au plus {screen.number(wait, 0)} min")  # fmt: skip
    titles = ("Jour", *(f"{h:02d}" for h in range(0, 24, 2)))
    told = zip(found.days, persons.tolist(), strict=True)
    # Two hours a column: the busier of the two, for an odd hour must not hide its need.
    lines = [(day, *(str(max(row[h : h + 2])) for h in range(0, 24, 2))) for day, row in told]
    screen.out().print(screen.facts_table(titles, lines))
    say("Deux heures par colonne (00\u00a0: de 0\u00a0h à 2\u00a0h), la plus chargée des deux ; "
        "chaque heure est dans --out et --json.")  # fmt: skip
    if paid is not None:
        say(f"Par postes : {screen.number(paid, 0)} h présentes par semaine (aucun choix de ces "
            f"postes n'en demande moins de {screen.number(bound, 0)})")  # fmt: skip
    if out is not None:
        say(f'Écrit : {out}, {len(rows)} lignes ; dans le problème, [files] need = "{out.name}"')


def _arrivals(
    path: Path | None, twin: str, where: str, start: str, quantile: float, site: str
) -> Arrivals:
    """Give the arrivals of a file, or those that the twin expects."""
    from scenarios.staff_need import read_arrivals

    if path is not None:
        return read_arrivals(path, quantile, site)
    from scenarios.baseline import base_inputs
    from scenarios.cli.where import opened
    from scenarios.staff_need_twin import twin_arrivals

    with screen.progress("Territoire"):
        inputs = base_inputs(opened(where))
    return twin_arrivals(inputs, twin, quantile, a_day(start, "--start"))
