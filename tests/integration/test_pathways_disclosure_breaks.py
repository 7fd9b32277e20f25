"""Groups of a few patients in a breakdown: neither their names nor their zeros are shown."""

import json

import polars as pl
import pytest

from pathways.answers.asked import ask
from pathways.breaks.answer import breaks_answer
from pathways.breaks.evaluate import evaluate
from pathways.breaks.rule_files import find_rule, with_words
from twin.contracts.events import LogAbout, of_rows

pytestmark = pytest.mark.integration
DAY = 86_400_000_000
STATUSES = ("anchors", "met", "broken", "censored", "competing")


def journal(sizes, *, public=False):
    """Stays for heart failure by commune, a visit within the week for two in three of them."""
    rows = []
    for commune, size in sizes.items():
        for i in range(size):
            who, day = f"{commune}-{i}", i % 50
            rows.append((f"{who}-h", who, "stay", day, day + 3, commune))
            if i % 3:
                rows.append((f"{who}-g", who, "visit", day + 6, day + 6, commune))
    rows.append(("last", "somebody", "visit", 400, 400, "Grande"))
    frame = pl.DataFrame(
        [(c, p, a, s * DAY, e * DAY, g) for c, p, a, s, e, g in rows],
        ["case", "patient", "activity", "start", "end", "@group"], orient="row",
    )  # fmt: skip
    return of_rows([frame], LogAbout(public=public))


@pytest.fixture
def rule(tmp_path):
    path = tmp_path / "visit.toml"
    path.write_text(RULE, encoding="utf-8")
    return find_rule(str(path))


RULE = ""


def judged(log, rule, by="group"):
    asked = ask(log)
    return breaks_answer(asked, [evaluate(asked.log, rule)], by)
