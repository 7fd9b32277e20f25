"""`jumeau pathways bottlenecks`: where the time is lost."""

from __future__ import annotations

from typing import Annotated

import typer

from scenarios.cli.french import FrenchCommand
from scenarios.cli.pathways import _common as common


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("bottlenecks", cls=FrenchCommand)(bottlenecks)


def bottlenecks(
    log: common.Log,
    reference: Annotated[
        float | None,
        typer.Option(
            "--reference", metavar="%", help="Quantile sans perte de temps (25 par défaut)."
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
    """Classer les étapes par leur part du temps perdu."""
    from pathways.answers.bottlenecks import bottlenecks as answer
    from pathways.answers.shares import checked_share
    from pathways.queries.excess import REFERENCE

    common.check_picture(picture)
    common.check_written(log, csv=csv, picture=picture)
    part = REFERENCE.number if reference is None else checked_share("--reference", reference)
    asked = common.opened(
        log, where, period, site, public=public, threshold=threshold, override=override
    )
    common.deliver(answer(asked, reference=part), as_json, csv, picture)
