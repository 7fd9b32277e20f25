"""The folds over a day's rows, compiled: one pass, no table of the day, Python's lock let go.

Imported when the first day is folded and not before: the pages that only read indicators do not
wait for the compiler.
"""
