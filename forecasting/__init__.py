"""Forecasts of demand and of shortages, with their uncertainty."""
