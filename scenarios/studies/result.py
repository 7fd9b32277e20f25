"""What a study found: plain values for files and pages, French lines for readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenarios.parts import write_json
from scenarios.studies.attribution import Attribution
from scenarios.studies.drawn import Drawn
from scenarios.studies.figure import Decided, Figure, Mean
from scenarios.studies.flip import FlipPoint
from scenarios.studies.losers import Loss
from scenarios.studies.precision import Stopped
from scenarios.studies.ranking import Ranking
from scenarios.studies.sensitivity import Bar, Indices, Screened, plain_sensitivity
from scenarios.studies.sentence import Crossing, amount
from scenarios.studies.study import Study
from scenarios.unshown import reason

FILE = "study.json"
FORMAT = 1
MOST_NOISE, MOST_TOTAL = 0.5, 1.1
"""Share of noise, and total index, above which Sobol indices rank nothing."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one scenario does to the figure that decides.

    Attributes
    ----------
    central
        Mean paired difference at central values (mc95: simulation noise).
    param90, year90
        5-95 % ranges over the draws; None without draws. Those that would mislead are not written
        (`scenarios.unshown`).
    crossings
        How often it is on each side of the threshold, over which distribution.
    stopped
        Why the replications stopped there, when a precision was asked.
    """

    scenario: str
    title: str
    base: str
    policy: str
    replications: int
    draws: int
    central: Mean
    param90: tuple[float, float] | None
    year90: tuple[float, float] | None
    crossings: tuple[Crossing, ...]
    sentence: str
    stopped: Stopped | None
    notes: tuple[str, ...]

    @property
    def param90_flag(self) -> str:
        """Say why `param90` is not shown although there are draws, "" elsewhere."""
        return self._why("param90", self.param90) if self.replications >= 2 else ""

    @property
    def year90_flag(self) -> str:
        """Say why `year90` is not shown although there are draws, "" elsewhere."""
        return self._why("year90", self.year90)

    def _why(self, name: str, ends: tuple[float, float] | None) -> str:
        one = self.central
        if self.draws < 2:
            return ""
        return reason(name, ends, one.mean, one.ends, one.n, self.draws)

    def plain(self) -> dict[str, Any]:
        """Give the verdict as JSON values."""
        return {
            "scenario": self.scenario, "title": self.title, "base": self.base,
            "policy": self.policy, "replications": self.replications, "draws": self.draws,
            "mc95": self.central.plain(),
            "param90": _pair(None if self.param90_flag else self.param90),
            "param90_flag": self.param90_flag,
            "year90": _pair(None if self.year90_flag else self.year90),
            "year90_flag": self.year90_flag,
            "crossings": [one.plain() for one in self.crossings
                          if one.over != "param90" or not self.param90_flag],
            "sentence": self.sentence,
            "stopped": self.stopped.plain() if self.stopped else None, "notes": list(self.notes),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Variant:
    """One point of a design: the values varied and the paired difference there (mc95)."""

    scenario: str
    name: str
    values: Mapping[str, float]
    difference: Mean

    def plain(self) -> dict[str, Any]:
        """Give the variant as JSON values."""
        return {"scenario": self.scenario, "name": self.name, "values": dict(self.values),
                **self.difference.plain()}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Explained:
    """What decides the answer of one scenario, and who loses.

    Parts that the study did not ask for are empty.
    """

    scenario: str
    screened: tuple[Screened, ...] = ()
    indices: Indices | None = None
    bars: tuple[Bar, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    flips: tuple[FlipPoint, ...] = ()
    loss: Loss | None = None

    def plain(self) -> dict[str, Any]:
        """Give the explanations as JSON values."""
        return {
            "scenario": self.scenario,
            "sensitivity": plain_sensitivity(self.screened, self.indices, self.bars),
            "attribution": [one.plain() for one in self.attributions],
            "flips": [one.plain() for one in self.flips],
            "losers": self.loss.plain() if self.loss else None,
        }


@dataclass(frozen=True, slots=True)
class StudyResult:
    """Everything a study found.

    Attributes
    ----------
    runs
        Folders of the runs of the scenarios, references included.
    """

    study: Study
    decision: Decided
    verdicts: tuple[Verdict, ...]
    ranking: Ranking | None
    variants: tuple[Variant, ...]
    explained: tuple[Explained, ...]
    runs: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """Give the whole result as JSON values: the same keys in each row."""
        said = self.decision
        return {
            "format": FORMAT,
            "study": self.study.plain(),
            "decision": {
                "indicator": said.indicator, "facility": said.facility, "zone": said.zone,
                "threshold": said.threshold, "better": said.better,
            },
            "verdicts": [one.plain() for one in self.verdicts],
            "ranking": self.ranking.plain() if self.ranking else None,
            "variants": [one.plain() for one in self.variants],
            "explained": [one.plain() for one in self.explained],
            "runs": list(self.runs),
        }  # fmt: skip

    def lines(self) -> tuple[str, ...]:
        """Give the result in French, a line a finding."""
        found = [f"{self.study.title} — {self.study.question}"]
        for one in self.verdicts:
            found.append(f"{one.title}\u00a0: {one.sentence}")
            if one.stopped:
                found.append(one.stopped.text)
        if self.ranking and len(self.verdicts) > 1:
            found.append(self.ranking.text)
        for one in self.verdicts:
            found.extend(self._of_the_design(one.scenario))
        for whole in self.explained:
            found.extend(_lines(whole))
        return tuple(found)

    def _of_the_design(self, scenario: str) -> list[str]:
        """Say between what the difference varies over the points of the design."""
        means = [one.difference.mean for one in self.variants if one.scenario == scenario]
        known, unit = [mean for mean in means if mean == mean], Figure.of(self.decision).unit
        if not known:
            return []
        lost = f", dont {len(means) - len(known)} sans écart" if len(known) < len(means) else ""
        return [
            f"{scenario}, plan d'expérience\u00a0: {len(means)} points{lost}\u00a0; l'écart moyen "
            f"va de {amount(min(known), unit)} à {amount(max(known), unit)} d'un point à l'autre, "
            "bruit de simulation compris."
        ]

    def text(self) -> str:
        """Give the result in French."""
        return "\n".join(self.lines())

    def keep(self, root: Path) -> Path:
        """Write the result whole, beside the runs: `<root>/<study>/study.json`."""
        path = root / self.study.name / FILE
        write_json(path, self.plain())
        return path


def _lines(whole: Explained) -> list[str]:
    found = []
    for one in whole.attributions:
        parts = [f"levier {p.rank} ({p.kind}) {_share(p.share, p.drawn)}" for p in one.parts]
        rest = _share(one.interaction, one.interaction_drawn)
        text = " ; ".join([*parts, f"interaction {rest}"])
        found.append(f"{whole.scenario}, {one.figure.label}\u00a0: {text}".replace(".", ","))
    if whole.indices:
        top = sorted(whole.indices.rows, key=lambda row: -row.total)
        # Above one, or lost in the noise, an index ranks nothing.
        if top[0].total > MOST_TOTAL or whole.indices.noise > MOST_NOISE:
            found.append(
                f"{whole.scenario}, ce qui décide\u00a0: rien n'est dit, le bruit de simulation "
                "domine ou l'échantillon est trop petit (indices de Sobol hors de 0 à 1)."
            )
        else:
            shown = ", ".join(f"{row.path} ({100 * row.total:.0f}\u00a0%)" for row in top[:3])
            found.append(f"{whole.scenario}, ce qui décide (Sobol, indice total)\u00a0: {shown}.")
        found.append(whole.indices.text)
    found.extend(f"{whole.scenario}, {flip.text}" for flip in whole.flips)
    if whole.loss:
        found.append(f"{whole.scenario}\u00a0: {whole.loss.text}")
    return found


def _share(one: Mean, drawn: Drawn | None) -> str:
    """Say a share: at central values, and its range over the draws where it has one."""
    if drawn is None:
        return f"{one.mean:+.3g}"
    if drawn.ends is None:
        return f"{one.mean:+.3g} (param90 non montré\u00a0: {drawn.flag})"
    return f"{one.mean:+.3g} (param90 {drawn.ends[0]:+.3g} à {drawn.ends[1]:+.3g})"


def _pair(bounds: tuple[float, float] | None) -> dict[str, float | None]:
    low, high = bounds if bounds is not None else (None, None)
    return {"low": low, "high": high}
