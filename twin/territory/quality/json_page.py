"""The report as JSON: shares are fractions, every list has the same keys in every row."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from twin.territory.quality.check import CATEGORIES
from twin.territory.quality.rejects import RejectedRows
from twin.territory.quality.run import CheckResult, QualityReport

ROWS = 50


def to_json(report: QualityReport) -> dict[str, Any]:
    """Give the report as plain values.

    Returns
    -------
    dict
        `territory`, `checked_on`, `version`, `summary`, `checks`, `findings`, `sources`,
        `rejects`. Each
        check carries its first 50 refused rows, and how many they are.
    """
    return {
        "territory": {
            "code": report.code,
            "name": report.name,
            "vintage": report.vintage,
            "digest": report.digest,
            "communes": report.communes,
            "inhabitants": report.inhabitants,
            "emergency_departments": report.sites,
        },
        "checked_on": report.checked_on,
        "version": report.version,
        "summary": {
            "checks": len(report.results),
            **report.counts(),
            "findings": dict(report.severities()),
            "by_category": [
                {"category": category, "title": title, **report.counts(category)}
                for category, (title, _) in CATEGORIES.items()
            ],
        },
        "checks": [_check(result) for result in report.results],
        "findings": [asdict(finding) for finding in report.findings],
        "sources": [asdict(source) for source in report.sources],
        "rejects": [_rejects(one) for one in report.rejects],
    }


def _check(result: CheckResult) -> dict[str, Any]:
    check = result.check
    return {
        "id": check.id,
        "category": check.category,
        "title": check.title,
        "measures": check.measures,
        "limit": check.limit,
        "threshold": check.threshold,
        "severity": check.severity,
        "remedy": check.remedy,
        "unit": check.unit,
        "violated": result.violated,
        "examined": result.examined,
        "share": round(result.share, 6),
        "status": result.status,
        "reason": result.reason,
        "detail": result.detail,
        "rows_total": len(result.rows),
        "rows": [
            {"severity": row.severity or check.severity, "place": row.place,
             "message": row.message, "remedy": row.remedy or check.remedy}
            for row in result.rows[:ROWS]
        ],
    }  # fmt: skip


def _rejects(file: RejectedRows) -> dict[str, Any]:
    return {
        "file": file.file,
        "rejected": file.rejected,
        "reasons": [{"reason": reason, "rows": rows} for reason, rows in file.reasons],
        "rows": [
            {"line": line, "field": field, "value": value, "reason": reason}
            for line, field, value, reason in file.first
        ],
    }
