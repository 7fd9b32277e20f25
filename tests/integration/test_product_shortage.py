"""A shortage from the file to the answer: figures, comparison and JSON say the same."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.compare import compare
from scenarios.experiment import run_scenario
from scenarios.highlights import highlights
from scenarios.indicator_rows import indicator_rows
from scenarios.scenario import Scenario
from scenarios.store import Store
from tests.lever_effects import SITE, asked, place

LEVER = {"kind": "product-shortage", "products": ["ceftriaxone", "nacl-500"], "sites": [SITE]}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Give the reference and a shortage of two weeks on shelves that hold two episodes' worth."""
    said = asked({**LEVER, "source": "assumed", "reason": "essai"}, days=12)
    scenario = Scenario.model_validate(
        said.plain() | {"assumptions": {"stock_cover": 0.0}, "replications": 3}
    )
    store = Store(tmp_path_factory.mktemp("runs"))
    return run_scenario(scenario, territory=place(), store=store, workers=1)


def test_the_answer_shows_what_was_lacking_and_where(runs):
    base, policy = runs
    rows = highlights(compare(base, policy))
    mine = rows[(rows["interval"] == "mc95")].set_index(["indicator", "facility"])
    assert mine.loc[("drug_delayed", ""), "difference"] > 3
    assert mine.loc[("drug_delayed", SITE), "difference"] == pytest.approx(
        mine.loc[("drug_delayed", ""), "difference"]
    )
    assert mine.loc[("drug_out_days", SITE), "difference"] > 0
    assert mine.loc[("drug_delayed", ""), "base"] == 0


def test_the_json_tells_each_product(runs):
    rows = {(row["name"], row["where"]): row["mean"] for row in indicator_rows(runs[1])}
    whole = rows["drug_delayed", ""]
    mean = runs[1].indicators()
    kept = mean[(mean["indicator"] == "drug_delayed") & (mean["facility"] == SITE)]["value"]
    assert whole == pytest.approx(np.mean(kept))
    told = {where: value for (name, where), value in rows.items()
            if name == "drug_delayed" and where.startswith("product=")}  # fmt: skip
    assert {where for where, value in told.items() if value} <= {
        "product=ceftriaxone", "product=nacl-500",
    }  # fmt: skip
    assert sum(told.values()) == pytest.approx(whole)
