"""`jumeau samu site` on screen: today, the curve, closures, groups of communes, notes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scenarios.cli import screen
from scenarios.cli.samu._common import say, typeset

if TYPE_CHECKING:
    from scenarios.siting import Served, Siting, Step

STATUS_FR = {"optimal": "prouvé", "feasible": "temps écoulé", "infeasible": "impossible",
             "unknown": "rien trouvé"}  # fmt: skip
CREW_SHORT = {"medecin": "médicalisée", "paramedical": "paramédicale", "helicoptere": "hélicoptère"}


def show(found: Siting) -> None:
    """Write a whole answer."""
    from scenarios.siting_files import NOTES
    from scenarios.siting_notes import notes_of

    _today(found)
    _curve(found)
    _closures(found)
    _groups(found)
    if found.beyond_all[0]:
        lost, people = (screen.number(one, 0) for one in found.beyond_all)
        say(
            f"Communes qu'aucun lieu possible n'atteint à temps : {lost} ({people} habitants) ; "
            "« minimum » et --equite les laissent de côté."
        )
    if found.unreachable:
        say(f"note : sans route vers une base : {', '.join(found.unreachable)}")
    for note in notes_of(found, NOTES):
        say(f"note : {note}")


def _percent(share: float) -> str:
    return screen.number(100 * share, 1)


def _today(found: Siting) -> None:
    from scenarios.siting_files import DAYS_FR

    q, place, hours = found.question, found.place, found.by_hour
    low, high = int(hours.argmin()), int(hours.argmax())
    head = f"{place.territory.name} : {len(place.bases)} bases de SMUR"
    screen.out().print(typeset(f"[bold]{head}[/bold]"))
    if q.standard.doctor_within == q.within:
        met = f"sont à {q.within:g} min ou moins d'une base"
    else:
        met = (f"ont une première équipe en {q.within:g} min et, pour {100 * q.need_doctor:.0f} % "
               f"d'entre eux, un médecin en {q.standard.doctor_within:g} min")  # fmt: skip
    say(
        f"Aujourd'hui, {_percent(found.today.calls)} % des appels qui demandent un SMUR {met}, "
        f"{_percent(found.today.residents)} % des habitants "
        f"({screen.number(found.today.beyond, 0)} habitants au-delà)."
    )
    say(
        f"Selon l'heure : de {_percent(hours[low])} % ({DAYS_FR[low // 24]} {low % 24} h) à "
        f"{_percent(hours[high])} % ({DAYS_FR[high // 24]} {high % 24} h)."
    )


def _curve(found: Siting) -> None:
    from scenarios.siting import MODELS, WEIGHTS

    q, place = found.question, found.place
    where = "une commune" if any(len(p.id) == 5 for p in place.places) else "un hôpital"
    screen.out().print(
        typeset(f"\n[bold]Ajouter ({where}) : {MODELS[q.model]}, {WEIGHTS[q.weight]}[/bold]")
    )
    money = _money(found)
    tiers = q.model == "tandem"
    heads = ["Budget" if q.offer.budgeted else "Équipes de plus"]
    heads += ["Coût €/an", "h/semaine"] if money else ["Où"]
    heads += ["Appels %", *(["Médecin %"] * tiers), "Habitants %", "Deux bases %",
              "Équipe libre %", "Moyenne min", "Plus loin min", "Preuve"]  # fmt: skip
    rows = []
    for step in found.steps:
        cells = [_asked(found, step)]
        cells += ([screen.number(step.eur_year, 0), screen.number(step.hours_week, 0)] if money
                  else [", ".join(_teams(found, step)) or "–"])  # fmt: skip
        cells += (["–"] * (6 + tiers) if step.fleet is None
                  else _cells(step.served, tiers=tiers))  # fmt: skip
        cells.append(_proof(step))
        rows.append(cells)
    screen.out().print(screen.facts_table(heads, rows, whole=(0,) if money else ()))
    for step in found.steps if money else ():
        if step.teams:
            say(f"{_asked(found, step)} : {' ; '.join(_teams(found, step))}.")


def _proof(step: Step) -> str:
    if step.status != "feasible":
        return STATUS_FR[step.status]
    return f"à {screen.number(100 * step.gap, 2)} %" if math.isfinite(step.gap) else "sans borne"


def _money(found: Siting) -> bool:
    """Say whether what a team costs is part of the question."""
    offer = found.question.offer
    return offer.budgeted or (offer.calendars, offer.crews) != (("24h",), ("medecin",))


def _asked(found: Siting, step: Step) -> str:
    offer = found.question.offer
    if math.isfinite(offer.budget_eur):
        return f"{screen.number(step.budget, 0)}{screen.NO_BREAK}€"
    if math.isfinite(offer.budget_hours):
        return f"{screen.number(step.budget, 0)}{screen.NO_BREAK}h"
    return f"+{len(step.teams)}" if step.fleet is not None else f"+{step.count}"


def _teams(found: Siting, step: Step) -> list[str]:
    """Say each team added: its place and, where they are part of the question, crew and hours."""
    said = []
    for one in step.teams:
        here = found.place.places[one.place]
        text = f"{here.name} ({here.id})"
        said.append(f"{text}, {CREW_SHORT[one.crew]}, {one.shift.words}" if _money(found) else text)
    return said


def _cells(one: Served, *, tiers: bool) -> list[str]:
    return [
        _percent(one.calls), *([_percent(one.doctor)] * tiers), _percent(one.residents),
        _percent(one.twice), _percent(one.free), screen.number(one.mean_min, 1),
        f"{screen.number(one.farthest_min, 0)} ({one.farthest})",
    ]  # fmt: skip


def _closures(found: Siting) -> None:
    screen.out().print("\n[bold]Fermer une base (les autres restent)[/bold]")
    screen.out().print(screen.facts_table(
        ("Base", "FINESS", "Appels perdus, points", "Habitants perdus, points", "Moyenne min",
         "Commune la plus touchée"),
        [(c.name, c.base.removeprefix("SMUR-"), _percent(c.calls_lost),
          _percent(c.residents_lost), screen.number(c.served.mean_min, 1),
          "–" if not c.worst else f"{c.worst[0][0]} : {screen.number(c.worst[0][1], 0)} → "
                                  f"{screen.number(c.worst[0][2], 0)} min")
         for c in found.closures], whole=(1,),
    ))  # fmt: skip


def _groups(found: Siting) -> None:
    from scenarios.siting_files import after
    from scenarios.siting_groups import DEFINITION, groups

    rows, said = groups(found.place, found.today, after(found))
    screen.out().print(
        typeset("\n[bold]Qui est à portée : aujourd'hui → après la dernière ligne[/bold]")
    )
    words = {"density": "densité", "deprivation": "défavorisation"}
    if rows:
        screen.out().print(screen.facts_table(
            ("Communes par", "Groupe", "Communes", "Habitants", "Appels/an", "Habitants %",
             "Appels %", "Moyenne min"),
            [(words[g.scale], g.label, screen.number(g.communes, 0), screen.number(g.residents, 0),
              screen.number(g.calls_year, 0),
              f"{_percent(g.residents_today)} → {_percent(g.residents_after)}",
              f"{_percent(g.calls_today)} → {_percent(g.calls_after)}",
              f"{screen.number(g.mean_today_min, 1)} → {screen.number(g.mean_after_min, 1)}")
             for g in rows],
        ))  # fmt: skip
    for line in (DEFINITION, *said):
        say(f"note : {line}")
