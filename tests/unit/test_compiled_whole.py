"""A function is compiled together with all that it calls, each once, and does what Python does."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numba import njit

from twin.compiled.whole import Part, PartCompiler, WholeCompiler

pytestmark = pytest.mark.unit
# Not `twin.compiled.compilers`: what is read back from the cache has not been compiled here.
entry = njit(pipeline_class=WholeCompiler)
inner = njit(pipeline_class=PartCompiler, no_cpython_wrapper=True, no_cfunc_wrapper=True)
inline = njit(pipeline_class=PartCompiler, no_cpython_wrapper=True, no_cfunc_wrapper=True,
              forceinline=True)  # fmt: skip


@inline
def _half(x):
    return math.log(x) / 2.0


@inner
def _leaf(x, rows):
    rows[0] += _half(x)
    return max(np.int64(3), np.int64(x))


@inner
def _left(x, rows):
    return _leaf(x, rows) + np.sum(rows)


@inner
def _right(x, rows):
    return _leaf(x + 1.0, rows) * rows[2] + _left(x, rows)


@entry
def both(x, rows):
    return _left(x, rows) + _right(x, rows)


@entry
def one(x, rows):
    return _left(x, rows)


@njit
def by_numba_alone(x, rows):
    return _left(x, rows) + 1.0


@njit(pipeline_class=PartCompiler, no_cpython_wrapper=True, boundscheck=True)
def _read(rows, at):
    return rows[at]


@njit(pipeline_class=PartCompiler, no_cpython_wrapper=True, boundscheck=True)
def _ratio(rows, at):
    return 1 // _read(rows, at)


@njit(pipeline_class=WholeCompiler, boundscheck=True)
def ratio(rows, at):
    return _ratio(rows, at)


@inner
def _even(n):
    return True if n == 0 else _odd(n - 1)


@inner
def _odd(n):
    return False if n == 0 else _even(n - 1)


@entry
def even(n):
    return _even(n)


def rows():
    """Give a few numbers, new ones each time."""
    return np.array([4.0, 1.0, 3.0])


@pytest.mark.parametrize("function", [both, one])
def test_the_same_as_python(function):
    compiled, interpreted = rows(), rows()
    assert function(2.5, compiled) == _in_python(function.__name__)(2.5, interpreted)
    assert compiled.tolist() == interpreted.tolist()


def _in_python(name):
    """Give a function of this file as Python itself would run it, with all that it calls."""
    known = {**globals()}
    for called in ("_half", "_leaf", "_left", "_right", name):
        code = known[called].py_func.__code__
        known[called] = type(_in_python)(code, known)
    return known[name]


def test_each_part_is_lowered_alone_and_taken_in_once():
    both(2.5, rows())
    parts = [next(iter(p.overloads.values())).library for p in (_leaf, _left, _right)]
    for part in parts:
        assert isinstance(part, Part)
        assert len(_defined(part)) == 1
    whole = next(iter(both.overloads.values())).library
    assert len(_defined(whole)) == len(set(_defined(whole)))


def _defined(library):
    return [f.name for f in library._final_module.functions if not f.is_declaration]


def test_numba_can_take_a_part_in_its_own_way():
    interpreted = rows()
    assert by_numba_alone(2.5, rows()) == _in_python("one")(2.5, interpreted) + 1.0


def test_what_is_wrong_deep_down_reaches_python():
    assert ratio(np.array([2, 1]), 1) == 1
    with pytest.raises(IndexError):
        ratio(np.array([2, 1]), 2)
    with pytest.raises(ZeroDivisionError):
        ratio(np.array([0, 1]), 0)


def test_functions_that_call_one_another_are_refused():
    with pytest.raises(NotImplementedError, match="_even"):
        even(3)
