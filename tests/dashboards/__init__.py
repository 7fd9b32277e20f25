"""The dashboards, without and with a browser."""
