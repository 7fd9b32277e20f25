"""The published checklists of simulation studies, filled from a run: STRESS and ODD."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined

from scenarios.english import Told, lang, say
from scenarios.parts import write_whole
from scenarios.report.record_facts import facts_of
from twin.territory.quality.words import typeset

if TYPE_CHECKING:
    from scenarios.report.note import Note, Sheet

FILES = {"stress-des": "texts/stress_des.toml", "stress-abs": "texts/stress_abs.toml",
         "odd": "texts/odd.toml"}  # fmt: skip
COMMON, ENGLISH = "texts/model.toml", "texts/english.toml"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a checklist: its number and name as published, and the answer."""

    number: str
    name: str
    answer: str


@dataclass(frozen=True, slots=True)
class Record:
    """A checklist, section by section, filled."""

    key: str
    title: str
    reference: str
    sections: tuple[tuple[str, tuple[Item, ...]], ...]

    def markdown(self, heading: str) -> str:
        """Give the record as a Markdown page."""
        cited = "Reference: " if lang() == "en" else "Référence : "
        parts = [f"# {self.title}", "", heading, "", f"{cited}{self.reference}"]
        for name, items in self.sections:
            parts += ["", f"## {name}"]
            for item in items:
                parts += ["", f"### {item.number} {item.name}".rstrip(), "", item.answer]
        page = "\n".join(parts) + "\n"
        return page if lang() == "en" else typeset(page)


def records(sheet: Sheet) -> tuple[Record, ...]:
    """Give the three records of one policy.

    Raises
    ------
    ValueError
        When an answer stays empty: a record is whole or is not written.
    """
    facts = facts_of(sheet)
    english = _page(ENGLISH) if lang() == "en" else None
    if english is not None:
        facts = {key: _said(value) for key, value in facts.items()}
    env = Environment(autoescape=False, undefined=StrictUndefined, trim_blocks=True)
    page = english or _page(COMMON)
    common = {key: env.from_string(said).render(facts) for key, said in page["said"].items()}
    return tuple(
        _filled(key, _translated(key, _page(file), english), env, facts | common)
        for key, file in FILES.items()
    )


def _said(value: Any) -> Any:
    """Give a fact of a run in the language of the note."""
    if isinstance(value, list):
        return [_said(one) for one in value]
    return say(value) if isinstance(value, str) else value


def _translated(
    key: str, page: Mapping[str, Any], english: Mapping[str, Any] | None
) -> Mapping[str, Any]:
    """Give a checklist with its English answers; those that only name fields need none."""
    if english is None:
        return page
    own = english.get(key, {})
    sections = [
        {**section, "item": [{**item, "answer": own.get(item["number"], item["answer"])}
                             for item in section["item"]]}
        for section in page["section"]
    ]  # fmt: skip
    return {"title": english["titles"][key], "reference": english["references"][key],
            "section": sections}  # fmt: skip


def _filled(
    key: str, page: Mapping[str, Any], env: Environment, facts: Mapping[str, Any]
) -> Record:
    sections = []
    for section in page["section"]:
        items = []
        for item in section["item"]:
            said = env.from_string(item["answer"]).render(facts)
            answer = re.sub(r"[ \t\n]+", " ", said).strip()
            if not answer:
                raise ValueError(f"{key}: item {item['number']} has no answer")
            items.append(Item(str(item["number"]), Told(item["name"]), _told(answer)))
        sections.append((Told(section["name"]), tuple(items)))
    return Record(key, _told(page["title"]), _told(page["reference"]), tuple(sections))


def _told(text: str) -> str:
    """Mark a text already in the language of the note."""
    return Told(text) if lang() == "en" else text


def _page(name: str) -> dict[str, Any]:
    text = resources.files("scenarios.report").joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def write_records(note: Note, folder: Path) -> tuple[Path, ...]:
    """Write the records of each policy as Markdown files; give their paths."""
    written = []
    for sheet in note.sheets:
        run = sheet.subject.policy
        heading = f"{run.title}. {say('Résultat')} {run.name}/{run.path.name}."
        for record in records(sheet):
            path = folder / f"{run.name}-{record.key}.md"
            page = record.markdown(heading)
            write_whole(path, lambda at, page=page: _write(at, page))  # type: ignore[misc]
            written.append(path)
    return tuple(written)


def _write(path: Path, page: str) -> None:
    path.write_text(page, encoding="utf-8")
