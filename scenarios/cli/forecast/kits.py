"""`jumeau forecast kits`: what to open, hold ready or drop in operating-room kits."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from scenarios.cli.french import FrenchCommand
from twin.tables import JumeauError

LINE_HEADS = {
    "type": "Type", "surgeon": "Chirurgien", "item": "Article", "name": "Libellé",
    "action": "Proposition", "open_units": "À ouvrir", "ready_units": "À garder prêt",
    "usual_units": "Ouvert d'habitude", "opened_mean": "Ouvert en moyenne",
    "used_mean": "Utilisé en moyenne", "risk": "Risque laissé",
    "saved_eur": "Économie (€/intervention)", "saved_eur_low": "Économie, bas 90 %",
    "saved_eur_high": "Économie, haut 90 %", "saved_kg": "CO2e évité (kg/intervention)",
    "saved_kg_low": "CO2e, bas 90 %", "saved_kg_high": "CO2e, haut 90 %", "reason": "Pourquoi",
}  # fmt: skip
KIT_HEADS = {
    "type": "Type", "surgeon": "Chirurgien", "interventions": "Interventions", "status": "État",
    "risk_bound": "Risque joint, au plus", "open_units": "Unités à ouvrir",
    "ready_units": "Unités prêtes", "usual_units": "Ouvertes d'habitude",
    "saved_eur": "Économie (€/intervention)", "saved_eur_low": "Bas 90 %",
    "saved_eur_high": "Haut 90 %", "saved_kg": "CO2e évité (kg/intervention)",
    "added_minutes": "Minutes ajoutées", "sentence": "En une phrase",
}  # fmt: skip
SCORE_HEADS = {
    "type": "Type", "judged": "Jugées", "kept_as_is": "Gardées telles quelles",
    "missing": "Avec un manque", "missing_rate": "Taux", "missing_rate_low": "Bas 95 %",
    "missing_rate_high": "Haut 95 %", "unlisted": "Besoin hors liste",
    "saved_eur": "Économie (€/intervention)", "saved_eur_low": "Bas 90 %",
    "saved_eur_high": "Haut 90 %", "saved_kg": "CO2e évité (kg/intervention)",
}  # fmt: skip
REJECT_HEADS = {"file": "Fichier", "line": "Ligne", "value": "Valeur", "reason": "Motif"}


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("kits", cls=FrenchCommand)(kits)


def kits(
    log: Annotated[
        Path, typer.Argument(metavar="JOURNAL", help="Ouverts et utilisés (CSV, XLSX).")
    ],
    alpha: Annotated[
        str, typer.Option("--alpha", metavar="RISQUE", help="Risque accepté par intervention.")
    ] = "0.05",
    horizon: Annotated[
        int,
        typer.Option("--horizon", min=7, max=730, metavar="J",
                     help="Évaluation : jours jugés après chaque décision."),
    ] = 90,
    fetch_minutes: Annotated[
        str,
        typer.Option("--fetch-minutes", metavar="MIN",
                     help="Minutes pour ouvrir un article gardé prêt (supposé)."),
    ] = "",
    minute_eur: Annotated[
        str,
        typer.Option("--minute-eur", metavar="EUROS", help="Prix d'une minute de salle (supposé)."),
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FICHIER", help="Écrire les kits (.xlsx ou .csv)."),
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="Tout en JSON.")] = False,
) -> None:  # fmt: skip
    """Propose le contenu des kits du bloc : à ouvrir, à garder prêt, à retirer.

    Une ligne du journal par article et intervention : date, intervention, type, chirurgien,
    article, libellé, ouvert, utilisé, prix, co2_g. Exemple : examples/bloc/journal.csv.
    """
    from forecasting.kits.answer import study
    from forecasting.kits.proposal import Rule

    if out is not None and (out.suffix.lower() not in (".xlsx", ".csv") or out.is_dir()):
        raise JumeauError(
            "--out", f"« {out} » n'est pas un .xlsx ou un .csv.", "Écrivez kits.xlsx."
        )
    if out is not None and out.exists() and log.exists() and out.samefile(log):
        raise JumeauError("--out", f"{out} est le journal lui-même.", "Donnez un autre nom.")
    base = Rule()
    rule = Rule(
        _alpha(alpha), _amount("--fetch-minutes", fetch_minutes, base.fetch_min),
        _amount("--minute-eur", minute_eur, base.minute_eur),
    )  # fmt: skip
    body = study(log, rule, horizon).to_dict()
    if out is not None:
        _write(body, out)
    if json_:
        from scenarios.cli import screen

        screen.show_json(body)
        return
    from scenarios.cli.forecast._kits_screen import show

    show(body)
    if out is not None:
        typer.echo(f"Écrit : {out}")


def _alpha(text: str) -> float:
    from forecasting.stock import cells

    (found,) = cells.amounts([text.replace("%", "")])
    value = found / (100 if "%" in text else 1) if isinstance(found, float) else -1.0
    if not 0.001 <= value <= 0.5:
        raise JumeauError(
            "--alpha", f"« {text} » refusé.", "Écrivez un risque entre 0,001 et 0,5 : 0,05 ou 5%."
        )
    return value


def _amount(option: str, text: str, default: float) -> float:
    from forecasting.stock import cells

    if not text:
        return default
    (found,) = cells.amounts([text])
    if not isinstance(found, float) or not 0 <= found <= 1000:
        raise JumeauError(option, f"« {text} » refusé.", "Écrivez un nombre de 0 à 1000 : 1,5.")
    return found


def _write(body: dict[str, Any], path: Path) -> None:
    from scenarios.stock_export import write_csv, write_workbook
    from twin.tables import said

    scores = [{**r, "type": r["type"] or "Ensemble"} for r in body["evaluation"]["rows"]]
    notes = [{"note": note} for note in (body["evaluation"]["sentence"], *body["notes"])]
    try:
        if path.suffix.lower() == ".csv":
            write_csv(LINE_HEADS, body["lines"], path)
            return
        write_workbook(
            (
                ("Kits", LINE_HEADS, body["lines"]), ("Résumé", KIT_HEADS, body["kits"]),
                ("Évaluation", SCORE_HEADS, scores), ("Notes", {"note": "À savoir"}, notes),
                ("Rejets", REJECT_HEADS, body["rejects"]),
            ), path,
        )  # fmt: skip
    except OSError as error:
        raise JumeauError(
            f"{path}", f"écriture impossible : {said(error)}.", "Choisissez un autre fichier."
        ) from error
