"""How the arrays reach the compiled code: behind one pointer each, without counting references.

A tuple of eighty arrays passed from function to function costs several hundred words a call, and
numba counts, by an atomic operation, every use of an array or of a structure of arrays. The kernel
therefore gets a bare pointer to the arrays, which its caller
(`twin.engine.kernel.advance`) owns for as long as it runs. The named tuples of arrays stay what is
saved, copied and hashed.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel import models
from numba.core.imputils import impl_ret_borrowed
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, intrinsic, lower_getattr_generic, register_model

_BYTE_POINTER = ir.IntType(8).as_pointer()


class LentType(types.Type):
    """A pointer to the fields of a named tuple, which somebody else owns."""

    def __init__(self, owner: Any) -> None:
        self.fields = dict(zip(owner.fields, owner.types, strict=True))
        super().__init__(name=f"Lent({owner.name})")


@register_model(LentType)
class _LentModel(models.PrimitiveModel):
    """In machine code: an address."""

    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _BYTE_POINTER)


@infer_getattr
class _LentAttributes(AttributeTemplate):
    key = LentType

    def generic_resolve(self, kind: LentType, name: str) -> Any:
        return kind.fields.get(name)


def _layout(context: Any, kind: LentType) -> Any:
    return ir.LiteralStructType([context.get_value_type(field) for field in kind.fields.values()])


@lower_getattr_generic(LentType)
def _read(context: Any, builder: Any, kind: LentType, address: Any, name: str) -> Any:
    """Read one field; an array comes without an owner, so that nothing is counted."""
    rank = [*kind.fields].index(name)
    place = builder.bitcast(address, _layout(context, kind).as_pointer())
    value = builder.load(cgutils.gep_inbounds(builder, place, 0, rank))
    return impl_ret_borrowed(context, builder, kind.fields[name], value)


@intrinsic
def lend(_: Any, owner: Any) -> Any:
    """Give a pointer to the fields of a named tuple, valid until the function that asks returns.

    Parameters
    ----------
    owner
        `Tables` or `State`.
    """
    kind = LentType(owner)

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = cgutils.alloca_once(builder, _layout(context, kind))
        for rank, field in enumerate(signature.args[0].types):
            value = builder.extract_value(arguments[0], rank)
            if isinstance(field, types.Array):
                array = context.make_array(field)(context, builder, value=value)
                array.meminfo = array.meminfo.type(None)
                array.parent = array.parent.type(None)
                value = array._getvalue()
            builder.store(value, cgutils.gep_inbounds(builder, place, 0, rank))
        return builder.bitcast(place, _BYTE_POINTER)

    return kind(owner), build
