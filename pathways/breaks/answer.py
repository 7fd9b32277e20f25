"""The answer of a question on breaks: rules judged, past the disclosure gate, ready to leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from pathways.answers.answer import SCREEN_ROWS, Answer
from pathways.answers.asked import Asked
from pathways.breaks.evaluate import BROKEN, STATUSES, Breaks
from pathways.breaks.funnel import Funnel, funnel
from pathways.breaks.incidence import Estimate
from pathways.breaks.listing import listed
from pathways.breaks.protected import (
    ALL,
    ANY,
    EARLY,
    RARE,
    TOTAL,
    Guarded,
    guard,
    shown_steps,
    without_rare,
)
from pathways.breaks.rates import Rates, incidence_of, rates, rates_by
from pathways.breaks.sentences import (
    CERTAINTY_FR,
    NO_DATA,
    POSITIONS_FR,
    both_rates,
    caution,
    heading,
    interval,
    spaced,
    window_words,
)
from pathways.pictures.numbers import cell

SHARES = ("met", "broken", "competing")
EVERYONE = "ensemble"
TABLE = pl.Schema(
    {"rule": pl.String, "group": pl.String, "state": pl.String}
    | {name: pl.Int64 for name in ("anchors", *STATUSES)}
    | {f"early_{name}": pl.Int64 for name in ("anchors", *STATUSES)}
    | {f"{kind}_broken{end}": pl.Float64 for kind in ("crude", "incidence")
       for end in ("", "_low", "_high")}
    | {f"incidence_{name}": pl.Float64 for name in ("met", "competing")}
    | {"crude_hidden": pl.Boolean, "incidence_hidden": pl.Boolean}
)  # fmt: skip
HEADS = {
    "rule": ("Règle", "text"),
    "group": ("Groupe", "text"),
    "anchors": ("Ancres", "count"),
    "early_anchors": ("À fenêtre échue", "count"),
    "early_met": ("Règle tenue", "count"),
    "early_broken": ("Ruptures", "count"),
    "early_censored": ("Interrompues", "count"),
    "early_competing": ("Concurrents", "count"),
    "crude_broken": ("Ruptures, taux brut", "share"),
    "incidence_broken": ("Ruptures, Aalen-Johansen", "share"),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """One rule judged, with what may be shown of it."""

    breaks: Breaks
    guarded: Guarded | None
    total: Rates | None
    groups: tuple[Rates, ...]
    funnel: Funnel | None
    curve: tuple[dict[str, Any], ...]
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BreaksAnswer(Answer):
    """An answer whose rates say when they are hidden and when they cannot be told."""

    def screen_rows(self, most: int = SCREEN_ROWS) -> tuple[list[str], list[list[str]]]:
        """Give headings and rows in French: `n. c.` is hidden, a dash cannot be told."""
        rows = []
        for row in self.table.head(most).iter_rows(named=True):
            line = []
            for name, (_, unit) in self.heads.items():
                if unit == "share":
                    kind = name.removesuffix("_broken")
                    one = Estimate(row[name], row[f"{name}_low"], row[f"{name}_high"])
                    line.append(interval(one, shown=not row[f"{kind}_hidden"]))
                elif name == "group":
                    line.append(row[name] or EVERYONE)
                elif row[name] is None and row["state"] != "ok":
                    line.append(NO_DATA)
                else:
                    line.append(cell(row[name], unit))
            rows.append(line)
        return [head for head, _ in self.heads.values()], rows


def breaks_answer(
    asked: Asked,
    found: Sequence[Breaks],
    by: str | None = None,
    *,
    right: str = "",
    wanted_list: bool = False,
    generic: bool = False,
    until: date | None = None,
) -> BreaksAnswer:
    """Give the answer for some rules judged on a log.

    Parameters
    ----------
    asked
        Log and gate.
    found
        Rules judged.
    by
        `site`, `age`, `sex`, `zone` or an attribute.
    right
        Why individual data may be seen, in the words of who asks; needed for `wanted_list` unless
        the log is public.
    wanted_list
        Give the list of the broken anchors.
    generic, until
        Run the detectors without a rule, on data believed until this day.
    """
    from pathways.breaks.picture import draw_breaks

    judged = [judge(one, asked, by) for one in found]
    lists = listed(asked, found, right) if wanted_list else None
    facts: dict[str, Any] = {
        "caution": caution(one.rule for one in found),
        "by": by,
        "rules": [one.facts for one in judged],
    }
    if lists is not None:
        facts |= {"individual_data": right or "journal public", "broken": lists}
    lines = _lines(judged)
    if generic:
        from pathways.breaks.generic import generic_facts, generic_lines

        facts["generic"] = generic_facts(asked, until)
        lines += [spaced(text) for text in generic_lines(facts["generic"])]
    table = pl.DataFrame([row for one in judged for row in _table_rows(one)], schema=TABLE)
    return BreaksAnswer(
        kind="breaks",
        title="Ruptures de parcours",
        asked=asked,
        facts=facts,
        table=table,
        heads=HEADS,
        lines=lines,
        after=_brief(judged, lines) if len(judged) > 1 else None,
        draw=lambda: draw_breaks(judged, asked),
    )


def judge(breaks: Breaks, asked: Asked, by: str | None) -> Judged:
    """Compute everything that is said of a rule, hidden counts already left out."""
    rule = breaks.rule
    facts: dict[str, Any] = {
        "rule": rule.name,
        "title": rule.title,
        "question": rule.question,
        "certainty": rule.certainty,
        "expectation": rule.expectation,
        "sources": list(rule.sources),
        "assumed": list(rule.assumed),
        "figures": [f.model_dump() for f in rule.figures],
        "window": rule.window.model_dump(mode="json", include={
            "first_day", "last_day", "clock", "day_zero", "same_instant", "tie"}),
        "window_words": window_words(rule),
        "evaluable": breaks.evaluable,
        "missing": [spaced(text) for text in breaks.missing],
        "notes": [spaced(text) for text in breaks.notes],
        "data_end": None, "data_end_words": "", "matched": None, "left_out": [],
        "total": None, "groups": [], "funnel": None, "curve": [],
    }  # fmt: skip
    if not breaks.evaluable:
        return Judged(breaks, None, None, (), None, (), facts)
    if by:
        breaks = without_rare(breaks, asked.gate, by)
    guarded = guard(breaks, asked.gate, by)
    total = rates(breaks)
    groups = rates_by(breaks, by) if by else ()
    compared = funnel(breaks) if by == "site" else None
    if compared is not None:
        # Rare sites put together are no site to compare.
        sites = tuple(p for p in compared.points if p.label != RARE)
        compared = replace(compared, points=sites)
    curve = _curve(breaks, asked, guarded)
    assert breaks.end is not None
    from pathways.breaks.clock import as_date

    facts |= {
        "data_end": as_date(breaks.end.day).isoformat(),
        "data_end_words": breaks.end.words(),
        "matched": guarded.count(breaks.matched, "matched"),
        "left_out": [
            {"reason": r, "anchors": guarded.count(n, "left_out", r),
             "hidden": guarded.hidden["left_out", r]}
            for r, n, _ in breaks.left_out.iter_rows()
        ],
        "total": _rates_row(total, guarded),
        "groups": [_rates_row(one, guarded) for one in groups],
        "funnel": _funnel_row(compared, guarded),
        "curve": list(curve),
    }  # fmt: skip
    return Judged(breaks, guarded, total, groups, compared, curve, facts)


def _curve(breaks: Breaks, asked: Asked, guarded: Guarded) -> tuple[dict[str, Any], ...]:
    """Give the curves at the days that may be shown; none where the totals are hidden."""
    if not breaks.rows.height or not guarded.shows(TOTAL, ALL):
        return ()
    curves = incidence_of(breaks)
    unit = breaks.window // breaks.rule.window.last_day if breaks.rule.window.last_day else 1
    return tuple(
        {
            "day": round(float(curves.times[i]) / max(unit, 1), 4),
            "event": round(float(curves.event[i]), 6),
            "competing": round(float(curves.other[i]), 6),
            "nothing": round(float(curves.broken[i]), 6),
        }
        for i in shown_steps(breaks, curves, asked.gate)
    )


def _share(one: Estimate, *, shown: bool) -> dict[str, float | None]:
    names = ("value", "low", "high")
    return {n: round(v, 6) if shown and (v := getattr(one, n)) is not None else None for n in names}


def _rates_row(one: Rates, guarded: Guarded) -> dict[str, Any]:
    label = one.label
    # With cover lost, Aalen-Johansen tells how many were: it needs every status to be shown.
    whole = guarded.shows(label, ALL if label == TOTAL else EARLY)
    total = sum(one.early.values())
    crude = {s: guarded.shows(label, EARLY, s) for s in STATUSES}
    return {
        "label": label,
        "anchors": guarded.count(one.anchors, label, ALL, ANY),
        **{s: guarded.count(one.counts[s], label, ALL, s) for s in STATUSES},
        "early": {
            "anchors": guarded.count(total, label, EARLY, ANY),
            **{s: guarded.count(one.early[s], label, EARLY, s) for s in STATUSES},
        },
        "crude": {s: _share(one.crude[s], shown=crude[s]) for s in STATUSES},
        "incidence": {s: _share(one.incidence[s], shown=whole) for s in SHARES},
        "crude_hidden": not crude["broken"],
        "incidence_hidden": not whole,
    }


def _funnel_row(compared: Funnel | None, guarded: Guarded) -> dict[str, Any] | None:
    """Give the funnel; a site whose counts are hidden has its name and nothing else."""
    if compared is None:
        return None
    points = []
    for p in compared.points:
        shown = guarded.shows(p.label, EARLY, BROKEN)
        values: Mapping[str, Any] = {
            "anchors": p.anchors, "observed": p.observed, "expected": p.expected,
            "adjusted": p.adjusted, "size": p.size, "low95": p.low95, "high95": p.high95,
            "low998": p.low998, "high998": p.high998, "position": p.position,
            "position_words": POSITIONS_FR[p.position],
        }  # fmt: skip
        points.append(
            {"label": p.label}
            | {k: (round(v, 6) if isinstance(v, float) else v) if shown else None
               for k, v in values.items()}
            | {"hidden": not shown}
        )  # fmt: skip
    shown = guarded.shows(TOTAL, EARLY, BROKEN)
    return {
        "overall": round(compared.overall, 6) if shown else None,
        "adjusted_for": ["age_band", "sex"],
        "points": points,
    }


def _table_rows(one: Judged) -> list[dict[str, Any]]:
    name = one.breaks.rule.name
    empty = dict.fromkeys(TABLE.names())
    if one.total is None:
        return [
            empty
            | {
                "rule": name,
                "group": "",
                "state": "not_evaluable",
                "crude_hidden": False,
                "incidence_hidden": False,
            }
        ]
    rows = []
    for facts in (one.facts["total"], *one.facts["groups"]):
        row = empty | {
            "rule": name,
            "group": facts["label"],
            "state": "ok" if one.breaks.rows.height else "no_anchor",
            "crude_hidden": facts["crude_hidden"],
            "incidence_hidden": facts["incidence_hidden"],
        }
        for status in ("anchors", *STATUSES):
            row[status], row[f"early_{status}"] = facts[status], facts["early"][status]
        for kind in ("crude", "incidence"):
            for end, key in (("", "value"), ("_low", "low"), ("_high", "high")):
                row[f"{kind}_broken{end}"] = facts[kind]["broken"][key]
        for share in ("met", "competing"):
            row[f"incidence_{share}"] = facts["incidence"][share]["value"]
        rows.append(row)
    return rows


def _brief(judged: Sequence[Judged], lines: Sequence[str]) -> list[str]:
    """Give what a terminal says under the table of several rules: the rest is a rule away."""
    lacking = [one.breaks.rule.name for one in judged if not one.breaks.evaluable]
    said = [
        f"{one.breaks.rule.name} : {one.breaks.rule.title} "
        f"({CERTAINTY_FR[one.breaks.rule.certainty]})."
        for one in judged if one.breaks.evaluable
    ]  # fmt: skip
    ends = {one.breaks.end.words() for one in judged if one.breaks.end is not None}
    said += sorted(ends)
    if lacking:
        said.append(f"Non évaluables avec ce journal : {', '.join(lacking)}.")
    said.append("Fenêtre, sources, ce qui manque : --rule NOM pour une règle, --json pour toutes.")
    # What follows the rules: the caution, and the detectors where they were asked.
    rules = len(_lines(judged)) - 1
    return [spaced(text) for text in (*said, *lines[rules:])]


def _lines(judged: Sequence[Judged]) -> list[str]:
    lines = []
    for one in judged:
        lines += heading(one.breaks)
        if one.total is not None and one.guarded is not None and one.breaks.rows.height:
            lines.append(
                both_rates(
                    one.total,
                    shown_all=one.guarded.shows(TOTAL, ALL),
                    shown_early=one.guarded.shows(TOTAL, EARLY, BROKEN),
                )
            )
        if one.funnel is not None:
            lines.append(
                f"{len(one.funnel.points)} sites, âge et sexe égaux : par hasard seul, un sur"
                " vingt environ sort des limites de 95 %. Ce n'est pas un classement."
            )
    return [spaced(text) for text in (*lines, caution(one.breaks.rule for one in judged))]


__all__ = ["CERTAINTY_FR", "BreaksAnswer", "Judged", "breaks_answer", "judge"]
