"""Numbers from the literature, each with its unit and its source; the others are assumptions, and say so."""

from __future__ import annotations

from twin.parameters.sourced import Sourced, assumptions, every_parameter

__all__ = ["Sourced", "assumptions", "every_parameter"]
