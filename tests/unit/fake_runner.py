"""A runner without an engine: figures come from a function of the scenario and the replication."""

from __future__ import annotations

import hashlib
import json

from tests.stored_runs import folder, seal_with


def runner_of(root, height, asked=None):
    """Give a runner of studies.

    Parameters
    ----------
    height
        Gives {(indicator, facility): value} of a scenario, for a replication and a draw.
    asked
        A list that receives the names of the scenarios run, in order.
    """
    held = set()

    def runner(scenarios, replications):
        found = []
        for scenario in scenarios:
            for one in (scenario.baseline("T"), scenario):
                plain = {**one.plain(), "replications": 0}
                digest = hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()
                place = folder(root, one, digest=digest)
                new = {
                    (draw, r): height(one, r, draw)
                    for draw in range(one.draws + 1)
                    for r in range(1, replications + 1)
                    if (digest, draw, r) not in held
                }
                held.update((digest, *key) for key in new)
                if asked is not None:
                    asked.append(one.name)
                found.append(seal_with(place, new))
        return tuple(found)

    return runner
