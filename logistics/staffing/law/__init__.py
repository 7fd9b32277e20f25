"""The French working-time rules, one a file, and what they become for the solver."""
