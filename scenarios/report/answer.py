"""The answer in plain French: what moves, how probable it is, by which distribution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.compare import acted_on
from scenarios.paired import (
    ALL_EQUAL,
    DETECTED,
    NO_EFFECT,
    parameter_means,
    undetected,
)
from scenarios.percentiles import independent_cases
from scenarios.report.changes import EFFECT_FR, Change, find
from scenarios.report.decision import Decision
from scenarios.report.event import event_of
from scenarios.report.figures import count, decimals_for, percent, quantity
from scenarios.report.hypotheses import lever_sheets
from scenarios.report.probability import (
    Floats,
    Probability,
    beyond,
    cube_of,
    draws_play,
    mean_told,
)
from scenarios.report.subject import Subject
from scenarios.scenario import find_scenario, library
from scenarios.store import StoredRun
from scenarios.studies.sentence import LEAST_DRAWS, LEAST_PERIODS
from scenarios.unshown import CONTRADICTS, FEW_REPLICATIONS, UNPLACED

ROWS_SAID = 4
NOISE_ONLY = (
    "Aucune incertitude de la politique n'a été calculée (pas de tirages des valeurs "
    "incertaines) : l'intervalle mc95 ne dit que le bruit de simulation."
)
FEW = (
    "{n} des valeurs incertaines : trop peu pour une probabilité, un param90 ou un year90 (il en "
    "faut {least})."
)
NO_LAW = "Pas de probabilité sur les valeurs incertaines du scénario : {why}."
SHORT = "Pas de probabilité sur une période à venir (year90) : {n}, il en faut {least}."
NOT_TOLD = (
    "Cette probabilité décrit les périodes simulées ; l'écart moyen, lui, n'est pas distingué "
    "de zéro."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the note says first.

    Attributes
    ----------
    headline
        What becomes of the decisive figure, in one sentence.
    reading
        What the paired test says of it.
    probabilities
        One sentence a distribution; without draws, that no uncertainty was computed.
    also
        What else was detected where the policy acts, then for the whole territory.
    given
        The probabilities as numbers.
    """

    headline: str
    reading: str
    probabilities: tuple[str, ...]
    also: tuple[str, ...]
    given: tuple[Probability, ...]


def answer_of(
    subject: Subject, decision: Decision, changes: Sequence[Change], names: dict[str, str]
) -> Answer:
    """Give the answer.

    Parameters
    ----------
    names
        Name of each place (FINESS, commune).
    """
    chosen = find(changes, decision.indicator, decision.facility, decision.zone)
    assert chosen is not None, "decision_of refuses what is not compared"
    place = names.get(decision.facility or decision.zone, decision.facility or decision.zone)
    said = f"{chosen.label}, {place or subject.policy.record.territory.name}"
    decimals = decimals_for(chosen.difference, chosen.unit)
    base, policy = (quantity(v, chosen.unit, decimals) for v in (chosen.base, chosen.policy))
    moved = quantity(chosen.difference, chosen.unit, decimals, signed=True)
    if chosen.difference is None:
        headline = f"{said} : non comparable, la valeur manque d'un côté."
    else:
        headline = f"{said} : {base} sans la mesure, {policy} avec, soit {moved}."
    where = (decision.indicator, decision.facility, decision.zone)
    cube = cube_of(subject.base.indicators(), subject.policy.indicators(), *where)
    drawn = chosen.ranges.get("param90")
    given = probabilities(cube, decision)
    if drawn is not None and drawn.flag in (CONTRADICTS, UNPLACED):
        given = tuple(p for p in given if p.distribution != "param")
    sentences = [_sentence(p, decision, chosen, subject.policy) for p in given]
    if len(cube) < LEAST_DRAWS or not cube.size:
        few = FEW.format(n=count(len(cube) if cube.size else 0, "tirage"), least=LEAST_DRAWS)
        sentences = [
            NOISE_ONLY if subject.policy.record.draws < 2 else few,
            f"Pour la calculer : {_how(subject.policy)}.",
        ]
    else:
        if all(p.distribution != "param" for p in given):
            why = _no_law(cube, decision, chosen.unit, drawn.flag if drawn is not None else "")
            sentences.insert(0, NO_LAW.format(why=why))
        if cube.shape[1] < LEAST_PERIODS:
            many = count(cube.shape[1], "réplication")
            sentences.append(SHORT.format(n=many, least=LEAST_PERIODS))
    if given and undetected(chosen.verdict):
        sentences.append(NOT_TOLD)
    reading = f"{_reading(chosen)} {_against(chosen, decision)}".strip()
    return Answer(headline, reading, tuple(sentences),
                  _also(subject, decision, changes, names), given)  # fmt: skip


