"""`jumeau run --validate`: the engine beside exact results, SimPy, and its own intervals."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import typer

from scenarios.cli import screen

if TYPE_CHECKING:
    from scenarios.theory import Report

NO = 1


def validate_engine(*, full: bool, json: bool) -> None:
    """Compare the engine with theory and SimPy; exit 1 when one figure does not agree."""
    from scenarios.theory import FULL, SHORT, report

    if not full:
        typer.echo("Effectifs réduits (une minute environ) ; --full pour ceux du projet.", err=True)
    with screen.progress("Validation") as progress:
        found = report(FULL if full else SHORT, progress)
    if json:
        screen.show_json({"format": 1, "full": full} | found.plain())
    else:
        _show(found)
    if found.failures:
        raise typer.Exit(NO)


def _show(found: Report) -> None:
    console = screen.out()
    console.print("[bold]Le moteur face aux files d'attente résolues exactement[/bold]")
    console.print(
        screen.facts_table(
            ("Cas", "Grandeur", "Formule et source", "Exact", "Simulé", "IC", "Verdict"),
            [
                (
                    row.case, row.quantity, f"{row.formula} ({row.source})", _short(row.exact),
                    _short(row.mean), f"{_between(row.low, row.high)} {_level(row.level)}",
                    _verdict(row.agrees),
                )
                for row in found.cases
            ],
        )
    )  # fmt: skip
    _show_peer(found)
    console.print("[bold]Intervalles à 95 % de la maison, là où la vérité est connue[/bold]")
    console.print(
        screen.facts_table(
            ("Intervalle", "Exact", "Études", "Réplications", "Contient l'exact", "Admis",
             "Verdict"),
            [
                (
                    row.interval, _short(row.exact), str(row.repeats), str(row.per_repeat),
                    _percent(row.share), f"{_percent(row.low)} à {_percent(row.high)}",
                    _verdict(row.agrees),
                )
                for row in found.coverages
            ],
        )
    )  # fmt: skip
    console.print(
        "[bold]Hasard partagé : variance d'une différence, indépendante / appariée[/bold]"
    )
    console.print(
        screen.facts_table(
            ("Levier", "Grandeur", "Écart", "Rapport", "Réplications", "Verdict (5 au moins)"),
            [
                (
                    row.lever, row.figure, screen.number(row.difference, 2, signed=True),
                    screen.number(row.ratio, 1) if math.isfinite(row.ratio) else "infini",
                    str(row.replications), _verdict(row.agrees) if row.asked else "–",
                )
                for row in found.gains
            ],
        )
    )  # fmt: skip
    typer.echo(
        f"{found.compared} comparaisons à 99 % : si le moteur est juste, au moins une tombe hors "
        f"de son intervalle avec une probabilité de {_percent(found.false_alarm)} "
        "(graines fixes : le résultat se reproduit à l'identique)."
    )
    typer.echo(
        "Tout concorde."
        if not found.failures
        else f"Ne concordent pas : {found.failures} ligne(s), marquées NON."
    )


def _show_peer(found: Report) -> None:
    peer, console = found.peer, screen.out()
    console.print("[bold]Le même réseau de deux hôpitaux dans SimPy[/bold]")
    if not peer.present:
        typer.echo("Pair absent : SimPy n'est pas installé (outil de développement).")
        return
    console.print(
        screen.facts_table(
            ("Grandeur", "Moteur", "SimPy", "Écart (IC 99 % joint)", "Réplications", "Verdict"),
            [
                (
                    row.quantity, _short(row.engine), _short(row.peer),
                    _between(row.low, row.high), str(row.replications), _verdict(row.agrees),
                )
                for row in peer.rows
            ],
        )
    )  # fmt: skip
    typer.echo(
        f"Lignes de journal par seconde de processeur : moteur "
        f"{screen.number(peer.engine_rate, 0)}, SimPy {screen.number(peer.peer_rate, 0)}, "
        f"rapport {screen.number(peer.engine_rate / peer.peer_rate, 1)}."
    )


def _short(value: float) -> str:
    """Give a number with three or four figures."""
    size = abs(value)
    return screen.number(value, 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 1 else 4)


def _between(low: float, high: float) -> str:
    return f"[{_short(low)} ; {_short(high)}]"


def _percent(share: float) -> str:
    return f"{screen.number(100 * share, 1)}{screen.NO_BREAK}%"


def _level(level: float) -> str:
    return f"{screen.number(100 * level, 0 if level <= 0.99 else 2)}{screen.NO_BREAK}%"


def _verdict(agrees: bool) -> str:
    return "concorde" if agrees else "[bold]NON[/bold]"
