"""The columns of chained stays (PMSI) and of the lines of care beside them (SNDS), declared.

One CSV or Parquet file, one line a stay, unit movement or care; a column that the file lacks is
empty. Names in any case; the names of the national tables are understood too (`SYNONYMS`: read in
the notes of the territory sources for MCO, general knowledge for the rest).
"""

from __future__ import annotations

from typing import Final

from pathways import vocabulary as words
from twin.tables import Column, Table


def _text(name: str, meaning: str, unit: str = "", *choices: str) -> Column:
    return Column(name, "text", meaning, unit, required=False, nullable=True, choices=choices)


NATURES: Final[dict[str, str]] = {
    "sejour": "un séjour, de l'entrée à la sortie (un GHM 28… en MCO est une séance)",
    "rum": "passage dans une unité pendant un séjour",
    "seance": "une séance (dialyse, chimiothérapie, radiothérapie)",
    "urgences": "passage aux urgences non suivi d'hospitalisation (ATU, FPU)",
    "consultation": "consultation ou visite, de ville, d'hôpital ou de centre de santé",
    "acte": "acte CCAM ou NGAP",
    "biologie": "acte de biologie (NABM)",
    "delivrance": "délivrance de médicament",
    "deces": "date de décès (entree) ; n'est pas un événement",
    "suivi": "période où le patient est observable (entree, sortie) ; n'est pas un événement",
}
FIELDS: Final[dict[str, str]] = {
    "mco": words.HOSPITALISATION, "smr": words.SMR, "ssr": words.SMR, "had": words.HAD,
    "psy": words.PSY, "rimp": words.PSY,
}  # fmt: skip
"""Activity of a stay, by field of the PMSI."""

PMSI: Final = Table(
    name="pmsi",
    meaning="séjours chaînés et lignes de soins, une ligne par séjour, mouvement ou soin",
    columns=(
        Column("ano", "text", "numéro anonyme du patient, le même dans tous les champs"),
        _text("nature", "nature de la ligne ; absente : sejour", "", *NATURES),
        _text("champ", "champ du PMSI ; absent : mco", "", *FIELDS),
        _text("sejour", "numéro du séjour dans l'établissement"),
        _text("finess", "établissement, FINESS géographique"),
        _text("entree", "date d'entrée ou du soin (AAAA-MM-JJ ou JJ/MM/AAAA), heure possible"),
        _text("sortie", "date de sortie ou de fin"),
        _text("delai", "sans date : délai depuis l'origine propre au patient", "jours"),
        _text("duree", "sans date de sortie : durée du séjour, 0 dans la journée", "nuits"),
        _text("mode_entree", "mode d'entrée (0, 6, 7, 8)"),
        _text("provenance", "provenance (1 à 7)"),
        _text("mode_sortie", "mode de sortie (0, 4, 5, 6, 7, 8 ; 9 : décès)"),
        _text("destination", "destination (1 à 7)"),
        _text("ghm", "groupe homogène de malades"),
        _text("dp", "diagnostic principal, CIM-10"),
        _text("dr", "diagnostic relié, CIM-10"),
        _text("das", "diagnostics associés, CIM-10, séparés par une espace"),
        _text("actes", "actes CCAM du séjour, séparés par une espace"),
        _text("um", "unité médicale (ligne rum)"),
        _text("code", "code de l'acte (CCAM, NGAP, NABM)"),
        _text("specialite", "spécialité du professionnel, code de l'assurance maladie"),
        _text("lieu", "ville, hopital ou centre_sante"),
        _text(
            "quantite", "quantité ; négative : régularisation d'une ligne déjà envoyée", "unités"
        ),
        _text("jours", "jours de traitement délivrés", "jours"),
        _text("atc", "code ATC"),
        _text("cip", "code CIP ou UCD"),
        _text("sexe", "1 ou M homme, 2 ou F femme"),
        _text("naissance", "date de naissance, ou premier jour de son mois"),
        _text("age", "âge à l'entrée", "ans"),
        _text("commune", "commune de résidence, code INSEE"),
        _text("retour", "codes retour du chaînage ; un chiffre autre que 0 : ligne rejetée"),
    ),
    source="ATIH, PMSI (MCO, SMR, HAD, RIM-P) ; assurance maladie, SNDS",
)
COLUMNS: Final = tuple(column.name for column in PMSI.columns)
SYNONYMS: Final[dict[str, str]] = {
    "nir_ano_17": "ano", "num_enq": "ano", "ben_idt_ano": "ano", "rsa_num": "sejour",
    "eta_num": "finess", "eta_num_geo": "finess", "exe_soi_dtd": "entree",
    "exe_soi_dtf": "sortie", "sej_nbj": "duree", "ent_mod": "mode_entree",
    "ent_prv": "provenance", "sor_mod": "mode_sortie", "sor_des": "destination",
    "grg_ghm": "ghm", "dgn_pal": "dp", "dgn_rel": "dr", "cod_sex": "sexe", "ben_sex_cod": "sexe",
    "age_ann": "age", "pse_spe_cod": "specialite", "act_cod": "code", "prs_act_qte": "quantite",
    "pha_act_qsn": "quantite", "pha_atc_cla": "atc", "pha_prs_c13": "cip",
}  # fmt: skip
"""Names of the national tables, and the column that they mean."""
GENERAL_CODES: Final = ("G", "GS", "VG", "VGS")
"""NGAP letters of a general practitioner, where the specialty is missing. General knowledge."""
CODE_CARE: Final[dict[str, str]] = {
    **dict.fromkeys(("AMI", "AMX", "AIS", "BSA", "BSB", "BSC", "DI"), words.INFIRMIER),
    **dict.fromkeys(("AMK", "AMS", "AMC"), words.KINE),
}
"""Care of a line `acte`, by NGAP letter. General knowledge."""
