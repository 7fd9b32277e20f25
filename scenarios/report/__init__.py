"""The note of decision: what was asked, what changes, how sure it is, and what it rests on."""

from __future__ import annotations

from scenarios.report.html import to_html
from scenarios.report.note import Note, note_of
from scenarios.report.records import write_records
from scenarios.report.workbook import write_workbook

__all__ = ["Note", "note_of", "to_html", "write_records", "write_workbook"]
