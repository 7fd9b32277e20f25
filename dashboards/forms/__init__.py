"""Forms made from the schema of what they fill: a new lever needs no new page."""
