"""How the folds are compiled; a rank that is not of the territory is an error, never a guess."""

from __future__ import annotations

from pathlib import Path

from twin.compiled import compilers

_HERE = Path(__file__).parent
_TWIN = _HERE.parents[1]
entry, inner, inline = compilers(_HERE, _HERE.parent / "tally", _TWIN / "contracts", checked=True)
# What is proved to stay within its tables, where checks would cost more than the sums.
unchecked_entry, unchecked, _ = compilers(_HERE, _HERE.parent / "tally", _TWIN / "contracts")
