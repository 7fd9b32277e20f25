"""How much is simulated: enough for a screen, or the counts that the issue names."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effort:
    """Counts of a validation.

    Attributes
    ----------
    replications
        Of each case (30 at least for a Student interval that can be trusted).
    length
        Multiplier of the days simulated.
    repeats
        Studies of which the house's interval is checked for coverage.
    per_repeat
        Replications of each such study.
    crn_replications, crn_days
        Of each lever, for the gain of common random numbers.
    peer_replications, peer_days
        Of the network that is also simulated in SimPy.
    """

    replications: int = 30
    length: float = 0.5
    repeats: int = 100
    per_repeat: int = 5
    crn_replications: int = 20
    crn_days: int = 14
    peer_replications: int = 30
    peer_days: int = 10

    def days(self, usual: int) -> int:
        """Give the days to simulate where `usual` would be simulated at length 1."""
        return max(3, round(usual * self.length))


SHORT = Effort()
FULL = Effort(
    length=2.0, repeats=200, per_repeat=30, crn_replications=60, crn_days=28,
    peer_replications=60, peer_days=30,
)  # fmt: skip
