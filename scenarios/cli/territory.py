"""`jumeau territory`: build a territory from official files, check it, show it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.cli import screen
from scenarios.cli.access import access
from scenarios.cli.choice import choice
from scenarios.cli.demand import demand
from scenarios.cli.fetch import fetch
from scenarios.cli.french import FrenchCommand, FrenchGroup
from scenarios.cli.persons import persons
from scenarios.cli.quality import check
from scenarios.cli.routing import route
from scenarios.cli.where import Communes, Emergency, Region, opened

if TYPE_CHECKING:
    from twin.territory import Finding, Territory
    from twin.territory.facility import Line

app = typer.Typer(
    name="territory",
    cls=FrenchGroup,
    help="Construire, contrôler et montrer un territoire.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


CARE_FR = {
    "maternity": "maternités", "stroke_unit": "UNV", "cath_lab": "coronarographie",
    "mcs": "médecins correspondants du SAMU", "helicopter": "hélicoptères",
    "smur_antenna": "antennes SMUR", "ehpad": "EHPAD", "health_centre": "centres de santé",
    "duty_gp_house": "maisons médicales de garde",
}  # fmt: skip
_SEVERITY_FR = {"error": "erreur", "warning": "avertissement", "information": "information"}
_KIND_FR = {"smur": "SMUR", "ambulance": "ambulances", "samu": "SAMU"}
_LINE_FR = {
    "smur_teams": "équipes", "helicopters": "hélicoptères", "vsav": "VSAV",
    "ambulances": "ambulances privées", "call_assistants": "ARM", "regulators": "régulateurs",
    "gp_regulators": "généralistes régulateurs", "smr_intakes": "entrées SMR par heure",
    "had_intakes": "entrées HAD par heure", "ehpad_intakes": "entrées EHPAD par heure",
}  # fmt: skip

REESTIMATED = (
    "Au lancement d'une étude, les lits estimés (répartis par service), les effectifs estimés des "
    "SAMU, et les effectifs et box estimés des sites qui ne déclarent pas leurs passages, sont "
    "réestimés d'après les passages et les appels que le modèle attend. "
    "Les capacités déclarées (`jumeau territory build --capacites`) restent telles quelles."
)

Json = Annotated[bool, typer.Option("--json", help="Écrire du JSON sur la sortie standard.")]
Where = Annotated[str, typer.Argument(metavar="DOSSIER|pilote", help="Territoire à lire.")]


def build(
    out: Annotated[Path, typer.Option("--out", help="Dossier à créer.")],
    communes: Communes = None,
    emergency: Emergency = None,
    contours: Annotated[
        Path | None, typer.Option("--contours", help="GeoJSON des départements ou communes.")
    ] = None,
    overrides: Annotated[
        Path | None, typer.Option("--trajets", help="CSV insee,finess,minutes.")
    ] = None,
    capacities: Annotated[
        Path | None,
        typer.Option(
            "--capacites", help="CSV des plannings réels : site,ressource,jours,de,a,nombre."
        ),
    ] = None,
    region: Region = None,
    sources: Annotated[
        Path | None, typer.Option("--sources", help="Dossier où trouver ces fichiers.")
    ] = None,
    neighbours: Annotated[
        Path | None,
        typer.Option("--voisins", help="CSV des urgences qui tient celles d'au-delà des limites."),
    ] = None,
    ring: Annotated[
        float, typer.Option("--anneau", min=0, max=180, help="Minutes de l'anneau ; 0 : aucun.")
    ] = 60.0,
    year: Annotated[
        int | None, typer.Option("--horizon", help="Année des habitants (projection Omphale).")
    ] = None,
    variant: Annotated[
        str, typer.Option("--variante", help="Scénario Omphale : central, haute ou basse.")
    ] = "central",
    rejects: Annotated[
        Path | None, typer.Option("--rejets", help="CSV où écrire les lignes refusées.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Construire un territoire depuis des fichiers officiels."""
    from twin.tables import JumeauError
    from twin.territory.build import build as build_territory
    from twin.territory.projection import projection_of, with_projection
    from twin.territory.sources.folder import find_sources
    from twin.territory.sources.official import OfficialFiles, read_folder
    from twin.territory.sources.reading import write_rejects

    official = OfficialFiles({})
    if sources is not None:
        official = read_folder(sources)
        found = find_sources(sources, communes=communes, emergency=emergency, contours=contours,
                             overrides=overrides, capacities=capacities,
                             official=official)  # fmt: skip
        communes, emergency = found.communes, found.emergency
        contours, overrides, capacities = found.contours, found.overrides, found.capacities
        neighbours = neighbours or found.neighbours
    elif emergency is None:
        raise JumeauError(
            "jumeau territory build", "ni --urgences ni --sources.", "Donnez l'un des deux."
        )
    if year is None and variant != "central":
        raise JumeauError(
            "--variante", "n'a de sens qu'avec --horizon.", "Ajoutez --horizon 2040, par exemple."
        )
    if rejects is not None:
        refused = write_rejects(official.all_readings(), rejects)
        typer.echo(f"{refused} ligne(s) refusée(s), écrites dans {rejects}", err=True)
    territory = build_territory(
        communes,
        emergency,
        contours=contours,
        overrides=overrides,
        capacities=capacities,
        region=region,
        neighbours=neighbours,
        ring_minutes=ring,
        official=official,
    )
    if year is not None:
        territory = with_projection(territory, projection_of(official, variant), year, variant)
    path = territory.save(out)
    page = _summary(territory) | {"path": str(path)}
    _write(as_json, page, f"Territoire écrit dans {path}", territory.check())


