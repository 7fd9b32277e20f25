"""Processes started together compile once: the others read what the first has kept."""

import os
import subprocess
import sys

PROGRAM = """
import sys, time
from pathlib import Path
from twin.compiled import compilers

entry, inner, inline = compilers(Path(sys.argv[1]))

@inner
def part(i, x):
    return i * x

@entry
def {name}(x):
    total = 0.0
    for i in range(int(x)):
        total += part(i, x)
    return total

print("ready", flush=True)
sys.stdin.readline()
assert {name}(3.0) == 9.0
print(sum({name}.stats.cache_hits.values()), sum({name}.stats.cache_misses.values()), flush=True)
"""


def started(tmp_path, count):
    """Give processes that wait at the door with everything imported and nothing compiled."""
    (tmp_path / "sources").mkdir()
    program = tmp_path / "program.py"
    program.write_text(PROGRAM.format(name="counted"))
    here = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    here.pop("NUMBA_CACHE_DIR", None)
    told = [sys.executable, str(program), str(tmp_path / "sources")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "env": here}
    return [subprocess.Popen(told, **pipes) for _ in range(count)]


def test_only_one_of_three_compiles(tmp_path):
    processes = started(tmp_path, 3)
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [tuple(map(int, p.communicate(timeout=120)[0].split())) for p in processes]
    assert sorted(told) == [(0, 1), (1, 0), (1, 0)]
