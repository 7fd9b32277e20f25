"""Two groups compared: planted differences are found, none is claimed where there is none."""

import numpy as np
import polars as pl
import pytest

from pathways.answers.asked import Asked, ask
from pathways.answers.compare import Groups, compare
from pathways.queries.contrasts import contrasts
from pathways.queries.groups import paired
from twin.contracts.events import LogAbout, of_rows
from twin.tables import JumeauError

pytestmark = pytest.mark.integration
S = 1_000_000


def made(rng, cases, *, scan=0.5, wait_h=2.0, patients=None, name=""):
    """Give a log: arrival, perhaps a scan, then discharge after a wait; patients may return."""
    rows = []
    owners = rng.integers(0, patients or cases, cases) if patients else np.arange(cases)
    habit = rng.normal(0, 1, (patients or cases))
    for case, owner in enumerate(owners):
        at = int(rng.integers(0, 10**6)) * S
        rows.append((f"{name}{case}", f"p{owner}", "Arrivée", at))
        # A patient's own habit makes their pathways alike.
        likely = scan if not patients else float(scan + 0.3 * np.tanh(2 * habit[owner]))
        if rng.random() < likely:
            rows.append((f"{name}{case}", f"p{owner}", "Scanner", at + 600 * S))
        wait = int(3600 * rng.lognormal(np.log(wait_h), 0.5))
        rows.append((f"{name}{case}", f"p{owner}", "Sortie", at + (600 + wait) * S))
    return rows


def log_of(rows, *, public=True, group=None):
    columns = {"case": pl.String, "patient": pl.String, "activity": pl.String, "start": pl.Int64}
    frame = pl.DataFrame(rows, schema=columns, orient="row")
    if group is not None:
        frame = frame.with_columns(pl.Series("@groupe", group(frame)))
    return of_rows(frame, LogAbout(public=public))


def two(first, second, **about):
    logs = [ask(log_of(rows, **about)) for rows in (first, second)]
    return Groups(logs[0], logs[1], ("avant", "après"), same_source=False)


def test_planted_differences_are_found_in_both_directions():
    rng = np.random.default_rng(1)
    answer = compare(two(made(rng, 300), made(rng, 300, scan=0.8, wait_h=4.0)))
    rows = {(r["kind"], r["item"]): r for r in answer.json()["differences"]}
    scan = rows["activity", "Scanner"]
    assert scan["differs"]
    assert scan["low"] > 0
    assert scan["difference"] == pytest.approx(scan["second"] - scan["first"])
    assert rows["variant", "Arrivée → Sortie"]["high"] < 0
    wait = rows["pathway_time", "parcours entier"]
    assert wait["differs"]
    assert wait["low"] < 2 * 3600 < wait["high"] * 1.5
    arrival = rows["activity", "Arrivée"]
    assert (arrival["difference"], arrival["differs"]) == (0.0, False)
    assert answer.svg().startswith("<svg")


def test_the_same_patients_twice_prove_little():
    """Thirty patients with forty pathways each are thirty patients."""
    rng = np.random.default_rng(2)
    first = made(rng, 1200, patients=30, name="a")
    rows = contrasts(paired(log_of(first), log_of(first), same_source=False), fewest=10)
    scan = rows.filter((pl.col("kind") == "activity") & (pl.col("item") == "Scanner")).row(
        0, named=True
    )
    naive = 2 * 1.96 * np.sqrt(2 * scan["first"] * (1 - scan["first"]) / 1200)
    assert scan["high"] - scan["low"] > 2 * naive


@pytest.mark.full
def test_without_any_difference_claims_are_rare():
    """In 200 comparisons of like with like, at most about 5 % make any claim at all."""
    rng = np.random.default_rng(4)
    wrong = 0
    for _ in range(200):
        pair = paired(
            log_of(made(rng, 300, patients=120)), log_of(made(rng, 300, patients=120)),
            same_source=False,
        )  # fmt: skip
        wrong += bool(contrasts(pair)["differs"].any())
    assert wrong <= 18  # 5 % of 200, and 2.6 standard errors


def test_a_pathway_in_both_groups_is_refused():
    asked = ask(log_of(made(np.random.default_rng(5), 50)))
    with pytest.raises(JumeauError, match="dans les deux groupes"):
        compare(Groups(asked, asked, ("a", "b")))


def test_small_counts_are_hidden_with_what_they_prove():
    rng = np.random.default_rng(6)
    answer = compare(two(made(rng, 100, scan=0.05), made(rng, 100, scan=0.6), public=False))
    rows = {(r["kind"], r["item"]): r for r in answer.json()["differences"]}
    scan = rows["activity", "Scanner"]
    assert scan["hidden"]
    assert scan["second"] is None
    assert scan["low"] is None
    assert scan["differs"] is None
    for row in rows.values():
        if not row["hidden"] and row["unit"] == "share":
            for side in ("first", "second"):
                n = row[f"count_{side}"]
                assert n == 0 or n >= 11
                assert 100 - n == 0 or 100 - n >= 11
    assert "Scanner" not in answer.svg() or "n.\u00a0c." not in answer.svg()
    assert isinstance(answer.asked, Asked)
