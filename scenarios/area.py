"""Where a lever acts: communes named one by one, or by what they have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, model_validator

from scenarios.lever_words import Code, problem
from scenarios.words import near
from twin.tables import JumeauError, refuse

if TYPE_CHECKING:
    from twin.territory import Territory

Flags = npt.NDArray[np.bool_]
RURAL, URBAN = "rural", "urbain"
SPARSE, DENSE = ("très peu dense", "peu dense"), ("intermédiaire", "dense")
"""Classes of `twin.access.density` that make the two words."""
Fault = tuple[str, str, str]
"""Key, problem, remedy."""


class Around(BaseModel):
    """The communes from which a site is reached in so many minutes by road."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    site: Code = Field(description="FINESS du site, ou identifiant d'une base ou d'un SAMU.")
    minutes: Annotated[float, Field(gt=0, le=600, allow_inf_nan=False)] = Field(
        description="Minutes de route, au plus."
    )


class Area(BaseModel):
    """Where a lever acts: the communes that meet everything said; nothing said is everywhere.

    The communes of the buffer ring are concerned as the others are (a snowfall knows no border),
    except by a fifth of deprivation, which is that of the territory's own inhabitants.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    communes: tuple[Code, ...] = Field((), description="Codes INSEE, entre guillemets.")
    departments: tuple[Code, ...] = Field((), description='Départements, ["22", "29"].')
    deprivation: Annotated[int, Field(ge=1, le=5, strict=True)] | None = Field(
        None, description="Cinquième de défavorisation (5 : le plus défavorisé)."
    )
    density: str | None = Field(
        None, min_length=1, description="« rural », « urbain » ou une classe de densité."
    )
    around: Around | None = Field(
        None, description="Autour d'un site : { site = FINESS, minutes = 20 }."
    )

    @model_validator(mode="before")
    @classmethod
    def _a_table(cls, value: object) -> object:
        if isinstance(value, Area | dict):
            return value
        raise problem('une zone est une table ; écrivez { communes = ["22278"] }')

    @property
    def everywhere(self) -> bool:
        """Tell whether nothing is said: the lever acts in every commune."""
        return self == Area()

    def zones(self, territory: Territory) -> tuple[str, ...]:
        """Give the communes concerned, in the order of the territory.

        Returns
        -------
        tuple of str
            Empty for everywhere, as in the dated changes; never empty otherwise.

        Raises
        ------
        JumeauError
            When what is said is not known of the territory, or leaves no commune.
        """
        refuse([JumeauError(key, text, remedy) for key, text, remedy in self.faults(territory)])
        if self.everywhere:
            return ()
        codes = territory.zones["insee"].to_numpy(object)
        return tuple(str(code) for code in codes[self._inside(territory)])

    def meets(self, other: Area, territory: Territory | None) -> bool:
        """Tell whether two areas share a commune; without a territory, whether they say the same.

        An area that the territory does not know meets none: it is refused for that.
        """
        if self.everywhere or other.everywhere:
            return True
        if territory is None:
            return self == other
        if self.faults(territory) or other.faults(territory):
            return False
        return not {*self.zones(territory)}.isdisjoint(other.zones(territory))

    def faults(self, territory: Territory) -> list[Fault]:
        """Give all that is said and that the territory does not know: key, problem, remedy."""
        codes = [str(code) for code in territory.zones["insee"]]
        departments = sorted({str(code) for code in territory.zones["dep"]})
        found = [
            ("communes", f"commune « {code} » inconnue de {territory.name}.",
             f"{near(code, codes)}Un code INSEE a 5 caractères.")
            for code in dict.fromkeys(self.communes) if code not in set(codes)
        ]  # fmt: skip
        found += [
            ("departments", f"département « {code} » inconnu de {territory.name}.",
             f"{near(code, departments)}Départements : {', '.join(departments)}.")
            for code in dict.fromkeys(self.departments) if code not in departments
        ]  # fmt: skip
        sites = list(territory.travel.sites)
        if self.around is not None and self.around.site not in sites:
            found.append(
                ("around.site", f"site « {self.around.site} » inconnu de {territory.name}.",
                 f"{near(self.around.site, sites)}Voyez `jumeau territory show`.")
            )  # fmt: skip
        if self.deprivation is not None and "deprivation_quintile" not in territory.zones:
            found.append(
                ("deprivation", f"la défavorisation n'est pas connue de {territory.name}.",
                 "Construisez le territoire avec un indice de défavorisation "
                 "(`jumeau territory build`), ou nommez les communes.")
            )  # fmt: skip
        if self.density is not None:
            found += self._density_faults(territory)
        if not found and not self.everywhere and not self._inside(territory).any():
            found.append(
                ("", "aucune commune ne répond à tout ce que dit la zone.", "Élargissez-la.")
            )
        return found

    def plain_french(self) -> str:
        """Say in French which communes are meant."""
        parts = []
        if self.communes:
            parts.append(f"communes {', '.join(self.communes)}")
        if self.departments:
            parts.append(f"départements {', '.join(self.departments)}")
        if self.deprivation is not None:
            worst = {1: " (le moins défavorisé)", 5: " (le plus défavorisé)"}
            parts.append(f"cinquième de défavorisation {self.deprivation}"
                         f"{worst.get(self.deprivation, '')}")  # fmt: skip
        if self.density is not None:
            parts.append(f"densité : {self.density}")
        if self.around is not None:
            parts.append(f"à {self.around.minutes:g} min de route au plus de {self.around.site}")
        return " et ".join(parts) or "tout le territoire"

    def _inside(self, territory: Territory) -> Flags:
        zones = territory.zones
        inside = np.ones(len(zones), bool)
        if self.communes:
            inside &= zones["insee"].isin(self.communes).to_numpy(bool)
        if self.departments:
            inside &= zones["dep"].isin(self.departments).to_numpy(bool)
        if self.deprivation is not None:
            fifth = zones["deprivation_quintile"].to_numpy(np.float64, na_value=np.nan)
            inside &= fifth == self.deprivation
        if self.density is not None:
            inside &= np.isin(_classes(territory), sorted(self._density_words(territory)))
        if self.around is not None:
            travel = territory.travel
            minutes = travel.minutes[:, list(travel.sites).index(self.around.site)]
            rows = {code: row for row, code in enumerate(travel.zones)}
            near_by = [minutes[rows[code]] <= self.around.minutes for code in zones["insee"]]
            inside &= np.array(near_by, bool)
        return inside

    def _density_words(self, territory: Territory) -> set[str]:
        """Give the density classes that the word means in this territory."""
        if self.density is None:
            return set()
        known = {str(one) for one in _classes(territory)}
        word = self.density.strip().lower()
        if word in (RURAL, URBAN):
            own = SPARSE if word == RURAL else DENSE
            return {one for one in known if one.lower() in own or word in one.lower()}
        return {one for one in known if one.lower() == word}

    def _density_faults(self, territory: Territory) -> list[Fault]:
        if self._density_words(territory):
            return []
        from twin.access.density import UNKNOWN

        known = sorted({str(one) for one in _classes(territory)} - {UNKNOWN})
        known += [word for word in (RURAL, URBAN) if word not in known]
        return [
            ("density", f"densité « {self.density} » inconnue de {territory.name}.",
             f"{near(str(self.density), known)}Classes : {', '.join(known)}.")
        ]  # fmt: skip


def _classes(territory: Territory) -> npt.NDArray[np.object_]:
    from twin.access.density import density_classes

    return density_classes(territory)[0]
