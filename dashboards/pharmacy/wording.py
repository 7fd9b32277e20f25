"""Messages of the command line as the page says them: no option, no path of this machine."""

from __future__ import annotations

from pathlib import Path

from dashboards.deposits.wording import worded_as

FIELDS = {
    "Donnez --products bdpm_specialites_AAAA-MM-JJ.csv, ou déposez-le avec add.":
        "Déposez le dossier du téléchargement : jumeau forecast shortage add DOSSIER --date "
        "JJ/MM/AAAA --store pharmacie/penuries.",
    'Ajoutez --by "Dr Dupont".': "Écrivez votre nom.",
    'Ajoutez --reason "...".': "Écrivez le motif.",
    "Ajoutez --accept tout.": "Acceptez au moins une ligne.",
    "Écrivez CODE=60 (unités).": "Écrivez un nombre d'unités.",
    "Nommez-la par exemple": "Choisissez-la dans la liste, ou nommez-la par exemple",
    "Vérifiez la colonne de date du stock (--mapping), ou dites le jour par --asof.":
        "Vérifiez la colonne de date du stock, ou dites le jour de la commande.",
    "(--outages)": "(fichier des jours de rupture)",
    "Donnez un catalogue (--products)": "Ajoutez un catalogue",
    "Donnez le catalogue (--products)": "Ajoutez le catalogue",
    "Dites-le par --price unite ou --price boite":
        "Revenez aux fichiers et choisissez-la sous « Prix d'une unité » ou « Prix d'une boîte »",
    "ou donnez-les par --mapping :": "et choisissez-les dans les listes :",
    "Donnez un fichier par option.": "Donnez un fichier de chaque sorte.",
    "--modify": "Quantité",
    "--order": "Commande",
    "--budget": "Budget",
    "--levels": "Niveaux de service",
    "--asof": "Jour de la commande",
    "--by": "Nom",
    "--consumption": "Sorties",
    "--stock": "Stock",
    "--orders": "Commandes",
    "--products": "Catalogue",
    "--contracts": "Marchés",
    "--outages": "Jours de rupture",
    "--veto": "Substitutions interdites",
    "--wards": "Services",
    "--supplier": "Fournisseur",
}  # fmt: skip
"""Options of the command line that messages name, as the page calls them."""
TOML = ", ou écrivez dans un fichier donné par --mapping :"


def worded(message: str, *folders: Path) -> str:
    """Give a message in the words of the page.

    Parameters
    ----------
    folders
        Where files are kept on this machine: never shown.
    """
    cut = message.find(TOML)
    if cut >= 0:
        message = message[:cut] + "."
    return worded_as(FIELDS, message, *folders)
