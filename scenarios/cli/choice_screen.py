"""How `jumeau territory choice` looks on screen: what is judged, then the figures."""

from __future__ import annotations

from typing import Any

from scenarios.cli import screen

_METHODS = (("beds", "lits"), ("loglinear", "log-linéaire"), ("gravity", "gravitaire"),
            ("hybrid", "modèle"))  # fmt: skip
_TERMS = {
    "decay_per_min": "dissuasion (par min)", "size": "lits de MCO", "short_stay": "lits d'UHCD",
    "critical": "réanimation", "private": "privé", "teaching": "CHU", "army": "armées",
    "child_only": "enfants seuls", "paediatric_adults": "pédiatrique, adultes",
    "paediatric_children": "pédiatrique, enfants",
}  # fmt: skip


def show(page: dict[str, Any]) -> None:
    """Show a report."""
    _say(page["judged"])
    for note in page["notes"]:
        _say(f"Ligne refusée : {note}")
    if "sites_with_rules" in page:
        _say(f"Calendrier d'accès : {page['sites_with_rules']} sites en partie fermés ou régulés.")
    _show_regions(page)
    if "sites" in page:
        _show_sites(page)
    if "flows" in page:
        _show_flows(page["flows"])


def _show_regions(page: dict[str, Any]) -> None:
    heads = ("région", "sites", *(label for _, label in _METHODS))
    rows = [
        (str(r["region"]), str(r["sites"]), *(_percent(r[m]) for m, _ in _METHODS))
        for r in page["regions"]
    ]
    if len(rows) > 1:
        for key, label in (("sites", "moyenne des sites"), ("regions", "moyenne des régions")):
            count = str(sum(r["sites"] for r in page["regions"])) if key == "sites" else ""
            means = (_percent(page["mape"][m][key]) for m, _ in _METHODS)
            rows.append((label, count, *means))
    screen.out().print(screen.facts_table(heads, rows))
    low, high = (_percent(page[f"mape_{end}"]) for end in ("low", "high"))
    _say(
        f"Erreur absolue moyenne du modèle : {_percent(page['mape']['hybrid']['sites'])}, "
        f"intervalle à 95 % [{low} ; {high}] (rééchantillonnage des sites). "
        f"Sans le site le plus mal prédit ({page['worst_site']['name']}) : "
        f"{_percent(page['mape_without_worst'])} (diagnostic seulement)."
    )
    if page["absent_regions"]:
        _say(
            f"Régions absentes du fichier : {', '.join(page['absent_regions'])} ; leurs communes "
            "sont retirées."
        )


def _show_sites(page: dict[str, Any]) -> None:
    rows = [
        (r["finess"], r["name"], screen.number(r["observed"], 0), screen.number(r["predicted"], 0),
         _percent(r["error"], signed=True))
        for r in page["sites"]
    ]  # fmt: skip
    heads = ("FINESS", "nom", "observés", "prédits", "écart")
    screen.out().print(screen.facts_table(heads, rows))
    _say("Paramètres du modèle gravitaire, et leur erreur ailleurs que là où ils sont ajustés :")
    there, here = page["fitted_elsewhere"], page["fitted_here"]
    fitted = [
        (label, screen.number(there[k], 3), screen.number(here[k], 3))
        for k, label in _TERMS.items()
    ]
    titles = ("paramètre", "ajusté ailleurs", "ajusté ici")
    screen.out().print(screen.facts_table(titles, fitted))
    _say(f"Ajustés ailleurs, erreur ici : {_percent(there['error_here'])}.")
    errors = ", ".join(f"{r['region']} {_percent(r['error'])}" for r in here["errors"])
    _say(f"Ajustés ici, erreur par région (la sienne comprise) : {errors}.")


def _show_flows(found: dict[str, Any]) -> None:
    _say(found["judged"])
    d = found["diagnostics"]
    ratio = d["deviance"] / d["degrees"]
    rows = [
        ("passages, origines", f"{screen.number(d['visits'], 0)}, {d['origins']}"),
        ("passages écartés (site ou origine inconnus, hors de portée)",
         screen.number(d["lost"], 0)),
        ("dissuasion par minute", f"{screen.number(found['decay_per_min'], 4)} ± "
         f"{screen.number(1.96 * found['decay_standard_error'], 4)}"),
        ("déviance par degré de liberté", screen.number(ratio, 2)),
        ("pseudo-R² (contre les mêmes sites sans trajet)", screen.number(d["pseudo_r2"], 3)),
        ("temps moyen, origines mises de côté : observé, prédit (min)",
         f"{screen.number(d['mean_minutes'])}, {screen.number(d['mean_minutes_predicted'])}"),
        ("passages au bon site, origines mises de côté", _percent(d["common_share"])),
        ("les mêmes, si chacun va au plus proche", _percent(d["common_share_nearest"])),
    ]  # fmt: skip
    screen.out().print(screen.facts_table(("flux observés", ""), rows))


def _percent(value: float, *, signed: bool = False) -> str:
    return screen.number(100 * value, 1, signed=signed) + screen.NO_BREAK + "%"


def _say(text: str) -> None:
    screen.out().print(text, markup=False)
