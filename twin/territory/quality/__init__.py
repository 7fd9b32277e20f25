"""The data-quality report of a territory, in the spirit of OHDSI's Data Quality Dashboard."""

from twin.territory.quality.json_page import to_json
from twin.territory.quality.page import to_html
from twin.territory.quality.rejects import RejectedRows, read_rejects
from twin.territory.quality.run import CheckResult, QualityReport, report
from twin.territory.quality.subject import Evidence

__all__ = [
    "CheckResult",
    "Evidence",
    "QualityReport",
    "RejectedRows",
    "read_rejects",
    "report",
    "to_html",
    "to_json",
]
