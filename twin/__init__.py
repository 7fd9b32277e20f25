"""The twin of a territory's health system: its data, its contracts, its engine, its indicators."""
