"""The manager's world: the people, their contracts, wishes and past, and the need."""
