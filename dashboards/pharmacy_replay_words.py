"""Words of the replay of the order's rule on the past: both comparisons, side by side."""

from __future__ import annotations

REPLAY_WORDS: dict[str, tuple[str, str]] = {
    "ph_bars": ("Deux comparaisons, le même passé", "Two comparisons, the same past"),
    "ph_bar": ("Règle", "Rule"),
    "ph_b_service": ("Unités servies", "Units served"),
    "ph_b_mean_stock": ("Stock moyen ({unit})", "Mean stock ({unit})"),
    "ph_b_stockouts": ("Ruptures", "Stock-outs"),
    "ph_b_stockout_days": ("Jours de rupture", "Days out of stock"),
    "ph_b_ours": ("Notre proposition", "Our proposal"),
    "ph_b_same_service": ("Mini-maxi, même service", "Min-max, same fill rate"),
    "ph_b_same_stock": ("Mini-maxi, même stock", "Min-max, same stock"),
    "ph_b_asked": ("Mini-maxi, niveau demandé", "Min-max, level asked for"),
    "ph_bars_note": (
        "Mini-maxi : règle (s, S) à stock de sécurité normal. Même service (part des unités "
        "servies) et même stock moyen : réglages choisis après coup, à son avantage.",
        "Min-max: (s, S) rule with a normal safety stock. Same fill rate and same mean stock: "
        "settings chosen with hindsight, to its advantage."),
    "ph_unit_days": ("jours de consommation", "days of use"),
}  # fmt: skip
