"""A table lived through drawn absences, each one repaired in its turn with what is then known."""
