"""`jumeau staff evaluate`: what a roster does to the waits of its site, before it is published."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from scenarios.cli.staff._words import a_day, say
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.staff_effects import Effects, Study
    from twin.contracts import Team

USUAL = ("ordinaire", "default", "defaut")
MOST_DAYS, MOST_REPLICATIONS = 366, 500


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("evaluate", cls=FrenchCommand)(evaluate)


def evaluate(
    roster: Annotated[
        Path,
        typer.Argument(metavar="PLANNING", help="Planning, ou problème (.toml) et ses trames."),
    ],
    site: Annotated[str, typer.Option("--site", metavar="FINESS", help="L'hôpital.")],
    line: Annotated[
        list[str] | None,
        typer.Option("--line", metavar="RESSOURCE=COMPÉTENCE",
                     help="« medecins=urgentiste », ou « lits_medecine=ide:28/14/28 » (lits de "
                     "l'unité, par personne le jour, la nuit) ; peut être répété."),
    ] = None,
    problem: Annotated[
        Path | None, typer.Option("--problem", metavar="FICHIER", help="Le problème (.toml).")
    ] = None,
    where: Annotated[
        str,
        typer.Option("--territoire", metavar="DOSSIER|pilote", help="Territoire."),
    ] = "pilote",
    against: Annotated[
        str,
        typer.Option("--against", metavar="ordinaire|PLANNING",
                     help="Comparé à la capacité ordinaire du site, ou à un autre planning."),
    ] = "ordinaire",
    start: Annotated[
        str | None,
        typer.Option("--start", metavar="JOUR", help="Premier jour mesuré ; sinon le planning."),
    ] = None,
    days: Annotated[
        int | None, typer.Option("--days", metavar="N", help="Jours mesurés ; sinon le planning.")
    ] = None,
    warmup: Annotated[int, typer.Option("--warmup", metavar="N", help="Jours de chauffe.")] = 7,
    replications: Annotated[
        int, typer.Option("--replications", metavar="N", help="Répétitions.")
    ] = 20,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Graine du hasard.")] = 2026,
    absences: Annotated[
        bool, typer.Option("--absences", help="Aussi avec des absences tirées au sort.")
    ] = False,
    away: Annotated[
        float | None,
        typer.Option("--away", metavar="PART", help="Part des jours d'absence, à la place des "
                     "taux supposés."),
    ] = None,
    repair: Annotated[
        bool, typer.Option("--repair", help="Aussi avec ces absences réparées à l'heure.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DOSSIER", help="Écrire evaluation.json.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Tout en JSON.")] = False,
) -> None:  # fmt: skip
    """Montre l'effet d'un planning sur les urgences de son site, avant de le publier.

    Le jumeau vit les mêmes patients avec la capacité ordinaire et avec le planning. Les
    intervalles sont du bruit de simulation (mc95), pas l'incertitude de la politique.
    """
    from scenarios import staff_effects as effects
    from scenarios.cli.where import opened
    from scenarios.team import line_said, read_team_roster, team_of, usual_rates
    from scenarios.territory_period import period_inputs

    _refuse_numbers(days, warmup, replications, away)
    begun = time.monotonic()
    lines = tuple(line_said(text) for text in line or ())
    held, table = read_team_roster(roster, problem)
    with_absences = absences or repair or away is not None
    rates = usual_rates(held, away) if with_absences else ()
    team = team_of(site, table, lines, rates)
    study = effects.Study(
        table.start if start is None else a_day(start, "--start"),
        table.days if days is None else days, warmup, replications, seed,
    )  # fmt: skip
    other = None
    if against.lower() not in USUAL:
        other = team_of(site, read_team_roster(Path(against), problem)[1], lines)
    with screen.progress("Territoire"):
        base = period_inputs(opened(where), study.start, study.days, study.warmup_days)
    if base.territory.facility(site).kind != "hospital":
        raise JumeauError(f"--site {site}", "ce n'est pas un hôpital avec des urgences.",
                          "Donnez le FINESS d'un hôpital.")  # fmt: skip
    variants = effects.variants_of(base, team, study, against=other, absences=with_absences,
                                   problem=held if repair else None)  # fmt: skip
    with screen.progress("Simulation") as report:
        found = effects.evaluate(variants, study, site, report)
    seconds = time.monotonic() - begun
    answer = _answer(found, team, study, base.territory.facility(site).name, seconds)
    if out is not None:
        _write(out, answer)
    if as_json:
        screen.show_json(answer)
        return
    _show(answer, out)


def _refuse_numbers(days: int | None, warmup: int, replications: int, away: float | None) -> None:
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise JumeauError("--days", f"{days} jours.", f"De 1 à {MOST_DAYS} jours.")
    if not 0 <= warmup <= MOST_DAYS:
        raise JumeauError("--warmup", f"{warmup} jours.", f"De 0 à {MOST_DAYS} jours.")
    if not 1 <= replications <= MOST_REPLICATIONS:
        raise JumeauError("--replications", f"{replications} répétitions.",
                          f"De 1 à {MOST_REPLICATIONS}.")  # fmt: skip
    if away is not None and not 0 <= away <= 0.5:
        raise JumeauError("--away", "hors limites.", "Une part des jours, de 0 à 0,5.")


def _answer(found: Effects, team: Team, study: Study, name: str, seconds: float) -> dict[str, Any]:
    """Give everything as it is written: lists whose rows have the same keys."""
    from scenarios import staff_effects as effects
    from scenarios.staff_effects import effect_rows, staffed_rows

    notes = [effects.NOISE, effects.UNSEEN]
    partly = effects.partly_covered(team.roster, study)
    if partly is not None:
        notes.insert(0, partly)
    estimated = effects.estimated_lines(team, found.variants)
    if estimated:
        notes.append(effects.ESTIMATED.format(lines=", ".join(estimated)))
    if any(v.inputs.teams for v in found.variants):
        notes += [effects.DRAWN, effects.APART]
    access = effects.access_in_force(found.variants)
    if access:
        notes.append(effects.ACCESS.format(rules=access))
    return {
        "format": 1, "site": team.facility, "name": name, "roster": team.roster.name,
        "start": study.start.isoformat(), "days": study.days, "warmup_days": study.warmup_days,
        "replications": study.replications, "seed": study.seed, "access_rules": access,
        "variants": [{"key": v.key, "words": v.words, "log_hashes": found.hashes[v.key]}
                     for v in found.variants],
        "staffed": staffed_rows(found.variants, team, study),
        "absence_rates": [{"skill": r.skill, "share": r.share, "mean_days": r.mean_days,
                           "status": "assumed"} for r in team.absences],
        "effects": effect_rows(found), "repairs": found.repairs, "notes": notes,
        "seconds": round(seconds, 2),
    }  # fmt: skip


def _write(folder: Path, answer: dict[str, Any]) -> None:
    from scenarios.parts import write_whole

    text = json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    write_whole(folder / "evaluation.json", lambda at: _text(at, text))


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _show(answer: dict[str, Any], out: Path | None) -> None:
    first = date.fromisoformat(answer["start"])
    say(f"{answer['name']} ({answer['site']}), {answer['days']} jours dès le {first:%d/%m/%Y}, "
        f"{answer['replications']} répétition{'s' if answer['replications'] > 1 else ''}, "
        "mêmes patients")  # fmt: skip
    for row in answer["staffed"]:
        hours = "heures de lit" if row["line"].startswith(("lits", "prog")) else "heures de poste"
        say(f"  {row['line']} : {screen.number(row['reference_mean'], 2)} en moyenne avant, "
            f"{screen.number(row['roster_mean'], 2)} avec le planning "
            f"({screen.number(row['hours_below'], 0)} {hours} de moins, "
            f"{screen.number(row['hours_above'], 0)} de plus)")  # fmt: skip
    pairs = dict.fromkeys((r["variant"], r["against"], r["words"]) for r in answer["effects"])
    titles = ("", "Avant", "Après", "Écart", "mc95 (bruit)", "")
    for variant, against, words in pairs:
        say("")
        say(f"{words} :")
        rows = [
            (_named(r["label"], r["unit"]), screen.quantity(r["base"], r["unit"]),
             screen.quantity(r["policy"], r["unit"]),
             screen.quantity(r["difference"], r["unit"], signed=True),
             screen.interval(r["low"], r["high"], r["unit"]), r["verdict"])
            for r in answer["effects"] if (r["variant"], r["against"]) == (variant, against)
        ]  # fmt: skip
        screen.out().print(screen.facts_table(titles, rows, whole=(0,)))
    if answer["repairs"]:
        n = len(answer["repairs"])
        mean = {k: sum(r[k] for r in answer["repairs"]) / n
                for k in ("repairs", "changed_cells", "left_empty")}  # fmt: skip
        say(f"Par répétition : {screen.number(mean['repairs'])} réparations, "
            f"{screen.number(mean['changed_cells'])} cases changées, "
            f"{screen.number(mean['left_empty'])} postes restés vides.")  # fmt: skip
    for note in answer["notes"]:
        say(f"note : {note}")
    where = "" if out is None else f" Écrit : {out / 'evaluation.json'}."
    say(f"Calculé en {screen.number(answer['seconds'], 0)} s.{where}")


def _named(label: str, unit: str) -> str:
    """Give an indicator with its unit; a share shows its own."""
    return label if unit in screen.SHARE_UNITS else f"{label} ({unit})"
