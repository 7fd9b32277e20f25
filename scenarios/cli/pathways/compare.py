"""`jumeau pathways compare`: two cohorts or periods side by side."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli.french import FrenchCommand
from scenarios.cli.pathways import _common as common
from twin.tables import JumeauError

if TYPE_CHECKING:
    from pathways.answers.asked import Asked

SPLIT = ("!=", "=")


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("compare", cls=FrenchCommand)(compare)


def compare(
    log: common.Log,
    first: Annotated[
        list[str] | None,
        typer.Option("--a", metavar="ATTRIBUT=VALEUR", help="Premier groupe (à répéter)."),
    ] = None,
    second: Annotated[
        list[str] | None,
        typer.Option("--b", metavar="ATTRIBUT=VALEUR", help="Second ; sinon le contraire de --a."),
    ] = None,
    period_a: Annotated[
        str | None, typer.Option("--period-a", metavar="J1..J2", help="Période du premier.")
    ] = None,
    period_b: Annotated[
        str | None, typer.Option("--period-b", metavar="J1..J2", help="Période du second.")
    ] = None,
    other: Annotated[
        Path | None,
        typer.Option("--with", metavar="JOURNAL", help="Second journal (observé, simulé)."),
    ] = None,
    where: common.Where = None,
    site: common.Site = None,
    public: common.Public = False,
    threshold: common.Threshold = common.DEFAULT_THRESHOLD,
    override: common.Override = "",
    as_json: common.Json = False,
    csv: common.Csv = None,
    picture: common.Picture = None,
) -> None:
    """Comparer deux cohortes, deux périodes ou deux journaux, sans affirmer à la légère."""
    from pathways.answers.compare import Groups
    from pathways.answers.compare import compare as answer

    common.check_picture(picture)
    common.check_written(log, other, csv=csv, picture=picture)
    if not (first or period_a or other):
        raise JumeauError(
            "jumeau pathways compare",
            "il manque les deux groupes.",
            "Donnez --a ATTRIBUT=VALEUR, deux périodes (--period-a, --period-b) ou --with JOURNAL.",
        )
    if bool(period_a) != bool(period_b):
        raise JumeauError(
            "--period-a, --period-b", "il manque une des deux.", "Donnez les deux périodes."
        )
    if not other and not second and not period_b:
        second = [_contrary(first or [])]
    whole = common.whole(log, public=public, override=override)
    from_b = common.whole(other, public=public, override=override) if other else whole
    # The disclosure rule is that of the whole log, which was opened as public or not.
    keep = partial(common.opened, threshold=threshold, override=override)
    both = list(where or [])
    one = keep(log, [*both, *(first or [])], period_a, site, log=whole)
    two = keep(other or log, [*both, *(second or [])], period_b, site, log=from_b)
    groups = Groups(
        one, two, (_name(one, log, "premier groupe", other), _name(two, other, "second groupe",
        other)), same_source=other is None,
    )  # fmt: skip
    common.deliver(answer(groups), as_json, csv, picture, about=(one, two))


def _contrary(first: list[str]) -> str:
    """Give the condition that all other pathways meet."""
    if len(first) == 1:
        for sign, contrary in (("!=", "="), ("<=", ">"), (">=", "<"), ("=", "!=")):
            attribute, found, value = first[0].partition(sign)
            if found and contrary in {"=", "!="}:
                return f"{attribute}{contrary}{value}"
            if found:
                break
    raise JumeauError(
        "--b",
        "le contraire du premier groupe n'est pas simple à dire.",
        "Donnez le second groupe par --b ATTRIBUT=VALEUR.",
    )


def _name(asked: Asked, path: Path | None, otherwise: str, other: Path | None) -> str:
    """Name a group by what it is."""
    if other is not None and path is not None:
        return path.stem
    words = asked.cohort.words()
    return words[-1].removeprefix("parcours ") if words else otherwise
