"""How the kernel is compiled (`twin.compiled`): every source of the engine and of the contracts."""

from __future__ import annotations

from pathlib import Path

from twin.compiled import compilers

_HERE = Path(__file__).parent
entry, inner, inline = compilers(_HERE, _HERE.parent / "contracts")
