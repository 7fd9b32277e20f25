"""`jumeau pathways rework`: what is done again."""

from __future__ import annotations

import typer

from scenarios.cli.french import FrenchCommand
from scenarios.cli.pathways import _common as common


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("rework", cls=FrenchCommand)(rework)


def rework(
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
    """Compter ce qui est refait : répétitions, retours, allers-retours."""
    from pathways.answers.rework import rework_of

    common.check_picture(picture)
    common.check_written(log, csv=csv, picture=picture)
    asked = common.opened(
        log, where, period, site, public=public, threshold=threshold, override=override
    )
    common.deliver(rework_of(asked), as_json, csv, picture)
