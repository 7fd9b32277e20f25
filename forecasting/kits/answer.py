"""The study of a log: kits, lines, evaluation, as plain rows for screens and files."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from forecasting.kits import words
from forecasting.kits.log import Numbers
from forecasting.kits.parameters import EVERY
from forecasting.kits.proposal import PROPOSED, Kit, Rule, propose
from forecasting.kits.reading import KitLog, read_log
from forecasting.kits.rolling import Score, roll, scores
from forecasting.kits.savings import Saving, draws, fetches, kilos, saving, spared

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KitStudy:
    """Everything found in a log.

    Attributes
    ----------
    log
        What was read.
    rule
        What was asked.
    horizon_days
        Days between two decisions of the evaluation.
    kits
        Kits proposed, or kept.
    scores
        Rolling evaluation: all, then by type.
    """

    log: KitLog
    rule: Rule
    horizon_days: int
    kits: tuple[Kit, ...]
    scores: tuple[Score, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the study as JSON values."""
        rows = [_kit_rows(kit, self.rule) for kit in self.kits]
        uses = self.log.uses
        return {
            "file": self.log.path.name,
            "alpha": self.rule.alpha,
            "columns": self.log.columns,
            "rows": {"read": self.log.read, "kept": len(uses), "rejected": len(self.log.rejects)},
            "interventions": len({u.case for u in uses}),
            "first_day": min(u.day for u in uses).isoformat(),
            "last_day": max(u.day for u in uses).isoformat(),
            "kits": [kit for kit, _ in rows],
            "lines": [line for _, lines in rows for line in lines],
            "evaluation": {
                "horizon_days": self.horizon_days,
                "sentence": words.score_sentence(self.scores[0], self.rule, self.horizon_days),
                "rows": [_score_row(score) for score in self.scores],
            },
            "parameters": [
                {"name": p.name, "value": self._value(p.name, p.number), "unit": p.unit,
                 "status": p.status, "source": p.source, "label": p.label}
                for p in EVERY
            ],
            "notes": [*self.log.notes, *words.method_notes(self.rule)],
            "rejects": [asdict(reject) for reject in self.log.rejects],
        }  # fmt: skip

    def _value(self, name: str, given: float) -> float:
        asked = {"kit_fetch_minutes": self.rule.fetch_min, "kit_room_minute": self.rule.minute_eur}
        return asked.get(name, given)


def study(path: Path, rule: Rule, horizon_days: int = 90) -> KitStudy:
    """Read a log, propose kits from all of it, and judge the method on its second half."""
    log = read_log(path)
    kits = tuple(propose(log.uses, rule))
    judged, kept = roll(log.uses, rule, horizon_days)
    return KitStudy(log, rule, horizon_days, kits, tuple(scores(judged, kept)))


def _kit_rows(kit: Kit, rule: Rule) -> tuple[Row, list[Row]]:
    cases = kit.cases
    units = spared(kit, cases)
    weights = draws(len(cases.ids))
    told = not bool(np.isnan(cases.grams).all())
    euros = saving(units @ cases.price_eur, weights)
    carbon = saving(kilos(units, cases.grams), weights) if told else None
    head = {
        "type": cases.kind, "surgeon": kit.surgeon, "interventions": len(cases.ids),
        "status": kit.status, "risk_bound": kit.choice.risk,
        "open_units": int(kit.choice.opened.sum()), "ready_units": int(kit.choice.ready.sum()),
        "usual_units": int(kit.usual.sum()), **_named("saved_eur", euros),
        **_named("saved_kg", carbon),
        "added_fetches": fetches(kit) if kit.status == PROPOSED else 0.0,
        "added_minutes": rule.fetch_min * fetches(kit) if kit.status == PROPOSED else 0.0,
        "borrowed_interventions": kit.borrowed, "sentence": words.kit_sentence(kit, rule),
    }  # fmt: skip
    lines = [_line(kit, at, rule, units[:, at].astype(float), weights)
             for at in range(len(cases.items))]  # fmt: skip
    order = [words.OPEN, words.READY, words.DROP, words.KEEP, words.NEVER]
    lines.sort(key=lambda row: (order.index(row["action"]), -row["saved_eur"], row["item"]))
    return head, lines


def _line(kit: Kit, at: int, rule: Rule, units: Numbers, weights: Numbers) -> Row:
    cases, choice = kit.cases, kit.choice
    grams = float(cases.grams[at])
    known = grams == grams
    total = int(choice.opened[at] + choice.ready[at])
    return {
        "type": cases.kind, "surgeon": kit.surgeon, "item": cases.items[at],
        "name": cases.names[at], "action": words.action(kit, at),
        "open_units": int(choice.opened[at]), "ready_units": int(choice.ready[at]),
        "usual_units": int(kit.usual[at]), "opened_mean": float(cases.opened[:, at].mean()),
        "used_mean": float(cases.used[:, at].mean()),
        "risk": float(kit.above[at, min(total, kit.above.shape[1] - 1)]),
        **_named("saved_eur", saving(units * float(cases.price_eur[at]), weights)),
        **_named("saved_kg", saving(units * grams / 1000, weights) if known else None),
        "reason": words.why(kit, at, rule),
    }  # fmt: skip


def _score_row(score: Score) -> Row:
    seen = score.judged > 0
    return {
        "type": score.kind, "judged": score.judged, "kept_as_is": score.kept,
        "missing": score.missing, "unlisted": score.unlisted,
        "missing_rate": score.rate if seen else None, "missing_rate_low": score.low,
        "missing_rate_high": score.high, **_named("saved_eur", score.eur if seen else None),
        **_named("saved_kg", score.kg if seen else None), "fetches": score.fetches,
    }  # fmt: skip


def _named(name: str, value: Saving | None) -> Row:
    if value is None:
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    return {name: value.mean, f"{name}_low": value.low, f"{name}_high": value.high}
