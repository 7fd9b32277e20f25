"""Compile a function called from Python together with all that it calls, once.

numba optimises every function on its own, each time with a copy of all that it calls, directly or
not, and gives each such heap its machine code: what lies eight calls deep is optimised nine times.
Functions that only compiled code calls are here left as they were lowered; the one that Python
calls takes each of them in once, and all is optimised and turned into machine code together. What
is computed is the same, to the last bit: no optimisation of numba's changes an order of operations
on floating numbers.
"""
# numba has few types.
# mypy: disable-error-code="no-untyped-call, no-untyped-def"

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, cast

from llvmlite import binding as llvm  # type: ignore[import-untyped]
from numba.core.codegen import CPUCodeLibrary, JITCodeLibrary, JITCPUCodegen, RuntimeLinker
from numba.core.compiler import Compiler
from numba.core.environment import lookup_environment

_ENVIRONMENT = "_ZN08NumbaEnv"
# Kept where it is called and not copied in; dropped where it is not.
_DROPPABLE = "linkonce_odr"


class Part(JITCodeLibrary):
    """A function that only compiled code calls: never machine code by itself."""

    @property
    def codegen(self) -> Any:
        """Give what numba tells of the function's environment: nobody, until it is in a whole."""
        return _Nobody()

    def finalize(self) -> None:
        """Take nothing in, optimise nothing."""
        self._raise_if_finalized()
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        """Say that there is no machine code."""
        return 0

    def _get_module_for_linking(self) -> Any:
        """Give the function with all that it calls, for who takes it in in numba's own way."""
        if self._shared_module is None:
            module = self._final_module.clone()
            own = _public(module)
            for name in (*own, *_take_in(module, self)):
                module.get_function(name).linkage = _DROPPABLE
            self._shared_module = module
        return self._shared_module


class _Nobody:
    def set_env(self, name: str, environment: Any) -> None:
        """Leave it to the whole, which has the machine code."""


class Whole(JITCodeLibrary):
    """A function that Python calls, with all that it calls."""

    def finalize(self) -> None:
        """Take in all that is called, then optimise and give the machine code."""
        module, codegen = self._final_module, cast("JITCPUCodegen", self._codegen)
        for name in _take_in(module, self):
            module.get_function(name).linkage = _DROPPABLE
        # All is there: numba's own way of taking in has nothing left to do.
        beside, self._linking_libraries = self._linking_libraries, []
        super().finalize()
        self._linking_libraries = beside
        for name in [one.name for one in module.global_variables]:
            # What numba does for a function alone, here for all those taken in.
            known = lookup_environment(name) if name.startswith(_ENVIRONMENT) else None
            if known is not None:
                codegen.set_env(name, known)


def _take_in(module: Any, library: CPUCodeLibrary) -> list[str]:
    """Add to a module all that its function calls, directly or not; give the names of the parts."""
    seen, ahead = {id(library)}, [*library._linking_libraries]
    names: list[str] = []
    others: list[CPUCodeLibrary] = []
    while ahead:
        one = ahead.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        library._reload_init.update(one._reload_init)
        if isinstance(one, Part):
            ahead.extend(one._linking_libraries)
            names += _public(one._final_module)
            module.link_in(one._final_module, preserve=True)
        else:
            others.append(one)
    # Last: of these the linker takes only what has been asked for until then.
    for one in others:
        module.link_in(one._get_module_for_linking(), preserve=True)
    _refuse_recursion(module)
    return names


def _public(module: Any) -> list[str]:
    """Give the names of the functions of a module that others may call."""
    functions = (one for one in module.functions if not one.is_declaration)
    return [one.name for one in functions if one.linkage is llvm.Linkage.external]


def _refuse_recursion(module: Any) -> None:
    """Refuse functions that call one another: their address would not come back from the cache."""
    for variable in module.global_variables:
        if variable.name.startswith(RuntimeLinker.PREFIX):
            name = variable.name.removeprefix(RuntimeLinker.PREFIX)
            raise NotImplementedError(f"{name} is called by a function that it calls")


class _Compiler(Compiler):
    kind: ClassVar[type[JITCodeLibrary]]

    def compile_extra(self, func: Callable[..., Any]) -> Any:
        if self.state.library is None:
            self.state.library = self.kind(self.state.targetctx.codegen(), func.__qualname__)
            self.state.library.enable_object_caching()
        return super().compile_extra(func)


class PartCompiler(_Compiler):
    """numba's own passes, the result left for the whole to optimise."""

    kind = Part


class WholeCompiler(_Compiler):
    """numba's own passes, the optimisation done with all that is called."""

    kind = Whole
