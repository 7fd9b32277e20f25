"""Which medicines may run short in the country, as a list to review."""
