"""What the actors decide by themselves: one rule a file, and the register of what is in force."""
