"""The event log that every source of care pathways is read into, observed or simulated."""

from twin.contracts.events.about import LogAbout, SourceFile
from twin.contracts.events.coding import Coder, of_rows
from twin.contracts.events.files import CORE, is_log, read_about, read_log, write_log
from twin.contracts.events.log import ATTRIBUTE, CODED, MICROSECONDS_S, EventLog, Names

__all__ = [
    "ATTRIBUTE",
    "CODED",
    "CORE",
    "MICROSECONDS_S",
    "Coder",
    "EventLog",
    "LogAbout",
    "Names",
    "SourceFile",
    "is_log",
    "of_rows",
    "read_about",
    "read_log",
    "write_log",
]
