"""Zero and real doses of the levers on beds, staff, teams and doors, for `test_levers`."""

from __future__ import annotations

SITE, OTHER = "220000012", "220000095"
SUPPLY = {
    "close-beds": ({"sites": [SITE]}, {"sites": [SITE], "wards": ["medecine"], "share": 0.2}),
    "close-ed": ({"site": SITE, "weekdays": []}, {"site": SITE, "keep_smur": False}),
    "cyber-attack": (
        {"site": SITE, "diversion_days": 0, "degraded_days": 0, "recovery_days": 0},
        {"site": SITE},
    ),
    "elective-cancellation": ({"share": 0}, {"sites": [SITE], "share": 0.3}),
    "equipment-shortage": ({"sites": [SITE], "exams": 1}, {"sites": [SITE]}),
    "helicopter": ({"site": SITE, "helicopters": 0}, {"site": SITE}),
    "hospital-at-home": ({"beds": 0}, {"beds": 20}),
    "move-smur-base": ({"site": SITE, "to": OTHER, "weekdays": []}, {"site": SITE, "to": OTHER}),
    "open-ed": ({"site": SITE, "lift": False}, {"site": SITE, "physicians": 1}),
    "product-shortage": (
        {"products": ["tenecteplase"], "lost": 0},
        {"products": ["tenecteplase"], "sites": [SITE]},
    ),
    "destination-policy": ({}, {"rule": "offload-aware"}),
    "dispatch-policy": ({}, {"rule": "coverage"}),
    "move-up": ({}, {"rule": "dmexclp"}),
    "referral-policy": ({}, {"destination": "nearest", "specialised": False}),
    "sas-rollout": ({"calls": 1, "advice": 1}, {"calls": 1.3, "gp_posts": 1}),
    "smur-teams": ({"site": OTHER, "teams": 0}, {"site": OTHER, "teams": 1}),
    "staff": (
        {"jobs": ["physicians"], "share": 0},
        {"jobs": ["physicians", "care_nurses"], "sites": [SITE], "share": -0.2},
    ),
}
"""By kind: the zero dose and a real one."""
IN_PHASES = {"close-ed", "cyber-attack", "elective-cancellation"}
"""Levers whose effects follow each other: the first starts, and the last ends, with the period."""
