"""Run the miner in a process of its own, killed when its time is over."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
import time
from typing import IO, Any

from pathways.models.effort import Effort
from pathways.models.variants import Variants
from twin.child import python, same_modules
from twin.tables import JumeauError

Answer = dict[str, Any]
ATTEMPTS = ((1.0, 0.6), (1 / 8, 0.25), (1 / 64, 0.15))
"""Share of the variants looked at, and share of the time given to it: all of them first, then
fewer and fewer of the most frequent ones."""


def ask(request: Answer, limit_s: float) -> tuple[list[Answer], bool]:
    """Give the lines that the miner answered, and whether it came to its end.

    Parameters
    ----------
    request
        Plain values (see `pathways.models.miner`).
    limit_s
        Seconds after which it is killed; what it had said by then is kept.

    Raises
    ------
    JumeauError
        The miner refused, in its own words, or died.
    """
    if limit_s <= 0:
        return [], False
    with tempfile.TemporaryFile() as asked:
        asked.write(json.dumps(request).encode())
        asked.seek(0)
        said, over, code = _answered(asked, limit_s)
    lines = [json.loads(line) for line in said.split(b"\n")[:-1]]
    if lines and "refused" in lines[-1]:
        raise JumeauError(
            "modèle",
            lines[-1]["refused"],
            "simplifiez le modèle (--noise plus grand) ou réduisez le journal (--where, --period)",
        )
    ended = bool(lines) and lines[-1].get("end") is True
    if not ended and not over:
        raise JumeauError(
            "modèle",
            f"le calcul s'est arrêté sans réponse (code {code})",
            "réduisez le journal (--where, --period) ou libérez de la mémoire",
        )
    return (lines[:-1] if ended else lines), ended


def _answered(asked: IO[bytes], limit_s: float) -> tuple[bytes, bool, int]:
    """Give what the miner wrote, whether its time ran out, and its exit code."""
    process = subprocess.Popen(
        python("pathways.models.miner"),
        stdin=asked,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        # The order of Python's sets decides between equal choices of pm4py.
        env=same_modules(PYTHONHASHSEED="0"),
    )
    try:
        said, _ = process.communicate(timeout=limit_s)
        over = False
    except subprocess.TimeoutExpired:
        _kill(process)
        said, _ = process.communicate()
        over = True
    except BaseException:
        _kill(process)
        process.communicate()
        raise
    return said, over, int(process.returncode)


def _kill(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        process.kill()


def whole_or_part(request: Answer, variants: Variants, limit_s: float) -> tuple[Answer, Effort]:
    """Ask about all the variants, or about fewer where the time does not allow it.

    Raises
    ------
    JumeauError
        Nothing was finished in time.
    """
    end = time.monotonic() + limit_s
    total = len(variants.sequences)
    used = total
    for share, part in ATTEMPTS:
        used = max(1, min(used, round(total * share)))
        allowed = min(limit_s * part, end - time.monotonic())
        if share == ATTEMPTS[-1][0]:
            allowed = end - time.monotonic()
        lines, ended = ask({**request, **spoken(variants, used)}, allowed)
        if ended:
            cases = variants.cases_of_first(used)
            return lines[0], Effort(limit_s, used, total, cases, variants.cases)
    raise too_slow(limit_s, used)


def too_slow(limit_s: float, used: int) -> JumeauError:
    """Give the error of a computation that finished nothing."""
    seconds = f"{limit_s:g}".replace(".", ",")
    return JumeauError(
        "--timeout",
        f"pas fini en {seconds} s, même sur {used} variant(s) : rien à montrer",
        "augmentez --timeout, ou réduisez le journal (--where, --period)",
        exit_code=1,
    )


def spoken(variants: Variants, used: int) -> Answer:
    """Give the most frequent variants as plain values."""
    return {
        "names": list(variants.names),
        "variants": [list(s) for s in variants.sequences[:used]],
        "counts": list(variants.counts[:used]),
    }
