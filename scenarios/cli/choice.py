"""`jumeau territory choice`: who goes to which ED, and how far the model is from the visits."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.cli import screen
from scenarios.cli.choice_screen import show
from twin.tables import JumeauError, refuse, shown

if TYPE_CHECKING:
    from twin.choice import Country, Gravity, Judgement
    from twin.territory.openings import AccessRule

JUDGED = (
    "Chaque région est prédite par un modèle qui ne l'a jamais vue, son total donné : seuls les "
    "volumes des sites sont jugés, pas les flux."
)
FLOWS_JUDGED = (
    "Les flux sont jugés sur un cinquième des origines, mis de côté avant l'ajustement. Le total "
    "de chaque site et le temps moyen, eux, sont imposés par l'ajustement."
)


def choice(
    emergency: Annotated[
        Path, typer.Argument(metavar="URGENCES", help="CSV national des services d'urgences.")
    ],
    region: Annotated[
        str | None,
        typer.Option("--region", help="Une seule région, prédite site par site (53...)."),
    ] = None,
    flux: Annotated[
        Path | None, typer.Option("--flux", help="CSV insee|code_postal,finess,passages.")
    ] = None,
    postcodes: Annotated[
        Path | None, typer.Option("--codes-postaux", help="CSV insee,code_postal, pour --flux.")
    ] = None,
    calendar: Annotated[
        Path | None, typer.Option("--calendrier", help="CSV finess,forme,du,au,jours,de,a.")
    ] = None,
    year: Annotated[
        int, typer.Option("--annee", min=2000, max=2100, help="Année des passages.")
    ] = 2025,
    as_json: Annotated[
        bool, typer.Option("--json", help="Écrire du JSON sur la sortie standard.")
    ] = False,
) -> None:
    """Juger le modèle de choix des urgences, région par région, avec les règles simples à côté."""
    from twin.choice import country_of, leave_one_region_out, open_share, site_table
    from twin.territory.sources.emergency_departments import read_emergency

    if postcodes is not None and flux is None:
        raise JumeauError("--codes-postaux", "sans --flux.", "Donnez --flux, ou retirez l'option.")
    frame, faults = read_emergency(emergency)
    refuse(shown(faults, emergency))
    table = site_table(frame)
    rules, notes = _rules(calendar)
    openness = open_share(table.finess, rules, year) if rules else None
    country = country_of(table, openness)
    with screen.progress("Régions") as report:
        wanted = None if region is None else (region,)
        judgement = leave_one_region_out(country, wanted, report)
    page = _page(judgement, country) | {"notes": notes, "year": year}
    if openness is not None:
        page["sites_with_rules"] = int((openness < 1).sum())
    if region is not None:
        page |= _region_page(judgement, country, region)
    if flux is not None:
        page["flows"] = _flows(flux, postcodes, country)
    if as_json:
        screen.show_json(page)
        return
    show(page)


def _page(judgement: Judgement, country: Country) -> dict[str, Any]:
    low, high = judgement.interval("hybrid")
    row, without = judgement.worst("hybrid")
    table = country.table
    return {
        "format": 1,
        "judged": JUDGED,
        "unit": "part",
        "absent_regions": list(table.absent),
        "regions": judgement.region_rows(),
        "mape": {
            name: {
                "sites": judgement.mean(name),
                "regions": judgement.mean_of_regions(name),
            }
            for name in judgement.predicted
        },
        "mape_low": low,
        "mape_high": high,
        "worst_site": {"finess": table.finess[row], "name": table.names[row]},
        "mape_without_worst": without,
    }


def _region_page(judgement: Judgement, country: Country, region: str) -> dict[str, Any]:
    """Give a region's sites, first destinations, and what parameters are worth elsewhere."""
    from twin.choice import destinations, transfer

    table, elsewhere = country.table, judgement.gravities[region]
    rows = [
        {
            "finess": table.finess[i],
            "name": table.names[i],
            "observed": int(table.visits[i]),
            "predicted": round(float(judgement.predicted["hybrid"][i])),
            "gravity": round(float(judgement.predicted["gravity"][i])),
            "error": float(judgement.predicted["hybrid"][i] / table.visits[i] - 1),
        }
        for i in range(len(table))
        if table.regions[i] == region and table.judged[i]
    ]
    own, errors = transfer(country, region)
    first = destinations(elsewhere, country, region)
    return {
        "sites": rows,
        "fitted_elsewhere": _parameters(elsewhere)
        | {"error_here": judgement.mean("gravity", region)},
        "fitted_here": _parameters(own)
        | {"errors": [{"region": r, "error": e} for r, e in errors.items()]},
        "destinations": first.to_dict("records"),
    }


def _parameters(found: Gravity) -> dict[str, Any]:
    from twin.territory.attraction import TERMS

    return {
        "decay_per_min": found.decay,
        **dict(zip(TERMS, found.coefficients.tolist(), strict=True)),
    }


def _rules(path: Path | None) -> tuple[tuple[AccessRule, ...], list[str]]:
    """Give the rules of a calendar, and what was refused in it."""
    if path is None:
        return (), []
    from twin.territory.sources import access_calendar

    reading = access_calendar.read(path)
    rules = access_calendar.access_rules(reading)
    notes = [f"{path}, ligne {r.line} : {r.field} « {r.value} » : {r.reason}."
             for r in reading.rejects]  # fmt: skip
    if not rules:
        raise JumeauError(
            f"{path}", f"aucune règle lisible ({len(notes)} lignes refusées).",
            "Corrigez les lignes, ou retirez --calendrier.",
        )  # fmt: skip
    return rules, notes


def _flows(path: Path, postcodes: Path | None, country: Country) -> dict[str, Any]:
    """Fit the observed flows and say what the fit is worth."""
    from twin.choice import flows as rooms
    from twin.choice.flow_file import read_flows
    from twin.choice.sites import metropolitan_communes

    counts, zones = read_flows(path, postcodes)
    seen = rooms.observed(counts, zones, country.table, metropolitan_communes())
    model = rooms.fit(seen)
    names = dict(zip(country.table.finess, country.table.names, strict=True))
    return {
        "judged": FLOWS_JUDGED,
        "decay_per_min": model.decay,
        "decay_standard_error": model.decay_error,
        "constants": [
            {"finess": f, "name": names[f], "constant": c if c > float("-inf") else None}
            for f, c in model.constants.items()
        ],
        "diagnostics": asdict(rooms.diagnose(seen)),
    }
