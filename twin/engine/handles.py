"""How the kernel reads its arrays: by one bare pointer (see `twin.compiled.handles`)."""

from __future__ import annotations

from twin.compiled.handles import lend

__all__ = ["lend"]
