"""Patient transport: shared rounds of ambulances (dial-a-ride)."""
