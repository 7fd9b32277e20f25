"""The wards of a hospital, and where patients go after them."""

from __future__ import annotations

from typing import get_args

from twin.territory.facility import Line

WARDS = (
    "medicine", "surgery", "geriatrics", "paediatrics", "obstetrics", "psychiatry", "usic", "unv",
    "rea", "usip",
)  # fmt: skip
WARDS_FR = {
    "medicine": "Médecine",
    "surgery": "Chirurgie",
    "geriatrics": "Gériatrie",
    "paediatrics": "Pédiatrie",
    "obstetrics": "Obstétrique",
    "psychiatry": "Psychiatrie",
    "usic": "Soins intensifs de cardiologie (USIC)",
    "unv": "Unité neurovasculaire (UNV)",
    "rea": "Réanimation",
    "usip": "Soins intensifs polyvalents (USIP)",
}
CRITICAL = ("usic", "unv", "rea", "usip")
"""Wards whose patients are transferred at once by a SMUR when the site cannot take them."""
_LINES: dict[str, Line] = {str(line): line for line in get_args(Line)}
BED_LINES: tuple[Line, ...] = tuple(_LINES[f"beds_{ward}"] for ward in WARDS)
ELECTIVE_LINES: tuple[Line, ...] = tuple(_LINES[f"elective_{ward}"] for ward in WARDS)
DOWNSTREAM = ("home", "smr", "had", "ehpad")
DOWNSTREAM_FR = {"home": "Domicile", "smr": "SMR", "had": "HAD", "ehpad": "EHPAD"}
INTAKE_LINES: tuple[Line, ...] = ("smr_intakes", "had_intakes", "ehpad_intakes")