def show(where: Where = "pilote", as_json: Json = False) -> None:
    """Montrer un territoire : habitants, sites, capacités, sources."""
    territory = opened(where)
    page = _summary(territory)
    if as_json:
        more = {"note": REESTIMATED, "facilities": _facilities(territory)}
        typer.echo(_dumps(page | more))
        return
    _show_summary(page)
    _show_facilities(territory)
    screen.out().print(REESTIMATED)


def _summary(territory: Territory) -> dict[str, Any]:
    from twin.territory.marks import ASSUMED

    hospitals = territory.own("hospital")
    beyond = territory.ring_zones
    near = [facility for facility in territory.facilities if facility.zone not in beyond]
    lines = [line for facility in near for line in facility.capacity]
    visits = [h.visits_year for h in hospitals if h.visits_year is not None]
    beds = [h.beds_mco for h in hospitals if h.beds_mco is not None]
    return {
        "code": territory.code,
        "name": territory.name,
        "vintage": territory.vintage,
        "digest": territory.digest(),
        "communes": int((~territory.in_ring).sum()),
        "inhabitants": territory.inhabitants,
        "emergency_departments": len(hospitals),
        "smur_bases": len(territory.own("smur")),
        "ambulance_stations": len(territory.own("ambulance")),
        "samu_centres": len(territory.own("samu")),
        "visits_year_declared": sum(visits) if visits else None,
        "beds_mco": sum(beds) if beds else None,
        "capacities": len(lines),
        "capacities_declared": sum(not line.source.startswith(ASSUMED) for line in lines),
        "travel_model": territory.travel.model,
        "travel_overrides": territory.travel.overrides,
        "ring": {
            "communes": int(territory.in_ring.sum()),
            "inhabitants": territory.population.total - territory.inhabitants,
            "emergency_departments": len(territory.of_kind("hospital")) - len(hospitals),
        },
        "care_points": dict(sorted(Counter(p.kind for p in territory.care_points).items())),
        "access_rules": len(territory.access_rules),
        "pyramid": territory.pyramid is not None,
        "notes": list(territory.notes),
        "sources": [asdict(source) for source in territory.sources],
    }


def _facilities(territory: Territory) -> list[dict[str, Any]]:
    rows = []
    for facility in territory.facilities:
        row = asdict(facility)
        row["capacity"] = [
            {"line": c.line, "by_hour": list(c.by_hour), "source": c.source}
            for c in facility.capacity
        ]
        rows.append(row)
    return rows


