"""What a study found is said in English: every sentence, whole, and the factors of the model."""

from __future__ import annotations

import re
from itertools import product

import numpy as np
import pytest

from scenarios.assumptions import catalogue
from scenarios.english import english
from scenarios.question import Decision
from scenarios.studies.figure import Figure, mean_of
from scenarios.studies.flip import FlipPoint, found
from scenarios.studies.losers import Loss
from scenarios.studies.precision import Stopped
from scenarios.studies.ranking import Ranking
from scenarios.studies.sentence import said

FRENCH = re.compile(
    r"(?<![\w-])(?:le|la|les|du|des|une|un|est|sont|avec|pour|dans|sur|par|qui|que|où|ou|aux|au|"
    r"sans|ce|cette|ne|pas|écart|réplications?|périodes|tirages|paramètres?|valeurs?|aucune?|"
    r"réponse|perte|communes?|effet|bruit|seuil|moyenne|passages)(?![\w-])|\b[dlnscj]['’]"
)  # fmt: skip
VALUES = (0.8, 0.9, 1.0, 1.1, 1.2)


def told(french):
    """Give the English of a text, which has no French left."""
    text = english(french)
    assert text is not None, french
    assert not FRENCH.search(text), (french, text)
    return text


def cells(luck, effect, noise, replications, draws, spread):
    """Give drawn differences, shape (draws, replications): a shared noise, a shift by draw."""
    shared = effect + noise * luck.normal(size=replications)
    return np.array([shared + spread * luck.normal() for _ in range(draws)]).reshape(
        draws, replications
    )


@pytest.mark.parametrize(
    ("indicator", "scale"), [("ed_boarding_mean", 1.0), ("bed_occupancy", 0.01), ("ed_visits", 1.0)]
)
def test_the_sentence_of_every_answer_is_said_in_english(indicator, scale):
    luck = np.random.default_rng(7)
    asked = product(("lower", "higher"), (0, -2, 2), (-8, 0, 8), (0, 0.3, 50), (1, 5, 12),
                    ((0, 0), (4, 1), (12, 0), (12, 1)))  # fmt: skip
    texts = set()
    for better, threshold, effect, noise, replications, (draws, spread) in asked:
        facility = str(luck.choice(["", "220000012"]))
        decision = Decision(indicator=indicator, facility=facility, better=better,
                            threshold=threshold * scale)  # fmt: skip
        fixed = scale * (effect + noise * luck.normal(size=replications))
        drawn = scale * cells(luck, effect, noise, replications, draws, spread)
        texts.add(said(Figure.of(decision), mean_of(fixed), drawn, decision))
    kinds = {told(text).partition(" ")[0] for text in texts}
    assert kinds >= {"In", "At"}
    assert len(texts) > 300


def test_why_it_stopped_who_loses_and_which_groups():
    mean = mean_of(np.ones(3))
    for reason in ("reached", "null", "most"):
        assert "23 replications" in told(Stopped(23, mean, 1.0, 1.0, reason).text)
    for tested, detected in ((0, 0), (1202, 0), (1202, 1), (1202, 31)):
        for beyond in (0.0, 234.0):
            loss = Loss("ed_access_mean", "min", 2.5, (), tested, detected, 12345.0, beyond, 12.0)
            told(loss.text)
    for groups in ((("a", "b", "c"),), (("a",), ("b", "c"))):
        for drawn in (True, False):
            told(Ranking(Figure("ed_boarding_mean"), groups, ("a", "b", "c"), (), drawn).text)


@pytest.mark.parametrize("slope", [0.0, 5.0, 40.0, -40.0])
@pytest.mark.parametrize("noise", [0.01, 1.0, 5.0])
def test_flip_points_and_the_factors_of_the_model(slope, noise):
    luck = np.random.default_rng(3)
    for one in catalogue():
        rows = np.array([[slope * (v - 1.02) + noise * luck.normal() for _ in range(6)]
                         for v in VALUES])  # fmt: skip
        text = found("x", one.label, 0.0, VALUES, rows).text
        # pages say the name alone, without its path
        told(text.replace(" (x)", "", 1))
    refused = FlipPoint("assumptions.x", catalogue()[0].label, "unsure", 0.0, (), (), "flat", (),
                        (), "x = 3")  # fmt: skip
    assert "sweep impossible" in told(refused.text)


def test_every_factor_of_the_model_has_an_english_name():
    assert [one.id for one in catalogue() if english(one.label) is None] == []
