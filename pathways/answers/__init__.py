"""Answers to the questions of an analyst, past the disclosure gate, with their pictures."""
