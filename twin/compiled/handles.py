"""How the arrays reach the compiled code: behind one pointer each, without counting references.

A tuple of eighty arrays passed from function to function costs several hundred words a call; numba
unpacks it anew at every call from Python, and counts, by an atomic operation, every use of an
array. The kernel therefore gets a bare pointer to a description of the arrays, laid out once by
`lend` in the form that numba gives to arrays (`numba.core.datamodel`). The named tuples of arrays
stay what is saved, copied and hashed.
"""

from __future__ import annotations

import hashlib
from functools import cache
from itertools import accumulate
from typing import Any

import numpy as np
from llvmlite import ir
from numba import typeof
from numba.core import cgutils, types
from numba.core.datamodel import models
from numba.core.imputils import impl_ret_borrowed
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    register_model,
    typeof_impl,
    unbox,
)

_BYTE_POINTER = ir.IntType(8).as_pointer()
_WORD = np.dtype("<u8")


class LentType(types.Type):
    """A pointer to the fields of a named tuple, which somebody else owns."""

    def __init__(self, label: str, fields: tuple[tuple[str, Any], ...]) -> None:
        self.label, self.fields = label, dict(fields)
        sizes = [_WORD.itemsize * _word_count(kind) for kind in self.fields.values()]
        self.places = dict(zip(self.fields, accumulate(sizes, initial=0), strict=False))
        # Short: the name of each compiled function repeats those of its arguments' types.
        told = hashlib.sha256(repr([(n, str(kind)) for n, kind in fields]).encode()).hexdigest()
        super().__init__(name=f"Lent({label}-{told[:12]})")


@cache
def _kind(owner: type, fields: tuple[Any, ...]) -> LentType:
    names: tuple[str, ...] = owner._fields  # type: ignore[attr-defined]
    return LentType(owner.__name__, tuple(zip(names, fields, strict=True)))


class Lent[T: tuple[Any, ...]]:
    """The address of a named tuple's fields, for compiled code; keeps the tuple alive.

    It describes the arrays as they are: one that is put in the place of another is not seen.

    Attributes
    ----------
    owner
        The named tuple of arrays and numbers.
    kind
        Its type for the compiler.
    address
        Where the description lies.
    """

    __slots__ = ("_words", "address", "kind", "owner")

    def __init__(self, owner: T) -> None:
        self.owner = owner
        self.kind = _kind(type(owner), tuple(typeof(value) for value in owner))
        self._words = np.array([word for value in owner for word in _words(value)], _WORD)
        self.address: int = self._words.ctypes.data


def lend[T: tuple[Any, ...]](owner: T) -> Lent[T]:
    """Describe a named tuple of arrays and numbers to compiled code.

    Parameters
    ----------
    owner
        `Tables`, `State`, or what the indicators read and fill.
    """
    return Lent(owner)


def _word_count(kind: Any) -> int:
    """Give the words that a field takes: see `_words`."""
    return 5 + 2 * kind.ndim if isinstance(kind, types.Array) else 1


def _words(value: Any) -> list[int]:
    """Give a field as numba lays it out: an array, with no owner to count, or one number."""
    if isinstance(value, np.ndarray):
        sizes = [value.size, value.itemsize, value.ctypes.data, *value.shape, *value.strides]
        return [0, 0, *sizes]
    word = np.float64(value) if isinstance(value, float | np.floating) else np.asarray(value)
    return [int(np.asarray(word).astype(word.dtype.newbyteorder("<")).view(_WORD))]


@typeof_impl.register(Lent)
def _typeof(value: Lent[Any], _: Any) -> LentType:
    return value.kind


@register_model(LentType)
class _LentModel(models.PrimitiveModel):
    """In machine code: an address."""

    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _BYTE_POINTER)


@unbox(LentType)
def _unbox(_: LentType, value: Any, context: Any) -> NativeValue:
    """Take the address out of a `Lent`, which its caller holds for as long as the call lasts."""
    held = context.pyapi.object_getattr_string(value, "address")
    address = context.pyapi.long_as_ulonglong(held)
    context.pyapi.decref(held)
    return NativeValue(context.builder.inttoptr(address, _BYTE_POINTER))


@infer_getattr
class _LentAttributes(AttributeTemplate):
    key = LentType

    def generic_resolve(self, kind: LentType, name: str) -> Any:
        return kind.fields.get(name)


@lower_getattr_generic(LentType)
def _read(context: Any, builder: Any, kind: LentType, address: Any, name: str) -> Any:
    """Read one field; an array comes without an owner, so that nothing is counted."""
    field = kind.fields[name]
    # By its distance, not as a member of a structure: that would be spelled out at each reading.
    place = builder.gep(address, [cgutils.intp_t(kind.places[name])], inbounds=True)
    value = builder.load(builder.bitcast(place, context.get_value_type(field).as_pointer()))
    return impl_ret_borrowed(context, builder, field, value)
