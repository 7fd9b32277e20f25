"""Formats that care events come in: one file a format, found without a list."""
