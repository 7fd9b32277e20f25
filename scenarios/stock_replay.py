"""The policy replayed on the past, of a pharmacy's own files or of the public set of sales."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from forecasting.stock import files, history
from forecasting.stock.history import History
from forecasting.stock.products import Catalogue
from forecasting.stock.reading import Reading
from forecasting.stock.replay import Item, Replayed, replay
from scenarios.stock_inputs import Asked
from scenarios.stock_rows import Situation
from scenarios.words_fr import number, percent

WARM_UP = 182
LONGEST = 364
SHORTEST = 56
Ints = npt.NDArray[np.int64]
BENCH = Path("shared") / "data" / "forecasting" / "ventes_pharmacie_jour.csv.gz"
BENCH_DAYS = 728
BENCH_LEAD = 2
BENCH_SERVICE = 0.95


def _known(past: History, rank: int) -> history.Floats:
    return past.demand(past.first + rank)


def _item(past: History, lead: Ints, **more: float) -> Item:
    return Item(
        code=past.code, demand=past.demand(), lead_days=lead, seen=partial(_known, past),
        censored=past.censored[past.first :], **more,
    )  # fmt: skip


def replay_own(rows: Sequence[Situation], asked: Asked) -> tuple[Replayed, str, str] | None:
    """Replay the policy on the pharmacy's own past.

    Returns
    -------
    tuple or None
        Figures, unit of the mean stock, and the sentence; `None` where the past is too short.
    """
    pasts = [(r, r.history) for r in rows
             if r.history is not None and r.law.regularity.pattern != "none"]  # fmt: skip
    lengths = sorted(h.days - h.first for _, h in pasts)
    if not lengths or lengths[len(lengths) // 2] < WARM_UP + SHORTEST:
        return None
    days = min(LONGEST, lengths[len(lengths) // 2] - WARM_UP)
    used = [(r, h) for r, h in pasts if h.days - h.first >= days + WARM_UP]
    priced = all(r.price > 0 for r, _ in used)
    items = [
        _item(h, r.lead.days, pack=r.product.pack, service=r.service,
              worth=r.price if priced else 1 / max(float(h.demand().mean()), 1e-9))
        for r, h in used
    ]  # fmt: skip
    played = replay(items, days=days, review_days=asked.review_days, service=asked.service)
    unit = "€" if priced else "jours de consommation"
    return played, unit, sentence(played, unit, _declared([h for _, h in used], days))


def _declared(pasts: Sequence[History], days: int) -> int:
    """Count the stock-outs that the pharmacist's own files tell over the days replayed."""
    found = 0
    for past in pasts:
        out = past.censored[-days:].astype(int)
        found += int((np.diff(out, prepend=0) == 1).sum())
    return found


def sentence(played: Replayed, unit: str, declared: int = 0) -> str:
    """Say what the replay gave at equal fill rate and at equal stock, what it costs included."""
    ours, asked = played.policy, played.nominal
    same, base, less = played.equal_stock, played.baseline, played.less_stock
    gain = f"{percent(abs(less))} de stock en {'moins' if less >= 0 else 'plus'}"
    own = f" Vos fichiers déclarent {declared} rupture(s) sur la période." if declared else ""
    wins = less < 0 and same.stockouts <= ours.stockouts
    verdict = (
        " Sur vos données, la règle simple bien réglée fait aussi bien ou mieux." if wins else ""
    )
    more = ours.stockouts - asked.stockouts
    against = "contre" if not more else f"({abs(more)} de {'plus' if more > 0 else 'moins'}) contre"
    dearer = ours.stockouts - base.stockouts
    paid = f", {dearer} de plus : ce stock épargné se paie en ruptures" if dearer > 0 < less else ""
    return (
        f"Sur {played.days} jours rejoués ({played.products} produit(s), une commande tous les "
        f"{played.review_days} jours), vous auriez eu {ours.stockouts} rupture(s) {against} "
        f"{asked.stockouts} avec la règle mini-maxi (s, S) à stock de sécurité normal au même "
        f"niveau demandé (stock moyen {number(ours.mean_stock)} contre "
        f"{number(asked.mean_stock)} {unit}). Cette règle réglée après coup, à son avantage : "
        f"au même taux de service ({percent(base.service)} des unités), notre proposition a {gain} "
        f"et {ours.stockouts} rupture(s) contre {base.stockouts}{paid} ; au même stock moyen, "
        f"{ours.stockouts} rupture(s) contre {same.stockouts}.{verdict}{own} Ce qui "
        "manque est compté perdu ; délais tirés parmi ceux appris."
    )


def bars(told: Mapping[str, Any]) -> list[tuple[str, Mapping[str, float]]]:
    """Give the rules side by side: ours, then the plain one at equal fill rate, equal stock, asked.

    Parameters
    ----------
    told
        The replay as `Replayed.to_dict` gives it.

    Returns
    -------
    list of tuple
        Name (`ours`, `same_service`, `same_stock`, `asked`) and figures, shares and units.
    """
    return [
        ("ours", told),
        ("same_service", told["baseline"]),
        ("same_stock", told["baseline_same_stock"]),
        ("asked", told["baseline_nominal"]),
    ]


def replay_bench(path: Path | None = None, *, days: int = BENCH_DAYS) -> dict[str, object]:
    """Replay the policy on the public set of pharmacy sales, beside the plain (s, S) rule.

    Parameters
    ----------
    path
        `ventes_pharmacie_jour.csv.gz`; by default the copy shared beside the repository.
    days
        Last days replayed.

    Returns
    -------
    dict
        `service` (fill rate), `mean_stock` (units), `stockouts`, `stockout_days`, `orders`;
        `baseline` (same service, its settings chosen with hindsight), `baseline_same_stock`,
        `baseline_nominal` (the service asked for); `less_stock` (share). One order a week, two
        days of lead time, 95 % of cycle service asked for.
    """
    found = path or Path(__file__).resolve().parents[2] / BENCH
    reading, catalogue = Reading(), Catalogue()
    moves = files.read_movements(found, {}, reading, catalogue)
    asof = files.day_after(moves)
    start = min(m.day for m in moves)
    pasts = history.histories(moves, (), asof + timedelta(days=0), start=start)
    lead = np.array([BENCH_LEAD])
    items = [_item(past, lead, service=BENCH_SERVICE) for past in pasts.values()]
    return replay(items, days=days).to_dict()
