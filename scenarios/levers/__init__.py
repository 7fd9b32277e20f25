"""Levers, one a file, found without a registry."""
