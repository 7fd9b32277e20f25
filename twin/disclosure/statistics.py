"""Medians, extremes and rates: hidden with the counts that they would betray."""

from __future__ import annotations

from twin.disclosure.gate import Gate


def statistic(
    value: float | None, n_units: int, gate: Gate, *, quantile: float | None = None
) -> float | None:
    """Give a mean, a median or a quantile if enough patients are behind it, else None.

    Parameters
    ----------
    value
        What was computed; None stays None.
    n_units
        Distinct patients it was computed from.
    gate
        Rule of the log.
    quantile
        Share of the patients below the value, for a quantile other than the median: as many
        patients as the threshold must lie beyond it, on both sides. A minimum (0) or a maximum
        (1) is the value of one patient and is never shown.
    """
    if value is None or n_units <= 0:
        return None
    if gate.public:
        return value
    if n_units < gate.threshold:
        return None
    # The last decile of 110 patients leaves 11 above it: rounding must not hide it.
    beyond = n_units * min(quantile or 0.0, 1 - (quantile or 0.0)) + 1e-9
    if quantile is not None and quantile != 0.5 and beyond < gate.threshold:
        return None
    return value


def rate(numerator: int, denominator: int, gate: Gate) -> float | None:
    """Give a share, or None if it betrays a small count.

    The numerator, the denominator and what remains between them (the patients without the event)
    are each 0 or at least the threshold. A denominator of 0 has no rate.
    """
    if denominator <= 0:
        return None
    if any(gate.hides(n) for n in (numerator, denominator, denominator - numerator)):
        return None
    return numerator / denominator
