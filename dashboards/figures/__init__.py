"""Figures: values turned into colours, legends and small drawings; no callback, no store."""
