"""Hospital medicines that the twin follows, and what an episode uses of them.

A short list by substance and form: those whose lack changes an emergency or critical treatment,
one plasma-derived medicine of each use, and enough common ones for a shelf to look like a shelf.
Labile blood products are not pharmacy stock and are left out. Nobody publishes what an episode of
a cause uses: doses follow usual practice, and the share of episodes is a working assumption, varied
in studies (`drug_use`). A pharmacy's own records must replace both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from twin.parameters.pharmacy_uses2026 import USES, DrugUse
from twin.parameters.sourced import Sourced

__all__ = ["DRUGS", "USES", "Drug", "DrugUse"]

_ASSUMED = "Hypothèse de travail Jumeau 2026, à remplacer par les données de la PUI"
Kind = Literal[1, 2, 3]


@dataclass(frozen=True, slots=True)
class Drug:
    """A medicine of the list.

    Attributes
    ----------
    code, label
        Stable code; substance, dose and form with the unit counted, French.
    pack
        Units in a box.
    reason
        Why it is in the list, French.
    substitutes
        Triples (code, kind, units for one unit): 1 same substance, dose, form and route; 2 same
        substance converted; 3 alternative of the formulary, with agreement only.
    elsewhere
        Whether an emergency patient is sent to a hospital that has it, rather than made to wait.
    wait_min
        Minutes until it comes from another pharmacy or an urgent delivery.
    plasma
        Whether it is derived from plasma.
    """

    code: str
    label: str
    pack: int
    reason: str
    substitutes: tuple[tuple[str, Kind, float], ...] = ()
    elsewhere: bool = False
    wait_min: float = 180.0
    plasma: bool = False


_SOON = 60.0
"""Minutes for what every neighbour holds on its wards or in its SMUR bags (assumed)."""
DRUGS = (
    Drug("adrenaline", "Adrénaline 1 mg, ampoule", 10, "Arrêt cardiaque, choc anaphylactique.",
         wait_min=_SOON),
    Drug("noradrenaline", "Noradrénaline 8 mg, ampoule", 10, "Choc septique et vasoplégique.",
         (("adrenaline", 3, 2.0),), wait_min=_SOON),
    Drug("propofol", "Propofol 200 mg, ampoule", 5, "Anesthésie et sédation en réanimation.",
         (("midazolam", 3, 2.0),)),
    Drug("midazolam", "Midazolam 5 mg, ampoule", 10, "Sédation, état de mal.",
         (("propofol", 3, 0.5),)),
    Drug("morphine", "Morphine 10 mg injectable, ampoule", 10, "Douleur aiguë sévère."),
    Drug("heparine", "Héparine sodique 25 000 UI, flacon", 10,
         "Anticoagulation réversible, circuits extracorporels.", (("enoxaparine", 3, 6.0),)),
    Drug("enoxaparine", "Énoxaparine 4 000 UI, seringue", 10, "Prévention et traitement.",
         (("heparine", 3, 0.5),)),
    Drug("tenecteplase", "Ténectéplase 25 mg, flacon", 1,
         "Thrombolyse de l'AVC ischémique : chaque quart d'heure compte.",
         (("alteplase", 3, 2.0),), elsewhere=True),
    Drug("alteplase", "Altéplase 50 mg, flacon", 1,
         "Thrombolyse de l'embolie pulmonaire grave et de l'AVC.",
         (("tenecteplase", 3, 1.0),), elsewhere=True),
    Drug("amoxicilline-clavulanate", "Amoxicilline-acide clavulanique 1 g injectable, flacon", 10,
         "Infections respiratoires, cutanées, digestives.", (("ceftriaxone", 3, 0.34),)),
    Drug("ceftriaxone", "Ceftriaxone 1 g injectable, flacon", 10,
         "Sepsis, méningite, pyélonéphrite.", (("cefotaxime", 3, 3.0),)),
    Drug("cefotaxime", "Céfotaxime 1 g injectable, flacon", 10, "Sepsis, méningite.",
         (("ceftriaxone", 3, 0.34),)),
    Drug("salbutamol-nebulise", "Salbutamol 5 mg pour nébulisation, dose", 60,
         "Asthme aigu grave, exacerbation de BPCO.", (("salbutamol-aerosol", 2, 0.34),),
         wait_min=_SOON),
    Drug("salbutamol-aerosol", "Salbutamol 100 µg, aérosol-doseur", 1,
         "Crise d'asthme légère à modérée, avec chambre d'inhalation.",
         (("salbutamol-nebulise", 2, 3.0),), wait_min=_SOON),
    Drug("oxytocine", "Oxytocine 5 UI, ampoule", 10, "Hémorragie de la délivrance.",
         wait_min=_SOON),
    Drug("insuline-rapide", "Insuline rapide 1 000 UI, flacon", 1,
         "Acidocétose, hyperkaliémie, réanimation.", wait_min=_SOON),
    Drug("nacl-500", "Chlorure de sodium 0,9 % 500 ml, poche", 20, "Remplissage, dilution."),
    Drug("nicardipine", "Nicardipine 10 mg injectable, ampoule", 10,
         "Urgence hypertensive, AVC hémorragique, pré-éclampsie."),
    Drug("immunoglobuline-anti-d", "Immunoglobuline anti-D 300 µg, seringue", 1,
         "Femmes RhD négatif : prévention de l'allo-immunisation.", wait_min=1440.0, plasma=True),
    Drug("albumine", "Albumine 20 % 100 ml, flacon", 1,
         "Ascite réfractaire, choc, échanges plasmatiques.", wait_min=1440.0, plasma=True),
)  # fmt: skip

MEAN_USES = tuple(
    Sourced(
        f"pharmacy_use_{drug.code.replace('-', '_')}",
        tuple(round(use.share * use.units, 4) for use in USES if use.drug == drug.code),
        "unités par épisode (" + ", ".join(
            f"{use.place} {use.where}" for use in USES if use.drug == drug.code
        ) + ")",
        _ASSUMED, "assumed", f"Consommation moyenne : {drug.label}",
    )
    for drug in DRUGS
)  # fmt: skip
WAITS = Sourced(
    "pharmacy_wait_min", tuple(drug.wait_min for drug in DRUGS), "min",
    f"{_ASSUMED} : dépannage entre PUI ou livraison urgente", "assumed",
    "Retard du traitement quand le produit vient d'ailleurs, produit par produit",
)  # fmt: skip
SWAP_MIN = Sourced(
    "pharmacy_swap_min", 10.0, "min", f"{_ASSUMED} : avis, prescription refaite, préparation",
    "assumed", "Retard du traitement quand un autre produit le remplace",
)  # fmt: skip
COVER_DAYS = Sourced(
    "pharmacy_cover_days", 21.0, "jours", f"{_ASSUMED} : deux à quatre semaines de stock en PUI",
    "assumed", "Niveau de recomplètement, en jours de consommation moyenne, au moins",
)  # fmt: skip
SERVICE = Sourced(
    "pharmacy_service", 0.99, "probabilité par cycle", _ASSUMED, "assumed",
    "Niveau de service des pharmacies (service par cycle de commande)",
)  # fmt: skip
REVIEW_DAYS = Sourced(
    "pharmacy_review_days", (1.0, 4.0), "jours de la semaine, 0 : lundi", _ASSUMED, "assumed",
    "Jours de commande des pharmacies (mardi et vendredi)",
)  # fmt: skip
LEAD_DAYS = Sourced(
    "pharmacy_lead_days", (0.5, 0.3, 0.2), "probabilité de 1, 2, 3 jours", _ASSUMED, "assumed",
    "Délai d'une livraison, puis jour ouvré suivant",
)  # fmt: skip
