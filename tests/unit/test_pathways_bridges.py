"""What the slider of activities would give away, set beside the whole map."""

from __future__ import annotations

import numpy as np
import polars as pl

from pathways.answers.asked import ask
from pathways.answers.bridges import NONE, bridges
from pathways.answers.map import process_map
from pathways.queries.steps import steps
from twin.contracts.events import LogAbout, of_rows
from twin.disclosure import Gate


def log_of(*groups, public=False):
    """Give a log from (number of patients, their activities)."""
    rows = [
        {"case": f"{g}-{p}", "activity": word, "start": rank}
        for g, (number, words) in enumerate(groups)
        for p in range(number)
        for rank, word in enumerate(words)
    ]
    return of_rows(pl.DataFrame(rows), LogAbout(public=public))


BY_X = ((60, "ab"), (40, "axc"), (40, "dxb"), (3, "axb"), (100, "cd"))
"""Three patients go from a to b by x, the rarest activity; many go to x, and many leave it."""


def code(log, word):
    return log.names.activities.index(word)


def test_what_passes_by_an_activity_left_out_is_found():
    log = log_of(*BY_X, (4, "xad"), (40, "xcd"), (20, "adx"))
    kept = np.array([code(log, w) for w in "abcd"])
    found = bridges(steps(log), kept, Gate())
    # 40 go from a to c by x, and 40 from d to b: those may be known.
    assert found.edges == {(code(log, "a"), code(log, "b"))}
    assert found.starts == {code(log, "a")}  # 4 after x; 40 begin with c so
    assert found.ends == frozenset()  # 20 end with d so
    assert bridges(steps(log), kept, Gate(public=True)) is NONE


def arc(answer, a, b):
    (row,) = [e for e in answer.facts["edges"] if (e["from"], e["to"]) == (a, b)]
    return row["count"]


def test_two_positions_of_the_slider_do_not_tell_three_patients():
    whole = process_map(ask(log_of(*BY_X)))
    some = process_map(ask(log_of(*BY_X)), activities=0.85)
    assert {n["activity"] for n in some.facts["nodes"]} == set("abcd")
    known = arc(whole, "a", "b"), arc(some, "a", "b")
    assert None in known or known[0] == known[1]
    public = [process_map(ask(log_of(*BY_X, public=True)), activities=a) for a in (1.0, 0.85)]
    assert [arc(p, "a", "b") for p in public] == [60, 63]
