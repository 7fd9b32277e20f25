"""Which column holds what: guessed from its heading and shown, or told by a mapping file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from forecasting.stock.cells import plain
from twin.tables import JumeauError, read_text


@dataclass(frozen=True, slots=True)
class Role:
    """One thing to find in a file: its name, whether it is needed, and its usual headings."""

    name: str
    required: bool
    headings: tuple[str, ...]


UCD = ("code ucd", "ucd", "ucd13", "ucd7", "code ucd13", "code ucd7", "ucd 13", "ucd 7",
       "code ucd 13", "code ucd 7", "n ucd", "numero ucd")  # fmt: skip
CIP = ("code cip", "cip", "cip13", "cip7", "code cip13", "code cip7", "cip 13", "cip 7",
       "code cip 13", "code cip 7", "n cip", "numero cip")  # fmt: skip
CODE = ("code", "code produit", "code article", "produit", "article", *UCD, *CIP, "code interne",
        "reference", "ref", "code medicament", "identifiant")  # fmt: skip
NAME = ("libelle", "designation", "nom", "denomination", "libelle produit", "nom produit",
        "specialite", "description")  # fmt: skip
QUANTITY = ("quantite", "qte", "quantite consommee", "qte consommee", "consommation", "qte sortie",
            "quantite sortie", "nb", "nombre", "qte dispensee", "quantite dispensee", "unites",
            "qte delivree", "quantite delivree", "y")  # fmt: skip
SUPPLIER = ("fournisseur", "laboratoire", "labo", "titulaire", "grossiste", "depositaire")
UNIT_PRICE = ("prix unitaire", "pu", "prix unitaire ht", "pu ht", "prix unitaire ttc", "pu ttc",
              "cout unitaire", "prix ucd", "prix par ucd", "prix par unite", "prix de l unite",
              "prix d une unite", "prix unite", "pump")  # fmt: skip
BOX_PRICE = ("prix boite", "prix de la boite", "prix par boite", "prix d une boite", "prix cip",
             "prix boite ht", "prix boite ttc", "prix conditionnement", "prix par conditionnement",
             "prix du conditionnement", "prix ht boite", "prix ttc boite", "prix presentation",
             "prix de la presentation")  # fmt: skip
VAGUE_PRICE = ("prix", "prix ht", "prix ttc", "tarif", "prix euros", "prix achat", "prix d achat",
               "tarif ht", "prix marche", "cout")  # fmt: skip
PRICES = (Role("prix", False, UNIT_PRICE), Role("prix_boite", False, BOX_PRICE),
          Role("prix_non_dit", False, VAGUE_PRICE))  # fmt: skip
"""What a price is of: a unit, a box, or not said by its heading (`forecasting.stock.prices`)."""
EXPIRY = ("peremption", "date peremption", "date de peremption", "dlu", "exp", "expiration")

FILES: dict[str, tuple[Role, ...]] = {
    "consommation": (
        Role("date", True, ("date", "date mouvement", "date mvt", "dt mvt", "jour", "date sortie",
                            "date dispensation", "date delivrance", "mois", "ds")),
        Role("code", True, (*CODE, "id", "atc", "code atc")),
        Role("quantite", True, QUANTITY),
        Role("service", False, ("service", "unite fonctionnelle", "uf", "code uf", "ward",
                                "libelle uf", "unite de soins", "unite", "destination", "pole")),
        Role("libelle", False, NAME),
    ),
    "stock": (
        Role("code", True, CODE),
        Role("quantite", True, ("stock", "quantite en stock", "qte en stock", "qte stock",
                                "stock actuel", "stock disponible", "solde", *QUANTITY)),
        Role("date", False, ("date", "date stock", "date inventaire", "au", "date de situation")),
        Role("lot", False, ("lot", "numero lot", "no lot", "n lot", "num lot")),
        Role("peremption", False, EXPIRY),
        Role("libelle", False, NAME),
    ),
    "commandes": (
        Role("code", True, CODE),
        Role("quantite", True, ("quantite commandee", "qte commandee", "qte cdee", "commande",
                                "qte cde", *QUANTITY)),
        Role("commande", True, ("date commande", "date de commande", "commande le", "date cde",
                                "date", "date cdee")),
        Role("livraison", False, ("date livraison", "date de livraison", "livre le",
                                  "date reception", "date de reception", "recu le")),
        Role("recu", False, ("quantite recue", "qte recue", "quantite livree", "qte livree",
                             "recu")),
        Role("prevue", False, ("livraison prevue", "date prevue", "date livraison prevue",
                               "date de livraison prevue", "prevue le")),
        Role("fournisseur", False, SUPPLIER),
        Role("numero", False, ("numero", "no commande", "numero commande", "n commande", "bon")),
    ),
    "produits": (
        Role("code", True, CODE),
        Role("libelle", False, NAME),
        Role("ucd", False, UCD),
        Role("cip", False, CIP),
        Role("atc", False, ("atc", "code atc", "classe atc")),
        Role("substance", False, ("substance", "dci", "principe actif", "substance active")),
        Role("dosage", False, ("dosage", "dose", "teneur")),
        Role("forme", False, ("forme", "forme galenique", "forme pharmaceutique")),
        Role("voie", False, ("voie", "voie administration", "voie d administration", "voies")),
        Role("conditionnement", False, ("conditionnement", "colisage", "unites par boite", "pcb",
                                        "nb unites", "unites par conditionnement", "taille boite",
                                        "boite de")),
        Role("minimum", False, ("minimum de commande", "minimum commande", "mini commande",
                                "qte mini", "quantite minimale", "franco")),
        *PRICES,
        Role("ved", False, ("ved", "criticite", "classe ved", "vital essentiel desirable")),
        Role("categorie", False, ("categorie", "type", "famille", "nature")),
        Role("livret", False, ("livret", "au livret", "livret therapeutique")),
        Role("fournisseur", False, SUPPLIER),
        Role("delai", False, ("delai", "delai livraison", "delai de livraison", "delai jours",
                              "delai livraison jours")),
        Role("tension", False, ("tension", "rupture", "disponibilite", "statut ansm", "ansm")),
    ),
    "marches": (
        Role("code", True, CODE),
        Role("fournisseur", False, SUPPLIER),
        Role("debut", False, ("debut", "date debut", "debut marche", "du")),
        Role("fin", False, ("fin", "date fin", "fin marche", "echeance")),
        *PRICES,
        Role("contingent", False, ("contingent", "contingent mensuel", "quota", "quota mensuel",
                                   "contingentement", "quantite contingentee")),
    ),
    "ruptures": (
        Role("code", True, CODE),
        Role("debut", True, ("debut", "date debut", "du", "debut rupture", "date")),
        Role("fin", False, ("fin", "date fin", "fin rupture", "retour", "date retour")),
    ),
    "services": (
        Role("service", True, ("service", "unite fonctionnelle", "uf", "code uf", "unite", "ward")),
        Role("priorite", True, ("priorite", "rang", "ordre")),
    ),
    "interdits": (
        Role("code", True, CODE),
        Role("substitut", True, ("substitut", "code substitut", "remplacant", "par", "vers")),
        Role("motif", False, ("motif", "raison", "commentaire")),
    ),
}  # fmt: skip

Mapping_ = Mapping[str, Mapping[str, str]]


def guess(path: Path, header: tuple[str, ...], kind: str, told: Mapping_) -> dict[str, int]:
    """Give the rank of the column of each role: what the user told, else what its heading says.

    Parameters
    ----------
    path
        The file, named in faults.
    header
        Headings as written.
    kind
        One of `FILES`.
    told
        By kind, role and heading, from a mapping file.

    Raises
    ------
    JumeauError
        A needed column that is not found, or a told one that the file does not have.
    """
    found: dict[str, int] = {}
    for role, heading in told.get(kind, {}).items():
        names = [plain(h) for h in header]
        if plain(heading) not in names:
            raise JumeauError(
                f"{path}", f"la colonne « {heading} », dite pour « {role} », n'y est pas.",
                f"Colonnes du fichier : {', '.join(header)}.",
            )  # fmt: skip
        found[role] = names.index(plain(heading))
    # Exact headings first, for every role: "Date péremption" must never be taken for a "date".
    for exact in (True, False):
        for role_ in FILES[kind]:
            if role_.name not in found:
                taken = set(found.values())
                rank = _rank(header, role_, taken, shared=kind == "produits", exact=exact)
                if rank is not None:
                    found[role_.name] = rank
    absent = [r.name for r in FILES[kind] if r.required and r.name not in found]
    if absent:
        near = next(r for r in FILES[kind] if r.name == absent[0])
        raise JumeauError(
            f"{path}",
            f"colonne « {', '.join(absent)} » introuvable (lues : {', '.join(header[:12])}).",
            f"Nommez-la par exemple « {near.headings[0]} », ou écrivez dans un fichier donné par "
            f'--mapping : [{kind}] puis {absent[0]} = "nom de votre colonne".',
        )
    return found


def _rank(
    header: tuple[str, ...], role: Role, taken: set[int], *, shared: bool, exact: bool
) -> int | None:
    # The catalogue's own code may be its UCD or its CIP: the same column then serves twice.
    free = {
        plain(h): i for i, h in enumerate(header)
        if i not in taken or (shared and exact and role.name in {"ucd", "cip"})
    }  # fmt: skip
    for heading in role.headings:
        if exact:
            if heading in free:
                return free[heading]
            continue
        # One word is too little to go on, unless the role cannot be done without.
        for name, rank in free.items():
            if name.startswith(heading + " ") and (" " in heading or len(heading) > 5):
                return rank
    return None


def read_mapping(path: Path) -> dict[str, dict[str, str]]:
    """Read a mapping file (TOML): `[consommation]`, then `date = "Dt mvt"`.

    Raises
    ------
    JumeauError
        Not TOML, or a section or a role that does not exist.
    """
    try:
        told = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise JumeauError(
            f"{path}", f"correspondance illisible ({error}).", 'Écrivez : date = "Dt mvt".'
        ) from None
    for kind, roles in told.items():
        _known(path, "section", kind, list(FILES))
        if not isinstance(roles, dict):
            raise JumeauError(f"{path}", f"« {kind} » doit être une section.", f"Écrivez [{kind}].")
        for role, heading in roles.items():
            _known(path, f"[{kind}], rôle", role, [r.name for r in FILES[kind]])
            if not isinstance(heading, str):
                raise JumeauError(
                    f"{path}, [{kind}]", f"« {role} » doit être un texte.", "Mettez des guillemets."
                )
    return told


def _known(path: Path, what: str, word: str, words: list[str]) -> None:
    if word not in words:
        near = get_close_matches(plain(word), words, 1)
        hint = f"Vouliez-vous dire « {near[0]} » ? " if near else ""
        raise JumeauError(
            f"{path}", f"{what} « {word} » inconnu.", f"{hint}Connus : {', '.join(words)}."
        )
