"""The period that answers about the SAMU take when the question names none."""

from __future__ import annotations

from datetime import date

START = date(2026, 1, 12)
"""A Monday of ordinary winter: the first measured day of the scenarios that we write."""
DAYS, WARMUP_DAYS = 28, 7
