"""Groups of a few patients in a breakdown: neither their names nor their zeros are shown."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from pathways.answers.asked import ask
from pathways.breaks import evaluate, read_rule
from pathways.breaks.answer import breaks_answer
from pathways.breaks.protected import RARE
from twin.contracts.events import EventLog, LogAbout
from twin.contracts.events.coding import Coder

pytestmark = pytest.mark.integration
DAY = 86_400_000_000
RULE = Path(__file__).parents[2] / "pathways" / "breaks" / "rules" / "hf-gp-7d.toml"
COUNTS = ("anchors", "met", "broken", "censored", "competing")


def stays(sites: dict[str, int], *, public: bool = False) -> EventLog:
    """Heart-failure stays at some sites, two in three followed by a visit."""
    luck = np.random.default_rng(0)
    rows, born = [], []
    for site, size in sites.items():
        for i in range(size):
            who, out = f"{site}{i}", 19_400 + int(luck.integers(0, 600))
            born.append(who)
            rows.append({"case": f"s{who}", "patient": who, "activity": "hospitalisation",
                         "start": (out - 5) * DAY, "end": out * DAY, "site": site,
                         "@dp": "I500", "@mode_sortie": "8", "@fdep": f"f{site}"})  # fmt: skip
            if i % 3:
                rows.append({"case": f"v{who}", "patient": who, "site": None,
                             "activity": "consultation generaliste", "end": None, "@dp": None,
                             "@fdep": None, "start": (out + 3) * DAY,
                             "@mode_sortie": None})  # fmt: skip
    coder = Coder()
    coder.add(pl.DataFrame(rows, schema_overrides={"end": pl.Int64}, infer_schema_length=None))
    coder.add_patients(
        pl.DataFrame({"name": born, "sex": ["M"] * len(born), "born": [-12_000 * DAY] * len(born),
                      "died": [None] * len(born)}, schema_overrides={"died": pl.Int64})
    )  # fmt: skip
    return coder.finish(LogAbout(public=public))


def answered(log: EventLog, by: str):
    asked = ask(log)
    return breaks_answer(asked, [evaluate(asked.log, read_rule(RULE))], by)


@pytest.mark.parametrize("by", ["site", "fdep"])
@pytest.mark.parametrize("rare", [{"Petit": 1}, {"Petit": 1, "Moyen": 3}, {"Petit": 8, "Moyen": 9}])
def test_rare_groups_are_put_together_and_not_named(rare, by):
    answer = answered(stays({"Grand": 200, "Vaste": 150} | rare), by)
    told = json.dumps([answer.json(), answer.csv(), answer.svg(), answer.page()])
    assert "Petit" not in told
    assert "Moyen" not in told
    (rule,) = answer.json()["rules"]
    rows = {row["label"]: row for row in rule["groups"]}
    assert RARE in rows
    if sum(rare.values()) <= 10:
        assert all(rows[RARE]["early"][name] is None for name in COUNTS)
    if by == "site":
        assert RARE not in [p["label"] for p in (rule["funnel"] or {"points": []})["points"]]


def test_a_hidden_group_shows_no_zero():
    answer = answered(stays({"Grand": 200, "Petit": 2}), "site")
    for row in answer.json()["rules"][0]["groups"]:
        if row["early"]["anchors"] is None:
            assert all(row["early"][name] is None for name in COUNTS)
            assert all(v is None for one in row["crude"].values() for v in one.values())


def test_groups_of_a_public_log_keep_their_names():
    answer = answered(stays({"Grand": 200, "Petit": 1}, public=True), "site")
    labels = [row["label"] for row in answer.json()["rules"][0]["groups"]]
    assert labels == ["Grand", "Petit"]


def test_groups_of_enough_patients_are_told_as_before():
    answer = answered(stays({"Grand": 200, "Vaste": 150}), "site")
    rows = answer.json()["rules"][0]["groups"]
    assert [row["label"] for row in rows] == ["Grand", "Vaste"]
    assert all(row["early"]["broken"] for row in rows)
