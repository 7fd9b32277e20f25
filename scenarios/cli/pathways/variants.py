"""`jumeau pathways variants`: the different pathways really followed."""

from __future__ import annotations

from typing import Annotated

import typer

from scenarios.cli.french import FrenchCommand
from scenarios.cli.pathways import _common as common


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("variants", cls=FrenchCommand)(variants)


def variants(
    log: common.Log,
    most: Annotated[
        int | None, typer.Option("--most", min=1, metavar="N", help="Les N plus fréquentes.")
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
    """Lister les variantes : les suites d'étapes différentes et leurs effectifs."""
    from pathways.answers.variants import variants_of

    common.check_picture(picture)
    common.check_written(log, csv=csv, picture=picture)
    asked = common.opened(
        log, where, period, site, public=public, threshold=threshold, override=override
    )
    common.deliver(variants_of(asked, most=most), as_json, csv, picture)