def _dumps(page: dict[str, Any]) -> str:
    return json.dumps(page, ensure_ascii=False, indent=2)


def _write(as_json: bool, page: dict[str, Any], title: str, findings: tuple[Finding, ...]) -> None:
    if as_json:
        counts = Counter[str](finding.severity for finding in findings)
        page["findings"] = {name: counts.get(name, 0) for name in _SEVERITY_FR}
        typer.echo(_dumps(page))
        return
    typer.echo(title)
    _show_summary(page)
    _show_findings(findings)
    typer.echo("Le rapport entier, contrôle par contrôle : jumeau territory check DOSSIER.")


def _show_summary(page: dict[str, Any]) -> None:
    labels = {
        "name": "Territoire", "code": "Code", "vintage": "Millésime", "communes": "Communes",
        "inhabitants": "Habitants", "emergency_departments": "Services d'urgences",
        "visits_year_declared": "Passages déclarés par an", "beds_mco": "Lits MCO",
        "smur_bases": "Bases SMUR", "ambulance_stations": "Bases d'ambulances",
        "samu_centres": "SAMU", "capacities": "Capacités (site et ressource)",
        "capacities_declared": "dont déclarées", "travel_model": "Modèle de trajet",
        "travel_overrides": "Trajets imposés (table ou bateau, anneau compris)",
        "digest": "Empreinte",
    }  # fmt: skip
    rows = [(label, _text(page[key])) for key, label in labels.items()]
    ring = page["ring"]
    if ring["communes"]:
        words = (f"{_text(ring['communes'])} communes, {_text(ring['inhabitants'])} habitants, "
                 f"{ring['emergency_departments']} services d'urgences")  # fmt: skip
        rows.append(("Anneau hors limites, simulé, non rapporté", words))
    if page["care_points"]:
        kinds = ", ".join(f"{CARE_FR[k]} {n}" for k, n in page["care_points"].items())
        rows.append(("Autres lieux de soins", kinds))
    _table("", ("", ""), rows)
    for note in page["notes"]:
        typer.echo(f"note : {note}")


def _show_facilities(territory: Territory) -> None:
    staff: tuple[Line, ...] = (
        "triage_nurses", "care_nurses", "boxes", "physicians", "uhcd_beds", "beds",
    )  # fmt: skip
    rows = [
        (h.id, h.name, _text(h.visits_year), _text(h.beds_mco),
         *(_range(c.by_hour) if (c := h.line(line)) else "—" for line in staff))
        for h in territory.own("hospital")
    ]  # fmt: skip
    heads = (
        "FINESS",
        "nom",
        "passages/an",
        "lits MCO",
        "IOA",
        "IDE",
        "box",
        "médecins",
        "UHCD",
        "lits d'aval",
    )
    _table("Services d'urgences (effectifs : minimum-maximum dans la semaine)", heads, rows)
    others = [
        (f.id, _KIND_FR[f.kind], f.name,
         ", ".join(f"{_range(c.by_hour)} {_LINE_FR.get(c.line, c.line)}" for c in f.capacity))
        for f in territory.facilities
        if f.kind != "hospital" and f.zone not in territory.ring_zones
    ]  # fmt: skip
    _table("Bases et centres", ("id", "nature", "nom", "effectifs"), others)


def _range(by_hour: tuple[int, ...]) -> str:
    low, high = min(by_hour), max(by_hour)
    return f"{low}" if low == high else f"{low}-{high}"


def _show_findings(findings: tuple[Finding, ...]) -> None:
    rows = [(_SEVERITY_FR[f.severity], f.place, f.message, f.remedy) for f in findings]
    _table(f"{len(rows)} constats", ("gravité", "où", "constat", "remède"), rows)


def _text(value: object) -> str:
    if value is None:
        return "non déclaré"
    return f"{value:,}".replace(",", "\u202f") if isinstance(value, int) else str(value)


def _table(title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=title or None, show_header=any(columns))
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    screen.out().print(table)


# In the order of the work, which is that of the help.
for _verb in (fetch, build, check, show, access, persons, demand, route, choice):
    app.command(cls=FrenchCommand)(_verb)
