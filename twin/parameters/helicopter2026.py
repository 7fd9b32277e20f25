"""Medical helicopters: speed, fixed times, and what counts as night.

Sources: French HeliSMUR figures as published, named one by one; those that none supports are
`assumed`. Other cruise speeds read: EC 145 at most 220 km/h (Senate report r05-452), EC 135 T3 at
most 250 km/h (SAMU 61, 2017), A109 142 knots or 263 km/h (SAMU 68, 2014). Other delays read: mean
of 2.9 to 17.0 min between nine Alpine bases (Tomazin et al. 2012, SJTREM 20:56).
"""

from __future__ import annotations

from twin.parameters.sourced import Sourced

_NANCY = (
    "Contrat ARS-Hélicoptères de France, EC 135 de Nancy : toit quitté dans les 10 min suivant "
    "l'alerte du pilote (helico-fascination.com, 27 décembre 2010)"
)
_ASSUMED = "Hypothèse Jumeau, à remplacer par les relevés de la base"
_NIGHT = "Arrêté du 11 décembre 2014 (règles de l'air, complément français à la définition SERA)"
_USNO = "Observatoire naval américain, « Computing Approximate Solar Coordinates »"

CRUISE = Sourced(
    "helicopter_cruise_kmh", 240.0, "km/h",
    "Base hélicoptère de la Sécurité civile de Lyon, fiche de l'EC 145 (dragon69.fr)", "published",
    "Vitesse de croisière d'un hélicoptère de secours")  # fmt: skip
TAKEOFF_DAY = Sourced("helicopter_takeoff_day_min", 10.0, "min", _NANCY, "published",
                      "De l'alerte au décollage, de jour (délai contractuel)")  # fmt: skip
TAKEOFF_NIGHT = Sourced("helicopter_takeoff_night_min", 15.0, "min", _ASSUMED, "assumed",
                        "De l'alerte au décollage, de nuit")  # fmt: skip
APPROACH = Sourced(
    "helicopter_approach_min", 3.0, "min",
    f"{_ASSUMED} ; Rouen-Dieppe en 17 min (SAMU 76, 2016) en laisse 2 d'une hélistation à l'autre",
    "assumed", "Montée, reconnaissance du lieu et poser")  # fmt: skip

SUN_ZENITH = Sourced(
    "helicopter_sun_zenith_deg", 90.833, "degré",
    "NOAA, Solar Calculation Details (réfraction et demi-diamètre compris)", "published",
    "Distance zénithale du soleil à son lever et à son coucher")  # fmt: skip
TWILIGHT = Sourced("helicopter_twilight_min", (15.0, 30.0), "min", _NIGHT, "published",
                   "Minutes de jour aéronautique avant le lever et après le coucher, "
                   "aux latitudes basses puis moyennes")  # fmt: skip
TWILIGHT_LATITUDE = Sourced("helicopter_twilight_latitude_deg", 30.0, "degré", _NIGHT, "published",
                            "Latitude qui sépare ces deux durées")  # fmt: skip
ANOMALY = Sourced("sun_mean_anomaly", (357.529, 0.98560028), "degré, degré/jour", _USNO,
                  "published", "Anomalie moyenne du soleil depuis J2000,0")  # fmt: skip
LONGITUDE = Sourced("sun_mean_longitude", (280.459, 0.98564736), "degré, degré/jour", _USNO,
                    "published", "Longitude moyenne du soleil depuis J2000,0")  # fmt: skip
CENTRE = Sourced("sun_equation_of_centre", (1.915, 0.020), "degré", _USNO, "published",
                 "Équation du centre : termes en sin g et sin 2g")  # fmt: skip
OBLIQUITY = Sourced("sun_obliquity", (23.439, -0.00000036), "degré, degré/jour", _USNO,
                    "published", "Obliquité de l'écliptique depuis J2000,0")  # fmt: skip
