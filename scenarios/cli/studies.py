"""Commands that compute and compare: run, compare, demo."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli import screen
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.compare import Comparison
    from scenarios.scenario import Scenario
    from scenarios.store import Store, StoredRun

DEMO_SCENARIO = "suspension-nuit-carhaix"
DEMO_REPLICATIONS = 6
# The shares of a closure are assumed: they vary in the demonstration too.
DEMO_DRAWS = 10

Out = Annotated[
    Path | None,
    typer.Option("--out", help="Dossier des résultats ($JUMEAU_RUNS, sinon ./runs)."),
]
Json = Annotated[bool, typer.Option("--json", help="Résultat en JSON sur la sortie standard.")]
Workers = Annotated[
    int | None, typer.Option("--workers", min=1, help="Réplications en même temps.")
]


def run(
    scenario: Annotated[
        str | None, typer.Argument(help="Fichier TOML, ou nom de la bibliothèque.")
    ] = None,
    replications: Annotated[int | None, typer.Option(min=1, help="Nombre de répétitions.")] = None,
    baseline: Annotated[
        bool, typer.Option("--baseline/--no-baseline", help="Calculer aussi la référence.")
    ] = True,
    draws: Annotated[
        int | None, typer.Option(min=0, help="Tirages des valeurs données par intervalle.")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Graine.")] = None,
    days: Annotated[int | None, typer.Option(min=1, max=3660, help="Jours mesurés.")] = None,
    keep_events: Annotated[
        bool, typer.Option("--keep-events", help="Garder le journal des événements.")
    ] = False,
    workers: Workers = None,
    out: Out = None,
    json: Json = False,
    validate: Annotated[
        bool, typer.Option("--validate", help="Sans scénario : le moteur face à la théorie.")
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Avec --validate : effectifs du projet (longs).")
    ] = False,
) -> None:
    """Simule un scénario et sa référence, et montre ce qui change.

    Avec --validate, compare le moteur aux files d'attente résolues exactement et à SimPy.
    """
    from scenarios.indicator_rows import indicator_rows
    from scenarios.scenario import find_scenario
    from scenarios.store import Store

    if validate:
        from scenarios.cli.theory import validate_engine

        validate_engine(full=full, json=json)
        return
    if scenario is None:
        raise JumeauError(
            "commande run",
            "il manque le scénario.",
            "Donnez un fichier TOML ou un nom de la bibliothèque, ou --validate.",
        )
    asked = find_scenario(scenario).changed(
        replications=replications, draws=draws, seed=seed, days=days
    )
    runs = _compute(asked, Store.open(out), baseline, workers, keep_events)
    comparison = _compared(runs)
    if json:
        kept = [_kept(one) for one in runs]
        plain = comparison.plain() if comparison else None
        page = {"format": 1, "runs": kept, "comparison": plain}
        for name, one in zip(("indicators", "reference_indicators"), reversed(runs), strict=False):
            page[name] = indicator_rows(one)
        screen.show_json(page)
        return
    if comparison:
        _show(comparison, everything=False)
    _show_paths(runs)


def compare(
    base: Annotated[
        str, typer.Argument(metavar="RÉFÉRENCE", help="Référence : nom, fichier ou dossier.")
    ],
    policy: Annotated[
        str, typer.Argument(metavar="POLITIQUE", help="Politique : nom, fichier ou dossier.")
    ],
    everything: Annotated[bool, typer.Option("--all", help="Tous les indicateurs et sites.")] = (
        False
    ),
    zone: Annotated[bool, typer.Option("--zone", help="Aussi commune par commune.")] = False,
    out: Out = None,
    json: Json = False,
) -> None:
    """Compare deux résultats gardés, réplication par réplication."""
    from scenarios.compare import compare as compare_runs
    from scenarios.store import Store

    store = Store.open(out)
    comparison = compare_runs(*store.pair(base, policy), zones=zone)
    if json:
        screen.show_json(comparison.plain())
    else:
        _show(comparison, everything=everything or zone)


def demo(workers: Workers = None, out: Out = None) -> None:
    """Montre en deux minutes ce que change une fermeture de nuit en Bretagne."""
    from scenarios.scenario import find_scenario
    from scenarios.store import Store

    store = Store.open(out)
    asked = find_scenario(DEMO_SCENARIO).changed(replications=DEMO_REPLICATIONS, draws=DEMO_DRAWS)
    typer.echo(
        f"{asked.title} ({DEMO_REPLICATIONS} réplications, {DEMO_DRAWS} tirages des parts "
        f"supposées)\n{asked.question}",
        err=True,
    )
    runs = _compute(asked, store, True, workers, False)
    comparison = _compared(runs)
    if comparison:
        _show(comparison, everything=False)
    _show_paths(runs)
    if sys.stdin.isatty() and sys.stdout.isatty():
        answer = typer.prompt("Ouvrir le tableau de bord ? [O/n]", "o", show_default=False)
        if str(answer).strip().lower()[:1] in ("o", "y"):
            from scenarios.cli.upkeep import dashboard

            dashboard(out=store.root)
    else:
        typer.echo("Pour la carte : jumeau dashboard", err=True)


def _compute(
    scenario: Scenario, store: Store, baseline: bool, workers: int | None, keep_events: bool
) -> tuple[StoredRun, ...]:
    from scenarios.experiment import run_scenario

    with screen.progress("Simulation") as report:
        return run_scenario(
            scenario,
            store=store,
            baseline=baseline,
            workers=workers,
            progress=report,
            keep_events=keep_events,
        )


def _compared(runs: tuple[StoredRun, ...]) -> Comparison | None:
    """Compare the reference and the policy, when both were asked."""
    from scenarios.compare import compare as compare_runs

    return compare_runs(runs[0], runs[1]) if len(runs) == 2 else None


def _show(comparison: Comparison, *, everything: bool) -> None:
    """Show a comparison: its heading, its rows, how to read its intervals."""
    from scenarios.compare import INTERVALS
    from scenarios.highlights import highlights
    from twin.indicators import catalogue

    record = comparison.policy.record
    first, last = record.period.split("/")
    console = screen.out()
    console.print(
        f"[bold]{comparison.policy.title}[/bold] comparé à : {comparison.base.title}\n"
        f"{record.territory.name}, du {screen.day(first)} au {screen.day(last)}, "
        f"{comparison.replications} réplications appariées, données {record.territory.vintage}"
    )
    rows = comparison.rows if everything else highlights(comparison)
    places = {**record.territory.hospitals, **_commune(comparison)}
    labels = {indicator.id: indicator.label for indicator in catalogue()}
    if comparison.decides is not None:
        console.print(f"Ce qui décide, sur la première ligne : {_decision(comparison, places)}.")
    console.print(screen.comparison_table(rows, labels, places))
    for name in dict.fromkeys(rows["interval"]):
        console.print(f"{name} : {INTERVALS[name]}.")
    console.print(
        "Lecture : tests appariés, ajustés (Holm ; communes : Benjamini-Hochberg) au nombre de "
        "comparaisons ; un intervalle peut donc exclure 0 sans que la différence soit "
        "retenue. Aucun classement n'est fait."
    )
    for note in comparison.notes:
        console.print(f"À savoir : {note}")


def _commune(comparison: Comparison) -> dict[str, str]:
    """Give the name of the commune that decides, where one does and the territory is at hand."""
    from scenarios.scenario import Scenario

    code = comparison.decides[2] if comparison.decides is not None else ""
    if not code:
        return {}
    try:
        asked = Scenario.model_validate(comparison.policy.record.scenario)
        zones = asked.load_territory().zones
    except (JumeauError, ValueError):
        return {}
    names = zones.loc[zones["insee"] == code, "nom"]
    return {code: f"{names.iloc[0]} ({code})"} if len(names) else {}


def _decision(comparison: Comparison, places: dict[str, str]) -> str:
    """Say which figure decides, where, and how it must move for the policy to be kept."""
    from scenarios.decision_words import decision_told
    from scenarios.question import Decision

    record = comparison.policy.record
    asked = Decision.model_validate(record.scenario["decision"])
    place = asked.facility or asked.zone
    return decision_told(asked, places.get(place, place) or record.territory.name)


def _show_paths(runs: tuple[StoredRun, ...]) -> None:
    for one in runs:
        typer.echo(f"Gardé dans {one.path}")


def _kept(one: StoredRun) -> dict[str, object]:
    record = one.record
    return {
        "name": one.name,
        "digest": record.digest,
        "path": str(one.path),
        "replications": len(one.replications()),
        "draws": record.draws,
        "result_hash": record.result_hash,
        "seconds": record.seconds,
        "created": record.created,
    }
