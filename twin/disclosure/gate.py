"""Which counts may be shown: those of 0, or of at least 11 patients, or of a public log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self

from twin.tables import JumeauError

if TYPE_CHECKING:
    from twin.contracts.events.about import LogAbout

THRESHOLD = 11
"""Smallest count shown: a cell of the French hospital data (PMSI) must not concern fewer than
11 units (rule of the CASD, quoted on the forum of the Health Data Hub, thread 1190)."""


@dataclass(frozen=True, slots=True)
class Gate:
    """The rule that a count meets before it is shown.

    Attributes
    ----------
    threshold
        Smallest count shown (patients); 0 is shown too. Lower than 11 only with `override`.
    public
        The log was declared public by its owner: everything passes, and this is said.
    override
        Why the threshold is lower than 11, in the words of who decided it; written beside every
        figure.
    """

    threshold: int = THRESHOLD
    public: bool = False
    override: str = ""

    def __post_init__(self) -> None:
        """Refuse a threshold lower than 11 without a reason."""
        if self.threshold < 1:
            raise JumeauError(
                "seuil de diffusion",
                f"{self.threshold} n'est pas un seuil",
                f"donnez un nombre de patients d'au moins 1 ({THRESHOLD} par défaut)",
            )
        if self.threshold < THRESHOLD and not self.override.strip():
            raise JumeauError(
                "seuil de diffusion",
                f"{self.threshold} est sous le minimum de {THRESHOLD} patients",
                "gardez 11 ou plus, ou donnez la raison écrite qui permet un seuil plus bas",
            )

    @classmethod
    def of(cls, about: LogAbout, threshold: int = THRESHOLD, override: str = "") -> Self:
        """Give the gate of a log: open if its owner declared it public."""
        return cls(threshold, about.public, override)

    def hides(self, units: int) -> bool:
        """Tell whether a count of so many patients is hidden: 1 to 10 of them, not 0."""
        return not self.public and 1 <= units < self.threshold

    def admit(self, patients: int, whose: str = "cohorte", rest: str = "") -> None:
        """Refuse to say anything of 1 to 10 patients.

        Even without a count, the list of what they went through would describe them.

        Parameters
        ----------
        patients
            How many there are.
        whose
            What they make up, in French.
        rest
            What is asked, where `patients` are those that it leaves out.

        Raises
        ------
        JumeauError
            They are 1 to 10; the number is not said.
        """
        if not self.hides(patients):
            return
        few = f"1 à {self.threshold - 1} patients"
        if rest:
            raise JumeauError(
                whose,
                f"{rest} ne laisse de côté que {few}\u00a0: par soustraction, le montrer les "
                "décrirait, rien n'en est montré",
                "Élargissez ou resserrez la sélection.",
                exit_code=1,
            )
        raise JumeauError(
            "seuil de diffusion",
            f"{whose} de {few}\u00a0: rien n'en est montré",
            "Élargissez la période ou retirez une condition.",
            exit_code=1,
        )

    def words(self, lang: Literal["fr", "en"] = "fr") -> str:
        """Say the rule in one sentence, for screens, pictures and exports."""
        most = self.threshold - 1
        if lang == "en":
            if self.public:
                if self.override.strip():
                    return f"Small counts are shown, reason: {self.override.strip()}."
                return "Log declared public by its owner: small counts are shown."
            said = (
                f"Counts of 1 to {most} patients, and those that would give them back by "
                "subtraction, are not shown (n. c.)."
                if most
                else "No count is hidden."
            )
            return f"{said} Lower threshold: {self.override.strip()}." if self._low() else said
        if self.public:
            said = (
                "Journal déclaré public par son détenteur\u00a0: les petits effectifs sont montrés."
            )
            if not self.override.strip():
                return said
            # A log imported as not public, opened on the word of who asks: never "its owner".
            return f"Les petits effectifs sont montrés, motif\u00a0: {self.override.strip()}."
        said = (
            f"Les effectifs de 1 à {most} patients, et ceux qui permettraient de les retrouver "
            "par soustraction, ne sont pas communiqués (n.\u00a0c.)."
            if most
            else "Aucun effectif n'est masqué."
        )
        if self._low():
            return f"{said} Seuil abaissé, motif\u00a0: {self.override.strip()}."
        return said

    def _low(self) -> bool:
        return self.threshold < THRESHOLD
