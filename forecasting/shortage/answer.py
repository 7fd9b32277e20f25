"""The whole answer: every horizon, its proof, its list, and the hospital's stock beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from forecasting.shortage import words_fr
from forecasting.shortage.events import SHORT, STOP, History, build
from forecasting.shortage.products import Products, read_products
from forecasting.shortage.rows import RULES, Scope
from forecasting.shortage.settings import BUDGET
from forecasting.shortage.stock_risk import AtRisk
from forecasting.shortage.store import Store, dated, read_store
from forecasting.shortage.study import MODEL, Book, Study, study
from twin.tables import JumeauError


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What `jumeau forecast shortage` tells on a day.

    Attributes
    ----------
    asof
        The day; no file dated later was opened.
    studies
        One a horizon.
    """

    asof: date
    scope: Scope
    store: Store
    history: History
    products: Products
    studies: tuple[Study, ...]
    notes: tuple[str, ...]

    @property
    def biased(self) -> bool:
        """Say whether any horizon rests on a past rebuilt from one file."""
        return any(s.biased for s in self.studies)


def answer(
    folder: Path, asof: date, *, products: Path | None = None, months: Sequence[int],
    scope: Scope = "mitm",
) -> Answer:  # fmt: skip
    """Study every horizon on a day, from the files dated up to it."""
    store = read_store(folder, asof)
    history = build(store.snapshots)
    if products is not None:
        held: tuple[Products, ...] = (read_products(products, dated(products)),)
    else:
        held = tuple(read_products(path, day) for day, path in store.products)
    if not held:
        raise JumeauError(
            f"{folder}", f"aucun fichier de spécialités daté jusqu'au {asof:%d/%m/%Y}",
            "Donnez --products bdpm_specialites_AAAA-MM-JJ.csv, ou déposez-le avec add.",
        )  # fmt: skip
    day = asof.toordinal()
    book = Book(history, held, scope)
    notes = list(store.notes)
    if any(p.day is not None and p.day > day for p in held):
        notes.append("Le fichier de spécialités est postérieur à la date demandée : ses attributs "
                     "regardent vers l'avant.")  # fmt: skip
    known = set(held[-1].frame["cis"])
    lost = len({e.cis for e in history.events} - known)
    if lost:
        notes.append(f"{lost} produit(s) déclarés mais absents du fichier de spécialités : ignorés")
    if history.unseen:
        notes.append(f"{history.unseen} produit(s) vus remis à disposition sans que leur tension "
                     "ait été vue : non comptés comme déclarations.")  # fmt: skip
    late = day - history.days[-1]
    if late > 31:
        notes.append(f"Dernier fichier vieux de {late} jours à la date demandée.")
    studies = tuple(study(day, m, book) for m in months)
    first = held[0].day
    if first is None or any(t[0].toordinal() < first for s in studies for t in s.tests):
        told = "date inconnue" if first is None else f"{date.fromordinal(first):%d/%m/%Y}"
        notes.append(words_fr.ATTRIBUTES.format(day=told))
    return Answer(asof, scope, store, history, book.products[-1], studies, tuple(notes))


def listed(found: Answer, one: Study) -> list[dict[str, Any]]:
    """Give every group at risk, in the order of the list given; the same keys in every row."""
    rows, model = one.rows, one.model
    margin = model.margin(rows.x) if model else None
    chance = one.probability()
    parts = model.parts(rows.x) if model else None
    out = []
    for rank, at in enumerate(one.ranking().tolist(), 1):
        group = int(rows.group[at])
        substances, form, routes = found.products.keys[group]
        out.append({
            "rank": rank, "in_review_list": rank <= BUDGET,
            "group": found.products.label(group) if rank <= BUDGET else "",
            "substances": substances, "form": form, "routes": routes,
            "cis": " ".join(rows.members[at]),
            "probability_model": None if chance is None else float(chance[at]),
            "score_model": None if margin is None else float(margin[at]),
            **{f"rule_{name}": float(rows.rules[name][at]) for name in RULES},
            "reason": _reason(one, at, None if parts is None else parts[at])
            if rank <= BUDGET else "",
        })  # fmt: skip
    return out


def _reason(one: Study, at: int, parts: Any) -> str:
    """Say what raises a group, in words."""
    if one.beats and parts is not None:
        order = [i for i in np.argsort(-parts)[:2].tolist() if parts[i] > 0]
        row = one.rows.x[at]
        return " ; ".join(words_fr.feature_fr(one.rows.names[i], float(row[i])) for i in order)
    score = f"{one.rows.rules[one.best_rule][at]:.2f}".replace(".", ",")
    return f"{words_fr.RULE_FR[one.best_rule]}, note {score}"


