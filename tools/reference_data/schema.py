"""What each column of the reference data means, and in which unit."""

from __future__ import annotations

import pyarrow as pa

TEXT, WHOLE, REAL, SHAPE = pa.string(), pa.int32(), pa.float64(), pa.binary()

Columns = tuple[tuple[str, pa.DataType, str, str], ...]

_INSEE = ("insee", TEXT, "", "code INSEE de la commune (texte), code officiel géographique 2026")
_DEP = ("dep", TEXT, "", "code du département (texte : 01, 2A, 2B, 971)")
_REG = ("reg", TEXT, "", "code de la région (texte : 53, 94, 01 à 06 outre-mer)")
_SHAPE = ("geometry", SHAPE, "degrés WGS84", "contour simplifié (WKB)")

COMMUNES: Columns = (
    _INSEE,
    ("nom", TEXT, "", "nom de la commune"),
    _DEP,
    _REG,
    ("epci", TEXT, "", "SIREN de l'EPCI à fiscalité propre en 2026 ; vide : hors de tout EPCI"),
    ("epci_nom", TEXT, "", "nom de l'EPCI"),
    (
        "population",
        WHOLE,
        "habitants",
        "population municipale légale au 1er janvier 2026",
    ),
    (
        "population_annee",
        WHOLE,
        "année",
        "recensement de cette population (2023 ; Mayotte 2017, dernière publiée dans la source)",
    ),
    ("lon", REAL, "degrés WGS84", "longitude du point de la commune"),
    ("lat", REAL, "degrés WGS84", "latitude du point de la commune"),
    (
        "point",
        TEXT,
        "",
        "mairie ; interieur : mairie absente ou hors du contour, ramenée au plus près dans le "
        "contour si elle en est à moins de 2 km, sinon point intérieur ; parent : commune sans "
        "contour, point de la commune dont elle s'est séparée",
    ),
    ("pop_rp2021", WHOLE, "habitants", "population du recensement 2021, somme des IRIS"),
    ("age_0_19", WHOLE, "habitants", "0 à 19 ans, recensement 2021 : à employer en parts"),
    ("age_20_64", WHOLE, "habitants", "20 à 64 ans, recensement 2021 : à employer en parts"),
    ("age_65p", WHOLE, "habitants", "65 ans ou plus, recensement 2021 : à employer en parts"),
    (
        "ages_from",
        TEXT,
        "",
        "origine des comptes du recensement 2021 : iris ; fusion (somme avec les communes "
        "absorbées depuis) ; arrondissements (Paris, Lyon, Marseille) ; partage (communes séparées "
        "depuis : comptes du parent répartis selon la population 2023) ; absent (Mayotte)",
    ),
    ("logements", WHOLE, "logements", "logements, recensement 2021"),
    (
        "residences_secondaires",
        WHOLE,
        "logements",
        "résidences secondaires et logements occasionnels, recensement 2021",
    ),
    ("surface_km2", REAL, "km2", "surface du contour de la source, projection équivalente"),
)
COMMUNE_CONTOURS: Columns = (_INSEE, _DEP, _REG, _SHAPE)
DEPARTMENTS: Columns = (
    _DEP,
    ("nom", TEXT, "", "nom du département"),
    _REG,
    ("reg_nom", TEXT, "", "nom de la région"),
    _SHAPE,
)
COLLECTIVITIES: Columns = (
    _INSEE,
    ("nom", TEXT, "", "nom"),
    ("collectivite", TEXT, "", "code de la collectivité d'outre-mer (texte)"),
    ("collectivite_nom", TEXT, "", "nom de la collectivité d'outre-mer"),
    ("population", WHOLE, "habitants", "population municipale publiée ; vide : non publiée"),
)
