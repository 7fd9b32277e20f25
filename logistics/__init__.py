"""Optimisation of rosters, of dispatch and of referral."""
