"""What a hospital pharmacy will need, and when it will run out."""
