"""Examine a territory: every check, what it counted, what it found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata

import numpy as np

from twin.territory.check_sites import whole
from twin.territory.quality.catalogue import checks
from twin.territory.quality.check import CATEGORIES, STATUSES, Category, Check, Outcome, Row, Status
from twin.territory.quality.rejects import RejectedRows
from twin.territory.quality.subject import Evidence, Subject
from twin.territory.territory import Finding, Severity, SourceRecord, Territory

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "information")


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check on one territory.

    Attributes
    ----------
    violated, examined, share
        Rows refused, rows examined, and the one over the other.
    status
        `fail` when one of its findings is an error, `warn` when it has findings, `pass` when it
        has none, `not_applicable` when nothing could be examined (`reason` says why).
    findings
        What goes to the list of findings.
    rows
        Every row refused, even where one finding stands for all.
    """

    check: Check
    violated: int
    examined: int
    share: float
    status: Status
    findings: tuple[Finding, ...]
    rows: tuple[Row, ...]
    detail: str
    reason: str


@dataclass(frozen=True, slots=True)
class QualityReport:
    """What is known of the quality of a territory's data.

    Attributes
    ----------
    code, name, vintage, digest
        The territory, and the date of its data.
    communes, inhabitants, sites
        Its size, ring left out.
    results
        One result a check, category by category.
    sources
        Where the data come from.
    rejects
        Rows refused at reading, file by file, where they were kept.
    checked_on
        Day of the control, ISO.
    version
        Version of Jumeau.
    """

    code: str
    name: str
    vintage: str
    digest: str
    communes: int
    inhabitants: int
    sites: int
    results: tuple[CheckResult, ...]
    sources: tuple[SourceRecord, ...]
    rejects: tuple[RejectedRows, ...]
    checked_on: str
    version: str

    @property
    def categories(self) -> tuple[Category, ...]:
        """Give the categories, in the order of the report."""
        return tuple(CATEGORIES)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Give every finding, errors first."""
        every = [finding for result in self.results for finding in result.findings]
        return tuple(sorted(every, key=lambda finding: SEVERITIES.index(finding.severity)))

    @property
    def has_error(self) -> bool:
        """Say whether one finding is an error."""
        return any(result.status == "fail" for result in self.results)

    def of(self, category: Category) -> tuple[CheckResult, ...]:
        """Give the results of one category."""
        return tuple(r for r in self.results if r.check.category == category)

    def counts(self, category: Category | None = None) -> Mapping[Status, int]:
        """Count the checks by status, of one category or of all."""
        results = self.results if category is None else self.of(category)
        tally = Counter(result.status for result in results)
        return {status: tally[status] for status in STATUSES}

    def severities(self) -> Mapping[Severity, int]:
        """Count the findings by severity."""
        tally = Counter(finding.severity for finding in self.findings)
        return {severity: tally[severity] for severity in SEVERITIES}


def report(territory: Territory, evidence: Evidence | None = None) -> QualityReport:
    """Examine a territory.

    Parameters
    ----------
    territory
        What to examine; its ring is counted apart.
    evidence
        What it does not carry: the day, an APL, ages of a synthetic population, rejected rows.
    """
    brought = Evidence() if evidence is None else evidence
    subject = Subject(territory, brought)
    with np.errstate(invalid="ignore"):  # minutes that are not numbers are a finding, not a fault
        digest = territory.digest()
    return QualityReport(
        code=territory.code,
        name=territory.name,
        vintage=territory.vintage,
        digest=digest,
        communes=len(subject.zones),
        inhabitants=territory.inhabitants,
        sites=len(subject.hospitals),
        results=tuple(examine(check, subject) for check in checks()),
        sources=territory.sources,
        rejects=brought.rejects,
        checked_on=brought.today.isoformat(),
        version=_version(),
    )


def examine(check: Check, subject: Subject) -> CheckResult:
    """Put one question to a territory.

    Parameters
    ----------
    check
        The question.
    subject
        The territory under examination.
    """
    outcome = check.examine(subject)
    findings = _findings(check, outcome, subject.territory)
    status: Status = "pass"
    if outcome.reason:
        status = "not_applicable"
    elif any(finding.severity == "error" for finding in findings):
        status = "fail"
    elif findings:
        status = "warn"
    return CheckResult(
        check, outcome.count, outcome.examined, outcome.share, status, findings, outcome.rows,
        outcome.detail, outcome.reason,
    )  # fmt: skip


def _findings(check: Check, outcome: Outcome, territory: Territory) -> tuple[Finding, ...]:
    if not outcome.rows or outcome.share <= check.threshold:
        return ()
    if outcome.said:
        return (Finding(check.severity, whole(territory), outcome.said, check.remedy),)
    return tuple(
        Finding(row.severity or check.severity, row.place, row.message, row.remedy or check.remedy)
        for row in outcome.rows
    )


def _version() -> str:
    try:
        return metadata.version("jumeau")
    except metadata.PackageNotFoundError:
        return "inconnue"
