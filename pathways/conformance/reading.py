"""Read a reference pathway from TOML; each fault says its rule, its field and what to write."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast, get_args

from pathways.conformance import durations
from pathways.conformance.case_ends import CaseEnd
from pathways.conformance.rules import Certainty, Condition, Kind, Reference, Rule, Test
from pathways.importing.limits import Limits, open_bounded
from twin.tables import JumeauError, refuse
from twin.toml_faults import read_toml

FOLDER = Path(__file__).parent / "references"
LIMITS = Limits(most_bytes=1024**2)
HEAD = {"title", "source", "certainty", "note", "case_end", "rules"}
COMMON = {"id", "kind", "if", "source", "certainty", "within"}
FIELDS: dict[str, tuple[set[str], set[str]]] = {
    "existence": ({"activity"}, {"at_least"}),
    "absence": ({"activity"}, {"after", "from", "same_time", "follows_patient"}),
    "at_most": ({"activity", "times"}, set()),
    "response": ({"when", "then"}, {"from", "same_time"}),
    "precedence": ({"when", "then"}, {"same_time"}),
    "succession": ({"when", "then"}, {"from", "same_time"}),
    "chain_response": ({"when", "then"}, {"from"}),
}
"""Fields that each kind needs, and those that it may have, besides the common ones."""


def provided() -> dict[str, Path]:
    """Give the reference pathways that come with Jumeau, by name."""
    return {p.stem: p for p in sorted(FOLDER.glob("*.toml"))}


def read_reference(path: Path) -> Reference:
    """Read a reference pathway.

    Raises
    ------
    JumeauError
        Not TOML, or rules that cannot be understood: all the faults at once.
    """
    place = str(path)
    with open_bounded(path, LIMITS) as stream:
        raw = stream.read()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise JumeauError(
            place, "ce n'est pas un texte en UTF-8.", "Enregistrez-le en UTF-8."
        ) from error
    data: dict[str, Any] = read_toml(text, path)
    faults: list[JumeauError] = []
    _unknown(data, HEAD, place, faults)
    case_end = _case_end(data.get("case_end", {}), f"{place}, case_end", faults)
    source, certainty = str(data.get("source", "")), _certainty(data, place, faults)
    rules: list[Rule] = []
    listed = data.get("rules")
    if not isinstance(listed, list) or not listed:
        faults.append(JumeauError(place, "aucune règle", "ajoutez au moins un bloc [[rules]]"))
        listed = []
    for i, one in enumerate(listed):
        if not isinstance(one, dict):
            faults.append(JumeauError(place, f"règle {i + 1} : un bloc est attendu", "corrigez-la"))
            continue
        where = f"{place}, règle {one.get('id', i + 1)}"
        before = len(faults)
        rule = _rule(one, i, where, source, certainty, faults)
        if rule is None or len(faults) > before:
            continue
        if rule.id in {r.id for r in rules}:
            faults.append(JumeauError(where, "id déjà pris", "donnez un autre id"))
        if rule.endless and not case_end.known:
            faults.append(
                JumeauError(
                    where,
                    "sans délai, rien ne dit quand l'obligation est manquée",
                    'ajoutez within = "24 h", ou dites quand un parcours est fini : [case_end] '
                    'activities = ["..."] ou silent_for = "60 d"',
                )
            )
        rules.append(rule)
    refuse(faults)
    return Reference(
        name=path.stem,
        title=str(data.get("title", path.stem)),
        rules=tuple(rules),
        case_end=case_end,
        source=source,
        certainty=certainty,
        note=str(data.get("note", "")),
    )


def _rule(
    one: dict[str, Any], i: int, where: str, source: str, certainty: Certainty,
    faults: list[JumeauError],
) -> Rule | None:  # fmt: skip
    kind = one.get("kind")
    if kind not in FIELDS:
        faults.append(
            JumeauError(where, f"kind « {kind} » inconnu", f"choisissez : {', '.join(FIELDS)}")
        )
        return None
    needed, optional = FIELDS[str(kind)]
    _unknown(one, COMMON | needed | optional, where, faults)
    for name in sorted(needed - set(one)):
        faults.append(JumeauError(where, f"« {name} » manque", f"ajoutez {name} = ..."))
    if needed - set(one):
        return None
    binary = "when" in needed
    within = one.get("within")
    return Rule(
        id=str(one.get("id", f"{kind}_{i + 1}")),
        kind=cast(Kind, kind),
        when=_names(one, "when" if binary else "after", where, faults, optional=not binary),
        then=_names(one, "then" if binary else "activity", where, faults),
        times=_whole(one, "times" if kind == "at_most" else "at_least", where, faults),
        within_us=None if within is None else _duration(within, "within", where, faults),
        clock=cast(Any, _choice(one, "from", ("start", "end"), where, faults)),
        same_time=_choice(one, "same_time", (False, True), where, faults),
        conditions=tuple(_condition(c, where, faults) for c in one.get("if", ())),
        source=str(one.get("source", source)),
        certainty=_certainty(one, where, faults, certainty),
        follows_patient=_choice(one, "follows_patient", (False, True), where, faults),
    )


def _unknown(data: dict[str, Any], known: set[str], where: str, faults: list[JumeauError]) -> None:
    for name in sorted(set(data) - known):
        faults.append(
            JumeauError(
                where, f"champ « {name} » inconnu ici", f"champs : {', '.join(sorted(known))}"
            )
        )


def _choice(
    one: dict[str, Any], name: str, choices: tuple[Any, ...], where: str, faults: list[JumeauError]
) -> Any:
    value = one.get(name, choices[0])
    if value not in choices:
        said = " ou ".join(str(c).lower() for c in choices)
        faults.append(JumeauError(where, f"{name} = {value!r} n'est pas connu", f"écrivez {said}"))
        return choices[0]
    return value


def _names(
    one: dict[str, Any], name: str, where: str, faults: list[JumeauError], *, optional: bool = False
) -> tuple[str, ...]:
    value = one.get(name, [] if optional else None)
    names = [value] if isinstance(value, str) else value
    good = isinstance(names, list) and all(isinstance(n, str) and n for n in names)
    if not good or (not names and not optional):
        faults.append(
            JumeauError(
                where,
                f"{name} = {value!r} n'est pas une activité",
                f'écrivez {name} = "Activité" ou {name} = ["A", "B"]',
            )
        )
        return ()
    return tuple(cast("list[str]", names))


def _whole(one: dict[str, Any], name: str, where: str, faults: list[JumeauError]) -> int:
    value = one.get(name, 1)
    if not isinstance(value, int) or isinstance(value, bool) or value < (name == "at_least"):
        faults.append(JumeauError(where, f"{name} = {value!r}", "écrivez un nombre entier"))
        return 1
    return value


def _duration(value: Any, name: str, where: str, faults: list[JumeauError]) -> int:
    read = durations.microseconds(value) if isinstance(value, str) else None
    if read is None:
        faults.append(
            JumeauError(
                where,
                f"{name} = {value!r} n'est pas une durée",
                'écrivez "30 min", "24 h" ou "7 d" (pas de mois : ils varient)',
            )
        )
        return 0
    return read


def _certainty(
    data: dict[str, Any], where: str, faults: list[JumeauError], default: Certainty = "assumed"
) -> Certainty:
    value = data.get("certainty", default)
    if value not in get_args(Certainty):
        said = ", ".join(get_args(Certainty))
        faults.append(JumeauError(where, f"certainty = {value!r}", f"choisissez : {said}"))
        return default
    return cast(Certainty, value)


def _case_end(data: Any, where: str, faults: list[JumeauError]) -> CaseEnd:
    if not isinstance(data, dict):
        faults.append(JumeauError(where, "un bloc [case_end] est attendu", "corrigez-le"))
        return CaseEnd()
    _unknown(data, {"activities", "silent_for"}, where, faults)
    silent = data.get("silent_for")
    return CaseEnd(
        _names(data, "activities", where, faults, optional=True),
        None if silent is None else _duration(silent, "silent_for", where, faults),
    )


def _condition(one: Any, where: str, faults: list[JumeauError]) -> Condition:
    tests = [t for t in get_args(Test) if isinstance(one, dict) and t in one]
    if len(tests) != 1 or not isinstance(one.get("attribute"), str):
        faults.append(
            JumeauError(
                where,
                f"condition {one!r} incomprise",
                'écrivez { attribute = "Age", at_least = 65 } (tests : '
                f"{', '.join(get_args(Test))})",
            )
        )
        return Condition("", "known", ())
    _unknown(one, {"attribute", "of", tests[0]}, where, faults)
    value = one[tests[0]]
    values = value if isinstance(value, list) else [value]
    numeric = tests[0] in {"at_least", "at_most", "above", "below"}
    if numeric and (
        len(values) != 1 or isinstance(value, bool) or not isinstance(value, int | float)
    ):
        faults.append(JumeauError(where, f"{tests[0]} = {value!r}", "écrivez un nombre"))
    of = _choice(one, "of", ("event", "case"), where, faults)
    texts = tuple(str(v).lower() if isinstance(v, bool) else str(v) for v in values)
    return Condition(one["attribute"], cast(Test, tests[0]), texts, of)
