"""Everything that a note of decision holds, before it is drawn or written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scenarios.compare import HEADLINE, INTERVALS, acted_on
from scenarios.manifest import code_digest, version_of
from scenarios.report.answer import Answer, answer_of
from scenarios.report.backtest import backtest_of
from scenarios.report.calibration import Calibration, calibration_of
from scenarios.report.changes import Change, changes_of, find
from scenarios.report.decision import Decision, decision_of
from scenarios.report.explained import Attribution, read_attribution
from scenarios.report.hypotheses import LeverSheet, assumptions_of_scenario, lever_sheets
from scenarios.report.limits import Limits, limits
from scenarios.report.losers import losers, mapped_indicators
from scenarios.report.studied import Studied, find_studied
from scenarios.report.subject import Subject, subjects
from scenarios.store import Store

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the note says of one policy.

    Attributes
    ----------
    names
        Name of each hospital (FINESS) and commune (INSEE).
    mapped
        Indicators measured by commune, the first is the one drawn.
    worst
        The communes worst hit, by mapped indicator, `mc95` adjusted for their choice.
    """

    subject: Subject
    decision: Decision
    answer: Answer
    changes: tuple[Change, ...]
    names: dict[str, str]
    mapped: tuple[str, ...]
    worst: dict[str, tuple[Change, ...]]
    attributions: tuple[Attribution, ...]
    studied: Studied
    levers: tuple[LeverSheet, ...]
    assumptions: tuple[tuple[str, str], ...]
    backtest: tuple[tuple[str, str], ...]
    calibration: Calibration

    @property
    def decisive(self) -> Change:
        """Give the change that the answer turns on."""
        one = self.decision
        found = find(self.changes, one.indicator, one.facility, one.zone)
        assert found is not None, "decision_of refuses what is not compared"
        return found

    def at(self, facility: str) -> tuple[Change, ...]:
        """Give the changes of a hospital, or of the whole territory ("")."""
        return tuple(c for c in self.changes if c.facility == facility and not c.zone)

    def headlines(self, facility: str) -> tuple[Change, ...]:
        """Give the headline indicators of a place, in order, the one that decides there first."""
        own = self.decision.facility == facility and not self.decision.zone
        names = dict.fromkeys([*([self.decision.indicator] if own else []), *HEADLINE])
        found = (find(self.changes, name, facility) for name in names)
        return tuple(one for one in found if one is not None)

    @property
    def acted(self) -> tuple[str, ...]:
        """Give the sites that the levers name."""
        return tuple(acted_on(self.subject.policy))

    @property
    def sites(self) -> tuple[str, ...]:
        """Give the hospitals, those acted on first, then by name."""
        found = dict.fromkeys(c.facility for c in self.changes if c.facility and not c.zone)
        order = {site: rank for rank, site in enumerate(self.acted)}
        return tuple(sorted(found, key=lambda s: (order.get(s, len(order)), self.names.get(s, s))))

    def plain(self) -> dict[str, Any]:
        """Give it as JSON values, numbers as the comparison holds them."""
        run = self.subject.policy
        return {
            "policy": {"name": run.name, "title": run.title, "digest": run.record.digest,
                       "question": run.record.scenario.get("question"),
                       "result_hash": run.record.result_hash, "path": str(run.path)},
            "base": {"name": self.subject.base.name, "digest": self.subject.base.record.digest,
                     "result_hash": self.subject.base.record.result_hash},
            "decision": asdict(self.decision),
            "decisive": self.decisive.plain(),
            "answer": asdict(self.answer),
            "intervals": dict(INTERVALS),
            "changes": [c.plain() for c in self.changes if not c.zone],
            "losers": {name: [c.plain() for c in rows] for name, rows in self.worst.items()},
            "attribution": [asdict(one) for one in self.attributions],
            "flip_points": [asdict(point) for point in self.studied.flips],
            "levers": [sheet.plain() for sheet in self.levers],
            "backtest": [list(pair) for pair in self.backtest],
            "notes": list(self.subject.comparison.notes),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """A note of decision on one policy or several, each against its own reference."""

    sheets: tuple[Sheet, ...]
    limits: Limits
    made: datetime
    version: str
    code: str

    @property
    def title(self) -> str:
        """Give the heading of the page."""
        if len(self.sheets) == 1:
            return self.sheets[0].subject.policy.title
        return f"{len(self.sheets)} politiques"

    def plain(self) -> dict[str, Any]:
        """Give the note as JSON values."""
        return {
            "format": FORMAT,
            "made": self.made.isoformat(timespec="seconds"),
            "version": self.version,
            "studies": [sheet.plain() for sheet in self.sheets],
        }


def note_of(
    store: Store, words: Sequence[str], *, decision: str | None = None, study: Path | None = None
) -> Note:
    """Give the note of one policy or several.

    Parameters
    ----------
    words
        Results, as `jumeau compare` takes them; the reference of each is found in the store.
    decision
        "indicator" or "indicator@place" instead of the figure that the scenario decided on.
    study
        Folder or file of the study that computed the flip points.

    Raises
    ------
    JumeauError
        When a result or its reference is not there, or a figure is not measured.
    """
    found = tuple(_sheet(one, decision, study) for one in subjects(store, words))
    return Note(found, limits(), datetime.now(UTC), version_of("jumeau"), code_digest())


def _sheet(subject: Subject, asked: str | None, study: Path | None) -> Sheet:
    scenario = subject.policy.record.scenario
    changes = changes_of(subject.comparison.rows)
    names = _names(subject, changes)
    decision = decision_of(scenario, changes, asked)
    mapped = mapped_indicators(changes, decision.indicator)
    studied, beside = find_studied(subject.policy, study), read_attribution(subject.policy)
    return Sheet(
        subject=subject,
        decision=decision,
        answer=answer_of(subject, decision, changes, names),
        changes=changes,
        names=names,
        mapped=mapped,
        worst={
            name: losers(changes, subject.comparison.rows, name, decides=subject.comparison.decides)
            for name in mapped
        },
        attributions=(beside,) if beside is not None else studied.attributions,
        studied=studied,
        levers=lever_sheets(scenario),
        assumptions=assumptions_of_scenario(scenario),
        backtest=backtest_of(scenario, subject.policy.record.territory.access_rules),
        calibration=calibration_of(subject.base, subject.territory),
    )


def _names(subject: Subject, changes: Sequence[Change]) -> dict[str, str]:
    """Give the name of every place that is compared."""
    names = dict(subject.policy.record.territory.hospitals)
    if subject.territory is not None:
        names |= {f.id: f.name for f in subject.territory.facilities if f.id not in names}
        names |= dict(zip(subject.territory.zones["insee"], subject.territory.zones["nom"],
                          strict=True))  # fmt: skip
    elif zones := sorted({one.zone for one in changes if one.zone}):
        from twin.territory import reference_data

        known = reference_data.communes().set_index("insee")["nom"]
        names |= {zone: str(known[zone]) for zone in zones if zone in known.index}
    return names
