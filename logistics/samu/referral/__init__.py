"""Which team, which door: ranked options for one case, and the price of scarce places."""
