"""The right team, the right door, the right bases: planning and training aid only."""
