"""The note of decision: what was asked, what changes, how sure it is, and what it rests on."""

from __future__ import annotations

from scenarios.report.html import quoted_in, to_html
from scenarios.report.note import Note, note_of
from scenarios.report.records import write_records
from scenarios.report.spoken import said_in_english
from scenarios.report.workbook import write_workbook

__all__ = ["Note", "note_of", "quoted_in", "said_in_english", "to_html", "write_records",
           "write_workbook"]  # fmt: skip
