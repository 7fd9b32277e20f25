"""What the twin learns from a log, and how far its own log is from the real one."""
