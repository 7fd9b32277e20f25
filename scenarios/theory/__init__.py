"""Proof against theory: worlds reduced to queues whose answer is known exactly."""

from __future__ import annotations

from scenarios.theory.agreement import Agreement
from scenarios.theory.effort import FULL, SHORT, Effort
from scenarios.theory.report import CASES, Report, report

__all__ = ["CASES", "FULL", "SHORT", "Agreement", "Effort", "Report", "report"]
