"""Scenarios: levers, experiments, store, command line; the one room that knows every engine."""
