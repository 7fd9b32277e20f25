"""The pharmacist's order of the day: needs forecast, order optimised, every line explained."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from forecasting.stock import history, parameters
from forecasting.stock.classes import PATTERN_FR, abc
from forecasting.stock.replay import Replayed
from forecasting.stock.substitution import RANK_FR, substitutes
from logistics.stock import Proposal, propose
from logistics.stock_wards import WardNeed, share
from scenarios import stock_words
from scenarios.stock_inputs import Asked, Shelf, load
from scenarios.stock_replay import replay_bench, replay_own
from scenarios.stock_rows import HORIZON, Situation, situations
from twin.contracts.stock import OrderLine

__all__ = ["Asked", "StockStudy", "replay_bench", "study"]

WEIGHT_RANK = {"V": 0, "E": 1, "D": 2}
SHARED_DAYS = 91


@dataclass(frozen=True, slots=True, eq=False)
class StockStudy:
    """What a pharmacist gets.

    Attributes
    ----------
    asked, shelf
        The question, and what the files told.
    rows
        Products, those that will miss first and most gravely first.
    proposal
        The order.
    classes
        ABC class of each product.
    replayed
        The policy on the past, the unit of its mean stock and its sentence; `None` when the past
        is too short or it was not asked.
    """

    asked: Asked
    shelf: Shelf
    rows: tuple[Situation, ...]
    proposal: Proposal
    classes: dict[str, str]
    replayed: tuple[Replayed, str, str] | None

    def lines(self) -> list[tuple[Situation, OrderLine]]:
        """Give each product with its line."""
        return list(zip(self.rows, self.proposal.lines, strict=True))

    @property
    def headline(self) -> str:
        """Say what the proposal holds, in one sentence."""
        ordered = sum(1 for line in self.proposal.lines if line.units)
        risky = sum(1 for row in self.rows if row.chance_before_delivery > 0.1)
        cut = [row.product.ved for row, line in self.lines() if line.limit == "budget"]
        return stock_words.headline(
            len(self.rows), ordered, self.proposal.cost, risky, self.asked,
            len(self.proposal.unpriced), cut,
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """Give the whole study for JSON: the same keys in every row."""
        reading = self.shelf.reading
        body = {
            "asof": self.shelf.asof.isoformat(),
            "service_kind": self.asked.service,
            "levels": dict(zip("VED", self.asked.levels, strict=True)),
            "review_days": self.asked.review_days,
            "delay_days": self.asked.delay_days,
            "delayed": self.asked.delayed,
            "headline": self.headline,
            "columns": reading.columns,
            "prices": [one.to_dict() for one in reading.prices],
            "notes": list(reading.notes),
            "rows": {n: {"read": reading.rejects.read[n], "kept": reading.rejects.kept[n]}
                     for n in reading.rejects.read},
            "rejects": [{"file": r.file, "line": r.line, "value": r.value, "reason": r.reason}
                        for r in reading.rejects.rows],
            "products": [product_row(self, row) for row in self.rows],
            "proposal": [proposal_row(self, row, line) for row, line in self.lines()],
            "order": {"cost_eur": self.proposal.cost, "wanted_cost_eur": self.proposal.wanted_cost,
                      "budget_eur": self.proposal.budget, "status": self.proposal.status,
                      "gap": self.proposal.gap, "unpriced": list(self.proposal.unpriced)},
            "returns": returns(self),
            "substitutes": substitutions(self),
            "shares": shares(self),
            "replay": None if self.replayed is None else {
                **self.replayed[0].to_dict(), "stock_unit": self.replayed[1],
                "sentence": self.replayed[2]},
            "assumptions": [{"name": p.name, "value": p.value, "unit": p.unit, "label": p.label,
                             "source": p.source} for p in parameters.EVERY
                            if p.status == "assumed"],
        }  # fmt: skip
        return {"digest": digest(body), **body}


def study(asked: Asked) -> StockStudy:
    """Answer a pharmacist: read, forecast, propose, replay.

    Raises
    ------
    JumeauError
        When a file cannot be used.
    """
    shelf = load(asked)
    pasts = history.histories(shelf.moves, shelf.outages, shelf.asof)
    seen = {
        *pasts,
        *(lot.code for lot in (*shelf.lots, *shelf.expired)),
        *(o.code for o in shelf.orders),
    }
    products = shelf.catalogue.products
    rows = situations([products[code] for code in sorted(seen)], pasts, shelf, asked)
    rows.sort(key=urgency)
    weights = dict(zip("VED", parameters.WEIGHTS.series, strict=True))
    proposal = propose([row.need(asked) for row in rows], weights, budget=asked.budget)
    spent = {r.product.code: _year_value(r) for r in rows}
    classes: dict[str, str] = dict(abc(spent))
    played = replay_own(rows, asked) if asked.replayed else None
    return StockStudy(asked, shelf, tuple(rows), proposal, classes, played)


def urgency(row: Situation) -> tuple[float, float, float, str]:
    """Order products: weight of the lack times its probability first, then shortest cover.

    The lack before a delivery comes first: an order made today no longer prevents it, whereas
    nearly everything would lack within a month without any order.
    """
    weight = parameters.WEIGHTS.series[WEIGHT_RANK[row.product.ved]]
    soon, later = row.chance_before_delivery, row.chance_in_days
    return (-weight * soon, -weight * later, row.cover.quantile(0.5), row.product.code)


def _year_value(row: Situation) -> float:
    if row.history is None or math.isnan(row.price):
        return 0.0
    return float(row.history.net()[-365:].sum()) * row.price


def digest(body: dict[str, Any]) -> str:
    """Give the sha256 of a proposal: what decisions are about."""
    told = {k: body[k] for k in ("asof", "proposal")}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def product_row(found: StockStudy, row: Situation) -> dict[str, Any]:
    """Give what is known of one product."""
    past, kind = row.history, row.law.regularity
    gave_back = sum(r.units for r in past.returns) if past else 0.0
    return {
        "code": row.product.code, "cip": row.product.cip, "name": row.product.label,
        "ved": row.product.ved,
        "ved_assumed": not row.product.ved_told, "abc": found.classes[row.product.code],
        "category": row.product.category, "pattern": kind.pattern,
        "pattern_fr": PATTERN_FR[kind.pattern], "adi_days": _finite(kind.adi), "cv2": kind.cv2,
        "method": row.law.method, "demand_per_day": row.law.mean_day,
        "returned_units": gave_back,
        "censored_days": int(past.censored[past.first :].sum()) if past else 0,
        "on_hand": row.on_hand, "expired": row.expired, "on_order": row.on_order,
        "lead_median_days": row.lead.median, "lead_q90_days": _q90(row),
        "lead_from": row.lead.origin,
        "cover_q10_days": row.cover.quantile(0.1), "cover_q50_days": row.cover.quantile(0.5),
        "cover_q90_days": row.cover.quantile(0.9), "cover_horizon_days": HORIZON,
        "next_delivery_days": row.delivery_days,
        "p_out_before_delivery": row.chance_before_delivery,
        "p_out_in_days": row.chance_in_days, "days": found.asked.days,
        "days_without": row.days_without,
        "wasted_units_90d": row.wasted,
        "wasted_eur_90d": _finite(row.wasted * row.price),
        "quota_left": _finite(row.quota_left), "tension": row.product.in_tension,
    }  # fmt: skip


def _q90(row: Situation) -> float:
    days = row.lead.days
    return float(days[min(len(days) - 1, math.ceil(0.9 * len(days)) - 1)])


def proposal_row(found: StockStudy, row: Situation, line: OrderLine) -> dict[str, Any]:
    """Give one line of the order, with its reason."""
    contract = row.contract
    return {
        "code": line.code, "cip": row.product.cip, "name": line.name,
        "units": line.units, "packs": line.packs,
        "pack": row.product.pack, "wanted_units": line.wanted,
        "unit_price_eur": _finite(row.price), "cost_eur": _finite(line.cost),
        "supplier": (contract.supplier if contract else "") or row.product.supplier,
        "position": line.position, "target": line.target, "service": row.service,
        "short_before": line.short_before, "short_after": line.short_after,
        "limit": line.limit, "reason": stock_words.reason(row, line, found.asked),
    }  # fmt: skip


def returns(found: StockStudy) -> list[dict[str, Any]]:
    """Give the ward returns netted, product by product."""
    rows = []
    for row in found.rows:
        for back in row.history.returns if row.history else ():
            day = row.history.start + timedelta(days=back.day) if row.history else None
            rows.append({
                "code": row.product.code, "name": row.product.label, "date": str(day),
                "units": back.units, "netted": back.units - back.left, "left": back.left,
            })  # fmt: skip
    return rows


def substitutions(found: StockStudy) -> list[dict[str, Any]]:
    """Give what could replace the products at risk, in order; nothing replaces by itself."""
    held = {row.product.code: row for row in found.rows}
    products = found.shelf.catalogue.products
    rows = []
    for row in found.rows:
        if not row.risky:
            continue
        for one in substitutes(row.product, products.values(), found.shelf.vetoes):
            there = held.get(one.code)
            rows.append({
                "code": row.product.code, "name": row.product.label, "substitute": one.code,
                "substitute_name": products[one.code].label, "rank": one.rank,
                "rank_fr": RANK_FR[one.rank], "units_each": one.units_each,
                "agreement_required": one.agreement, "on_hand": there.on_hand if there else 0.0,
                "cover_q50_days": there.cover.quantile(0.5) if there else None,
            })  # fmt: skip
    return rows


def shares(found: StockStudy) -> list[dict[str, Any]]:
    """Share out the shelf between wards where it is too short until the next delivery."""
    rows = []
    start = found.shelf.asof - timedelta(days=SHARED_DAYS)
    used: dict[str, dict[str, float]] = {}
    for move in found.shelf.moves:
        if move.day >= start and move.ward:
            mine = used.setdefault(move.code, {})
            mine[move.ward] = mine.get(move.ward, 0.0) + move.units
    for row in found.rows:
        until = max(1, math.ceil(row.first_days))
        need = float(row.law.over(until).mean())
        if row.on_hand >= need or not row.risky:
            continue
        wards = _ward_needs(found, used.get(row.product.code, {}), need)
        if wards[1:]:
            rows += [
                {"code": row.product.code, "name": row.product.label, "ward": one.ward,
                 "priority": one.priority, "need": one.need, "given": one.units,
                 "until_days": until}
                for one in share(row.on_hand, wards)
            ]  # fmt: skip
    return rows


def _ward_needs(found: StockStudy, used: dict[str, float], need: float) -> Sequence[WardNeed]:
    """Split a need between wards as they consumed over the last quarter."""
    kept = {ward: value for ward, value in used.items() if value > 0}
    total = sum(kept.values())
    return [WardNeed(ward, need * value / total, found.shelf.wards.get(ward, 2))
            for ward, value in sorted(kept.items())]  # fmt: skip
