"""`jumeau staff repair`: who replaces whom, by few changes, in ranked ways."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from scenarios.cli.staff._words import a_day, a_moment, a_person, day_said, read_beside, say
from twin.tables import JumeauError

if TYPE_CHECKING:
    from logistics.staffing.problem.parts import Absence
    from logistics.staffing.problem.problem import Problem
    from scenarios.staff_repair import Mended, Repair

MOST = 12


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("repair", cls=FrenchCommand)(repair)


def repair(
    roster: Annotated[Path, typer.Argument(metavar="TABLEAU", help="Planning publié.")],
    absent: Annotated[
        list[str],
        typer.Option("--absent", metavar="'QUI DU AU'",
                     help="Absence, « I03 2026-12-02 2026-12-04 » ; peut être répété."),
    ],
    problem: Annotated[
        Path | None, typer.Option("--problem", metavar="FICHIER", help="Le problème (.toml).")
    ] = None,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="MOMENT", help="« 2026-12-02 06:00 » ; sinon maintenant."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FICHIER", help=".xlsx, .csv, .iso.csv, .json.")
    ] = None,
    choose: Annotated[
        int, typer.Option("--choose", metavar="N", help="La solution à écrire.")
    ] = 1,
    ics: Annotated[
        Path | None, typer.Option("--ics", metavar="DOSSIER", help="Un calendrier par personne.")
    ] = None,
    motive: Annotated[
        str,
        typer.Option("--motive", metavar="MOTIF",
                     help="« volontaire », ou « impératif : ... » (par défaut, l'absence)."),
    ] = "",
    fill: Annotated[bool, typer.Option("--fill", help="Combler à tout prix.")] = False,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Graine du hasard.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Tout en JSON.")] = False,
) -> None:  # fmt: skip
    """Répare un planning publié après une absence : peu de changements, solutions classées.

    Ce qui a commencé ne change plus. Chaque solution dit son coût, ses cases changées, ce qui
    change à moins de 48 h et les règles touchées. Code de sortie 1 quand aucune n'est légale.
    """
    from scenarios.staff_export import refuse_suffix, write_roster
    from scenarios.staff_ics import write_calendars
    from scenarios.staff_repair import now_in, way_rows
    from scenarios.staff_repair import repair as mend

    if out is not None:
        refuse_suffix(out)
    word = motive.strip().lower()
    if word and not (word == "volontaire" or word.startswith(("impératif", "imperatif"))):
        raise JumeauError("--motive", f"« {motive} » ne convient pas.",
                          "Écrivez « volontaire », ou « impératif : » et la raison."
                          )  # fmt: skip
    given = read_beside(roster, problem)
    from logistics.staffing.problem.rosters import read_roster

    table = read_roster(roster, given)
    away = tuple(_absence(text, given) for text in absent)
    moment = a_moment(at, given.zone) if at else now_in(given)
    found = mend(given, table, away, moment, motive=motive, fill=fill, seed=seed)
    legal = [m for m in found.ways if m.legal]
    if legal and not 1 <= choose <= len(legal):
        raise JumeauError("--choose", f"{choose} : {len(legal)} solutions légales.",
                          f"De 1 à {len(legal)}.")  # fmt: skip
    made: list[Path] = []
    if legal and out is not None:
        write_roster(out, legal[choose - 1].verdict)
        made.append(out)
    if legal and ics is not None:
        verdict = legal[choose - 1].verdict
        made += write_calendars(ics, verdict.problem, verdict.roster, datetime.now(UTC))
    if as_json:
        screen.show_json({
            "format": 1, "at": moment.isoformat(), "seconds": round(found.seconds, 3),
            "lost": _lost(found), "ways": way_rows(found),
            "bends": [{"need": b.name, "day": b.day, "missing": b.amount} for b in found.bends],
            "written": [str(path) for path in made],
        })  # fmt: skip
    else:
        _show(found, moment)
        if made:
            say(f"Écrit (solution {choose}) : {made[0]}")
            known = {p.id for p in given.person}
            for person in legal[choose - 1].verdict.problem.person:
                if person.id not in known:
                    say(f"note : pour relire ce tableau, ajoutez aux agents du problème "
                        f"{person.id} (statut {person.status}, compétences "
                        f"{' '.join(person.skills) or 'aucune'}).")  # fmt: skip
    if not legal:
        raise typer.Exit(1)


def _absence(text: str, problem: Problem) -> Absence:
    """Read "QUI DU AU"; the name may hold spaces, the last day may be left out."""
    from logistics.staffing.problem.parts import Absence
    from logistics.staffing.problem.tables import a_date

    words = text.split()
    days = [w for w in words if not isinstance(a_date(w), str)]
    if not 1 <= len(days) <= 2 or len(words) == len(days):
        raise JumeauError("--absent", f"« {text} » ne se lit pas.",
                          "Écrivez --absent 'I03 2026-12-02 2026-12-04'.")  # fmt: skip
    who = a_person(" ".join(w for w in words if w not in days), problem, "--absent")
    first, last = a_day(days[0], "--absent"), a_day(days[-1], "--absent")
    if last < first:
        raise JumeauError("--absent", f"« {text} » finit avant de commencer.",
                          "Donnez le premier jour, puis le dernier.")  # fmt: skip
    return Absence(person=who, start=first, end=last, kind="absence déclarée")


def _lost(found: Repair) -> list[dict[str, str]]:
    from datetime import timedelta

    problem = found.here.problem
    return [
        {"person": problem.person[p].id, "name": problem.person[p].said,
         "day": str(problem.start + timedelta(days=d)), "shift": problem.shift[s].id}
        for p, d, s in found.here.lost
    ]  # fmt: skip


def _show(found: Repair, moment: datetime) -> None:
    from datetime import date, timedelta

    problem = found.here.problem
    say(f"Le {moment:%d/%m/%Y à %H:%M}, {len(found.here.lost)} poste(s) à remplacer :")
    for row in _lost(found):
        say(f"  - {row['name']}, {day_said(date.fromisoformat(row['day']))}, poste {row['shift']}")
    for rank, mended in enumerate(found.ways, 1):
        _show_way(found, mended, rank)
    for bend in found.bends:
        when = day_said(problem.start + timedelta(days=bend.day))
        say(f"Sans aide extérieure, il faut plier : {when}, {bend.name} : {bend.amount} de moins "
            "que le minimum.")  # fmt: skip
    if not any(m.legal for m in found.ways):
        say("Aucune solution légale : demandez une suppléance, ou revoyez le besoin.")
    say(f"Points : pondérations supposées, à régler avec le service. Calculé en "
        f"{screen.number(found.seconds, 1)} s.")  # fmt: skip


def _euros(found: Repair, mended: Mended) -> list[str]:
    """Give what is paid, where the problem gives the prices."""
    from scenarios.staff_repair import agency_min, euros

    way = mended.way
    hours = sum(way.overtime_min.values()) / 60
    paid = euros(found.here.problem, hours, agency_min(found, way) / 60)
    told = [v for v in paid.values() if v]
    return [f"{screen.number(sum(told), 0)} euros d'heures supplémentaires et d'intérim"
            ] if told else []  # fmt: skip


def _show_way(found: Repair, mended: Mended, rank: int) -> None:
    from datetime import date

    from logistics.staffing.repairing.ways import KIND_FR
    from scenarios.staff_repair import change_rows

    way = mended.way
    facts = [f"{screen.number(way.cost, 0)} points",
             f"{len(way.changed) + len(way.agency)} case(s) changée(s)"]  # fmt: skip
    if way.missing:
        facts.append(f"{way.missing} personne(s) manquante(s) autour du trou")
    if way.overtime_min:
        hours = sum(way.overtime_min.values()) / 60
        facts.append(f"{screen.number(hours)} h supplémentaires")
    if way.agency:
        facts.append(f"{len(way.agency)} poste(s) d'intérim")
    facts += _euros(found, mended)
    if not way.optimal:
        facts.append("peut-être pas le mieux")
    mark = "" if mended.legal else " (REFUSÉE)"
    say(f"{rank}. {KIND_FR[way.kind]}{mark} : {', '.join(facts)}")
    rows = change_rows(found, mended)
    for row in rows[:MOST]:
        late = (
            " - à moins de 48 h : volontaire, ou impératif avec motif" if row["under_48h"] else ""
        )
        say(f"   {row['name']}, {day_said(date.fromisoformat(row['day']))} : {row['before']} -> "
            f"{row['after']}{late}")  # fmt: skip
    if len(rows) > MOST:
        say(f"   ... et {len(rows) - MOST} autres (--json)")
    for finding in mended.touched[:MOST]:
        word = "règle enfreinte" if finding.severity == "hard" else "alerte"
        say(f"   {word} : {finding.breach.words} [{finding.rule.id}]")
