"""Discovered models as answers: JSON, table, picture, sentences."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl

from pathways.answers.answer import Answer
from pathways.answers.asked import Asked
from pathways.models.alignments import FITNESS_MEANS, Alignments
from pathways.models.declared import DeclareModel
from pathways.models.effort import Effort
from pathways.models.nets import NetModel
from pathways.models.picture import draw_diagram
from pathways.models.precision import PRECISION_MEANS, Precision
from pathways.models.skeleton import RELATIONS, Skeleton
from pathways.models.temporal import TemporalProfile
from pathways.models.typography import set_in_french
from pathways.models.variants import Variants
from pathways.pictures.bars import draw_bars
from pathways.pictures.numbers import duration, number, share
from twin.disclosure import Gate

RELATIONS_FR = {
    "equivalence": "‹{a}› présent : ‹{b}› a lieu autant de fois",
    "always_after": "chaque ‹{a}› est suivi, plus tard, de ‹{b}›",
    "always_before": "chaque ‹{a}› est précédé, plus tôt, de ‹{b}›",
    "never_together": "‹{a}› présent : ‹{b}› n'a pas lieu",
    "directly_follows": "chaque ‹{a}› est suivi aussitôt de ‹{b}›",
}
SKELETON_TYPES: dict[str, Any] = {
    "relation": pl.String, "first": pl.String, "second": pl.String, "words": pl.String,
    "cases": pl.Int64, "held": pl.Int64, "share": pl.Float64, "hidden": pl.Boolean,
}  # fmt: skip
FAMILIES_FR = {
    "equivalence": "a lieu autant de fois",
    "always_after": "suivi, plus tard",
    "always_before": "précédé, plus tôt",
    "never_together": "n'a pas lieu",
    "directly_follows": "suivi aussitôt",
}


def net_answer(
    asked: Asked,
    variants: Variants,
    model: NetModel,
    fit: Alignments | None = None,
    precise: Precision | None = None,
) -> Answer:
    """Give a net or a diagram as an answer, with its measures where they were asked."""
    title = {"inductive": "Modèle inductif", "heuristics": "Modèle heuristique"}[model.kind]
    seen = _pairs_shown(variants, asked.gate)
    arcs = [
        {
            "from": d.source,
            "to": d.target,
            "dependency": round(d.dependency, 2) if (d.source, d.target) in seen else None,
            "count": d.count if asked.gate.public else None,
            "hidden": not asked.gate.public,
        }
        for d in model.dependencies
    ]
    nodes = [{"id": n.id, "kind": n.kind, "name": n.name} for n in _nodes(model)]
    flows = [] if model.diagram is None else [
        {"from": f.source, "to": f.target} for f in model.diagram.flows
    ]  # fmt: skip
    activities = sorted(model.net.labels)
    dropped = _dropped(variants, model)
    lines = [f"{len(activities)} activités, bruit écarté {number(model.noise, 2)}."]
    if dropped:
        why = (
            "filtre du bruit, --noise 0 les garde"
            if model.kind == "inductive"
            else "filtre des dépendances, --noise"
        )
        why = why if model.effort.finished else f"{why}, ou variantes non examinées"
        lines.append(
            f"Écartées du modèle ({why}) : {', '.join(dropped)}. Face à ce modèle, "
            "`conformance` les compte en écarts."
        )
    lines += _said(model.effort, variants)
    facts: dict[str, Any] = {
        "kind": model.kind,
        "noise": model.noise,
        "activities": activities,
        "tree": model.tree,
        "nodes": nodes,
        "flows": flows,
        "dependencies": arcs,
        "left_out_by_noise": dropped,
        "left_out": list(variants.left_out) if asked.gate.public else len(variants.left_out),
        "effort": effort(model.effort),
    }
    if fit is not None:
        shown = _fitness(fit, variants, asked.gate)
        facts["fitness"] = {**shown, "means": FITNESS_MEANS, "effort": effort(fit.effort)}
        value = "n. c." if shown["value"] is None else number(shown["value"], 3)
        lines += [f"Adéquation {value} ({FITNESS_MEANS}).", *_said(fit.effort)]
    if precise is not None:
        facts["precision"] = {
            "value": precise.value,
            "means": PRECISION_MEANS,
            "effort": effort(precise.effort),
        }
        lines += [f"Précision {number(precise.value, 3)} ({PRECISION_MEANS}).",
                  *_said(precise.effort)]  # fmt: skip
    table = pl.DataFrame(
        [{"id": n["id"], "kind": n["kind"], "name": n["name"]} for n in nodes],
        schema={"id": pl.String, "kind": pl.String, "name": pl.String},
    )
    drawn = model.diagram
    return Answer(
        kind="model",
        title=title,
        asked=asked,
        facts=facts,
        table=table.filter(pl.col("kind") == "task"),
        heads={"name": ("Activité du modèle", "text")},
        lines=set_in_french(lines),
        draw=lambda: draw_diagram(drawn, title, set_in_french([*lines, *_under(asked)])),
    )


def declare_answer(asked: Asked, variants: Variants, model: DeclareModel) -> Answer:
    """Give Declare rules as an answer."""
    rows = [
        {
            "template": r.template,
            "first": r.first,
            "second": r.second,
            "rule": r.words(),
            "active": r.active,
            "kept": r.kept,
            "share": r.kept / r.active if r.active and r.kept is not None else None,
            "hidden": r.active is None,
        }
        for r in model.rules
    ]
    title = "Règles que suivent les parcours (Declare)"
    lines = [
        f"{len(rows)} règles concernent au moins {share(model.support)} des parcours et y sont "
        f"suivies dans au moins {share(model.confidence)}. Une habitude n'est pas une norme.",
        *_said(model.effort, variants),
    ]
    types = {"template": pl.String, "first": pl.String, "second": pl.String, "rule": pl.String,
             "active": pl.Int64, "kept": pl.Int64, "share": pl.Float64,
             "hidden": pl.Boolean}  # fmt: skip
    return Answer(
        kind="model",
        title=title,
        asked=asked,
        facts={
            "kind": "declare",
            "support": model.support,
            "confidence": model.confidence,
            "rules": rows,
            "effort": effort(model.effort),
        },
        table=pl.DataFrame(rows, schema=types),
        heads={
            "rule": ("Règle", "text"),
            "active": ("Concernés", "count"),
            "kept": ("Respectée", "count"),
            "share": ("Part", "share"),
        },
        lines=set_in_french(lines),
        draw=lambda: draw_bars(
            [(str(r["rule"]), float(r["share"]), share(float(r["share"]))) for r in rows[:20]
             if r["share"] is not None],
            title,
            set_in_french([*lines, *_under(asked)]),
        ),
    )  # fmt: skip


def skeleton_answer(asked: Asked, variants: Variants, model: Skeleton) -> Answer:
    """Give a log skeleton as an answer."""
    public = asked.gate.public
    rows = [
        {
            "relation": name,
            "first": a,
            "second": b,
            "words": RELATIONS_FR[name].format(a=a, b=b),
            "cases": model.support[name, a, b][1] if public else None,
            "held": model.support[name, a, b][0] if public else None,
            "share": model.support[name, a, b][0] / model.support[name, a, b][1] if public
            else None,
            "hidden": not public,
        }
        for name in RELATIONS
        for a, b in getattr(model, name)
    ]  # fmt: skip
    title = "Squelette du journal : ce qui va avec chaque activité"
    least = "tous les" if model.noise <= 0 else f"au moins {share(1 - model.noise)} des"
    lines = [
        f"{len(rows)} relations, chacune vraie dans {least} parcours qui ont la première activité "
        "(--noise) ; elle ne vaut pas dans l'autre sens.",
        *_said(model.effort, variants),
    ]
    occurrences = [{"activity": a, "times": list(t)} for a, t in model.occurrences]
    return Answer(
        kind="model",
        title=title,
        asked=asked,
        facts={
            "kind": "skeleton",
            "relations": rows,
            # How often one patient had an act can be one patient's own story.
            "noise": model.noise,
            "occurrences": occurrences if public else [],
            "effort": effort(model.effort),
        },
        table=pl.DataFrame(rows, schema=SKELETON_TYPES),
        heads={"words": ("Relation", "text")} | (
            {"cases": ("Parcours", "count"), "share": ("Vraie dans", "share")} if public else {}
        ),
        lines=set_in_french(lines),
        draw=lambda: draw_bars(
            [(FAMILIES_FR[n], float(len(getattr(model, n))), str(len(getattr(model, n))))
             for n in RELATIONS],
            title,
            set_in_french([*lines, *_under(asked)]),
        ),
    )  # fmt: skip


def temporal_answer(asked: Asked, model: TemporalProfile) -> Answer:
    """Give a temporal profile as an answer."""
    rows = [
        {
            "from": g.source,
            "to": g.target,
            "count": g.count,
            "mean_s": g.mean_s,
            "sd_s": g.sd_s,
            "hidden": g.count is None,
        }
        for g in sorted(model.gaps, key=lambda g: (-(g.count or 0), g.source, g.target))
    ]
    title = "Profil temporel : délai d'une activité à une autre, plus tard dans le parcours"
    lines = [f"{len(rows)} couples d'activités ; moyenne et écart-type des délais."]
    types = {"from": pl.String, "to": pl.String, "count": pl.Int64, "mean_s": pl.Float64,
             "sd_s": pl.Float64, "hidden": pl.Boolean}  # fmt: skip
    return Answer(
        kind="model",
        title=title,
        asked=asked,
        facts={"kind": "temporal", "gaps": rows},
        table=pl.DataFrame(rows, schema=types),
        heads={
            "from": ("De", "text"),
            "to": ("À", "text"),
            "count": ("Couples", "count"),
            "mean_s": ("Moyenne", "s"),
            "sd_s": ("Écart-type", "s"),
        },
        lines=set_in_french(lines),
        draw=lambda: draw_bars(
            [(f"{r['from']} → {r['to']}", float(r["mean_s"]), duration(float(r["mean_s"])))
             for r in rows[:20] if r["mean_s"] is not None],
            title,
            set_in_french([*lines, *_under(asked)]),
        ),
    )  # fmt: skip


def effort(of: Effort) -> dict[str, Any]:
    """Give what part of the log was looked at."""
    return {
        "finished": of.finished,
        "limit_s": of.limit_s,
        "variants_used": of.variants_used,
        "variants": of.variants,
        "covered": round(of.covered, 2),
        "words": of.words(),
    }


def _nodes(model: NetModel) -> tuple[Any, ...]:
    return () if model.diagram is None else model.diagram.nodes


def _dropped(variants: Variants, model: NetModel) -> list[str]:
    """Give the activities that the miner was given and did not keep."""
    given = {variants.names[a] for sequence in variants.sequences for a in sequence}
    return sorted(given - model.net.labels)


def _said(of: Effort, variants: Variants | None = None) -> list[str]:
    said = [of.words()] if of.words() else []
    if variants is not None and variants.left_out:
        count = len(variants.left_out)
        said.append(f"{count} activité(s) écartée(s) : trop peu de patients pour être montrées.")
    return said


def _fitness(fit: Alignments, variants: Variants, gate: Gate) -> dict[str, float | None]:
    """Give the fitness, unless it would count 1 to 10 patients."""
    used = variants.of_case < fit.effort.variants_used
    fits = np.array([c == 0 for c in fit.costs])[variants.of_case[used]]
    people = variants.patients[used]
    if any(gate.hides(len(np.unique(people[group]))) for group in (fits, ~fits)):
        return {"value": None, "mean": None, "fitting": None}
    return {"value": fit.fitness, "mean": fit.mean_fitness, "fitting": fit.fitting}


def _pairs_shown(variants: Variants, gate: Gate) -> set[tuple[str, str]]:
    """Give the direct successions that enough patients had."""
    having: dict[tuple[int, int], list[int]] = {}
    for rank, sequence in enumerate(variants.sequences):
        for pair in set(pairwise(sequence)):
            having.setdefault(pair, []).append(rank)
    names = variants.names
    shown = set()
    for (a, b), ranks in having.items():
        people = variants.patients[np.isin(variants.of_case, ranks)]
        if not gate.hides(len(np.unique(people))):
            shown.add((names[a], names[b]))
    return shown


def _under(asked: Asked) -> list[str]:
    kept = [f"Filtre : {words}." for words in asked.cohort.words()]
    return [*kept, asked.source_words(), asked.gate.words()]
