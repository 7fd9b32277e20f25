"""The risk of a break, or of another outcome, shown only where it is predictable.

`study(log, rule)` says whether a target can be foreseen; `save` and `load` keep a model as JSON
with its hash. A model is for planning, never for one person's care.
"""
