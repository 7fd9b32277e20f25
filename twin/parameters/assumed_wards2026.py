"""Which hospitals are supposed to have a ward, and how many planned stays they take."""

from __future__ import annotations

from twin.parameters.sourced import Sourced

_WHY = "Hypothèse Jumeau 2026, à remplacer par les services et les lits réels du site"


def _size(ward: str, value: float, label: str) -> Sourced:
    return Sourced(
        f"ward_size_{ward}", value, "lits MCO", _WHY, "assumed",
        f"Taille à partir de laquelle un site sans déclaration a : {label}",
    )  # fmt: skip


SIZE_PAEDIATRICS = _size("paediatrics", 200.0, "une pédiatrie")
SIZE_OBSTETRICS = _size("obstetrics", 200.0, "une maternité")
SIZE_PSYCHIATRY = _size("psychiatry", 250.0, "une psychiatrie")
SIZE_USIC = _size("usic", 225.0, "une USIC")
SIZE_UNV = _size("unv", 325.0, "une UNV")
SIZE_REA = _size("rea", 225.0, "une réanimation")
SIZE_USIP = _size("usip", 150.0, "des soins intensifs polyvalents")
