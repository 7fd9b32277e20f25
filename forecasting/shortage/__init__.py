"""Which medicines may run short nationally: a review list, never an alarm."""
