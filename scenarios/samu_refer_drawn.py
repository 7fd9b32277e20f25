"""Referrals as a picture: the minutes of each option, leg by leg, one case below the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pathways.pictures.numbers import number
from scenarios.drawn.spans import Group, Span, draw_spans

LEGS = (("jusqu'à l'équipe sur place", "#56B4E9"), ("jusqu'au traitement", "#0072B2"))
MOST_CASES = 40
"""Cases drawn; more make a picture that nobody reads."""


def picture(found: Mapping[str, Any], needs: Mapping[str, str]) -> str:
    """Draw the options of `samu_telling.referrals`; a case without any says why.

    Parameters
    ----------
    needs
        French name of each need.
    """
    cases = found["cases"]
    groups = [_group(case, needs) for case in cases[:MOST_CASES]]
    notes = list(found["notes"])
    if len(cases) > MOST_CASES:
        notes.insert(0, f"{MOST_CASES} cas dessinés sur {len(cases)} ; tous sont dans le tableau.")
    notes.insert(0, "Limites : ce que l'option enfreint ou ignore (places non déclarées, relevé "
                    "vieux, service supposé) ; le tableau et le JSON les nomment.")  # fmt: skip
    notes.insert(0, "Définition : minutes depuis la décision, moyennes ; traitement : fin du "
                    "« porte-traitement » du besoin (samu grade --show-rules).")  # fmt: skip
    return draw_spans(
        groups, LEGS, late="traitement, 9 fois sur 10",
        limit="délai qui reste depuis le premier signe",
        title=f"Orientation de cas archivés : {found['territory']}", notes=notes,
    )  # fmt: skip


def _group(case: Mapping[str, Any], needs: Mapping[str, str]) -> Group:
    named = ", ".join(needs[n] for n in case["needs"]) or "sans besoin particulier"
    title = f"Cas {case['case']} : {case['priority']}, {case['response']}, {named}"
    if case["answer"] == "no_safe_option":
        return Group(title, (), below=f"Aucune option sûre : {case['why']}.")
    if case["answer"] == "no_transport":
        return Group(title, (), below=f"{case['why']}.")
    spans = tuple(_span(option) for option in case["options"])
    first = case["options"][0]
    # A window that counts from the team's arrival has no single place on the axis.
    limits = [w["left_min"] for w in case["windows"]
              if w["left_min"] is not None and w["from"] == "decision"]  # fmt: skip
    return Group(title, spans, min(limits, default=None), f"Option 1, {first['reason']}.")


def _span(option: Mapping[str, Any]) -> Span:
    chance = option["in_time_probability"]
    kept = "sans délai fixé" if chance is None else f"délai tenu {number(100 * chance)} %"
    many = len(option["limits"])
    limits = f", {many} limite{'s' if many > 1 else ''}" if many else ""
    told = f"{kept}{limits} ; {option['mode']} {option['team'].removeprefix('SMUR ')}"
    return Span(
        f"{option['rank']}. {option['destination']}",
        (option["scene_min"], option["treatment_min"]), option["treatment_p90_min"], told,
    )  # fmt: skip
