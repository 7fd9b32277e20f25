"""Series to forecast on this machine: files dropped or served, what they give, their forecasts."""
