"""How far a computation went within its time limit, in words."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_LIMIT_S = 60.0


@dataclass(frozen=True, slots=True)
class Effort:
    """What part of a log a model was computed on.

    Attributes
    ----------
    limit_s
        Seconds that were allowed.
    variants_used, variants
        Most frequent variants looked at, and all of them.
    cases_used, cases
        Their cases.
    """

    limit_s: float
    variants_used: int
    variants: int
    cases_used: int
    cases: int

    @property
    def finished(self) -> bool:
        """The whole log was looked at."""
        return self.variants_used == self.variants

    @property
    def covered(self) -> float:
        """Share of the cases looked at."""
        return self.cases_used / self.cases if self.cases else 0.0

    def words(self) -> str:
        """Say it; empty where the whole log was looked at."""
        if self.finished:
            return ""
        # To the percent: finer, the share would count the cases that the gate hides.
        share = f"{100 * self.covered:.0f}"
        many = "s" if self.variants_used > 1 else ""
        which = (
            f"les {self.variants_used} variants les plus fréquents, qui couvrent"
            if many
            else "le variant le plus fréquent, qui couvre"
        )
        return (
            f"Pas fini en {self.limit_s:g}\u00a0s\u00a0: calculé sur {which} "
            f"{share}\u00a0% des parcours."
        )
