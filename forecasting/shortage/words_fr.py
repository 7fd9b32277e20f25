"""Features, rules and verdicts in words that a pharmacist reads."""

from __future__ import annotations

RULE_FR = {
    "mitm": "règle : MITM",
    "own_history": "règle : déclarations passées du groupe",
    "same_substance_route": "règle : déclarations de même substance et même voie",
    "model": "modèle, groupé par substance",
    "model_time_only": "modèle, coupé par date seulement",
}
CIRCLE_FR = {
    "substance_route": "même substance et même voie",
    "substance": "même substance",
    "holder": "même titulaire",
    "form_route": "même forme et même voie",
    "atc_class": "même classe ATC",
}
WHAT_FR = {
    "active": "tensions en cours",
    "decayed": "déclarations passées",
    "recent": "déclarations de moins de 6 mois",
}
OWN_FR = {
    "own_declarations": "nombre de déclarations passées du groupe",
    "own_declarations_decayed": "déclarations récentes du groupe",
    "own_returns_decayed": "remises à disposition récentes",
    "own_days_since_last": "délai depuis la dernière déclaration",
    "own_stopped_products": "arrêts de commercialisation dans le groupe",
    "products": "nombre de spécialités",
    "holders": "nombre de titulaires",
    "oldest_years": "ancienneté de la plus vieille autorisation",
    "youngest_years": "ancienneté de la plus jeune autorisation",
    "generic_share": "part de génériques",
    "packs": "nombre de présentations",
    "log_price": "prix",
    "hospital_share": "agrément aux collectivités",
    "hospital_only_share": "réserve hospitalière",
    "national_licence_share": "autorisation nationale",
    "central_licence_share": "autorisation européenne",
    "substances": "nombre de substances",
    "mitm_share": "part de MITM",
}
UNKNOWN = "inconnu de la base des médicaments"
"""National state of a product whose code the public base does not have."""
REVIEW = ("Liste de revue, pas une alarme : la plupart des groupes listés ne seront pas déclarés "
          "en tension ; l'absence d'un groupe ne garantit rien.")  # fmt: skip
BIAS = ("BIAIS DE SURVIE : faute d'assez de fichiers datés, le passé est reconstruit des dates de "
        "début lues dans le premier fichier, qui a oublié les événements clos. Les chiffres "
        "marqués ainsi ne valent pas preuve.")  # fmt: skip
MITM_STOCK = ("Contexte : le stock de sécurité des MITM (2 mois, jusqu'à 4 après des ruptures ; "
              "ordre de grandeur à vérifier dans le texte en vigueur) est une obligation du "
              "titulaire de l'autorisation, pas de l'hôpital.")  # fmt: skip
ATTRIBUTES = ("Attributs des spécialités postérieurs à une partie des dates étudiées (fichier du "
              "{day}) : un produit retiré depuis y manque. Déposez les fichiers bdpm_specialites "
              "au fil du temps.")  # fmt: skip


def feature_fr(name: str, value: float = 1.0) -> str:
    """Name a feature; a route, a form or a class that the group does not have is said other."""
    if name in OWN_FR:
        return OWN_FR[name]
    for circle, words in CIRCLE_FR.items():
        if name.startswith(circle + "_"):
            return f"{WHAT_FR[name.removeprefix(circle + '_')]} ({words})"
    for prefix, words in (("route_", "voie"), ("form_", "forme"), ("atc_", "classe ATC")):
        if name.startswith(prefix):
            other = "" if value > 0 else "autre que "
            return f"{words} {other}{name.removeprefix(prefix)}"
    return name
