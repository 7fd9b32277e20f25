"""The same network in SimPy, kept where the validation needs it; the peer of the benchmarks.

On the pilot it does less work a row than the engine: capacities are those of noon, doors are all
open, and there is no transfer, planned stay, return, follow-up care or second unit.
"""

from __future__ import annotations

from scenarios.theory.peer_network import Network

__all__ = ["Network"]
