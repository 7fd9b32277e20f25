"""Ways to forecast: plain rules, statistical methods, boosting, and their blend."""
