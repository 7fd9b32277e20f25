"""The independent checker: each rule read again from its text, on true instants."""
