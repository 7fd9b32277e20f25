"""How a decision is said: the threshold is a signed difference from the reference."""

import pytest

from scenarios.decision_words import movement
from scenarios.question import Decision


@pytest.mark.parametrize(
    ("better", "threshold", "said"),
    [
        ("lower", 0, "baisse"),
        ("lower", -15, "baisse d'au moins 15 min"),
        ("lower", 30, "ne monte pas de plus de 30 min"),
        ("higher", 0, "monte"),
        ("higher", 0.05, "monte d'au moins 0,05 min"),
        ("higher", -2, "ne baisse pas de plus de 2 min"),
    ],
)
def test_the_figure_must_move_by_so_much_or_stay_within(better, threshold, said):
    decision = Decision(indicator="ed_stay_p90", threshold=threshold, better=better)
    assert movement(decision, "min") == said
