"""`jumeau pathways performance`: how long each step takes, with its spread."""

from __future__ import annotations

import typer

from scenarios.cli.french import FrenchCommand
from scenarios.cli.pathways import _common as common


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("performance", cls=FrenchCommand)(performance)


def performance(
    log: common.Log,
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
    """Mesurer les durées entre les étapes, des activités et des parcours entiers."""
    from pathways.answers.performance import performance_of

    common.check_picture(picture)
    common.check_written(log, csv=csv, picture=picture)
    asked = common.opened(
        log, where, period, site, public=public, threshold=threshold, override=override
    )
    common.deliver(performance_of(asked), as_json, csv, picture)
