"""The page of the library: each scenario, its question, its levers and where they come from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docs.markdown import NO_BREAK, table, typeset


def library() -> str:
    """Give each scenario of the library, from its file."""
    from scenarios.scenario import find_scenario, library
    from twin.territory import Territory

    pilot = Territory.pilot()
    places = {f.id: f.name for f in pilot.facilities}
    places |= dict(zip(pilot.zones["insee"], pilot.zones["nom"], strict=True))
    names = library()
    scenarios = {name: find_scenario(name, check_sites=False) for name in names}
    rows = [(f"[{s.title}](#{name})", f"`{name}`", s.question) for name, s in scenarios.items()]
    parts = [table(("Scénario", "Nom", "Question"), rows)]
    parts += [_page(name, scenario, places) for name, scenario in scenarios.items()]
    return "\n".join(parts)


def _page(name: str, scenario: Any, places: dict[str, str]) -> str:
    """Give one scenario: its question, its period, what decides, its levers."""
    times = f"{scenario.replications} répétitions"
    if scenario.draws:
        times += f", {scenario.draws} tirages des valeurs incertaines"
    lines = [
        f"({name})=",
        f"## {typeset(scenario.title)}",
        "",
        typeset(scenario.question),
        "",
        *_remarks(name),
        typeset(
            f"Nom : `{name}`. Du {scenario.start:%d/%m/%Y} au {scenario.last_day:%d/%m/%Y} ; "
            f"{times}."
        ),
        "",
        *_decision(scenario, places),
    ]
    for key, law in scenario.assumptions.items():
        lines += [typeset(f"Hypothèse du modèle : `{key}` = {_value(law.plain(), places)}."), ""]
    for rank, lever in enumerate(scenario.lever, 1):
        lines += _lever(rank, lever, places)
    lines += ["```sh", f"jumeau run {name}", "```", ""]
    return "\n".join(lines)


def _remarks(name: str) -> list[str]:
    """Give the comment at the head of the file, less its first line when it has only one."""
    from scenarios.scenario import LIBRARY

    text = (Path(LIBRARY) / f"{name}.toml").read_text(encoding="utf-8")
    said = []
    for row in text.splitlines():
        if not row.startswith("#"):
            break
        if row.startswith("#:"):
            continue
        said.append(row.removeprefix("#"))
    prose = " ".join(row.strip() for row in said if row.strip() and not row.startswith("  "))
    example = [row[3:] for row in said if row.startswith("  ")]
    found = [typeset(prose), ""] if prose else []
    return [*found, "```toml", *example, "```", ""] if example else found


def _decision(scenario: Any, places: dict[str, str]) -> list[str]:
    """Say which figure decides, and how far it may move."""
    from scenarios.decision_words import movement
    from twin.indicators import catalogue

    asked = scenario.decision
    if asked is None:
        return []
    one = next(i for i in catalogue() if i.id == asked.indicator)
    where = asked.facility or asked.zone
    place = places.get(where, where) or "tout le territoire"
    label = f"{one.label[:1].lower()}{one.label[1:]}"
    if one.label[:2].isupper():
        label = one.label
    text = (f"Ce qui décide : {label} ({place} ; `{one.id}`), par rapport à la référence. "
            f"Seuil : ce chiffre {movement(asked, one.unit)}.")  # fmt: skip
    return [typeset(text), ""]


def _lever(rank: int, lever: Any, places: dict[str, str]) -> list[str]:
    """Give one lever: what is said of it in the file, why and from where."""
    skipped = {"kind", "reason", "source"}
    said = lever.model_dump(mode="json", by_alias=True, exclude_unset=True)
    meaning = {
        info.alias or name: info.description or ""
        for name, info in type(lever).model_fields.items()
    }
    rows = [
        (f"`{key}`", _value(value, places), meaning.get(key, ""))
        for key, value in said.items()
        if key not in skipped
    ]
    return [
        f"**{rank}. {typeset(lever.label)}** (`{lever.kind}`)",
        "",
        table(("Clé", "Valeur", "Sens"), rows),
        typeset(f"Pourquoi : {lever.reason}"),
        "",
        typeset(f"Source : {lever.source}."),
        "",
    ]


def _value(value: Any, places: dict[str, str]) -> str:
    """Write a value as a file holds it; a site is named."""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, str) and value in places:
        return f"`{value}` ({places[value]})"
    if isinstance(value, list) and len(value) == 2 and not isinstance(value[0], str):
        low, high = (f"{v:g}".replace(".", ",") for v in value)
        return f"de {low} à {high}"
    if isinstance(value, list):
        return ", ".join(_value(one, places) for one in value) or "–"
    if isinstance(value, dict):
        return " ; ".join(
            f"{k}{NO_BREAK}: {_value(v, places)}" for k, v in value.items() if v not in (None, [])
        )
    if isinstance(value, int | float):
        return f"{value:g}".replace(".", ",")
    return f"`{value}`"
