"""Compare a policy with its reference: what changed, where, and how sure the simulation is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from scenarios.paired import Asked, paired_differences, rows_of
from scenarios.store import StoredRun, moved
from scenarios.telling import notes_of
from scenarios.unshown import FEW_REPLICATIONS
from twin.indicators import catalogue
from twin.tables import JumeauError
from twin.territory.almanac import school_known

INTERVALS: Mapping[str, str] = {
    "mc95": "bruit de simulation, pas l'incertitude de la politique "
    "(Student 95 % sur différences appariées, paramètres fixes)",
    "param90": "incertitude des paramètres tirés, leviers et hypothèses du modèle "
    "(5-95 % des tirages, bruit retiré)",
    "year90": "une période à venir de même durée (5-95 % des tirages et des réplications)",
}
HEADLINE = ("ed_visits", "ed_stay_median", "ed_seen_60", "ed_boarding_mean", "bed_occupancy",
            "smur_response_median", "diverted", "drug_out_days", "drug_substituted",
            "drug_delayed", "drug_transferred")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comparison:
    """Paired differences between two stored runs.

    Attributes
    ----------
    base, policy
        The runs compared.
    replications
        Pairs available at draw 0.
    rows
        One row an indicator, place and interval (columns `scenarios.paired.COLUMNS`): the figure
        that decides first, then in the order of the catalogue; shares are fractions.
    notes
        What a reader must know before using it.
    """

    base: StoredRun
    policy: StoredRun
    replications: int
    rows: pd.DataFrame
    notes: tuple[str, ...]

    @property
    def decides(self) -> Asked | None:
        """Give the figure on which the policy said beforehand that it would be judged."""
        return decided(self.policy)

    def plain(self) -> dict[str, Any]:
        """Give the whole comparison as JSON values: the same keys in each row, None if missing."""
        rows = [
            {str(key): None if value != value else value for key, value in row.items()}
            for row in self.rows.to_dict("records")
        ]
        return {
            "format": 1,
            "base": _identity(self.base),
            "policy": _identity(self.policy),
            "territory": self.policy.record.territory.name,
            "territory_vintage": self.policy.record.territory.vintage,
            "period": self.policy.record.period,
            "seed": self.policy.record.seed,
            "replications": self.replications,
            "intervals": dict(INTERVALS),
            "notes": list(self.notes),
            "decision": self.policy.record.scenario.get("decision"),
            "rows": rows,
        }


def compare(base: StoredRun, policy: StoredRun, *, zones: bool = False) -> Comparison:
    """Compare two runs that share territory, period and seed, replication by replication.

    Parameters
    ----------
    zones
        True also compares commune by commune.

    Raises
    ------
    JumeauError
        When the runs are not of the same question, or have no replication in common.
    """
    _refuse_strangers(base, policy)
    shared = set(base.replications()) & set(policy.replications())
    if not shared:
        raise JumeauError(
            f"{policy.name}",
            "aucune réplication commune avec la référence.",
            "Relancez `jumeau run` sur ce scénario.",
        )
    asked = decided(policy)
    frames = [run.indicators() for run in (base, policy)]
    if not zones:
        frames = [frame[(frame["zone"] == "") | rows_of(frame, asked)] for frame in frames]
    rows = paired_differences(frames[0], frames[1], HEADLINE, acted_on(policy), asked)
    rank = {indicator.id: at for at, indicator in enumerate(catalogue())}
    rows = rows.assign(
        rank=rows["indicator"].map(rank).fillna(len(rank)), later=~rows_of(rows, asked)
    )
    order = ["later", "zone", "facility", "rank"]
    rows = rows.sort_values(order, kind="stable", ignore_index=True)
    notes = _notes(base, policy, len(shared))
    return Comparison(base, policy, len(shared), rows.drop(columns=["rank", "later"]), notes)


def decided(policy: StoredRun) -> Asked | None:
    """Give the figure that the scenario of a policy decides on; None when it names none."""
    return decided_by(policy.record.scenario)


def decided_by(scenario: Mapping[str, Any]) -> Asked | None:
    """Give the indicator, the facility and the commune of the `decision` of a scenario kept."""
    said = scenario.get("decision")
    if not isinstance(said, Mapping) or not said.get("indicator"):
        return None
    return str(said["indicator"]), str(said.get("facility") or ""), str(said.get("zone") or "")


def acted_on(policy: StoredRun) -> list[str]:
    """Give the sites that a policy's levers name, in order."""
    found = []
    for lever in policy.record.scenario.get("lever", ()):
        staff = lever.get("staff")
        found.append(lever.get("site"))
        found.append(staff.get("to") if isinstance(staff, dict) else None)
    return list(dict.fromkeys(site for site in found if site))


