"""A year in two stages: counters by person and month, then the months one after the other."""
