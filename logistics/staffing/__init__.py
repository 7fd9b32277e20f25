"""Staff rosters: rules, solvers, checks."""