def _refuse_strangers(base: StoredRun, policy: StoredRun) -> None:
    """Refuse runs whose replications do not share their luck."""
    one, two = base.manifest, policy.manifest
    pairs = {
        "territoires": (one["territory"]["digest"], two["territory"]["digest"]),
        "périodes": (one["period"], two["period"]),
        "jours de mise en route": (
            one["scenario"].get("warmup_days"),
            two["scenario"].get("warmup_days"),
        ),
        "graines": (one["seed"], two["seed"]),
        "hypothèses": (
            moved(one["scenario"]),
            moved(two["scenario"]),
        ),
    }
    # Draw 3 of 10 is not draw 3 of 20 (Latin hypercube): other worlds, that do not meet.
    if base.record.draws and policy.record.draws:
        pairs["tirages"] = (base.record.draws, policy.record.draws)
    # Two policies may be on other shelves (that is a question); a reference is of one world.
    if not one["scenario"].get("lever"):
        pairs["étagères de pharmacie"] = (one["shelves_digest"], two["shelves_digest"])
    differ = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    if differ:
        shown = " ; ".join(
            f"{name} {str(a)[:24] or 'du jumeau'} et {str(b)[:24] or 'du jumeau'}"
            for name, (a, b) in differ.items()
        )
        raise JumeauError(
            f"{base.name} et {policy.name}",
            f"comparaison impossible, ils diffèrent : {shown}.",
            "Comparez deux résultats d'une même question : nom/empreinte de `jumeau store list`.",
        )


def _notes(base: StoredRun, policy: StoredRun, replications: int) -> tuple[str, ...]:
    """Give the reservations that go with the figures."""
    notes = []
    if replications < 2:
        notes.append("Moins de 2 réplications communes : aucun intervalle n'est calculable.")
    if policy.record.draws < 2:
        notes.append(
            "Pas de tirages des paramètres (draws = 0) : l'incertitude de la politique "
            "(param90, year90) n'est pas mesurée."
        )
    else:
        notes.append(_varied(base, policy))
    if policy.record.draws >= 2 and replications < FEW_REPLICATIONS:
        notes.append(
            f"{replications} réplications seulement : param90 et year90 reposent sur elles. Ceux "
            "qui excluraient l'estimation centrale, ou seraient plus étroits que le bruit (mc95), "
            f"ne sont pas montrés ; ne concluez rien des autres avant {FEW_REPLICATIONS} "
            "réplications."
        )
    notes.append(
        "Aucun levier de ce scénario n'a été confronté à un avant-après réel (aucun n'est observé "
        "dans ces données)."
    )
    rules = policy.record.territory.access_rules
    if rules:
        notes.append(
            f"La référence suit le calendrier d'accès du territoire ({rules} règles) ; ce que "
            "deviennent les patients d'une porte fermée ou régulée y est supposé, et ne varie pas."
        )
    first, last = (date.fromisoformat(d) for d in policy.record.period.split("/"))
    region = policy.record.territory.code
    unknown = [y for y in range(first.year, last.year + 1) if not school_known(y, region)]
    if unknown:
        notes.append(
            f"Vacances scolaires inconnues en {', '.join(map(str, unknown))} : ces jours comptent "
            "comme des jours de classe (bronchiolite, fièvres et traumatismes en dépendent)."
        )
    if base.record.code_digest != policy.record.code_digest:
        notes.append("Les deux résultats viennent de versions différentes du code.")
    if base.record.shelves_digest != policy.record.shelves_digest:
        notes.append(
            "Les deux résultats n'ont pas les mêmes étagères de pharmacie : l'écart les compte "
            "aussi."
        )
    if base.record.agents != policy.record.agents:
        notes.append("Les acteurs réagissent d'un côté seulement (agents).")
    notes.extend(notes_of(policy.record.scenario))
    return tuple(notes)


def _varied(base: StoredRun, policy: StoredRun) -> str:
    """Say what the draws let vary, and what they leave fixed."""
    varied = [
        key
        for key, value in (policy.record.scenario.get("assumptions") or {}).items()
        if not isinstance(value, int | float)
    ]
    if not varied:
        return (
            "param90 et year90 ne font varier que les valeurs incertaines des leviers : besoins, "
            "durées et capacités du modèle y restent fixes (hypothèses : page Méthode)."
        )
    text = (
        "param90 et year90 font varier les valeurs incertaines des leviers et "
        f"{len(varied)} hypothèses du modèle ({', '.join(varied)}) ; les autres restent fixes."
    )
    if base.record.draws < 2:
        text += " La référence n'est pas tirée : ses hypothèses sont au centre dans chaque écart."
    return text


def _identity(run: StoredRun) -> dict[str, str]:
    return {
        "name": run.name,
        "title": run.title,
        "digest": run.record.digest,
        "result_hash": run.record.result_hash,
        "path": str(run.path),
    }
