"""What to put in operating-room kits, from what was opened and used."""
