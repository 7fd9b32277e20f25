"""Official files that a territory is built from: one module a table."""
