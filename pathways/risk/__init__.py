"""The risk of a break, shown only where it is predictable."""
