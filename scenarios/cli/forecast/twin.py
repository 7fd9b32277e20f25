"""`jumeau forecast twin`: the next days of emergency departments and beds, under a forecast."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand
from scenarios.cli.studies import Workers
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.outlook import Outlook

MOST_DAYS, MOST_DRAWS = 92, 2_000
ENOUGH = 40
"""Futures under which a quantile of 5 % is one or two futures."""
FIRST_DAYS = 7
LABELS = {
    "ed_arrivals": "Passages",
    "ed_stay_median": "Durée médiane (min)",
    "ed_seen_60": "Vus en 60 min",
    "boarders_8h": "Attendent un lit à 8 h",
    "beds_occupied_8h": "Lits occupés à 8 h",
}


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("twin", cls=FrenchCommand)(twin)


def twin(
    forecast: Annotated[
        Path, typer.Argument(metavar="PREVISION", help="Fichier de `forecast demand --out x.json`.")
    ],
    territory: Annotated[
        str, typer.Option("--territory", metavar="DOSSIER", help="Territoire ; « pilote » sinon.")
    ] = "pilote",
    site: Annotated[
        list[str] | None,
        typer.Option("--site", metavar="SERIE=FINESS", help="Site d'une série (plusieurs fois)."),
    ] = None,
    sites: Annotated[
        Path | None, typer.Option("--sites", metavar="FICHIER", help="CSV : serie;finess.")
    ] = None,
    occupancy: Annotated[
        Path | None,
        typer.Option("--occupancy", metavar="FICHIER",
                     help="CSV des lits occupés : finess;secteur;occupes."),
    ] = None,
    start: Annotated[
        str, typer.Option("--start", metavar="2026-01-12", help="Premier jour ; celui prévu sinon.")
    ] = "",
    days: Annotated[int, typer.Option("--days", help="Jours montrés.")] = 28,
    draws: Annotated[int, typer.Option("--draws", help="Tirages de la prévision.")] = 60,
    replications: Annotated[
        int, typer.Option("--replications", help="Hasards des patients par tirage.")
    ] = 1,
    seed: Annotated[int, typer.Option("--seed", help="Graine du hasard.")] = 2026,
    agents: Annotated[
        bool, typer.Option("--agents/--no-agents", help="Les acteurs réagissent (renforts).")
    ] = True,
    workers: Workers = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FICHIER", help="Écrire les lignes en CSV.")
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Résultat en JSON sur la sortie standard.")
    ] = False,
) -> None:  # fmt: skip
    """Simule les jours à venir : passages, attentes et lits par site et par jour."""
    _within("--days", days, MOST_DAYS)
    _within("--draws", draws, MOST_DRAWS)
    _within("--replications", replications, 100)
    from scenarios.outlook.outlook import outlook, scenario_of

    named = {**_table(sites), **_pairs(site or [])}
    scenario = scenario_of(
        forecast, sites=named, territory=territory, occupancy=occupancy, start=_day(start),
        days=days, seed=seed, agents=agents,
    )  # fmt: skip
    with screen.progress("Jours à venir") as report:
        found = outlook(
            scenario, draws=draws, replications=replications, workers=workers, progress=report
        )
    if out is not None:
        from scenarios.cli.pathways._common import keep

        keep(out, "\ufeff" + _csv(found))
    if json:
        screen.show_json(_plain(found, draws, replications))
        return
    _show(found, draws * replications)
    if out is not None:
        screen.err().print(f"Lignes : {out}", markup=False)


def _within(option: str, value: int, most: int) -> None:
    if not 1 <= value <= most:
        raise JumeauError(f"{option} {value}", f"de 1 à {most}.", "Corrigez l'option.")


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise JumeauError(
            f"--start {text}", "ce n'est pas une date.", "Exemple : --start 2026-01-12."
        ) from None


def _pairs(said: list[str]) -> dict[str, str]:
    found = {}
    for one in said:
        name, equals, code = one.rpartition("=")
        if not (name and equals and code):
            raise JumeauError(
                f"--site {one}", "attendu : SERIE=FINESS.", 'Exemple : --site "CH=220000012".'
            )
        found[name] = code.strip()
    return found


def _table(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    from scenarios.arrivals.site_table import SITES

    frame = SITES.read_csv(path)
    return dict(zip(frame["serie"].astype(str), frame["finess"].astype(str), strict=True))


def _plain(found: Outlook, draws: int, replications: int) -> dict[str, Any]:
    from scenarios.outlook.outlook import DISTRIBUTION

    return {
        "format": 1,
        "start": found.days[0].isoformat(),
        "days": len(found.days),
        "draws": draws,
        "replications": replications,
        "distribution": unbroken(DISTRIBUTION),
        "rows": found.rows(),
        "worst_match_share": round(found.worst, 4),
        "notes": _notes(found, draws * replications),
    }


def _notes(found: Outlook, futures: int) -> list[str]:
    scenario = found.scenario
    notes = [*scenario.notes()]
    if found.worst > 0.02:
        notes.append(
            f"Un jour et un site au moins reçoivent {screen.number(100 * found.worst, 0)}\u00a0% "
            "de plus ou de moins que prévu : ses voisins ont les mêmes patients et une autre "
            "prévision."
        )
    if not scenario.occupancy:
        notes.append(
            f"Lits de départ : occupation moyenne du jumeau, puis {scenario.warmup_days} jours "
            "simulés ; donnez les lits occupés (--occupancy)."
        )
    else:
        without = int((~(found.wanted > 0).any(axis=0)).sum())
        if without:
            notes.append(
                f"{without} site(s) sans prévision : personne n'y revient encore d'un passage "
                "d'avant le départ ; leurs arrivées sont basses (mesuré sur le pilote : -8 % le "
                "premier jour, -5 % au septième). Donnez une prévision à chaque site."
            )
    if futures < ENOUGH:
        notes.append(
            f"{futures} futurs seulement : les quantiles 5\u00a0% et 95\u00a0% sont grossiers."
        )
    notes.append("La prévision de lits n'a pas été confrontée à des occupations observées.")
    return [unbroken(note) for note in notes]


def unbroken(text: str) -> str:
    """Put a no-break space before the marks that French sets apart."""
    for mark in ":;?!%":
        text = text.replace(f" {mark}", f"\u00a0{mark}")
    return text


def _show(found: Outlook, futures: int) -> None:
    from scenarios.outlook.outlook import DISTRIBUTION

    console = screen.out()
    first, last = found.days[0], found.days[-1]
    console.print(
        f"[bold]Jours à venir, du {first:%d/%m/%Y} au {last:%d/%m/%Y}[/bold]\u00a0: "
        f"{futures} futurs"
    )
    rows = []
    by_cell: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
    for row in found.rows():
        by_cell.setdefault((row["facility"], row["day"]), {})[row["indicator"]] = row
    days = {day.isoformat() for day in found.days[:FIRST_DAYS]}
    told = {site for s, site in enumerate(found.hospitals) if (found.wanted[:, s] > 0).any()}
    shown = ""
    for (site, day), cell in by_cell.items():
        if day not in days or site not in told:
            continue
        name = found.hospitals[site]
        rows.append([
            "" if name == shown else name, screen.day(day),
            *(_cell(cell[measure]) for measure in LABELS),
        ])  # fmt: skip
        shown = name
    console.print(screen.facts_table(("Site", "Jour", *LABELS.values()), rows, whole=(1,)))
    console.print(unbroken(f"Médiane [5 % ; 95 %]. {DISTRIBUTION}."), markup=False)
    if len(found.days) > FIRST_DAYS:
        console.print(f"{len(found.days) - FIRST_DAYS} jours de plus dans --out et --json.")
    for note in _notes(found, futures):
        console.print(f"- {note}", markup=False, style="dim")


def _cell(row: dict[str, Any]) -> str:
    if row["q50"] is None:
        return "–"
    share = 100 if row["unit"] == "part" else 1
    low, middle, high = (screen.number(share * row[key], 0) for key in ("q05", "q50", "q95"))
    mark = "\u00a0%" if row["unit"] == "part" else ""
    beds = f" sur {row['open_beds']}" if row["open_beds"] is not None else ""
    return f"{middle}{mark}{beds} [{low}\u00a0; {high}]"


def _csv(found: Outlook) -> str:
    import csv
    import io

    page = io.StringIO()
    rows = found.rows()
    writer = csv.writer(page, delimiter=";", lineterminator="\r\n")
    writer.writerow(rows[0])
    for row in rows:
        writer.writerow(
            f"{v}".replace(".", ",") if isinstance(v, float) else "" if v is None else v
            for v in row.values()
        )
    return page.getvalue()
