"""Conformance as an answer: JSON, table, picture, sentences."""

from __future__ import annotations

from typing import Any

import polars as pl

from pathways.answers.answer import Answer
from pathways.answers.asked import Asked
from pathways.conformance.against_model import ModelConformance
from pathways.conformance.against_rules import (
    FITNESS_MEANS,
    JUDGED_MEANS,
    Conformance,
    RuleResult,
)
from pathways.conformance.picture import draw_rules
from pathways.conformance.rules import Rule
from pathways.models.alignments import FITNESS_MEANS as ALIGNMENT_FITNESS_MEANS
from pathways.models.answer import effort
from pathways.models.typography import set_in_french
from pathways.pictures.bars import draw_bars
from pathways.pictures.numbers import cell, number, share

CERTAINTY_FR = {"published": "publiée", "uncertain": "incertaine", "assumed": "choix propre"}
RULE_HEADS = {
    "deviation": ("Écart", "text"),
    "violated": ("Dossiers", "count"),
    "met": ("Conformes", "count"),
    "pending": ("En attente", "count"),
    "lifted": ("Décès avant", "count"),
    "rate": ("Respect", "share"),
    "rate_by_date": ("Par date", "share"),
}
MODEL_HEADS = {
    "deviation": ("Écart", "text"),
    "cases": ("Dossiers", "count"),
    "times": ("Fois", "count"),
}
RULE_TYPES = {
    "id": pl.String, "kind": pl.String, "rule": pl.String, "deviation": pl.String,
    "concerned": pl.Int64, "met": pl.Int64, "violated": pl.Int64, "pending": pl.Int64,
    "lifted": pl.Int64, "rate": pl.Float64, "by_date": pl.Int64, "rate_by_date": pl.Float64,
    "median_delay_s": pl.Float64, "within_s": pl.Float64, "evaluable": pl.Boolean,
    "hidden": pl.Boolean,
    "source": pl.String, "certainty": pl.String,
}  # fmt: skip
BY_DATE_MEANS = (
    "taux par date : dossiers dont le délai était révolu à la fin des données, quoi qu'il soit "
    "advenu (choisis par la date, pas par l'issue)"
)


def rules_answer(asked: Asked, found: Conformance) -> Answer:
    """Give the conformance with rules as an answer."""
    rows = [_row(result) for result in found.results]
    reference = found.reference
    sure = CERTAINTY_FR[reference.certainty]
    lines = [
        _fitness_line(found),
        _judged_line(found),
        f"Définitions : {FITNESS_MEANS} ; {JUDGED_MEANS}.",
        f"Référence : {reference.source or 'sans source'} (certitude : {sure}).",
    ]
    lines += [reference.note] if reference.note else []
    if found.missing:
        lines.append(f"Activités de la référence absentes du journal : {', '.join(found.missing)}.")
    title = set_in_french([f"Conformité : {reference.title}"])[0]
    return Answer(
        kind="conformance",
        title=title,
        asked=asked,
        facts={
            "reference": {
                "name": reference.name,
                "title": reference.title,
                "kind": "rules",
                "source": reference.source,
                "certainty": reference.certainty,
                "note": reference.note,
            },
            "cases": found.cases,
            "conforming": found.conforming,
            "deviating": found.deviating,
            "waiting": found.waiting,
            "unconcerned": found.unconcerned,
            "fitness": found.fitness,
            "conforming_by_date": found.conforming_by_date,
            "deviating_by_date": found.deviating_by_date,
            "fitness_means": FITNESS_MEANS,
            "fitness_judged": found.fitness_judged,
            "fitness_judged_means": JUDGED_MEANS,
            "rate_by_date_means": BY_DATE_MEANS,
            "missing_activities": list(found.missing),
            "deviations": rows,
        },
        table=pl.DataFrame(rows, schema=RULE_TYPES),
        heads=RULE_HEADS,
        lines=set_in_french(lines),
        draw=lambda: draw_rules(
            found.results, title, set_in_french([*lines[:2], *lines[3:], *_under(asked)])
        ),
    )


