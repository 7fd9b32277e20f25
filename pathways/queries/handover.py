"""Who hands over to whom: the log seen by resource, site or commune instead of activity."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import polars as pl

from pathways.queries.steps import Steps, steps
from twin.contracts.events import EventLog

Actor = Literal["resource", "site", "zone"]
UNKNOWN = "(inconnu)"


def by_actor(log: EventLog, actor: Actor) -> Steps:
    """Give the steps of a log where what is done is replaced by who does it, or where.

    Events without an actor are kept, under the name `(inconnu)`: leaving them out would make
    two actors follow one another who did not.
    """
    names = {"resource": log.names.resources, "site": log.names.sites, "zone": log.names.zones}
    codes = log.frame[actor].cast(pl.UInt32).fill_null(len(names[actor])).to_numpy()
    # The codes of steps may be wider than those of activities: nothing below counts on 16 bits.
    return replace(steps(log), activity=codes, names=(*names[actor], UNKNOWN))
