"""Readers of public rostering benchmarks, with their own cost functions."""
