"""`jumeau forecast stock`: the pharmacist's order of the day, explained line by line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.cli import screen
from scenarios.cli.forecast import _stock_twin
from scenarios.cli.french import FrenchCommand
from twin.tables import JumeauError

if TYPE_CHECKING:
    from scenarios.stock import StockStudy
    from scenarios.stock_inputs import Asked

SHOWN = 25
FEW = 5
BREAKS = re.compile(r" (?=[:;?!%»€])")
"""Where French allows no break of a line."""
BARS_FR = {
    "ours": "Notre proposition",
    "same_service": "Mini-maxi réglée, même taux de service",
    "same_stock": "Mini-maxi réglée, même stock moyen",
    "asked": "Mini-maxi au niveau demandé",
}
File = Path | None


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("stock", cls=FrenchCommand)(stock)


def stock(
    consumption: Annotated[
        Path,
        typer.Option("--consumption", metavar="C", help="Sorties : date, code, quantité, service."),
    ],
    shelf: Annotated[
        Path, typer.Option("--stock", metavar="S", help="Stock : code, quantité, lot, péremption.")
    ],
    orders: Annotated[
        Path,
        typer.Option("--orders", metavar="O", help="Commandes : code, quantité, dates."),
    ],
    products: Annotated[
        File,
        typer.Option("--products", metavar="P", help="Catalogue : codes, prix, boîte, VED, DCI."),
    ] = None,
    contracts: Annotated[
        File, typer.Option("--contracts", metavar="M", help="Marchés et contingents mensuels.")
    ] = None,
    outages: Annotated[
        File, typer.Option("--outages", metavar="R", help="Jours sans stock : code, début, fin.")
    ] = None,
    veto: Annotated[
        File,
        typer.Option("--veto", metavar="V", help="Substitutions interdites."),
    ] = None,
    wards: Annotated[
        File,
        typer.Option("--wards", metavar="W", help="Services : service, priorité."),
    ] = None,
    mapping: Annotated[
        File, typer.Option("--mapping", metavar="T", help="Colonnes (TOML), si mal devinées.")
    ] = None,
    budget: Annotated[
        str, typer.Option("--budget", metavar="EUROS", help="Plafond de la commande.")
    ] = "",
    price: Annotated[
        str,
        typer.Option(
            "--price",
            metavar="DE",
            help="Prix de quoi, si la colonne ne le dit pas : unite ou boite.",
        ),
    ] = "",
    asof: Annotated[
        str, typer.Option("--asof", metavar="DATE", help="Matin où l'on se place (31/12/2025).")
    ] = "",
    review: Annotated[
        int, typer.Option("--review", min=1, max=31, metavar="J", help="Jours entre 2 commandes.")
    ] = 7,
    service: Annotated[
        str,
        typer.Option(
            "--service", metavar="TYPE", help="cycle (aucun manque) ou fill (part servie)."
        ),
    ] = "cycle",
    levels: Annotated[
        str,
        typer.Option("--levels", metavar="V;E;D", help="Niveaux par criticité : 99;97;90."),
    ] = "",
    days: Annotated[
        int, typer.Option("--days", min=1, max=90, metavar="N", help="Risque sur N jours.")
    ] = 30,
    delay: Annotated[
        int,
        typer.Option("--delay", min=0, max=45, metavar="J", help="Essai : livraisons en retard."),
    ] = 0,
    supplier: Annotated[
        str, typer.Option("--supplier", metavar="NOM", help="Le fournisseur en retard.")
    ] = "",
    twin: Annotated[
        File,
        typer.Option(
            "--twin",
            metavar="SCENARIO",
            help="Écrire un scénario du jumeau (.toml) sur ce stock ; demande --site.",
        ),
    ] = None,
    site: Annotated[
        str, typer.Option("--site", metavar="FINESS", help="L'hôpital, pour --twin.")
    ] = "",
    territory: Annotated[
        str, typer.Option("--territory", metavar="DOSSIER", help="Son territoire, pour --twin.")
    ] = "pilote",
    follow: Annotated[
        list[str] | None,
        typer.Option("--follow", metavar="CODE=PRODUIT", help="Produit du jumeau, si mal deviné."),
    ] = None,
    no_replay: Annotated[
        bool, typer.Option("--no-replay", help="Ne pas rejouer la politique sur le passé.")
    ] = False,
    out: Annotated[
        File, typer.Option("--out", metavar="DOSSIER", help="Écrire Excel, CSV, JSON et rejets.")
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="Tout en JSON.")] = False,
) -> None:
    """Propose la commande du jour d'une pharmacie : besoins, risques, lots, budget.

    CSV français (; et virgule décimale, UTF-8 ou Windows) ou XLSX ; colonnes devinées et montrées.
    Exemple : dossier examples/pharmacie. Décidez ensuite avec jumeau forecast decide DOSSIER.
    """
    from scenarios import stock_typed
    from scenarios.stock import study
    from scenarios.stock_export import write_study
    from scenarios.stock_inputs import Asked

    if service not in ("cycle", "fill"):
        raise JumeauError("--service", f"« {service} » inconnu.", "Écrivez cycle ou fill.")
    if supplier and not delay:
        raise JumeauError("--supplier", "de combien de jours ?", "Ajoutez --delay 7.")
    if out is not None and out.exists() and not out.is_dir():
        raise JumeauError("--out", f"{out} est un fichier.", "Donnez un dossier.")
    asked = Asked(
        consumption, shelf, orders, products, contracts, outages, veto, wards, mapping,
        asof=stock_typed.day(asof), review_days=review,
        service="fill" if service == "fill" else "cycle",
        budget=stock_typed.budget(budget), days=days, replayed=not no_replay,
        delay_days=delay, delayed=supplier, price_per=stock_typed.price(price),
    )  # fmt: skip
    if levels:
        from dataclasses import replace

        asked = replace(asked, levels=stock_typed.levels(levels))
    if not twin and (site or follow):
        raise JumeauError("--site, --follow", "sans --twin.", "Ajoutez --twin scenario.toml.")
    relied = _stock_twin.follow(follow or [])
    found = study(asked)
    held = None
    if twin is not None:
        from scenarios.stock_twin import write_twin

        held = write_twin(found, twin, site, territory=territory, follow=relied)
    written = write_study(found, out) if out is not None else []
    if json_:
        screen.show_json(found.to_dict())
        return
    show(found, asked)
    if twin is not None and held is not None:
        _stock_twin.show(held, twin, _say)
    if out is not None:
        typer.echo(f"Écrits dans {out} : {', '.join(path.name for path in written)}")
        typer.echo(f"Décider : jumeau forecast decide {out} --accept CODE (ou tout)")


def show(found: StockStudy, asked: Asked) -> None:
    """Write the study on the terminal."""
    from forecasting.stock.targets import SERVICE_FR

    console, body = screen.out(), found.to_dict()
    console.print(f"[bold]Commande au {found.shelf.asof:%d/%m/%Y} au matin[/bold]")
    _show_reading(body)
    console.print(screen.facts_table(*_ranked(body)))
    _more(len(body["products"]))
    console.print("[bold]Proposition[/bold]")
    for line in body["proposal"]:
        if line["units"] or line["limit"]:
            _say(f"- {line['name']} ({line['code']}) : {line['reason']}")
    _say(body["headline"])
    order = body["order"]
    if order["status"] != "sans plafond":
        gap = screen.number(100 * order["gap"], 2) if order["gap"] else ""
        gap = gap and f", à {gap} % au plus du meilleur"
        _say(f"Sous budget : plan {order['status']}{gap} ; sans plafond, la commande coûterait "
             f"{screen.number(order['wanted_cost_eur'], 2)} €.")  # fmt: skip
    _show_rest(body)
    levels = " / ".join(screen.number(100 * v, 1) for v in asked.levels)
    _say(f"Service visé : {SERVICE_FR[asked.service]}, {levels} % (vital / essentiel / désirable).")
    if untold := [row["name"] for row in body["products"] if row["ved_assumed"]]:
        more = f" et {len(untold) - FEW} autres" if len(untold) > FEW else ""
        _say(f"Criticité non dite, supposée « essentiel » (colonne VED) : "
             f"{', '.join(untold[:FEW])}{more}.")  # fmt: skip
    _say("Supposé, à régler sur place : " + " ; ".join(p["label"] for p in body["assumptions"])
         + " (valeurs avec --json).")  # fmt: skip
    if body["replay"]:
        _say(body["replay"]["sentence"])
        console.print(screen.facts_table(*_bars(body["replay"])))
    elif asked.replayed:
        _say("Politique non rejouée : moins de huit mois de consommation.")


def _show_reading(body: dict[str, object]) -> None:
    """Say what was read: columns, rows kept and refused, notes."""
    for kind, columns in dict(body["columns"]).items():  # type: ignore[call-overload]
        _say(f"{kind} : " + ", ".join(f"{r} = « {h} »" for r, h in columns.items()))
    for name, count in dict(body["rows"]).items():  # type: ignore[call-overload]
        lost = count["read"] - count["kept"]
        if lost:
            _say(f"{name} : {lost} ligne(s) refusée(s) sur {count['read']}")
    rejects = list(body["rejects"])  # type: ignore[call-overload]
    for row in rejects[:FEW]:
        _say(f"  {row['file']}, ligne {row['line']} : {row['reason']}")
    if len(rejects) > FEW:
        _say(f"  ... et {len(rejects) - FEW} autres (--out les écrit dans rejets.csv)")
    for note in list(body["notes"]):  # type: ignore[call-overload]
        _say(f"note : {note}")


def _ranked(body: dict[str, list[dict[str, object]]]) -> tuple[list[str], list[list[str]]]:
    heads = ["Produit", "VED/ABC", "Consommation", "Stock", "Attendu", "Couverture (j) 10-50-90 %",
             "Risque avant livraison", f"Risque {body['products'][0]['days']} j sans commander",
             "Périmés 90 j"]  # fmt: skip
    rows = []
    for one in body["products"][:SHOWN]:
        cover = " - ".join(_cover(one[f"cover_q{q}_days"]) for q in (10, 50, 90))
        rows.append([
            str(one["name"]).replace("[", r"\["), f"{one['ved']}/{one['abc']}",
            f"{_number(one['demand_per_day'], 1)}/j {one['pattern_fr']}",
            _number(one["on_hand"]), _number(one["on_order"]), cover,
            _share(one["p_out_before_delivery"]), _share(one["p_out_in_days"]),
            _number(one["wasted_units_90d"]),
        ])  # fmt: skip
    return heads, rows


def _bars(told: dict[str, Any]) -> tuple[list[str], list[list[str]]]:
    """Give both comparisons side by side: equal fill rate, equal stock."""
    from scenarios.stock_replay import bars
    from scenarios.words_fr import percent

    heads = ["Même passé", "Ruptures", f"Stock moyen ({told['stock_unit']})", "Unités servies",
             "Jours de rupture"]  # fmt: skip
    rows = [
        [BARS_FR[name], _number(one["stockouts"]), _number(one["mean_stock"]),
         percent(one["service"]), _number(one["stockout_days"])]
        for name, one in bars(told)
    ]  # fmt: skip
    return heads, rows


def _cover(value: object) -> str:
    days = float(str(value))
    return ">90" if days >= 90 else screen.number(days, 0)


def _share(value: object) -> str:
    from scenarios.words_fr import chance

    return chance(float(str(value)))


def _number(value: object, decimals: int = 0) -> str:
    return screen.number(float(str(value)), decimals)


def _more(count: int) -> None:
    if count > SHOWN:
        _say(f"... et {count - SHOWN} autres produits (--json ou --out les donnent).")


def _show_rest(body: dict[str, list[dict[str, object]]]) -> None:
    """Say returns, substitutes and shares."""
    back = body["returns"]
    if back:
        units = sum(float(str(r["units"])) for r in back)
        left = sum(float(str(r["left"])) for r in back)
        _say(f"Retours de services : {len(back)} retour(s), {_number(units)} unités, déduites des "
             f"sorties ; {_number(left)} sans sortie à déduire.")  # fmt: skip
    if body["substitutes"]:
        _say("Substituts possibles (jamais automatiques) :")
    for one in body["substitutes"]:
        each = one["units_each"]
        rate = "" if each is None else f", {_number(each, 2)} unité(s) pour une"
        _say(f"- {one['name']} → {one['substitute_name']} : {one['rank_fr']}{rate} ; "
             f"{_number(one['on_hand'])} en stock{_own_cover(one)}")  # fmt: skip
    if body["shares"]:
        _say("Répartition du stock insuffisant entre services, jusqu'à la livraison :")
    for one in body["shares"]:
        _say(f"- {one['name']}, {one['ward']} : {_number(one['given'])} pour un besoin de "
             f"{_number(one['need'], 1)} en {one['until_days']} j")  # fmt: skip


def _own_cover(one: dict[str, object]) -> str:
    """Say how long a substitute lasts for those who take it already."""
    days = one["cover_q50_days"]
    return "" if days is None else f" ({_cover(days)} j de ses propres besoins)"


def _say(text: str) -> None:
    """Write one line; nothing in a file's words reaches the terminal as a command."""
    kept = "".join(c for c in text if c.isprintable() or c in "\u00a0\u202f")
    typer.echo(BREAKS.sub("\u00a0", kept.replace("« ", "«\u00a0")))
