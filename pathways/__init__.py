"""Care pathways: rebuilt from event logs, with the places where care breaks."""
