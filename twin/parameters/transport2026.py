"""Patient transport: what a kilometre and an hour cost and emit, stops, longest rides.

All assumed, and replaced by the columns of the users' files where these are filled.
"""

from __future__ import annotations

from twin.parameters.sourced import Sourced

_ASSUMED = "Hypothèse Jumeau, à remplacer par les chiffres du service (colonnes des fichiers)"

EUR_KM = Sourced(
    "transport_eur_km", 0.6, "€/km", _ASSUMED, "assumed",
    "Coût d'un kilomètre d'ambulance : énergie, entretien, usure")  # fmt: skip
EUR_H = Sourced(
    "transport_eur_h", (230.0, 90.0, 55.0), "€/h (T1, T2, T3)", _ASSUMED, "assumed",
    "Coût d'une heure d'équipage : médical, infirmier, ambulanciers")  # fmt: skip
CO2E_G_KM = Sourced(
    "transport_co2e_g_km", 250.0, "g CO2e/km", _ASSUMED, "assumed",
    "Émissions d'un kilomètre d'ambulance diesel, fabrication du carburant comprise")  # fmt: skip
STOP_MIN = Sourced(
    "transport_stop_min", 10.0, "min", _ASSUMED, "assumed",
    "Minutes pour installer un patient, ou pour le confier, à chaque bout")  # fmt: skip
RIDE_FACTOR = Sourced(
    "transport_ride_factor", 1.5, "fois le trajet direct", _ASSUMED, "assumed",
    "Durée à bord admise, en multiple du trajet direct")  # fmt: skip
RIDE_MORE_MIN = Sourced(
    "transport_ride_more_min", 20.0, "min", _ASSUMED, "assumed",
    "Minutes à bord admises au moins en plus du trajet direct")  # fmt: skip
EVERY = (EUR_KM, EUR_H, CO2E_G_KM, STOP_MIN, RIDE_FACTOR, RIDE_MORE_MIN)
