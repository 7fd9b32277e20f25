"""The card of a risk model: what it is for, what it is made of, how good it is, its limits."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from pathways.breaks.sentences import spaced
from pathways.pictures.numbers import HIDDEN, number, share
from pathways.risk.settings import (
    ISOTONIC_FROM,
    LOOKBACK_DAYS,
    MIN_LEVEL_PATIENTS,
    PSI_DRIFT,
    PSI_WATCH,
    RESAMPLES,
)

FIELDS = (
    "intended_use", "not_for", "data", "target", "split", "features", "method", "performance",
    "subgroups", "reasons", "drift", "limits", "oversight", "disclosure", "software",
)  # fmt: skip
INTENDED = (
    "Planification seulement : estimer combien de ruptures attendre dans une population, et où"
    " placer des moyens de suivi."
)
NOT_FOR = (
    "Décider des soins d'une personne, refuser ou retarder un soin, classer des établissements ou"
    " des professionnels, attribuer un financement."
)
LIMITS = (
    "Le modèle décrit des associations : agir sur une raison affichée ne change pas forcément le"
    " risque.",
    "Il vaut pour ce journal et cette période ; ailleurs ou plus tard il faut le refaire.",
    "Les événements concurrents (décès, réhospitalisation...) sont comptés comme absence de"
    " rupture, ainsi que dans l'incidence d'Aalen-Johansen ; les ancres dont l'observation est"
    " interrompue sont laissées de côté\u202f: on suppose l'interruption sans lien avec le risque.",
    "Un patient présent dans plusieurs parties n'est gardé que dans la dernière : les premières"
    " parties comptent donc un peu moins de patients qui reviennent souvent.",
    "Un attribut codé après coup (diagnostic d'un séjour) est supposé connu à la fin de"
    " l'événement ; si le codage vient plus tard, le modèle est trop optimiste.",
    "Les fichiers du modèle viennent de données individuelles et ne sont pas anonymes : ils ne se"
    " diffusent pas. Leur empreinte révèle une altération, ce n'est pas une signature.",
)
OVERSIGHT = (
    "Un responsable nommé relit la carte avant usage, et refait l'étude au moins une fois par an"
    " ou dès qu'une dérive est signalée."
)


def card_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Give the card as data, from facts that went past the disclosure gate.

    Parameters
    ----------
    facts
        JSON of the answer (`Answer.json`).
    """
    model = facts["model"]
    return {
        "name": facts["target"]["name"],
        "title": facts["target"]["title"],
        "predictable": facts["predictable"],
        "verdict": facts["verdict"],
        "intended_use": INTENDED,
        "not_for": NOT_FOR,
        "data": {
            **facts["source"], "filters": facts["filters"]["words"],
            "data_end": facts["data_end"], "notes_on_target": facts["notes"],
        },
        "target": facts["target"],
        "split": facts["split"],
        "features": model["features"],
        "method": {
            "booster": model["booster"],
            "calibration": model["calibration"],
            "sha256": model["sha256"],
            "words": [
                f"Historique lu : {LOOKBACK_DAYS} jours avant l'ancre ; rien après l'ancre.",
                f"Une valeur d'attribut n'est une caractéristique qu'à partir de"
                f" {MIN_LEVEL_PATIENTS} patients de l'apprentissage.",
                f"Calibration isotonique à partir de {ISOTONIC_FROM} ancres, sigmoïde de Platt"
                " en dessous.",
                f"Intervalles à 95 % : {RESAMPLES} tirages avec remise des patients.",
                "Paramètres fixés à l'avance, jamais réglés sur les données ; un seul fil"
                " d'exécution, graine fixe.",
            ],
        },
        "performance": {
            "out_of_time": facts["performance"],
            "against": facts["against"],
            "reliability": facts["reliability"],
        },
        "subgroups": facts["subgroups"],
        "reasons": facts["reasons"],
        "drift": {
            "columns": facts["drift"], "watch": PSI_WATCH, "drift": PSI_DRIFT,
            "words": "Indice de stabilité (PSI) entre apprentissage et test (risque prévu : entre"
                     " calibration et test) ; l'état en retire la part du hasard.",
        },
        "limits": [*facts["target"]["assumed"], *LIMITS],
        "oversight": OVERSIGHT,
        "disclosure": facts["disclosure"],
        "software": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("xgboost", "numpy", "polars", "scipy")},
        },
    }  # fmt: skip


