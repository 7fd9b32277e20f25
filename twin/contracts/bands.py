"""The age bands of patients, and how the three groups of the census fall into them."""

from __future__ import annotations

BANDS = ("0-4", "5-17", "18-44", "45-64", "65-74", "75+")
BAND_STARTS = (0, 5, 18, 45, 65, 75)
CHILD_BANDS = 2
"""The first bands, that paediatric emergency departments receive."""
SEXES = ("hommes", "femmes")
