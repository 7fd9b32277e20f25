"""Readers of published instances: OR-Library p-median."""
