"""The engine: Mesa agents that decide each hour, and a compiled kernel that lives every minute."""
