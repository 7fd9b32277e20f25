"""Indicators: folds over the event log, each with its unit and its definition."""

from __future__ import annotations

from twin.indicators.catalogue import Indicator, catalogue, compute
from twin.indicators.details import details
from twin.indicators.tally import Tally

__all__ = ["Indicator", "Tally", "catalogue", "compute", "details"]
