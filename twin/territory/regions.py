"""The names of the regions of France by INSEE code (code officiel géographique 2026)."""

from __future__ import annotations

REGIONS = {
    "01": "Guadeloupe", "02": "Martinique", "03": "Guyane", "04": "La Réunion", "06": "Mayotte",
    "11": "Île-de-France", "24": "Centre-Val de Loire", "27": "Bourgogne-Franche-Comté",
    "28": "Normandie", "32": "Hauts-de-France", "44": "Grand Est", "52": "Pays de la Loire",
    "53": "Bretagne", "75": "Nouvelle-Aquitaine", "76": "Occitanie",
    "84": "Auvergne-Rhône-Alpes", "93": "Provence-Alpes-Côte d'Azur", "94": "Corse",
}  # fmt: skip


def region_name(code: str) -> str:
    """Give the name of a region, or of several joined by `+`; an unknown code stands for itself."""
    return " + ".join(REGIONS.get(one, one) for one in code.split("+"))
