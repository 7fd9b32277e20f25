"""Let deliveries of some medicines not come: once shelves are empty, patients are concerned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Literal

from pydantic import Field, field_validator

from scenarios.area import Area
from scenarios.base_pharmacies import with_pharmacies
from scenarios.bounds import Factor, Share
from scenarios.claims import Claim
from scenarios.dosed import DosedLever, Period
from scenarios.lever_sites import hospitals_meant, named
from scenarios.lever_words import Code, problem
from scenarios.own_stock import OwnStock, own_stock_of, with_own_stock
from scenarios.uncertain import Uncertain, share
from scenarios.words import near
from twin.contracts import SupplyChange, TwinInputs
from twin.contracts.changes import Change
from twin.parameters.pharmacy2026 import DRUGS
from twin.tables import JumeauError

CODES = tuple(drug.code for drug in DRUGS)
LABELS = {drug.code: drug.label for drug in DRUGS}


class ProductShortage(DosedLever):
    """Lose the deliveries of some medicines to some hospital pharmacies, between two dates.

    The shelves last as long as they last. Then, for each episode that needs the medicine: another
    presentation, or the same substance converted, is given; an alternative of the formulary only
    where the committee or the prescriber has agreed (`agreed`); an emergency patient who cannot
    wait (thrombolysis) is sent to the nearest hospital that has it and a bed; else it comes from
    elsewhere and the treatment waits. Each is counted. Health effects of a replaced or late
    treatment are not simulated.

    Notes
    -----
    Source: order of the substitutions: practice of hospital pharmacies; major-interest medicines
    and their shortages: CSP L. 5111-4 and L. 5121-29 and following. Consumption, levels of stock
    and delays are `assumed` (`twin.parameters.pharmacy2026`), and vary in every study with draws.
    """

    label: ClassVar[str] = "Rupture de médicaments"

    kind: Literal["product-shortage"] = "product-shortage"
    products: tuple[str, ...] = Field(
        min_length=1,
        description="Produits : " + ", ".join(CODES) + ".",
        examples=[["tenecteplase"], ["ceftriaxone", "cefotaxime"]],
    )
    sites: tuple[Code, ...] = Field(
        (), description="FINESS des hôpitaux ; aucun : tous ceux de la zone.",
        examples=[["220000012"], ["290000256"]],
    )  # fmt: skip
    area: Area = Field(Area(), description="Zone des hôpitaux, si aucun n'est nommé.")
    stocks: str = Field(
        "",
        description="Fichier CSV des stocks de vos pharmacies (finess;produit;niveau;stock;"
        "besoin_jour), depuis le dossier du scénario, fait par `jumeau forecast stock --twin` ; "
        "pour la référence aussi. Absent : la règle du jumeau, étagères pleines.",
    )
    lost: Share = Field(
        share(1.0), description="Part des livraisons attendues qui n'arrivent pas, 0 à 1."
    )
    agreed: bool = Field(
        False,
        description="Alternatives du livret acceptées par la COMEDIMS ou le prescripteur.",
    )
    wait: Factor = Field(
        Uncertain(0.5, 1.5),
        description="Multiplie le retard quand le produit vient d'ailleurs (assumed).",
    )
    swap: Factor = Field(
        Uncertain(0.5, 1.5), description="Multiplie le retard quand il est remplacé (assumed)."
    )

    @field_validator("products")
    @classmethod
    def _known(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        for code in codes:
            if code not in CODES:
                raise problem(
                    f"produit « {code} » inconnu ; {near(code, list(CODES))}"
                    f"produits : {', '.join(CODES)}"
                )
        return codes

    def ground(self, inputs: TwinInputs) -> TwinInputs:
        """Give the reference its pharmacies: out of a shortage, they change no patient's way.

        Those of the table of stocks hold their own levels, in the reference too.
        """
        held = with_pharmacies(inputs)
        return with_own_stock(held, self.own(), self.month()) if self.stocks else held

    def own(self) -> tuple[OwnStock, ...]:
        """Give the rows of the table of stocks; none without a table."""
        return own_stock_of(self.stocks) if self.stocks else ()

    def month(self) -> int:
        """Give the month that turns days of cover into units, 0 to 11: that of the first day."""
        return (self.start or date(2026, 1, 1)).month - 1

    def files(self) -> Mapping[str, str]:
        """Give the table of stocks, if any."""
        return {"stocks": self.stocks} if self.stocks else {}

    def read_files(self) -> None:
        """Read the table of stocks; refuse one that is wrong."""
        if self.stocks:
            own_stock_of(self.stocks)

    def hospitals(self) -> Mapping[str, str]:
        """Give the hospitals named."""
        return named(self.sites)

    def claims(self) -> tuple[Claim, ...]:
        """Hold the supply of each product at the hospitals named."""
        if self.lost.low == self.lost.high == 0:
            return ()
        return tuple(
            Claim(f"approvisionnement/{code}/{site}", "réduit", self.moments())
            for code in self.products
            for site in self.sites
        )

    def _told(self) -> tuple[OwnStock, ...]:
        try:
            return self.own()
        except JumeauError:
            return ()  # told as a fault of the scenario

    def notes(self, start: date) -> tuple[str, ...]:
        """Say what is assumed, and what the answer depends on the most."""
        said = ", ".join(LABELS[code].partition(",")[0] for code in self.products)
        agreed = "acceptées" if self.agreed else "non acceptées (agreed = false)"
        own = self._told()
        shelves = "" if own else ", stocks"
        found = [
            f"Rupture ({said}) : consommations par épisode{shelves} et retards sont des "
            "hypothèses ; la durée que tiennent les stocks décide de la réponse. Alternatives du "
            f"livret {agreed}."
        ]
        if own:
            sites = ", ".join(sorted({one.facility for one in own}))
            days = ", ".join(
                f"{LABELS[one.product].partition(',')[0]} {one.days:.0f} j"
                for one in own if one.product in self.products
            )  # fmt: skip
            found.append(
                f"Stocks de votre pharmacie ({sites}), en jours de votre consommation"
                f"{f' : {days}' if days else ''} ; ce qui est commandé et attendu n'est pas dans "
                "le jumeau ; rien n'y périme (les unités qui vont périmer sont ôtées du départ) ; "
                "délais et jours de commande restent ceux du jumeau. Une "
                "étagère qui suffit à un épisode en garde un (le plus gros du produit) : un "
                "produit rare y tient alors plus de jours que dit."
            )
            if start != self.start and self.start is not None:
                found.append("Le stock est celui du premier jour simulé, pas du début de la "
                             "rupture.")  # fmt: skip
        return tuple(found)

    def changes(self, inputs: TwinInputs, period: Period, dose: float) -> tuple[Change, ...]:
        """Write the loss of one step; no loss changes nothing."""
        lost = self.lost.central * dose
        if lost == 0:
            return ()
        everywhere = not self.sites and self.area.everywhere
        places = () if everywhere else hospitals_meant(inputs.territory, self.sites, self.area)
        ids = tuple(place.id for place in places)
        return (
            SupplyChange(
                self.products, lost, *period, ids, self.agreed, self.wait.central,
                self.swap.central,
            ),
        )  # fmt: skip