def markdown(card: Mapping[str, Any]) -> str:
    """Write a card to be read."""
    target, method = card["target"], card["method"]
    lines = [
        f"# {card['title']}", "", card["verdict"], "",
        "## Usage prévu", "", card["intended_use"], "",
        f"Usage exclu : {card['not_for']}", "",
        "## Ce qui est prévu", "", target["question"], "", target["window_words"], "",
        *_list(["Sources : " + " ; ".join(target["sources"])]),
        "## Données", "",
        *_list([
            f"Fichiers : {', '.join(card['data']['files']) or 'journal sans fichier nommé'}",
            f"Fin des données : {card['data']['data_end'] or 'inconnue'}",
            *card["data"]["filters"], *card["data"]["notes"], *card["data"]["notes_on_target"],
            card["disclosure"]["words"],
        ]),
        "## Découpage", "", *_parts(card["split"]),
        "## Performance hors période", "", *_performance(card["performance"]),
        "## Par sous-groupe", "", *_subgroups(card["subgroups"]),
        "## Ce qui compte dans le modèle", "",
        *_list([f"{r['words']} : {r['direction']} (poids moyen {number(r['weight'], 3)})"
                for r in card["reasons"]] or ["Aucun modèle à expliquer."]),
        "## Dérive", "", card["drift"]["words"], "",
        *_list([f"{d['words']} : {number(d['psi'], 3)} ({STATES[d['state']]})"
                for d in card["drift"]["columns"]] or ["Aucun modèle à surveiller."]),
        "## Caractéristiques", "",
        *_list([*card["features"]] or ["Aucun modèle n'est gardé."]),
        "## Méthode", "", *_list(method["words"]),
        f"XGBoost : {', '.join(f'{k} = {v}' for k, v in sorted(method['booster'].items()))}.", "",
        *([f"Empreinte sha256 : `{method['sha256']}`", ""] if method["sha256"] else []),
        "## Limites", "", *_list(card["limits"]),
        "## Surveillance humaine", "", card["oversight"], "",
        "## Logiciels", "", *_list([f"{k} {v}" for k, v in card["software"].items()]),
    ]  # fmt: skip
    return spaced("\n".join(lines)).rstrip() + "\n"


STATES = {"stable": "stable", "watch": "à surveiller", "drift": "dérive"}


def _list(items: Sequence[str]) -> list[str]:
    return [*(f"- {plain(item)}" for item in items), ""]


def plain(text: str) -> str:
    """Write a text of a log so that a Markdown reader takes it as text."""
    kept = "".join(c if c.isprintable() or c in "\u00a0\u202f" else " " for c in text)
    for mark in "\\`*_[]<>|#":
        kept = kept.replace(mark, "\\" + mark)
    return kept


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [
        "| " + " | ".join(heads) + " |", "|" + "---|" * len(heads),
        *("| " + " | ".join(plain(c) for c in row) + " |" for row in rows), "",
    ]  # fmt: skip


def _count(value: int | None) -> str:
    return HIDDEN if value is None else number(value)


def _parts(split: Mapping[str, Any] | None) -> list[str]:
    if split is None:
        return ["Aucune ancre à découper.", ""]
    heads = ("Partie", "Mois", "Ancres", "Patients", "Avec l'issue", "Part")
    rows = [
        (p["words"], f"{p['first_month']} à {p['last_month']}", _count(p["anchors"]),
         _count(p["patients"]), _count(p["events"]),
         HIDDEN if p["share"] is None else share(p["share"]))
        for p in split["parts"]
    ]  # fmt: skip
    left = [f"Écartées, {x['reason']} : {_count(x['anchors'])} ancres, "
            f"{_count(x['patients'])} patients" for x in split["left"]]  # fmt: skip
    return [*_table(heads, rows), *_list(left or ["Aucune ancre écartée."])]


def bounds(one: Mapping[str, float | None], decimals: int = 3) -> str:
    """Write a figure and its interval."""
    if one["value"] is None:
        return HIDDEN
    value, low, high = (number(float(one[k] or 0.0), decimals) for k in ("value", "low", "high"))
    return f"{value} [{low} ; {high}]"


def _performance(told: Mapping[str, Any]) -> list[str]:
    one = told["out_of_time"]
    if one is None:
        return ["Aucun modèle n'a pu être jugé.", ""]
    if one["hidden"]:
        head = "Les effectifs du test ne sont pas communicables : ses chiffres non plus."
    else:
        head = (
            f"Score de Brier {number(one['brier'], 4)} ; AUC {number(one['auc'], 3)} ;"
            f" risque prévu moins part observée {bounds(one['in_the_large'])}."
        )
    rows = [
        (a["words"], HIDDEN if a["rate"] is None else share(a["rate"]),
         HIDDEN if a["brier"] is None else number(a["brier"], 4), bounds(a["gain"], 4),
         "battu" if a["beaten"] else "non battu")
        for a in told["against"]
    ]  # fmt: skip
    return [
        head,
        "",
        *_table(("Constante connue au début du test", "Taux", "Brier", "Gain", ""), rows),
    ]


def _subgroups(groups: Sequence[Mapping[str, Any]]) -> list[str]:
    if not groups:
        return ["Aucun modèle, ou aucun sous-groupe connu dans ce journal.", ""]
    heads = ("Groupe", "Ancres", "Patients", "Avec l'issue", "Brier", "Prévu moins observé", "")
    rows = [
        (f"{g['dimension_words']} {g['label']}", _count(g["anchors"]), _count(g["patients"]),
         _count(g["events"]), bounds(g["brier"]), bounds(g["in_the_large"]),
         "" if g["enough"] is not False else "trop peu de patients pour conclure")
        for g in groups
    ]  # fmt: skip
    return _table(heads, rows)
