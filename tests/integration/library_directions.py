"""What each scenario of the library must move, and which way, at reduced size on the pilot."""

from __future__ import annotations

UP, DOWN = 1, -1
BREST, DINAN, GUINGAMP, SAINT_BRIEUC = "290004324", "220000095", "220000343", "220000012"
CARHAIX, VANNES, LORIENT = "290000256", "560000127", "560000135"
CARHAIX_TOWN = "29024"
SAINT_MALO, PONT_L_ABBE, RENNES = "350000147", "290000785", "350000741"
DIRECTIONS = {
    "cyberattaque-vannes": (
        ("ed_visits", VANNES, DOWN), ("ed_visits", LORIENT, UP), ("ed_stay_median", VANNES, UP),
        ("elective_cancelled", "", UP),
    ),
    "fermetures-lits-ete": (("ed_boarding_mean", "", UP), ("bed_occupancy", "", UP)),
    "had-hiver": (("occupancy_medicine", "", DOWN),),
    "lits-avals-saint-brieuc": (("occupancy_medicine", SAINT_BRIEUC, DOWN),),
    "ouverture-smur-paimpol": (("smur_road_median", "", DOWN),),
    "penurie-personnel-aout": (("ed_stay_median", "", UP), ("ed_seen_60", "", DOWN)),
    "reouverture-nuit-carhaix": (
        ("ed_visits", CARHAIX, DOWN), ("ed_access_mean", CARHAIX_TOWN, UP), ("renounced", "", UP),
    ),
    "rupture-tenecteplase": (("drug_out_days", "", UP), ("drug_substituted", "", UP)),
    "sas-montee-en-charge": (("ed_visits", "", DOWN),),
    "suspension-nuit-carhaix": (
        ("ed_visits", CARHAIX, DOWN), ("ed_access_mean", CARHAIX_TOWN, UP), ("renounced", "", UP),
    ),
    "suspension-nuit-guingamp": (
        ("ed_visits", GUINGAMP, DOWN), ("ed_visits", SAINT_BRIEUC, UP),
    ),
    "suspension-nuit-guingamp-sans-renfort": (
        ("ed_visits", GUINGAMP, DOWN), ("ed_visits", SAINT_BRIEUC, UP),
        ("ed_stay_median", SAINT_BRIEUC, UP),
    ),
}  # fmt: skip
"""By name: triples (indicator, site or commune or "" for the whole territory, sign)."""
DIRECTIONS |= {
    "afflux-victimes-saint-malo": (
        # Dispersed by the SAMU: over a fortnight the stays at Saint-Malo hardly move.
        ("ed_visits", SAINT_MALO, UP), ("ed_visits", RENNES, UP),
    ),
    "canicule-dix-jours": (("ed_visits", "", UP), ("bed_occupancy", "", UP)),
    "centre-sante-garde-carhaix": (("ed_visits", CARHAIX, DOWN),),
    "croissance-ille-et-vilaine-2040": (
        ("ed_visits", "", UP), ("ed_visits", RENNES, UP),
    ),
    "departs-generalistes-cotes-d-armor": (("ed_visits", "", UP),),
    "equipes-mobiles-ehpad": (("ed_visits", "", DOWN), ("bed_occupancy", "", DOWN)),
    "ete-littoral": (("ed_visits", "", UP), ("ed_visits", PONT_L_ABBE, UP)),
    "gastro-enterite-noel": (("ed_visits", "", UP),),
    "hiver-grippe-bronchiolite": (("ed_visits", "", UP), ("occupancy_paediatrics", "", UP)),
    "neige-campagne": (("ed_visits", "", UP), ("smur_road_p90", "", UP)),
    "orientation-au-plus-proche": (("unit_km", "", DOWN), ("ed_visits", BREST, DOWN)),
    "orientation-moins-encombree": (
        ("unit_km", "", DOWN), ("ed_visits", BREST, DOWN), ("handover_median", "", DOWN),
    ),
    "orientation-plan-optimise": (("unit_km", "", DOWN),),
    "suivi-apres-sortie": (("ed_visits", "", DOWN), ("return_7d_stay", "", DOWN)),
    "teleconsultation-campagnes": (("ed_visits", "", DOWN),),
    "vieillissement-2030": (("ed_visits", "", UP), ("bed_occupancy", "", UP)),
    "vieillissement-2040": (("ed_visits", "", UP), ("bed_occupancy", "", UP)),
}  # fmt: skip
"""Those of the levers on needs, first contacts and events."""
