"""What is wrong in the form, shown beside each field; the file; what it will cost to run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboards.aria import HIDDEN
from dashboards.forms.checking import Checked
from dashboards.forms.draft import FRAME, Draft
from dashboards.forms.fields import lever_fields, scenario_fields
from dashboards.forms.values import paths_of
from dashboards.numbers import number
from dashboards.words import count, say, typeset


def errors(
    checked: Checked, draft: Draft, controls: Sequence[Mapping[str, str]], lang: str
) -> list[str | None]:
    """Give what each control says of its own value, None for nothing."""
    ranks: dict[str, int | None] = {FRAME: None}
    ranks |= {part.id: rank for rank, part in enumerate(draft.levers)}
    said: set[tuple[str, str]] = set()
    found: list[str | None] = []
    for name in controls:
        of, path = name["of"], name["path"].partition(":")[0]
        faults = [f for f in checked.faults if of in ranks and f.lever == ranks[of]
                  and (f.path == path or f.path.startswith(f"{path}."))]  # fmt: skip
        if not faults or (of, path) in said:
            found.append(None)
            continue
        said.add((of, path))
        texts = (say("s_missing", lang) if f.missing else typeset(f.text) for f in faults)
        found.append(" ".join(dict.fromkeys(texts)))
    return found


def apart(checked: Checked, draft: Draft, parts: Sequence[str]) -> list[list[Any]]:
    """Give, for each part of the form, the faults that none of its fields shows."""
    known: dict[str, tuple[int | None, Any, Any]] = {FRAME: (None, scenario_fields(), draft.frame)}
    known |= {p.id: (rank, lever_fields(p.kind), p.raw) for rank, p in enumerate(draft.levers)}
    found = []
    for part in parts:
        rank, fields, raw = known.get(part, (-1, (), {}))
        shown = [p for p, f in paths_of(fields, raw).items() if f.kind != "table"]
        found.append([html.Li(typeset(t)) for t in checked.elsewhere(rank, shown) if t])
    return found


def verdict(checked: Checked, lang: str) -> list[Any]:
    """Say whether the scenario can be run."""
    if checked.scenario is not None:
        return [html.Span("● ", **HIDDEN), say("s_valid", lang)]
    return [html.Span("■ ", **HIDDEN), count("s_faults", len(checked.faults), lang)]


def effort(checked: Checked, lang: str) -> list[Any]:
    """Say how many simulations it takes, and what is missing to decide."""
    asked = checked.scenario
    if asked is None:
        return []
    drawn = asked.draws if any(lever.intervals() for lever in asked.lever) else 0
    total = asked.replications * (2 + drawn if asked.lever else 1)
    said = count("s_effort", asked.days, lang, runs=number(total, 0, lang))
    if asked.draws == 0 and asked.lever:
        return [html.P(said), html.P(say("s_effort_draws", lang), className="warning")]
    return [html.P(said)]