def probabilities(cube: Floats, decision: Decision) -> tuple[Probability, ...]:
    """Give the probability of the event that would make the policy fail, by distribution.

    None under `LEAST_DRAWS` draws. No `param` probability either where the mean of all draws is
    not told from the threshold (mc95), or where draws do not move it beyond simulation noise; no
    `year` probability under `LEAST_PERIODS` replications, as in studies.

    Parameters
    ----------
    cube
        Differences of the decisive figure, shape (draws, replications).
    """
    if len(cube) < LEAST_DRAWS or not cube.size:
        return ()
    above, limit, found = event_of(decision, "").above, decision.threshold, []
    draws, replications = cube.shape
    if replications >= 2 and mean_told(cube, limit) and draws_play(means := parameter_means(cube)):
        found.append(beyond(means, limit, above=above, distribution="param", independent=draws))
    if replications >= LEAST_PERIODS:
        found.append(
            beyond(
                cube.ravel(),
                limit,
                above=above,
                distribution="year",
                independent=round(independent_cases(cube)),
            )
        )
    return tuple(found)


def _sentence(p: Probability, decision: Decision, chosen: Change, policy: StoredRun) -> str:
    """Say one probability: of what, how much, on which cases."""
    event = event_of(decision, chosen.unit)
    word = _word(p) if event.feminine else _OTHER.get(p.word, p.word)
    draws, days = policy.record.draws, int(policy.record.scenario["days"])
    share = "" if p.share in (0, 1) else f"{percent(p.share)}, "
    if p.distribution == "param":
        return (
            f"{event.words}, en moyenne, est {word} : {share}{p.cases} des {count(p.n, 'tirage')} "
            "(loi : les valeurs incertaines écrites dans le scénario, bruit de simulation retiré, "
            "comme param90)."
        )
    return (
        f"{event.words}, sur une période à venir de {count(days, 'jour')}, est {word} : "
        f"{share}{p.cases} des {count(p.n, 'période simulée', 'périodes simulées')} (loi : "
        f"{count(draws, 'tirage')} et {count(p.n // draws, 'hasard')} de la simulation, comme "
        "year90)."
    )


def _no_law(cube: Floats, decision: Decision, unit: str, flag: str) -> str:
    """Say why there is no probability over the draws."""
    if not mean_told(cube, decision.threshold):
        limit = f"du seuil, {_limit(decision, unit)}" if decision.threshold else "de zéro"
        return (
            f"l'écart moyen de tous les tirages ne se distingue pas {limit} (mc95, bruit de "
            "simulation)"
        )
    if cube.shape[1] < 2 or not draws_play(parameter_means(cube)):
        return "l'effet des tirages ne se distingue pas du bruit de simulation"
    return f"param90 n'est pas montré ({flag})"


def _limit(decision: Decision, unit: str) -> str:
    """Give the threshold with its sign and its unit."""
    limit = decision.threshold
    return quantity(limit, unit, decimals_for(limit, unit), signed=True)


_OTHER = {"ni probable ni improbable": "aussi probable qu'improbable"}


def _word(p: Probability) -> str:
    """Give the adjective in the feminine, as it goes with "hausse" and "baisse"."""
    feminine = {"presque exclu": "presque exclue", "presque certain": "presque certaine"}
    return (_OTHER | feminine).get(p.word, p.word)


