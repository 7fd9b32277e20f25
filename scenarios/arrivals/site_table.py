"""Which hospital each series of a forecast counts, as a table that a person fills."""

from __future__ import annotations

from twin.tables import Column, Table

SITES = Table(
    name="sites_des_series",
    meaning="une ligne par série de la prévision ; plusieurs séries d'un site s'additionnent",
    columns=(
        Column("serie", "text", "nom de la série dans la prévision"),
        Column("finess", "text", "FINESS géographique de l'hôpital", length=9),
    ),
    key=("serie",),
    source="saisie de l'utilisateur",
)
