"""Care pathways beside pm4py: successions, variants, durations, and from CSV to answers.

Run by `make bench-pathways`. The Sepsis log is enlarged with shuffled, perturbed variants (events
dropped, doubled, exchanged with their neighbour, delays changed), not plain copies, and written as
a CSV in the order of time. Both sides answer the same questions on the same file, each in its own
process; ratios are of CPU seconds (user and system, every thread), medians of `REPEATS` where an
operation is repeated, and the answers at a million events are checked to be equal. Libraries are
loaded before any clock starts.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.results import publish

SEPSIS = Path(__file__).parents[2] / "shared/data/pathways/sepsis_cases.csv.gz"
MILLION = 1_000_000
REPEATS = 5
SEED = 20_261_122
GIB = 2**30
BLOCK = 2000
"""Copies of the log made at once: 30 million events."""


def base() -> pl.DataFrame:
    """Give the Sepsis log: `case` (rank), `activity`, `gap` (seconds since the last event)."""
    frame = pl.read_csv(SEPSIS, infer_schema=False).with_row_index("seq")
    frame = frame.with_columns(
        pl.col("timestamp").str.to_datetime("%Y-%m-%dT%H:%M:%S").dt.epoch("s").alias("s"),
        pl.col("case_id").rank("dense").alias("case"),
    ).sort("case", "s", "seq")
    return frame.select(
        "case", "activity", "s", gap=(pl.col("s") - pl.col("s").shift(1)).over("case").fill_null(0)
    )


def enlarged(events: int, path: Path) -> int:
    """Write a CSV of about so many events; give how many it has."""
    sepsis, rng, made = base(), np.random.default_rng(SEED), 0
    blocks, left = [], round(events * 1.003 / sepsis.height)
    while left > 0:
        copies = min(left, BLOCK if events > 20 * MILLION else left)
        frame = perturbed(sepsis, copies, made, rng)
        made += copies
        left -= copies
        blocks.append(frame.sort("timestamp", maintain_order=True))
    rows = 0
    with path.open("wb") as file:
        for rank, frame in enumerate(blocks):
            frame.write_csv(file, include_header=rank == 0, datetime_format="%Y-%m-%dT%H:%M:%S")
            rows += frame.height
    return rows


def perturbed(
    sepsis: pl.DataFrame, copies: int, made: int, rng: np.random.Generator
) -> pl.DataFrame:
    """Give copies of the log, each event possibly dropped, doubled, exchanged or delayed."""
    n, cases = sepsis.height, int(sepsis["case"].max())  # type: ignore[arg-type]
    case = np.tile(sepsis["case"].to_numpy().astype(np.int64), copies)
    case += np.repeat((np.arange(copies) + made) * cases, n)
    kinds, codes = np.unique(sepsis["activity"].to_numpy(), return_inverse=True)
    activity = np.tile(codes, copies)
    gap = np.tile(sepsis["gap"].to_numpy(), copies) * rng.lognormal(0, 0.3, n * copies)
    swap = np.flatnonzero(rng.random(n * copies - 1) < 0.03)
    swap = swap[(case[swap] == case[swap + 1]) & (np.diff(swap, prepend=-2) > 1)]
    activity[swap], activity[swap + 1] = activity[swap + 1], activity[swap].copy()
    times = 1 + (rng.random(n * copies) < 0.02) - (rng.random(n * copies) < 0.02)
    case, activity, gap = (np.repeat(a, times) for a in (case, activity, gap))
    start = rng.integers(0, 2 * 365 * 86400, (made + copies) * cases + 1)[case]
    first = np.concatenate([[True], case[1:] != case[:-1]])
    run = np.cumsum(np.rint(gap).astype(np.int64))
    origin = np.repeat(run[first], np.diff(np.append(np.flatnonzero(first), len(case))))
    seconds = 1_380_000_000 + start + run - origin
    words = pl.Series(kinds.tolist(), dtype=pl.String)
    return pl.DataFrame(
        {
            "case_id": pl.Series(case).cast(pl.String),
            "activity": words.gather(activity),
            "timestamp": pl.from_epoch(pl.Series(seconds), "s"),
        }
    )


def cpu(question: Callable[[], Any], repeats: int = REPEATS) -> tuple[float, Any]:
    """Give the median CPU seconds of a question, and its answer."""
    spent, answer = [], None
    for _ in range(repeats):
        began = time.process_time()
        answer = question()
        spent.append(time.process_time() - began)
    return sorted(spent)[repeats // 2], answer


def ours(path: Path, *, repeats: int, answers: Path | None) -> dict[str, float]:
    """Import a CSV and ask the three questions."""
    from pathways.importing.importer import import_log
    from pathways.importing.source import Ask
    from pathways.queries.follows import directly_follows, follows
    from pathways.queries.performance import performance
    from pathways.queries.steps import steps
    from pathways.queries.variants import variant_counts

    began, wall = time.process_time(), time.perf_counter()
    log, _ = import_log(path, Ask(public=True))
    taken = time.process_time() - began
    names = log.names.activities
    graph = directly_follows(steps(log))
    kinds = variant_counts(steps(log))
    timed = performance(steps(log))
    whole, wall = time.process_time() - began, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    if answers:
        answers.write_text(
            json.dumps(
                {
                    "dfg": {f"{names[a]}>{names[b]}": c for a, b, c in graph.iter_rows()},
                    "variants": {
                        ">".join(names[a] for a in row): count for row, count in kinds.iter_rows()
                    },
                    "performance": {
                        f"{names[r['from']]}>{names[r['to']]}": [
                            r[f"{s}_s"] for s in ("mean", "median", "max", "min", "sum", "sd")
                        ]
                        for r in timed.iter_rows(named=True)
                    },
                }
            )
        )
    return {
        "events": log.events,
        "cases": log.case_count(),
        "variants": kinds.height,
        "import_s": taken,
        "whole_s": whole,
        "wall_s": wall,
        "peak_gib": peak / GIB,
        "dfg_s": cpu(lambda: directly_follows(steps(log)), repeats)[0],
        "variants_s": cpu(lambda: variant_counts(steps(log)), repeats)[0],
        "performance_s": cpu(lambda: performance(steps(log)), repeats)[0],
        "map_s": cpu(lambda: follows(steps(log)), 1)[0],
    }


def theirs(path: Path, *, repeats: int, answers: Path | None) -> dict[str, float]:
    """Read the same CSV with pandas, format it for pm4py and ask it the same."""
    import pandas as pd

    with contextlib.redirect_stdout(io.StringIO()):
        import pm4py
    began = time.process_time()
    raw = pd.read_csv(path, dtype={"case_id": str, "activity": str}, keep_default_na=False)
    frame = pm4py.format_dataframe(
        raw, case_id="case_id", activity_key="activity", timestamp_key="timestamp"
    )
    taken = time.process_time() - began
    graph, *_ = pm4py.discover_dfg(frame)
    kinds = pm4py.get_variants(frame)
    timed, *_ = pm4py.discover_performance_dfg(frame)
    whole = time.process_time() - began
    if answers:
        answers.write_text(
            json.dumps(
                {
                    "dfg": {">".join(pair): int(count) for pair, count in graph.items()},
                    "variants": {">".join(row): int(count) for row, count in kinds.items()},
                    "performance": {
                        ">".join(pair): [
                            float(s[k]) for k in ("mean", "median", "max", "min", "sum", "stdev")
                        ]
                        for pair, s in timed.items()
                    },
                }
            )
        )
    return {
        "import_s": taken,
        "whole_s": whole,
        "dfg_s": cpu(lambda: pm4py.discover_dfg(frame), repeats)[0],
        "variants_s": cpu(lambda: pm4py.get_variants(frame), repeats)[0],
        "performance_s": cpu(lambda: pm4py.discover_performance_dfg(frame), repeats)[0],
    }


def same(one: Path, other: Path) -> None:
    """Refuse to publish speeds of different answers."""
    a, b = json.loads(one.read_text()), json.loads(other.read_text())
    if a["dfg"] != b["dfg"] or a["variants"] != b["variants"]:
        raise RuntimeError("not the same successions or variants as pm4py")
    if a["performance"].keys() != b["performance"].keys():
        raise RuntimeError("not the same timed successions as pm4py")
    for pair, figures in a["performance"].items():
        for mine, yours in zip(figures, b["performance"][pair], strict=True):
            # pm4py gives a spread of 0 or NaN to a single passage; ours is unknown.
            if mine is not None and abs(mine - yours) > 1e-9 * max(1.0, abs(yours)):
                raise RuntimeError(f"{pair}: {figures} is not {b['performance'][pair]}")


def apart(side: str, path: Path, *, repeats: int = REPEATS, answers: Path | None = None) -> Any:
    """Run one side in a process of its own, and give its figures."""
    words = [sys.executable, "-m", "benchmarks.pathways", "--child", side, "--csv", str(path),
             "--repeats", str(repeats)]  # fmt: skip
    words += ["--answers", str(answers)] if answers else []
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def compared(folder: Path) -> dict[str, float]:
    """Measure both sides on a million events."""
    path = folder / "million.csv"
    enlarged(MILLION, path)
    answers = (folder / "ours.json", folder / "theirs.json")
    mine = apart("ours", path, answers=answers[0])
    yours = apart("theirs", path, answers=answers[1])
    same(*answers)
    return {
        "dfg_ratio": yours["dfg_s"] / mine["dfg_s"],
        "variants_ratio": yours["variants_s"] / mine["variants_s"],
        "performance_ratio": yours["performance_s"] / mine["performance_s"],
        "import_s": mine["import_s"],
        "pm4py_import_s": yours["import_s"],
        "end_to_end_ratio": yours["whole_s"] / mine["whole_s"],
        "dfg_s": mine["dfg_s"],
        "variants_s": mine["variants_s"],
        "performance_s": mine["performance_s"],
        "map_with_patients_s": mine["map_s"],
        "events": mine["events"],
        "variants": mine["variants"],
    }


def larger(folder: Path, millions: int, name: str) -> dict[str, float]:
    """Import so many million events from CSV and ask the three questions."""
    path = folder / f"{name}.csv"
    enlarged(millions * MILLION, path)
    mine = apart("ours", path, repeats=1)
    path.unlink()
    return {
        f"{name}_s": mine["wall_s"],
        f"{name}_cpu_s": mine["whole_s"],
        f"{name}_gib": mine["peak_gib"],
        f"{name}_events": mine["events"],
    }


def main() -> None:
    """Measure and publish."""
    words = argparse.ArgumentParser()
    words.add_argument("--child", choices=["ours", "theirs"])
    words.add_argument("--csv", type=Path)
    words.add_argument("--answers", type=Path)
    words.add_argument("--repeats", type=int, default=REPEATS)
    words.add_argument("--hundred", action="store_true", help="100 million events too (recorded)")
    words.add_argument("--only-million", action="store_true")
    asked = words.parse_args()
    if asked.child:
        side = ours if asked.child == "ours" else theirs
        figures = side(asked.csv, repeats=asked.repeats, answers=asked.answers)
        print(json.dumps(figures))
        return
    if not SEPSIS.exists():
        raise SystemExit(f"{SEPSIS} is absent: the bench enlarges the Sepsis log")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = compared(folder)
        if not asked.only_million:
            figures |= larger(folder, 10, "ten_million")
        if asked.hundred:
            figures |= larger(folder, 100, "hundred_million")
    publish("pathways", figures)


if __name__ == "__main__":
    main()
