"""`jumeau territory persons`: the synthetic inhabitants of a territory, counted and written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.cli import screen
from scenarios.cli.where import opened

if TYPE_CHECKING:
    import pandas as pd

    from twin.territory import Territory
    from twin.territory.persons import Persons

SEED = 2026
LABELS = {
    "persons": "Personnes",
    "heart_failure": "Insuffisance cardiaque",
    "copd": "BPCO",
    "diabetes": "Diabète",
    "cancer": "Cancer",
    "stroke": "Antécédent d'AVC",
    "psychiatric": "Maladie psychiatrique",
    "frailty": "Fragilité",
    "no_gp": "Sans médecin traitant (17 ans ou plus)",
    "adults": "17 ans ou plus",
    "no_gp_share": "Part sans médecin traitant",
    "ehpad": "En EHPAD",
    "alone": "Vivent seules",
}
ASSUMED = (
    "Hypothèses : forme des prévalences par âge et sexe, effectif des maladies psychiatriques, "
    "affections indépendantes à âge et sexe donnés, tailles des ménages. Personne n'est réel. "
    "Sans pyramide de l'INSEE, les âges suivent la courbe nationale dans 0-19, 20-64 et 65+."
)


def persons(
    where: Annotated[str, typer.Argument(metavar="DOSSIER|pilote", help="Territoire à lire.")]
    = "pilote",
    out: Annotated[
        Path | None, typer.Option("--out", help="Dossier où écrire les personnes.")
    ] = None,
    seed: Annotated[int, typer.Option("--graine", min=0, help="Graine du tirage.")] = SEED,
    as_json: Annotated[
        bool, typer.Option("--json", help="Écrire du JSON sur la sortie standard.")
    ] = False,
) -> None:  # fmt: skip
    """Créer les habitants synthétiques d'un territoire, et les compter."""
    from twin.territory.persons import persons_of, summary

    territory = opened(where)
    people = persons_of(territory, seed=seed)
    path = None if out is None else people.save(out)
    rows = summary(people, territory.zones[~territory.in_ring])
    gaps = _gaps(territory, people)
    if as_json:
        page = _page(territory.code, people, rows, path)
        screen.show_json(page | {"pyramid_gaps": gaps})
        return
    _show(people, rows, path)
    for row in gaps:
        screen.out().print(
            f"{row['place']}, {row['age_group']} ans : "
            f"{screen.number(row['persons'], 0)} personnes "
            f"pour {screen.number(row['expected'], 0)} attendues d'après la pyramide."
        )


def _gaps(territory: Territory, people: Persons) -> list[dict[str, Any]]:
    """Give the 75+ and the 85+ against the INSEE pyramid, where the territory has it."""
    from twin.territory.persons import pyramid_gaps

    if territory.pyramid is None:
        return []
    own = ~territory.in_ring
    rows = pyramid_gaps(people, territory.pyramid[own], territory.zones[own])
    return [{str(k): v for k, v in row.items()} for row in rows.to_dict("records")]


def _page(code: str, people: Persons, rows: pd.DataFrame, path: Path | None) -> dict[str, Any]:
    return {
        "territory": code,
        "persons": len(people),
        "communes": len(people.zones),
        "bytes_per_person": people.bytes_per_person,
        "seed": people.seed,
        "digest": people.digest(),
        "path": None if path is None else str(path),
        "units": {name: "share" if name.endswith("share") else "persons" for name in LABELS},
        "rows": [
            {name: None if value != value else value for name, value in row.items()}
            for row in rows.to_dict("records")
        ],
        "note": ASSUMED,
    }


def _show(people: Persons, rows: pd.DataFrame, path: Path | None) -> None:
    first = rows["place"].iloc[0]
    whole = rows[rows["place"] == first].set_index("age_group")
    table = [
        (label, *(_text(name, whole.loc[age, name]) for age in whole.index))
        for name, label in LABELS.items()
    ]
    console = screen.out()
    console.print(screen.facts_table(("", *whole.index), table))
    size = screen.number(people.bytes_per_person, 1)
    console.print(f"{size}{screen.NO_BREAK}octets par personne, graine {people.seed}.")
    if path is not None:
        console.print(f"Personnes écrites dans {path}")
    console.print(ASSUMED)


def _text(name: str, value: Any) -> str:
    return screen.quantity(value, "share") if name == "no_gp_share" else screen.number(value, 0)
