"""How the arrays reach the compiled code: behind one pointer each.

A tuple of forty arrays passed from function to function costs several hundred words a call; a
structure passes as one pointer. The named
tuples of arrays stay what is saved, copied and hashed: a handle only points at them.
"""

from __future__ import annotations

from typing import Any

from numba.core import types
from numba.experimental import structref

from twin.engine.state import State
from twin.engine.tables import Tables


@structref.register
class _TablesType(types.StructRef):
    def preprocess_fields(self, fields: Any) -> Any:
        return tuple((name, types.unliteral(kind)) for name, kind in fields)  # type: ignore[no-untyped-call]


@structref.register
class _StateType(types.StructRef):
    def preprocess_fields(self, fields: Any) -> Any:
        return tuple((name, types.unliteral(kind)) for name, kind in fields)  # type: ignore[no-untyped-call]


class TablesHandle(structref.StructRefProxy):
    """The `Tables` as compiled code sees them."""


class StateHandle(structref.StructRefProxy):
    """The `State` as compiled code sees it."""


structref.define_proxy(TablesHandle, _TablesType, list(Tables._fields))  # type: ignore[no-untyped-call]
structref.define_proxy(StateHandle, _StateType, list(State._fields))  # type: ignore[no-untyped-call]
