"""Dashboards: they show what is stored, or ask for a run; no model code."""
