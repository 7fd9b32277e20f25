"""Event logs written in the formats that others read."""