def stock_rows(
    found: Answer, risks: Sequence[AtRisk], packs: dict[str, str]
) -> list[dict[str, Any]]:
    """Join the hospital's products to the national list, worst first."""
    day, one = found.asof.toordinal(), found.studies[-1]
    of = dict(zip(found.products.frame["cis"], found.products.frame["group"], strict=True))
    names = dict(zip(found.products.frame["cis"], found.products.frame["nom"], strict=True))
    rank = {int(one.rows.group[at]): n for n, at in enumerate(one.ranking().tolist(), 1)}
    chance = one.probability()
    place = {int(g): i for i, g in enumerate(one.rows.group)}
    packs = packs | {
        line.cip13: line.cis for s in found.store.snapshots for line in s.lines if line.cip13
    }
    short = {e.cis for e in found.history.events if e.kind == SHORT and e.active(day)}
    stop = {e.cis for e in found.history.events if e.kind == STOP}
    out = []
    for risk in risks:
        cis = packs.get(risk.code, risk.code)
        group = of.get(cis)
        state = (words_fr.UNKNOWN if group is None
                 else "tension ou rupture déclarée" if cis in short
                 else "arrêt de commercialisation déclaré" if cis in stop
                 else "à surveiller" if rank.get(int(group), BUDGET + 1) <= BUDGET
                 else "rien de déclaré")  # fmt: skip
        at = None if group is None else place.get(int(group))
        out.append({
            "code": risk.code, "cis": cis if group is not None else "",
            "name": risk.name or names.get(cis, ""), "days_without": risk.days_without,
            "criticality": risk.criticality, "weight": risk.weight, "priority": risk.priority,
            "national_state": state,
            "rank": None if group is None else rank.get(int(group)),
            "probability_model": None if at is None or chance is None else float(chance[at]),
        })  # fmt: skip
    return out


def to_dict(found: Answer, stock: list[dict[str, Any]]) -> dict[str, Any]:
    """Give everything, ready for JSON; what is not a number is null."""
    body = {
        "asof": found.asof.isoformat(),
        "scope": found.scope,
        "nature": words_fr.REVIEW,
        "survivorship_biased": found.biased,
        "warning": words_fr.BIAS if found.biased else "",
        "mitm_safety_stock": words_fr.MITM_STOCK,
        "files": [date.fromordinal(d).isoformat() for d in found.history.days],
        "notes": list(found.notes),
        "review_budget": BUDGET,
        "horizons": [_horizon(found, one) for one in found.studies],
        "stock": stock,
    }
    clean: dict[str, Any] = _finite(body)
    return clean


def _horizon(found: Answer, one: Study) -> dict[str, Any]:
    return {
        "months": one.months,
        "list_given": MODEL if one.beats else one.best_rule,
        "verdict": verdict(one),
        "survivorship_biased": one.biased,
        "best_rule": one.best_rule,
        "gain_ap": one.gain, "gain_ap_low": one.gain_low, "gain_ap_high": one.gain_high,
        "base_rate_known": one.rate,
        "scores": [asdict(s) for s in one.scores],
        "calibration": asdict(one.calibrated) if one.calibrated else None,
        "tests": [{"from": a.isoformat(), "to": b.isoformat(), "groups": n, "declarations": k,
                   "ends_of_marketing": e} for a, b, n, k, e in one.tests],
        "model_sha256": one.model.digest() if one.model else None,
        "notes": list(one.notes),
        "list": listed(found, one),
    }  # fmt: skip


def verdict(one: Study) -> str:
    """Say which list is given, and why."""
    rule = words_fr.RULE_FR[one.best_rule]
    mark = " (biais de survie)" if one.biased else ""
    if one.beats:
        return f"Le modèle fait mieux que la meilleure des trois règles ({rule}){mark} : sa liste."
    if not one.scores or not math.isfinite(one.gain):
        return f"Rien n'a pu être éprouvé : liste de la {rule}."
    return ("Le modèle ne fait pas mieux, de façon démontrée, que la meilleure des trois règles"
            f"{mark} : liste de la {rule}.")  # fmt: skip


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(v) for key, v in value.items()}
    if isinstance(value, list):
        return [_finite(v) for v in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
