"""`jumeau pathways map`: activities and successions, how often and how long."""

from __future__ import annotations

from typing import Annotated

import typer

from scenarios.cli.french import FrenchCommand
from scenarios.cli.pathways import _common as common


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("map", cls=FrenchCommand)(process_map)


def process_map(
    log: common.Log,
    activities: Annotated[
        float, typer.Option("--activities", metavar="%", help="Part des événements gardée.")
    ] = 100.0,
    paths: Annotated[
        float | None,
        typer.Option(
            "--paths", metavar="%", help="Part des passages gardée (image : 80 % par défaut)."
        ),
    ] = None,
    where: common.Where = None,
    period: common.Period = None,
    site: common.Site = None,
    public: common.Public = False,
    threshold: common.Threshold = common.DEFAULT_THRESHOLD,
    override: common.Override = "",
    as_json: common.Json = False,
    csv: common.Csv = None,
    picture: common.Picture = None,
) -> None:
    """Montrer la carte des parcours : activités, passages, durées."""
    from pathways.answers.map import process_map as answer
    from pathways.answers.shares import checked_share

    common.check_picture(picture)
    common.check_written(log, csv=csv, picture=picture)
    part = checked_share("--activities", activities)
    arcs = None if paths is None else checked_share("--paths", paths)
    asked = common.opened(
        log, where, period, site, public=public, threshold=threshold, override=override
    )
    common.deliver(answer(asked, activities=part, paths=arcs), as_json, csv, picture)
