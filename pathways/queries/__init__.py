"""What a log says, counted on integers: successions, variants, durations."""
