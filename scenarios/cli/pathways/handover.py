"""`jumeau pathways handover`: who hands over to whom."""

from __future__ import annotations

from typing import Annotated, Literal, cast

import typer

from scenarios.cli.french import FrenchCommand
from scenarios.cli.pathways import _common as common
from scenarios.words import near
from twin.tables import JumeauError

ACTORS = {"resource": "resource", "ressource": "resource", "site": "site", "zone": "zone",
          "commune": "zone"}  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("handover", cls=FrenchCommand)(handover)


def handover(
    log: common.Log,
    by: Annotated[
        str | None, typer.Option("--by", metavar="QUI", help="resource, site ou zone.")
    ] = None,
    paths: Annotated[
        float, typer.Option("--paths", metavar="%", help="Part des passages gardée.")
    ] = 100.0,
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
    """Montrer qui passe la main à qui : services, sites ou communes."""
    from pathways.answers.handover import handover as answer
    from pathways.answers.shares import checked_share

    common.check_picture(picture)
    common.check_written(log, csv=csv, picture=picture)
    part = checked_share("--paths", paths)
    if by is not None and by not in ACTORS:
        raise JumeauError(
            f"--by {by}",
            "ce n'est ni une ressource, ni un site, ni une commune.",
            f"{near(by, list(ACTORS))}Choix : resource, site, zone.",
        )
    actor = cast('Literal["resource", "site", "zone"] | None', ACTORS[by] if by else None)
    asked = common.opened(
        log, where, period, site, public=public, threshold=threshold, override=override
    )
    common.deliver(answer(asked, by=actor, paths=part), as_json, csv, picture)
