"""Numbers of the pharmacy's stock that no file gives: each with its source or marked assumed.

Kept here and not in `twin.parameters`: they weigh on no answer about access to care.
"""

from __future__ import annotations

from twin.parameters.sourced import Sourced

_JUDGED = "Jugement, faute de source publiée pour les pharmacies hospitalières ; à régler sur place"
_SBC = "Syntetos, Boylan, Croston 2005, J. Oper. Res. Soc. 56:495-503"

ADI_LIMIT = Sourced("stock_adi_limit", 1.32, "jours par jour servi", _SBC, "published",
                    "Au-delà, une consommation est intermittente")  # fmt: skip
CV2_LIMIT = Sourced("stock_cv2_limit", 0.49, "sans unité", _SBC, "published",
                    "Au-delà, les quantités servies sont irrégulières")  # fmt: skip
ABC_LIMITS = Sourced("stock_abc_limits", (0.8, 0.95), "part de la valeur consommée",
                     "Usage de la méthode ABC (Pareto), bornes conventionnelles", "assumed",
                     "Classes A puis B, le reste en C")  # fmt: skip
SERVICE = Sourced("stock_service_by_criticality", (0.99, 0.97, 0.90), "probabilité", _JUDGED,
                  "assumed", "Niveau de service visé : vital, essentiel, désirable")  # fmt: skip
LEAD_DAYS = Sourced("stock_lead_days", (1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 7.0), "jours", _JUDGED,
                    "assumed", "Délais de livraison sans commande passée ni délai dit")  # fmt: skip
LEAD_SPREAD = Sourced("stock_lead_spread", (0.7, 0.9, 1.0, 1.0, 1.1, 1.4, 2.0), "facteur", _JUDGED,
                      "assumed", "Dispersion autour d'un délai dit par le pharmacien")  # fmt: skip
LEAD_ORDERS = Sourced("stock_lead_orders", 5.0, "commandes livrées", _JUDGED, "assumed",
                      "Commandes qu'il faut pour apprendre un délai")  # fmt: skip
REVIEW_DAYS = Sourced("stock_review_days", 7.0, "jours", _JUDGED, "assumed",
                      "Intervalle entre deux commandes")  # fmt: skip
WEIGHTS = Sourced("stock_shortage_weights", (100.0, 10.0, 1.0), "poids d'un jour sans produit",
                  _JUDGED, "assumed", "Gravité : vital, essentiel, désirable")  # fmt: skip
RETURN_DAYS = Sourced("stock_return_days", 60.0, "jours", _JUDGED, "assumed",
                      "Ancienneté maximale de la sortie qu'un retour annule")  # fmt: skip

EVERY = (ADI_LIMIT, CV2_LIMIT, ABC_LIMITS, SERVICE, LEAD_DAYS, LEAD_SPREAD, LEAD_ORDERS,
         REVIEW_DAYS, WEIGHTS, RETURN_DAYS)  # fmt: skip