def _reading(chosen: Change) -> str:
    """Say what the paired test found, and that it speaks of the simulation only."""
    if chosen.verdict == DETECTED:
        side = EFFECT_FR[chosen.effect]
        return (
            f"Différence détectée ({side}) : à paramètres fixes, le hasard de la simulation ne "
            f"l'explique pas (test apparié ajusté, {count(chosen.n, 'réplication')})."
        )
    if chosen.verdict == NO_EFFECT:
        return (
            f"Écart nul dans toutes les réplications ({chosen.n}) : la mesure ne touche pas ce "
            "chiffre, ou trop rarement pour que cela se soit vu."
        )
    if undetected(chosen.verdict) and chosen.n < FEW_REPLICATIONS:
        return (
            f"Non concluant avec {count(chosen.n, 'répétition')} : trop peu pour distinguer un "
            "effet du hasard de la simulation ; n'en concluez pas qu'il n'y en a pas."
        )
    if undetected(chosen.verdict):
        return (
            f"Pas de différence détectée avec {count(chosen.n, 'réplication')} : cela ne prouve "
            "pas qu'il n'y en a pas."
        )
    if chosen.verdict == ALL_EQUAL:
        return "Non testable : les écarts sont tous égaux, leur bruit est inconnu."
    return f"On ne peut pas conclure : {chosen.verdict}."


def _against(chosen: Change, decision: Decision) -> str:
    """Say on which side of the threshold the mean lies, as far as the simulation tells."""
    if not decision.threshold or chosen.difference is None:
        return ""
    limit, own = _limit(decision, chosen.unit), chosen.ranges.get("mc95")
    if own is None or own.low is None or own.high is None:
        return f"Rien n'est établi par rapport au seuil, {limit} : pas d'intervalle mc95."
    if own.low <= decision.threshold <= own.high:
        return (
            f"Le seuil, {limit}, est dans l'intervalle mc95 : de quel côté tombe la moyenne n'est "
            "pas établi."
        )
    side = "au-dessus" if own.low > decision.threshold else "au-dessous"
    return f"Tout l'intervalle mc95 est {side} du seuil, {limit}, à paramètres fixes."


def _also(
    subject: Subject, decision: Decision, changes: Sequence[Change], names: dict[str, str]
) -> tuple[str, ...]:
    """Say the headline indicators detected elsewhere: sites acted on, then the territory."""
    from scenarios.compare import HEADLINE

    shown = []
    whole = subject.policy.record.territory.name
    for place in (*acted_on(subject.policy), ""):
        for name in HEADLINE:
            if (name, place) == (decision.indicator, decision.facility):
                continue
            one = find(changes, name, place)
            if one is None or one.verdict != DETECTED:
                continue
            decimals = decimals_for(one.difference, one.unit)
            moved = quantity(one.difference, one.unit, decimals, signed=True)
            side = EFFECT_FR[one.effect]
            shown.append(f"{names.get(place, place) or whole}, {one.label} : {moved} ({side}).")
    return tuple(shown[: 2 * ROWS_SAID])


def _how(policy: StoredRun) -> str:
    """Say how to compute the uncertainty of a policy: intervals first, then draws."""
    scenario = policy.record.scenario
    drawn = any(v.kind in ("interval", "law") for one in lever_sheets(scenario) for v in one.values)
    word = policy.name if policy.name in library() else "FICHIER.toml"
    own = find_scenario(word, check_sites=False).plain() if word in library() else {}
    # Without what the run was asked with, the command would answer another question.
    had = ("days", "seed", "replications") if own else ("days",)
    kept = "".join(f" --{key} {scenario[key]}" for key in had if own.get(key) != scenario.get(key))
    run = f"`jumeau run {word}{kept} --draws 20`"
    if drawn or scenario.get("assumptions"):
        return run
    return f"écrire des intervalles [bas, haut] dans le scénario, puis {run}"
