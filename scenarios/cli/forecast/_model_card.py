"""Keep a forecasting model: judge it on the past, write it, and write its card in French."""

from __future__ import annotations

import platform
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.cli import screen
from twin.tables import JumeauError

if TYPE_CHECKING:
    from forecasting.backtest import Backtest
    from forecasting.demand import Study
    from forecasting.rolling import Progress
    from scenarios.cli.forecast._hierarchy import Hierarchy
    from scenarios.cli.forecast._reading import Reading

LIBRARIES = ("xgboost", "statsforecast", "numpy", "polars")
RULES = {
    "seasonal_naive": "même période de la saison précédente",
    "season_median": "médiane des 8 mêmes jours",
    "last_mean": "moyenne de la dernière saison",
}
INTENDED = (
    "Prévoir des volumes (passages, admissions, appels, ventes) pour préparer des moyens, avec leur"
    " incertitude, sous le regard d'un responsable."
)
NOT_FOR = (
    "Décider des soins d'une personne ; prévoir l'absence d'un agent ; classer des établissements ;"
    " attribuer un financement ; réguler des appels ou engager des moyens en temps réel."
)
LIMITS = (
    "Il vaut pour ces séries, lues de cette façon ; une ouverture, une fermeture ou un changement"
    " de périmètre demandent de réapprendre.",
    "Les intervalles viennent des erreurs passées : un événement sans précédent n'y est pas.",
    "Une rupture de régime est vue avec retard, et parfois pas du tout dans les petites séries.",
    "Les contributions affichées décrivent le modèle, pas des causes.",
    "Les empreintes révèlent une altération ; ce n'est pas une signature.",
)


def keep_model(
    folder: Path,
    made: Study,
    reading: Reading,
    placed: Hierarchy | None,
    report: Progress | None = None,
) -> dict[str, str]:
    """Judge a model on rolling origins, then write it with its card; give its hashes.

    Raises
    ------
    JumeauError
        The folder cannot be written.
    """
    from forecasting.backtest import STEP, backtest
    from forecasting.drift import windows
    from forecasting.saved import save

    judged: Backtest | None = None
    reason = ""
    try:
        judged = backtest(
            made.demand, made.roller.horizon, department=reading.department, zone=reading.zone,
            extras=made.roller.extras, progress=report,
        )  # fmt: skip
    except JumeauError as error:
        reason = error.faults()[0].problem
    reference = None
    if judged is not None:
        cut = slice(0, min(STEP[judged.frequency], made.roller.horizon))
        low, high = judged.interval()
        reference = windows(
            judged.actual[..., cut], judged.expected[..., cut], low[..., cut], high[..., cut]
        )
    about: dict[str, Any] = {
        "source": made.demand.source,
        "unit": made.demand.unit,
        "department": reading.department,
        "zone": reading.zone,
        "above": None if placed is None else _kept(placed.above, made),
        "regions": None if placed is None else placed.regions,
        "backtest": None if judged is None else judged.json(),
        "software": {"python": platform.python_version(), **{n: version(n) for n in LIBRARIES}},
    }
    return save(
        folder,
        made,
        about=about,
        reference=reference,
        card=lambda seals: card(made, judged, reason, seals),
    )


def _kept(above: dict[str, str], made: Study) -> dict[str, str]:
    return {name: group for name, group in above.items() if name in made.demand.ids}


def card(made: Study, judged: Backtest | None, reason: str, seals: dict[str, str]) -> str:
    """Write the card of a model, in Markdown."""
    demand, roller = made.demand, made.roller
    unit = f" ({demand.unit})" if demand.unit else ""
    columns = ", ".join(roller.extras.names) if roller.extras is not None else "aucune"
    lines = [
        "# Modèle de prévision", "",
        "## Usage prévu", "", INTENDED, "", f"À ne pas employer pour : {NOT_FOR}", "",
        "## Données", "",
        f"- Fichier : {plain(demand.source or 'sans nom')}{plain(unit)}",
        f"- Période apprise : du {_day(demand.ds[0])} au {_day(demand.ds[-1])}"
        f" ({len(demand.ds)} {PERIODS[demand.frequency]})",
        f"- Séries : {len(demand.ids)} ({plain(', '.join(demand.ids[:10]))}"
        f"{'...' if len(demand.ids) > 10 else ''})",
        f"- Colonnes ajoutées : {plain(columns)}",
        *(f"- {plain(note)}" for note in demand.notes), "",
        "## Méthode", "",
        "Arbres XGBoost appris sur toutes les séries ensemble, mêlés à poids égaux ; chaque série"
        " garde une règle simple là où elle a fait mieux. Intervalles par prévision conforme.", "",
        "| Série | Méthode retenue |", "|---|---|",
        *(f"| {plain(n)} | {plain(m)} |"
          for n, m in zip(demand.ids[:40], made.forecast.method[:40], strict=True)), "",
        "## Ce qu'il vaut sur le passé", "", *_scores(judged, reason),
        "## Limites", "", *(f"- {one}" for one in LIMITS), "",
        "## Surveillance", "",
        "`jumeau forecast drift FICHIER --model DOSSIER` compare les erreurs récentes à celles-ci."
        " À réapprendre dès qu'une dérive est dite, et au moins une fois par an.", "",
        "## Empreintes (sha256)", "", *(f"- {name} : `{value}`" for name, value in seals.items()),
    ]  # fmt: skip
    return _spaced("\n".join(lines)) + "\n"


PERIODS = {"H": "heures", "D": "jours", "M": "mois"}


def _scores(judged: Backtest | None, reason: str) -> list[str]:
    if judged is None:
        return [f"Non jugé : {reason or 'passé trop court.'}", ""]
    told = judged.json()
    rows = [("prévision retenue", told["mase"], told["wape"])]
    rows += [(RULES[name], row["mase"], row["wape"]) for name, row in told["baselines"].items()]
    low, high = told["coverage90_interval"]
    covered = f"{_percent(told['coverage90'])} [{_percent(low)} ; {_percent(high)}]"
    return [
        f"{len(told['origins'])} origines rejouées, {told['points']} points jugés.", "",
        "| Méthode | MASE | WAPE |", "|---|---|---|",
        *(f"| {name} | {screen.number(mase, 3)} | {_percent(wape)} |" for name, mase, wape in rows),
        "", f"Dans l'intervalle à 90 % : {covered} (entre crochets : 95 %, rééchantillonnage par"
        " blocs d'origines).", "",
    ]  # fmt: skip


def _percent(share: float | None) -> str:
    return "–" if share is None else screen.number(100 * share, 1) + " %"


def _day(period: Any) -> str:
    return screen.day(str(period)[:10])


def plain(text: str) -> str:
    """Write a text of a file so that a Markdown reader takes it as text."""
    kept = "".join(c if c.isprintable() or c in "\u00a0\u202f" else " " for c in text)
    for mark in "\\`*_[]<>|#":
        kept = kept.replace(mark, "\\" + mark)
    return kept


def _spaced(text: str) -> str:
    for mark in (" :", " ;", " %", " ?", " !", " »"):
        text = text.replace(mark, "\u00a0" + mark[1:])
    return text.replace("« ", "«\u00a0")
