"""The sentence that every answer about the SAMU carries."""

from __future__ import annotations

NOT_A_DEVICE = "Aide à la planification et à la formation, pas un dispositif médical."
NOT_A_DEVICE_EN = "Planning and training aid, not a medical device."