def model_answer(asked: Asked, found: ModelConformance, name: str, end_words: str) -> Answer:
    """Give the conformance with a BPMN model as an answer."""
    rows = [
        {
            "kind": d.kind,
            "activity": d.activity,
            "cases": d.cases,
            "times": d.times,
            "deviation": d.words(found.judged),
        }
        for d in found.deviations
    ]
    judged = cell(found.judged, "count")
    fitness = "n. c." if found.fitness is None else number(found.fitness, 3)
    lines = [
        f"Adéquation {fitness} sur {judged} parcours terminés ; "
        f"{cell(found.fitting, 'count')} suivent le modèle exactement ; "
        f"{cell(found.open, 'count')} encore ouverts à la fin des données, hors du calcul.",
        f"Définition : {ALIGNMENT_FITNESS_MEANS}.",
        end_words,
    ]
    lines += [found.effort.words()] if found.effort.words() else []
    if found.unknown:
        lines.append(f"Tâches du modèle absentes du journal : {', '.join(found.unknown)}.")
    if found.foreign:
        lines.append(
            f"Activités du journal absentes du modèle : {', '.join(found.foreign)} ; chacune de "
            "leurs occurrences est un écart (un modèle découvert écarte les activités rares, "
            "--noise)."
        )
    if found.left_out:
        lines.append(f"{found.left_out} sorte(s) d'écart non montrée(s) : trop peu de patients.")
    title = f"Conformité au modèle {name}"
    types = {"kind": pl.String, "activity": pl.String, "cases": pl.Int64, "times": pl.Int64,
             "deviation": pl.String}  # fmt: skip
    return Answer(
        kind="conformance",
        title=title,
        asked=asked,
        facts={
            "reference": {"name": name, "title": name, "kind": "bpmn"},
            "cases": found.cases,
            "judged": found.judged,
            "open": found.open,
            "fitting": found.fitting,
            "fitness": found.fitness,
            "mean_fitness": found.mean_fitness,
            "fitness_means": ALIGNMENT_FITNESS_MEANS,
            "case_end": end_words,
            "missing_activities": list(found.unknown),
            "activities_not_in_model": list(found.foreign),
            "left_out": found.left_out,
            "effort": effort(found.effort),
            "deviations": rows,
        },
        table=pl.DataFrame(rows, schema=types),
        heads=MODEL_HEADS,
        lines=set_in_french(lines),
        draw=lambda: draw_bars(
            [(_short(d.kind, d.activity), float(d.cases), cell(d.cases, "count"))
             for d in found.deviations[:20]],
            title,
            set_in_french([*lines, *_under(asked)]),
        ),
    )  # fmt: skip


def _row(result: RuleResult) -> dict[str, Any]:
    rule: Rule = result.rule
    return {
        "id": rule.id,
        "kind": rule.kind,
        "rule": rule.words(),
        "deviation": result.words(),
        "concerned": result.concerned,
        "met": result.met,
        "violated": result.violated,
        "pending": result.pending,
        "lifted": result.lifted,
        "rate": result.rate,
        "by_date": result.by_date,
        "rate_by_date": result.rate_by_date,
        "median_delay_s": result.median_delay_s,
        "within_s": None if rule.within_us is None else rule.within_us / 1e6,
        "evaluable": result.evaluable,
        "hidden": result.hidden,
        "source": rule.source,
        "certainty": rule.certainty,
    }


def _fitness_line(found: Conformance) -> str:
    """Say the headline: the rate by date."""
    good, bad = found.conforming_by_date, found.deviating_by_date
    waiting = f" ; {cell(found.waiting, 'count')} en attente" if found.waiting != 0 else ""
    if (good, bad) == (0, 0):
        return f"Aucun parcours concerné dont tous les délais sont révolus{waiting}."
    rate = "n. c." if found.fitness is None else share(found.fitness)
    both = None if good is None or bad is None else good + bad
    return (
        f"Adéquation par date {rate} : {cell(good, 'count')} parcours sans écart sur "
        f"{cell(both, 'count')} aux délais révolus{waiting}."
    )


def _judged_line(found: Conformance) -> str:
    """Say the rate among all the pathways judged, chosen by what came of them."""
    good, bad = found.conforming, found.deviating
    if (good, bad) == (0, 0):
        return "Parmi tous les jugés : aucun."
    rate = "n. c." if found.fitness_judged is None else share(found.fitness_judged)
    both = None if good is None or bad is None else good + bad
    return (
        f"Parmi tous les jugés {rate} : {cell(good, 'count')} sans écart sur "
        f"{cell(both, 'count')} (choisis par l'issue)."
    )


def _short(kind: str, activity: str) -> str:
    return f"{'en trop' if kind == 'unexpected' else 'manque'} : {activity}"


def _under(asked: Asked) -> list[str]:
    kept = [f"Filtre : {words}." for words in asked.cohort.words()]
    return [*kept, asked.source_words(), asked.gate.words()]
