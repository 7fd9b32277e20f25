"""A miner already started: it imports pm4py once, then forks for each question.

The product starts a process for each question, of which two seconds are pm4py's imports. Here each
question still has a process of its own, killed at its limit, with the same order of sets
(PYTHONHASHSEED=0) and the same `main`: only the imports are shared.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys

from pathways.models import limited

PROGRAM = """
import contextlib, io, os, sys
from pathways.models import miner
sys._pm4py_welcome_shown = True
with contextlib.redirect_stdout(io.StringIO()):
    import pm4py
    from pm4py.algo.conformance.alignments.petri_net import algorithm as _
    from pm4py.algo.conformance.tokenreplay import algorithm as _
    from pm4py.algo.discovery.declare.variants import classic as _
    from pm4py.algo.discovery.heuristics.variants import classic as _
    from pm4py.algo.discovery.log_skeleton.variants import classic as _
    from pm4py.objects.conversion.heuristics_net import converter as _
for line in sys.stdin:
    asked, said = line.rstrip("\\n").split("\\t")
    child = os.fork()
    if not child:
        os.setsid()
        for number, path, how in ((0, asked, os.O_RDONLY), (1, said, os.O_WRONLY)):
            os.dup2(os.open(path, how), number)
        sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
        code = 1
        try:
            miner.main()
            code = 0
        finally:
            os._exit(code)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class WarmMiner:
    """Answers in the place of `pathways.models.limited._answered`."""

    def __init__(self, folder):
        self.asked, self.said = folder / "asked.json", folder / "said.jsonl"
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
            env={**os.environ, "PYTHONHASHSEED": "0",
                 "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )  # fmt: skip

    def answered(self, asked, limit_s):
        """Give what the miner wrote, whether its time ran out, and its exit code."""
        self.asked.write_bytes(asked.read())
        self.said.write_bytes(b"")
        self.process.stdin.write(f"{self.asked}\t{self.said}\n".encode())
        child = int(self.process.stdout.readline())
        over = not select.select([self.process.stdout], [], [], limit_s)[0]
        if over:
            os.kill(child, signal.SIGKILL)
        code = int(self.process.stdout.readline())
        return self.said.read_bytes(), over, code

    def stop(self):
        """End it: it stops when nothing more can be asked."""
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def put_in_place(patch, miner):
    """Have the product ask this miner."""
    patch.setattr(limited, "_answered", miner.answered)
