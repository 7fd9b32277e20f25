"""`jumeau forecast shortage`: which medicines to review before they run short nationally."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.cli import screen
from scenarios.cli.french import FrenchCommand, FrenchGroup
from twin.tables import JumeauError

if TYPE_CHECKING:
    from forecasting.shortage.answer import Answer

SHOWN = 15
File = Path | None
MONTHS = (1, 3, 6)


def register(app: typer.Typer) -> None:
    """Add the verb, and under it the deposit of a dated file."""
    verb = typer.Typer(cls=FrenchGroup, invoke_without_command=True, add_completion=False)
    verb.callback(invoke_without_command=True)(shortage)
    verb.command("add", cls=FrenchCommand)(add)
    app.add_typer(verb, name="shortage")


def shortage(
    context: typer.Context,
    snapshots: Annotated[
        File, typer.Option("--snapshots", metavar="DOSSIER", help="Fichiers BDPM datés.")
    ] = None,
    asof: Annotated[
        str, typer.Option("--asof", metavar="DATE", help="Jour où l'on se place (31/12/2025).")
    ] = "",
    products: Annotated[
        File, typer.Option("--products", metavar="F", help="Spécialités, si hors du dossier.")
    ] = None,
    stock_risk: Annotated[
        File,
        typer.Option("--stock-risk", metavar="F",
                     help="Risque local : cis ou cip;jours_sans_produit;criticite."),
    ] = None,
    packs: Annotated[
        File, typer.Option("--packs", metavar="F", help="CIS_CIP_bdpm.txt, si codes CIP.")
    ] = None,
    months: Annotated[
        str, typer.Option("--months", metavar="1,3,6", help="Horizons, en mois.")
    ] = "1,3,6",
    everything: Annotated[
        bool, typer.Option("--all", help="Tous les groupes, pas seulement les MITM.")
    ] = False,
    json_: Annotated[bool, typer.Option("--json", help="Tout en JSON, liste entière.")] = False,
    csv_: Annotated[
        File, typer.Option("--csv", metavar="FICHIER", help="Écrire la liste entière (;).")
    ] = None,
) -> None:  # fmt: skip
    """Donne la liste des groupes de médicaments à revoir, avec sa preuve ; ce n'est pas une alarme.

    Déposer un fichier : jumeau forecast shortage add FICHIER --date JOUR --store DOSSIER.
    """
    if context.invoked_subcommand is not None:
        return
    if snapshots is None or not asof:
        raise JumeauError(
            "--snapshots, --asof", "un dossier et un jour sont attendus.",
            "Écrivez --snapshots DOSSIER --asof 31/12/2025.",
        )  # fmt: skip
    day, asked = _day("--asof", asof), _months(months)
    from forecasting.shortage import answer as answers
    from forecasting.shortage.stock_risk import read_packs, read_stock_risk

    risks = read_stock_risk(stock_risk) if stock_risk is not None else ()
    codes = read_packs(packs) if packs is not None else {}
    found = answers.answer(
        snapshots, day, products=products, months=asked, scope="all" if everything else "mitm"
    )
    body = answers.to_dict(found, answers.stock_rows(found, risks, codes))
    if csv_ is not None:
        _write(csv_, body)
    if json_:
        screen.show_json(body)
        return
    _show(found, body)


def add(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FICHIER",
            help="Disponibilité, spécialités, ou dossier des fichiers BDPM téléchargés.",
        ),
    ],
    day: Annotated[
        str, typer.Option("--date", metavar="JOUR", help="Jour du téléchargement (31/12/2025).")
    ],
    store: Annotated[Path, typer.Option("--store", metavar="DOSSIER", help="Dossier daté.")],
) -> None:  # fmt: skip
    """Dépose un fichier daté ; rien n'est jamais remplacé ni effacé."""
    from forecasting.shortage.joining import is_download
    from forecasting.shortage.store import add as deposit
    from forecasting.shortage.store import add_download

    when = _day("--date", day)
    if when > date.today():
        typer.echo(f"note : le {when:%d/%m/%Y} n'est pas encore venu. Vérifiez --date : ce qui est "
                   "déposé n'est jamais repris.")  # fmt: skip
    if file.is_dir():
        if not is_download(file):
            raise JumeauError(
                f"{file}", "aucun fichier de la BDPM dans ce dossier.",
                "Attendu : CIS_CIP_Dispo_Spec.txt et, pour les produits, CIS_bdpm.txt, "
                "CIS_COMPO_bdpm.txt, CIS_MITM.txt (et CIS_CIP, CIS_GENER, CIS_CPD).",
            )  # fmt: skip
        given, notes = add_download(file, when, store)
        for path, new in given:
            typer.echo(f"Déposé : {path}" if new else f"Déjà déposé, identique : {path}")
        for note in notes:
            typer.echo(f"note : {note}")
        return
    path, new = deposit(file, when, store)
    typer.echo(f"Déposé : {path}" if new else f"Déjà déposé, identique : {path}")


def _day(option: str, text: str) -> date:
    from forecasting.shortage.files import read_day

    found = read_day(text)
    if found is None:
        raise JumeauError(f"{option} {text}", "ce n'est pas une date.", "Écrivez 31/12/2025.")
    return date.fromordinal(found)


def _months(text: str) -> tuple[int, ...]:
    parts = text.replace(";", ",").split(",")
    if not parts or any(p.strip() not in {str(m) for m in MONTHS} for p in parts):
        raise JumeauError("--months", f"« {text} » refusé.", "Écrivez 1, 3 ou 6 : 1,3,6.")
    return tuple(sorted({int(p) for p in parts}))


