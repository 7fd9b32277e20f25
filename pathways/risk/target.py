"""What a risk model is asked to foresee: a care-break rule, or an outcome written the same way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import polars as pl
from pydantic import Field

from pathways.breaks import rule_files
from pathways.breaks.evaluate import Breaks, evaluate
from pathways.breaks.rule import Part, Rule, Selector
from pathways.breaks.selecting import Selecting
from twin.contracts.events import EventLog
from twin.tables import JumeauError, refuse

FOLDER = Path(__file__).parent / "targets"


class AtRisk(Part):
    """What takes a patient out of the risk: later anchors of the same case do not count."""

    label: str = Field(min_length=1, description="Motif en français.")
    until: tuple[Selector, ...] = Field(min_length=1, description="L'un de ces événements.")


class Target(Rule):
    """An outcome to foresee, in the format of a rule, and perhaps who is still at risk of it.

    The outcome is the status `broken`: the absence of a wanted event, or an unwanted event.
    """

    at_risk: AtRisk | None = None


def target_names() -> tuple[str, ...]:
    """Give the names of the outcomes that come with Jumeau, in alphabetical order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def find_target(name: str) -> Target:
    """Give what a model foresees, by its name or by the path of its file.

    Parameters
    ----------
    name
        A target of `risk/targets`, or a TOML file.

    Raises
    ------
    JumeauError
        No such target, or a file with faults (all of them are said).
    """
    if name.endswith(".toml"):
        return read_target(Path(name))
    if name not in target_names():
        near = get_close_matches(name, target_names(), 1)
        hint = f"Vouliez-vous dire {near[0]} ? " if near else ""
        raise JumeauError(
            f"cible {name}",
            "cible inconnue.",
            f"{hint}Cibles livrées : {', '.join(target_names())} ; ou donnez un fichier .toml.",
        )
    return read_target(FOLDER / f"{name}.toml")


def read_target(path: Path) -> Target:
    """Read a target file; every fault is given, not the first only."""
    target: Target = rule_files._valid(Target, rule_files._table(path), path)
    faults = rule_files._unknown_words(target, path)
    if target.name != path.stem:
        faults.append(
            JumeauError(f"{path}, name", f"« {target.name} » n'est pas le nom du fichier.",
                        f"Écrivez name = \"{path.stem}\", ou renommez le fichier.")
        )  # fmt: skip
    refuse(faults)
    return target


def judged(log: EventLog, rule: Rule, until: date | None = None) -> Breaks:
    """Judge a target on a log: a rule, without the anchors of patients no longer at risk.

    An anchor is out of the risk if one of the events of `at_risk` came before it in the same
    case; nothing after the anchor is read for that.
    """
    found = evaluate(log, rule, until)
    at_risk = getattr(rule, "at_risk", None)
    if at_risk is None or not found.rows.height:
        return found
    rows = Selecting(log, rule.words).rows(at_risk.until)
    over = (
        log.frame.select("case", "start")[rows]
        .with_columns(event=pl.Series(rows, dtype=pl.Int64))
        .group_by("case")
        .agg(over_at=pl.col("start").min(), over_row=pl.col("event").min())
    )
    known = found.rows.join(over, on="case", how="left", maintain_order="left")
    out = (pl.col("over_row") < pl.col("row")) | (pl.col("over_at") < pl.col("instant"))
    gone = known.filter(out.fill_null(False))
    kept = known.filter(~out.fill_null(False)).drop("over_at", "over_row")
    reason = {
        "reason": [at_risk.label],
        "anchors": [gone.height],
        "patients": [gone["patient"].n_unique()],
    }
    left = pl.concat([found.left_out, pl.DataFrame(reason, schema=found.left_out.schema)])
    return replace(found, rows=kept, left_out=left if gone.height else found.left_out)
