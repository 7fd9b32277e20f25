"""How urgent a call is, and what it needs: rules that are data, and their reasons."""
