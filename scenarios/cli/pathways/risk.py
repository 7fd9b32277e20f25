"""`jumeau pathways risk`: can a break be foreseen, and if so for whom it is likely."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scenarios.cli.french import FrenchCommand
from scenarios.cli.pathways import _common as common
from twin.tables import JumeauError


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("risk", cls=FrenchCommand)(risk)


def risk(
    log: common.Log,
    rule: Annotated[
        str | None,
        typer.Option("--rule", metavar="NOM|FICHIER", help="Règle de rupture à prévoir."),
    ] = None,
    target: Annotated[
        str | None,
        typer.Option("--target", metavar="NOM|FICHIER",
                     help="Autre devenir à prévoir, écrit comme une règle."),
    ] = None,
    words: Annotated[
        Path | None,
        typer.Option("--words", metavar="FICHIER",
                     help="Mots du journal pour ceux de la règle (TOML)."),
    ] = None,
    until: common.Until = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DOSSIER",
                     help="Écrire la carte du modèle, et le modèle s'il prévoit."),
    ] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="Donner le risque de chaque ancre du test et récente.")
    ] = False,
    right: common.Right = "",
    public: common.Public = False,
    threshold: common.Threshold = common.DEFAULT_THRESHOLD,
    override: common.Override = "",
    json: common.Json = False,
    csv: common.Csv = None,
    picture: common.Picture = None,
) -> None:  # fmt: skip
    """Dit si une rupture est prévisible avec ce journal ; sinon, le dit avec les chiffres."""
    common.check_picture(picture)
    common.check_written(log, words, csv=csv, picture=picture, out=out)
    last = common.last_day(until)
    if (rule is None) == (target is None):
        raise JumeauError(
            "--rule, --target",
            "une règle ou une cible est attendue, et une seule.",
            "Écrivez --rule NOM ou --target NOM (voyez : jumeau pathways rules list).",
        )
    from pathways.breaks.rule_files import find_rule, read_words, with_words
    from pathways.risk.answer import risk_answer, write_out
    from pathways.risk.study import study
    from pathways.risk.target import find_target

    wanted = find_target(target) if target is not None else find_rule(rule or "")
    if words is not None:
        wanted = with_words(wanted, read_words(words))
    # No cohort here: keeping pathways for what they hold later would tell the future.
    asked = common.opened(log, public=public, threshold=threshold, override=override)
    if listed:
        common.check_right(
            asked, right, "les risques patient par patient sont des données individuelles."
        )
    found = study(asked.log, wanted, last)
    answer = risk_answer(asked, found, wanted_list=listed, right=right)
    if listed:
        common.leave([asked], f"risk --list ({right.strip() or 'journal public'})")
    if out is not None:
        common.leave([asked], "risk --out")
        answer = write_out(out, answer, found)
    common.deliver(answer, json, csv, picture)
    if json:
        return
    from scenarios.cli import screen

    for line in answer.facts.get("scores", ()):
        told = " ; ".join(common.printable(str(v)) for v in line.values())
        screen.out().print(told, markup=False)
    if out is not None:
        screen.err().print(f"Carte du modèle : {out / 'card.md'}", markup=False)
