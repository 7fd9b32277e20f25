"""The answer of a question on risk: predictable or not, with the figures, past the gate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from pathways.answers.answer import SCREEN_ROWS, Answer
from pathways.answers.asked import Asked
from pathways.breaks.sentences import CAUTION, spaced
from pathways.pictures.numbers import HIDDEN, cell, number, share
from pathways.risk.card import INTENDED, NOT_FOR, bounds, card_of, markdown
from pathways.risk.facts import facts_of
from pathways.risk.picture import draw_risk
from pathways.risk.protected import guard
from pathways.risk.saved import save
from pathways.risk.splitting import TEST
from pathways.risk.study import Study
from pathways.risk.target import Target
from twin.contracts.sealed import as_json, put
from twin.tables import JumeauError

EPOCH = datetime(1970, 1, 1)
NOT_PREDICTABLE = "Non prévisible avec ces données"
TABLE = pl.Schema(
    {
        "section": pl.String, "group": pl.String, "anchors": pl.Int64, "patients": pl.Int64,
        "events": pl.Int64, "share": pl.Float64, "brier": pl.Float64, "brier_low": pl.Float64,
        "brier_high": pl.Float64, "in_the_large": pl.Float64, "in_the_large_low": pl.Float64,
        "in_the_large_high": pl.Float64, "hidden": pl.Boolean,
    }
)  # fmt: skip
HEADS = {
    "group": ("Groupe", "text"),
    "anchors": ("Ancres", "count"),
    "patients": ("Patients", "count"),
    "events": ("Avec l'issue", "count"),
    "share": ("Part", "share"),
    "brier": ("Brier", "interval"),
    "in_the_large": ("Prévu moins observé", "interval"),
}
SCORES = pl.Schema(
    {"patient": pl.String, "case": pl.String, "anchor": pl.String, "part": pl.String,
     "risk": pl.Float64, "reasons": pl.String}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RiskAnswer(Answer):
    """An answer whose scores carry their interval; a part that has none shows a dash."""

    def screen_rows(self, most: int = SCREEN_ROWS) -> tuple[list[str], list[list[str]]]:
        """Give headings and rows in French."""
        rows = []
        for row in self.table.head(most).iter_rows(named=True):
            line = []
            for name, (_, unit) in self.heads.items():
                if unit != "interval":
                    line.append(cell(row[name], unit))
                elif row["section"] == "part":
                    line.append("–")
                else:
                    ends = {"value": row[name], "low": row[f"{name}_low"],
                            "high": row[f"{name}_high"]}  # fmt: skip
                    line.append(spaced(bounds(ends)))
            rows.append(line)
        return [head for head, _ in self.heads.values()], rows


def risk_answer(
    asked: Asked, found: Study, *, wanted_list: bool = False, right: str = ""
) -> RiskAnswer:
    """Give the answer for a study, hidden figures left out.

    Parameters
    ----------
    asked
        Log and gate.
    found
        The study.
    wanted_list
        Give the score of each test and recent anchor: individual data.
    right
        Why individual data may be seen, in the words of who asks; needed unless the log is public.

    Raises
    ------
    JumeauError
        The list is asked without a reason.
    """
    if wanted_list and not asked.gate.public and not right.strip():
        raise JumeauError(
            "--list",
            "les risques patient par patient sont des données individuelles.",
            'Donnez le motif qui vous y autorise : --individual-data "MOTIF".',
        )
    guarded = guard(found, asked.gate) if found.split is not None else None
    facts = facts_of(found, guarded, public=asked.gate.public)
    facts |= {
        "verdict": verdict(facts),
        "intended_use": spaced(INTENDED),
        "not_for": spaced(NOT_FOR),
        "caution": "" if isinstance(found.rule, Target) else CAUTION,
    }
    if wanted_list:
        facts |= {
            "individual_data": right.strip() or "journal public",
            "scores": _scores(asked, found).to_dicts(),
        }
    title = f"Risque : {facts['target']['title']}"
    lines = _lines(facts)
    return RiskAnswer(
        kind="risk",
        title=title,
        asked=asked,
        facts=facts,
        table=pl.DataFrame(_rows(facts), schema=TABLE),
        heads=HEADS,
        lines=lines,
        draw=lambda: draw_risk(facts, title, [asked.source_words(), asked.gate.words()]),
    )


def write_out(folder: Path, answer: RiskAnswer, found: Study) -> RiskAnswer:
    """Write the card, and the model and the scores where there are some; give the answer again.

    Only a model that foresees is written: another one is shown to nobody.
    """
    facts = dict(answer.facts)
    if found.model is not None:
        facts["model"] = {**facts["model"], "sha256": save(folder, found.model)}
    answer = replace(answer, facts=facts)
    card = card_of(answer.json())
    put(folder / "card.json", as_json(card))
    put(folder / "card.md", markdown(card).encode())
    if facts.get("scores"):
        listed = replace(answer, table=pl.DataFrame(facts["scores"], schema=SCORES))
        put(folder / "scores.csv", listed.csv().encode())
    return answer


def verdict(facts: Mapping[str, Any]) -> str:
    """Say in French whether the outcome can be foreseen, with the figures."""
    if facts["state"] == "not_evaluable":
        return spaced(f"Non évaluable avec ce journal : il manque {' ; '.join(facts['missing'])}.")
    if facts["state"] == "too_few":
        return spaced(f"{NOT_PREDICTABLE} : {' ; '.join(facts['why'])}.")
    told = facts["performance"]
    # The constant that the model beats by least: the one that decides.
    shown = [a for a in facts["against"] if not a["hidden"]]
    hardest = min(shown, key=lambda a: a["gain"]["low"], default=None)
    if told["hidden"] or hardest is None:
        figures = f"chiffres du test {HIDDEN}"
    else:
        figures = (
            f"score de Brier hors période {number(told['brier'], 4)}, contre"
            f" {number(hardest['brier'], 4)} pour un risque constant de {share(hardest['rate'])}"
            f" ({hardest['words']}), gain {bounds(hardest['gain'], 4)}, AUC"
            f" {number(told['auc'], 2)}"
        )
    if facts["predictable"]:
        return spaced(f"Prévisible avec ces données : {figures}.")
    beaten = "" if any(not a["beaten"] for a in shown) else (
        " ; une constante non communicable n'est pas battue"
    )  # fmt: skip
    return spaced(
        f"{NOT_PREDICTABLE} : {figures}{beaten}. Aucun risque individuel ni aucune raison n'est"
        " montré."
    )


def _lines(facts: Mapping[str, Any]) -> list[str]:
    target = facts["target"]
    lines = [target["question"], target["window_words"], facts["verdict"], *facts["notes"]]
    if facts["split"]:
        lines += [
            f"Écartées, {x['reason']} : {cell(x['anchors'], 'count')} ancres."
            for x in facts["split"]["left"]
        ]
    if facts["reasons"]:
        said = " ; ".join(f"{r['words']} ({r['direction']})" for r in facts["reasons"][:5])
        lines.append(f"Ce qui compte le plus : {said}.")
    moved = [d["words"] for d in facts["drift"] if d["state"] == "drift"]
    if moved:
        lines.append(f"Dérive entre apprentissage et test : {', '.join(moved)}.")
    return [spaced(text) for text in (*lines, facts["intended_use"], facts["caution"]) if text]


def _rows(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = []
    empty = dict.fromkeys(TABLE.names())
    told = facts["performance"]
    for p in facts["split"]["parts"] if facts["split"] else ():
        row = empty | {"section": "part", "group": p["words"].capitalize()}
        rows.append(row | {k: p[k] for k in ("anchors", "patients", "events", "share", "hidden")})
        if p["part"] == TEST and told is not None:
            rows[-1]["section"] = TEST
            rows[-1] |= _spread("brier", told["brier_interval"])
            rows[-1] |= _spread("in_the_large", told["in_the_large"])
    for g in facts["subgroups"]:
        row = empty | {"section": g["dimension"], "group": f"{g['dimension_words']} : {g['label']}"}
        row |= {k: g[k] for k in ("anchors", "patients", "events", "hidden")}
        if g["events"] is not None and g["anchors"]:
            row["share"] = round(g["events"] / g["anchors"], 6)
        rows.append(row | _spread("brier", g["brier"]) | _spread("in_the_large", g["in_the_large"]))
    return rows


def _spread(name: str, one: Mapping[str, float | None]) -> dict[str, float | None]:
    return {name: one["value"], f"{name}_low": one["low"], f"{name}_high": one["high"]}


def _scores(asked: Asked, found: Study) -> pl.DataFrame:
    """Give the risk of each test anchor, and of those whose window is not over."""
    if found.model is None or found.split is None:
        return pl.DataFrame(schema=SCORES)
    log = asked.log
    groups = (("test", found.split.parts[TEST]), ("recent", found.split.recent))
    scored = pl.concat(
        found.model.scores(log, rows).with_columns(part=pl.lit(part))
        for part, rows in groups
        if rows.height
    ).sort("time", "row")
    names = dict(log.patients.select("patient", "name").iter_rows())
    cases = dict(log.cases.select("case", "name").iter_rows())
    lines = [
        {
            "patient": names.get(row["patient"], ""),
            "case": cases.get(row["case"], ""),
            "anchor": (EPOCH + timedelta(microseconds=row["time"])).isoformat(),
            "part": row["part"],
            "risk": round(row["risk"], 4),
            "reasons": spaced(row["reasons"]),
        }
        for row in scored.iter_rows(named=True)
    ]
    return pl.DataFrame(lines, schema=SCORES)
