"""`jumeau pathways breaks`: where care breaks, by rule, with its denominators."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scenarios.cli.french import FrenchCommand
from scenarios.cli.pathways import _common as common


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("breaks", cls=FrenchCommand)(breaks)


def breaks(
    log: common.Log,
    rule: Annotated[
        list[str] | None,
        typer.Option("--rule", metavar="NOM|FICHIER",
                     help="Règle à juger (à répéter) ; toutes celles de Jumeau par défaut."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="PAR", help="site, age, sex, zone ou un attribut du journal."),
    ] = None,
    words: Annotated[
        Path | None,
        typer.Option("--words", metavar="FICHIER",
                     help="Mots du journal pour ceux des règles (TOML)."),
    ] = None,
    until: common.Until = None,
    generic: Annotated[
        bool,
        typer.Option("--generic", help="Ajouter les détecteurs : écarts, boucles, perdus de vue."),
    ] = False,
    listed: Annotated[
        bool, typer.Option("--list", help="Donner la liste des ruptures, patient par patient.")
    ] = False,
    right: common.Right = "",
    public: common.Public = False,
    threshold: common.Threshold = common.DEFAULT_THRESHOLD,
    override: common.Override = "",
    json: common.Json = False,
    csv: common.Csv = None,
    picture: common.Picture = None,
) -> None:  # fmt: skip
    """Juge des règles de rupture : suivi fait, rupture, observation interrompue, concurrent."""
    common.check_picture(picture)
    common.check_written(log, words, csv=csv, picture=picture)
    last = common.last_day(until)
    from pathways.breaks.answer import breaks_answer
    from pathways.breaks.evaluate import evaluate
    from pathways.breaks.rule_files import find_rule, read_words, rule_names, with_words

    rules = [find_rule(name) for name in dict.fromkeys(rule or rule_names())]
    if words is not None:
        own = read_words(words)
        rules = [with_words(one, own) for one in rules]
    asked = common.opened(log, public=public, threshold=threshold, override=override)
    if listed:
        common.check_right(asked, right, "la liste des ruptures montre des données individuelles.")
    if listed:
        common.leave([asked], f"breaks, liste individuelle : {right.strip()}")
    found = [evaluate(asked.log, one, last) for one in rules]
    answer = breaks_answer(asked, found, by, right=right, wanted_list=listed,
                           generic=generic, until=last)  # fmt: skip
    common.deliver(answer, json, csv, picture)
    if listed and not json:
        from scenarios.cli import screen

        for line in answer.facts["broken"]:
            told = " ; ".join(str(v) for v in line.values() if v is not None)
            screen.out().print(common.printable(told), markup=False)
