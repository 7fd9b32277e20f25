"""Solvers of the rostering problem: exact model, column generation, neighbourhoods."""

from logistics.staffing.solve.solution import Solution
from logistics.staffing.solve.solver import solve

__all__ = ["Solution", "solve"]
