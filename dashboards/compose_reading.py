"""The page's controls read as a scenario: the draft, its files found, what is wrong in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from dashboards import workshop
from dashboards.forms.checking import Checked, check
from dashboards.forms.draft import Draft
from dashboards.forms.fields import Field, lever_fields, scenario_fields
from dashboards.forms.values import Raw
from dashboards.library import Library
from dashboards.parts import compose_offer


def gathered(fields: Any, values: Any, shaped: Any, shapes: Any) -> Draft:
    """Give the draft of the page's controls; those that say a form come after their lever's own."""
    pairs = [*zip(fields, values, strict=True), *zip(shaped, shapes, strict=True)]
    return Draft.gathered(pairs)


def checked(library: Library, draft: Draft) -> Checked:
    """Read a draft; a territory that this folder does not know is not opened."""
    named = str(draft.frame.get("territory") or "")
    if named and named not in compose_offer.known_territories(library):
        draft.frame["territory"] = "pilote"
    placed = with_files(draft, library.root / workshop.FOLDER)
    return check(placed, compose_offer.territory_of(library, placed))


def with_files(draft: Draft, folder: Path) -> Draft:
    """Give the draft with the whole path of the files that it names.

    A bare name is that of a file beside the saved scenarios: the run, which works on its own copy
    of the scenario, then finds the very file that was checked.
    """
    levers = (replace(p, raw=_placed(p.raw, lever_fields(p.kind), folder)) for p in draft.levers)
    return Draft(_placed(draft.frame, scenario_fields(), folder), tuple(levers))


def _placed(raw: Raw, fields: tuple[Field, ...], folder: Path) -> Raw:
    named = {f.key: str(raw.get(f.key) or "").strip() for f in fields if f.kind == "file"}
    return {**raw, **{key: str((folder / name).resolve()) for key, name in named.items() if name}}
