"""Arrivals that follow a forecast: how the needs of communes are moved so that sites receive it."""
