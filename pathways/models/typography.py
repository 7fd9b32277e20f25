"""French spacing: a no-break space before : ; ? ! % » and after «."""

from __future__ import annotations

import re
from collections.abc import Sequence


def set_in_french(sentences: Sequence[str]) -> list[str]:
    """Give sentences with the no-break spaces that French asks for."""
    return [re.sub("« ", "«\u00a0", re.sub(r" ([:;?!%»])", "\u00a0\\1", s)) for s in sentences]
