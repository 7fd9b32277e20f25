"""Numbers with their unit and source; those that no source supports are assumptions, and say so."""

from __future__ import annotations

from twin.parameters.sourced import Sourced, assumptions, every_parameter

__all__ = ["Sourced", "assumptions", "every_parameter"]