def _write(path: Path, body: dict[str, Any]) -> None:
    """Write the whole list as French CSV; a cell never starts a formula."""
    import csv

    from twin.tables import said

    rows = [{"months": h["months"], "list_given": h["list_given"],
             "survivorship_biased": int(h["survivorship_biased"]), **row}
            for h in body["horizons"] for row in h["list"]]  # fmt: skip
    if not rows:
        raise JumeauError(f"{path}", "aucun groupe à risque à écrire.", "Vérifiez --products.")
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
            writer.writeheader()
            writer.writerows({k: _cell(v) for k, v in row.items()} for row in rows)
    except OSError as error:
        raise JumeauError(f"{path}", said(error), "Choisissez un autre chemin.") from None


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        return f"{value:.6g}".replace(".", ",")
    text = str(value)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t") else text


def _show(found: Answer, body: dict[str, Any]) -> None:
    from forecasting.shortage.words_fr import RULE_FR

    console = screen.out()
    scope = "MITM" if body["scope"] == "mitm" else "tous médicaments"
    console.print(f"[bold]Pénuries à revoir au {found.asof:%d/%m/%Y} ({scope})[/bold]")
    if body["warning"]:
        console.print(f"[bold red]{body['warning']}[/bold red]")
    _say(body["nature"])
    for one in body["horizons"]:
        mark = " – BIAIS DE SURVIE" if one["survivorship_biased"] else ""
        console.print(f"\n[bold]À {one['months']} mois{mark}[/bold]")
        for test in one["tests"]:
            _say(f"Épreuve du {screen.day(test['from'])} au {screen.day(test['to'])} : "
                 f"{test['declarations']} nouvelles déclarations et {test['ends_of_marketing']} "
                 f"fins de commercialisation sur {test['groups']} groupes.")  # fmt: skip
        if one["scores"]:
            console.print(screen.facts_table(
                ("Classement", "Précision moyenne", "Lift à 50", "Rappel à 50"),
                [(RULE_FR[s["name"]], screen.number(s["average_precision"], 3),
                  screen.number(s["lift"], 1), screen.number(_percent(s["recall"]), 1) + "\u00a0%")
                 for s in one["scores"]],
            ))  # fmt: skip
            low, high = one["gain_ap_low"], one["gain_ap_high"]
            _say(f"Gain de précision moyenne sur la meilleure règle : "
                 f"{screen.number(one['gain_ap'], 3, signed=True)} [{screen.number(low, 3)} ; "
                 f"{screen.number(high, 3)}] (bootstrap par substance, 95\u00a0%).")  # fmt: skip
        _say(one["verdict"])
        _show_calibration(one)
        for note in one["notes"]:
            _say(f"note : {note}")
        console.print(
            screen.facts_table(("Rang", "Groupe", "Probabilité", "Pourquoi"), _ranked(one))
        )
        if len(one["list"]) > SHOWN:
            _say(f"... {body['review_budget']} à revoir, {len(one['list'])} groupes en tout "
                 "(--json ou --csv).")  # fmt: skip
    _show_stock(body)
    _say(body["mitm_safety_stock"])
    for note in body["notes"]:
        _say(f"note : {note}")


def _ranked(one: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """Give the groups to review; a model no better than the rules is not quoted beside them."""
    quoted = one["list_given"] == "model"
    return [
        (str(row["rank"]), row["group"].replace("[", r"\["),
         _chance(row["probability_model"] if quoted else None), row["reason"])
        for row in one["list"][:SHOWN]
    ]  # fmt: skip


def _show_calibration(one: dict[str, Any]) -> None:
    told = one["calibration"]
    if not told:
        return
    better = told["brier"] < told["brier_base_rate"]
    _say(f"Calibration : {screen.number(told['expected_base_rate'], 1)} déclarations annoncées au "
         f"taux connu avant, {told['observed']} observées ; dans la liste du modèle "
         f"{screen.number(told['expected_in_list'], 1)} annoncées, "
         f"{screen.number(told['observed_in_list'], 1)} observées ; Brier "
         f"{screen.number(told['brier'], 4)} contre "
         f"{screen.number(told['brier_base_rate'], 4)} au taux de base"
         + ("." if better else " : lisez les rangs, pas les probabilités."))  # fmt: skip


def _show_stock(body: dict[str, Any]) -> None:
    from forecasting.shortage.words_fr import UNKNOWN

    if not body["stock"]:
        return
    console = screen.out()
    console.print("\n[bold]Votre stock : jours attendus sans produit × criticité[/bold]")
    console.print(screen.facts_table(
        ("Code", "Produit", "Jours sans", "Criticité", "Priorité", "National", "Rang"),
        [(r["code"], r["name"].replace("[", r"\["), screen.number(r["days_without"], 1),
          r["criticality"], screen.number(r["priority"], 1), r["national_state"],
          "–" if r["rank"] is None else str(r["rank"])) for r in body["stock"][:50]],
    ))  # fmt: skip
    lost = sum(row["national_state"] == UNKNOWN for row in body["stock"])
    if lost:
        typer.echo(f"{lost} de vos {len(body['stock'])} produits ne sont pas reliés à la base "
                   "publique\u00a0: rien n'est su d'eux. Il faut leur CIP, et --packs "
                   "CIS_CIP_bdpm.txt.")  # fmt: skip


def _percent(value: float | None) -> float | None:
    return None if value is None else 100 * value


def _chance(value: float | None) -> str:
    return "–" if value is None else screen.number(100 * value, 1) + "\u00a0%"


def _say(text: str) -> None:
    typer.echo("".join(c for c in text if c.isprintable() or c in "\u00a0\u202f"))
